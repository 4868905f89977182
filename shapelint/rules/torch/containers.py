"""Modules that hold modules or parameters."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.families import declare
from shapelint.rules.torch.module_tree import CONTAINERS, ITEMS, NAMES, names_of, take_in
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    SliceOf,
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


@op(tuple(f"{cls}.__setattr__" for cls in CONTAINERS))
def set_attribute(self, name, value, *, machine):
    """Keep something under a name: a module counts as an item.

    >>> s = Sequential(Linear(3, 4))
    >>> s.__setattr__("last", Linear(4, 5))
    >>> s([2, 3])
    (2, 5)
    >>> d = ModuleDict()
    >>> d.__setattr__("last", Linear(4, 5))
    >>> d["last"]([2, 4])
    (2, 5)
    """
    machine.put(self, name, value)
    take_in(self, name, value, machine)


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


def _listing(cls: str, one: str, several: str, example: str, item: str) -> None:
    """The methods of a container that is a list.

    one, several: what the parameters of `append` and `extend` are called; example: a container with two items, of
    which `item` is the second.
    """

    def getitem(self, index, *, machine):
        return _at(self, index, cls, machine)

    getitem.__doc__ = f"""Give one item, or a part of the container.

    >>> {example}[1]
    {item}
    >>> len({example}[:1])
    1
    """
    op(f"{cls}.__getitem__")(getitem)

    def setitem(self, index, value, *, machine):
        items = self.slots.get(ITEMS)
        if isinstance(items, tuple) and isinstance(index, int) and -len(items) <= index < len(items):
            index %= len(items)
            machine.put(self, ITEMS, (*items[:index], value, *items[index + 1 :]))
        else:
            machine.put(self, ITEMS, Many(UNKNOWN))

    setitem.__doc__ = f"""Put another item in the place of one.

    >>> x = {example}
    >>> x[0] = x[1]
    >>> x[0]
    {item}
    """
    op(f"{cls}.__setitem__")(setitem)

    def length(self):
        items = self.slots.get(ITEMS, ())
        return items.length if isinstance(items, Many) else len(items)

    length.__doc__ = f"""Count the items.

    >>> len({example})
    2
    """
    op(f"{cls}.__len__")(length)

    def iterate(self):
        return self.slots.get(ITEMS, ())

    iterate.__doc__ = f"""Give every item in turn.

    >>> list({example})[1]
    {item}
    """
    op(f"{cls}.__iter__")(iterate)

    declare(
        f"{cls}.append",
        f"self, {one}",
        lambda machine, self, **given: _extend(self, tuple(given.values()), machine),
        f"Add an item.\n\n>>> x = {example}\n>>> len(x.append(x[0]))\n3",
    )
    declare(
        f"{cls}.extend",
        f"self, {several}",
        lambda machine, self, **given: _extend(self, given_items(*given.values()), machine),
        f"Add several items.\n\n>>> x = {example}\n>>> len(x.extend((x[0], x[1])))\n4",
    )


def _at(self: Instance, index: Value, cls: str, machine: Machine) -> Value:
    items = self.slots.get(ITEMS, Many(UNKNOWN))
    if isinstance(items, Many):
        return UNKNOWN if isinstance(index, SliceOf) else items.each
    if isinstance(index, SliceOf):
        ends = (index.lower, index.upper, index.step)
        known = all(end is None or isinstance(end, int) for end in ends) and index.step != 0
        return machine.make(cls, {ITEMS: items[slice(*ends)]}) if known else UNKNOWN
    if isinstance(index, int) and -len(items) <= index < len(items):
        return items[index]
    alike = len({id(item) for item in items}) == 1
    return items[0] if alike else UNKNOWN


def _extend(self: Instance, more: Items, machine: Machine) -> Instance:
    items = self.slots.get(ITEMS, ())
    if isinstance(items, tuple) and isinstance(more, tuple):
        names = self.slots.get(NAMES)
        if isinstance(names, tuple):
            machine.put(self, NAMES, (*names_of(self), *(str(len(items) + at) for at in range(len(more)))))
        machine.put(self, ITEMS, items + more)
    elif not items and isinstance(more, Many):
        machine.put(self, ITEMS, more)
    else:
        machine.put(self, ITEMS, Many(UNKNOWN))
    return self


_listing("torch.nn.Sequential", "module", "sequential", "Sequential(Linear(3, 4), ReLU())", "'ReLU'")
_listing("torch.nn.ModuleList", "module", "modules", "ModuleList([Linear(3, 4), ReLU()])", "'ReLU'")
_listing("torch.nn.ParameterList", "value", "values", "ParameterList([nn.Parameter([3]), nn.Parameter([4])])", "(4,)")


@op(("torch.nn.Sequential.insert", "torch.nn.ModuleList.insert"))
def insert(self, index, module, *, machine):
    """Put an item before another.

    >>> x = Sequential(ReLU())
    >>> x.insert(0, Linear(3, 4))
    >>> x([2, 3])
    (2, 4)
    """
    items = self.slots.get(ITEMS)
    if isinstance(items, tuple) and isinstance(index, int):
        at = slice(index, index)
        changed = list(items)
        changed[at] = [module]
        machine.put(self, ITEMS, tuple(changed))
        machine.put(self, NAMES, None)
    else:
        machine.put(self, ITEMS, Many(UNKNOWN))
    return self
