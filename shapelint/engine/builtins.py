"""Python's own functions, and constants of libraries, as far as shapes pass through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.containers import METHODS
from shapelint.engine.enums import members
from shapelint.engine.joins import join, join_all
from shapelint.engine.kinds import callable_check, instance_check
from shapelint.engine.objects import Builtin, ClassValue
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Range,
    SliceOf,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    items_of,
    number_within,
    range_length,
)
from shapelint.sizes import Dim, Shape, maximum, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def _len(run: Run, args: Args) -> Value:
    known = _length(run, args.positional[0])
    return number_within(0, UNKNOWN) if known is UNKNOWN else known


def _length(run: Run, value: Value) -> Value:
    if isinstance(value, str):
        return len(value)
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
    ends = [end if isinstance(end, int | Dim) else UNKNOWN for end in args.positional]
    if args.open or not ends:
        return Range(0, UNKNOWN, 1)
    if len(ends) == 1:
        return Range(0, ends[0], 1)
    return Range(ends[0], ends[1], ends[2] if len(ends) > 2 else 1)


def sequence(run: Run, value: Value) -> tuple[Value, ...] | Many:
    """Any iterable as its items, or as what is known of them."""
    from shapelint.engine.comprehensions import items_to_unroll, summary

    items = items_of(value) if not isinstance(value, Tensor) else None
    if items is None:
        items = items_to_unroll(run, value)
    return items if items is not None else Many(*summary(run, value))


def _zip(run: Run, args: Args) -> Value:
    parts = [sequence(run, value) for value in args.positional]
    if not args.open and parts and all(isinstance(part, tuple) for part in parts):
        return tuple(zip(*parts, strict=False))
    each = tuple(join_all(part) if isinstance(part, tuple) else part.each for part in parts)
    return Many(UNKNOWN if args.open else each, UNKNOWN if args.open else _shortest(parts))


def _shortest(parts: list[tuple[Value, ...] | Many]) -> Value:
    lengths = [len(part) if isinstance(part, tuple) else part.length for part in parts]
    return lengths[0] if lengths and all(length == lengths[0] for length in lengths) else UNKNOWN


def _enumerate(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    start = args.keywords.get("start", args.positional[1] if len(args.positional) > 1 else 0)
    if isinstance(items, Many):
        return Many((SomeInt(), items.each), items.length)
    return tuple((start + index if start is not UNKNOWN else UNKNOWN, item) for index, item in enumerate(items))


def _reversed(run: Run, args: Args) -> Value:
    value = args.positional[0]
    if isinstance(value, Tensor):  # PyTorch turns round all axes, those of a scalar included
        return replace(value, content=None)
    items = sequence(run, value)
    return items[::-1] if isinstance(items, tuple) else items


def _list(run: Run, args: Args) -> Value:
    return ListValue(sequence(run, args.positional[0]) if args.positional else ())


def _set(run: Run, args: Args) -> Value:
    from shapelint.engine.comprehensions import distinct

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
        if not args.keywords and (_all(items, int | float) or _all(items, str)):
            return ListValue(tuple(sorted(items)))
        items = Many(join_all(items), len(items))
    return ListValue(items)


def _all(items: tuple[Value, ...], kind: Any) -> bool:
    return all(isinstance(item, kind) for item in items)


def _dict(run: Run, args: Args) -> Value:
    slots: dict[Value, Value] = {REST: UNKNOWN} if args.open else {}
    for value in args.positional:
        pairs = None if isinstance(value, DictValue) else items_of(value)
        if isinstance(value, DictValue):
            slots.update(value.slots)
        elif pairs is not None and all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
            slots.update({key: item for key, item in pairs if isinstance(key, str | int)})
        else:
            slots[REST] = UNKNOWN
    return DictValue({**slots, **args.keywords})


def _sum(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    if isinstance(items, Many):
        if isinstance(items.each, Tensor) and len(args.positional) == 1:
            return items.each
        return UNKNOWN
    total: Value = args.positional[1] if len(args.positional) > 1 else 0
    from shapelint.engine.operators import binary

    for item in items:
        total = binary(run, "+", total, item)
    return total


def _int(run: Run, args: Args) -> Value:
    value = args.positional[0] if args.positional else 0
    if isinstance(value, int | float | str) and len(args.positional) < 2:
        return int(value)
    if isinstance(value, Tensor):
        _require_one(run, "int()", value)
        value = value.number
    return value if isinstance(value, int | Dim) else number_within(UNKNOWN, UNKNOWN)


def plainly(function: Callable[..., Any], numbers: bool = False) -> Callable[[Run, Args], Value]:
    """A function of Python's that is simply computed where its arguments are plain numbers or text.

    numbers: whether it takes nothing else, and a tensor for the one that it holds.
    """

    def go(run: Run, args: Args) -> Value:
        values = (*args.positional, *args.keywords.values())
        for value in values if numbers else ():
            _require_one(run, f"{function.__name__}()", value)
        if args.open or not all(isinstance(value, int | float | str) or value is None for value in values):
            return SomeNumber() if numbers else UNKNOWN
        return function(*args.positional, **args.keywords)

    return go


def whole(function: Callable[..., Any]) -> Callable[[Run, Args], Value]:
    """A function of Python's that makes a number whole."""

    def go(run: Run, args: Args) -> Value:
        if len(args.positional) == 1 and isinstance(args.positional[0], int | Dim):
            return args.positional[0]
        found = plainly(function, True)(run, args)
        return number_within(UNKNOWN, UNKNOWN) if isinstance(found, SomeNumber) and len(args.positional) == 1 else found

    return go


