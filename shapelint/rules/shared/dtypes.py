"""What kind of number a tensor holds: "bool", "int", "float", "complex", or "object" for NumPy's arrays of anything."""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.values import ListValue, Many, SomeBool, SomeInt, Tensor, Value, is_soft
from shapelint.sizes import Dim

_ORDER: Final = ("bool", "int", "float", "complex")
_KINDS: Final = (
    (re.compile(r"(bool)\w*|\?|b1"), "bool"),
    (re.compile(r"u?(int|short|long|byte)\w*|[iu]\d*"), "int"),
    (re.compile(r"b?float\w*|double|half|single|f\d*|d"), "float"),
    (re.compile(r"c?(complex|cfloat|cdouble)\w*|c\d*"), "complex"),
    (re.compile(r"object\w*|O"), "object"),
)


def dtype_kind(dtype: Value, default: str | None = None) -> str | None:
    """The kind that a dtype argument names; `default` for None, None for what is not understood.

    >>> dtype_kind("float32"), dtype_kind("<i8"), dtype_kind(None, "float")
    ('float', 'int', 'float')
    """
    if dtype is None:
        return default
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None)
    if not isinstance(name, str):
        return None
    last = name.rpartition(".")[2].lstrip("<>=|").rstrip("_")
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(last)), None)


_TYPES: Final = (
    (bool | SomeBool, "bool"),
    (int | Dim | SomeInt, "int"),
    (float, "float"),
    (complex, "complex"),
)


def number_kind(value: Value) -> str | None:
    """The kind of a value as an operand: a tensor's, a number's, or that of a row of them."""
    if isinstance(value, Tensor):
        return value.dtype
    if is_soft(value):
        return None
    for types, kind in (
        (bool | SomeBool, "bool"),
        (int | Dim | SomeInt, "int"),
        (float, "float"),
        (complex, "complex"),
    ):
        if isinstance(value, types):
            return kind
    row = value.items if isinstance(value, ListValue) else value
    if isinstance(row, Many):
        return number_kind(row.each)
    return promoted(*row) if isinstance(row, tuple) and row else None


def promoted(*operands: Value, division: bool = False) -> str | None:
    """The kind of the result of an operation on several operands."""
    kinds = [number_kind(operand) for operand in operands]
    if "object" in kinds:
        return "object"
    known = [kind for kind in kinds if kind in _ORDER]
    if "complex" in known:
        return "complex"
    if len(known) < len(kinds) or not known:
        return None
    highest = max(known, key=_ORDER.index)
    return "float" if division and highest != "complex" else highest
