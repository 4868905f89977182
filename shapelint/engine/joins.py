"""Joining two values of one variable into what holds of both.

A list or dict that is one of several is a third one that stands for them (`Mutable.among`), so that what is changed in
it may have changed in each: in those that there were before the ways parted (`since`, a number of births), for nothing
else can hold the newer ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from shapelint.engine.objects import BoundFunction, ClassValue, Either, Function, Partial
from shapelint.engine.octets import either_bytes
from shapelint.engine.spans import either_number
from shapelint.engine.texts import either_text
from shapelint.engine.versions import hangs_on_version
from shapelint.rules.apply import Made
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    DEVICE,
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Method,
    Mutable,
    Named,
    Range,
    SliceOf,
    SomeBool,
    SomeBytes,
    SomeNumber,
    SomeText,
    Switch,
    Tensor,
    Value,
    Version,
    is_float,
    is_number,
    names_device,
)
from shapelint.sizes import Shape


class _Absent:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<absent>"


ABSENT: Final = _Absent()
OBJECTS: Final = (Instance, Function, BoundFunction, ClassValue, Rule, Method, Partial, Either)
ROWS: Final = (Tensor, tuple, ListValue, DictValue)  # which stay apart from None
_OPTIONS: Final = 4
MOST_ITEMS: Final = 4096  # of a row that is put together
NEVER: Final = -sys.maxsize  # before anything was made


def same(left: Value, right: Value) -> bool:
    """Whether two values are known to be one and the same."""
    if left is right:
        return True
    return type(left) is type(right) and _comparable(left) and bool(left == right)


def _comparable(value: Value) -> bool:
    return not isinstance(value, Mutable)


def _alike(left: Value, right: Value, since: int, depth: int = 6) -> bool:
    """Whether two objects are made at one place and hold the same, as those of two turns of a loop do."""
    if same(left, right):
        return True
    if type(left) is not type(right) or not depth:
        return False
    if isinstance(left, Instance):
        one_place = left.cls is right.cls and left.made == right.made and right.born > since
        return one_place and _alike_slots(left.slots, right.slots, NEVER, depth)
    if isinstance(left, ListValue | DictValue):
        return _covers(left, right, since) and _alike_slots(left.slots, right.slots, since, depth)
    if isinstance(left, Made):
        return _alike_slots(left.args, right.args, since, depth)
    if isinstance(left, tuple):
        return len(left) == len(right) and all(
            _alike(one, other, since, depth - 1) for one, other in zip(left, right, strict=True)
        )
    return False


def _alike_slots(left: Mapping[Value, Value], right: Mapping[Value, Value], since: int, depth: int) -> bool:
    return left.keys() == right.keys() and all(_alike(left[key], right[key], since, depth - 1) for key in left)


def _older(values: tuple[Mutable, ...], since: int) -> dict[int, Mutable]:
    """Those of some containers, and of what they stand for, that something else may hold, too."""
    return {id(each): each for value in values for each in (value, *value.among) if each.born <= since}


def _covers(left: Mutable, right: Mutable, since: int) -> bool:
    """Whether a change of the left container is one of the right, and no more: both are new, or left stands for all."""
    if isinstance(left, DictValue) and isinstance(right, DictValue) and left.key not in (UNKNOWN, right.key):
        return False
    others = _older((left, right), since)
    others.pop(id(left), None)
    if left.among:
        return others.keys() <= {id(each) for each in left.among}
    return not others and left.born > since


def join(left: Value, right: Value, since: int = NEVER) -> Value:
    """What holds of both; a variable that one path did not bind is what the other bound it to.

    since: how many objects there were when the ways parted.

    >>> join(3, 3), join(3, 4), join((1, 2), (1, 3)), join(ABSENT, 5)
    (3, SomeInt(low=None, high=None), (1, SomeInt(low=None, high=None)), 5)
    """
    if left is ABSENT:
        return _since_the_beginning(right)
    if right is ABSENT:
        return _since_the_beginning(left)
    if same(left, right) or _alike(left, right, since):
        return left
    if all(isinstance(side, bool | SomeBool | Version) for side in (left, right)):
        return Version() if hangs_on_version(left, right) else SomeBool()
    if names_device(left) and names_device(right):
        return DEVICE
    if isinstance(left, str | SomeText) and isinstance(right, str | SomeText):
        return either_text(left, right)
    if isinstance(left, bytes | SomeBytes) and isinstance(right, bytes | SomeBytes):
        return either_bytes(left, right)
    if type(left) is type(right) and not is_number(left):
        joined = _JOINS.get(type(left))
        return joined(left, right, since) if joined else _either(left, right, since)
    if is_number(left) and is_number(right):
        whole = not any(isinstance(side, float | SomeNumber) for side in (left, right))
        return either_number(left, right) if whole else SomeNumber(floating=is_float(left) and is_float(right))
    sides = (left, right)
    if any(isinstance(side, Named) for side in sides) and all(isinstance(side, tuple | Many) for side in sides):
        return join(_unnamed(left), _unnamed(right), since)
    if {type(left), type(right)} == {tuple, Many}:
        return _join_many(_as_many(left, since), _as_many(right, since), since)
    return _either(left, right, since)


def _since_the_beginning(value: Value) -> Value:
    return Switch(join(value.before, value.now), value.before) if isinstance(value, Switch) else value


def _either(left: Value, right: Value, since: int) -> Value:
    """Objects stay apart, a few of them, and so do a tensor, a number and None: what is done with either is joined."""
    options: list[Value] = []
    for side in (left, right):
        for option in side.options if isinstance(side, Either) else (side,):
            if not any(_alike(each, option, since) for each in options):
                _add(options, option, since)
    if len(options) > _OPTIONS:
        return _any_of(options)
    return Either(tuple(options)) if _go_together(options) else UNKNOWN


def _is_plain(cls: ClassValue) -> bool:
    """Whether a class derives from the program's own alone, so that its objects are what their attributes say."""
    bases = all(isinstance(base, ClassValue) or base in _NO_BASES for base in cls.order)
    return bases and "enum" not in cls.traits and "namedtuple" not in cls.traits


