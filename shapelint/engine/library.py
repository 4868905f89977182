"""What Python's own library offers beside the builtins, as far as shapes pass through it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine import dates, instances, module_parts, opened_files, rows, saved_files, searching, standard
from shapelint.engine.builtins import BUILTINS
from shapelint.engine.chance import CHANCE
from shapelint.engine.copying import deep_copy
from shapelint.engine.dicts import counter, default_dict
from shapelint.engine.enums import AUTO
from shapelint.engine.fields import as_dict, field, named_tuple, replaced
from shapelint.engine.iterating import sequence
from shapelint.engine.kinds import scalar_check
from shapelint.engine.lists import put_items
from shapelint.engine.objects import Builtin, Partial
from shapelint.engine.options import make_parser
from shapelint.engine.reflection import METHODS
from shapelint.rules.binding import Args, bind
from shapelint.rules.form import Param
from shapelint.rules.values import (
    FLOAT,
    MOST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Value,
)
from shapelint.sizes import Dim

if TYPE_CHECKING:
    from shapelint.engine.run import Run


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


CONSTANTS: Final[dict[str, Value]] = {
    "numpy.newaxis": None,
    "tf.newaxis": None,
    "numpy.pi": math.pi,
    "math.pi": math.pi,
    "torch.pi": math.pi,
    **dict.fromkeys(("numpy.inf", "numpy.Inf", "math.inf", "torch.inf"), math.inf),
    **dict.fromkeys(("numpy.nan", "numpy.NaN", "numpy.NAN", "math.nan", "torch.nan"), math.nan),
    "math.e": math.e,
    "numpy.e": math.e,
    "typing.TYPE_CHECKING": False,
}


def _finfo(run: Run, args: Args) -> Value:
    """`np.finfo(kind)`: what is known of a kind of floating-point numbers."""
    return Instance(External("numpy.finfo"), run.site, dict.fromkeys(_OF_FLOATS, FLOAT))


_OF_FLOATS: Final = ("max", "min", "eps", "tiny", "resolution", "smallest_normal")


_LIBRARY: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **standard.FUNCTIONS,
    **rows.FUNCTIONS,
    **dates.FUNCTIONS,
    **searching.FUNCTIONS,
    **module_parts.FUNCTIONS,
    **saved_files.FUNCTIONS,
    **opened_files.FUNCTIONS,
    "math.prod": _prod,
    **dict.fromkeys(("time.time", "time.perf_counter", "time.monotonic"), lambda run, args: FLOAT),
    "functools.partial": _partial,
    "functools.reduce": _reduce,
    **dict.fromkeys(("dataclasses.field", "pydantic.Field", "msgspec.field"), field),
    "dataclasses.replace": replaced,
    "dataclasses.asdict": as_dict,
    "enum.auto": lambda run, args: AUTO,
    **dict.fromkeys(("types.SimpleNamespace", "argparse.Namespace"), _namespace),
    "copy.deepcopy": lambda run, args: deep_copy(args.positional[0]),
    "copy.copy": _copied,
    "tqdm.tqdm": _same,
    "tqdm.auto.tqdm": _same,
    "tqdm.notebook.tqdm": _same,
    "numpy.finfo": _finfo,
    "numpy.isscalar": scalar_check,
    "torch.finfo": _finfo,
    "collections.namedtuple": named_tuple,
    "collections.deque": _deque,
    "collections.defaultdict": default_dict,
    "collections.Counter": counter,
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
CONSTANTS.update(standard.CONSTANTS)
CONSTANTS.update({name: Builtin(name, run) for name, run in _LIBRARY.items()})
CONSTANTS.update({name: BUILTINS[builtin] for name, builtin in _AS.items()})
for _module in ("builtins", "six.moves", "future.builtins", "past.builtins"):  # what Python 3 has under plain names
    CONSTANTS.update({f"{_module}.{name}": builtin for name, builtin in BUILTINS.items()})
CONSTANTS.update({f"{module}.xrange": BUILTINS["range"] for module in ("six.moves", "past.builtins")})
CONSTANTS.update({name: Builtin(name, run) for name, run in instances.FUNCTIONS.items()})
CONSTANTS.update({f"builtins.object.{name}": method for name, method in METHODS.items()})
CONSTANTS["six.moves.reduce"] = CONSTANTS["functools.reduce"]
