"""`nn.Module`: the base of every model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import (
    CONTAINERS,
    ITEMS,
    children,
    descendants,
    is_buffer,
    parameters,
    take_in,
)
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, Instance, Many, Tensor, Value


@kind("torch.nn.Module", runs="forward")
def module(*args, layer, machine, **kwargs):
    """The base of every model: calling it runs its `forward`.

    >>> Module().eval()
    'Module'
    """


def _returns_self(name: str, signature: str, does: str, example: str = "") -> None:
    namespace: dict[str, Value] = {}
    exec(f"def body(self{signature}): return self", namespace)
    body = namespace["body"]
    body.__doc__ = f"""{does}, and give back the module.

    >>> Linear(3, 4).{name}({example})([2, 3])
    (2, 4)
    """
    op(f"torch.nn.Module.{name}")(body)


_CONVERSIONS: Final = ("half", "cuda", "xpu", "bfloat16", "double", "type", "to_empty")
for _name, _signature, _does, _example in (
    ("to", ", *args, device=None, dtype=None, non_blocking=False, memory_format=None", "Move or convert", "'cpu'"),
    ("cpu", "", "Move to the CPU", ""),
    ("float", "", "Convert to 32 bits", ""),
    ("eval", "", "Switch training off", ""),
    ("train", ", mode=True", "Switch training on", ""),
    ("apply", ", fn", "Do something to every part", "lambda part: None"),
    ("requires_grad_", ", requires_grad=True", "Turn gradients on or off", "False"),
    ("share_memory", "", "Move to shared memory", ""),
):
    _returns_self(_name, _signature, _does, _example)


@op(tuple(f"torch.nn.Module.{name}" for name in _CONVERSIONS))
def converted(self, *args, **kwargs):
    """Convert to another kind of number or move to a GPU, and give back the module.

    >>> Linear(3, 4).half().weight
    (4, 3)
    """
    return self


def _listed(find: Callable[[Instance, Machine], list[tuple[str, Value]] | None], named: bool) -> Callable[..., Value]:
    def give(self: Value, machine: Machine) -> Value:
        found = find(self, machine) if isinstance(self, Instance) else None
        if found is None:
            each = Tensor(UNKNOWN_SHAPE, "torch", "float") if find is _learnt else UNKNOWN
            return Many((UNKNOWN, each) if named else each)
        return tuple(found) if named else tuple(value for _, value in found)

    return give


def _learnt(module: Instance, machine: Machine) -> list[tuple[str, Value]] | None:
    found = parameters(module, machine)
    return None if found is None else [(name, value) for name, value in found if not is_buffer(name)]


@op("torch.nn.Module.parameters")
def parameters_(self, recurse=True, *, machine):
    """Give all that is learnt.

    >>> Conv2d(3, 64, 3).parameters()
    ((64, 3, 3, 3), (64,))
    >>> Sequential(Linear(3, 4), ReLU(), BatchNorm1d(4)).parameters()
    ((4, 3), (4,), (4,), (4,))
    """
    return _listed(_learnt, named=False)(self, machine)


@op("torch.nn.Module.named_parameters")
def named_parameters(self, prefix="", recurse=True, remove_duplicate=True, *, machine):
    """Give all that is learnt, with its names.

    >>> Sequential(Linear(3, 4)).named_parameters()
    (('0.weight', (4, 3)), ('0.bias', (4,)))
    """
    return _listed(_learnt, named=True)(self, machine)


@op("torch.nn.Module.children")
def children_(self, *, machine):
    """Give the modules directly below.

    >>> Sequential(Linear(3, 4), ReLU()).children()
    ('Linear', 'ReLU')
    """
    return _listed(children, named=False)(self, machine)


@op("torch.nn.Module.named_children")
def named_children(self, *, machine):
    """Give the modules directly below, with their names.

    >>> Sequential(Linear(3, 4), ReLU()).named_children()
    (('0', 'Linear'), ('1', 'ReLU'))
    """
    return _listed(children, named=True)(self, machine)


@op("torch.nn.Module.modules")
def modules(self, remove_duplicate=True, *, machine):
    """Give the module and all below it.

    >>> Sequential(Linear(3, 4)).modules()
    ('Sequential', 'Linear')
    """
    return _listed(descendants, named=False)(self, machine)


@op("torch.nn.Module.named_modules")
def named_modules(self, memo=None, prefix="", remove_duplicate=True, *, machine):
    """Give the module and all below it, with their names.

    >>> Sequential(Linear(3, 4)).named_modules()
    (('', 'Sequential'), ('0', 'Linear'))
    """
    return _listed(descendants, named=True)(self, machine)


@op("torch.nn.Module.state_dict")
def state_dict(self, *args, destination=None, prefix="", keep_vars=False, machine):
    """Give everything that is kept, by name.

    >>> Linear(3, 4).state_dict()
    {'weight': (4, 3), 'bias': (4,)}
    """
    found = parameters(self, machine) if isinstance(self, Instance) else None
    return UNKNOWN if found is None else DictValue(dict(found))


@op(("torch.nn.Module.buffers", "torch.nn.Module.named_buffers"))
def buffers(self, recurse=True):
    """Give all that is kept and not learnt.

    >>> Linear(3, 4).buffers()
    (..., None)
    """
    return Many(UNKNOWN)


@op(("torch.nn.Module.get_submodule", "torch.nn.Module.get_parameter", "torch.nn.Module.get_buffer"))
def get_submodule(self, target, *, machine):
    """Give what is kept under a dotted name.

    >>> Sequential(OrderedDict({"first": Linear(5, 7)})).get_submodule("first")([2, 5])
    (2, 7)
    """
    if not isinstance(target, str):
        return UNKNOWN
    for part in target.split(".") if target else ():
        items = self.slots.get(ITEMS) if isinstance(self, Instance) else None
        if part.isdecimal() and isinstance(items, tuple):
            self = items[int(part)] if int(part) < len(items) else UNKNOWN
        else:
            self = machine.get(self, part)
    return self


@op("torch.nn.Module.register_buffer")
def register_buffer(self, name, tensor, persistent=True, *, machine):
    """Keep a tensor that is not learnt.

    >>> m = Module()
    >>> m.register_buffer("mask", [3, 3])
    >>> m.mask
    (3, 3)
    """
    _keep(self, name, tensor, machine)


@op("torch.nn.Module.register_parameter")
def register_parameter(self, name, param, *, machine):
    """Keep a tensor that is learnt.

    >>> m = Module()
    >>> m.register_parameter("scale", nn.Parameter([3]))
    >>> m.scale
    (3,)
    """
    _keep(self, name, param, machine)


@op(("torch.nn.Module.add_module", "torch.nn.Module.register_module"))
def add_module(self, name, module, *, machine):
    """Keep a module under a name.

    >>> s = Sequential(Linear(3, 4))
    >>> s.add_module("last", Linear(4, 5))
    >>> s([2, 3])
    (2, 5)
    >>> s.last([2, 4])
    (2, 5)
    >>> d = ModuleDict()
    >>> d.add_module("last", Linear(4, 5))
    >>> d.keys()
    ('last',)
    """
    if isinstance(self, Instance) and any(machine.is_a(self, cls) for cls in CONTAINERS):
        take_in(self, name, module, machine)
    _keep(self, name, module, machine)


def _keep(owner: Value, name: Value, value: Value, machine: Machine) -> None:
    if isinstance(name, str) and not name.isdecimal():
        machine.put(owner, name, value)


@op("torch.nn.Module.zero_grad")
def zero_grad(self, set_to_none=True):
    """Forget the gradients.

    >>> Linear(3, 4).zero_grad()
    None
    """
    return


@op("torch.nn.Module.load_state_dict")
def load_state_dict(self, state_dict, strict=True, assign=False):
    """Take over what another module has kept.

    >>> Linear(3, 4).load_state_dict(Linear(3, 4).state_dict())
    None
    """
    return UNKNOWN
