"""What a program keeps in a file and takes from it again: `torch.save(net, path)`, `torch.load(path)`.

A path is known by its text, or else as the very text or path that a variable holds.  Anything that is put where nobody
knows may stand in the way of what was put there before.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from shapelint.engine.copying import deep_copy
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, External, Instance, SomeText, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_TEXT: Final = "#text"  # slot of a path: what it says, where that is known
_PATH: Final = External("pathlib.Path")
_FOLDER: Final = External("tempfile.TemporaryDirectory")


def keep(run: Run, path: Value, value: Value, kind: str = "") -> None:
    """Something is put into a file; kind: of which sort, of what only functions of that sort can take out again."""
    key = _key(path)
    for sort, other in list(run.files.slots):
        if sort == kind and other != key and not (isinstance(key, str) and isinstance(other, str)):
            run.heap.write(run.files, (sort, other), (path, UNKNOWN))
    if key is not None:
        run.heap.write(run.files, (kind, key), (path, deep_copy(value)))


def kept(run: Run, path: Value, kind: str = "") -> Value:
    """What stands in a file, UNKNOWN where the program itself has put nothing there.

    What it has put there on one of two ways is there: else there would be nothing to take.
    """
    key = _key(path)
    found = None if key is None else run.files.slots.get((kind, key))
    return deep_copy(found[1]) if isinstance(found, tuple) else UNKNOWN


def empty(run: Run, path: Value) -> None:
    """A file is written anew, and nobody knows what."""
    key = _key(path)
    for sort, other in list(run.files.slots):
        if other == key:
            run.heap.write(run.files, (sort, other), (path, UNKNOWN))


def _key(path: Value) -> Hashable:
    if isinstance(path, str):
        return str(PurePosixPath(path))
    if isinstance(path, Instance) and path.cls == _PATH:
        text = path.slots.get(_TEXT)
        return text if isinstance(text, str) else id(path)
    return id(path) if isinstance(path, SomeText) else None


def _made(run: Run, args: Args) -> Value:
    """`Path("runs", name)`"""
    texts = [_text(each) for each in args.positional]
    known = not args.open and all(text is not None for text in texts)
    text = str(PurePosixPath(*(text for text in texts if text is not None))) if known else UNKNOWN
    return Instance(_PATH, run.site, {_TEXT: text})


def _text(part: Value) -> str | None:
    said = part.slots.get(_TEXT) if isinstance(part, Instance) and part.cls == _PATH else part
    return said if isinstance(said, str) else None


def _named(run: Run) -> str:
    """A folder for a call: its name is asked for nothing but whether it is the same; made again, it has it again."""
    return f"/tmp/tmp{run.site.at if run.site is not None else 0}"


FUNCTIONS: Final = {
    "tempfile.mkdtemp": lambda run, args: _named(run),
    "tempfile.TemporaryDirectory": lambda run, args: Instance(_FOLDER, run.site, {"name": _named(run)}),
    "tempfile.TemporaryDirectory.__enter__": lambda run, args: run.get(args.positional[0], "name"),
    "tempfile.TemporaryDirectory.__exit__": lambda run, args: None,
    "tempfile.TemporaryDirectory.cleanup": lambda run, args: None,
    **dict.fromkeys(("pathlib.Path", "pathlib.PosixPath"), _made),
    "pathlib.Path.__truediv__": _made,
    **dict.fromkeys(
        ("pathlib.Path.__fspath__", "pathlib.Path.__format__", "pathlib.Path.as_posix"),
        lambda run, args: _text(args.positional[0]) or SomeText(),
    ),
}
