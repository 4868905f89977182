"""What can be done to containers that are lists: `Sequential`, `ModuleList` and `ParameterList`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import picked
from shapelint.rules.torch.containers import Items, given_items
from shapelint.rules.torch.module_tree import ITEMS, NAMES, names_of
from shapelint.rules.values import UNKNOWN, Instance, Many, SliceOf, Tensor, Value, is_number
from shapelint.sizes import Shape

_SEQUENTIAL: Final = "torch.nn.Sequential"
_LIST: Final = "torch.nn.ModuleList"


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
    >>> {example}[-1]
    {item}
    >>> len({example}[:1])
    1
    >>> {example}[2]
    SHP506
    """
    op(f"{cls}.__getitem__")(getitem)

    def setitem(self, index, value, *, machine):
        items = self.slots.get(ITEMS)
        if not isinstance(items, tuple) or not isinstance(index, int):
            machine.put(self, ITEMS, Many(UNKNOWN))
            return
        picked(items, index, cls.rpartition(".")[2])
        index %= len(items)
        name = names_of(self)[index]
        machine.put(self, ITEMS, (*items[:index], value, *items[index + 1 :]))
        if not name.isdecimal():
            machine.put(self, name, value)

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
        return _part(self, items, index, cls, machine)
    if isinstance(index, int):
        return picked(items, index, cls.rpartition(".")[2])
    number = is_number(index) or (isinstance(index, Tensor) and index.dtype == "int" and index.shape == Shape(()))
    alike = len({id(item) for item in items}) == 1
    return machine.item(items, index) if number and items else items[0] if alike else UNKNOWN


def _part(self: Instance, items: tuple[Value, ...], index: SliceOf, cls: str, machine: Machine) -> Value:
    """A container of the same class, which the program's own may be made in any way; Sequential keeps the names."""
    ends = (index.lower, index.upper, index.step)
    known = all(end is None or isinstance(end, int) for end in ends) and index.step != 0
    if not known or not isinstance(self.cls, Rule):
        return UNKNOWN
    names = names_of(self)[slice(*ends)] if cls == _SEQUENTIAL else None
    chosen = items[slice(*ends)]
    named = {name: item for name, item in zip(names or (), chosen, strict=False) if not name.isdecimal()}
    return machine.make(cls, {ITEMS: chosen, NAMES: names, **named})


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


_listing(_SEQUENTIAL, "module", "sequential", "Sequential(Linear(3, 4), ReLU())", "'ReLU'")
_listing(_LIST, "module", "modules", "ModuleList([Linear(3, 4), ReLU()])", "'ReLU'")
_listing("torch.nn.ParameterList", "value", "values", "ParameterList([nn.Parameter([3]), nn.Parameter([4])])", "(4,)")


@op(f"{_SEQUENTIAL}.insert")
def insert(self, index, module, *, machine):
    """Put an item before another.

    >>> x = Sequential(ReLU())
    >>> x.insert(0, Linear(3, 4))([2, 3])
    (2, 4)
    >>> x.insert(-1, Linear(3, 5))([2, 3])
    (2, 5)
    >>> x.insert(4, ReLU())
    SHP506
    """
    items = self.slots.get(ITEMS)
    if isinstance(items, tuple) and isinstance(index, int) and not -len(items) <= index <= len(items):
        raise _out_of_range(index, -len(items), len(items))
    _insert(self, index, module, machine)
    return self


@op(f"{_LIST}.insert")
def insert_in_list(self, index, module, *, machine):
    """Put an item before another.

    >>> x = ModuleList([ReLU()])
    >>> x.insert(0, Linear(3, 4))
    >>> x[0]([2, 3])
    (2, 4)
    >>> x.insert(-1, ReLU())
    SHP506
    """
    if isinstance(index, int) and index < 0:
        raise _out_of_range(index, 0, len(names_of(self)))
    _insert(self, index, module, machine)


def _out_of_range(index: int, first: int, last: int) -> Mismatch:
    return Mismatch(
        "SHP506",
        "nothing can be inserted at {index}: the places are {first} to {last}",
        index=index,
        first=first,
        last=last,
    )


