"""Python's own `random`: numbers between bounds, and items picked from a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine.iterating import sequence
from shapelint.engine.joins import join_all, one_of
from shapelint.engine.objects import Builtin
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    FLOAT,
    UNKNOWN,
    External,
    Instance,
    ListValue,
    Many,
    Range,
    SomeInt,
    Value,
    is_soft,
    number_within,
)
from shapelint.sizes import Dim, Size

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def _randint(run: Run, args: Args) -> Value:
    low, high = args.positional
    return number_within(_size(low), _size(high))


def _randrange(run: Run, args: Args) -> Value:
    if len(args.positional) > 2:
        return number_within(UNKNOWN, UNKNOWN)
    start, stop = (0, *args.positional)[-2:]
    return number_within(_size(start), _size(stop) - 1)


def _size(value: Value) -> Size:
    return value if isinstance(value, int | Dim) and not is_soft(value) else UNKNOWN


def _choice(run: Run, args: Args) -> Value:
    return _picked(run, args.positional[0])


def _several(run: Run, args: Args) -> Value:
    """`sample(population, k)` and `choices(population, weights, k=k)`."""
    population, *more = args.positional
    count = args.keywords.get("k", more[-1] if more else 1)
    if isinstance(count, int) and 0 <= count <= 64:
        return ListValue(tuple(_picked(run, population) for _ in range(count)))
    each = SomeInt() if isinstance(population, Range) else _picked(run, population)  # not the same number each time
    return ListValue(Many(each, _size(count)))


def _picked(run: Run, population: Value) -> Value:
    if isinstance(population, Range) and population.step == 1:
        return number_within(population.start, population.stop - 1)
    items = sequence(run, population)
    return one_of((items.each,) if isinstance(items, Many) else items)


def _shuffle(run: Run, args: Args) -> Value:
    """Which item stands where is no longer known."""
    owner = args.positional[0]
    if isinstance(owner, ListValue) and isinstance(owner.items, tuple) and owner.items:
        run.heap.write(owner, "items", (join_all(owner.items),) * len(owner.items))
    return None


def _number(run: Run, args: Args) -> Value:
    return FLOAT


def _bits(run: Run, args: Args) -> Value:
    return number_within(0, UNKNOWN)


def _nothing(run: Run, args: Args) -> Value:
    return None


_NUMBERS: Final = (
    "random", "uniform", "gauss", "normalvariate", "triangular", "betavariate", "expovariate", "gammavariate",
    "lognormvariate", "vonmisesvariate", "paretovariate", "weibullvariate",
)  # fmt: skip
_DRAWN: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **dict.fromkeys(_NUMBERS, _number),
    "randint": _randint,
    "randrange": _randrange,
    "choice": _choice,
    "sample": _several,
    "choices": _several,
    "shuffle": _shuffle,
    "getrandbits": _bits,
    "seed": _nothing,
}


def _generator(run: Run, args: Args) -> Value:
    """`random.Random(seed)` has the same functions as methods."""
    methods = {name: Builtin(name, function) for name, function in _DRAWN.items()}
    return Instance(External("random.Random"), run.site, dict(methods))


CHANCE: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **{f"random.{name}": function for name, function in _DRAWN.items()},
    **dict.fromkeys(("random.Random", "random.SystemRandom"), _generator),
}
