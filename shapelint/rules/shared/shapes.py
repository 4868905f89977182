"""Shapes as a program sees them."""

from __future__ import annotations

from shapelint.rules.shared.operands import measured
from shapelint.rules.values import AsIs, Value


def shape_value(x: Value) -> Value:
    """`x.shape` as a rule's body gives it: a tuple of sizes, or the open `Shape` where the rank is not known."""
    shape = measured(x)
    return AsIs(shape) if shape.open else shape.dims
