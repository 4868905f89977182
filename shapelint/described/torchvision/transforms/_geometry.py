"""Transforms that cut, bend or turn a picture."""

import random

from torch import nn

from . import functional


class Resize(nn.Module):
    def __init__(self, size, interpolation=None, max_size=None, antialias=True):
        super().__init__()
        self.size = size
        self.max_size = max_size
        self.antialias = antialias

    def forward(self, img):
        return functional.resize(img, self.size, None, self.max_size)


class CenterCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return functional.center_crop(img, self.size)


class Pad(nn.Module):
    def __init__(self, padding, fill=0, padding_mode="constant"):
        super().__init__()
        self.padding = padding
        self.fill = fill
        self.padding_mode = padding_mode

    def forward(self, img):
        return functional.pad(img, self.padding)


class RandomCrop(nn.Module):
    def __init__(self, size, padding=None, pad_if_needed=False, fill=0, padding_mode="constant"):
        super().__init__()
        self.size = functional._pair(size)
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode

    @staticmethod
    def get_params(img, output_size):
        _, height, width = functional.get_dimensions(img)
        if height < output_size[0] or width < output_size[1]:
            raise ValueError("a crop is larger than the picture")
        top, left = random.randint(0, height - output_size[0]), random.randint(0, width - output_size[1])
        return top, left, output_size[0], output_size[1]

    def forward(self, img):
        if self.padding is not None:
            img = functional.pad(img, self.padding)
        if not self.pad_if_needed:
            self.get_params(img, self.size)
        return functional.crop(img, 0, 0, *self.size)


class RandomResizedCrop(nn.Module):
    def __init__(self, size, scale=(0.08, 1.0), ratio=(3 / 4, 4 / 3), interpolation=None, antialias=True):
        super().__init__()
        self.size = functional._pair(size)
        self.scale = scale
        self.ratio = ratio
        self.antialias = antialias

    @staticmethod
    def get_params(img, scale, ratio):
        _, height, width = functional.get_dimensions(img)
        return functional._unsaid(), functional._unsaid(), random.randint(1, height), random.randint(1, width)

    def forward(self, img):
        return functional.crop(img, 0, 0, *self.size)


class FiveCrop(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = functional._pair(size)

    def forward(self, img):
        return functional.five_crop(img, self.size)


class TenCrop(nn.Module):
    def __init__(self, size, vertical_flip=False):
        super().__init__()
        self.size = functional._pair(size)
        self.vertical_flip = vertical_flip

    def forward(self, img):
        return functional.ten_crop(img, self.size)


class RandomHorizontalFlip(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, img):
        return functional.hflip(img)


class RandomVerticalFlip(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, img):
        return functional.vflip(img)


class RandomRotation(nn.Module):
    def __init__(self, degrees, interpolation=None, expand=False, center=None, fill=0):
        super().__init__()
        self.center = center
        self.expand = expand
        self.fill = fill

    @staticmethod
    def get_params(degrees):
        return random.uniform(degrees[0], degrees[1])

    def forward(self, img):
        return functional.rotate(img, 0, None, self.expand)


class RandomAffine(nn.Module):
    def __init__(self, degrees, translate=None, scale=None, shear=None, interpolation=None, fill=0, center=None):
        super().__init__()
        self.translate = translate
        self.scale = scale
        self.fill = fill
        self.center = center

    def forward(self, img):
        return functional.affine(img, 0, (0, 0), 1, 0)


class RandomPerspective(nn.Module):
    def __init__(self, distortion_scale=0.5, p=0.5, interpolation=None, fill=0):
        super().__init__()
        self.p = p
        self.distortion_scale = distortion_scale
        self.fill = fill

    def forward(self, img):
        return functional.perspective(img, None, None)


class ElasticTransform(nn.Module):
    def __init__(self, alpha=50.0, sigma=5.0, interpolation=None, fill=0):
        super().__init__()

    def forward(self, tensor):
        return functional.elastic_transform(tensor, None)
