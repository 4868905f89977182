"""Losses by function, in the spelling of both versions."""

from __future__ import annotations

from shapelint.rules.fixes import given
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import same
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, Size, broadcast_sizes, equal


@op(("tf.nn.softmax_cross_entropy_with_logits", "tf.nn.softmax_cross_entropy_with_logits_v2"), legacy={"dim": "axis"})
def softmax_cross_entropy(labels, logits, axis=-1, name=None):
    """Compare a row of probabilities with a row of scores, for each sample.

    >>> softmax_cross_entropy_with_logits([4, 10], [4, 10])
    (4,)
    >>> softmax_cross_entropy_with_logits([4, 10], [4, 9])
    SHP403
    >>> softmax_cross_entropy_with_logits([4], [4, 10], axis=0)
    SHP403
    """
    for side in (labels, logits):
        check_rank(side, "softmax_cross_entropy_with_logits", 1)
        check_axis(side, axis)
    scores, given = measured(logits), measured(labels)
    dtype = logits.dtype if hasattr(logits, "dtype") else None
    if scores.open or given.open or not isinstance(axis, int):
        last = Shape(scores.dims[:-1], True) if isinstance(axis, int) and axis == -1 else UNKNOWN_SHAPE
        return tensor(last, dtype, labels, logits)
    if not _are_compared(given, scores, axis):
        raise _unfit("softmax_cross_entropy_with_logits", labels, logits)
    return tensor(scores.drop(axis), dtype, labels, logits)


def _are_compared(labels: Shape, logits: Shape, axis: int) -> bool:
    """Both are made rows of classes, whose numbers may differ only where the labels have one, or either one class."""
    if axis != -1 and len(labels.dims) != len(logits.dims):
        return False  # the labels are turned round as the logits are
    sides = [(each.drop(axis).numel(), each.axis(axis)) for each in (labels, logits)]
    (rows, classes), (samples, scores) = sides
    more = equal(rows, 1) is False and equal(rows, samples) is False
    other = equal(classes, scores) is False and equal(classes, 1) is False and equal(scores, 1) is False
    return not more and not other


