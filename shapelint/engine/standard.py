"""Modules of Python's own that compute with numbers, texts and rows: `math`, `operator`, `statistics`, `heapq` …"""

from __future__ import annotations

import colorsys
import math
import posixpath
import statistics
import string
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.conditions import compare
from shapelint.engine.iterating import sequence
from shapelint.engine.joins import join_all
from shapelint.engine.lists import put_items, remove_at
from shapelint.engine.numerals import plainly, whole
from shapelint.engine.objects import Builtin
from shapelint.engine.operators import binary, unary
from shapelint.engine.subscripts import item
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    FLOAT,
    UNKNOWN,
    DictValue,
    ListValue,
    Many,
    SomeBool,
    SomeNumber,
    SomeText,
    Value,
    is_number,
    number_within,
)
from shapelint.sizes import Dim, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Impl = Callable[["Run", Args], Value]
_LARGE: Final = 1000  # what whole numbers are counted with


def _counted(function: Callable[..., int]) -> Impl:
    """`math.comb` and its like, of numbers that are not large."""

    def go(run: Run, args: Args) -> Value:
        small = all(isinstance(value, int) and abs(value) <= _LARGE for value in args.positional)
        return function(*args.positional) if small and not args.open else number_within(0, UNKNOWN)

    return go


def _tested(function: Callable[..., bool]) -> Impl:
    """`math.isnan` and its like."""

    def go(run: Run, args: Args) -> Value:
        values = (*args.positional, *args.keywords.values())
        known = not args.open and all(isinstance(value, int | float) for value in values)
        return function(*args.positional, **args.keywords) if known else SomeBool()

    return go


def _of_row(function: Callable[..., Any]) -> Impl:
    """`statistics.mean` and its like: one number of a row of them."""

    def go(run: Run, args: Args) -> Value:
        items = sequence(run, args.positional[0])
        if isinstance(items, tuple) and items and all(isinstance(each, int | float) for each in items):
            return function(items)
        known = is_number(items.each) if isinstance(items, Many) else all(map(is_number, items))
        return SomeNumber() if known else UNKNOWN

    return go


def _operator(symbol: str) -> Impl:
    def go(run: Run, args: Args) -> Value:
        left, right = args.positional
        return binary(run, symbol, left, right)

    return go


def _comparison(symbol: str) -> Impl:
    def go(run: Run, args: Args) -> Value:
        left, right = args.positional
        return compare(run, symbol, left, right)

    return go


def _negated(run: Run, args: Args) -> Value:
    return unary(run, "-", args.positional[0])


def _item(run: Run, args: Args) -> Value:
    owner, index = args.positional
    return item(run, owner, index)


def _getter(read: Callable[[Run, Value, Value], Value]) -> Impl:
    """`operator.itemgetter` and `attrgetter`: a function that takes parts out of what it is given."""

    def make(run: Run, args: Args) -> Value:
        if args.open or not args.positional:
            return UNKNOWN

        def go(run: Run, given: Args) -> Value:
            found = tuple(read(run, given.positional[0], part) for part in args.positional)
            return found[0] if len(found) == 1 else found

        return Builtin("getter", go)

    return make


def _attribute(run: Run, owner: Value, path: Value) -> Value:
    for name in path.split(".") if isinstance(path, str) else ():
        owner = run.get(owner, name)
    return owner if isinstance(path, str) else UNKNOWN


def _heapify(run: Run, args: Args) -> Value:
    owner = args.positional[0]
    if isinstance(owner, ListValue) and isinstance(owner.items, tuple) and owner.items:
        run.heap.write(owner, "items", (join_all(owner.items),) * len(owner.items))
    return None


def _push(run: Run, args: Args) -> Value:
    owner, value = args.positional
    run.call(run.get(owner, "append"), (value,))
    return _heapify(run, args)


def _pop(run: Run, args: Args) -> Value:
    owner = args.positional[0]
    return remove_at(run, owner, UNKNOWN) if isinstance(owner, ListValue) else UNKNOWN


def _push_pop(run: Run, args: Args) -> Value:
    owner, value = args.positional
    if not isinstance(owner, ListValue):
        return UNKNOWN
    items = owner.items
    each = join_all((value, items.each)) if isinstance(items, Many) else join_all((value, *items))
    length = items.length if isinstance(items, Many) else len(items)
    put_items(run, owner, Many(each, length) if not isinstance(length, int) else (each,) * length)
    return each


