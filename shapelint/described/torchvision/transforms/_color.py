"""Transforms of what is to be seen in a picture."""

from torch import nn

from . import functional


class Grayscale(nn.Module):
    def __init__(self, num_output_channels=1):
        super().__init__()
        self.num_output_channels = num_output_channels

    def forward(self, img):
        return functional.rgb_to_grayscale(img, self.num_output_channels)


class RandomGrayscale(nn.Module):
    """There are as many channels as before."""

    def __init__(self, p=0.1):
        super().__init__()
        self.p = p

    def forward(self, img):
        return functional.adjust_saturation(img, 0)


class ColorJitter(nn.Module):
    def __init__(self, brightness=0, contrast=0, saturation=0, hue=0):
        super().__init__()

    def forward(self, img):
        return functional.adjust_brightness(img, 1)


class RandomErasing(nn.Module):
    def __init__(self, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), value=0, inplace=False):
        super().__init__()
        self.p = p
        self.scale = scale
        self.ratio = ratio
        self.value = value
        self.inplace = inplace

    def forward(self, img):
        return functional.erase(img, 0, 0, 1, 1, 0)


class GaussianBlur(nn.Module):
    def __init__(self, kernel_size, sigma=(0.1, 2.0)):
        super().__init__()
        self.kernel_size = functional._pair(kernel_size)

    def forward(self, img):
        return functional.gaussian_blur(img, self.kernel_size)


class _Recoloured(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, img):
        return functional.equalize(img)


class RandomInvert(_Recoloured):
    pass


class RandomAutocontrast(_Recoloured):
    pass


class RandomEqualize(_Recoloured):
    pass


class RandomPosterize(_Recoloured):
    def __init__(self, bits, p=0.5):
        super().__init__(p)
        self.bits = bits


class RandomSolarize(_Recoloured):
    def __init__(self, threshold, p=0.5):
        super().__init__(p)
        self.threshold = threshold


class RandomAdjustSharpness(_Recoloured):
    def __init__(self, sharpness_factor, p=0.5):
        super().__init__(p)
        self.sharpness_factor = sharpness_factor