def _require_one(run: Run, what: str, value: Value) -> None:
    from shapelint.engine.conditions import require_one

    require_one(run, what, value)


def _abs(run: Run, args: Args) -> Value:
    value = args.positional[0]
    return run.call(run.get(value, "__abs__")) if isinstance(value, Tensor) else plainly(abs)(run, args)


def _extreme(of_sizes: Callable[..., Value], function: Callable[..., Any]) -> Callable[[Run, Args], Value]:
    def go(run: Run, args: Args) -> Value:
        items = sequence(run, args.positional[0]) if len(args.positional) == 1 else args.positional
        if args.open or args.keywords or isinstance(items, Many) or not items:
            return UNKNOWN
        if _all(items, int | Dim):
            return of_sizes(*items)
        if _all(items, int | float) or _all(items, str):
            return function(items)
        return _one_of(tuple(item for item in items if isinstance(item, Tensor))) if _all(items, _NUMBERS) else UNKNOWN

    return go


_NUMBERS: Final = int | float | Tensor


def _one_of(tensors: tuple[Tensor, ...]) -> Value:
    """The greatest or least of several numbers, of which some are arrays of one number."""
    scalar = tensors and all(tensor.shape == Shape(()) for tensor in tensors)
    return join_all(tensors) if scalar else UNKNOWN


def _any_all(name: str) -> Callable[[Run, Args], Value]:
    def go(run: Run, args: Args) -> Value:
        from shapelint.engine.conditions import truth

        items = sequence(run, args.positional[0])
        if isinstance(items, Many):
            return UNKNOWN
        outcomes = [truth(run, item) for item in items]
        decisive = name == "any"
        if decisive in outcomes:
            return decisive
        return UNKNOWN if None in outcomes else not decisive

    return go


def _map(run: Run, args: Args) -> Value:
    function, *rest = args.positional
    if len(rest) != 1:
        return Many(UNKNOWN)
    items = sequence(run, rest[0])
    if isinstance(items, Many):
        return Many(run.call(function, (items.each,)), items.length)
    return tuple(run.call(function, (item,)) for item in items)


