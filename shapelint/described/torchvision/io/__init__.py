"""Pictures read into tensors."""

import json

import torch


class ImageReadMode:
    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = 4


_CHANNELS = {"GRAY": 1, "GRAY_ALPHA": 2, "RGB": 3, "RGB_ALPHA": 4, "RGBA": 4, 1: 1, 2: 2, 3: 3, 4: 4}


def _unsaid():
    return json.loads(input())


def decode_image(input, mode=ImageReadMode.UNCHANGED, apply_exif_orientation=False):
    """Whatever the file says is known to nobody, unless a mode is asked for."""
    return torch.empty(_CHANNELS.get(mode, _unsaid()), _unsaid(), _unsaid(), dtype=torch.uint8)


def read_image(path, mode=ImageReadMode.UNCHANGED, apply_exif_orientation=False):
    return decode_image(path, mode)
