"""Layers that change images at random, or for better looks: the shape stays."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import Tensor, Value, shape_of

_RANGE: Final = "value_range=(0, 255)"
_FILLED: Final = "fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None"
# name, parameters, what an example gives, what it does
_LAYERS: Final = (
    ("RandomFlip", "mode='horizontal_and_vertical', seed=None, data_format=None", "", "Turn images round at random."),
    ("RandomRotation", f"factor, {_FILLED}", "0.1", "Turn images by a random angle."),
    ("RandomZoom", f"height_factor, width_factor=None, {_FILLED}", "0.1", "Zoom images at random."),
    ("RandomTranslation", f"height_factor, width_factor, {_FILLED}", "0.1, 0.1", "Shift images at random."),
    (
        "RandomShear",
        "x_factor=0.0, y_factor=0.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, data_format=None, "
        "seed=None",
        "0.1",
        "Shear images at random.",
    ),
    (
        "RandomPerspective",
        "factor=1.0, scale=1.0, interpolation='bilinear', fill_value=0.0, seed=None, data_format=None",
        "",
        "Look at images from another side, at random.",
    ),
    (
        "RandomElasticTransform",
        "factor=1.0, scale=1.0, interpolation='bilinear', fill_mode='reflect', fill_value=0.0, "
        f"{_RANGE}, seed=None, data_format=None",
        "",
        "Bend images at random.",
    ),
    ("RandomContrast", f"factor, {_RANGE}, seed=None", "0.1", "Change the contrast of images at random."),
    ("RandomBrightness", f"factor, {_RANGE}, seed=None", "0.1", "Change the brightness of images at random."),
    ("RandomHue", f"factor, {_RANGE}, data_format=None, seed=None", "0.1", "Change the colours of images at random."),
    ("RandomSaturation", f"factor, {_RANGE}, data_format=None, seed=None", "0.1", "Change how strong colours are."),
    ("RandomSharpness", f"factor, {_RANGE}, data_format=None, seed=None", "0.1", "Sharpen images at random."),
    ("RandomPosterization", f"factor, {_RANGE}, data_format=None, seed=None", "4", "Leave fewer colours."),
    ("RandomColorDegeneration", f"factor, {_RANGE}, data_format=None, seed=None", "0.1", "Fade images at random."),
    (
        "RandomColorJitter",
        f"{_RANGE}, brightness_factor=None, contrast_factor=None, saturation_factor=None, hue_factor=None, seed=None, "
        "data_format=None",
        "",
        "Change brightness, contrast and colours at random.",
    ),
    ("RandomGrayscale", "factor=0.5, data_format=None, seed=None", "", "Make some images grey."),
    ("RandomInvert", f"factor=1.0, {_RANGE}, seed=None, data_format=None", "", "Invert images at random."),
    (
        "RandomErasing",
        f"factor=1.0, scale=(0.02, 0.33), fill_value=None, {_RANGE}, seed=None, data_format=None",
        "",
        "Cover a part of images at random.",
    ),
    (
        "RandomGaussianBlur",
        f"factor=1.0, kernel_size=3, sigma=1.0, {_RANGE}, data_format=None, seed=None",
        "",
        "Blur images at random.",
    ),
    ("Solarization", f"addition_factor=0.0, threshold_factor=0.0, {_RANGE}, seed=None", "", "Invert bright pixels."),
    ("AutoContrast", _RANGE, "", "Stretch the contrast of images."),
    ("Equalization", f"{_RANGE}, bins=256, data_format=None", "", "Make all shades equally frequent."),
    (
        "ContrastLimitedAdaptiveHistogramEqualization",
        f"{_RANGE}, clip_limit=4.0, tile_grid_size=(8, 8), data_format=None",
        "",
        "Make all shades equally frequent in every part of an image.",
    ),
    (
        "RandAugment",
        f"{_RANGE}, num_ops=2, factor=0.5, interpolation='bilinear', seed=None, data_format=None",
        "",
        "Change images in several ways, at random.",
    ),
    (
        "AugMix",
        f"{_RANGE}, num_chains=3, chain_depth=3, factor=0.3, alpha=1.0, all_ops=True, interpolation='bilinear', "
        "seed=None, data_format=None",
        "",
        "Mix images that are changed in several ways.",
    ),
    ("MixUp", "alpha=0.2, data_format=None, seed=None", "", "Mix pairs of images."),
    ("CutMix", "factor=1.0, seed=None, data_format=None", "", "Put parts of images into others."),
)
_DOC: Final = """{does}

    >>> {name}({given})([2, 8, 8, 3])
    (2, 8, 8, 3)
    >>> {name}({given})([8, 8, 3])
    (8, 8, 3)
    >>> {name}({given})([8, 8])
    SHP101
    """


def _unchanged(name: str, inputs: Value) -> Value:
    """Images, one or a batch; or a dict of images and what belongs to them."""
    if not isinstance(inputs, Tensor):
        return inputs
    shape = shape_of(inputs)
    if shape.rank is not None and not 3 <= shape.rank <= 4:
        raise Mismatch(
            "SHP101",
            "{name} expects 3 or 4 axes (an image, or a batch of images), gets {found}",
            operand=inputs,
            name=name,
            found=str(shape),
        )
    return shape


def _declare(name: str, parameters: str, given: str, does: str) -> Rule:
    scope: dict[str, Any] = {"made": lambda inputs: _unchanged(name, inputs)}
    exec(f"def body({parameters}, *, inputs): return made(inputs)", scope)  # our own declarations only
    scope["body"].__doc__ = _DOC.format(name=name, given=given, does=does)
    return layer(f"keras.layers.{name}", call="inputs, training=True")(scope["body"])


LAYERS: Final = tuple(_declare(*row) for row in _LAYERS)


@layer("keras.layers.MaxNumBoundingBoxes", call="inputs, training=True", least={"max_number": 1})
def max_num_bounding_boxes(max_number, fill_value=-1, *, inputs):
    """Cut or fill up the bounding boxes of every image to one number.

    >>> boxes = [B, 3, 4]
    >>> MaxNumBoundingBoxes(5)(boxes)
    None
    """
