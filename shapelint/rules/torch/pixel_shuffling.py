"""Channels made into height and width, and back."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, Value, shape_of
from shapelint.sizes import Shape, divides


@layer("torch.nn.PixelShuffle")
def pixel_shuffle_layer(upscale_factor, *, input):
    """Make channels into height and width.

    >>> PixelShuffle(2)([5, 12, 8, 6])
    (5, 3, 16, 12)
    >>> PixelShuffle(2)([12, 8, 6])
    (3, 16, 12)
    >>> PixelShuffle(2)([5, 10, 8, 6])
    SHP202
    >>> PixelShuffle(2)([8, 6])
    SHP101
    >>> PixelShuffle(0)([12, 8, 6])
    SHP707 upscale_factor is 0, expected at least 1
    """
    return shuffled(input, upscale_factor, "PixelShuffle")


@op(("torch.nn.functional.pixel_shuffle", "torch.pixel_shuffle"))
def pixel_shuffle(input, upscale_factor):
    """Make channels into height and width.

    >>> pixel_shuffle([5, 12, 8, 6], 2)
    (5, 3, 16, 12)
    >>> pixel_shuffle([2, 9, 4, 5], upscale_factor=3)
    (2, 1, 12, 15)
    >>> pixel_shuffle([5, 10, 8, 6], 2)
    SHP202
    """
    return shuffled(input, upscale_factor, "pixel_shuffle")


@layer("torch.nn.PixelUnshuffle")
def pixel_unshuffle_layer(downscale_factor, *, input):
    """Make height and width into channels.

    >>> PixelUnshuffle(2)([5, 3, 16, 12])
    (5, 12, 8, 6)
    >>> PixelUnshuffle(3)([3, 6, 9])
    (27, 2, 3)
    >>> PixelUnshuffle(2)([5, 3, 15, 12])
    SHP501
    >>> PixelUnshuffle(-1)([5, 3, 15, 12])
    SHP707
    """
    return unshuffled(input, downscale_factor, "PixelUnshuffle")


@op(("torch.nn.functional.pixel_unshuffle", "torch.pixel_unshuffle"))
def pixel_unshuffle(input, downscale_factor):
    """Make height and width into channels.

    >>> pixel_unshuffle([5, 3, 16, 12], 2)
    (5, 12, 8, 6)
    >>> pixel_unshuffle([5, 3, 16, 13], 2)
    SHP501
    >>> pixel_unshuffle([16, 12], 2)
    SHP101
    """
    return unshuffled(input, downscale_factor, "pixel_unshuffle")


@layer("torch.nn.ChannelShuffle")
def channel_shuffle_layer(groups, *, input):
    """Reorder channels so that those of all groups mix.

    >>> ChannelShuffle(2)([5, 4, 8, 6])
    (5, 4, 8, 6)
    >>> ChannelShuffle(2)([5, 4, 8])
    (5, 4, 8)
    >>> ChannelShuffle(3)([5, 4, 8, 6])
    SHP202
    >>> ChannelShuffle(0)([5, 4, 8, 6])
    SHP707
    """
    return _mixed(input, groups)


@op(
    (
        "torch.nn.functional.channel_shuffle",
        "torch.channel_shuffle",
        "torch.nn.functional.native_channel_shuffle",
        "torch.native_channel_shuffle",
    )
)
def channel_shuffle(input, groups):
    """Reorder channels so that those of all groups mix.

    >>> channel_shuffle([5, 4, 8, 6], 2)
    (5, 4, 8, 6)
    >>> channel_shuffle([5, 4, 8, 6], 3)
    SHP202
    >>> channel_shuffle([5, 4], 2)
    SHP101
    """
    return _mixed(input, groups)


def _mixed(input: Value, groups: Value) -> Shape:
    shape = _image(input, "channel_shuffle")
    require_at_least(1, "groups", groups)
    if not shape.open:
        require_divides(size_in(groups), shape.dims[1], "groups", "the number of channels")
    return shape


def _image(input: Value, name: str) -> Shape:
    """The shape, which must have three axes at least.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 3:
        raise Mismatch(
            "SHP101", "{name} expects at least 3 axes, gets {found}", operand=culprit(input), name=name, found=shape
        )
    return shape


def shuffled(input: Value, factor: Value, name: str) -> Shape:
    """The shape with channels made into height and width.

    Raises Mismatch SHP101, or SHP202 where the channels certainly do not divide.
    """
    shape, times = _image(input, name), size_in(factor)
    require_at_least(1, "upscale_factor", times)
    channels, height, width = shape.tail(3)
    require_divides(times * times, channels, "upscale_factor²", "the number of channels")
    after = UNKNOWN if times is UNKNOWN else channels // (times * times)
    return Shape((*shape.dims[:-3], after, height * times, width * times), shape.open)


def unshuffled(input: Value, factor: Value, name: str) -> Shape:
    """The shape with height and width made into channels.

    Raises Mismatch SHP101, or SHP501 where they certainly do not divide.
    """
    shape, times = _image(input, name), size_in(factor)
    require_at_least(1, "downscale_factor", times)
    channels, height, width = shape.tail(3)
    for axis, size in (("height", height), ("width", width)):
        if divides(times, size) is False:
            raise Mismatch(
                "SHP501",
                "{name} cuts into blocks of {times}, the {axis} is {size}",
                operand=culprit(input),
                name=name,
                times=times,
                axis=axis,
                size=size,
            )
    halved = (UNKNOWN, UNKNOWN) if times is UNKNOWN else (height // times, width // times)
    return Shape((*shape.dims[:-3], channels * times * times, *halved), shape.open)