def _best(run: Run, args: Args) -> Value:
    """`heapq.nlargest(n, items)`"""
    count, several = args.positional[:2]
    items = sequence(run, several)
    length = items.length if isinstance(items, Many) else len(items)
    known = isinstance(count, int | Dim) and length is not UNKNOWN
    each = items.each if isinstance(items, Many) else join_all(items)
    return ListValue(Many(each, minimum(count, length) if known else UNKNOWN))


def _place(run: Run, args: Args) -> Value:
    """`bisect.bisect(row, value)`"""
    return number_within(0, UNKNOWN)


def _chain_map(run: Run, args: Args) -> Value:
    """`collections.ChainMap`: what the first of several dicts says."""
    merged: Value = DictValue({})
    for each in reversed(args.positional):
        run.call(run.get(merged, "update"), (each,))
    return merged


def _row_from(run: Run, args: Args) -> Value:
    """`dict.fromkeys(keys, value)`"""
    keys, *value = args.positional
    made: Value = DictValue({})
    items = sequence(run, tuple(keys) if isinstance(keys, str) else keys)
    pairs = Many((items.each, *(value or (None,))), items.length) if isinstance(items, Many) else None
    each = pairs if pairs is not None else tuple((key, *(value or (None,))) for key in items)  # type: ignore[union-attr]
    run.call(run.get(made, "update"), (each,))
    return made


_WHOLE: Final = ("ceil", "floor", "trunc")
_COUNTED: Final = ("comb", "perm", "factorial")
_TESTED: Final = ("isnan", "isinf", "isfinite", "isclose")
_ROWS: Final = ("fsum", "prod", "dist")
_MATH: Final = tuple(
    name
    for name in dir(math)
    if callable(getattr(math, name)) and name not in (*_WHOLE, *_COUNTED, *_TESTED, *_ROWS) and not name.startswith("_")
)
_BINARY: Final = {
    "add": "+", "concat": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "iadd": "+", "imul": "*", "isub": "-",
}  # fmt: skip
_COMPARED: Final = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "is_": "is"}
_MEANS: Final = ("mean", "fmean", "median", "stdev", "pstdev", "variance", "pvariance", "harmonic_mean")


def _path(function: Callable[..., Any]) -> Callable[[Run, Args], Value]:
    """A function of paths; what nobody knows is another text each time."""
    plain = plainly(function, unknown=None)

    def go(run: Run, args: Args) -> Value:
        found = plain(run, args)
        return SomeText() if found is None else found

    return go


_COLOURS: Final = ("rgb_to_hsv", "hsv_to_rgb", "rgb_to_hls", "hls_to_rgb", "rgb_to_yiq", "yiq_to_rgb")
FUNCTIONS: Final[dict[str, Impl]] = {
    **{f"colorsys.{name}": plainly(getattr(colorsys, name), unknown=(FLOAT,) * 3) for name in _COLOURS},
    **{f"math.{name}": plainly(getattr(math, name), True) for name in _MATH},
    **{f"math.{name}": whole(getattr(math, name)) for name in _WHOLE},
    **{f"math.{name}": _counted(getattr(math, name)) for name in _COUNTED},
    **{f"math.{name}": _tested(getattr(math, name)) for name in _TESTED},
    "math.fsum": _of_row(math.fsum),
    **{f"operator.{name}": _operator(symbol) for name, symbol in _BINARY.items()},
    **{f"operator.{name}": _comparison(symbol) for name, symbol in _COMPARED.items()},
    "operator.neg": _negated,
    "operator.getitem": _item,
    "operator.itemgetter": _getter(item),
    "operator.attrgetter": _getter(_attribute),
    **{f"statistics.{name}": _of_row(getattr(statistics, name)) for name in _MEANS},
    "heapq.heapify": _heapify,
    "heapq.heappush": _push,
    "heapq.heappop": _pop,
    "heapq.heappushpop": _push_pop,
    "heapq.heapreplace": _push_pop,
    "heapq.nlargest": _best,
    "heapq.nsmallest": _best,
    **dict.fromkeys(("bisect.bisect", "bisect.bisect_left", "bisect.bisect_right"), _place),
    "collections.ChainMap": _chain_map,
    "builtins.dict.fromkeys": _row_from,
    **{f"os.path.{name}": _path(getattr(posixpath, name)) for name in ("basename", "dirname", "join")},
    "os.path.splitext": plainly(posixpath.splitext, unknown=(SomeText(), SomeText())),
}
CONSTANTS: Final[dict[str, Value]] = {
    **{f"string.{name}": value for name, value in vars(string).items() if isinstance(value, str) and name[0] != "_"},
    "math.tau": math.tau,
}
