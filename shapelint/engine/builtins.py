"""Python's own functions, as far as shapes pass through them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine import iterating, numerals, reflection
from shapelint.engine.dicts import make_dict
from shapelint.engine.kinds import callable_check, instance_check
from shapelint.engine.objects import Builtin
from shapelint.engine.octets import make_bytes
from shapelint.engine.opened_files import opened
from shapelint.engine.texts import shown
from shapelint.rules.binding import Args
from shapelint.rules.values import External, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def _exit(run: Run, args: Args) -> Value:
    return External("sys.exit")


def _nothing(run: Run, args: Args) -> Value:
    return None


def _print(run: Run, args: Args) -> Value:
    for value in args.positional:
        shown(run, value, "", "s")
    return None


_FUNCTIONS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **iterating.FUNCTIONS,
    **numerals.FUNCTIONS,
    **reflection.FUNCTIONS,
    "dict": make_dict,
    "isinstance": instance_check,
    "callable": callable_check,
    "bytes": make_bytes,
    "open": opened,
    "print": _print,
    "exit": _exit,
    "quit": _exit,
}
BUILTINS: Final[dict[str, Value]] = {name: Builtin(name, run) for name, run in _FUNCTIONS.items()}
