"""`tf.TensorArray`: tensors of one shape, written one after the other."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.control import either
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value
from shapelint.sizes import Shape, Size, at_most, less

_ARRAY: Final = "tf.TensorArray"
_ITEM, _SIZE, _TYPE = "#item", "#size", "#type"


@kind(_ARRAY)
def tensor_array(
    dtype, size=None, dynamic_size=None, clear_after_read=None, tensor_array_name=None, handle=None, flow=None,
    infer_shape=True, element_shape=None, colocate_with_first_write_call=True, name=None, *, layer, machine,
):  # fmt: skip
    """An array of tensors.

    >>> tf.TensorArray(tf.float32, 3, element_shape=(2, 4)).stack()
    (3, 2, 4)
    >>> tf.TensorArray(tf.float32, 1).write(0, [2, 4]).stack()
    (1, 2, 4)
    """
    item = UNKNOWN if element_shape is None else shape_argument(element_shape)
    machine.put(layer, _ITEM, item)
    count = size_in(size) if dynamic_size in (None, False) else UNKNOWN
    machine.put(layer, _SIZE, max(count, 0) if isinstance(count, int) else count)
    machine.put(layer, _TYPE, dtype_kind(dtype))


def _known(array: Value, key: str) -> Value:
    return array.slots.get(key, UNKNOWN) if isinstance(array, Instance) else UNKNOWN


def _item(array: Value) -> Shape:
    item = _known(array, _ITEM)
    return item if isinstance(item, Shape) else UNKNOWN_SHAPE


def _check_place(array: Value, index: Value) -> None:
    """Raises Mismatch SHP506 where the array certainly has no such place."""
    at, count = size_in(index), _known(array, _SIZE)
    if less(at, 0) is True or at_most(count, at) is True:
        raise Mismatch("SHP506", "index {at} is out of range: the array has {count} places", at=at, count=count)


@op(f"{_ARRAY}.write")
def write(self, index, value, name=None, *, machine):
    """Put a tensor in its place; the array is given back.

    >>> tf.TensorArray(tf.float32, 1).write(0, [2, 4]).read(0)
    (2, 4)
    """
    _check_place(self, index)
    old = _known(self, _ITEM)
    new = either(tensor(old), tensor(measured(value))) if isinstance(old, Shape) else tensor(measured(value))
    machine.put(self, _ITEM, new.shape if isinstance(new, Tensor) else UNKNOWN)
    return self


@op(f"{_ARRAY}.unstack")
def unstack(self, value, name=None, *, machine):
    """Put the rows of a tensor in their places.

    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).read(0)
    (2, 4)
    >>> tf.TensorArray(tf.float32, 3).unstack([]).read(0)
    SHP101
    >>> tf.TensorArray(tf.float32, 3).unstack([4, 2]).read(0)
    SHP506
    """
    shape, room = check_rank(value, "unstack", 1), _known(self, _SIZE)
    if isinstance(room, Size) and less(room, shape.axis(0)) is True:
        raise Mismatch("SHP506", "{rows} rows do not fit into an array of {room}", operand=culprit(value),
                       rows=shape.axis(0), room=room)  # fmt: skip
    machine.put(self, _ITEM, UNKNOWN if shape.open else shape.drop(0))
    machine.put(self, _SIZE, shape.axis(0))
    return self


@op(f"{_ARRAY}.read")
def read(self, index, name=None):
    """The tensor at a place.

    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).read(1)
    (2, 4)
    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).read(3)
    SHP506
    """
    _check_place(self, index)
    return tensor(_item(self), _known(self, _TYPE))


@op(f"{_ARRAY}.stack")
def stack(self, name=None):
    """All tensors as the rows of one.

    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).stack()
    (3, 2, 4)
    """
    return _rows(self, _known(self, _SIZE))


def _rows(array: Value, count: Size) -> Tensor:
    item = _item(array)
    return tensor(UNKNOWN_SHAPE if item.open else Shape((count, *item.dims)), _known(array, _TYPE))


@op(f"{_ARRAY}.gather")
def gather(self, indices, name=None):
    """The tensors at some places as the rows of one.

    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).gather(ints[2])
    (2, 2, 4)
    """
    return _rows(self, check_rank(indices, "gather", 1, 1).axis(0))


@op(f"{_ARRAY}.concat")
def concat(self, name=None):
    """All tensors one after the other.

    >>> tf.TensorArray(tf.float32, 3).unstack([3, 2, 4]).concat()
    (6, 4)
    """
    item, count = _item(self), _known(self, _SIZE)
    if item.open or not item.dims:
        return UNKNOWN_SHAPE
    return tensor(Shape((item.dims[0] * count if is_int(count) else UNKNOWN, *item.dims[1:])), _known(self, _TYPE))


@op(f"{_ARRAY}.size")
def size(self, name=None):
    """How many tensors there are.

    >>> tf.TensorArray(tf.float32, 3).size()
    ()
    """
    return tensor(Shape(()), "int", content=_known(self, _SIZE))
