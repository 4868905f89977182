"""`tf.losses` of TensorFlow 1: a loss for each sample, weighted and made one number."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from shapelint.rules.fixes import given
from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import agree, compared, same
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.tensorflow.graphs import builds_graphs
from shapelint.rules.tensorflow.losses import one_class_each
from shapelint.rules.values import UNKNOWN_SHAPE, External, Tensor, Value
from shapelint.sizes import Shape, equal

_LEFT: Final = "weighted_sum_by_nonzero_weights"
_REST: Final = f"scope=None, loss_collection='losses', reduction='{_LEFT}'"
_ONE_NUMBER: Final = frozenset({"weighted_sum", "weighted_mean", "weighted_sum_over_batch_size", _LEFT})


def _weighted(losses: Shape, weights: Value, reduction: Value) -> Shape:
    """The losses after weighting, one number if they are reduced.

    Raises Mismatch SHP301 where the weights do not broadcast to the losses.
    """
    given = measured(weights)
    stretching = [
        equal(weight, 1) is False and equal(weight, size) is False
        for weight, size in zip(given.dims, losses.dims, strict=False)
    ]
    known = not given.open and not losses.open
    if known and given.dims and (len(given.dims) != len(losses.dims) or any(stretching)):
        raise Mismatch(
            "SHP301",
            "weights of {weights} do not fit losses of {losses}",
            operand=culprit(weights),
            help="as many axes, each of the same size or of 1",
            weights=given,
            losses=losses,
        )
    name = reduction.name.rpartition(".")[2].lower() if isinstance(reduction, External) else reduction
    if name == "none":
        return losses
    return Shape(()) if isinstance(name, str) and (name in _ONE_NUMBER or name in _MEMBERS) else UNKNOWN_SHAPE


_MEMBERS: Final = frozenset(
    {"sum", "mean", "sum_over_batch_size", "sum_over_nonzero_weights", "sum_by_nonzero_weights"}
)


def one_row_for_all(labels: Value, predictions: Value, machine: Machine, loss: str) -> None:
    """Report SHP402 for one row of labels against a batch of predictions, which pass for compatible.

    Nobody knows how many samples come before the graph is run.
    """
    row, made = measured(labels), measured(predictions)
    if row.open or made.open or len(row.dims) != len(made.dims) or len(made.dims) < 2:
        return
    rest = all(equal(x, y) is True for x, y in zip(row.dims[1:], made.dims[1:], strict=True))
    if rest and equal(row.dims[0], 1) is True and made.dims[0] == BATCH:
        machine.report(
            Mismatch(
                "SHP402",
                "{loss} compares labels {labels} with predictions {predictions}: one row of labels for all samples",
                operand=culprit(labels),
                help=given(labels, made, text="labels need one row for each sample"),
                loss=loss,
                labels=str(row),
                predictions=str(made),
            )
        )


def _fed_later(labels: Value, predictions: Value) -> bool:
    """Whether the sides pass for compatible because one has as many rows as there are samples."""
    return any(side.dims[:1] == (BATCH,) for side in (measured(labels), measured(predictions)))


_ELEMENTWISE: Final = """Compare predictions with labels element by element; the two sides need one shape.

    >>> @([4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3], weights=[4, 1])
    ()
    >>> @([4, 3], [4, 3], weights=[4])
    SHP301
    >>> @([4, 2], [4, 3])
    SHP403
    >>> @([4, 1], [4, 3])
    SHP403
    """


def _elementwise(name: str, sides: tuple[str, str], extra: str = "") -> None:
    loss = f"tf.losses.{name}"

    def made(*, machine: Machine, **given: Value) -> Shape:
        labels, predictions = given[sides[0]], given[sides[1]]
        one_row_for_all(labels, predictions, machine, loss)
        if _fed_later(labels, predictions):
            compared(predictions, labels, machine, loss)
        else:
            same(predictions, labels, loss)
        return _weighted(measured(predictions), given["weights"], given["reduction"])

    declare(loss, f"{', '.join(sides)}, weights=1.0, {extra}{_REST}", made, _ELEMENTWISE, dtype="float")


_elementwise("absolute_difference", ("labels", "predictions"))
_elementwise("log_loss", ("labels", "predictions"), "epsilon=1e-7, ")
_elementwise("huber_loss", ("labels", "predictions"), "delta=1.0, ")
_elementwise("hinge_loss", ("labels", "logits"))
_elementwise("sigmoid_cross_entropy", ("multi_class_labels", "logits"), "label_smoothing=0, ")


@op("tf.losses.mean_squared_error", dtype="float", legacy={"labels": "y_true", "predictions": "y_pred"})
def mean_squared_error(y_true, y_pred, weights=1.0, scope=None, loss_collection="losses", reduction=_LEFT, *, machine):
    """Compare predictions with labels element by element.

    TensorFlow 1 makes one number of that and wants both sides compatible; TensorFlow 2, where this is Keras's, keeps
    one for each sample and broadcasts.

    >>> mean_squared_error([4, 3], [4, 3])
    (...,)
    >>> mean_squared_error([4, 2], [4, 3])
    SHP403
    """
    loss = "tf.losses.mean_squared_error"
    first = builds_graphs(machine) and not _is_of_both(machine.spelled())
    if first:
        same(y_pred, y_true, loss)
    one_row_for_all(y_true, y_pred, machine, loss)
    compared(y_pred, y_true, machine, loss)
    return _weighted(measured(y_pred), weights, reduction) if first else UNKNOWN_SHAPE


@lru_cache(maxsize=64)
def _is_of_both(spelled: frozenset[str]) -> bool:
    """Whether a file calls the loss by TensorFlow 2's name, and others by those that it has for the first version."""
    plain = {"tensorflow.losses.mean_squared_error", "tensorflow.losses"} & spelled
    return bool(plain) and any(each.startswith("tensorflow.compat.v1") for each in spelled)


