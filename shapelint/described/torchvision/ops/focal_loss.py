"""The loss that looks at what is hard."""

from torch.nn import functional

from .giou_loss import _reduced


def sigmoid_focal_loss(inputs, targets, alpha=0.25, gamma=2, reduction="none"):
    return _reduced(functional.binary_cross_entropy_with_logits(inputs, targets, reduction="none"), reduction)
