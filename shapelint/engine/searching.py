"""Python's `re`: the texts that are found in others, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

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


def _searching(found: _Found, names: tuple[str, ...]) -> Callable[[Run, Args], Value]:
    params = tuple(Param(name, "plain", REQUIRED if name in _NEEDED else 0) for name in ("pattern", *names))

    def go(run: Run, args: Args) -> Value:
        groups = _groups(bind(params, args)["pattern"])
        return UNKNOWN if groups is None else found(groups)

    return go


def _compiled(run: Run, args: Args) -> Value:
    groups = _groups(args.positional[0] if args.positional else args.keywords.get("pattern"))
    if groups is None:
        return UNKNOWN
    methods = {name: _of_pattern(name, found, groups) for name, (found, _) in _METHODS.items()}
    return Instance(External("re.Pattern"), run.site, methods)


def _of_pattern(name: str, found: _Found, groups: int) -> Builtin:
    return Builtin(name, lambda run, args: found(groups))


FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    "re.compile": _compiled,
    **{f"re.{name}": _searching(found, names) for name, (found, names) in _METHODS.items()},
}
