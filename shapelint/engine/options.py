"""Options of the command line: whole numbers are symbols named as the options are, for anyone may choose them.

Where a program parses a list of its own (`parse_args([])`), the defaults are what it gets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import Builtin
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, DictValue, External, Instance, ListValue, SomeNumber, Value, items_of
from shapelint.sizes import fresh

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_KINDS: Final = "#options"  # slot of a parser: what is known of each option, by its name
_DEFAULTS: Final = "#defaults"  # likewise: its default


def make_parser(run: Run, args: Args) -> Value:
    """`argparse.ArgumentParser()`."""
    parser = Instance(External("argparse.ArgumentParser"), run.site, {_KINDS: DictValue(), _DEFAULTS: DictValue()})
    for name, method in _METHODS.items():
        parser.slots[name] = Builtin(name, partial(method, parser))
    return parser


def _add(parser: Instance, run: Run, args: Args) -> Value:
    name = _destination(args)
    if name is None:
        return None
    default = args.keywords.get("default")
    run.heap.write(parser.slots[_KINDS], name, _kind(args))
    run.heap.write(parser.slots[_DEFAULTS], name, _converted(default, args.keywords.get("type")))
    return None


def _destination(args: Args) -> str | None:
    """The attribute that an option is kept under: what its first long flag says, unless that is told."""
    told = args.keywords.get("dest")
    flags = [flag for flag in args.positional if isinstance(flag, str)]
    first = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else None)
    name = told if isinstance(told, str) else first
    return None if name is None else name.lstrip("-").replace("-", "_")


def _kind(args: Args) -> str:
    """What an option certainly is: "int" or "float" where it is one number, "flag" where it may be set, else "any"."""
    given = args.keywords
    if given.get("action") == "store_true" and not args.open:
        return "flag"
    if args.open or "nargs" in given or "action" in given:
        return "any"
    needed = given.get("required") is True or (bool(args.positional) and not str(args.positional[0]).startswith("-"))
    if not needed and not isinstance(given.get("default"), int | float | str):
        return "any"
    return next((kind for kind in ("int", "float") if _names(given.get("type"), kind)), "any")


def _names(kind: Value, name: str) -> bool:
    return isinstance(kind, Builtin) and kind.name == name


def _converted(default: Value, kind: Value) -> Value:
    """A default as the program gets it: text is converted."""
    if isinstance(default, str) and kind is not None:
        return int(default) if _names(kind, "int") and default.lstrip("-").isdecimal() else UNKNOWN
    return default


def _parse(parser: Instance, run: Run, args: Args) -> Value:
    given = args.positional[0] if args.positional else args.keywords.get("args")
    kinds, defaults = parser.slots[_KINDS], parser.slots[_DEFAULTS]
    if not isinstance(kinds, DictValue) or not isinstance(defaults, DictValue):
        return UNKNOWN
    found = Instance(External("argparse.Namespace"), run.site)
    told = _told(given, kinds.slots)
    own = told is not None
    for name, kind in kinds.slots.items():
        if isinstance(name, str):
            chosen = fresh(name, None) if kind == "int" else SomeNumber() if kind == "float" else UNKNOWN
            known = told[name] if told and name in told else defaults.slots.get(name, UNKNOWN)
            run.heap.write(found, name, known if own or kind == "set" else chosen)
    return found


def _told(given: Value, kinds: Mapping[Value, Value]) -> dict[str, Value] | None:
    """The options that a list of words sets; None where nobody knows all of them, or anything but `--name value`."""
    words = items_of(given) if isinstance(given, tuple | ListValue) else None
    if words is None or not all(isinstance(word, str) for word in words):
        return None
    found: dict[str, Value] = {}
    rest = list(words)
    while rest:
        flag, sign, text = rest.pop(0).partition("=")
        name = flag.removeprefix("--").replace("-", "_")
        if not flag.startswith("--") or name not in kinds:
            return None
        values = [text] if sign else []
        while rest and not rest[0].startswith("-"):
            values.append(rest.pop(0))
        whole = len(values) == 1 and kinds[name] == "int" and values[0].isdecimal()
        found[name] = int(values[0]) if whole else kinds[name] == "flag" or UNKNOWN
    return found


def _parse_known(parser: Instance, run: Run, args: Args) -> Value:
    return _parse(parser, run, args), UNKNOWN


def _set_defaults(parser: Instance, run: Run, args: Args) -> Value:
    kinds, defaults = parser.slots[_KINDS], parser.slots[_DEFAULTS]
    for name, value in args.keywords.items():
        if name not in kinds.slots:
            run.heap.write(kinds, name, "set")
        run.heap.write(defaults, name, value)
    return None


def _group(parser: Instance, run: Run, args: Args) -> Value:
    return parser


_METHODS: Final[dict[str, Callable[[Instance, Run, Args], Value]]] = {
    "add_argument": _add,
    "parse_args": _parse,
    "parse_known_args": _parse_known,
    "set_defaults": _set_defaults,
    "add_argument_group": _group,
    "add_mutually_exclusive_group": _group,
}