def _getattr(run: Run, args: Args) -> Value:
    from shapelint.engine.attributes import has

    owner, name, *default = args.positional
    if not isinstance(name, str):
        return UNKNOWN
    known = has(run, owner, name)
    if default and known is not True:
        return default[0] if known is False else join(run.get(owner, name), default[0])
    return run.get(owner, name)


def _hasattr(run: Run, args: Args) -> Value:
    from shapelint.engine.attributes import has

    owner, name = args.positional
    known = has(run, owner, name) if isinstance(name, str) else None
    return UNKNOWN if known is None else known


def _setattr(run: Run, args: Args) -> Value:
    from shapelint.engine import attributes

    owner, name, value = args.positional
    if isinstance(name, str):
        attributes.put(run, owner, name, value)
    return None


def _delattr(run: Run, args: Args) -> Value:
    owner, name = args.positional
    if isinstance(owner, Instance) and isinstance(name, str):
        run.heap.delete(owner, name)
    return None


def _type(run: Run, args: Args) -> Value:
    value = args.positional[0]
    return value.cls if len(args.positional) == 1 and isinstance(value, Instance) else UNKNOWN


def _iter(run: Run, args: Args) -> Value:
    value = args.positional[0]
    if isinstance(value, Instance):
        return run.call(run.get(value, "__iter__"))
    if isinstance(value, ListValue | tuple):
        from shapelint.engine.comprehensions import summary

        return Many(summary(run, value)[0], fresh=items_of(value))
    return value


def _next(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    return join_all(items) if isinstance(items, tuple) else items.each


def _slice(run: Run, args: Args) -> Value:
    given = (*args.positional, None, None, None)
    return SliceOf(None, given[0], None) if len(args.positional) == 1 else SliceOf(given[0], given[1], given[2])


def _exit(run: Run, args: Args) -> Value:
    return External("sys.exit")


def _vars(run: Run, args: Args) -> Value:
    owner = args.positional[0] if args.positional else UNKNOWN
    if not isinstance(owner, Instance):
        return UNKNOWN
    own = {key: value for key, value in owner.slots.items() if not str(key).startswith("#")}
    return DictValue({**own, REST: UNKNOWN})


def _filter(run: Run, args: Args) -> Value:
    from shapelint.engine.conditions import truth

    function, several = args.positional
    items = sequence(run, several)
    if isinstance(items, Many):
        return Many(items.each)
    outcomes = [truth(run, item if function is None else run.call(function, (item,))) for item in items]
    if None in outcomes:
        return Many(join_all(items))
    return tuple(item for item, outcome in zip(items, outcomes, strict=True) if outcome)


def _nothing(run: Run, args: Args) -> Value:
    return None


_FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "len": _len, "range": _range, "zip": _zip, "enumerate": _enumerate, "reversed": _reversed, "list": _list,
    "tuple": _tuple, "set": _set, "frozenset": _set, "sorted": _sorted, "dict": _dict, "sum": _sum, "int": _int,
    "float": plainly(float, True), "str": plainly(str), "bool": plainly(bool, True), "round": whole(round),
    "abs": _abs, "divmod": plainly(divmod), "pow": plainly(pow), "max": _extreme(maximum, max),
    "min": _extreme(minimum, min),
    "any": _any_all("any"), "all": _any_all("all"), "map": _map, "isinstance": instance_check, "getattr": _getattr,
    "hasattr": _hasattr, "setattr": _setattr, "delattr": _delattr, "type": _type, "iter": _iter, "next": _next,
    "slice": _slice,
    "print": _nothing, "vars": _vars, "filter": _filter, "callable": callable_check, "exit": _exit, "quit": _exit,
}  # fmt: skip
BUILTINS: Final[dict[str, Value]] = {name: Builtin(name, run) for name, run in _FUNCTIONS.items()}


def builtin_method(owner: Value, name: str) -> Value:
    """A method of one of Python's own objects, bound to it."""
    method = METHODS.get((type(owner), name))
    if method is None:
        return UNKNOWN
    return Builtin(name, lambda run, args: method(run, owner, args))
