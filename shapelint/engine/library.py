"""What Python's own library offers beside the builtins, as far as shapes pass through it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.builtins import BUILTINS
from shapelint.engine.chance import CHANCE
from shapelint.engine.copying import deep_copy
from shapelint.engine.dicts import counter, default_dict
from shapelint.engine.enums import AUTO
from shapelint.engine.fields import as_dict, field, replaced
from shapelint.engine.iterating import sequence
from shapelint.engine.joins import join_all
from shapelint.engine.lists import put_items
from shapelint.engine.numerals import plainly, whole
from shapelint.engine.objects import Builtin, Partial
from shapelint.engine.options import make_parser
from shapelint.rules.binding import Args, BadCall, bind
from shapelint.rules.form import REQUIRED, Param
from shapelint.rules.values import (
    MOST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Named,
    SomeNumber,
    Value,
    items_of,
)
from shapelint.sizes import Dim

if TYPE_CHECKING:
    from shapelint.engine.run import Run


_MOST: Final = 4096  # items that a row of them may have


def _partial(run: Run, args: Args) -> Value:
    return Partial(args.positional[0], Args(args.positional[1:], args.keywords, args.open))


def _prod(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    if isinstance(items, Many):
        return UNKNOWN
    total: Value = 1
    for item in items:
        total = total * item if isinstance(item, int | float | Dim) else UNKNOWN
    return total


def _reduce(run: Run, args: Args) -> Value:
    """`functools.reduce`."""
    function, several, *start = args.positional
    items = sequence(run, several)
    if isinstance(items, Many) or not (*start, *items):
        return UNKNOWN
    result, *rest = (*start, *items)
    for item in rest:
        result = run.call(function, (result, item))
    return result


def _namespace(run: Run, args: Args) -> Value:
    """`SimpleNamespace(width=3)`: an object with these attributes."""
    return Instance(External("types.SimpleNamespace"), run.site, dict(args.keywords))


def _same(run: Run, args: Args) -> Value:
    return args.positional[0] if args.positional else UNKNOWN


def _copied(run: Run, args: Args) -> Value:
    """`copy.copy(one)`: another object that holds the same."""
    value = _same(run, args)
    if isinstance(value, Instance):
        return Instance(value.cls, value.made, dict(value.slots))
    if isinstance(value, ListValue):
        return ListValue(value.items)
    return DictValue(dict(value.slots)) if isinstance(value, DictValue) else value


def _deque(run: Run, args: Args) -> Value:
    given = bind((Param("iterable", "plain", ()), Param("maxlen", "plain", None)), args)
    made = ListValue(())
    if given["maxlen"] is not None:
        made.slots[MOST] = given["maxlen"]
    put_items(run, made, sequence(run, given["iterable"]))
    return made


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
    return Many(join_all(tuple(part.each if isinstance(part, Many) else join_all(part) for part in parts if part)))


def _product(run: Run, args: Args) -> Value:
    """`itertools.product`, up to some thousand items."""
    rows = [sequence(run, value) for value in args.positional] * args.keywords.get("repeat", 1)
    known = [row for row in rows if isinstance(row, tuple)]
    if args.open or len(known) < len(rows) or math.prod(map(len, known)) > _MOST:
        return Many(
            UNKNOWN if args.open else tuple(row.each if isinstance(row, Many) else join_all(row) for row in rows)
        )
    return tuple(itertools.product(*known))


def _chosen(count: Callable[[int, int], int], choose: Callable[..., Iterable[tuple[Value, ...]]]) -> Any:
    """`itertools.combinations` and its like, up to some thousand items."""

    def go(run: Run, args: Args) -> Value:
        several, *rest = args.positional
        items, length = sequence(run, several), rest[0] if rest else args.keywords.get("r")
        if args.open or isinstance(items, Many) or not isinstance(length, int | None):
            each = items.each if isinstance(items, Many) else join_all(items)
            return Many((each,) * length if isinstance(length, int) and not args.open else UNKNOWN)
        wanted = len(items) if length is None else length
        if count(len(items), wanted) > _MOST:
            return Many((join_all(items),) * wanted, count(len(items), wanted))
        return tuple(choose(items, wanted))

    return go


def _cycle(run: Run, args: Args) -> Value:
    items = sequence(run, args.positional[0])
    return Many(items.each if isinstance(items, Many) else join_all(items))


def _repeat(run: Run, args: Args) -> Value:
    item, *count = args.positional
    return Many(item, count[0] if count and isinstance(count[0], int | Dim) else UNKNOWN)


def _named_tuple(run: Run, args: Args) -> Value:
    """`namedtuple("Step", "state action")` is a function that makes such tuples."""
    names = args.positional[1] if len(args.positional) > 1 else args.keywords.get("field_names")
    fields = tuple(names.replace(",", " ").split()) if isinstance(names, str) else items_of(names)
    if fields is None or not all(isinstance(name, str) for name in fields):
        return UNKNOWN
    defaults = items_of(args.keywords.get("defaults", ())) or ()
    missing = len(fields) - len(defaults)
    params = tuple(
        Param(name, "plain", REQUIRED if at < missing else defaults[at - missing]) for at, name in enumerate(fields)
    )

    def make(run: Run, given: Args) -> Value:
        try:
            return Named(fields, bind(params, given).values())
        except BadCall:
            return UNKNOWN

    return Builtin("namedtuple", make)


CONSTANTS: Final[dict[str, Value]] = {
    "numpy.newaxis": None,
    "tf.newaxis": None,
    "numpy.pi": math.pi,
    "math.pi": math.pi,
    "torch.pi": math.pi,
    "numpy.inf": math.inf,
    "math.inf": math.inf,
    "torch.inf": math.inf,
    "math.e": math.e,
    "numpy.e": math.e,
    "typing.TYPE_CHECKING": False,
}


_MATH: Final = ("sqrt", "log", "log2", "log10", "exp", "pow", "gcd", "sin", "cos")
_LIBRARY: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **{f"math.{name}": plainly(getattr(math, name), True) for name in _MATH},
    "math.ceil": whole(math.ceil),
    "math.floor": whole(math.floor),
    "math.prod": _prod,
    **dict.fromkeys(("time.time", "time.perf_counter", "time.monotonic"), lambda run, args: SomeNumber()),
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    "dataclasses.field": field,
    "dataclasses.replace": replaced,
    "dataclasses.asdict": as_dict,
    "enum.auto": lambda run, args: AUTO,
    **dict.fromkeys(("types.SimpleNamespace", "argparse.Namespace"), _namespace),
    "copy.deepcopy": lambda run, args: deep_copy(args.positional[0]),
    "copy.copy": _copied,
    "tqdm.tqdm": _same,
    "tqdm.auto.tqdm": _same,
    "tqdm.notebook.tqdm": _same,
    "collections.namedtuple": _named_tuple,
    "collections.deque": _deque,
    "collections.defaultdict": default_dict,
    "collections.Counter": counter,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_all,
    "itertools.cycle": _cycle,
    "itertools.product": _product,
    "itertools.repeat": _repeat,
    "itertools.combinations": _chosen(math.comb, itertools.combinations),
    "itertools.combinations_with_replacement": _chosen(
        lambda n, k: math.comb(n + k - 1, k), itertools.combinations_with_replacement
    ),
    "itertools.permutations": _chosen(math.perm, itertools.permutations),
    "argparse.ArgumentParser": make_parser,
    **CHANCE,
    "typing.cast": lambda run, args: args.positional[1],
}
_AS: Final = {
    "tqdm.trange": "range",
    "tqdm.auto.trange": "range",
    "collections.OrderedDict": "dict",
    "sys.exit": "exit",
}
CONSTANTS.update({name: Builtin(name, run) for name, run in _LIBRARY.items()})
CONSTANTS.update({name: BUILTINS[builtin] for name, builtin in _AS.items()})
