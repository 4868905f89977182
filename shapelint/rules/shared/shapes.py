"""Shapes as a program sees them."""

from __future__ import annotations

from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, AsIs, SomeInt, Value


def shape_value(x: Value) -> Value:
    """`x.shape` as a rule's body gives it: a tuple of sizes, or the open `Shape` where the rank is not known."""
    shape = measured(x)
    return AsIs(shape) if shape.open else shape.dims


def numbers_of_shape(x: Value) -> Value:
    """`x.shape` where every size certainly is a number, as those of PyTorch's tensors and NumPy's arrays are."""
    found = shape_value(x)
    return tuple(SomeInt() if size is UNKNOWN else size for size in found) if isinstance(found, tuple) else found
