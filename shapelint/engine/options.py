"""Options of the command line: whole numbers are symbols named as the options are, for anyone may choose them.

Where a program parses a list of its own (`parse_args([])`), the defaults are what it gets; so they are where it is
asked what it does when it is started with no options (`Run.unasked`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from shapelint.engine.objects import Builtin
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, DictValue, External, Instance, ListValue, SomeNumber, Value, items_of
from shapelint.sizes import fresh

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_OPTIONS: Final = "#options"  # slot of a parser: an `_Option` for each name that it sets


class _Option(NamedTuple):
    """What is known of an option.

    kind: "int" or "float" where it is one number, "flag" where it may be set, "set" where no word changes it, else
    "any"; needed: whether nobody can leave it out.
    """

    kind: str
    default: Value
    needed: bool


def make_parser(run: Run, args: Args) -> Value:
    """`argparse.ArgumentParser()`."""
    parser = Instance(External("argparse.ArgumentParser"), run.site, {_OPTIONS: DictValue()})
    for name, method in _METHODS.items():
        parser.slots[name] = Builtin(name, partial(method, parser))
    return parser


def _add(parser: Instance, run: Run, args: Args) -> Value:
    name, given = _destination(args), args.keywords
    if name is None:
        return None
    positional = bool(args.positional) and not str(args.positional[0]).startswith("-")
    optional = given.get("nargs") in ("?", "*") or given.get("required") is False
    needed = given.get("required") is True or (positional and not optional)
    absent = {"store_true": False, "store_false": True}.get(str(given.get("action")))
    default = _converted(run, given.get("default", UNKNOWN if args.open else absent), given.get("type"))
    run.heap.write(parser.slots[_OPTIONS], name, _Option(_kind(args, needed), default, needed))
    return None


def _destination(args: Args) -> str | None:
    """The attribute that an option is kept under: what its first long flag says, unless that is told."""
    told = args.keywords.get("dest")
    flags = [flag for flag in args.positional if isinstance(flag, str)]
    first = next((flag for flag in flags if flag.startswith("--")), flags[0] if flags else None)
    name = told if isinstance(told, str) else first
    return None if name is None else name.lstrip("-").replace("-", "_")


def _kind(args: Args, needed: bool) -> str:
    """What an option certainly is."""
    given = args.keywords
    if given.get("action") == "store_true" and not args.open:
        return "flag"
    if args.open or "nargs" in given or "action" in given:
        return "any"
    if not needed and not isinstance(given.get("default"), int | float | str):
        return "any"
    return next((kind for kind in ("int", "float") if _names(given.get("type"), kind)), "any")


def _names(kind: Value, name: str) -> bool:
    return isinstance(kind, Builtin) and kind.name == name


def _converted(run: Run, default: Value, kind: Value) -> Value:
    """A default as the program gets it: text is converted."""
    return run.call(kind, (default,)) if isinstance(default, str) and kind is not None else default


def _parse(parser: Instance, run: Run, args: Args) -> Value:
    given = args.positional[0] if args.positional else args.keywords.get("args")
    options = parser.slots[_OPTIONS]
    if not isinstance(options, DictValue):
        return UNKNOWN
    found = Instance(External("argparse.Namespace"), run.site)
    known = {name: option for name, option in options.slots.items() if isinstance(option, _Option)}
    told = _told(given, known)
    if told is None:
        run.asked = True
    for name, option in known.items():
        if told is not None:
            value = told.get(name, option.default)
        else:
            value = option.default if run.unasked and not option.needed else _chosen(name, option)
        run.heap.write(found, name, value)
    return found


def _chosen(name: str, option: _Option) -> Value:
    """What anybody may have chosen."""
    if option.kind == "set":
        return option.default
    return fresh(name, None) if option.kind == "int" else SomeNumber() if option.kind == "float" else UNKNOWN


def _told(given: Value, known: Mapping[Value, _Option]) -> dict[str, Value] | None:
    """The options that a list of words sets; None where nobody knows all of them, or anything but `--name value`."""
    words = items_of(given) if isinstance(given, tuple | ListValue) else None
    if words is None or not all(isinstance(word, str) for word in words):
        return None
    found: dict[str, Value] = {}
    rest = list(words)
    while rest:
        flag, sign, text = rest.pop(0).partition("=")
        name = flag.removeprefix("--").replace("-", "_")
        if not flag.startswith("--") or name not in known:
            return None
        values = [text] if sign else []
        while rest and not rest[0].startswith("-"):
            values.append(rest.pop(0))
        whole = len(values) == 1 and known[name].kind == "int" and values[0].isdecimal()
        found[name] = int(values[0]) if whole else known[name].kind == "flag" or UNKNOWN
    return found


def _parse_known(parser: Instance, run: Run, args: Args) -> Value:
    return _parse(parser, run, args), ListValue(()) if run.unasked else UNKNOWN


def _set_defaults(parser: Instance, run: Run, args: Args) -> Value:
    options = parser.slots[_OPTIONS]
    for name, value in args.keywords.items():
        known = options.slots.get(name)
        option = known._replace(default=value) if isinstance(known, _Option) else _Option("set", value, False)
        run.heap.write(options, name, option)
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
