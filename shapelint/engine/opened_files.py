"""What a program writes through a file that it has opened, and reads again: `json.dump(settings, file)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine import saved_files
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    SomeBool,
    SomeText,
    Value,
    is_number,
)

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_FILE: Final = External("io.IOBase")
_PATH: Final = "#path"  # slot of a file: where it stands
_WORDS: Final = {True: "true", False: "false", None: "null"}


def opened(run: Run, args: Args) -> Value:
    """`open(path, mode)`, `path.open(mode)`: what stands in a file that is opened to be written is gone."""
    path, *more = args.positional or (args.keywords.get("file", UNKNOWN),)
    mode = more[0] if more else args.keywords.get("mode", "r")
    if not isinstance(mode, str) or set(mode) & set("wax+"):
        saved_files.empty(run, path)
    return Instance(_FILE, run.site, {_PATH: path})


def _place(file: Value) -> Value:
    return file.slots.get(_PATH, UNKNOWN) if isinstance(file, Instance) and file.cls == _FILE else UNKNOWN


def _dumping(kind: str, written: Callable[[Value], Value]) -> Callable[[Run, Args], Value]:
    def dump(run: Run, args: Args) -> Value:
        value, file = (*args.positional, UNKNOWN, UNKNOWN)[:2]
        saved_files.keep(run, _place(args.keywords.get("fp", file)), written(value), kind)
        return None

    return dump


def _loading(kind: str) -> Callable[[Run, Args], Value]:
    def load(run: Run, args: Args) -> Value:
        return saved_files.kept(run, _place(args.positional[0]), kind) if len(args.positional) == 1 else UNKNOWN

    return load


def _as_json(value: Value) -> Value:
    """What JSON makes of a value: tuples come back as lists, and the keys of a dict as texts."""
    if isinstance(value, tuple):
        return ListValue(tuple(map(_as_json, value)))
    if isinstance(value, ListValue):
        items = value.items
        return ListValue(
            Many(_as_json(items.each), items.length) if isinstance(items, Many) else tuple(map(_as_json, items))
        )
    if isinstance(value, DictValue):
        return DictValue({_key(key): _as_json(item) for key, item in value.slots.items()})
    plain = value is None or isinstance(value, str | bool | SomeText | SomeBool) or is_number(value)
    return value if plain else UNKNOWN


def _key(key: Value) -> Value:
    if key is REST or isinstance(key, str):
        return key
    if key is None or isinstance(key, bool):
        return _WORDS[key]
    return str(key) if isinstance(key, int | float) else REST


FUNCTIONS: Final = {
    **dict.fromkeys(("io.open", "pathlib.Path.open"), opened),
    "json.dump": _dumping("json", _as_json),
    "json.load": _loading("json"),
    "pickle.dump": _dumping("pickle", lambda value: value),
    "pickle.load": _loading("pickle"),
}
