"""Python's `re`: the texts that are found in others; in known texts the very ones, where that takes no time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.objects import Builtin
from shapelint.rules.binding import Args, bind
from shapelint.rules.form import REQUIRED, Param
from shapelint.rules.values import UNKNOWN, External, Instance, ListValue, Many, SomeText, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_Found = Callable[[int], Value]  # of a pattern with so many groups


def _rows(groups: int) -> Value:
    """What `findall` gives: texts, or tuples of what several groups have matched."""
    return ListValue(Many(SomeText() if groups < 2 else (SomeText(),) * groups))


def _parts(groups: int) -> Value:
    """What `split` gives: a group that matches nothing is None among them."""
    return ListValue(Many(UNKNOWN if groups else SomeText()))


def _text(groups: int) -> Value:
    return SomeText()


_METHODS: Final[dict[str, tuple[_Found, tuple[str, ...]]]] = {
    "findall": (_rows, ("string", "flags")),
    "split": (_parts, ("string", "maxsplit", "flags")),
    "sub": (_text, ("repl", "string", "count", "flags")),
}
_NEEDED: Final = ("pattern", "repl", "string")


def _groups(pattern: Value) -> int | None:
    """How many groups a pattern of text has, None where nobody knows."""
    if not isinstance(pattern, str):
        return None
    try:
        return re.compile(pattern).groups
    except (re.error, OverflowError, RecursionError):
        return None


def _searching(name: str) -> Callable[[Run, Args], Value]:
    params = _params(("pattern", *_METHODS[name][1]))

    def go(run: Run, args: Args) -> Value:
        given = bind(params, args)
        return _found(name, given.pop("pattern"), given)

    return go


def _params(names: Iterable[str]) -> tuple[Param, ...]:
    return tuple(Param(each, "plain", REQUIRED if each in _NEEDED else 0) for each in names)


def _found(name: str, pattern: Value, given: dict[str, Value]) -> Value:
    """What a function of `re` gives: of known texts what Python gives."""
    groups = _groups(pattern)
    if groups is None:
        return UNKNOWN
    known = _made(name, pattern, given) if _is_quick(pattern, given) else None
    return _METHODS[name][0](groups) if known is None else known


def _made(name: str, pattern: str, given: dict[str, Value]) -> Value:
    """What Python gives, None where that is too much, or an error."""
    try:
        found: str | list[Any] = getattr(re, name)(pattern, **given)
    except (re.error, IndexError):
        return None
    if isinstance(found, str):
        return found
    return ListValue(tuple(found), plain=True) if len(found) <= _MOST_FOUND else None


def _is_quick(pattern: str, given: dict[str, Value]) -> bool:
    """Whether all is known, and no text of that length takes long: nothing that repeats is repeated."""
    texts = [value for name, value in given.items() if name in _NEEDED]
    if not all(isinstance(text, str) for text in texts) or any(given.get(name, 0) != 0 for name in _OPTIONS):
        return False
    repeated = max(len(_REPEATED.findall(part)) for part in pattern.split("|"))
    least = _LONG if repeated < 2 else _SHORT if repeated == 2 else 0
    return not _NESTED.search(pattern) and len(given["string"]) <= least


_REPEATED: Final = re.compile(r"[*+}]")
_NESTED: Final = re.compile(r"\)[*+{]|\\\d|\(\?")  # groups that are repeated, or referred to, and all that looks around
_OPTIONS: Final = ("flags", "count", "maxsplit")
_LONG: Final = 10_000  # characters that are searched
_SHORT: Final = 300  # likewise by what repeats two parts one after the other
_MOST_FOUND: Final = 20_000


def _compiled(run: Run, args: Args) -> Value:
    given = bind((Param("pattern", "plain", REQUIRED), Param("flags", "plain", 0)), args)
    if _groups(given["pattern"]) is None:
        return UNKNOWN
    methods = {name: _of_pattern(name, given) for name in _METHODS}
    return Instance(External("re.Pattern"), run.site, methods)


def _of_pattern(name: str, compiled: dict[str, Value]) -> Builtin:
    """A method of a pattern that was compiled with some flags."""
    params = _params(each for each in _METHODS[name][1] if each != "flags")
    flags = {"flags": compiled["flags"]}
    return Builtin(name, lambda run, args: _found(name, compiled["pattern"], {**bind(params, args), **flags}))


FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "re.compile": _compiled,
    **{f"re.{name}": _searching(name) for name in _METHODS},
}
