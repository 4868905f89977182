"""Counts of values: histograms, and how often classes are taken for others."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.matrices import differ, square
from shapelint.rules.shared.operands import culprit, measured, optional_size, size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal


@op(("tf.math.confusion_matrix", "tf.confusion_matrix"), dtype="int", least={"num_classes": 1})
def confusion_matrix(labels, predictions, num_classes=None, weights=None, dtype="int32", name=None):
    """Count how often each class was taken for each.

    >>> confusion_matrix(ints[5], ints[5], 3)
    (3, 3)
    >>> confusion_matrix(ints[5], ints[5])
    (None, None)
    >>> confusion_matrix(ints[5], ints[4], 3)
    SHP301
    """
    _check_counted(labels, predictions)
    count = optional_size(num_classes)
    return Shape((UNKNOWN if count is None else count,) * 2)


def _check_counted(labels: Value, predictions: Value) -> None:
    """Both hold a class for each sample; where only one has a last axis of one, it is dropped.

    Raises Mismatch SHP101, or SHP301.
    """
    a, b = check_rank(labels, "confusion_matrix", 1), check_rank(predictions, "confusion_matrix", 1)
    if a.open or b.open:
        return
    if abs(len(a.dims) - len(b.dims)) == 1:
        a, b = (_dropped(each) if len(each.dims) > len(other.dims) else each for each, other in ((a, b), (b, a)))
    if differ(a, b):
        raise Mismatch(
            "SHP301",
            "{labels} labels stand against {predictions} predictions",
            operand=culprit(predictions),
            labels=measured(labels),
            predictions=measured(predictions),
        )
    if len(a.dims) > 1 and equal(a.dims[1], 2) is False:  # it takes pairs for a class and what was taken for it
        check_rank(labels, "confusion_matrix", 1, 1, help="tf.reshape(…, (-1,)) puts all on one axis")


def _dropped(shape: Shape) -> Shape:
    return shape.drop(-1) if equal(shape.dims[-1], 1) is not False else shape


@op(("tf.math.bincount", "tf.bincount"))
def bincount(
    arr, weights=None, minlength=None, maxlength=None, dtype="int32", name=None, axis=None, binary_output=False
):
    """Count how often each number stands there.

    >>> bincount(ints[5])
    (None,)
    >>> bincount(ints[2, 5], axis=-1)
    (2, None)
    """
    if isinstance(axis, int) and axis not in (0, -1):
        raise Mismatch(
            "SHP502", "bincount counts along the axes {first} and {last}, not {axis}", first=0, last=-1, axis=axis
        )
    if axis == -1:
        check_rank(arr, "bincount", 0, 2)
    if axis is None or axis == 0:
        return tensor(Shape((UNKNOWN,)), "int", arr)
    rows = measured(arr)
    return tensor(UNKNOWN_SHAPE if rows.rank is None else Shape((*rows.dims[:-1], UNKNOWN)), "int", arr)


@op("tf.histogram_fixed_width", dtype="int", least={"nbins": 1})
def histogram_fixed_width(values, value_range, nbins=100, dtype="int32", name=None):
    """Count how many elements lie in each of so many parts of a range.

    >>> histogram_fixed_width([2, 3], (0.0, 5.0), 7)
    (7,)
    """
    return Shape((size_in(nbins),))


@op(("tf.linalg.eigh", "tf.self_adjoint_eig"))
def eigh(tensor, name=None):
    """Give eigenvalues and eigenvectors of symmetric matrices.

    >>> eigh([2, 3, 3])
    ((2, 3), (2, 3, 3))
    >>> eigh([3])
    SHP101
    """
    square("eigh", tensor)
    shape = measured(tensor)
    return (UNKNOWN_SHAPE if shape.open else Shape(shape.dims[:-1])), shape


@op("tf.linalg.eig")
def eig(tensor, name=None):
    """Give eigenvalues and eigenvectors of matrices.

    >>> eig([2, 3, 3])
    ((2, 3), (2, 3, 3))
    >>> eig([3])
    SHP101
    """
    square("eig", tensor)
    shape = measured(tensor)
    return (UNKNOWN_SHAPE if shape.open else Shape(shape.dims[:-1])), shape


@op(("tf.linalg.tensor_diag_part", "tf.diag_part"))
def tensor_diag_part(input, name=None):
    """Give the diagonal of a tensor whose axes come twice.

    >>> tensor_diag_part([2, 3, 2, 3])
    (2, 3)
    >>> tensor_diag_part([2, 3])
    SHP301
    """
    shape = measured(input)
    if shape.open:
        return UNKNOWN_SHAPE
    half = len(shape.dims) // 2
    first, second = shape.dims[:half], shape.dims[half:]
    if len(second) != half or any(equal(a, b) is False for a, b in zip(first, second, strict=True)):
        raise Mismatch("SHP301", "the axes of {shape} do not come twice", operand=culprit(input), shape=shape)
    return Shape(first)


@op(
    "tf.reverse_sequence",
    legacy={"seq_dim": "seq_axis", "batch_dim": "batch_axis"},
    least={"seq_axis": 0, "batch_axis": 0},
)
def reverse_sequence(input, seq_lengths, seq_axis=None, batch_axis=None, name=None):
    """Turn round the beginning of every sequence.

    >>> reverse_sequence([2, 5, 3], ints[2], seq_axis=1, batch_axis=0)
    (2, 5, 3)
    >>> reverse_sequence([2, 5, 3], ints[2], seq_axis=-2, batch_axis=0)
    SHP707
    >>> reverse_sequence([2, 5, 3], ints[2], seq_axis=0, batch_axis=0)
    SHP502
    """
    lengths = check_rank(seq_lengths, "reverse_sequence", 1, 1)
    place = check_axis(input, 0 if batch_axis is None else batch_axis, least=0)
    shape = measured(input)
    if place is not None and place == check_axis(input, seq_axis, least=0):
        raise Mismatch("SHP502", "axis {axis} holds the batch and the sequence", operand=culprit(input), axis=place)
    if place is not None and equal(shape.axis(place), lengths.axis(0)) is False:
        raise Mismatch(
            "SHP301",
            "{lengths} lengths stand for the sequences of {shape}",
            operand=culprit(input),
            lengths=lengths.axis(0),
            shape=shape,
        )
    return shape
