"""Batches of which each picture is mixed with another one, and so are their classes."""

import torch

from ._transform import Transform, _unsaid


class _Mixed(Transform):
    def __init__(self, *, alpha=1.0, num_classes=None, labels_getter="default"):
        super().__init__()
        self.alpha = float(alpha)
        self.num_classes = num_classes

    def forward(self, *inputs):
        if len(inputs) != 2:
            return _unsaid()
        pictures, labels = inputs
        if labels.ndim == 1:
            labels = torch.empty(labels.shape[0], self.num_classes)
        return torch.empty_like(pictures), torch.empty_like(labels)


class MixUp(_Mixed):
    pass


class CutMix(_Mixed):
    pass
