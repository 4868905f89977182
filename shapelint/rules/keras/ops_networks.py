"""`keras.ops`: normalisation, losses, and images taken apart and put together."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor
from shapelint.rules.mismatch import Mismatch, require_divides
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import same
from shapelint.rules.shared.matrices import check_shape
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Clash, Shape, Size, broadcast, equal, product


def ranked(name: str, x: Value, rank: int) -> Shape:
    """The shape of an operand that has so many axes.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = measured(x)
    if shape.rank not in (None, rank):
        raise Mismatch(
            "SHP101",
            "{name} expects {rank} axes, gets {found}",
            operand=culprit(x),
            name=name,
            rank=rank,
            found=str(shape),
        )
    return shape


@op("keras.ops.batch_normalization")
def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=0.001):
    """Centre and scale an axis by given statistics.

    >>> ops.batch_normalization([2, 4, 3], [3], [3], -1)
    (2, 4, 3)
    >>> ops.batch_normalization([2, 4, 3], [4], [4], 1, offset=[4], scale=[4])
    (2, 4, 3)
    >>> ops.batch_normalization([2, 4, 3], [4], [4], -1)
    SHP301
    >>> ops.batch_normalization([2, 4, 3], [4, 3], [4, 3], 1)
    SHP301
    >>> ops.batch_normalization([2, 4, 3], [3], [3], 2, offset=[1])
    SHP301
    """
    shape, place = measured(x), check_axis(x, axis, least=0)
    if place is None:
        return tensor(shape, number_kind(x))
    size = shape.dims[place]
    if measured(mean) == Shape(()):
        raise Mismatch("SHP101", "the means have one axis, gets a number", operand=culprit(mean))
    if axis != -1:
        broadcasted(Shape((size,)), Shape((measured(mean).axis(0),)), what="the means")
    for each, what in ((mean, "means"), (variance, "variances"), (offset, "offsets"), (scale, "scales")):
        _check_row(each, what, shape, place, measured(mean).axis(0), stretches=axis == -1)
        if each is not None and measured(each).rank == 1:
            size = broadcasted(Shape((size,)), each, what=f"the {what}").dims[0]
    return tensor(shape.replace(place, size), number_kind(x))


def _check_row(row: Value, what: str, shape: Shape, place: int, count: Size, stretches: bool) -> None:
    """What is brought into a row must hold as many numbers as there are means.

    TensorFlow's backend stretches it for the axis -1.  Raises Mismatch SHP301.
    """
    found = measured(row)
    if row is None or found.open or (stretches and found.rank == 1) or equal(product(found.dims), count) is not False:
        return
    if not stretches or isinstance(broadcast(found, shape), Clash):
        raise Mismatch(
            "SHP301",
            "the {what} {found} do not make a row for axis {place} of {shape}",
            operand=culprit(row),
            what=what,
            found=str(found),
            place=place,
            shape=str(shape),
        )


@op("keras.ops.layer_normalization")
def layer_normalization(x, gamma=None, beta=None, axis=-1, epsilon=None, **kwargs):
    """Centre and scale every sample.

    >>> ops.layer_normalization([2, 3])
    (2, 3)
    >>> ops.layer_normalization([2, 3], [3], [3])
    (2, 3)
    >>> ops.layer_normalization([2, 3, 4], [3, 4], axis=(1, 2))
    (2, 3, 4)
    >>> ops.layer_normalization([2, 3], [2])
    SHP301
    >>> ops.layer_normalization([2, 3, 4], [4], axis=1)
    SHP301
    >>> ops.layer_normalization([2, 3], axis=2)
    SHP502
    """
    shape, places = measured(x), _places(axis)
    for place in places or ():
        check_axis(x, place, least=0)
    if not shape.open and places is not None:
        count = product(shape.axis(place) for place in places)
        for row, what in ((gamma, "scales"), (beta, "offsets")):
            _check_count(row, what, count, shape)
    return tensor(shape, number_kind(x))


def _places(axis: Value) -> tuple[int, ...] | None:
    """One axis or several; None where nobody knows."""
    row = (axis,) if is_int(axis) else items_of(axis)
    places = [each for each in row or () if isinstance(each, int)]
    return tuple(places) if row and len(places) == len(row) else None


def _check_count(row: Value, what: str, count: Size, shape: Shape) -> None:
    """There must be one number for each element that is scaled; a single one is not stretched.

    Raises Mismatch SHP301.
    """
    found = measured(row)
    if row is not None and not found.open and equal(product(found.dims), count) is False:
        raise Mismatch(
            "SHP301",
            "layer_normalization expects {count} {what} for {shape}, gets {found}",
            operand=culprit(row),
            count=count,
            what=what,
            shape=shape,
            found=found,
        )


@op("keras.ops.rms_normalization")
def rms_normalization(x, scale=None, axis=-1, epsilon=None):
    """Scale every sample by the root of its mean square.

    >>> ops.rms_normalization([2, 3])
    (2, 3)
    >>> ops.rms_normalization([2, 3], [3])
    (2, 3)
    >>> ops.rms_normalization([2, 3], [2])
    SHP301
    >>> ops.rms_normalization([2, 3], [4, 3])
    SHP301
    """
    check_axis(x, axis, least=0)
    return tensor(measured(x) if scale is None else broadcasted(x, scale, what="rms_normalization"), number_kind(x))


@op("keras.ops.binary_crossentropy")
def binary_crossentropy(target, output, from_logits=False):
    """Compare a target with an output, element by element.

    >>> ops.binary_crossentropy([4, 3], [4, 3])
    (4, 3)
    >>> ops.binary_crossentropy([4, 3], [4, 2])
    SHP403
    """
    return tensor(same(output, target, "binary_crossentropy"))


