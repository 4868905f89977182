"""What is done to one picture, be it one of Pillow's or a tensor (..., channels, height, width)."""

import json

import torch
from PIL import Image


def _unsaid():
    return json.loads(input())


def get_dimensions(img):
    if isinstance(img, torch.Tensor):
        channels = 1 if img.ndim == 2 else img.shape[-3]
        height, width = img.shape[-2:]
        return [channels, height, width]
    if isinstance(img, Image.Image):
        return [len(img.getbands()), img.size[1], img.size[0]]
    raise TypeError("a picture is expected")


def get_image_num_channels(img):
    return get_dimensions(img)[0]


def get_image_size(img):
    _, height, width = get_dimensions(img)
    return [width, height]


def _of_size(img, height, width):
    """A picture of the same kind."""
    if isinstance(img, torch.Tensor):
        return img.new_empty((*img.shape[:-2], height, width))
    if isinstance(img, Image.Image):
        return img.resize((width, height))
    raise TypeError("a picture is expected")


def _of_other_content(img):
    if isinstance(img, torch.Tensor):
        return torch.empty_like(img)
    if isinstance(img, Image.Image):
        return img.copy()
    raise TypeError("a picture is expected")


def _pair(size):
    if isinstance(size, (int, float)):
        return int(size), int(size)
    return (size[0], size[0]) if len(size) == 1 else tuple(size)


# --- between pictures, arrays and tensors ---


_WHOLE = ("I", "I;16", "I;16B")
_BYTES = ("L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV", "LA", "RGBX")


def to_tensor(pic):
    if isinstance(pic, Image.Image):
        kinds = {**dict.fromkeys(_WHOLE, torch.int32), **dict.fromkeys((*_BYTES, "F", "1"), torch.float32)}
        return torch.empty(*get_dimensions(pic), dtype=kinds.get(pic.mode, _unsaid()))
    import numpy as np

    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError("a picture has two or three axes")
        height, width, channels = pic.shape if pic.ndim == 3 else (*pic.shape, 1)
        made = torch.empty(channels, height, width)
        return made if pic.dtype in (np.float32, np.float64, np.uint8) else made.to(_unsaid())
    raise TypeError("a picture of Pillow or an array is expected")


def pil_to_tensor(pic):
    if not isinstance(pic, Image.Image):
        raise TypeError("a picture of Pillow is expected")
    return torch.empty(*get_dimensions(pic), dtype=torch.uint8 if pic.mode in _BYTES else _unsaid())


def to_pil_image(pic, mode=None):
    import numpy as np

    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError("a picture has two or three axes")
        height, width, channels = pic.shape if pic.ndim == 3 else (*pic.shape, 1)
    elif isinstance(pic, torch.Tensor):
        if pic.ndim not in (2, 3):
            raise ValueError("a picture has two or three axes")
        channels, height, width = pic.shape if pic.ndim == 3 else (1, *pic.shape)
    else:
        raise TypeError("a tensor or an array is expected")
    if channels > 4:
        raise ValueError("no picture has so many channels")
    if mode is None:
        mode = {2: "LA", 3: "RGB", 4: "RGBA"}.get(channels, _unsaid())
    return Image.Image(mode, (width, height), channels)


def convert_image_dtype(image, dtype=torch.float):
    if not isinstance(image, torch.Tensor):
        raise TypeError("a tensor is expected")
    return torch.empty_like(image).to(dtype)


# --- sizes ---


def _resized(height, width, size, max_size):
    """The size of a picture of which the shorter edge gets a length, or both edges do."""
    if size is not None and len(size) == 2:
        return size[0], size[1]
    short, long = (width, height) if width <= height else (height, width)
    if size is None:
        return _with_long_edge(height, width, int(max_size * short / long), max_size)
    new_short, new_long = size[0], int(size[0] * long / short)
    if max_size is not None and new_long > max_size:
        new_short, new_long = int(max_size * new_short / new_long), max_size
    return _with_long_edge(height, width, new_short, new_long)


def _with_long_edge(height, width, short, long):
    return (long, short) if width <= height else (short, long)


def resize(img, size, interpolation=None, max_size=None, antialias=True):
    _, height, width = get_dimensions(img)
    height, width = _resized(height, width, [size] if isinstance(size, int) else size, max_size)
    return _of_size(img, height, width)


