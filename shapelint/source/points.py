"""Which part of a node does what the node is about: the name of an attribute, an operator, the name of a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import libcst as cst

_POINTS: Final[dict[type, Callable[[Any], Any]]] = {
    cst.Attribute: lambda node: node.attr,
    cst.Call: lambda node: point(node.func),
    cst.Subscript: lambda node: node.slice,
    cst.BinaryOperation: lambda node: node.operator,
    cst.BooleanOperation: lambda node: node.operator,
    cst.UnaryOperation: lambda node: node.operator,
    cst.Comparison: lambda node: node.comparisons[0].operator,
    cst.AugAssign: lambda node: node.operator,
    cst.FunctionDef: lambda node: node.name,
    cst.ClassDef: lambda node: node.name,
    cst.Param: lambda node: node.name,
    cst.Arg: lambda node: node.keyword or node.value,
}


def point(node: Any) -> Any:
    """The libcst node of that part; for other kinds the node itself."""
    find = _POINTS.get(type(node))
    return node if find is None else find(node)
