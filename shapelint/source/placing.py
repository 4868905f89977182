"""The offsets of all nodes of a text, or of one top-level statement of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Final

import libcst as cst

from shapelint.source.lower import Numbering, lower_module
from shapelint.source.points import point
from shapelint.source.spans import RecordingState, Span
from shapelint.source.tree import parse, undisturbed

FIELDS: Final = 4  # for each node: start and end of the whole, start and end of its point


def offsets(text: str, documented: bool) -> array[int]:
    """Four offsets for each node, in the order of their numbers.

    `documented` tells whether the text begins like a module, where a string alone is the docstring.
    """
    seen = Numbering()
    with undisturbed():
        module = parse(text)
        lower_module(module, seen, documented)
        state = RecordingState(module)
        module._codegen(state)
    found = array("q")
    for node in seen:
        found.extend(_span(node, state.spans))
        found.extend(_span(point(node), state.spans))
    written = state.text
    if written != text[: len(written)]:
        found = _moved(found, _aligned(text, written))
    return found


def _span(node: Any, spans: dict[int, Span]) -> Span:
    """The offsets of a libcst node, or of the elements of an index."""
    if isinstance(node, cst.CSTNode):
        return spans[id(node)]
    end = last = node[-1]
    if isinstance(last.comma, cst.Comma):  # a comma behind a single index makes the tuple, so it belongs to it
        end = last.comma
    elif isinstance(last.slice, cst.Slice):  # its element takes in the space behind its last colon
        end = last.slice
    return spans[id(node[0])][0], spans[id(end)][1]


def _moved(found: array[int], mapping: Sequence[int]) -> array[int]:
    """Offsets in what libcst wrote, turned into those of the text; an end stands right behind the last character."""
    moved = array("q")
    for start, end in zip(found[::2], found[1::2], strict=True):
        moved.extend((mapping[start], mapping[end - 1] + 1 if end > start else mapping[end]))
    return moved


def _aligned(text: str, written: str) -> Sequence[int]:
    """For each offset in what libcst wrote, the offset in the text that it was read from.

    The two differ only in space: libcst drops form feeds, some continuations and lone carriage returns.
    """
    mapping = []
    at = 0
    for character in written:
        if at < len(text) and text[at] != character and not character.isspace():
            while at < len(text) and text[at] != character:
                at += 1
        mapping.append(at)
        if at < len(text) and text[at] == character:
            at += 1
    mapping.append(at)
    return mapping
