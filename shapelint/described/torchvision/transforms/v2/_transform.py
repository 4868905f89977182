"""What transforms are made of, those that are made of others, and those between kinds of pictures."""

import json
import random

import torch
from PIL import Image
from torch import nn

from .._container import _applied, _one_of
from . import functional


def _unsaid():
    return json.loads(input())


class Transform(nn.Module):
    """One picture by itself is transformed; what is done to several things together is left out."""

    def make_params(self, flat_inputs):
        return {}

    def transform(self, inpt, params):
        raise NotImplementedError

    def _is_for(self, inpt):
        return isinstance(inpt, (torch.Tensor, Image.Image))

    def forward(self, *inputs):
        if len(inputs) > 1:
            return tuple(_unsaid() for _ in inputs)
        if isinstance(inputs[0], (tuple, list, dict)):
            return _unsaid()
        return self.transform(inputs[0], self.make_params([inputs[0]])) if self._is_for(inputs[0]) else inputs[0]


class Compose(Transform):
    def __init__(self, transforms):
        super().__init__()
        self.transforms = transforms

    def forward(self, *inputs):
        outputs = inputs
        for transform in self.transforms:
            outputs = transform(*inputs)
            inputs = outputs if len(inputs) > 1 else (outputs,)
        return outputs


class RandomApply(Transform):
    def __init__(self, transforms, p=0.5):
        super().__init__()
        self.transforms = transforms
        self.p = p

    def transform(self, inpt, params):
        return _one_of(inpt, _applied(self.transforms, inpt))


class RandomOrder(Transform):
    def __init__(self, transforms):
        super().__init__()
        self.transforms = transforms

    def transform(self, inpt, params):
        left = list(self.transforms)
        random.shuffle(left)
        return _applied(left, inpt)


class RandomChoice(Transform):
    def __init__(self, transforms, p=None):
        super().__init__()
        self.transforms = transforms
        self.p = p

    def transform(self, inpt, params):
        chosen, *rest = [_applied([t], inpt) for t in self.transforms]
        for other in rest:
            chosen = _one_of(chosen, other)
        return chosen


class Lambda(Transform):
    def __init__(self, lambd, *types):
        super().__init__()
        self.lambd = lambd
        self.types = types

    def transform(self, inpt, params):
        return _unsaid() if self.types else self.lambd(inpt)


class ToImage(Transform):
    def _is_for(self, inpt):
        import numpy as np

        return isinstance(inpt, (torch.Tensor, Image.Image, np.ndarray))

    def transform(self, inpt, params):
        return functional.to_image(inpt)


class ToTensor(Transform):
    def _is_for(self, inpt):
        import numpy as np

        return isinstance(inpt, (Image.Image, np.ndarray))

    def transform(self, inpt, params):
        return functional.to_tensor(inpt)


class PILToTensor(Transform):
    def _is_for(self, inpt):
        return isinstance(inpt, Image.Image)

    def transform(self, inpt, params):
        return functional.pil_to_tensor(inpt)


class ToPILImage(Transform):
    def __init__(self, mode=None):
        super().__init__()
        self.mode = mode

    def _is_for(self, inpt):
        import numpy as np

        return isinstance(inpt, (torch.Tensor, np.ndarray))

    def transform(self, inpt, params):
        return functional.to_pil_image(inpt, self.mode)


class ToPureTensor(Transform):
    def transform(self, inpt, params):
        return inpt


class ToDtype(Transform):
    def __init__(self, dtype, scale=False):
        super().__init__()
        self.dtype = dtype
        self.scale = scale

    def _is_for(self, inpt):
        return isinstance(inpt, torch.Tensor)

    def transform(self, inpt, params):
        return functional.to_dtype(inpt, _unsaid() if isinstance(self.dtype, dict) else self.dtype)


class ConvertImageDtype(ToDtype):
    def __init__(self, dtype=torch.float32):
        super().__init__(dtype, True)
