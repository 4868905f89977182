"""`torch.nn.Module` and the modules that hold others."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    SliceOf,
    Value,
    items_of,
)

ITEMS: Final = "#items"  # slot of a container: a tuple of its modules, or a `Many`
_MODULE: Final = "torch.nn.Module"


@kind("torch.nn.Module", runs="forward")
def module(*args, **kwargs):
    """Base of every network: calling it runs its `forward`."""


def _returns_itself(name: str) -> None:
    @op(f"{_MODULE}.{name}")
    def method(self, *args, **kwargs):
        """Returns the module itself."""
        return self


for _name in (
    "to", "cuda", "cpu", "xpu", "half", "float", "double", "bfloat16", "type", "eval", "train", "requires_grad_",
    "share_memory", "to_empty",
):  # fmt: skip
    _returns_itself(_name)


@op(f"{_MODULE}.apply")
def apply(self, fn, *, machine):
    """Calls `fn` on the module and on all below it, which it may change."""
    return self


@op((f"{_MODULE}.register_buffer", f"{_MODULE}.register_parameter"))
def register(self, name, value, *args, machine, **kwargs):
    """Keeps a tensor under a name."""
    if isinstance(name, str):
        machine.put(self, name, value)


@op((f"{_MODULE}.add_module", f"{_MODULE}.register_module"))
def add_module(self, name, module, *, machine):
    """Keeps a module under a name; in a container it comes behind those that are there."""
    if isinstance(name, str):
        machine.put(self, name, module)
        if ITEMS in self.slots:
            _extend(self, (module,), machine)


@op((f"{_MODULE}.get_submodule", f"{_MODULE}.get_parameter", f"{_MODULE}.get_buffer"))
def get_below(self, target, *, machine):
    """What is kept under a dotted name."""
    found = self
    for part in target.split(".") if isinstance(target, str) else ():
        found = machine.get(found, part)
    return found if isinstance(target, str) else UNKNOWN


@op((f"{_MODULE}.parameters", f"{_MODULE}.buffers", f"{_MODULE}.modules"))
def unknown_rows(self, *args, **kwargs):
    """An iterator over what the module holds."""
    return Many(UNKNOWN)


@op((f"{_MODULE}.named_parameters", f"{_MODULE}.named_buffers", f"{_MODULE}.named_modules"))
def named_rows(self, *args, **kwargs):
    """An iterator over names and what the module holds under them."""
    return Many((UNKNOWN, UNKNOWN))


@op(f"{_MODULE}.children")
def children(self):
    """The modules directly below; known for containers."""
    return self.slots.get(ITEMS, Many(UNKNOWN)) if isinstance(self, Instance) else Many(UNKNOWN)


@op(f"{_MODULE}.named_children")
def named_children(self):
    """The modules directly below, by name."""
    return Many((UNKNOWN, UNKNOWN))


# --- Sequential and ModuleList ---


def _items(self: Value) -> tuple[Value, ...] | Many:
    held = self.slots.get(ITEMS) if isinstance(self, Instance) else None
    return held if isinstance(held, tuple | Many) else Many(UNKNOWN)


def _keep(self: Value, modules: Value, machine: Machine) -> None:
    """Fill a container from any iterable of modules."""
    items = items_of(modules)
    if items is None and isinstance(modules, ListValue):
        modules = modules.items
    machine.put(self, ITEMS, items if items is not None else modules if isinstance(modules, Many) else Many(UNKNOWN))


def _extend(self: Value, more: tuple[Value, ...] | Many, machine: Machine) -> None:
    held = _items(self)
    if isinstance(held, tuple) and isinstance(more, tuple):
        machine.put(self, ITEMS, held + more)
    else:
        machine.put(self, ITEMS, Many(UNKNOWN))


@kind("torch.nn.Sequential", bases=(_MODULE,), runs="forward")
def sequential(*args, layer, machine):
    """Calls one module after the other."""
    if len(args) == 1 and isinstance(args[0], DictValue):
        slots = args[0].slots
        for name, each in slots.items():
            if isinstance(name, str):
                machine.put(layer, name, each)
        machine.put(layer, ITEMS, Many(UNKNOWN) if REST in slots else tuple(slots.values()))
    else:
        machine.put(layer, ITEMS, args)


@op("torch.nn.Sequential.forward")
def sequential_forward(self, input, *, machine):
    """What the last module makes of what the one before made."""
    items = _items(self)
    if isinstance(items, Many):
        return UNKNOWN
    for each in items:
        input = machine.call(each, (input,))
    return input


@kind("torch.nn.ModuleList", bases=(_MODULE,))
def module_list(modules=None, *, layer, machine):
    """A list of modules."""
    _keep(layer, () if modules is None else modules, machine)


@op(("torch.nn.Sequential.append", "torch.nn.ModuleList.append", "torch.nn.ParameterList.append"))
def append(self, module, *, machine):
    """Adds one at the end."""
    _extend(self, (module,), machine)
    return self


@op(("torch.nn.Sequential.extend", "torch.nn.ModuleList.extend", "torch.nn.ParameterList.extend"))
def extend(self, modules, *, machine):
    """Adds several at the end."""
    items = items_of(modules)
    if items is None and isinstance(modules, Instance):
        held = _items(modules)
        items = held if isinstance(held, tuple) else None
    _extend(self, items if items is not None else Many(UNKNOWN), machine)
    return self


@op(("torch.nn.Sequential.insert", "torch.nn.ModuleList.insert"))
def insert(self, index, module, *, machine):
    """Puts one before the place `index`."""
    items = _items(self)
    if isinstance(items, tuple) and is_int(index):
        at = len(items[:index])
        machine.put(self, ITEMS, (*items[:at], module, *items[at:]))
    else:
        machine.put(self, ITEMS, Many(UNKNOWN))
    return self


@op(("torch.nn.Sequential.__len__", "torch.nn.ModuleList.__len__", "torch.nn.ParameterList.__len__"))
def length(self):
    """How many there are."""
    items = _items(self)
    return items.length if isinstance(items, Many) else len(items)


@op(("torch.nn.Sequential.__iter__", "torch.nn.ModuleList.__iter__", "torch.nn.ParameterList.__iter__"))
def iterate(self):
    """One after the other."""
    return _items(self)


def _picked(self: Value, index: Value, of: str, machine: Machine) -> Value:
    items = _items(self)
    if isinstance(items, Many):
        return items.each if is_int(index) else UNKNOWN
    if is_int(index):
        return items[index] if -len(items) <= index < len(items) else UNKNOWN
    if isinstance(index, SliceOf):
        ends = (index.lower, index.upper, index.step)
        if all(end is None or is_int(end) for end in ends) and index.step != 0:
            return machine.make(of, {ITEMS: items[slice(*ends)]})
    return UNKNOWN


@op("torch.nn.Sequential.__getitem__")
def sequential_item(self, idx, *, machine):
    """One module, or a shorter Sequential."""
    return _picked(self, idx, "torch.nn.Sequential", machine)


@op(("torch.nn.ModuleList.__getitem__", "torch.nn.ParameterList.__getitem__"))
def list_item(self, idx, *, machine):
    """One module, or a shorter list."""
    return _picked(self, idx, "torch.nn.ModuleList", machine)


@kind("torch.nn.ParameterList", bases=(_MODULE,))
def parameter_list(values=None, *, layer, machine):
    """A list of parameters."""
    _keep(layer, () if values is None else values, machine)


# --- ModuleDict ---


@kind(("torch.nn.ModuleDict", "torch.nn.ParameterDict"), bases=(_MODULE,))
def module_dict(modules=None, *, layer, machine):
    """A dict of modules."""
    held = DictValue(dict(modules.slots)) if isinstance(modules, DictValue) else DictValue({})
    if modules is not None and not isinstance(modules, DictValue):
        held.slots[REST] = UNKNOWN
    machine.put(layer, ITEMS, held)


def _through(name: str) -> None:
    """A method that the dict itself has."""

    @op(f"torch.nn.ModuleDict.{name}")
    def method(self, *args, machine):
        """As of a dict."""
        return machine.call(machine.get(_dict(self), name), args)


for _name in ("keys", "values", "items", "update", "pop", "get"):
    _through(_name)


def _dict(self: Value) -> DictValue:
    held = self.slots.get(ITEMS) if isinstance(self, Instance) else None
    return held if isinstance(held, DictValue) else DictValue({REST: UNKNOWN})


@op("torch.nn.ModuleDict.__getitem__")
def dict_item(self, key):
    """The module under a key."""
    slots = _dict(self).slots
    return slots.get(key, slots.get(REST, UNKNOWN)) if isinstance(key, str) else UNKNOWN


@op("torch.nn.ModuleDict.__setitem__")
def set_dict_item(self, key, module, *, machine):
    """Puts a module under a key."""
    machine.put(_dict(self), key if isinstance(key, str) else REST, module)


@op("torch.nn.ModuleDict.__iter__")
def dict_keys(self):
    """The keys."""
    slots = _dict(self).slots
    return Many(UNKNOWN) if REST in slots else tuple(slots)


@op("torch.nn.ModuleDict.__len__")
def dict_length(self):
    """How many there are."""
    slots = _dict(self).slots
    return UNKNOWN if REST in slots else len(slots)
