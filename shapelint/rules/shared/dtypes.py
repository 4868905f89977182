"""What kind of number a tensor holds: "bool", "int", "float", "complex", or "object" for NumPy's arrays of anything."""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.shared.records import Record, pairs_of
from shapelint.rules.values import (
    UNKNOWN,
    ListValue,
    Many,
    OfTensor,
    SomeBool,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    is_soft,
)
from shapelint.sizes import Dim, Shape


class _EightBits(str):
    """Whole numbers without a sign, of one byte each: an array of them that indexes a tensor of PyTorch is a mask."""

    __slots__ = ()


_ORDER: Final = ("bool", "int", "float", "complex")
MASKS_TOO: Final = "torch.uint8"  # as an index such a tensor of PyTorch is a mask, not a row of places
_KINDS: Final = (
    (re.compile(r"uint8|ubyte|u1|B"), _EightBits("int")),
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
    pairs = pairs_of(dtype)
    if pairs is not None:
        return _record(pairs)
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None)
    if not isinstance(name, str) or name == MASKS_TOO:
        return None
    last = name.rpartition(".")[2].lstrip("<>=|").rstrip("_")
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(last)), None)


def may_be_mask(x: Tensor) -> bool:
    """Whether an array that holds whole numbers is a mask to PyTorch."""
    return isinstance(x.dtype, _EightBits)


def dtype_in(x: Value) -> Value:
    """`x.dtype`, as far as the kind of its numbers tells."""
    kind = x.dtype if isinstance(x, Tensor) else None
    return OfTensor(kind) if kind in _ORDER else UNKNOWN


def _record(pairs: list[tuple[Value, ...]]) -> Record | None:
    """The type with these fields: name, kind and perhaps a shape each; None where one of them is not known."""
    fields = {}
    for name, kind, *rest in pairs:
        sizes = rest[0] if rest else ()
        row = (sizes,) if isinstance(sizes, int) else sizes
        known = isinstance(name, str) and isinstance(row, tuple) and all(isinstance(size, int) for size in row)
        if not known or not (_is_plain(kind) or pairs_of(kind) is not None):
            return None
        fields[name] = (Shape(row), dtype_kind(kind))
    return Record.of(fields)


def _is_plain(kind: Value) -> bool:
    """Whether a kind is of single numbers: the name of a class, or letters without sizes."""
    name = kind if isinstance(kind, str) else getattr(kind, "name", None)
    return isinstance(name, str) and not re.search(r"[,(]|^\d", name)


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
    if is_soft(value) or _is_either(value):
        return None
    for types, kind in (
        (bool | SomeBool, "bool"),
        (int | Dim | SomeInt, "int"),
        (float | SomeNumber, "float"),
        (complex, "complex"),
    ):
        if isinstance(value, types):
            return kind
    row = value.items if isinstance(value, ListValue) else value
    if isinstance(row, Many):
        return number_kind(row.each)
    return promoted(*row) if isinstance(row, tuple) and row else None


def _is_either(value: Value) -> bool:
    """Whether it is a number of which nobody knows whether it is whole."""
    return isinstance(value, SomeNumber) and not value.floating


def promoted(*operands: Value, division: bool = False) -> str | None:
    """The kind of the result of an operation on several operands."""
    real = [operand for operand in operands if not _is_either(operand)]  # a whole number or a float
    kinds = [number_kind(operand) for operand in real]
    if "object" in kinds:
        return "object"
    known = [kind for kind in kinds if kind in _ORDER]
    if "complex" in known:
        return "complex"
    if len(known) < len(kinds) or not known:
        return None
    highest = max(known, key=_ORDER.index)
    if len(real) < len(operands) and highest != "float":
        return "float" if division else None
    return "float" if division and highest != "complex" else highest
