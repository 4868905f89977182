"""Python's functions that go through a row of things: `len`, `zip`, `sorted` and their like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.alternatives import content_of
from shapelint.engine.budget import UNROLL
from shapelint.engine.comprehensions import items_to_unroll, summary
from shapelint.engine.conditions import truth
from shapelint.engine.enums import members
from shapelint.engine.joins import join_all, one_of
from shapelint.engine.lists import distinct
from shapelint.engine.objects import ClassValue
from shapelint.engine.texts import counted
from shapelint.engine.turns import without
from shapelint.rules.binding import Args
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Range,
    SliceOf,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    items_of,
    number_within,
    range_length,
)
from shapelint.sizes import Shape, Size, facts, moment

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def _len(run: Run, args: Args) -> Value:
    known = _length(run, content_of(args.positional[0]))
    return number_within(0, UNKNOWN) if known is UNKNOWN else known


def _length(run: Run, value: Value) -> Value:
    if isinstance(value, str | bytes):
        return len(value)
    if isinstance(value, SomeText):
        return counted(value)
    if isinstance(value, SomeBytes):
        return value.length
    if isinstance(value, DictValue):
        return UNKNOWN if REST in value.slots else len(value.slots)
    if isinstance(value, Tensor):
        return run.call(run.get(value, "__len__")) if value.shape.rank == 0 else value.shape.axis(0)
    if isinstance(value, Shape):
        return UNKNOWN
    if isinstance(value, Instance):
        own = run.get(value, "__len__")
        return UNKNOWN if own is UNKNOWN else run.call(own)
    if isinstance(value, Range):
        return range_length(value)
    if isinstance(value, ClassValue):
        value = members(value)
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, Many):
        return value.length
    return len(value) if isinstance(value, tuple) else UNKNOWN


def _range(run: Run, args: Args) -> Value:
    ends = [size_in(end) for end in args.positional]
    if args.open or not ends:
        return Range(0, UNKNOWN, 1)
    if len(ends) == 1:
        return Range(0, ends[0], 1)
    return Range(ends[0], ends[1], ends[2] if len(ends) > 2 else 1)


def sequence(run: Run, value: Value) -> tuple[Value, ...] | Many:
    """Any iterable as its items, or as what is known of them."""
    value = content_of(value)
    items = items_of(value) if not isinstance(value, Tensor) else None
    if items is None:
        items = items_to_unroll(run, value)
    return items if items is not None else Many(*summary(run, value))


def _zip(run: Run, args: Args) -> Value:
    parts = _of_one_length(run, args.positional)
    if not args.open and parts and all(isinstance(part, tuple) for part in parts):
        return tuple(zip(*parts, strict=False))
    each = tuple(join_all(part) if isinstance(part, tuple) else part.each for part in parts)
    if args.positional and all(map(_has_no_end, args.positional)):
        return Many(each, endless=True)
    return Many(UNKNOWN if args.open else each, UNKNOWN if args.open else _shortest(parts))


def _of_one_length(run: Run, values: tuple[Value, ...]) -> list[tuple[Value, ...] | Many]:
    """Several iterables as rows; of what has no end as much as the others have."""
    endless = [_has_no_end(value) for value in values]
    ended = [sequence(run, value) for value, is_endless in zip(values, endless, strict=True) if not is_endless]
    length = len(ended[0]) if ended and isinstance(ended[0], tuple) else _shortest(ended)
    if all(isinstance(row, tuple) for row in ended) and ended:
        length = min(map(len, ended))  # type: ignore[arg-type]
    rows = iter(ended)
    return [
        _first_of(run, value, length) if is_endless else next(rows)
        for value, is_endless in zip(values, endless, strict=True)
    ]


def _has_no_end(value: Value) -> bool:
    if isinstance(value, Range):
        return value.stop is UNKNOWN and isinstance(value.start, int) and isinstance(value.step, int)
    return isinstance(value, Many) and value.endless


def _first_of(run: Run, value: Value, length: Size) -> tuple[Value, ...] | Many:
    """The first items of what has no end."""
    if isinstance(value, Range) and isinstance(length, int) and length <= UNROLL:
        return tuple(value.start + index * value.step for index in range(length))
    each = summary(run, value)[0]
    return (each,) * length if isinstance(length, int) and length <= UNROLL else Many(each, length)


def _shortest(parts: list[tuple[Value, ...] | Many]) -> Value:
    lengths = [len(part) if isinstance(part, tuple) else part.length for part in parts]
    return lengths[0] if lengths and all(length == lengths[0] for length in lengths) else UNKNOWN


def _enumerate(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    start = args.keywords.get("start", args.positional[1] if len(args.positional) > 1 else 0)
    if isinstance(items, Many):
        return Many((SomeInt(), items.each), items.length, first=(start, items.each))
    return tuple((start + index if start is not UNKNOWN else UNKNOWN, item) for index, item in enumerate(items))


def _reversed(run: Run, args: Args) -> Value:
    value = args.positional[0]
    if isinstance(value, Tensor):  # PyTorch turns round all axes, those of a scalar included
        return replace(value, content=None)
    items = sequence(run, value)
    return items[::-1] if isinstance(items, tuple) else items


def _list(run: Run, args: Args) -> Value:
    return ListValue(sequence(run, args.positional[0]) if args.positional else (), plain=True)


def _set(run: Run, args: Args) -> Value:
    if not args.positional:
        return ListValue(())
    value = args.positional[0]
    return ListValue(distinct(tuple(value) if isinstance(value, str) else sequence(run, value)))


def _tuple(run: Run, args: Args) -> Value:
    if not args.positional:
        return ()
    return args.positional[0] if isinstance(args.positional[0], Shape) else sequence(run, args.positional[0])


def _sorted(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    if isinstance(items, tuple):
        keys, turned = keys_of(run, items, args.keywords.get("key")), args.keywords.get("reverse", False)
        if keys is not None and isinstance(turned, bool):
            order = sorted(range(len(items)), key=keys.__getitem__, reverse=turned)
            return ListValue(tuple(items[at] for at in order))
        items = Many(join_all(items), len(items))
    return ListValue(items)


def keys_of(run: Run, items: tuple[Value, ...], key: Value = None) -> list[Any] | None:
    """What items are put in order by, where all of it can be compared; else None."""
    found = [item if key is None else run.call(key, (item,)) for item in items]
    kinds = {_kind(item) for item in found}
    return found if len(kinds) <= 1 and None not in kinds else None


def _kind(value: Value) -> Any:
    """A kind of values that are put in order by their worth."""
    if isinstance(value, tuple):
        kinds = tuple(map(_kind, value))
        return None if None in kinds else kinds
    return "text" if isinstance(value, str) else "number" if isinstance(value, int | float) else None


def all_are(items: tuple[Value, ...], kind: Any) -> bool:
    """Whether every item is of this kind."""
    return all(isinstance(item, kind) for item in items)


def _map(run: Run, args: Args) -> Value:
    function, *rest = args.positional
    if len(rest) != 1:
        return Many(UNKNOWN)
    items = sequence(run, rest[0])
    if isinstance(items, Many):
        since, known = moment(), facts.mark()
        each = without(since, run.call(function, (items.each,)))
        facts.undo(known)  # there may be no item
        return Many(each, items.length)
    return tuple(run.call(function, (item,)) for item in items)


def _filter(run: Run, args: Args) -> Value:
    function, several = args.positional
    items = sequence(run, several)
    if isinstance(items, Many):
        return Many(items.each)
    outcomes = [truth(run, item if function is None else run.call(function, (item,))) for item in items]
    if None in outcomes:
        return Many(join_all(items))
    return tuple(item for item, outcome in zip(items, outcomes, strict=True) if outcome)


def _iter(run: Run, args: Args) -> Value:
    value = args.positional[0]
    if isinstance(value, Instance):
        return run.call(run.get(value, "__iter__"))
    if isinstance(value, ListValue | tuple | Range):
        since = moment()
        each, length = summary(run, value)
        return Many(without(since, each), fresh=items_of(value), whole=length)  # each `next` takes another
    return value


def _next(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    return one_of(items) if isinstance(items, tuple) else one_of((items.each,))


def _any_all(name: str) -> Callable[[Run, Args], Value]:
    def go(run: Run, args: Args) -> Value:
        items = sequence(run, args.positional[0])
        if isinstance(items, Many):
            return SomeBool()
        outcomes = [truth(run, item) for item in items]
        decisive = name == "any"
        if decisive in outcomes:
            return decisive
        return SomeBool() if None in outcomes else not decisive

    return go


def _slice(run: Run, args: Args) -> Value:
    given = (*args.positional, None, None, None)
    return SliceOf(None, given[0], None) if len(args.positional) == 1 else SliceOf(given[0], given[1], given[2])


FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "len": _len,
    "range": _range,
    "zip": _zip,
    "enumerate": _enumerate,
    "reversed": _reversed,
    "list": _list,
    "tuple": _tuple,
    "set": _set,
    "frozenset": _set,
    "sorted": _sorted,
    "any": _any_all("any"),
    "all": _any_all("all"),
    "map": _map,
    "filter": _filter,
    "iter": _iter,
    "next": _next,
    "slice": _slice,
}
