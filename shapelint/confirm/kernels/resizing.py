"""Axes made longer or shorter: borders of zeros, borders cut off, every number several times; axes put elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, Literal

import numpy as np

from shapelint.confirm.kernels.registry import Array, Weights, layer

Pair = tuple[int, int]
Mode = Literal["constant", "reflect", "edge"]
_MODES: Final[dict[str, Mode]] = {
    "Zero": "constant",
    "Constant": "constant",
    "Reflection": "reflect",
    "Replication": "edge",
}


def _pairs(value: Any, rank: int) -> list[Pair]:
    """How many at each end of each axis."""
    each = (value,) * rank if isinstance(value, int) else tuple(value)
    if rank == 1 and len(each) == 2:
        each = (each,)
    pairs = [(one, one) if isinstance(one, int) else tuple(one) for one in each]
    return [(pair[0], pair[1]) for pair in pairs]


def _spatial(x: Array, made: Mapping[str, Any], rank: int) -> None:
    if x.ndim != rank + 2:
        raise ValueError(f"expected {rank + 2} axes, got {x.shape}")
    if made.get("data_format") == "channels_first":
        raise NotImplementedError("channels_first has no reference kernel")


def _keras_padding(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    """(N, *spatial, C) with zeros around."""
    _spatial(x, made, rank)
    return np.pad(x, [(0, 0), *_pairs(made["padding"], rank), (0, 0)])


def _keras_cropping(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    """(N, *spatial, C) without its borders."""
    _spatial(x, made, rank)
    pairs = _pairs(made["cropping"], rank)
    if any(sum(pair) >= size for pair, size in zip(pairs, x.shape[1:], strict=False)):
        raise ValueError(f"nothing is left of {x.shape}")
    return x[(slice(None), *(slice(one, size - other) for (one, other), size in zip(pairs, x.shape[1:], strict=False)))]


def _keras_upsampling(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    """(N, *spatial, C), each number several times."""
    _spatial(x, made, rank)
    if made.get("interpolation", "nearest") != "nearest":
        raise NotImplementedError("interpolation has no reference kernel")
    size = made["size"]
    for axis, times in enumerate((size,) * rank if isinstance(size, int) else size, 1):
        x = np.repeat(x, times, axis=axis)
    return x


def _torch_padding(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, mode: Mode) -> Array:
    """(N?, C, *spatial) with borders; `padding` speaks of the last axis first."""
    if x.ndim not in (rank + 1, rank + 2):
        raise ValueError(f"expected {rank + 1} or {rank + 2} axes, got {x.shape}")
    padding = made["padding"]
    ends = (padding,) * (2 * rank) if isinstance(padding, int) else tuple(padding)
    pairs = [ends[at : at + 2] for at in range(0, 2 * rank, 2)][::-1]
    if min(ends) < 0:
        raise NotImplementedError("borders that are cut off have no reference kernel")
    if mode == "reflect" and any(max(pair) >= size for pair, size in zip(pairs, x.shape[-rank:], strict=True)):
        raise ValueError(f"a border of {padding} is as large as {x.shape}")
    around: Any = [*[(0, 0)] * (x.ndim - rank), *pairs]
    if mode == "constant":
        return np.pad(x, around, constant_values=made.get("value", 0))
    return np.pad(x, around, mode)


for _rank in (1, 2, 3):
    layer(f"keras.layers.ZeroPadding{_rank}D")(partial(_keras_padding, rank=_rank))
    layer(f"keras.layers.Cropping{_rank}D")(partial(_keras_cropping, rank=_rank))
    layer(f"keras.layers.UpSampling{_rank}D")(partial(_keras_upsampling, rank=_rank))
    for _name, _mode in _MODES.items():
        layer(f"torch.nn.{_name}Pad{_rank}d")(partial(_torch_padding, rank=_rank, mode=_mode))


@layer("keras.layers.Permute")
def keras_permute(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, ...) with its other axes, counted from 1, in another order."""
    return np.transpose(x, (0, *made["dims"]))


@layer("keras.layers.RepeatVector")
def keras_repeat(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, C) to (N, n, C)."""
    if x.ndim != 2:
        raise ValueError(f"expected 2 axes, got {x.shape}")
    return np.repeat(x[:, None], made["n"], axis=1)


@layer("torch.nn.PixelShuffle")
def pixel_shuffle(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(*batch, C * r * r, H, W) to (*batch, C, H * r, W * r)."""
    times = made["upscale_factor"]
    *batch, channels, height, width = x.shape
    if channels % times**2:
        raise ValueError(f"{channels} channels are no multiple of {times}²")
    parts = x.reshape(*batch, channels // times**2, times, times, height, width)
    turned = np.moveaxis(parts, (-4, -3), (-3, -1))
    return turned.reshape(*batch, channels // times**2, height * times, width * times)


@layer("torch.nn.Unflatten")
def unflattened(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """One axis as several."""
    dim = made["dim"] % x.ndim
    return x.reshape(*x.shape[:dim], *made["unflattened_size"], *x.shape[dim + 1 :])


@layer("torch.nn.Upsample")
def upsampled(weights: Weights, made: Mapping[str, Any], x: Array) -> Array:
    """(N, C, *spatial), each number several times."""
    times = made["scale_factor"]
    if made["mode"] != "nearest" or made["size"] is not None or times is None:
        raise NotImplementedError("other modes and sizes have no reference kernel")
    factors = (times,) * (x.ndim - 2) if isinstance(times, int | float) else times
    for axis, factor in enumerate(factors, 2):
        if factor != int(factor):
            raise NotImplementedError("factors that are not whole have no reference kernel")
        x = np.repeat(x, int(factor), axis=axis)
    return x