@op("keras.ops.categorical_crossentropy")
def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """Compare the probabilities of classes, along an axis.

    >>> ops.categorical_crossentropy([4, 3], [4, 3])
    (4,)
    >>> ops.categorical_crossentropy([4, 3, 5], [4, 3, 5], axis=1)
    (4, 5)
    >>> ops.categorical_crossentropy([4, 3], [4, 2])
    SHP403
    """
    shape = same(output, target, "categorical_crossentropy")
    check_axis(shape, axis, least=0)
    return tensor(shape.drop(axis) if is_int(axis) else UNKNOWN_SHAPE)


@op("keras.ops.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """Compare the probabilities of classes with the right class of each sample.

    >>> ops.sparse_categorical_crossentropy(ints[4], [4, 3])
    (4,)
    >>> ops.sparse_categorical_crossentropy(ints[4, 1], [4, 3])
    (4,)
    >>> ops.sparse_categorical_crossentropy(ints[4, 5], [4, 5, 3])
    (4, 5)
    >>> ops.sparse_categorical_crossentropy(ints[3], [4, 3])
    SHP403
    """
    labels, shape = measured(target), measured(output)
    place = check_axis(output, axis, least=0)
    if place is None or labels.open:
        return tensor(UNKNOWN_SHAPE)
    if place != len(shape.dims) - 1:
        return tensor(shape.drop(place) if len(labels.dims) == len(shape.dims) - 1 else UNKNOWN_SHAPE)
    one = len(labels.dims) == len(shape.dims) and equal(labels.dims[-1], 1) is not False
    labels = Shape(labels.dims[:-1]) if one else labels
    if not shape.dims:
        raise Mismatch("SHP101", "the probabilities of classes have at least one axis, gets a number")
    return tensor(same(Shape(shape.dims[:-1]), labels, "sparse_categorical_crossentropy"))


@op("keras.ops.psnr")
def psnr(x1, x2, max_val):
    """Compare two images: one number.

    >>> ops.psnr([2, 3], [2, 3], 1.0)
    ()
    >>> ops.psnr([2, 3], [2, 4], 1.0)
    SHP403
    """
    same(x1, x2, "psnr")
    return tensor(Shape(()))


def sequences(name: str, target: Value, output: Value) -> Size:
    """How many sequences of labels are compared with as many of probabilities.

    Raises Mismatch SHP403, or SHP101 for other ranks.
    """
    labels, batch = ranked(name, target, 2).tail(2)[0], ranked(name, output, 3).tail(3)[0]
    if equal(labels, batch) is False:
        raise Mismatch(
            "SHP403",
            "{name} gets {a} sequences of labels and {b} of probabilities",
            operand=culprit(output),
            name=name,
            a=labels,
            b=batch,
        )
    return batch


@op("keras.ops.ctc_loss")
def ctc_loss(target, output, target_length, output_length, mask_index=0):
    """Compare sequences of labels with longer ones of probabilities: one number for each sample.

    >>> ops.ctc_loss(ints[2, 5], [2, 9, 7], (5, 5), (9, 9))
    (2,)
    >>> ops.ctc_loss(ints[2, 5], [9, 7], (5, 5), (9, 9))
    SHP101
    """
    batch = sequences("ctc_loss", target, output)
    for lengths in (target_length, output_length):
        if measured(lengths).rank == 1:
            check_shape("ctc_loss", lengths, Shape((batch,)), "lengths")
    return tensor(Shape((batch,)))


@op("keras.ops.ctc_decode")
def ctc_decode(
    inputs, sequence_lengths, strategy="greedy", beam_width=100, top_paths=1, merge_repeated=True, mask_index=0
):
    """Read sequences of labels off probabilities: the best of them, and how likely they are.

    >>> ops.ctc_decode([2, 9, 7], (9, 9))
    ((1, 2, 9), (2, 1))
    >>> ops.ctc_decode([1, 9, 7], (9, 9))
    ((1, None, 9), (None, 1))
    >>> ops.ctc_decode([3, 9, 7], (9, 9))
    SHP301
    >>> ops.ctc_decode([9, 7], (9, 9))
    SHP101
    """
    batch, steps, _ = ranked("ctc_decode", inputs, 3).tail(3)
    lengths = measured(sequence_lengths)
    if lengths.rank == 1:
        broadcasted(Shape((batch,)), sequence_lengths, what="the lengths of sequences")
        batch = batch if equal(batch, lengths.dims[0]) is True else UNKNOWN
    elif equal(batch, 1) is not False:  # there may be more lengths than sequences
        batch = UNKNOWN
    if strategy != "greedy":
        return tensor(Shape((size_in(top_paths), batch, UNKNOWN)), "int"), tensor(Shape((batch, size_in(top_paths))))
    return tensor(Shape((1, batch, steps)), "int"), tensor(Shape((batch, 1)))


@op("keras.ops.glu")
def glu(x, axis=-1):
    """Scale one half of an axis by the other.

    >>> ops.glu([2, 4])
    (2, 2)
    >>> ops.glu([4, 3], axis=0)
    (2, 3)
    >>> ops.glu([2, 3])
    SHP202
    """
    return _halved(x, axis)


declare("keras.activations.glu", "x, axis=-1", lambda x, axis: _halved(x, axis), glu.doc.replace("ops.glu", "glu"))


def _halved(x: Value, axis: Value) -> Value:
    shape, place = measured(x), check_axis(x, axis, least=0)
    if not is_int(axis):
        return tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)))
    size = shape.axis(axis)
    require_divides(2, size, "the number of halves", f"axis {axis if place is None else place}")
    return tensor(shape.replace(axis, size // 2), number_kind(x))
