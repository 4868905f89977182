"""Modules that hold modules or parameters by name."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.torch.module_tree import HELD, hold
from shapelint.rules.values import REST, UNKNOWN, DictValue, Instance, Many, Value, items_of

_CLASSES: Final = ("torch.nn.ModuleDict", "torch.nn.ParameterDict")


@kind("torch.nn.ModuleDict", bases=("torch.nn.Module",))
def module_dict(modules=None, *, layer, machine):
    """Hold modules by name.

    >>> ModuleDict({"fc": Linear(3, 4)})["fc"]([2, 3])
    (2, 4)
    >>> ModuleDict({"fc": Linear(3, 4)}).fc([2, 3])
    (2, 4)
    """
    _take(layer, modules, machine)


@kind("torch.nn.ParameterDict", bases=("torch.nn.Module",))
def parameter_dict(parameters=None, *, layer, machine):
    """Hold parameters by name.

    >>> ParameterDict({"scale": nn.Parameter([3])})["scale"]
    (3,)
    """
    _take(layer, parameters, machine)


def _take(layer: Instance, given: Value, machine: Machine) -> None:
    machine.put(layer, HELD, DictValue())
    if given is not None:
        _hold_all(layer, given, machine)


def _hold_all(layer: Instance, given: Value, machine: Machine) -> None:
    pairs = _pairs(given)
    parameters = machine.is_a(layer, "torch.nn.ParameterDict") and isinstance(given, DictValue)
    names = [str(name) for name, _ in pairs]
    if parameters and given.plain:
        pairs.sort(key=lambda pair: str(pair[0]))
    for name, value in pairs:
        _hold(layer, name, value, machine)
    if parameters and not given.plain and names != sorted(names):
        # Those of a plain dict come sorted, those of an ordered one do not, and here they look the same.
        machine.put(layer, HELD, DictValue({**layer.slots[HELD].slots, REST: UNKNOWN}))


def _pairs(given: Value) -> list[tuple[Value, Value]]:
    if isinstance(given, Instance) and HELD in given.slots:
        given = given.slots[HELD]
    if isinstance(given, DictValue):
        return list(given.slots.items())
    items = items_of(given)
    if items is not None and all(isinstance(item, tuple) and len(item) == 2 for item in items):
        return [(name, value) for name, value in items]
    return [(REST, UNKNOWN)]


def _hold(layer: Instance, name: Value, value: Value, machine: Machine) -> None:
    hold(layer, name, value, machine)
    if isinstance(name, str):
        machine.put(layer, name, value)


def _names(method: str) -> tuple[str, ...]:
    return tuple(f"{cls}.{method}" for cls in _CLASSES)


@op(_names("__getitem__"))
def getitem(self, key):
    """Give what is held under a name.

    >>> ModuleDict({"a": ReLU()})["a"]
    'ReLU'
    """
    held = self.slots[HELD].slots
    return held.get(key, held.get(REST, UNKNOWN)) if isinstance(key, str) else UNKNOWN


@op(_names("__setitem__"))
def setitem(self, key, value, *, machine):
    """Hold something under a name.

    >>> x = ModuleDict()
    >>> x["a"] = Linear(3, 4)
    >>> x.a([2, 3])
    (2, 4)
    """
    _hold(self, key, value, machine)


@op(_names("update"), legacy={"parameters": "modules"})
def update(self, modules, *, machine):
    """Hold several under their names.

    >>> x = ModuleDict()
    >>> x.update({"a": ReLU()})
    >>> x["a"]
    'ReLU'
    """
    _hold_all(self, modules, machine)


@op(_names("__len__"))
def length(self):
    """Count what is held.

    >>> len(ModuleDict({"a": ReLU()}))
    1
    """
    held = self.slots[HELD].slots
    return UNKNOWN if REST in held else len(held)


@op((*_names("keys"), *_names("__iter__")))
def keys(self):
    """Give the names.

    >>> ModuleDict({"a": ReLU()}).keys()
    ('a',)
    """
    held = self.slots[HELD].slots
    return Many(UNKNOWN) if REST in held else tuple(held)


@op(_names("values"))
def values(self):
    """Give what is held.

    >>> ModuleDict({"a": ReLU()}).values()
    ('ReLU',)
    """
    held = self.slots[HELD].slots
    return Many(UNKNOWN) if REST in held else tuple(held.values())


@op(_names("items"))
def items(self):
    """Give the names and what is held under them.

    >>> ModuleDict({"a": ReLU()}).items()
    (('a', 'ReLU'),)
    """
    held = self.slots[HELD].slots
    return Many((UNKNOWN, UNKNOWN)) if REST in held else tuple(held.items())


@op(_names("pop"))
def pop(self, key, *, machine):
    """Take out what is held under a name.

    >>> x = ModuleDict({"a": ReLU()})
    >>> x.pop("a")
    'ReLU'
    """
    held = self.slots[HELD].slots
    found = held.get(key, held.get(REST, UNKNOWN)) if isinstance(key, str) else UNKNOWN
    _drop(self, key, machine)
    return found


@op(_names("__delitem__"))
def delete(self, key, *, machine):
    """Leave out what is held under a name.

    >>> x = ModuleDict({"a": ReLU()})
    >>> x.__delitem__("a")
    >>> len(x)
    0
    """
    _drop(self, key, machine)


def _drop(self: Instance, key: Value, machine: Machine) -> None:
    held = self.slots[HELD].slots
    if isinstance(key, str):
        machine.put(self, HELD, DictValue({name: value for name, value in held.items() if name != key}))
        machine.put(self, key, None)
    else:
        machine.put(self, HELD, DictValue({REST: UNKNOWN}))


@op(_names("clear"))
def clear(self, *, machine):
    """Leave out all.

    >>> x = ModuleDict({"a": ReLU()})
    >>> x.clear()
    >>> len(x)
    0
    """
    for name in list(self.slots[HELD].slots):
        _drop(self, name, machine)


@op("torch.nn.ParameterDict.get")
def get(self, key, default=None):
    """Give what is held under a name, or something else.

    >>> ParameterDict({"a": nn.Parameter([3])}).get("a")
    (3,)
    >>> ParameterDict({"a": nn.Parameter([3])}).get("b")
    None
    """
    held = self.slots[HELD].slots
    if not isinstance(key, str) or (REST in held and key not in held):
        return UNKNOWN
    return held.get(key, default)


@op("torch.nn.ParameterDict.setdefault")
def setdefault(self, key, default=None, *, machine):
    """Give what is held under a name, which is this if there is none.

    >>> ParameterDict().setdefault("a", nn.Parameter([3]))
    (3,)
    """
    held = self.slots[HELD].slots
    if not isinstance(key, str) or (REST in held and key not in held):
        return UNKNOWN
    if key not in held:
        _hold(self, key, default, machine)
        return default
    return held[key]


@op("torch.nn.ParameterDict.copy")
def copy(self, *, machine):
    """Give a dict of the same parameters.

    >>> ParameterDict({"a": nn.Parameter([3])}).copy()["a"]
    (3,)
    """
    made = machine.make("torch.nn.ParameterDict", {})
    _take(made, self, machine)
    return made


@op(_names("__contains__"))
def contains(self, key):
    """Tell whether something is held under a name.

    >>> ModuleDict({"a": ReLU()}).__contains__("a")
    True
    """
    held = self.slots[HELD].slots
    if not isinstance(key, str):
        return UNKNOWN
    return True if key in held else UNKNOWN if REST in held else False
