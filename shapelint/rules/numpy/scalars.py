"""`np.float32(x)`: the types of NumPy's numbers make one of what they are called on, or an array of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, External, Value, is_soft

_OF_NUMBERS: Final = ("int", "float", "bool")


def scalar(name: str, value: Value) -> Value:
    """What the type of this name makes of a value; UNKNOWN where it is no type of numbers."""
    kind = dtype_kind(External(name)) if name.rpartition(".")[2].rstrip("_1234568") in _TYPES else None
    if kind not in _OF_NUMBERS or is_soft(value):
        return UNKNOWN
    same = number_kind(value) == kind and isinstance(value, int | float)
    return replace(array(measured(value), kind), content=value if same else None)


_TYPES: Final = ("int", "uint", "float", "bool", "intp", "double", "single", "half", "intc", "longlong")