@op("tf.losses.softmax_cross_entropy", dtype="float")
def softmax_cross_entropy(
    onehot_labels, logits, weights=1.0, label_smoothing=0, scope=None, loss_collection="losses", reduction=_LEFT
):
    """Compare rows of probabilities with rows of scores.

    >>> softmax_cross_entropy([4, 10], [4, 10])
    ()
    >>> softmax_cross_entropy([4, 10], [4, 10], reduction="none")
    (4,)
    >>> softmax_cross_entropy([4, 10], [4, 9])
    SHP403
    """
    shape = same(logits, onehot_labels, "tf.losses.softmax_cross_entropy")
    return _weighted(shape.drop(-1) if shape.dims else UNKNOWN_SHAPE, weights, reduction)


@op("tf.losses.sparse_softmax_cross_entropy", dtype="float")
def sparse_softmax_cross_entropy(labels, logits, weights=1.0, scope=None, loss_collection="losses", reduction=_LEFT):
    """Compare the index of the right class with rows of scores; a last axis of one label each is taken away.

    >>> sparse_softmax_cross_entropy(ints[4], [4, 10])
    ()
    >>> sparse_softmax_cross_entropy(ints[4, 1], [4, 10])
    ()
    >>> sparse_softmax_cross_entropy(ints[4, 10], [4, 10])
    SHP401
    >>> sparse_softmax_cross_entropy(ints[3], [4, 10])
    SHP403
    """
    indices, scores = squeezed(labels, len(measured(logits).dims) - 1), measured(logits)
    shape = one_class_each(indices, scores, "tf.losses.sparse_softmax_cross_entropy")
    return _weighted(shape, squeezed(weights, len(shape.dims)), reduction)


def squeezed(x: Value, rank: int) -> Value:
    """Without its last axis, where that has size 1 and is one too many for the rank that is wanted."""
    shape = measured(x)
    if shape.open or not shape.dims or len(shape.dims) != rank + 1 or equal(shape.dims[-1], 1) is not True:
        return x
    return x.reshaped(shape.drop(-1)) if isinstance(x, Tensor) else shape.drop(-1)


@op("tf.losses.cosine_distance", dtype="float")
def cosine_distance(
    labels, predictions, axis=None, weights=1.0, scope=None, loss_collection="losses", reduction=_LEFT, dim=None
):
    """Say how far two vectors of length 1 are from one direction.

    >>> cosine_distance([4, 3], [4, 3], axis=1)
    ()
    >>> cosine_distance([4, 3], [4, 2], axis=1)
    SHP403
    """
    shape = same(predictions, labels, "tf.losses.cosine_distance")
    return _weighted(reduced(shape, dim if axis is None else axis, True), weights, reduction)


@op("tf.losses.mean_pairwise_squared_error", dtype="float")
def mean_pairwise_squared_error(labels, predictions, weights=1.0, scope=None, loss_collection="losses"):
    """Compare the differences between the elements of a sample with those between its labels.

    >>> mean_pairwise_squared_error([4, 3], [4, 3])
    ()
    >>> mean_pairwise_squared_error([4, 3], [4, 2])
    SHP403
    """
    same(predictions, labels, "tf.losses.mean_pairwise_squared_error")
    return Shape(())


@op("tf.losses.compute_weighted_loss", dtype="float")
def compute_weighted_loss(losses, weights=1.0, scope=None, loss_collection="losses", reduction=_LEFT):
    """Weight losses and make them one number.

    >>> compute_weighted_loss([4, 3])
    ()
    >>> compute_weighted_loss([4, 3], weights=[3])
    SHP301
    """
    return _weighted(measured(losses), weights, reduction)


def _scalar() -> Shape:
    return Shape(())


_ADDED: Final = """Add up the losses of the graph.

    >>> losses = log_loss([2], [2])
    >>> @()
    ()
    """
declare(
    "tf.losses.get_total_loss", "add_regularization_losses=True, name='total_loss', scope=None", _scalar, _ADDED,
    dtype="float",
)  # fmt: skip
declare(
    "tf.losses.get_regularization_loss", "scope=None, name='total_regularization_loss'", _scalar, _ADDED, dtype="float"
)

_RUNNING: Final = """Keep a measure over many batches: its value, and the operation that adds a batch.

    >>> @(ints[4], ints[4])
    ((), ())
    >>> @(ints[4, 3], ints[4])
    SHP403
    """


def _measured_pair(name: str) -> None:
    def made(labels: Value, predictions: Value) -> tuple[Shape, Shape]:
        a, b = measured(labels), measured(predictions)
        if agree(measured(squeezed(predictions, len(a.dims))), measured(squeezed(labels, len(b.dims)))) is False:
            same(predictions, labels, f"tf.metrics.{name}")
        return Shape(()), Shape(())

    rest = "weights=None, metrics_collections=None, updates_collections=None, name=None"
    declare(f"tf.metrics.{name}", f"labels, predictions, {rest}", made, _RUNNING, dtype="float")


for _name in ("accuracy", "precision", "recall", "root_mean_squared_error"):
    _measured_pair(_name)


@op("tf.metrics.mean", dtype="float")
def running_mean(values, weights=None, metrics_collections=None, updates_collections=None, name=None):
    """Keep a mean over many batches: its value, and the operation that adds a batch.

    >>> mean([4])
    ((), ())
    """
    return Shape(()), Shape(())