@op("tf.nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy(labels, logits, name=None):
    """Compare the index of the right class with a row of scores, for each sample.

    >>> sparse_softmax_cross_entropy_with_logits(ints[4], [4, 10])
    (4,)
    >>> sparse_softmax_cross_entropy_with_logits(ints[4, 1], [4, 10])
    SHP401
    """
    shape = one_class_each(labels, logits, "sparse_softmax_cross_entropy_with_logits")
    return tensor(shape, "float", labels, logits)


def one_class_each(labels: Value, logits: Value, loss: str) -> Shape:
    """The shape of labels that hold one class for each row of logits.  Raises Mismatch SHP401, or SHP403."""
    indices, scores = measured(labels), measured(logits)
    if not indices.open and not scores.open and len(indices.dims) != len(scores.dims) - 1:
        rows = Shape(scores.dims[:-1])
        raise Mismatch(
            "SHP401",
            "labels of {labels} hold no single class for each row of logits {logits}",
            operand=culprit(labels, logits),
            help=given(labels, rows, text=f"labels of {rows}") if scores.dims else None,
            labels=str(indices),
            logits=str(scores),
        )
    same(Shape(scores.dims[:-1], scores.open), labels, loss)
    return indices


@op("tf.nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy(labels=None, logits=None, name=None):
    """Compare probabilities with scores, element by element.

    >>> sigmoid_cross_entropy_with_logits([4, 10], [4, 10])
    (4, 10)
    >>> sigmoid_cross_entropy_with_logits([4], [4, 1])
    SHP403
    """
    return tensor(same(logits, labels, "sigmoid_cross_entropy_with_logits"), "float", labels, logits)


def _unfit(loss: str, labels: Value, logits: Value) -> Mismatch:
    return Mismatch(
        "SHP403",
        "{loss} compares {labels} with {logits}, which do not fit",
        operand=culprit(logits, labels),
        help="both sides need one shape",
        loss=loss,
        labels=str(measured(labels)),
        logits=str(measured(logits)),
    )


@op("tf.nn.compute_average_loss")
def compute_average_loss(per_example_loss, sample_weight=None, global_batch_size=None):
    """Add up the losses of samples and divide by how many there are on all devices.

    >>> compute_average_loss([8], global_batch_size=16)
    ()
    >>> compute_average_loss([])
    SHP101
    """
    check_rank(per_example_loss, "compute_average_loss", 1)
    return Shape(())


@op(("tf.get_static_value", "tf.contrib.util.constant_value"))
def get_static_value(tensor, partial=False):
    """The elements of a tensor where they are known before it is run.

    >>> get_static_value([2, 3])
    None
    """
    return UNKNOWN


@op(("tf.nn.ctc_loss",), dtype="float", legacy={"inputs": "logits", "sequence_length": "logit_length"})
def ctc_loss(
    labels, logits, label_length, logit_length, logits_time_major=True, unique=None, blank_index=None, name=None
):
    """Compare sequences of labels with longer ones of scores: a number for each sequence.

    >>> ctc_loss(ints[2, 3], [7, 2, 5], ints[2], ints[2])
    (2,)
    >>> ctc_loss(ints[2, 3], [2, 7, 5], ints[2], ints[2], logits_time_major=False)
    (2,)
    >>> ctc_loss(ints[2, 3], [2, 7, 5], ints[2], ints[2])
    SHP403 the labels are of 2 sequences, the scores of 7
    """
    shape = check_rank(logits, "ctc_loss", 3, 3, "steps batch classes")
    if shape.open or not isinstance(logits_time_major, bool):
        return UNKNOWN_SHAPE
    batch = shape.dims[1 if logits_time_major else 0]
    _check_sequences(labels, "the labels", 2, batch, alone=True)
    _check_sequences(label_length, "the lengths of the labels", 1, batch, alone=False)
    _check_sequences(logit_length, "the lengths of the scores", 1, batch, alone=True)
    return Shape((batch,))


def _check_sequences(rows: Value, what: str, rank: int, batch: Size, *, alone: bool) -> None:
    """A row for every sequence of scores, or one for all (`alone`); None is the length of sparse labels.

    Raises Mismatch SHP101, or SHP403.
    """
    if rows is None or not isinstance(rows, Tensor):
        return
    found = check_rank(rows, what, rank, rank)
    if equal(found.axis(0), batch) is False and not (alone and equal(found.axis(0), 1) is True):
        raise Mismatch("SHP403", "{what} are of {found} sequences, the scores of {batch}", operand=culprit(rows),
                       what=what, found=found.axis(0), batch=batch)  # fmt: skip


def _sampled(weights, biases, labels, inputs, num_true, remove_accidental_hits):
    """A number for each sample.

    Raises Mismatch SHP101, SHP302 where the weights are for other features, or SHP403.
    """
    table, samples = check_rank(weights, "the weights", 2, 2), check_rank(inputs, "the inputs", 2, 2)
    check_rank(biases, "the biases", 1, 1)
    right = check_rank(labels, "the labels", 2, 2, "samples num_true")
    if equal(table.axis(1), samples.axis(1)) is False:
        raise Mismatch("SHP302", "weights for {rows} features meet inputs of {found}", operand=culprit(inputs),
                       rows=table.axis(1), found=samples.axis(1))  # fmt: skip
    rows = broadcast_sizes([right.axis(0), samples.axis(0)])
    alone = remove_accidental_hits is False and equal(samples.axis(0), 1) is True and equal(right.axis(0), 1) is False
    if alone or isinstance(rows, tuple) or equal(right.axis(1), size_in(num_true)) is False:
        raise Mismatch("SHP403", "{count} labels for each of the {samples} samples have another shape than {labels}",
                       operand=culprit(labels), count=num_true, samples=samples.axis(0), labels=right)  # fmt: skip
    return Shape((rows,))


for _name in ("nce_loss", "sampled_softmax_loss"):
    declare(
        f"tf.nn.{_name}",
        "weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None, "
        f"{'remove_accidental_hits=False' if _name == 'nce_loss' else 'remove_accidental_hits=True, seed=None'}, "
        f"name='{_name}'",
        _sampled,
        """Compare scores of the right class and of some others, drawn at random: a number for each sample.

    >>> @([100, 8], [100], ints[5, 1], [5, 8], 4, 100)
    (5,)
    >>> @([100, 8], [100], ints[5, 2], [5, 8], 4, 100)
    SHP403
    >>> @([100, 8], [100], ints[5, 1], [5, 7], 4, 100)
    SHP302
    """,
        dtype="float",
        least={"num_sampled": 1, "num_classes": 1, "num_true": 1},
    )