_NO_BASES: Final = (External("builtins.object"), External("abc.ABC"))


def _any_of(options: list[Value]) -> Value:
    """One that stands for many objects of one class of the program; UNKNOWN for anything else."""
    first = options[0]
    if not isinstance(first, Instance) or not isinstance(first.cls, ClassValue) or not _is_plain(first.cls):
        return UNKNOWN
    objects = [each for each in options if isinstance(each, Instance) and each.cls is first.cls]
    if len(objects) < len(options):
        return UNKNOWN
    shared = [name for name in first.slots if all(name in each.slots for each in objects)]
    slots = {name: join_all(tuple(each.slots[name] for each in objects)) for name in shared}
    made = Instance(first.cls, first.made, slots)
    made.among = tuple({id(part): part for each in objects for part in (*(each.among or (each,)),)}.values())
    return made


def _add(options: list[Value], option: Value, since: int) -> None:
    """Another option, or what holds of it and the one of its kind."""
    for at, other in enumerate(options):
        if (type(other) is type(option) and isinstance(option, ROWS)) or (is_number(other) and is_number(option)):
            options[at] = join(other, option, since)
            return
    options.append(option)


def _go_together(options: list[Value]) -> bool:
    values = [option for option in options if option is not None]
    if all(isinstance(value, OBJECTS) for value in values):
        return True
    if any(isinstance(value, Tensor) for value in values):
        return all(isinstance(value, Tensor) or is_number(value) for value in values)
    if all(map(is_number, values)):
        return True
    return len(values) == 1 and isinstance(values[0], ROWS)


def join_all(values: tuple[Value, ...], since: int = NEVER) -> Value:
    """The join of several values; UNKNOWN for none."""
    if not values:
        return UNKNOWN
    joined = values[0]
    for value in values[1:]:
        joined = join(joined, value, since)
    return joined


def one_of(values: tuple[Value, ...], several: bool = True) -> Value:
    """Any of several values, nobody knows which: a change of it may change each of the containers among them.

    several: whether one of them stands for more than one.
    """
    if len(values) == 1 and not several:
        return values[0]
    if values and all(type(value) is tuple and len(value) == len(values[0]) for value in values):
        return tuple(one_of(column, several) for column in zip(*values, strict=True))
    found = join_all(values)
    containers = [value for value in values if isinstance(value, ListValue | DictValue)]
    if containers and isinstance(found, ListValue | DictValue):
        made = DictValue({}, found.factory) if isinstance(found, DictValue) else ListValue()
        made.slots.update(found.slots)
        made.among = tuple({id(each): each for value in containers for each in (value, *value.among)}.values())
        return made
    return found


def _join_tensors(left: Tensor, right: Tensor, since: int) -> Value:
    if left.family != right.family:
        return UNKNOWN
    return replace(
        left,
        shape=left.shape.join(right.shape),
        dtype=left.dtype if left.dtype == right.dtype else None,
        content=left.content if same(left.content, right.content) else None,
        drawn=left.drawn if left.drawn == right.drawn else None,
        role=left.role if left.role == right.role else None,
        ones=left.ones if left.ones == right.ones else None,
        strides=left.strides if left.strides == right.strides else None,
    )


