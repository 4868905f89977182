"""Where libcst's nodes stand, learnt by writing their source out again and noting the offsets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import libcst as cst
from libcst._nodes.internal import CodegenState

Span = tuple[int, int]


class RecordingState(CodegenState):
    """Writes source text, and remembers the offsets of each node in it.

    They are those of Python's own `ast`: without surrounding space, and without the parentheses around an expression,
    except those of a tuple or a generator expression.
    """

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.offset = 0
        self.spans: dict[int, Span] = {}
        self._starts: list[int] = []

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self.tokens)

    def add_token(self, value: str) -> None:
        self.tokens.append(value)
        self.offset += len(value)

    def add_indent_tokens(self) -> None:
        self.tokens.extend(self.indent_tokens)
        self.offset += sum(map(len, self.indent_tokens))

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append(self.offset)

    def after_codegen(self, node: cst.CSTNode) -> None:
        start = self._starts.pop()
        self.spans.setdefault(id(node), (start, self.offset))
        adjust = _ADJUSTED.get(type(node))
        if adjust is not None:
            adjust(node, self.spans)

    @contextmanager
    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Iterator[None]:
        start = self.offset
        yield
        end = self.offset
        if start_node is not None:
            start = self.spans[id(start_node)][0]
        if end_node is not None:
            end = self.spans[id(end_node)][1]
        self.spans[id(node)] = (start, end)


def _parenthesised(node: Any, spans: dict[int, Span]) -> None:
    """The innermost parentheses around a tuple or a generator expression belong to it."""
    if node.lpar:
        spans[id(node)] = (spans[id(node.lpar[-1])][0], spans[id(node.rpar[0])][1])


def _call(node: cst.Call, spans: dict[int, Span]) -> None:
    """The parentheses of a call belong to a generator expression that is alone in them."""
    if len(node.args) == 1 and isinstance(node.args[0].value, cst.GeneratorExp) and not node.args[0].value.lpar:
        spans[id(node.args[0].value)] = (spans[id(node.whitespace_before_args)][0] - 1, spans[id(node)][1])


def _parameter(node: cst.Param, spans: dict[int, Span]) -> None:
    """A parameter is its name and annotation, without the stars before and the default behind."""
    end = node.name if node.annotation is None else node.annotation
    spans[id(node)] = (spans[id(node.name)][0], spans[id(end)][1])


def _slice(node: cst.Slice, spans: dict[int, Span]) -> None:
    """The space behind a last colon is not part of a slice."""
    colon = node.second_colon if isinstance(node.second_colon, cst.Colon) else node.first_colon
    if node.step is None and (node.upper is None or colon is node.second_colon):
        spans[id(node)] = (spans[id(node)][0], spans[id(colon)][1])


def _unary_operator(node: cst.BaseUnaryOp, spans: dict[int, Span]) -> None:
    """The space behind a sign or `not` is not part of it."""
    spans[id(node)] = (spans[id(node)][0], spans[id(node.whitespace_after)][0])


def _value_pattern(node: cst.MatchValue | cst.MatchSingleton, spans: dict[int, Span]) -> None:
    """Parentheses around a pattern that is a value are those of the value."""
    spans[id(node)] = spans[id(node.value)]


def _star_pattern(node: cst.MatchStar, spans: dict[int, Span]) -> None:
    """The comma behind `*rest` is not part of it."""
    name = spans[id(node.whitespace_before_name)][1] + (1 if node.name is None else len(node.name.value))
    spans[id(node)] = (spans[id(node)][0], name)


_ADJUSTED: Final[dict[type, Callable[[Any, dict[int, Span]], None]]] = {
    cst.Tuple: _parenthesised,
    cst.GeneratorExp: _parenthesised,
    cst.MatchTuple: _parenthesised,
    cst.Call: _call,
    cst.Param: _parameter,
    cst.Slice: _slice,
    cst.Minus: _unary_operator,
    cst.Plus: _unary_operator,
    cst.BitInvert: _unary_operator,
    cst.Not: _unary_operator,
    cst.MatchStar: _star_pattern,
    cst.MatchValue: _value_pattern,
    cst.MatchSingleton: _value_pattern,
}
