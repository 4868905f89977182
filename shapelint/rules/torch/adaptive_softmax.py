"""The softmax over very many classes, of which rare ones stand in clusters."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from shapelint.rules.form import Weight, layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Tensor, Value, items_of, shape_of
from shapelint.rules.weights import patterned
from shapelint.sizes import Shape, Size, equal


def _weights(made: Mapping[str, Value]) -> dict[str, Weight] | None:
    """The weights of the head, and of the two layers of every cluster; None where clusters are not counted."""
    cutoffs, divisor = items_of(made["cutoffs"]), made["div_value"]
    features = size_in(made["in_features"])
    if cutoffs is None:
        return None
    ends = [*map(size_in, cutoffs), size_in(made["n_classes"])]
    head = ends[0] + len(cutoffs)
    weights = {"head.weight": Weight(Shape((head, features)))} | patterned({"head.bias": " if head_bias"}, made, {})
    weights["head.bias"] = Weight(Shape((head,)), weights["head.bias"].there)
    for at, (start, end) in enumerate(pairwise(ends)):
        known = isinstance(features, int) and isinstance(divisor, int | float)
        width = int(features // divisor ** (at + 1)) if known else UNKNOWN
        weights[f"tail.{at}.0.weight"] = Weight(Shape((width, features)))
        weights[f"tail.{at}.1.weight"] = Weight(Shape((end - start, width)))
    return weights


@layer("torch.nn.AdaptiveLogSoftmaxWithLoss", call="input_, target_", weights=_weights, least={"in_features": 0})
def adaptive_log_softmax(
    in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None, *, input_, target_
):
    """Give the log-probability of each sample's class, of very many classes, and the mean loss.

    >>> AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10))([8, 16], ints[8])
    ((8,), ())
    >>> AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10), head_bias=True)([16], ints[()])
    ((), ())
    >>> AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10))([8, 16], ints[7])
    SHP401
    >>> AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10))([8, 12], ints[8])
    SHP201
    >>> AdaptiveLogSoftmaxWithLoss(16, 20, (5, 20))([8, 16], ints[8])
    SHP707
    """
    features, labels = shape_of(input_), shape_of(target_)
    _check_features(input_, in_features)
    ranks = {shape.rank for shape in (features, Shape((*labels.dims, 1), labels.open))} - {None}
    if len(ranks) > 1 or not ranks <= {1, 2} or len(labels.dims) > 1 or _differ(features, labels):
        raise Mismatch(
            "SHP401",
            "AdaptiveLogSoftmaxWithLoss takes a label for each row, or one for a vector, gets {found} for {features}",
            operand=culprit(target_),
            found=labels,
            features=features,
        )
    each = labels if features.open else Shape(features.dims[:-1])
    return Named(("output", "loss"), (Tensor(each, "torch", "float"), Tensor(Shape(()), "torch", "float")))


def _differ(features: Shape, labels: Shape) -> bool:
    return len(features.dims) == 2 and len(labels.dims) == 1 and equal(features.dims[0], labels.dims[0]) is False


@adaptive_log_softmax.construction
def _check_clusters(n_classes: Value, cutoffs: Value) -> None:
    """Each cluster holds a class at least."""
    ends = items_of(cutoffs)
    if ends is None:
        return
    require_at_least(1, "the number of cutoffs", len(ends))
    before: Size = 0
    for end in (*map(size_in, ends), size_in(n_classes)):
        require_at_least(1, f"the cluster of classes from {before} to {end}", end - before)
        before = end


def _check_features(input: Value, in_features: Value) -> None:
    if equal(shape_of(input).axis(-1), size_in(in_features)) is False:
        raise Mismatch(
            "SHP201",
            "AdaptiveLogSoftmaxWithLoss expects {expected} features, gets {found}",
            operand=culprit(input),
            axis="in_features",
            expected=in_features,
            found=shape_of(input).axis(-1),
        )


def _scored(self: Value, input: Value, machine: Machine) -> Shape:
    """The shape of rows of features, of one known rank.

    Raises Mismatch SHP101 or SHP201.
    """
    shape = shape_of(input)
    if len(shape.dims) < 2 and not shape.open:
        raise Mismatch("SHP101", "expects rows of features, gets {found}", operand=culprit(input), found=shape)
    _check_features(input, machine.get(self, "in_features"))
    return shape


@op("torch.nn.AdaptiveLogSoftmaxWithLoss.log_prob")
def log_prob(self, input, *, machine):
    """Give the log-probability of every class.

    >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10)).log_prob([8, 16])
    (8, 20)
    >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10)).log_prob([16])
    SHP101
    >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10)).log_prob([8, 15])
    SHP201
    """
    rows = _scored(self, input, machine)
    if len(rows.dims) > 2:
        raise Mismatch("SHP101", "expects rows of features, gets {found}", operand=culprit(input), found=rows)
    return Tensor(Shape((rows.axis(-2), size_in(machine.get(self, "n_classes")))), "torch", "float")


@op("torch.nn.AdaptiveLogSoftmaxWithLoss.predict")
def predict(self, input, *, machine):
    """Give the likeliest class of every row.

    >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10)).predict([8, 16])
    (8,)
    >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, (5, 10)).predict([16])
    SHP101
    """
    rows, cutoffs = _scored(self, input, machine), items_of(machine.get(self, "cutoffs"))
    if rows.open:
        return Tensor(UNKNOWN_SHAPE, "torch", "int")
    head = UNKNOWN if cutoffs is None else size_in(cutoffs[0]) + len(cutoffs)  # the frequent classes and the clusters
    return Tensor(rows.replace(-1, head).drop(1), "torch", "int")