def _join_tuples(left: tuple[Value, ...], right: tuple[Value, ...], since: int) -> Value:
    if len(left) == len(right):
        return tuple(join(one, other, since) for one, other in zip(left, right, strict=True))
    return _join_many(_as_many(left, since), _as_many(right, since), since)


def _join_named(left: Named, right: Named, since: int) -> Value:
    joined = _join_tuples(left, right, since)
    return left.with_items(joined) if left.fields == right.fields else joined


def _unnamed(value: Value) -> Value:
    return tuple(value) if isinstance(value, Named) else value


def _as_many(value: tuple[Value, ...] | Many, since: int = NEVER) -> Many:
    return value if isinstance(value, Many) else Many(join_all(value, since) if value else ABSENT, len(value))


def _join_many(left: Many, right: Many, since: int) -> Many:
    length = left.length if left.length == right.length else UNKNOWN
    each = join(left.each, right.each, since)
    return Many(UNKNOWN if each is ABSENT else each, length)


def joined_rows(left: tuple[Value, ...] | Many, right: tuple[Value, ...] | Many) -> Many:
    """What is known of one row of items and another behind it."""
    one, other = _as_many(left), _as_many(right)
    each = join(one.each, other.each)
    return Many(UNKNOWN if each is ABSENT else each, one.length + other.length)


def row_and(row: tuple[Value, ...] | Many, more: tuple[Value, ...] | Many) -> tuple[Value, ...] | Many:
    """One row of items and another behind it: item by item, unless they are too many."""
    if isinstance(row, tuple) and isinstance(more, tuple) and len(row) + len(more) <= MOST_ITEMS:
        return row + more
    return joined_rows(row, more)


def _join_lists(left: ListValue, right: ListValue, since: int) -> Value:
    return _one_of_two(left, right, ListValue(join(left.items, right.items, since)), since)


def _join_dicts(left: DictValue, right: DictValue, since: int) -> Value:
    """Keys that only one side has may be there, as one that nobody knows."""
    slots: dict[Value, Value] = {}
    rest: Value = ABSENT
    for key in {**left.slots, **right.slots}:
        value = join(left.slots.get(key, ABSENT), right.slots.get(key, ABSENT), since)
        if key in left.slots and key in right.slots and key is not REST:
            slots[key] = value
        else:
            rest = join(rest, value, since)
    return _one_of_two(left, right, DictValue(slots if rest is ABSENT else {**slots, REST: rest}), since)


def _one_of_two(left: Any, right: Any, joined: Any, since: int) -> Value:
    """A joined container, or the left one where nothing is lost by it: so a loop sees that nothing changes any more."""
    if _covers(left, right, since) and _alike_slots(left.slots, joined.slots, NEVER, 6):
        return left
    joined.among = tuple(_older((left, right), since).values())
    return joined


def _join_shapes(left: Shape, right: Shape, since: int) -> Value:
    return left.join(right)


def _join_slices(left: SliceOf, right: SliceOf, since: int) -> SliceOf:
    one, other = _window(left), _window(right)
    common = (one[0], max(one[1], other[1])) if one and other and one[0] == other[0] else None
    lower, upper, step = join(left.lower, right.lower), join(left.upper, right.upper), join(left.step, right.step)
    return SliceOf(lower, upper, step, common)


def _window(part: SliceOf) -> tuple[int, int] | None:
    lower, upper = 0 if part.lower is None else part.lower, part.upper
    if part.window is not None:
        return part.window
    known = isinstance(lower, int) and isinstance(upper, int) and part.step in (None, 1)
    return (upper - lower, upper) if known and 0 <= lower <= upper else None


_JOINS: Final[dict[type, Callable[[Any, Any, int], Value]]] = {
    Tensor: _join_tensors,
    tuple: _join_tuples,
    Named: _join_named,
    Many: _join_many,
    Shape: _join_shapes,
    ListValue: _join_lists,
    DictValue: _join_dicts,
    frozenset: lambda left, right, since: left | right,  # of names, `MAYBE`
    Range: lambda _left, _right, since: Many(UNKNOWN),
    SliceOf: _join_slices,
    Switch: lambda left, right, since: Switch(join(left.now, right.now, since), left.before),
}


def vague(value: Value) -> Value:
    """Something of the same kind, of which no more is known."""
    if isinstance(value, Tensor):
        return value.reshaped(Shape((), open=True))
    if isinstance(value, DictValue):
        return DictValue({REST: UNKNOWN})
    if isinstance(value, ListValue):
        return ListValue(Many(UNKNOWN))
    if isinstance(value, frozenset):
        return value
    return Many(UNKNOWN) if isinstance(value, tuple | Many) else UNKNOWN
