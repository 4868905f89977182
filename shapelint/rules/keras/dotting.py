"""`Dot`: a product of samples along one axis of each."""

from __future__ import annotations

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.form import layer, op
from shapelint.rules.keras.merging import as_layer, merge_items
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.values import UNKNOWN_SHAPE, Value, items_of, shape_of
from shapelint.sizes import Shape, equal


@layer("keras.layers.Dot", call="inputs")
def dot_layer(axes, normalize=False, *, inputs):
    """Multiply the samples of two inputs and sum along one axis of each; the batch is axis 0.

    >>> Dot(axes=(2, 1))([[2, 2, 4], [2, 4]])
    (2, 2)
    >>> Dot(axes=-1)([[3, 8, 200], [3, 10, 200]])
    (3, 8, 10)
    >>> Dot(axes=1)([[2, 3], [2, 3]])
    (2, 1)
    >>> Dot(axes=(1, 1))([[2, 2, 4], [2, 4]])
    SHP306
    >>> Dot(axes=0)([[2, 3], [2, 3]])
    SHP306
    >>> Dot(axes=3)([[2, 3], [2, 3]])
    SHP502
    >>> Dot(axes=(1, 1, 1))([[2, 3], [2, 3]])
    SHP706
    """
    items = merge_items(inputs, "Dot")
    if items is None:
        return UNKNOWN_SHAPE
    if len(items) != 2:
        raise Mismatch("SHP706", "Dot takes exactly 2 inputs, gets {count}", count=len(items))
    return batch_dot(items[0], items[1], _from_the_front(axes, items), "Dot")


def _from_the_front(axes: Value, items: tuple[Value, ...]) -> Value:
    """One axis for both, counted from behind as often as need be."""
    ranks = [shape_of(item).rank for item in items]
    if not is_int(axes) or axes >= 0 or not all(ranks):
        return axes
    return tuple(axes % rank for rank in ranks if rank)


@op("keras.layers.dot")
def dot(inputs, axes=-1, *, machine: Machine, **kwargs):
    """Multiply the samples of two inputs and sum along one axis of each.

    >>> dot([[2, 2, 4], [2, 4]], axes=(2, 1))
    (2, 2)
    >>> dot([[2, 2, 4], [2, 4]], axes=(1, 1))
    SHP306
    """
    return as_layer("Dot", inputs, machine, axes=axes)


def batch_dot(left: Value, right: Value, axes: Value, name: str) -> Shape:
    """The product of every sample of `left` with the same one of `right`.

    Raises Mismatch SHP306 where the axes differ in size or one of them is the batch, SHP502 where one does not exist.
    """
    a, b = shape_of(left), shape_of(right)
    pair = _pair(axes, a, b)
    if pair is None or a.open or b.open:
        return UNKNOWN_SHAPE
    first, second = check_axis(left, pair[0]), check_axis(right, pair[1])
    if first is None or second is None:
        return UNKNOWN_SHAPE
    if equal(a.dims[first], b.dims[second]) is False:
        raise Mismatch(
            "SHP306",
            "{name} sums over axis {first} of {left} and axis {second} of {right}: {a} meets {b}",
            operand=culprit(left, right),
            help=_fitting(a, b),
            name=name,
            first=first,
            second=second,
            left=str(a),
            right=str(b),
            a=a.dims[first],
            b=b.dims[second],
        )
    if not first or not second:
        raise Mismatch(
            "SHP306",
            "{name} sums over axis 0 of {side}, which is the batch",
            operand=right if first else left,
            help=_fitting(a, b),
            name=name,
            side=str(b if first else a),
        )
    dims = (*a.drop(first).dims, *b.drop(second).dims[1:])
    return Shape(dims if len(dims) > 1 else (*dims, 1))


def _pair(axes: Value, a: Shape, b: Shape) -> tuple[int, int] | None:
    if axes is None:
        return len(a.dims) - 1, len(b.dims) - 1 if len(b.dims) == 2 else len(b.dims) - 2
    if is_int(axes):
        return axes, axes
    items = items_of(axes)
    if items is not None and len(items) != 2:
        raise Mismatch("SHP706", "axes is {axes}, expected one axis or two", axes=items)
    return (items[0], items[1]) if items is not None and len(items) == 2 and all(map(is_int, items)) else None


def _fitting(a: Shape, b: Shape) -> Fix | None:
    """The pairs of axes that agree, the batch left out."""
    pairs = [
        (first, second)
        for first in range(1, len(a.dims))
        for second in range(1, len(b.dims))
        if equal(a.dims[first], b.dims[second]) is True
    ]
    return changed("axes", *pairs, text=f"axes={' or '.join(map(str, pairs))} fits") if pairs else None