def _insert(self: Instance, index: Value, module: Value, machine: Machine) -> None:
    items, names = self.slots.get(ITEMS), self.slots.get(NAMES)
    if not isinstance(items, tuple) or not isinstance(index, int) or names is not None:
        machine.put(self, ITEMS, Many(UNKNOWN))
        return
    at = index + len(items) if index < 0 else index
    machine.put(self, ITEMS, (*items[:at], module, *items[at:]))
    if at > len(items):
        machine.put(self, NAMES, (*map(str, range(len(items))), str(at)))


@op((f"{_SEQUENTIAL}.__delitem__", f"{_LIST}.__delitem__"))
def delete(self, index, *, machine):
    """Leave out an item; the others are numbered anew.

    >>> x = Sequential(ReLU(), Linear(3, 4))
    >>> x.__delitem__(0)
    >>> x[0]([2, 3])
    (2, 4)
    >>> x.__delitem__(1)
    SHP506
    """
    items = self.slots.get(ITEMS)
    ends = (index.lower, index.upper, index.step) if isinstance(index, SliceOf) else (index,)
    if not isinstance(items, tuple) or not all(end is None or isinstance(end, int) for end in ends):
        machine.put(self, ITEMS, Many(UNKNOWN))
        return
    if len(ends) == 1:
        picked(items, index, "the container")
        gone = {index % len(items)}
    else:
        gone = set(range(len(items))[slice(*ends)])
    for at in gone:
        if not names_of(self)[at].isdecimal():
            machine.put(self, names_of(self)[at], UNKNOWN)
    machine.put(self, ITEMS, tuple(item for at, item in enumerate(items) if at not in gone))
    machine.put(self, NAMES, None)


@op((f"{_SEQUENTIAL}.__delattr__", f"{_LIST}.__delattr__"))
def delete_attribute(self, name, *, machine):
    """Leave out the item of a name; the others keep theirs.

    >>> x = Sequential(Linear(3, 4), ReLU())
    >>> x.add_module("last", Linear(4, 5))
    >>> x.__delattr__("last")
    >>> x([2, 3])
    (2, 4)
    """
    items, names = self.slots.get(ITEMS), names_of(self)
    if not isinstance(items, tuple) or not isinstance(name, str):
        machine.put(self, ITEMS, Many(UNKNOWN))
    elif name in names:
        at = names.index(name)
        machine.put(self, ITEMS, items[:at] + items[at + 1 :])
        machine.put(self, NAMES, names[:at] + names[at + 1 :])


@op((f"{_SEQUENTIAL}.pop", f"{_LIST}.pop"))
def pop(self, key, *, machine):
    """Take out an item.

    >>> x = ModuleList([Linear(3, 4), ReLU()])
    >>> x.pop(-1)
    'ReLU'
    >>> x.pop(2)
    SHP506
    """
    found = machine.call(machine.get(self, "__getitem__"), (key,))
    delete.body(self, key, machine=machine)
    return found


@op(f"{_SEQUENTIAL}.__add__")
def add(self, other, *, machine):
    """Put two chains one behind the other.

    >>> (Sequential(Linear(3, 4)).__add__(Sequential(Linear(4, 5))))([2, 3])
    (2, 5)
    """
    return _joined(_SEQUENTIAL, self, other, machine)


@op(f"{_LIST}.__add__")
def add_lists(self, other, *, machine):
    """Put two lists one behind the other.

    >>> len(ModuleList([ReLU()]).__add__([ReLU()]))
    2
    """
    return _joined(_LIST, self, other, machine)


def _joined(cls: str, one: Instance, other: Value, machine: Machine) -> Value:
    items, more = one.slots.get(ITEMS, ()), given_items(other)
    if not isinstance(items, tuple) or not isinstance(more, tuple):
        return machine.make(cls, {ITEMS: Many(UNKNOWN)})
    return machine.make(cls, {ITEMS: items + more})


@op((f"{_SEQUENTIAL}.__mul__", f"{_SEQUENTIAL}.__rmul__"))
def repeat(self, other, *, machine):
    """Put a chain several times one behind the other.

    >>> len(Sequential(ReLU(), Tanh()).__mul__(3))
    6
    >>> Sequential(ReLU()).__mul__(0)
    SHP707
    """
    require_at_least(1, "the number of repetitions", other)
    items = self.slots.get(ITEMS, ())
    known = isinstance(items, tuple) and isinstance(other, int) and 0 < other * len(items) <= 256
    return machine.make(_SEQUENTIAL, {ITEMS: items * other if known else Many(UNKNOWN)})
