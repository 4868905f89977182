"""Loss layers."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.machine import Machine
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.losses import compared, same
from shapelint.rules.torch.classes import check_class_weight, labelled, loss_value
from shapelint.rules.torch.families import declare_layer
from shapelint.rules.torch.reductions import reduce as reduced
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape

_SIDES = "input, target"


@layer("torch.nn.CrossEntropyLoss", call=_SIDES)
def cross_entropy_loss(
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
    *,
    input,
    target,
):
    """Score classes, on dim 1 of the output, against labels: indices of all other axes, or one probability per class.

    >>> CrossEntropyLoss()([8, 10], ints[8])
    ()
    >>> CrossEntropyLoss()([128, 44, 100], ints[128, 100])
    ()
    >>> CrossEntropyLoss()([8, 10], [8, 10])
    ()
    >>> CrossEntropyLoss(reduction="none")([8, 10, 5], ints[8, 5])
    (8, 5)
    >>> CrossEntropyLoss()([128, 100, 44], ints[128, 100])
    SHP401 axis `target` is (128, 100), expected (128, 44)
    >>> CrossEntropyLoss()([8, 10], ints[8, 1])
    SHP401
    >>> CrossEntropyLoss()([8, 10], ints[8, 10])
    SHP401
    >>> CrossEntropyLoss([3])([8, 10], ints[8])
    SHP401
    """
    check_class_weight("CrossEntropyLoss", input, weight)
    each = labelled("CrossEntropyLoss", input, target, probabilities=True)
    return Tensor(loss_value(each, reduction, size_average, reduce), "torch", "float")


@layer(("torch.nn.NLLLoss", "torch.nn.NLLLoss2d"), call=_SIDES)
def nll_loss(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", *, input, target):
    """Score log-probabilities of classes, on dim 1, against labels.

    >>> NLLLoss()([8, 10], ints[8])
    ()
    >>> NLLLoss()([8, 10, 4, 5], ints[8, 4, 5])
    ()
    >>> NLLLoss()([8, 4, 5, 10], ints[8, 4, 5])
    SHP401
    """
    check_class_weight("NLLLoss", input, weight)
    each = labelled("NLLLoss", input, target, probabilities=False)
    return Tensor(loss_value(each, reduction, size_average, reduce), "torch", "float")


def _comparing(name: str, signature: str, sentence: str) -> None:
    """A loss that broadcasts its two sides."""
    doc = f"""{sentence}

    >>> {name}()([4, 3], [4, 3])
    ()
    >>> {name}(reduction="none")([4, 3], [4, 3])
    (4, 3)
    >>> {name}()([4, 1], [4])
    SHP402
    >>> {name}()([4, 3], [4])
    SHP403
    """

    def made(input: Value, target: Value, machine: Machine, reduction: Value, **given: Value) -> Shape:
        each = compared(input, target, machine, name)
        return loss_value(each, reduction, given.get("size_average"), given.get("reduce"))

    declare_layer(f"torch.nn.{name}", f"{signature}, *, input, target, machine", made, doc, call=_SIDES)


_LEGACY = "size_average=None, reduce=None, reduction='mean'"
_comparing("MSELoss", _LEGACY, "The mean of the squared differences.")
_comparing("L1Loss", _LEGACY, "The mean of the absolute differences.")
_comparing("SmoothL1Loss", f"{_LEGACY}, beta=1.0", "Squared differences near 0, absolute ones elsewhere.")
_comparing("HuberLoss", "reduction='mean', delta=1.0", "Squared differences near 0, absolute ones elsewhere.")
_comparing("KLDivLoss", f"{_LEGACY}, log_target=False", "The divergence of log-probabilities from probabilities.")


@layer("torch.nn.PoissonNLLLoss", call="log_input, target")
def poisson_nll_loss(log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"):
    """The negative log-likelihood of counts.

    >>> PoissonNLLLoss()([4, 3], [4, 3])
    ()
    """
    return loss_value(UNKNOWN_SHAPE, reduction, size_average, reduce)


@layer("torch.nn.GaussianNLLLoss", call="input, target, var")
def gaussian_nll_loss(*, full=False, eps=1e-6, reduction="mean"):
    """The negative log-likelihood of values with a variance each.

    >>> GaussianNLLLoss()([4, 3], [4, 3], [4, 3])
    ()
    """
    return loss_value(UNKNOWN_SHAPE, reduction)


@layer("torch.nn.BCELoss", call=_SIDES)
def bce_loss(weight=None, size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score probabilities against targets of the same shape.

    >>> BCELoss()([4, 1], [4, 1])
    ()
    >>> BCELoss()([4, 1], [4])
    SHP403
    """
    return loss_value(same(input, target, "BCELoss"), reduction, size_average, reduce)


@layer("torch.nn.BCEWithLogitsLoss", call=_SIDES)
def bce_with_logits_loss(
    weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None, *, input, target
):
    """Score logits against targets of the same shape.

    >>> BCEWithLogitsLoss()([4, 3], [4, 3])
    ()
    >>> BCEWithLogitsLoss(reduction="none")([4, 3], [4, 3])
    (4, 3)
    >>> BCEWithLogitsLoss()([4, 1], [4])
    SHP403
    """
    return loss_value(same(input, target, "BCEWithLogitsLoss"), reduction, size_average, reduce)


