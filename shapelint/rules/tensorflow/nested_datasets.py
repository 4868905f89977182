"""`tf.data`: datasets of datasets, batches that are padded, elements that are counted, and generators."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.keras.nested import each
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.control import either, settled
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.tensorflow.datasets import (
    COUNT,
    DATASET,
    ELEMENT,
    UNEVEN,
    batched,
    each_tensor,
    even_count,
    made_dataset,
    part_of,
)
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, ListValue, Tensor, Value
from shapelint.sizes import Shape, Size, less


def called_on(function: Value, element: Value, machine: Any) -> Value:
    """What a function gives of an element, a tuple of which becomes its arguments."""
    if element is UNKNOWN:
        return UNKNOWN
    return machine.call(function, element if isinstance(element, tuple) else (element,))


@op(f"{DATASET}.window", least={"size": 1, "shift": 1, "stride": 1})
def window(self, size, shift=None, stride=1, drop_remainder=False, name=None, *, machine):
    """Make datasets of so many elements each.

    >>> tf.data.Dataset.from_tensor_slices([10, 3]).window(4, shift=1).flat_map(lambda row: row).as_numpy_iterator()
    (..., (3,))
    >>> tf.data.Dataset.from_tensor_slices([10, 3]).window(4, shift=3).cardinality()
    ()
    >>> symbol = [B]
    >>> rows = tf.data.Dataset.from_tensor_slices([10, 3]).window(4, shift=4, drop_remainder=True)
    >>> rows.flat_map(lambda row: row.batch(4)).as_numpy_iterator()
    ((4, 3), (4, 3))
    """
    inner = size_in(size) if drop_remainder is True else UNKNOWN
    element = each(part_of(self, ELEMENT), lambda leaf: made_dataset(machine, leaf, inner))
    return made_dataset(machine, element, _windows(even_count(self), size, shift, stride, drop_remainder))


def _windows(count: int | None, size: Value, shift: Value, stride: Value, full: Value) -> Size:
    """How many windows there are over so many elements; those at the end may be short, unless all must be full."""
    step = size if shift is None else shift
    if count is None or not (is_int(size) and is_int(step) and is_int(stride) and isinstance(full, bool)):
        return UNKNOWN
    left = count - (size - 1) * stride - 1 if full else count - 1
    return left // step + 1 if left >= 0 else 0


_FLAT: Final = """Go through the datasets that a function makes of every element.

    >>> rows = tf.data.Dataset.from_tensor_slices([10, 3])
    >>> rows.take(2).@(lambda row: tf.data.Dataset.from_tensors(row[:2])).as_numpy_iterator()
    ((2,), (2,))
    >>> rows.batch(4).@(lambda row: tf.data.Dataset.from_tensors(row[0])).element_spec
    (3,)
    """


def _flat(self: Value, map_func: Value, machine: Any) -> Value:
    each_of_them = called_on(map_func, part_of(self, ELEMENT), machine)
    outer, inner = even_count(self), even_count(each_of_them)
    count = UNKNOWN if outer is None or inner is None else outer * inner
    return made_dataset(machine, part_of(each_of_them, ELEMENT), count)


declare(f"{DATASET}.flat_map", "self, map_func, name=None", _flat, _FLAT)
declare(
    f"{DATASET}.interleave",
    "self, map_func, cycle_length=None, block_length=None, num_parallel_calls=None, deterministic=None, name=None",
    _flat,
    _FLAT,
)


@op(f"{DATASET}.padded_batch", least={"batch_size": 1, "padded_shapes": -1})
def padded_batch(
    self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, name=None, *, machine
):
    """Put so many elements together, filled up to one shape.

    >>> rows = tf.data.Dataset.from_tensor_slices([10, 3])
    >>> rows.padded_batch(5, padded_shapes=(7,)).as_numpy_iterator()
    ((5, 7), (5, 7))
    >>> rows.padded_batch(4, padded_shapes=(7,)).as_numpy_iterator()
    (..., (None, 7))
    >>> rows.padded_batch(5, padded_shapes=(2,)).as_numpy_iterator()
    SHP301 (3,) cannot be filled up to (2,)
    """
    element = padded(part_of(self, ELEMENT), padded_shapes)
    filled = made_dataset(machine, element, part_of(self, COUNT), part_of(self, UNEVEN))
    return batched(filled, batch_size, drop_remainder, machine)


def padded(element: Value, shapes: Value) -> Value:
    """An element filled up to shapes, which are in the same nesting.  Raises Mismatch SHP301."""
    if shapes is None:
        return element
    if isinstance(element, Tensor):
        found = shape_argument(shapes)
        if not found.open and not element.shape.open:
            _check_room(element, found)
        if found.open:  # as many axes, at least
            found = Shape((UNKNOWN,) * len(element.shape.dims), element.shape.open)
        return tensor(found, element.dtype)
    if isinstance(element, tuple) and isinstance(shapes, tuple) and len(element) == len(shapes):
        return tuple(map(padded, element, shapes))
    if isinstance(element, DictValue) and isinstance(shapes, DictValue):
        return DictValue({key: padded(item, shapes.slots.get(key, UNKNOWN)) for key, item in element.slots.items()})
    return each_tensor(element, lambda x: tensor(Shape((UNKNOWN,) * len(x.shape.dims), x.shape.open), x.dtype))


def _check_room(element: Tensor, room: Shape) -> None:
    """An element has as many axes as what it is filled up to, and is no longer on any.  Raises Mismatch SHP301."""
    given = element.shape.dims
    pairs = zip(room.dims, given, strict=False)
    if len(given) != len(room.dims) or any(less(whole, part) is True for whole, part in pairs):
        raise Mismatch(
            "SHP301",
            "{element} cannot be filled up to {room}",
            operand=element,
            element=element.shape,
            room=room,
        )


@op(f"{DATASET}.enumerate")
def enumerated(self, start=0, name=None, *, machine):
    """Put a number beside every element.

    >>> tf.data.Dataset.from_tensor_slices([2, 3]).enumerate().as_numpy_iterator()
    (((), (3,)), ((), (3,)))
    """
    element = (tensor(Shape(()), "int"), part_of(self, ELEMENT))
    return made_dataset(machine, element, part_of(self, COUNT), part_of(self, UNEVEN))


@op(f"{DATASET}.concatenate")
def concatenated(self, dataset, name=None, *, machine):
    """Go through the elements of one dataset and then of another.

    >>> rows = tf.data.Dataset.from_tensor_slices([2, 3])
    >>> rows.concatenate(rows).as_numpy_iterator()
    ((3,), (3,), (3,), (3,))
    """
    first, second = even_count(self), even_count(dataset)
    count = UNKNOWN if first is None or second is None else first + second
    return made_dataset(machine, either(part_of(self, ELEMENT), part_of(dataset, ELEMENT)), count)


@op(f"{DATASET}.reduce")
def reduced(self, initial_state, reduce_func, name=None, *, machine):
    """Run a function on what it gave before and the next element: the last of it.

    >>> tf.data.Dataset.from_tensor_slices([4, 3]).reduce(tf.zeros((3,)), lambda sum, row: sum + row)
    (3,)
    >>> tf.data.Dataset.from_tensor_slices([4, 3]).reduce(tf.zeros(()), lambda sum, row: sum + row)
    None
    """
    element = part_of(self, ELEMENT)
    return (
        UNKNOWN if element is UNKNOWN else settled(initial_state, machine.call(reduce_func, (initial_state, element)))
    )


@op(f"{DATASET}.from_generator")
def from_generator(
    generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None, *, machine
):
    """Make a dataset of what a generator yields, of the shapes that are declared.

    >>> rows = tf.data.Dataset.from_generator(lambda: [], output_signature=tf.TensorSpec((None, 3), "float32"))
    >>> len(rows.element_spec.shape)
    2
    >>> rows = tf.data.Dataset.from_generator(lambda: [], ("float32", "int32"), ((8, 3), ()))
    >>> rows.element_spec[0].shape[0]
    8
    """
    if output_signature is not None:
        return made_dataset(machine, each_tensor(output_signature, lambda x: tensor(x.shape, x.dtype)))
    return made_dataset(machine, _declared(output_types, output_shapes))


def _declared(types: Value, shapes: Value) -> Value:
    """The tensors of an element, by their types and shapes in the same nesting."""
    if isinstance(types, tuple):
        parts = shapes if isinstance(shapes, tuple) and len(shapes) == len(types) else (None,) * len(types)
        return tuple(map(_declared, types, parts))
    if isinstance(types, DictValue):
        slots = shapes.slots if isinstance(shapes, DictValue) else {}
        return DictValue({key: _declared(each_, slots.get(key)) for key, each_ in types.slots.items()})
    if isinstance(types, ListValue) or types is UNKNOWN:
        return UNKNOWN
    return tensor(UNKNOWN_SHAPE if shapes is None else shape_argument(shapes), None)
