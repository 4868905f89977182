"""Layers that put the same numbers on other axes."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.shared.reshaping import reshaped, target_sizes
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, product


@layer("keras.layers.Flatten", "batch *rest -> batch flat")
def flatten(data_format=None, *, rest, inputs):
    """Make all axes but the batch one.

    >>> Flatten()([2, 3, 4])
    (2, 12)
    >>> Flatten()([2])
    (2, 1)
    >>> Flatten()([])
    SHP101
    """
    return {"flat": UNKNOWN if isinstance(rest, Shape) else product(rest)}


@layer("keras.layers.Reshape", "batch *rest")
def reshape(target_shape, *, inputs):
    """Put the numbers of every sample on other axes.

    >>> Reshape((4, 3))([2, 12])
    (2, 4, 3)
    >>> Reshape((-1, 6))([2, 3, 4])
    (2, 2, 6)
    >>> Reshape((5,))([2, 3, 4])
    SHP501
    >>> Reshape((-1, 5))([2, 3, 4])
    SHP501
    """
    target = target_sizes(target_shape) if not is_int(target_shape) else None
    items = items_of(target_shape)
    if items is not None and None in items:  # as good as -1
        target = tuple(-1 if item is None else size_in(item) for item in items)
    shape = shape_of(inputs)
    batch = shape.axis(0) if not shape.open else UNKNOWN
    if target is None:
        return Shape((), open=True)
    sample = Shape(shape.dims[1:]) if not shape.open else shape
    if shape.open:
        return Shape((batch, *(size if isinstance(size, int) and size >= 0 else UNKNOWN for size in target)))
    made = reshaped(_sample_of(inputs, sample), target)
    return Shape((), open=True) if made.open else Shape((batch, *made.dims))


def _sample_of(inputs: Value, sample: Shape) -> Value:
    return inputs.reshaped(sample) if isinstance(inputs, Tensor) else sample


@layer("keras.layers.Permute")
def permute(dims, *, inputs):
    """Put the axes of every sample in another order; they count from 1.

    >>> Permute((2, 1))([2, 3, 4])
    (2, 4, 3)
    >>> Permute((2, 1))([2, 3, 4, 5])
    SHP101
    >>> Permute((0, 1))
    SHP504
    """
    order = items_of(dims)
    shape = shape_of(inputs)
    if order is None:
        return Shape((), open=True) if shape.open else Shape((shape.axis(0), *(UNKNOWN,) * (len(shape.dims) - 1)))
    if len(shape.dims) > len(order) + 1 or (not shape.open and len(shape.dims) < len(order) + 1):
        raise Mismatch(
            "SHP101",
            "Permute{order} expects {wanted} axes, gets {found}",
            operand=inputs if isinstance(inputs, Tensor) else None,
            order=order,
            wanted=len(order) + 1,
            found=shape,
        )
    whole = shape.tail(len(order) + 1)
    return Shape((whole[0], *(whole[at] if is_int(at) else UNKNOWN for at in order)))


@permute.construction
def check_order(dims):
    """The order must name every axis of a sample once, from 1.  Raises Mismatch SHP504."""
    order = items_of(dims)
    if order is not None and all(map(is_int, order)) and sorted(order) != list(range(1, len(order) + 1)):
        raise Mismatch(
            "SHP504",
            "Permute{order} does not name each axis of a sample once, counting from 1",
            help=f"the axes are {tuple(range(1, len(order) + 1))}",
            order=order,
        )


@layer("keras.layers.RepeatVector", "batch features -> batch n features", least={"n": 1})
def repeat_vector(n):
    """Repeat a vector as the steps of a sequence.

    >>> RepeatVector(3)([2, 4])
    (2, 3, 4)
    >>> RepeatVector(3)([2, 4, 5])
    SHP101
    >>> RepeatVector(0)
    SHP707
    """
