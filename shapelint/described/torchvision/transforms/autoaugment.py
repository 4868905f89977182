"""Transforms that choose by themselves what they do: the picture keeps its size."""

from torch import nn

from . import functional


class _Augmenting(nn.Module):
    def forward(self, img):
        return functional.equalize(img)


class AutoAugment(_Augmenting):
    def __init__(self, policy=None, interpolation=None, fill=None):
        super().__init__()


class RandAugment(_Augmenting):
    def __init__(self, num_ops=2, magnitude=9, num_magnitude_bins=31, interpolation=None, fill=None):
        super().__init__()
        self.num_ops = num_ops
        self.magnitude = magnitude
        self.num_magnitude_bins = num_magnitude_bins


class TrivialAugmentWide(_Augmenting):
    def __init__(self, num_magnitude_bins=31, interpolation=None, fill=None):
        super().__init__()
        self.num_magnitude_bins = num_magnitude_bins


class AugMix(_Augmenting):
    def __init__(
        self,
        severity=3,
        mixture_width=3,
        chain_depth=-1,
        alpha=1.0,
        all_ops=True,
        interpolation=None,
        fill=None,
    ):
        super().__init__()
        self.severity = severity
        self.mixture_width = mixture_width
        self.chain_depth = chain_depth
        self.alpha = alpha
