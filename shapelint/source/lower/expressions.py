"""Displays, operators, conditions, and what else stands in an expression."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import libcst as cst

from shapelint.source.lower.table import EXPRESSIONS, Numbering, expression
from shapelint.source.program import (
    Binary,
    Compare,
    Dict,
    Expr,
    IfElse,
    Logic,
    Seq,
    Star,
    Unary,
    Walrus,
    Yield,
)

BINARY_OPERATORS: Final[dict[type, str]] = {
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.Power: "**",
    cst.MatrixMultiply: "@",
    cst.BitAnd: "&",
    cst.BitOr: "|",
    cst.BitXor: "^",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
}
_UNARY_OPERATORS: Final[dict[type, str]] = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~", cst.Not: "not"}
_COMPARISONS: Final[dict[type, str]] = {
    cst.LessThan: "<",
    cst.GreaterThan: ">",
    cst.Equal: "==",
    cst.LessThanEqual: "<=",
    cst.GreaterThanEqual: ">=",
    cst.NotEqual: "!=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}
_DISPLAYS: Final[dict[type, Literal["tuple", "list", "set"]]] = {cst.Tuple: "tuple", cst.List: "list", cst.Set: "set"}


@expression(cst.Tuple, cst.List, cst.Set)
def display(node: cst.Tuple | cst.List | cst.Set, seen: Numbering) -> Expr:
    """A tuple, list or set display, or a target of the first two."""
    at = len(seen)
    seen.append(node)
    return Seq(at, _DISPLAYS[type(node)], _elements(node.elements, seen))


def _elements(nodes: Iterable[cst.BaseElement], seen: Numbering) -> tuple[Expr, ...]:
    """The elements of a display."""
    items = []
    for node in nodes:
        value = node if type(node) is cst.StarredElement else node.value
        items.append(EXPRESSIONS[type(value)](value, seen))
    return tuple(items)


@expression(cst.StarredElement)
def starred(node: cst.StarredElement, seen: Numbering) -> Expr:
    """`*value`"""
    at = len(seen)
    seen.append(node)
    value = node.value
    return Star(at, EXPRESSIONS[type(value)](value, seen))


@expression(cst.Dict)
def dict_(node: cst.Dict, seen: Numbering) -> Expr:
    """A dict display."""
    at = len(seen)
    seen.append(node)
    items: list[tuple[Expr | None, Expr]] = []
    for element in node.elements:
        key = None
        if isinstance(element, cst.DictElement):
            key = EXPRESSIONS[type(element.key)](element.key, seen)
        items.append((key, EXPRESSIONS[type(element.value)](element.value, seen)))
    return Dict(at, tuple(items))


@expression(cst.UnaryOperation)
def unary(node: cst.UnaryOperation, seen: Numbering) -> Expr:
    """`-`, `+`, `~` or `not`."""
    at = len(seen)
    seen.append(node)
    value = node.expression
    return Unary(at, _UNARY_OPERATORS[type(node.operator)], EXPRESSIONS[type(value)](value, seen))


@expression(cst.BinaryOperation)
def binary(node: cst.BinaryOperation, seen: Numbering) -> Expr:
    """An arithmetic or bitwise operator."""
    at = len(seen)
    seen.append(node)
    left, right = node.left, node.right
    return Binary(
        at,
        BINARY_OPERATORS[type(node.operator)],
        EXPRESSIONS[type(left)](left, seen),
        EXPRESSIONS[type(right)](right, seen),
    )


@expression(cst.BooleanOperation)
def logic(node: cst.BooleanOperation, seen: Numbering) -> Expr:
    """`and` / `or`; libcst nests `a and b and c` to the left, and here it is flat."""
    at = len(seen)
    seen.append(node)
    operator = type(node.operator)
    operands = [node.right]
    left = node.left
    while type(left) is cst.BooleanOperation and type(left.operator) is operator:
        operands.append(left.right)
        left = left.left
    operands.append(left)
    values = tuple([EXPRESSIONS[type(operand)](operand, seen) for operand in reversed(operands)])
    return Logic(at, "and" if operator is cst.And else "or", values)


@expression(cst.Comparison)
def comparison(node: cst.Comparison, seen: Numbering) -> Expr:
    """A chain of comparisons."""
    at = len(seen)
    seen.append(node)
    left = EXPRESSIONS[type(node.left)](node.left, seen)
    rest = []
    for target in node.comparisons:
        value = target.comparator
        rest.append((_COMPARISONS[type(target.operator)], EXPRESSIONS[type(value)](value, seen)))
    return Compare(at, left, tuple(rest))


@expression(cst.IfExp)
def if_else(node: cst.IfExp, seen: Numbering) -> Expr:
    """`body if test else orelse`"""
    at = len(seen)
    seen.append(node)
    test, body, orelse = node.test, node.body, node.orelse
    return IfElse(
        at,
        EXPRESSIONS[type(test)](test, seen),
        EXPRESSIONS[type(body)](body, seen),
        EXPRESSIONS[type(orelse)](orelse, seen),
    )


@expression(cst.NamedExpr)
def walrus(node: cst.NamedExpr, seen: Numbering) -> Expr:
    """`target := value`"""
    at = len(seen)
    seen.append(node)
    target, value = node.target, node.value
    return Walrus(at, EXPRESSIONS[type(target)](target, seen), EXPRESSIONS[type(value)](value, seen))


@expression(cst.Await)
def await_(node: cst.Await, seen: Numbering) -> Expr:
    """`await value` is the value."""
    value = node.expression
    return EXPRESSIONS[type(value)](value, seen)


@expression(cst.Yield)
def yield_(node: cst.Yield, seen: Numbering) -> Expr:
    """`yield value` or `yield from value`."""
    at = len(seen)
    seen.append(node)
    seen.yields += 1
    value = node.value
    if value is None:
        return Yield(at, None, False)
    delegate = isinstance(value, cst.From)
    operand = value.item if isinstance(value, cst.From) else value
    return Yield(at, EXPRESSIONS[type(operand)](operand, seen), delegate)
