"""`itertools`: rows made of rows, item by item where they are known."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.conditions import truth
from shapelint.engine.iterating import sequence
from shapelint.engine.joins import join, join_all
from shapelint.engine.lists import is_plain
from shapelint.engine.operators import binary
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, Many, Range, Value, number_within
from shapelint.sizes import Dim, Size, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MOST: Final = 4096  # items that a row of them may have
Row = tuple[Value, ...] | Many


def _each(row: Row) -> Value:
    return row.each if isinstance(row, Many) else join_all(row)


def _length(row: Row) -> Size:
    return row.length if isinstance(row, Many) else len(row)


def _chain(run: Run, args: Args) -> Value:
    return _chained(run, None if args.open else args.positional)


def _chain_all(run: Run, args: Args) -> Value:
    several = sequence(run, args.positional[0])
    return _chained(run, several if isinstance(several, tuple) else None)


def _chained(run: Run, several: tuple[Value, ...] | None) -> Value:
    parts = [sequence(run, value) for value in several] if several is not None else [Many(UNKNOWN)]
    known = [part for part in parts if isinstance(part, tuple)]
    if len(known) == len(parts):
        return tuple(item for part in known for item in part)
    lengths = [_length(part) for part in parts]
    total = sum(lengths[1:], lengths[0]) if all(isinstance(length, int | Dim) for length in lengths) else UNKNOWN
    return Many(join_all(tuple(_each(part) for part in parts if part)), total)


def _product(run: Run, args: Args) -> Value:
    """`itertools.product`, up to some thousand items."""
    rows = [sequence(run, value) for value in args.positional] * args.keywords.get("repeat", 1)
    known = [row for row in rows if isinstance(row, tuple)]
    if args.open or len(known) < len(rows) or math.prod(map(len, known)) > _MOST:
        return Many(UNKNOWN if args.open else tuple(map(_each, rows)))
    return tuple(itertools.product(*known))


def _chosen(count: Callable[[int, int], int], choose: Callable[..., Iterable[tuple[Value, ...]]]) -> Any:
    """`itertools.combinations` and its like, up to some thousand items."""

    def go(run: Run, args: Args) -> Value:
        several, *rest = args.positional
        items, length = sequence(run, several), rest[0] if rest else args.keywords.get("r")
        if args.open or isinstance(items, Many) or not isinstance(length, int | None):
            return Many((_each(items),) * length if isinstance(length, int) and not args.open else UNKNOWN)
        wanted = len(items) if length is None else length
        if count(len(items), wanted) > _MOST:
            return Many((join_all(items),) * wanted, count(len(items), wanted))
        return tuple(choose(items, wanted))

    return go


def _cycle(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    return Many(_each(items), endless=True)


def _repeat(run: Run, args: Args) -> Value:
    item, *count = args.positional
    if not count and "times" not in args.keywords:
        return Many(item, endless=True)
    times = count[0] if count else args.keywords["times"]
    return Many(item, times if isinstance(times, int | Dim) else UNKNOWN)


def _count(run: Run, args: Args) -> Value:
    start, step = (*args.positional, 0, 1)[:2] if len(args.positional) != 1 else (args.positional[0], 1)
    start, step = args.keywords.get("start", start), args.keywords.get("step", step)
    whole = isinstance(start, int) and isinstance(step, int)
    return Range(start, UNKNOWN, step) if whole else Many(join(start, binary(run, "+", start, step)), endless=True)


def _slice(run: Run, args: Args) -> Value:
    """`itertools.islice`"""
    several, *ends = args.positional
    start, stop, step = (None, *ends, None)[:3] if len(ends) == 1 else (*ends, None)[:3]
    known = all(isinstance(end, int) or end is None for end in (start, stop, step))
    if known and isinstance(stop, int) and stop <= _MOST:
        if isinstance(several, Range) and several.stop is UNKNOWN:
            return tuple(several.start + index * several.step for index in range(stop))[start:stop:step]
        if isinstance(several, Many) and several.endless:
            return Many(several.each, len(range(start or 0, stop, step or 1)))
    items = sequence(run, several)
    if known and isinstance(items, tuple):
        return items[start:stop:step]
    whole = start in (None, 0) and step in (None, 1) and isinstance(stop, int | Dim)
    return Many(_each(items), minimum(_length(items), stop) if whole and _length(items) is not UNKNOWN else UNKNOWN)


def _accumulate(run: Run, args: Args) -> Value:
    several, *rest = args.positional
    function = rest[0] if rest else args.keywords.get("func")
    items, start = sequence(run, several), args.keywords.get("initial")
    if isinstance(items, Many):
        return Many(UNKNOWN, items.length if start is None else items.length + 1)
    sums: list[Value] = []
    for item in items if start is None else (start, *items):
        before = sums[-1:]
        added = binary(run, "+", before[0], item) if before and function is None else item
        sums.append(run.call(function, (*before, item)) if before and function is not None else added)
    return tuple(sums)


def _pairwise(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    if isinstance(items, Many):
        return Many((items.each, items.each), UNKNOWN if items.length is UNKNOWN else items.length - 1)
    return tuple(itertools.pairwise(items))


def _zip_longest(run: Run, args: Args) -> Value:
    rows, filled = [sequence(run, value) for value in args.positional], args.keywords.get("fillvalue")
    known = [row for row in rows if isinstance(row, tuple)]
    if args.open or len(known) < len(rows):
        return Many(UNKNOWN if args.open else tuple(join(_each(row), filled) for row in rows))
    return tuple(itertools.zip_longest(*known, fillvalue=filled))


def _starmap(run: Run, args: Args) -> Value:
    function, several = args.positional
    rows = sequence(run, several)
    if isinstance(rows, Many):
        return Many(run.call(function, rows.each) if isinstance(rows.each, tuple) else UNKNOWN, rows.length)
    return tuple(run.call(function, row) if isinstance(row, tuple) else UNKNOWN for row in rows)


def _grouped(run: Run, args: Args) -> Value:
    """`itertools.groupby`"""
    several, *rest = args.positional
    key = rest[0] if rest else args.keywords.get("key")
    items = sequence(run, several)
    if isinstance(items, Many):
        return Many((UNKNOWN, Many(items.each)))
    keys = [item if key is None else run.call(key, (item,)) for item in items]
    if not all(map(is_plain, keys)):
        return Many((join_all(tuple(keys)), Many(join_all(items))))
    groups = itertools.groupby(zip(keys, items, strict=True), lambda pair: pair[0])
    return tuple((name, tuple(item for _, item in group)) for name, group in groups)


def _by_truth(choose: Callable[[list[bool], tuple[Value, ...]], Iterable[Value]], tests_first: bool) -> Any:
    """`takewhile` and its like: items by whether a function of each is true, or by a row of flags."""

    def go(run: Run, args: Args) -> Value:
        first, second = args.positional
        items = sequence(run, second if tests_first else first)
        if isinstance(items, Many):
            return Many(items.each)
        flags = [run.call(first, (item,)) for item in items] if tests_first else sequence(run, second)
        found = [truth(run, flag) for flag in flags] if isinstance(flags, tuple | list) else [None]
        if None in found:
            return Many(join_all(items), number_within(0, len(items)))
        return tuple(choose([bool(flag) for flag in found], items))

    return go


def _while_true(flags: list[bool], items: tuple[Value, ...]) -> tuple[Value, ...]:
    return items[: flags.index(False)] if False in flags else items


def _from_false(flags: list[bool], items: tuple[Value, ...]) -> tuple[Value, ...]:
    return items[flags.index(False) :] if False in flags else ()


def _tee(run: Run, args: Args) -> Value:
    several, *count = args.positional
    copies = count[0] if count else args.keywords.get("n", 2)
    return (sequence(run, several),) * copies if isinstance(copies, int) and 0 <= copies <= 64 else UNKNOWN


_FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "chain": _chain,
    "chain.from_iterable": _chain_all,
    "cycle": _cycle,
    "product": _product,
    "repeat": _repeat,
    "count": _count,
    "islice": _slice,
    "accumulate": _accumulate,
    "pairwise": _pairwise,
    "zip_longest": _zip_longest,
    "starmap": _starmap,
    "groupby": _grouped,
    "tee": _tee,
    "compress": _by_truth(lambda flags, items: itertools.compress(items, flags), False),
    "takewhile": _by_truth(_while_true, True),
    "dropwhile": _by_truth(_from_false, True),
    "filterfalse": _by_truth(lambda flags, items: itertools.compress(items, [not flag for flag in flags]), True),
    "combinations": _chosen(math.comb, itertools.combinations),
    "combinations_with_replacement": _chosen(
        lambda n, k: math.comb(n + k - 1, k), itertools.combinations_with_replacement
    ),
    "permutations": _chosen(math.perm, itertools.permutations),
}
FUNCTIONS: Final = {f"itertools.{name}": run for name, run in _FUNCTIONS.items()}
