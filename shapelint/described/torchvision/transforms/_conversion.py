"""Transforms between pictures, tensors and kinds of numbers."""

import torch
from torch import nn

from . import functional


class ToTensor:
    def __call__(self, pic):
        return functional.to_tensor(pic)


class PILToTensor:
    def __call__(self, pic):
        return functional.pil_to_tensor(pic)


class ToPILImage:
    def __init__(self, mode=None):
        self.mode = mode

    def __call__(self, pic):
        return functional.to_pil_image(pic, self.mode)


class ConvertImageDtype(nn.Module):
    def __init__(self, dtype):
        super().__init__()
        self.dtype = dtype

    def forward(self, image):
        return functional.convert_image_dtype(image, self.dtype)


class Normalize(nn.Module):
    def __init__(self, mean, std, inplace=False):
        super().__init__()
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def forward(self, tensor):
        return functional.normalize(tensor, self.mean, self.std, self.inplace)


class LinearTransformation(nn.Module):
    def __init__(self, transformation_matrix, mean_vector):
        super().__init__()
        self.transformation_matrix = transformation_matrix
        self.mean_vector = mean_vector

    def forward(self, tensor):
        flat = tensor.reshape(-1, tensor.shape[-3] * tensor.shape[-2] * tensor.shape[-1]) - self.mean_vector
        return torch.mm(flat, self.transformation_matrix).view(tensor.shape)
