"""Losses by function, in the spelling of both versions."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, equal


@op(("tf.nn.softmax_cross_entropy_with_logits", "tf.nn.softmax_cross_entropy_with_logits_v2"), legacy={"dim": "axis"})
def softmax_cross_entropy(labels, logits, axis=-1, name=None):
    """Compare a row of probabilities with a row of scores, for each sample.

    >>> softmax_cross_entropy_with_logits([4, 10], [4, 10])
    (4,)
    >>> softmax_cross_entropy_with_logits([4, 10], [4, 9])
    SHP403
    """
    try:
        shape = broadcasted(labels, logits)
    except Mismatch as mismatch:
        raise _unfit("softmax_cross_entropy_with_logits", labels, logits) from mismatch
    place = axis if isinstance(axis, int) else None
    dtype = logits.dtype if hasattr(logits, "dtype") else None
    return tensor(UNKNOWN_SHAPE if place is None else shape.drop(place), dtype, labels, logits)


@op("tf.nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy(labels, logits, name=None):
    """Compare the index of the right class with a row of scores, for each sample.

    >>> sparse_softmax_cross_entropy_with_logits(ints[4], [4, 10])
    (4,)
    >>> sparse_softmax_cross_entropy_with_logits(ints[4, 1], [4, 10])
    SHP401
    """
    indices, scores = measured(labels), measured(logits)
    if not indices.open and not scores.open and len(indices.dims) != len(scores.dims) - 1:
        raise Mismatch(
            "SHP401",
            "labels of {labels} hold no single class for each row of logits {logits}",
            operand=culprit(labels),
            help=f"labels of {Shape(scores.dims[:-1])}" if scores.dims else None,
            labels=str(indices),
            logits=str(scores),
        )
    same(logits if scores.open else Shape(scores.dims[:-1]), labels, "sparse_softmax_cross_entropy_with_logits")
    return tensor(indices, "float", labels, logits)


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


_PAIRWISE = """Compare predictions with labels element by element; the two sides need one shape.

    >>> @([4, 3], [4, 3])
    (...,)
    >>> @([4, 2], [4, 3])
    SHP403
    """
# The names of TensorFlow 2, which returns one loss for each sample; those of TensorFlow 1 are `_SIDES`.
_PARAMETERS = "y_true, y_pred, *args, **kwargs"
_SIDES = {"labels": "y_true", "predictions": "y_pred"}


def _elementwise(name: str):
    def made(y_true, y_pred, machine):
        labels, predictions = y_true, y_pred
        # TensorFlow 1 wants shapes that are compatible, TensorFlow 2 broadcasts; a single row against the batch is
        # compatible with it as long as nobody knows how many samples come.
        compared(predictions, labels, machine, f"tf.losses.{name}")
        if _one_row(measured(labels), measured(predictions)):
            machine.report(
                Mismatch(
                    "SHP402",
                    "tf.losses.{name} compares labels {labels} with predictions {predictions}: one row of labels for "
                    "all samples",
                    operand=culprit(labels),
                    help="labels need one row for each sample",
                    name=name,
                    labels=str(measured(labels)),
                    predictions=str(measured(predictions)),
                )
            )
        return UNKNOWN_SHAPE

    return made


def _one_row(labels: Shape, predictions: Shape) -> bool:
    """`(1, …)` against `(batch, …)`, all else equal."""
    return (
        not labels.open
        and not predictions.open
        and len(labels.dims) == len(predictions.dims) >= 2
        and equal(labels.dims[0], 1) is True
        and predictions.dims[0] == BATCH
        and all(equal(x, y) is True for x, y in zip(labels.dims[1:], predictions.dims[1:], strict=True))
    )


for _name in ("mean_squared_error", "absolute_difference", "log_loss"):
    declare(f"tf.losses.{_name}", _PARAMETERS, _elementwise(_name), _PAIRWISE, dtype="float", legacy=_SIDES)


@op("tf.losses.softmax_cross_entropy", dtype="float")
def softmax_loss(
    onehot_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection="losses", reduction=None
):
    """Compare rows of probabilities with rows of scores; one number for all, in TensorFlow 1.

    >>> softmax_cross_entropy([4, 10], [4, 10])
    ()
    >>> softmax_cross_entropy([4, 10], [4, 9])
    SHP403
    """
    same(logits, onehot_labels, "tf.losses.softmax_cross_entropy")
    return Shape(())


@op("tf.losses.sigmoid_cross_entropy", dtype="float")
def sigmoid_loss(
    multi_class_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection="losses", reduction=None
):
    """Compare probabilities with scores, element by element; one number for all, in TensorFlow 1.

    >>> sigmoid_cross_entropy([4, 10], [4, 10])
    ()
    >>> sigmoid_cross_entropy([4], [4, 1])
    SHP403
    """
    same(logits, multi_class_labels, "tf.losses.sigmoid_cross_entropy")
    return Shape(())


@op("tf.losses.sparse_softmax_cross_entropy", dtype="float")
def sparse_softmax_loss(labels, logits, weights=1.0, scope=None, loss_collection="losses", reduction=None):
    """Compare the index of the right class with rows of scores; one number for all, in TensorFlow 1.

    >>> sparse_softmax_cross_entropy(ints[4], [4, 10])
    ()
    """
    return Shape(())


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
    """
    shape = check_rank(logits, "ctc_loss", 3, 3, "steps batch classes")
    if shape.open or not isinstance(logits_time_major, bool):
        return UNKNOWN_SHAPE
    return Shape((shape.dims[1 if logits_time_major else 0],))


def _sampled(weights: Value, inputs: Value, labels: Value) -> Shape:
    """A number for each sample.  Raises Mismatch SHP302 where the weights are for other features."""
    rows, samples = check_rank(weights, "the weights", 2, 2), check_rank(inputs, "the inputs", 2, 2)
    right = check_rank(labels, "the labels", 2, 2, "samples 1")
    if equal(rows.axis(1), samples.axis(1)) is False:
        raise Mismatch("SHP302", "weights for {rows} features meet inputs of {found}", operand=culprit(inputs),
                       rows=rows.axis(1), found=samples.axis(1))  # fmt: skip
    return Shape((samples.axis(0) if equal(right.axis(0), samples.axis(0)) is True else UNKNOWN,))


for _name in ("nce_loss", "sampled_softmax_loss"):
    declare(
        f"tf.nn.{_name}",
        "weights, biases, labels, inputs, num_sampled, num_classes, num_true=1, sampled_values=None, "
        "remove_accidental_hits=False, " + ("" if _name == "nce_loss" else "seed=None, ") + f"name='{_name}'",
        _sampled,
        """Compare scores of the right class and of some others, drawn at random: a number for each sample.

    >>> @([100, 8], [100], ints[5, 1], [5, 8], 4, 100)
    (5,)
    """,
        dtype="float",
    )
