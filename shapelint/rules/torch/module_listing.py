"""The parts of a module, listed: parameters, buffers, modules."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_state import listed
from shapelint.rules.torch.module_tree import children, descendants
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Many, Tensor, Value

_Named = list[tuple[str, Value]] | None


def _values(found: _Named, each: Value = UNKNOWN) -> Value:
    return Many(each) if found is None else tuple(value for _, value in found)


def _pairs(found: _Named, each: Value = UNKNOWN) -> Value:
    return Many((UNKNOWN, each)) if found is None else tuple(found)


_SOME_TENSOR = Tensor(UNKNOWN_SHAPE, "torch", "float")


def _tensors(
    self: Value, machine: Machine, role: str, recurse: Value, prefix: Value = "", once: Value = True
) -> _Named:
    flags = isinstance(recurse, bool) and isinstance(once, bool)
    if not isinstance(self, Instance) or not flags or not isinstance(prefix, str):
        return None
    return listed(self, machine, role, prefix, recurse=recurse, once=once)


@op("torch.nn.Module.parameters")
def parameters(self, recurse=True, *, machine):
    """Give all that is learnt.

    >>> Conv2d(3, 64, 3).parameters()
    ((64, 3, 3, 3), (64,))
    >>> Sequential(Linear(3, 4), ReLU(), BatchNorm1d(4)).parameters()
    ((4, 3), (4,), (4,), (4,))
    >>> Sequential(Linear(3, 4)).parameters(recurse=False)
    ()
    """
    return _values(_tensors(self, machine, "parameter", recurse), _SOME_TENSOR)


@op("torch.nn.Module.named_parameters")
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True, *, machine):
    """Give all that is learnt, with its names.

    >>> Sequential(Linear(3, 4)).named_parameters()
    (('0.weight', (4, 3)), ('0.bias', (4,)))
    >>> Linear(3, 4, bias=False).named_parameters("fc")
    (('fc.weight', (4, 3)),)
    """
    return _pairs(_tensors(self, machine, "parameter", recurse, prefix, remove_duplicate), _SOME_TENSOR)


@op("torch.nn.Module.buffers")
def buffers(self, recurse=True, *, machine):
    """Give all that is kept and not learnt.

    >>> Sequential(Linear(3, 4), BatchNorm1d(4)).buffers()
    ((4,), (4,), ())
    """
    return _values(_tensors(self, machine, "buffer", recurse))


@op("torch.nn.Module.named_buffers")
def named_buffers(self, prefix="", recurse=True, remove_duplicate=True, *, machine):
    """Give all that is kept and not learnt, with its names.

    >>> BatchNorm1d(4).named_buffers()
    (('running_mean', (4,)), ('running_var', (4,)), ('num_batches_tracked', ()))
    """
    return _pairs(_tensors(self, machine, "buffer", recurse, prefix, remove_duplicate))


def _modules(found: list[tuple[str, Instance]] | None) -> _Named:
    return None if found is None else list(found)


@op("torch.nn.Module.children")
def children_(self, *, machine):
    """Give the modules directly below.

    >>> Sequential(Linear(3, 4), ReLU()).children()
    ('Linear', 'ReLU')
    """
    return _values(_modules(children(self, machine)) if isinstance(self, Instance) else None)


@op("torch.nn.Module.named_children")
def named_children(self, *, machine):
    """Give the modules directly below, with their names.

    >>> Sequential(Linear(3, 4), ReLU()).named_children()
    (('0', 'Linear'), ('1', 'ReLU'))
    """
    return _pairs(_modules(children(self, machine)) if isinstance(self, Instance) else None)


@op("torch.nn.Module.modules")
def modules(self, remove_duplicate=True, *, machine):
    """Give the module and all below it.

    >>> Sequential(Linear(3, 4)).modules()
    ('Sequential', 'Linear')
    """
    known = isinstance(self, Instance) and isinstance(remove_duplicate, bool)
    return _values(_modules(descendants(self, machine, once=remove_duplicate)) if known else None)


@op("torch.nn.Module.named_modules")
def named_modules(self, memo=None, prefix="", remove_duplicate=True, *, machine):
    """Give the module and all below it, with their names.

    >>> Sequential(Linear(3, 4)).named_modules()
    (('', 'Sequential'), ('0', 'Linear'))
    >>> Sequential(Linear(3, 4)).named_modules(prefix="net")
    (('net', 'Sequential'), ('net.0', 'Linear'))
    """
    named = isinstance(prefix, str) and isinstance(remove_duplicate, bool) and memo is None
    if not named or not isinstance(self, Instance):
        return _pairs(None)
    return _pairs(_modules(descendants(self, machine, prefix, once=remove_duplicate)))
