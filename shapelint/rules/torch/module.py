"""`nn.Module`: the base of every model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shapelint.rules.apply import MADE, Made
from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.strides import note_format
from shapelint.rules.torch.module_tree import BUFFERS, CONTAINERS, HELD, ITEMS, descendants, take_in
from shapelint.rules.torch.reweighing import reweigh
from shapelint.rules.values import OPAQUE, UNKNOWN, DictValue, Instance, Value

_MOST_APPLIED: Final = 64  # modules to which `apply` is followed


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


for _name, _signature, _does, _example in (
    ("cpu", "", "Move to the CPU", ""),
    ("float", "", "Convert to 32 bits", ""),
    ("requires_grad_", ", requires_grad=True", "Turn gradients on or off", "False"),
    ("share_memory", "", "Move to shared memory", ""),
):
    _returns_self(_name, _signature, _does, _example)

_CONVERSIONS: Final = ("half", "cuda", "xpu", "ipu", "mtia", "bfloat16", "double", "type", "to_empty")


@op("torch.nn.Module.to")
def to(self, *args, device=None, dtype=None, tensor=None, non_blocking=False, memory_format=None, machine):
    """Move or convert, and give back the module.

    >>> Linear(3, 4).to("cpu")([2, 3])
    (2, 4)
    """
    note_format(memory_format, machine)
    return self


@op(tuple(f"torch.nn.Module.{name}" for name in _CONVERSIONS))
def converted(self, *args, **kwargs):
    """Convert to another kind of number or move to a GPU, and give back the module.

    >>> Linear(3, 4).half().weight
    (4, 3)
    """
    return self


@op("torch.nn.Module.apply")
def apply(self, fn, *, machine):
    """Do something to every part and the whole, and give back the module.

    >>> Linear(3, 4).apply(lambda part: None)([2, 3])
    (2, 4)
    >>> Sequential(Linear(3, 4)).apply(lambda part: nn.init.xavier_uniform_(part[0].bias))
    SHP101
    """
    below = descendants(self, machine) if isinstance(self, Instance) else None
    parts = [part for _, part in reversed(below or ())]
    parts = parts if len(parts) <= _MOST_APPLIED else _unlike(parts)
    if below is None or len(parts) > _MOST_APPLIED:
        machine.hand(fn)
        return self
    for part in parts:
        machine.call(fn, (part,))
    return self


def _unlike(parts: Iterable[Instance]) -> list[Instance]:
    """One of those that are of the same class and were made with the same arguments."""
    found: list[Instance] = []
    kinds: dict[Value, list[Value]] = {}
    for part in parts:
        made = part.slots.get(MADE)
        made = made.args if isinstance(made, Made) else made
        seen = kinds.setdefault(part.cls, [])
        if made not in seen:
            seen.append(made)
            found.append(part)
    return found


@op("torch.nn.Module.__setattr__")
def set_attribute(self, name, value, *, machine):
    """Keep something under a name: a module counts as an item of a container, a weight decides what a layer does.

    >>> s = Sequential(Linear(3, 4))
    >>> s.__setattr__("last", Linear(4, 5))
    >>> s([2, 3])
    (2, 5)
    >>> d = ModuleDict()
    >>> d.__setattr__("last", Linear(4, 5))
    >>> d["last"]([2, 4])
    (2, 5)
    >>> fc = Linear(3, 4)
    >>> fc.__setattr__("weight", nn.Parameter([N, 5]))
    >>> fc.__setattr__("bias", None)
    >>> fc([2, 5])
    (2, 'N')
    >>> fc([2, 3])
    SHP201 axis `in_features` is 3, expected 5
    """
    reweigh(self, name, value, machine)
    machine.put(self, name, value)
    if isinstance(self, Instance) and any(machine.is_a(self, cls) for cls in CONTAINERS):
        take_in(self, name, value, machine)


def _keep(owner: Value, name: Value, value: Value, machine: Machine) -> None:
    if not isinstance(name, str):
        machine.put(owner, OPAQUE, True)
    elif not name.isdecimal():
        machine.put(owner, name, value)


@op("torch.nn.Module.register_buffer")
def register_buffer(self, name, tensor, persistent=True, *, machine):
    """Keep a tensor that is not learnt.

    >>> m = Module()
    >>> m.register_buffer("mask", [3, 3])
    >>> m.mask
    (3, 3)
    >>> m.register_buffer("places", [5], persistent=False)
    >>> m.state_dict()
    {'mask': (3, 3)}
    """
    registered = self.slots.get(BUFFERS, ()) if isinstance(self, Instance) else UNKNOWN
    if isinstance(registered, tuple) and isinstance(name, str) and isinstance(persistent, bool):
        machine.put(self, BUFFERS, (*registered, (name, persistent)))
    else:
        machine.put(self, BUFFERS, UNKNOWN)
    _keep(self, name, tensor, machine)


@op("torch.nn.Module.register_parameter")
def register_parameter(self, name, param, *, machine):
    """Keep a tensor that is learnt.

    >>> m = Module()
    >>> m.register_parameter("scale", nn.Parameter([3]))
    >>> m.scale
    (3,)
    """
    reweigh(self, name, param, machine)
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


@op(("torch.nn.Module.get_submodule", "torch.nn.Module.get_parameter", "torch.nn.Module.get_buffer"))
def get_submodule(self, target, *, machine):
    """Give what is kept under a dotted name.

    >>> Sequential(OrderedDict({"first": Linear(5, 7)})).get_submodule("first")([2, 5])
    (2, 7)
    >>> Sequential(Linear(5, 7)).get_submodule("0")([2, 5])
    (2, 7)
    >>> Sequential(Linear(5, 7)).get_parameter("0.weight")
    (7, 5)
    >>> Sequential(BatchNorm1d(5)).get_buffer("0.running_mean")
    (5,)
    """
    if not isinstance(target, str):
        return UNKNOWN
    for part in target.split(".") if target else ():
        self = _part(self, part, machine)
    return self


def _part(owner: Value, name: str, machine: Machine) -> Value:
    slots = owner.slots if isinstance(owner, Instance) else {}
    items, held = slots.get(ITEMS), slots.get(HELD)
    if isinstance(held, DictValue) and name in held.slots:
        return held.slots[name]
    if name.isdecimal() and isinstance(items, tuple):
        return items[int(name)] if int(name) < len(items) else UNKNOWN
    return machine.get(owner, name)


@op("torch.nn.Module.set_submodule")
def set_submodule(self, target, module, strict=False, *, machine):
    """Put a module in the place that a dotted name tells.

    >>> s = Sequential(Linear(3, 4))
    >>> s.set_submodule("0", Linear(3, 5))
    >>> s([2, 3])
    (2, 5)
    """
    if not isinstance(target, str):
        add_module.body(self, target, module, machine=machine)
        return
    path, _, name = target.rpartition(".")
    owner = self
    for part in path.split(".") if path else ():
        owner = _part(owner, part, machine)
    if isinstance(owner, Instance):
        add_module.body(owner, name, module, machine=machine)


@op("torch.nn.Module.zero_grad")
def zero_grad(self, set_to_none=True):
    """Forget the gradients.

    >>> Linear(3, 4).zero_grad()
    None
    """
    return


@op("torch.nn.Module.compile")
def compile(self, *args, **kwargs):
    """Run faster from now on.

    >>> nn.Module.compile.__name__
    'compile'
    """
    return
