"""Transforms that are made of others, and one of a function."""

import random

from PIL import Image
from torch import nn


def _one_of(first, second):
    """Either of two pictures: what they differ in is not known."""
    if isinstance(first, Image.Image) and isinstance(second, Image.Image):
        mode, bands, width, height = (
            random.choice(pair)
            for pair in (
                (first.mode, second.mode),
                (len(first.getbands()), len(second.getbands())),
                (first.size[0], second.size[0]),
                (first.size[1], second.size[1]),
            )
        )
        return Image.Image(mode, (width, height), bands)
    return random.choice((first, second))


def _applied(transforms, img):
    """Nobody is told of what does not fit, for it need not come to that."""
    try:
        for t in transforms:
            img = t(img)
    except Exception:
        raise
    return img


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, img):
        for t in self.transforms:
            img = t(img)
        return img


class Lambda:
    def __init__(self, lambd):
        self.lambd = lambd

    def __call__(self, img):
        return self.lambd(img)


class RandomTransforms:
    def __init__(self, transforms):
        self.transforms = transforms


class RandomApply(nn.Module):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms = transforms
        self.p = p

    def forward(self, img):
        return _one_of(img, _applied(self.transforms, img))


class RandomOrder(RandomTransforms):
    def __call__(self, img):
        left = list(self.transforms)
        random.shuffle(left)
        return _applied(left, img)


class RandomChoice(RandomTransforms):
    def __init__(self, transforms, p=None):
        super().__init__(transforms)
        self.p = p

    def __call__(self, img):
        first, *rest = [_applied([t], img) for t in self.transforms]
        for other in rest:
            first = _one_of(first, other)
        return first
