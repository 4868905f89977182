"""Losses that make the scores of classes from features themselves."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import Weight, kind, layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.torch.classes import check_class_weight, labelled
from shapelint.rules.torch.loss_forms import loss_value
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, shape_of, sizes_of
from shapelint.sizes import Shape, equal, less, product


def _projected(
    loss: str, input: Value, target: Value, matrix: Shape, weight: Value, ignore_index: Value, chunked: bool | None
) -> Shape:
    """The single losses of features against labels; the matrix is (classes, *out_features, in_features).

    chunked: whether scores are made in chunks, which take the labels one after another and leave the rest; None: maybe.
    Raises Mismatch SHP101, SHP302 or SHP401.
    """
    features = shape_of(input)
    if (
        (not features.open and not features.dims)
        or len(features.dims) > 2
        or (not matrix.open and len(matrix.dims) < 2)
    ):
        raise Mismatch(
            "SHP101",
            "{loss} takes one sample or rows of them, and a matrix, gets {found} and {matrix}",
            operand=culprit(input),
            loss=loss,
            found=features,
            matrix=matrix,
        )
    if equal(features.axis(-1), matrix.axis(-1)) is False:
        raise Mismatch(
            "SHP302",
            "{loss} of {found} features meets a matrix of {expected}",
            operand=culprit(input),
            loss=loss,
            found=features.axis(-1),
            expected=matrix.axis(-1),
        )
    if features.open or matrix.open:
        return UNKNOWN_SHAPE
    if len(features.dims) == 1 and len(matrix.dims) > 2:
        raise Mismatch(
            "SHP101",
            "{loss} of several values needs rows of samples, gets {found}",
            operand=culprit(input),
            loss=loss,
            found=features,
        )
    scores = Tensor(Shape((*features.dims[:-1], *matrix.dims[:-1])), "torch", "float")
    check_class_weight(loss, scores, target, weight)
    if chunked is not False and scores.shape.rank == 2 and _is_longer(shape_of(target), scores.shape):
        return scores.shape.drop(1)
    if chunked and scores.shape.rank == 1 and shape_of(target).rank == 1:
        raise Mismatch("SHP101", "{loss} of one sample in chunks takes one label", operand=culprit(target), loss=loss)
    each = labelled(loss, scores, target, probabilities=True)
    if is_int(ignore_index) and agree(scores.shape, shape_of(target)) is True:
        raise Mismatch(
            "SHP401",
            "{loss} takes a target of the scores' shape {found} for probabilities, where no index can be ignored",
            operand=culprit(target),
            loss=loss,
            found=scores.shape,
        )
    return each


def _in_chunks(options: Value, reduction: Value, label_smoothing: Value, target: Value) -> bool | None:
    """Whether options are heeded; None where nobody knows."""
    if options is None:
        return False
    known = isinstance(options, Instance) and isinstance(target, Tensor) and target.dtype == "int"
    return True if known and isinstance(reduction, str) and label_smoothing == 0 else None


def _is_longer(labels: Shape, scores: Shape) -> bool:
    return labels.rank == 1 and less(scores.dims[0], labels.dims[0]) is True


@op("torch.nn.functional.linear_cross_entropy")
def linear_cross_entropy(
    input,
    linear_weight,
    target,
    *,
    linear_bias=None,
    weight=None,
    reduction="mean",
    ignore_index=None,
    label_smoothing=0.0,
    options=None,
):
    """Score features, through a matrix of a row for each class, against labels.

    >>> linear_cross_entropy([8, 5], [10, 5], ints[8])
    ()
    >>> linear_cross_entropy([8, 5], [10, 5], ints[8], linear_bias=[10], weight=[10], reduction="none")
    (8,)
    >>> linear_cross_entropy([8, 5], [10, 3, 5], ints[8, 3], reduction="none")
    (8, 3)
    >>> linear_cross_entropy([5], [10, 5], ints[()], reduction="none")
    ()
    >>> linear_cross_entropy([8, 5], [10, 5], ints[9], options=nn.LinearCrossEntropyOptions())
    ()
    >>> linear_cross_entropy([8, 5], [10, 6], ints[8])
    SHP302
    >>> linear_cross_entropy([8, 5], [10, 5], ints[8, 1])
    SHP401
    """
    matrix = shape_of(linear_weight)
    chunked = _in_chunks(options, reduction, label_smoothing, target)
    each = _projected("linear_cross_entropy", input, target, matrix, weight, ignore_index, chunked)
    rows = UNKNOWN_SHAPE if matrix.open else Shape(matrix.dims[:-1])
    if linear_bias is not None and agree(shape_of(linear_bias), rows) is False:
        raise Mismatch(
            "SHP301",
            "the bias {found} does not fit {rows}",
            operand=culprit(linear_bias),
            found=shape_of(linear_bias),
            rows=rows,
        )
    return Tensor(loss_value(each, reduction), "torch", "float")


def _weights(made: Mapping[str, Value]) -> dict[str, Weight]:
    sizes = sizes_of(made["out_features"])
    rows = UNKNOWN if sizes is None else size_in(made["num_classes"]) * product(sizes)
    bias = made["bias"] if isinstance(made["bias"], bool) else None
    weight = Shape((rows, size_in(made["in_features"])))
    return {"linear.weight": Weight(weight), "linear.bias": Weight(Shape((rows,)), bias)}


@layer(
    "torch.nn.LinearCrossEntropyLoss",
    call="input, target",
    weights=_weights,
    least={"in_features": 0, "num_classes": 0},
)
def linear_cross_entropy_loss(
    in_features,
    num_classes,
    *,
    out_features=(),
    bias=False,
    device=None,
    dtype=None,
    reduction="mean",
    weight=None,
    ignore_index=None,
    label_smoothing=0.0,
    options=None,
    input,
    target,
):
    """Score features, through a linear layer of its own, against labels.

    >>> LinearCrossEntropyLoss(5, 10)([8, 5], ints[8])
    ()
    >>> LinearCrossEntropyLoss(5, 10, out_features=(3,), weight=[10], reduction="none")([8, 5], ints[8, 3])
    (8, 3)
    >>> LinearCrossEntropyLoss(5, 10, bias=True)([5], ints[()])
    ()
    >>> LinearCrossEntropyLoss(5, 10)([8, 6], ints[8])
    SHP302
    """
    sizes, last = sizes_of(out_features), size_in(in_features)
    matrix = Shape((last,), open=True) if sizes is None else Shape((size_in(num_classes), *sizes, last))
    chunked = _in_chunks(options, reduction, label_smoothing, target)
    each = _projected("LinearCrossEntropyLoss", input, target, matrix, weight, ignore_index, chunked)
    return Tensor(loss_value(each, reduction), "torch", "float")


@linear_cross_entropy_loss.construction
def _check_weight(num_classes: Value, weight: Value) -> None:
    if weight is not None and agree(shape_of(weight), Shape((size_in(num_classes),))) is False:
        raise Mismatch(
            "SHP401",
            "LinearCrossEntropyLoss has class weights {found} for {classes} classes",
            operand=culprit(weight),
            found=shape_of(weight),
            classes=num_classes,
        )


@kind("torch.nn.LinearCrossEntropyOptions")
def options(
    allow_retain_graph=False,
    batch_chunk_size=None,
    chunking_method="auto",
    acc_policy="auto",
    acc_dtype=None,
    *,
    layer,
    machine,
):
    """Say how much of the scores is held at a time.

    >>> LinearCrossEntropyLoss(5, 10, options=nn.LinearCrossEntropyOptions())([8, 5], ints[8])
    ()
    """