def _borders(padding):
    """Left, top, right, bottom."""
    if isinstance(padding, int):
        return padding, padding, padding, padding
    if len(padding) == 1:
        return padding[0], padding[0], padding[0], padding[0]
    return (*padding, *padding) if len(padding) == 2 else tuple(padding)


def pad(img, padding, fill=0, padding_mode="constant"):
    _, height, width = get_dimensions(img)
    left, top, right, bottom = _borders(padding)
    return _of_size(img, height + top + bottom, width + left + right)


def crop(img, top, left, height, width):
    return _of_size(img, height, width)


def center_crop(img, output_size):
    height, width = _pair(output_size)
    return _of_size(img, height, width)


def resized_crop(img, top, left, height, width, size, interpolation=None, antialias=True):
    return resize(crop(img, top, left, height, width), size, interpolation)


def five_crop(img, size):
    height, width = _pair(size)
    _, image_height, image_width = get_dimensions(img)
    if height > image_height or width > image_width:
        raise ValueError("a crop is larger than the picture")
    return tuple(_of_size(img, height, width) for _ in range(5))


def ten_crop(img, size, vertical_flip=False):
    return five_crop(img, size) + five_crop(img, size)


# --- turned and bent ---


def hflip(img):
    return _of_other_content(img)


def vflip(img):
    return _of_other_content(img)


def rotate(img, angle, interpolation=None, expand=False, center=None, fill=None):
    return _of_size(img, _unsaid(), _unsaid()) if expand else _of_other_content(img)


def affine(img, angle, translate, scale, shear, interpolation=None, fill=None, center=None):
    return _of_other_content(img)


def perspective(img, startpoints, endpoints, interpolation=None, fill=None):
    return _of_other_content(img)


def elastic_transform(img, displacement, interpolation=None, fill=None):
    return _of_other_content(img)


# --- colours ---


def _recoloured(img):
    """A picture with a palette may have lost it."""
    if isinstance(img, Image.Image) and img.mode == "P":
        return Image.Image(_unsaid(), img.size)
    return _of_other_content(img)


def to_grayscale(img, num_output_channels=1):
    if not isinstance(img, Image.Image):
        raise TypeError("a picture of Pillow is expected")
    if num_output_channels not in (1, 3):
        raise ValueError("a grey picture has one channel, or three that are alike")
    return img.convert("L" if num_output_channels == 1 else "RGB")


def rgb_to_grayscale(img, num_output_channels=1):
    if not isinstance(img, torch.Tensor):
        return to_grayscale(img, num_output_channels)
    if get_dimensions(img)[0] not in (1, 3) or num_output_channels not in (1, 3):
        raise ValueError("a picture has one channel, or three")
    return torch.empty_like(img if num_output_channels == 3 else img[..., :1, :, :])


def normalize(tensor, mean, std, inplace=False):
    if not isinstance(tensor, torch.Tensor):
        raise TypeError("a tensor is expected")
    if not tensor.is_floating_point() or tensor.ndim < 3:
        raise TypeError("floating-point numbers (..., channels, height, width) are expected")
    result = tensor if inplace else tensor.clone()
    return result.sub_(_by_channel(mean)).div_(_by_channel(std))


def _by_channel(numbers):
    found = torch.as_tensor(numbers)
    return found.view(-1, 1, 1) if found.ndim == 1 else found


def adjust_brightness(img, brightness_factor):
    return _recoloured(img)


def adjust_contrast(img, contrast_factor):
    return _recoloured(img)


def adjust_saturation(img, saturation_factor):
    return _recoloured(img)


def adjust_hue(img, hue_factor):
    return _recoloured(img)


def adjust_gamma(img, gamma, gain=1):
    return _recoloured(img)


def adjust_sharpness(img, sharpness_factor):
    return _recoloured(img)


def autocontrast(img):
    return _recoloured(img)


def equalize(img):
    return _recoloured(img)


def invert(img):
    return _recoloured(img)


def posterize(img, bits):
    return _recoloured(img)


def solarize(img, threshold):
    return _recoloured(img)


def gaussian_blur(img, kernel_size, sigma=None):
    return _recoloured(img)


def erase(img, i, j, h, w, v, inplace=False):
    if not isinstance(img, torch.Tensor):
        raise TypeError("a tensor is expected")
    return _recoloured(img)
