"""Making tensors: what the other modules of this package share."""

from __future__ import annotations

from shapelint.rules.numpy.arrays import converted
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, is_soft, items_of
from shapelint.sizes import Dim, Shape, Size

_MOST_CONTENT = 16


def family_of(*operands: Value) -> str:
    """Keras tensors stay Keras tensors on their way through TensorFlow's functions."""
    symbolic = any(isinstance(operand, Tensor) and operand.family == "keras" for operand in operands)
    return "keras" if symbolic else "tf"


def tensor(shape: Shape, dtype: str | None = "float", *operands: Value, content: Value = None) -> Tensor:
    """A tensor of TensorFlow's, or of Keras's where an operand is."""
    return Tensor(shape, family_of(*operands), dtype, content)


def shape_argument(shape: Value) -> Shape:
    """A `shape` argument; a size of None or -1 is not known."""
    if isinstance(shape, Shape):
        return shape
    if isinstance(shape, int | Dim):
        return UNKNOWN_SHAPE if is_soft(shape) else Shape((shape,))
    items = items_of(shape)
    if items is not None:
        return Shape(tuple(_size(item) for item in items))
    if isinstance(shape, Tensor) and shape.shape.rank == 1 and isinstance(shape.shape.dims[0], int):
        return Shape((UNKNOWN,) * shape.shape.dims[0])
    return UNKNOWN_SHAPE


def _size(item: Value) -> Size:
    size = size_in(item)
    return UNKNOWN if isinstance(size, int) and size < 0 else size


def declared_shape(shape: Value) -> Shape:
    """The shape of a placeholder: a leading None is the batch, any other is not known."""
    found = UNKNOWN_SHAPE if shape is None else shape_argument(shape)
    items = items_of(shape)
    return Shape((BATCH, *found.dims[1:])) if items and items[0] is None else found


def constant(value: Value, dtype: Value = None) -> Tensor:
    """`tf.constant(value)`: numbers, nested rows, arrays; a short row of sizes is remembered."""
    if isinstance(value, Tensor) and value.family != "numpy":
        return Tensor(value.shape, value.family, dtype_kind(dtype, value.dtype), value.content)
    made = converted(value)
    content: Value = made.content if isinstance(made.content, tuple) and len(made.content) <= _MOST_CONTENT else None
    if isinstance(value, int | Dim) and not isinstance(value, bool):
        content = value
    return Tensor(made.shape, "tf", dtype_kind(dtype, made.dtype), content)


def sizes_content(values: Value) -> tuple[Value, ...] | None:
    """The contents of several shape-like tensors, one after the other, where each is known."""
    found: list[Value] = []
    for value in items_of(values) or ():
        if isinstance(value, int | Dim) and not isinstance(value, bool):
            found.append(value)
        elif isinstance(value, Tensor | ListValue | tuple) and items_of(value) is not None:
            found.extend(items_of(value) or ())
        elif isinstance(value, Tensor) and isinstance(value.content, int | Dim):
            found.append(value.content)
        else:
            return None
    return tuple(found) or None
