"""Names and numbers."""

from __future__ import annotations

from typing import Final

import libcst as cst

from shapelint.source.lower.table import Numbering, expression
from shapelint.source.program import Const, Expr, Name, Opaque

_CONSTANTS: Final[dict[str, object]] = {"None": None, "True": True, "False": False}


@expression(cst.Name)
def name(node: cst.Name, seen: Numbering) -> Expr:
    """A name; None, True and False are constants."""
    at = len(seen)
    seen.append(node)
    text = node.value
    if text in _CONSTANTS:
        return Const(at, _CONSTANTS[text])
    return Name(at, text)


@expression(cst.Integer)
def integer(node: cst.Integer, seen: Numbering) -> Expr:
    """An integer in any base, with or without underscores."""
    at = len(seen)
    seen.append(node)
    try:
        return Const(at, int(node.value, 0))
    except ValueError:  # more digits than Python converts
        return Opaque(at)


@expression(cst.Float)
def float_(node: cst.Float, seen: Numbering) -> Expr:
    """A floating-point number."""
    at = len(seen)
    seen.append(node)
    return Const(at, float(node.value))


@expression(cst.Imaginary)
def imaginary(node: cst.Imaginary, seen: Numbering) -> Expr:
    """An imaginary number, `2j`."""
    at = len(seen)
    seen.append(node)
    return Const(at, complex(0, float(node.value[:-1])))


@expression(cst.Ellipsis)
def ellipsis(node: cst.Ellipsis, seen: Numbering) -> Expr:
    """`...`"""
    at = len(seen)
    seen.append(node)
    return Const(at, ...)