@layer("torch.nn.SoftMarginLoss", call=_SIDES)
def soft_margin_loss(size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score against targets of -1 and 1.

    >>> SoftMarginLoss()([4, 3], [4, 3])
    ()
    >>> SoftMarginLoss()([4, 3], [4])
    SHP301
    """
    return loss_value(broadcasted(input, target), reduction, size_average, reduce)


@layer("torch.nn.HingeEmbeddingLoss", call=_SIDES)
def hinge_embedding_loss(margin=1.0, size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score distances against targets of -1 and 1.

    >>> HingeEmbeddingLoss()([4, 3], [4, 3])
    ()
    >>> HingeEmbeddingLoss()([4, 3], [4])
    SHP301
    """
    return loss_value(broadcasted(input, target), reduction, size_average, reduce)


@layer("torch.nn.MultiLabelSoftMarginLoss", call=_SIDES)
def multi_label_soft_margin_loss(weight=None, size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score several labels per sample.

    >>> MultiLabelSoftMarginLoss()([4, 3], [4, 3])
    ()
    >>> MultiLabelSoftMarginLoss()([4, 3], [4])
    SHP301
    """
    return loss_value(reduced(broadcasted(input, target), -1), reduction, size_average, reduce)


@layer("torch.nn.MultiLabelMarginLoss", call=_SIDES)
def multi_label_margin_loss(size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score several labels per sample, given as class indices in the shape of the scores.

    >>> MultiLabelMarginLoss()([4, 3], ints[4, 3])
    ()
    >>> MultiLabelMarginLoss()([4, 3], ints[4, 2])
    SHP403
    """
    return loss_value(same(input, target, "MultiLabelMarginLoss").drop(-1), reduction, size_average, reduce)


@layer("torch.nn.MultiMarginLoss", call=_SIDES)
def multi_margin_loss(p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean", *, input, target):
    """Score classes against labels by a margin.

    >>> MultiMarginLoss()([8, 10], ints[8])
    ()
    >>> MultiMarginLoss()([8, 10], ints[8, 1])
    SHP401
    """
    each = labelled("MultiMarginLoss", input, target, probabilities=False)
    return loss_value(each, reduction, size_average, reduce)


@layer("torch.nn.MarginRankingLoss", call="input1, input2, target")
def margin_ranking_loss(margin=0.0, size_average=None, reduce=None, reduction="mean", *, input1, input2, target):
    """Score which of two inputs ranks higher.

    >>> MarginRankingLoss()([4], [4], [4])
    ()
    >>> MarginRankingLoss(reduction="none")([4], [4], [4])
    (4,)
    >>> MarginRankingLoss()([4], [5], [4])
    SHP301
    """
    return loss_value(broadcasted(input1, input2, target), reduction, size_average, reduce)


@layer("torch.nn.TripletMarginLoss", call="anchor, positive, negative")
def triplet_margin_loss(
    margin=1.0,
    p=2.0,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
    *,
    anchor,
    positive,
    negative,
):
    """Score how much nearer the positive is to the anchor than the negative.

    >>> TripletMarginLoss()([4, 3], [4, 3], [4, 3])
    ()
    >>> TripletMarginLoss()([4, 3], [4, 3], [4, 5])
    SHP301
    """
    return loss_value(_distances(anchor, positive, negative), reduction, size_average, reduce)


@layer("torch.nn.TripletMarginWithDistanceLoss", call="anchor, positive, negative")
def triplet_margin_with_distance_loss(*, distance_function=None, margin=1.0, swap=False, reduction="mean"):
    """Score how much nearer the positive is to the anchor than the negative, by any distance.

    >>> TripletMarginWithDistanceLoss()([4, 3], [4, 3], [4, 3])
    ()
    """
    return loss_value(UNKNOWN_SHAPE, reduction)


def _distances(anchor: Value, positive: Value, negative: Value) -> Shape:
    return reduced(broadcasted(anchor, positive, negative), -1)


@layer("torch.nn.CosineEmbeddingLoss", call="input1, input2, target")
def cosine_embedding_loss(margin=0.0, size_average=None, reduce=None, reduction="mean", *, input1, input2, target):
    """Score whether two inputs point the same way.

    >>> CosineEmbeddingLoss()([4, 3], [4, 3], [4])
    ()
    >>> CosineEmbeddingLoss()([4, 3], [4, 5], [4])
    SHP301
    """
    broadcasted(input1, input2)
    return loss_value(shape_of(target), reduction, size_average, reduce)


@layer("torch.nn.CTCLoss", call="log_probs, targets, input_lengths, target_lengths")
def ctc_loss(blank=0, reduction="mean", zero_infinity=False, *, log_probs):
    """Score a sequence of labels that is not aligned with the outputs (length, batch, classes).

    >>> CTCLoss()([50, 4, 20], ints[4, 10], (50, 50, 50, 50), (10, 10, 10, 10))
    ()
    """
    shape = shape_of(log_probs)
    each = Shape(()) if shape.rank == 2 else Shape((shape.axis(1),)) if shape.rank == 3 else UNKNOWN_SHAPE
    return loss_value(each, reduction)


@layer("torch.nn.CosineSimilarity", call="x1, x2")
def cosine_similarity_layer(dim=1, eps=1e-8, *, x1, x2):
    """The cosine of the angle between two tensors along an axis.

    >>> CosineSimilarity()([2, 3], [2, 3])
    (2,)
    >>> CosineSimilarity()([2, 3], [2, 4])
    SHP301
    """
    return reduced(broadcasted(x1, x2), dim)


@layer("torch.nn.PairwiseDistance", call="x1, x2")
def pairwise_distance_layer(p=2.0, eps=1e-6, keepdim=False, *, x1, x2):
    """The distance of two tensors along the last axis.

    >>> PairwiseDistance()([2, 3], [2, 3])
    (2,)
    """
    return reduced(broadcasted(x1, x2), -1, keepdim)
