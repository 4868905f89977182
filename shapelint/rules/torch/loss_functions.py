"""Loss functions."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.torch.classes import check_class_weight, labelled, loss_value
from shapelint.rules.torch.reductions import reduce as reduced
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape

_F = "torch.nn.functional."


@op(f"{_F}cross_entropy")
def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    """Score classes, on dim 1, against labels.

    >>> cross_entropy([8, 10], ints[8])
    ()
    >>> cross_entropy([8, 10, 5], ints[8, 5], reduction="none")
    (8, 5)
    >>> cross_entropy([8, 5, 10], ints[8, 5])
    SHP401 axis `target` is (8, 5), expected (8, 10)
    """
    check_class_weight("cross_entropy", input, weight)
    each = labelled("cross_entropy", input, target, probabilities=True)
    return Tensor(loss_value(each, reduction, size_average, reduce), "torch", "float")


@op(f"{_F}nll_loss")
def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """Score log-probabilities of classes, on dim 1, against labels.

    >>> nll_loss([8, 10], ints[8])
    ()
    >>> nll_loss([8, 10], ints[8, 1])
    SHP401
    """
    check_class_weight("nll_loss", input, weight)
    each = labelled("nll_loss", input, target, probabilities=False)
    return Tensor(loss_value(each, reduction, size_average, reduce), "torch", "float")


def _comparing(name: str, signature: str, sentence: str) -> None:
    """A loss that broadcasts its two sides."""
    doc = f"""{sentence}

    >>> {name}([4, 3], [4, 3])
    ()
    >>> {name}([4, 3], [4, 3], reduction="none")
    (4, 3)
    >>> {name}([4, 1], [4])
    SHP402
    >>> {name}([4, 3], [4])
    SHP403
    """

    def made(input: Value, target: Value, machine: Machine, reduction: Value, **given: Value) -> Shape:
        each = compared(input, target, machine, name)
        return loss_value(each, reduction, given.get("size_average"), given.get("reduce"))

    declare(f"{_F}{name}", f"input, target, {signature}", made, doc)


_LEGACY = "size_average=None, reduce=None, reduction='mean'"
_comparing("mse_loss", f"{_LEGACY}, weight=None", "The mean of the squared differences.")
_comparing("l1_loss", f"{_LEGACY}, weight=None", "The mean of the absolute differences.")
_comparing("smooth_l1_loss", f"{_LEGACY}, beta=1.0", "Squared differences near 0, absolute ones elsewhere.")
_comparing("huber_loss", "reduction='mean', delta=1.0, weight=None", "Squared differences near 0, else absolute ones.")
_comparing("kl_div", f"{_LEGACY}, log_target=False", "The divergence of log-probabilities from probabilities.")


@op(f"{_F}binary_cross_entropy")
def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    """Score probabilities against targets of the same shape.

    >>> binary_cross_entropy([4, 1], [4, 1])
    ()
    >>> binary_cross_entropy([4, 1], [4])
    SHP403
    """
    return loss_value(same(input, target, "binary_cross_entropy"), reduction, size_average, reduce)


@op(f"{_F}binary_cross_entropy_with_logits")
def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    """Score logits against targets of the same shape.

    >>> binary_cross_entropy_with_logits([4, 3], [4, 3], reduction="none")
    (4, 3)
    >>> binary_cross_entropy_with_logits([4, 1], [4])
    SHP403
    """
    return loss_value(same(input, target, "binary_cross_entropy_with_logits"), reduction, size_average, reduce)


@op(f"{_F}margin_ranking_loss")
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """Score which of two inputs ranks higher.

    >>> margin_ranking_loss([4], [4], [4])
    ()
    """
    return loss_value(broadcasted(input1, input2, target), reduction, size_average, reduce)


@op(f"{_F}triplet_margin_loss")
def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    """Score how much nearer the positive is to the anchor than the negative.

    >>> triplet_margin_loss([4, 3], [4, 3], [4, 3])
    ()
    >>> triplet_margin_loss([4, 3], [4, 3], [4, 5])
    SHP301
    """
    each = reduced(broadcasted(anchor, positive, negative), -1)
    return loss_value(each, reduction, size_average, reduce)


@op(f"{_F}cosine_embedding_loss")
def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    """Score whether two inputs point the same way.

    >>> cosine_embedding_loss([4, 3], [4, 3], [4])
    ()
    """
    broadcasted(input1, input2)
    return loss_value(shape_of(target), reduction, size_average, reduce)


@op(f"{_F}ctc_loss")
def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    """Score a sequence of labels that is not aligned with the outputs (length, batch, classes).

    >>> ctc_loss([50, 4, 20], ints[4, 10], (50, 50, 50, 50), (10, 10, 10, 10))
    ()
    """
    shape = shape_of(log_probs)
    each = Shape(()) if shape.rank == 2 else Shape((shape.axis(1),)) if shape.rank == 3 else UNKNOWN_SHAPE
    return loss_value(each, reduction)
