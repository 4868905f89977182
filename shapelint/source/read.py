"""Source text to a Program."""

from __future__ import annotations

from dataclasses import dataclass

from shapelint.source.bounded import bounded
from shapelint.source.decode import decode
from shapelint.source.errors import SourceError
from shapelint.source.lower import Numbering, lower_module
from shapelint.source.outline import Outline, outline
from shapelint.source.pieces import Layout
from shapelint.source.positions import Positions
from shapelint.source.program import Program
from shapelint.source.roomy import recursing
from shapelint.source.tree import parse, undisturbed

__all__ = ["Source", "SourceError", "read"]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its Program, its decoded text (without byte order mark), and where the nodes stand in it.

    Holds no libcst tree, which takes a hundred times the memory of the text; it can be pickled.
    """

    program: Program
    text: str
    positions: Positions


def read(data: bytes | str, file: str) -> Source:
    """Read one file; `file` is the name that places in it carry.

    Raises SourceError, one line with its place, for whatever cannot be read: bytes that are no text in their encoding,
    syntax errors, nesting deeper than Python allows, a million characters.  Expressions nest at most 100
    deep in the Program (`bounded.MAX_DEPTH`); what stands deeper is Opaque there.
    """
    text = decode(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    if (nul := text.find("\0")) >= 0:
        raise SourceError("not Python source: the file holds NUL bytes", text.count("\n", 0, nul) + 1)
    found = outline(text)
    return recursing(lambda: _read(text, file, found), found.levels)


def _read(text: str, file: str, found: Outline) -> Source:
    """Parse and lower a text whose outline is known."""
    seen = Numbering()
    with undisturbed():
        lowered = lower_module(parse(text), seen)
    body = bounded(lowered.body) if found.levels else lowered.body
    layout = Layout(found.starts, tuple(lowered.firsts), lowered.members, len(seen))
    return Source(Program(file, body, lowered.doc), text, Positions(text, file, layout, found.levels))
