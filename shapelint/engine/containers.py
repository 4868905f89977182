"""The methods of Python's own objects; those of tuples and text."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import dicts, lists, octets
from shapelint.engine.forgetting import forget
from shapelint.engine.objects import Builtin
from shapelint.engine.texts import MOST_TEXT, at_least_so_long, filled, joined, length_of
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    UNKNOWN,
    DictValue,
    ListValue,
    Many,
    SomeBool,
    SomeBytes,
    SomeText,
    Value,
    number_within,
)
from shapelint.sizes import Shape, product

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Impl = Callable[["Run", Any, Args], Value]


def _numel(run: Run, owner: tuple[Value, ...] | Shape, args: Args) -> Value:
    """`x.shape.numel()`, and `num_elements()` of TensorFlow."""
    return owner.numel() if isinstance(owner, Shape) else product(owner)


def _as_list(run: Run, owner: tuple[Value, ...], args: Args) -> Value:
    return ListValue(owner)


def _text(name: str) -> Impl:
    def go(run: Run, owner: str | SomeText, args: Args) -> Value:
        given = (*args.positional, *args.keywords.values())
        if isinstance(owner, SomeText) or args.open or not all(isinstance(value, str | int | float) for value in given):
            return _of_unknown(name, owner, args)
        growth = max((value if isinstance(value, int) else len(str(value)) for value in given), default=0)
        if name in _GROWING and (len(owner) + 1) * (growth + 1) > MOST_TEXT:
            return SomeText()
        found = getattr(owner, name)(*args.positional, **args.keywords)
        return ListValue(tuple(found)) if isinstance(found, list) else found

    return go


def _of_unknown(name: str, owner: str | SomeText, args: Args) -> Value:
    """What a method gives of a text that nobody knows, or where nobody knows what it is asked."""
    given = args.positional
    if name in _SAME_LENGTH and not given:
        return SomeText(length_of(owner))
    if name in _WIDENING and given and not args.open:
        return at_least_so_long(owner, given[0])
    if name == "format" and isinstance(owner, str):
        return filled(owner, args)
    if name in _COUNTS:
        return number_within(UNKNOWN, UNKNOWN)
    if name in _SPLITTING:
        return ListValue(Many(SomeText()))
    if name in _PARTING:
        return (SomeText(),) * 3
    return SomeBool() if name.startswith(("is", "starts", "ends")) else SomeText()


def _join_text(run: Run, owner: str | SomeText, args: Args) -> Value:
    from shapelint.engine.iterating import sequence

    return joined(owner, sequence(run, args.positional[0]))


_GROWING: Final = ("replace", "format", "zfill", "center", "ljust", "rjust")
_WIDENING: Final = ("zfill", "center", "ljust", "rjust")
_SAME_LENGTH: Final = ("lower", "upper", "swapcase", "capitalize", "title")
_COUNTS: Final = ("find", "index", "count")
_SPLITTING: Final = ("split", "rsplit", "splitlines")
_PARTING: Final = ("partition", "rpartition")
_TEXT: Final = (
    "lower", "upper", "strip", "lstrip", "rstrip", "split", "rsplit", "replace", "startswith", "endswith", "format",
    "capitalize", "title", "find", "index", "count", "isdigit", "removeprefix", "removesuffix", "zfill", "splitlines",
    "partition", "rpartition", "swapcase", "casefold", "translate", "center", "ljust", "rjust", "isalpha", "isalnum",
    "isspace", "isupper", "islower", "isnumeric", "isdecimal", "isidentifier",
)  # fmt: skip

_METHODS: Final[dict[tuple[type, str], Impl]] = {
    **{(ListValue, name): method for name, method in lists.METHODS.items()},
    **{(DictValue, name): method for name, method in dicts.METHODS.items()},
    (tuple, "numel"): _numel,
    (tuple, "num_elements"): _numel,
    (tuple, "as_list"): _as_list,
    (tuple, "count"): lists.count,
    (tuple, "index"): lists.index,
    (Shape, "numel"): _numel,
    **{(kind, "join"): _join_text for kind in (str, SomeText)},
    **{(kind, name): _text(name) for kind in (str, SomeText) for name in _TEXT},
    **{(kind, "encode"): octets.encode for kind in (str, SomeText)},
    **{(kind, name): method for kind in (bytes, SomeBytes) for name, method in octets.METHODS.items()},
}
_CHANGING: Final = {
    ListValue: {name for kind in (list, set, deque) for name in dir(kind)},
    DictValue: {name for kind in (dict, OrderedDict, defaultdict, Counter) for name in dir(kind)},
}


def builtin_method(owner: Value, name: str) -> Value:
    """A method of one of Python's own objects, bound to it; one that nobody wrote down may leave anything in it."""
    method = _METHODS.get((type(owner), name))
    if method is not None:
        return Builtin(name, lambda run, args: method(run, owner, args))
    if not name.startswith("_") and name in _CHANGING.get(type(owner), ()):
        return Builtin(name, lambda run, args: forget(run, owner))
    return UNKNOWN
