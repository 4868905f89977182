"""Making arrays: what the other modules of this package share."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, changed, together
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.shared.records import Record
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    Instance,
    ListValue,
    Many,
    Mutable,
    SomeBytes,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    is_soft,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, equal


def array(shape: Shape, dtype: str | None = "float") -> Tensor:
    """An array of NumPy's."""
    return Tensor(shape, "numpy", dtype)


def shape_argument(shape: Value) -> Shape:
    """A `shape` or `size` argument: one size, or a row of them."""
    if isinstance(shape, Shape):
        return shape
    if isinstance(shape, Tensor) and shape.shape == Shape(()):
        return Shape((size_in(shape),))
    if isinstance(shape, int | Dim):
        return UNKNOWN_SHAPE if is_soft(shape) else Shape((shape,))
    if isinstance(shape, SomeInt):
        return Shape((UNKNOWN,))
    items = items_of(shape)
    return UNKNOWN_SHAPE if items is None else Shape(tuple(map(size_in, items)))


def check_dtype(name: str, shape: Value, dtype: Value) -> None:
    """A size where the dtype stands is a second axis whose parentheses are missing.

    Raises Mismatch SHP701.
    """
    if not _is_size(dtype) and not (isinstance(dtype, tuple) and dtype and all(map(_is_size, dtype))):
        return
    raise Mismatch(
        "SHP701",
        "{name} takes one shape and then a dtype: {dtype} stands where the dtype is expected",
        name=name,
        dtype=dtype if isinstance(dtype, int | Dim) else shape_argument(dtype),
        help=_together(name, shape_argument(shape), dtype),
    )


def _together(name: str, shape: Shape, dtype: Value) -> Fix | str:
    if not isinstance(dtype, int | Dim) or shape.open:
        return "all sizes in one pair of parentheses"
    text = f"{name}(({', '.join(map(str, shape.dims)) or '…'}, {dtype}))"
    return together(changed("shape", (*shape.dims, dtype), text=text), changed("dtype", None, text=text))


def _is_size(value: Value) -> bool:
    return isinstance(value, int | Dim) and not isinstance(value, bool) and not is_soft(value)


def made(name: str, shape: Value, dtype: Value, default: str | None = "float") -> Tensor:
    """A new array of that shape and dtype.

    Raises Mismatch SHP701.
    """
    check_dtype(name, shape, dtype)
    kind = dtype_kind(dtype, default)
    # What is assigned to the items of an array of objects is remembered in a place that all its names share.
    content = Mutable({}) if kind == "object" else None
    return Tensor(shape_argument(shape), "numpy", kind, content)


_CHARACTERS: Final = "c"  # the dtype that makes an axis of the characters of a text


def converted(value: Value, dtype: Value = None) -> Tensor:
    """`np.array(value)`: numbers, rows of them, tensors, rows of tensors.

    Raises Mismatch SHP304 where the rows certainly differ in shape.
    """
    if isinstance(value, Tensor):
        kind = dtype_kind(dtype, value.dtype)
        content = value.content if value.family == "numpy" and kind == value.dtype else None
        return Tensor(value.shape, "numpy", kind, content)
    if dtype == _CHARACTERS:
        return array(_characters(value), None)
    kind = dtype_kind(dtype, number_kind(value))
    if kind == "object":
        return array(UNKNOWN_SHAPE, kind)  # rows of equal length become axes of their own
    if isinstance(kind, Record):
        return array(_rows_of_records(value), kind)
    rows = (value, *(items_of(value) or ()))
    if dtype is not None and kind is None and any(isinstance(row, tuple) for row in rows):
        return array(UNKNOWN_SHAPE, None)  # a tuple may be one record
    if dtype is None or kind is not None:
        check_even(value)
    return Tensor(stacked_shape(value), "numpy", kind, _content(value))


def _characters(value: Value) -> Shape:
    """The shape of texts whose characters are items of their own."""
    if isinstance(value, str):
        return Shape((len(value),))
    rows = items_of(value) if isinstance(value, tuple | ListValue) else None
    shapes = set(map(_characters, rows or ()))
    inner = shapes.pop() if len(shapes) == 1 else UNKNOWN_SHAPE
    return UNKNOWN_SHAPE if rows is None or inner.open else Shape((len(rows), *inner.dims))


def _rows_of_records(value: Value) -> Shape:
    """The shape of lists in which a tuple is one record."""
    rows = items_of(value) if isinstance(value, ListValue) else None
    if rows is None:
        return Shape(()) if isinstance(value, tuple) else UNKNOWN_SHAPE
    inner = _rows_of_records(rows[0]) if rows else Shape(())
    return inner if inner.open else Shape((len(rows), *inner.dims))


def _content(value: Value) -> Value:
    items = items_of(value)
    plain = items is not None and all(isinstance(item, int | Dim) and not isinstance(item, bool) for item in items)
    return items if plain else None


def check_even(value: Value) -> None:
    """Rows that are to become one axis must have one shape.

    Raises Mismatch SHP304.
    """
    items = items_of(value) if isinstance(value, tuple | ListValue) else None
    for item in items or ():
        check_even(item)
    shapes = [stacked_shape(item) for item in items or ()]
    for shape in shapes[1:]:
        if not shape.open and not shapes[0].open and _ragged(shapes[0], shape):
            raise Mismatch(
                "SHP304",
                "the rows of one array must have one shape: {first} stands beside {other}",
                operand=culprit(*(items or ())),
                help="dtype=object, or a list",
                first=shapes[0],
                other=shape,
            )


def stacked_shape(value: Value) -> Shape:
    """The shape of nested rows; text, dicts and other objects are scalars, ragged rows are rows of objects."""
    if isinstance(value, str | bytes | SomeText | SomeBytes | DictValue | type(None)):
        return Shape(())
    if isinstance(value, Instance):
        return shape_of(value)
    items = items_of(value) if isinstance(value, tuple | ListValue) else None
    if items is None:
        return _shape_of_many(value)
    if not items:
        return Shape((0,))
    shapes = [stacked_shape(item) for item in items]
    if any(shape.open for shape in shapes):
        return UNKNOWN_SHAPE
    if any(_ragged(shapes[0], shape) for shape in shapes[1:]):
        return UNKNOWN_SHAPE
    inner = shapes[0]
    for shape in shapes[1:]:
        inner = inner.join(shape)
    return Shape((len(items), *inner.dims))


def _shape_of_many(value: Value) -> Shape:
    items = value.items if isinstance(value, ListValue) else value
    if not isinstance(items, Many):
        return shape_of(value)
    inner = stacked_shape(items.each) if items.each is not UNKNOWN else UNKNOWN_SHAPE
    return UNKNOWN_SHAPE if inner.open else Shape((items.length, *inner.dims))


def _ragged(a: Shape, b: Shape) -> bool:
    return len(a.dims) != len(b.dims) or any(equal(x, y) is False for x, y in zip(a.dims, b.dims, strict=True))
