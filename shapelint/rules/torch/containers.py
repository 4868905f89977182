"""Modules that hold modules or parameters."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import ITEMS, NAMES
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Tensor,
    Value,
    items_of,
    shape_of,
)

Items = tuple[Value, ...] | Many


@kind("torch.nn.Sequential", bases=("torch.nn.Module",), runs="forward")
def sequential(*args, layer, machine):
    """Run modules one after the other: given one by one, or by name in an OrderedDict.

    >>> Sequential(Linear(5, 7), ReLU(), Linear(7, 3))([2, 5])
    (2, 3)
    >>> Sequential(OrderedDict({"first": Linear(5, 7)})).first.weight
    (7, 5)
    >>> Sequential()([2, 5])
    (2, 5)
    >>> Sequential(Linear(5, 7), Linear(8, 3))([2, 5])
    SHP201 axis `in_features` is 7, expected 8
    """
    if len(args) == 1 and isinstance(args[0], DictValue):
        _take_named(layer, args[0], machine)
    else:
        machine.put(layer, ITEMS, Many(UNKNOWN) if args == (UNKNOWN,) else args)


def _take_named(layer: Instance, given: DictValue, machine: Machine) -> None:
    if REST in given.slots:
        machine.put(layer, ITEMS, Many(UNKNOWN))
        return
    machine.put(layer, NAMES, tuple(given.slots))
    machine.put(layer, ITEMS, tuple(given.slots.values()))
    for name, value in given.slots.items():
        machine.put(layer, name, value)


@op("torch.nn.Sequential.forward")
def sequential_forward(self, input, *, machine):
    """Run the modules one after the other.

    >>> Sequential(Linear(5, 7)).forward([2, 5])
    (2, 7)
    """
    items: Items = self.slots.get(ITEMS, ())
    if isinstance(items, Many):
        return _run_many(items, input, machine)
    for module in items:
        input = machine.call(module, (input,))
    return input


def _run_many(items: Many, input: Value, machine: Machine) -> Value:
    """A chain of unknown length: known where one module keeps the shape."""
    result = machine.call(items.each, (input,)) if isinstance(items.each, Instance) else UNKNOWN
    same = isinstance(result, Tensor) and isinstance(input, Tensor) and shape_of(result) == shape_of(input)
    return result if same else UNKNOWN


@kind("torch.nn.ModuleList", bases=("torch.nn.Module",))
def module_list(modules=None, *, layer, machine):
    """Hold modules in a list; it is not called itself.

    >>> ModuleList([Linear(3, 4), Linear(4, 5)])[1]([2, 4])
    (2, 5)
    >>> len(ModuleList([Linear(3, 4), Linear(4, 5)]))
    2
    """
    machine.put(layer, ITEMS, () if modules is None else given_items(modules))


@kind("torch.nn.ParameterList", bases=("torch.nn.Module",))
def parameter_list(values=None, *, layer, machine):
    """Hold parameters in a list.

    >>> ParameterList([nn.Parameter([3, 4])])[0]
    (3, 4)
    """
    machine.put(layer, ITEMS, () if values is None else given_items(values))


def given_items(value: Value) -> Items:
    """The items of a list, generator or container, as they are kept."""
    if isinstance(value, Instance):
        found: Items = value.slots.get(ITEMS, Many(UNKNOWN))
        return found
    items = items_of(value)
    if items is not None:
        return items
    inner = value.items if isinstance(value, ListValue) else value
    return inner if isinstance(inner, Many) else Many(UNKNOWN)


@kind("torch.nn.Container", bases=("torch.nn.Module",))
def container(*, layer, machine, **kwargs):
    """Hold modules by name.

    >>> nn.Container(fc=Linear(3, 4)).fc([2, 3])
    (2, 4)
    """
    for name, module in kwargs.items():
        machine.put(layer, name, module)
