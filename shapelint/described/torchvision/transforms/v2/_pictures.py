"""Transforms of one picture, most of which are what they were in the first version."""

import torch
from PIL import Image

from .. import _color, _conversion, _geometry, autoaugment
from . import functional
from ._transform import Transform, _unsaid


class _AsBefore:
    def forward(self, *inputs):
        if len(inputs) > 1:
            return tuple(_unsaid() for _ in inputs)
        if isinstance(inputs[0], (tuple, list, dict)):
            return _unsaid()
        return super().forward(inputs[0]) if isinstance(inputs[0], (torch.Tensor, Image.Image)) else inputs[0]


class CenterCrop(_AsBefore, _geometry.CenterCrop, Transform):
    pass


class ColorJitter(_AsBefore, _color.ColorJitter, Transform):
    pass


class ElasticTransform(_AsBefore, _geometry.ElasticTransform, Transform):
    pass


class FiveCrop(_AsBefore, _geometry.FiveCrop, Transform):
    pass


class GaussianBlur(_AsBefore, _color.GaussianBlur, Transform):
    pass


class LinearTransformation(_AsBefore, _conversion.LinearTransformation, Transform):
    pass


class Pad(_AsBefore, _geometry.Pad, Transform):
    pass


class RandomAdjustSharpness(_AsBefore, _color.RandomAdjustSharpness, Transform):
    pass


class RandomAffine(_AsBefore, _geometry.RandomAffine, Transform):
    pass


class RandomAutocontrast(_AsBefore, _color.RandomAutocontrast, Transform):
    pass


class RandomCrop(_AsBefore, _geometry.RandomCrop, Transform):
    pass


class RandomEqualize(_AsBefore, _color.RandomEqualize, Transform):
    pass


class RandomGrayscale(_AsBefore, _color.RandomGrayscale, Transform):
    pass


class RandomHorizontalFlip(_AsBefore, _geometry.RandomHorizontalFlip, Transform):
    pass


class RandomInvert(_AsBefore, _color.RandomInvert, Transform):
    pass


class RandomPerspective(_AsBefore, _geometry.RandomPerspective, Transform):
    pass


class RandomPosterize(_AsBefore, _color.RandomPosterize, Transform):
    pass


class RandomResizedCrop(_AsBefore, _geometry.RandomResizedCrop, Transform):
    pass


class RandomRotation(_AsBefore, _geometry.RandomRotation, Transform):
    pass


class RandomSolarize(_AsBefore, _color.RandomSolarize, Transform):
    pass


class RandomVerticalFlip(_AsBefore, _geometry.RandomVerticalFlip, Transform):
    pass


class Resize(_AsBefore, _geometry.Resize, Transform):
    pass


class TenCrop(_AsBefore, _geometry.TenCrop, Transform):
    pass


class AutoAugment(_AsBefore, autoaugment.AutoAugment, Transform):
    pass


class RandAugment(_AsBefore, autoaugment.RandAugment, Transform):
    pass


class TrivialAugmentWide(_AsBefore, autoaugment.TrivialAugmentWide, Transform):
    pass


class AugMix(_AsBefore, autoaugment.AugMix, Transform):
    pass


class RandomErasing(_AsBefore, _color.RandomErasing, Transform):
    """Pictures of Pillow are let through."""

    def forward(self, *inputs):
        return inputs[0] if isinstance(inputs[0], Image.Image) and len(inputs) == 1 else super().forward(*inputs)


class Normalize(Transform):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = list(mean)
        self.std = list(std)
        self.inplace = inplace

    def transform(self, inpt, params):
        return functional.normalize(inpt, self.mean, self.std, self.inplace)


class Grayscale(Transform):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def transform(self, inpt, params):
        return functional.rgb_to_grayscale(inpt, self.num_output_channels)


class RGB(Transform):
    def transform(self, inpt, params):
        return functional.grayscale_to_rgb(inpt)


class _Recoloured(Transform):
    def transform(self, inpt, params):
        return functional.equalize(inpt)


class RandomChannelPermutation(_Recoloured):
    pass


class GaussianNoise(_Recoloured):
    def __init__(self, mean=0.0, sigma=0.1, clip=True):
        super().__init__()


class JPEG(_Recoloured):
    def __init__(self, quality):
        super().__init__()


class RandomPhotometricDistort(_Recoloured):
    def __init__(
        self,
        brightness=(0.875, 1.125),
        contrast=(0.5, 1.5),
        saturation=(0.5, 1.5),
        hue=(-0.05, 0.05),
        p=0.5,
    ):
        super().__init__()


class Identity(Transform):
    def transform(self, inpt, params):
        return inpt
