"""Dropout: values, or whole channels, made 0 by chance."""

from __future__ import annotations

from functools import partial
from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.families import shape_keeping_layer, unchanged
from shapelint.rules.torch.normed import check_least_rank
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape

for _name, _sentence in (
    ("Dropout", "Values made 0 by chance."),
    ("Dropout2d", "Whole channels of height and width made 0 by chance."),
    ("Dropout3d", "Whole channels of three axes made 0 by chance."),
    ("AlphaDropout", "Dropout that keeps mean and variance."),
    ("FeatureAlphaDropout", "Alpha dropout of whole channels."),
):
    shape_keeping_layer(_name, "p=0.5, inplace=False", _sentence, "0.2")

# Functions that look at every value by itself: all spellings, the signature, what they do, and keywords of others.
_VALUES: Final = (
    (("torch.nn.functional.dropout",), "input, p=0.5, training=True, inplace=False", "Values made 0 by chance."),
    (("torch.dropout", "torch.dropout_"), "input, p, train", "Values made 0 by chance."),
    (
        ("torch.nn.functional.alpha_dropout",),
        "input, p=0.5, training=False, inplace=False",
        "Dropout that keeps mean and variance.",
    ),
    (("torch.alpha_dropout", "torch.alpha_dropout_"), "input, p, train", "Dropout that keeps mean and variance."),
)
for _names, _signature, _sentence in _VALUES:
    declare(
        _names,
        _signature,
        unchanged,
        f"{_sentence}\n\n>>> {_names[0]}([2, 3, 4], 0.5, True)\n(2, 3, 4)\n>>> {_names[0]}([], 0.2, False)\n()",
    )


def _channels(least: int, input: Value, p: Value, train: Value) -> Shape:
    """The shape, which has an axis of channels behind the batch where some of them are certainly dropped.

    Raises Mismatch SHP101.
    """
    drops = train is True and isinstance(p, float) and 0 < p < 1
    return check_least_rank("dropout of channels", input, least if drops else 0, "N C first")


def _channels_in_training(least: int, input: Value, p: Value, training: Value) -> Shape:
    return _channels(least, input, p, training)


# Functions that drop channels: all spellings, the signature, and how many axes their input has at least.
_FEATURES: Final = (
    (("torch.nn.functional.dropout2d",), "input, p=0.5, training=True, inplace=False", 2),
    (("torch.nn.functional.dropout3d",), "input, p=0.5, training=True, inplace=False", 1),
    (("torch.nn.functional.feature_alpha_dropout",), "input, p=0.5, training=False, inplace=False", 2),
    (("torch.feature_dropout", "torch.feature_dropout_"), "input, p, train", 2),
    (("torch.feature_alpha_dropout", "torch.feature_alpha_dropout_"), "input, p, train", 2),
)
for _names, _signature, _least in _FEATURES:
    _functional = "training" in _signature
    declare(
        _names,
        _signature,
        partial(_channels_in_training if _functional else _channels, _least),
        f"""Whole channels made 0 by chance.

        >>> {_names[0]}([2, 3, 4], 0.5, True)
        (2, 3, 4)
        >>> {_names[0]}([2], p=0.5, {"training" if _functional else "train"}=False)
        (2,)
        >>> {_names[0]}([], 0.5, True)
        SHP101
        """,
    )


@op("torch.native_dropout")
def native_dropout(input, p, train):
    """Values made 0 by chance, and the mask of those that are kept.

    >>> torch.native_dropout([2, 3], 0.5, True)
    ((2, 3), (2, 3))
    """
    return shape_of(input), shape_of(input)


@layer("torch.nn.Dropout1d")
def dropout1d_layer(p=0.5, inplace=False, *, input):
    """Whole channels of length L made 0 by chance.

    >>> Dropout1d()([2, 3, 4])
    (2, 3, 4)
    >>> Dropout1d(0.2)([3, 4])
    (3, 4)
    >>> Dropout1d()([2, 3, 4, 5])
    SHP101
    """
    return _dropped1d(input)


@op("torch.nn.functional.dropout1d")
def dropout1d(input, p=0.5, training=True, inplace=False):
    """Whole channels of length L made 0 by chance.

    >>> dropout1d([2, 3, 4])
    (2, 3, 4)
    >>> dropout1d([3, 4], 0.2, False)
    (3, 4)
    >>> dropout1d([2, 3, 4, 5])
    SHP101
    """
    return _dropped1d(input)


def _dropped1d(input: Value) -> Shape:
    shape = shape_of(input)
    if len(shape.dims) > 3 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch("SHP101", "Dropout1d expects 2 or 3 axes, gets {found}", operand=culprit(input), found=shape)
    return shape
