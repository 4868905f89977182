"""Convolution: every position of a window, and the sum of what is in it; and the same backwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from shapelint.confirm.kernels.activations import activated
from shapelint.confirm.kernels.registry import Array, Weights, divided, layer, op


def several(value: Any, count: int) -> tuple[int, ...]:
    """A number for each of `count` axes."""
    return (value,) * count if isinstance(value, int) else tuple(value)


def windows(x: Array, size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]) -> Array:
    """(N, C, *spatial) to (N, C, *positions, *size)."""
    rank = len(size)
    axes = tuple(range(x.ndim - rank, x.ndim))
    extent = tuple(dilated * (one - 1) + 1 for one, dilated in zip(size, dilation, strict=True))
    if any(one > length for one, length in zip(extent, x.shape[-rank:], strict=True)):
        raise ValueError(f"windows of {extent} do not fit into {x.shape[-rank:]}")
    found: Array = sliding_window_view(x, extent, axis=axes)
    steps = tuple(slice(None, None, step) for step in stride)
    inner = tuple(slice(None, None, step) for step in dilation)
    return found[(..., *steps, *inner)]


def padded(x: Array, before: Sequence[int], behind: Sequence[int], value: float = 0.0) -> Array:
    """With numbers around the last axes."""
    free = [(0, 0)] * (x.ndim - len(before))
    return np.pad(x, [*free, *zip(before, behind, strict=True)], constant_values=value)


def convolve(x: Array, weight: Array, stride: Sequence[int], dilation: Sequence[int], groups: int) -> Array:
    """(N, C, *spatial), padded, with a weight (O, C/groups, *size) to (N, O, *positions)."""
    rank = weight.ndim - 2
    wanted = weight.shape[1] * groups
    if x.shape[1] != wanted:
        raise ValueError(f"a kernel for {wanted} channels gets {x.shape[1]}")
    seen = windows(x, weight.shape[2:], stride, dilation)
    parts = zip(np.split(seen, groups, axis=1), np.split(weight, groups), strict=True)
    axes = [1, *range(2 + rank, 2 + 2 * rank)], [1, *range(2, 2 + rank)]
    made = [np.moveaxis(np.tensordot(part, kernel, axes), -1, 1) for part, kernel in parts]
    return np.concatenate(made, axis=1)


def _torch_convolution(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    size = several(made["kernel_size"], rank)
    stride, dilation = several(made["stride"], rank), several(made["dilation"], rank)
    before, behind = around(made["padding"], size, (1,) * rank, dilation, x.shape[-rank:])
    out, groups = made["out_channels"], made["groups"]
    weight = weights("weight", out, made["in_channels"] // groups, *size)
    batched = x if x.ndim == rank + 2 else x[None]
    if batched.ndim != rank + 2:
        raise ValueError(f"expected {rank + 1} or {rank + 2} axes, got {x.shape}")
    result = convolve(padded(batched, before, behind), weight, stride, dilation, groups)
    if made["bias"]:
        result = result + weights("bias", out).reshape(-1, *(1,) * rank)
    return result if x.ndim == rank + 2 else result[0]


for _rank in (1, 2, 3):
    layer(f"torch.nn.Conv{_rank}d")(partial(_torch_convolution, rank=_rank))


def around(
    padding: Any, size: Sequence[int], stride: Sequence[int], dilation: Sequence[int], spatial: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The padding before and behind each axis."""
    rank = len(size)
    if not isinstance(padding, str):
        both = several(padding, rank)
        return both, both
    if padding.lower() == "valid":
        return (0,) * rank, (0,) * rank
    if padding == "causal":
        return tuple(dilated * (one - 1) for one, dilated in zip(size, dilation, strict=True)), (0,) * rank
    missing = [
        max((-(-length // step) - 1) * step + dilated * (one - 1) + 1 - length, 0)
        for length, one, step, dilated in zip(spatial, size, stride, dilation, strict=True)
    ]
    return tuple(each // 2 for each in missing), tuple(each - each // 2 for each in missing)


def channels_last(
    x: Array, weight: Array, stride: Sequence[int], padding: Any, dilation: Sequence[int], groups: int = 1
) -> Array:
    """(N, *spatial, C) with a weight (*size, C/groups, O) to (N, *positions, O)."""
    size = weight.shape[:-2]
    if x.ndim != len(size) + 2:
        raise ValueError(f"an input of {len(size) + 2} axes is wanted by a kernel {weight.shape}, got {x.shape}")
    before, behind = around(padding, size, stride, dilation, x.shape[1:-1])
    turned = np.moveaxis(weight, (-1, -2), (0, 1))
    result = convolve(padded(np.moveaxis(x, -1, 1), before, behind), turned, stride, dilation, groups)
    return np.moveaxis(result, 1, -1)


def _keras_convolution(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    if made["data_format"] == "channels_first":
        raise NotImplementedError("channels_first has no reference kernel")
    groups = made["groups"]
    if x.shape[-1] % groups:
        raise ValueError(f"{x.shape[-1]} channels are no multiple of {groups} groups")
    kernel = weights("kernel", *several(made["kernel_size"], rank), x.shape[-1] // groups, made["filters"])
    stride, dilation = several(made["strides"], rank), several(made["dilation_rate"], rank)
    result = channels_last(x, kernel, stride, made["padding"], dilation, groups)
    if made["use_bias"]:
        result = result + weights("bias", made["filters"])
    return activated(made["activation"], result)


def _by_channel(weights: Weights, made: Mapping[str, Any], x: Array, rank: int, name: str) -> Array:
    """Every channel with `depth_multiplier` kernels of its own."""
    if made["data_format"] == "channels_first":
        raise NotImplementedError("channels_first has no reference kernel")
    size, channels, times = several(made["kernel_size"], rank), x.shape[-1], made["depth_multiplier"]
    kernel = weights(name, *size, channels, times).reshape(*size, 1, channels * times)
    stride, dilation = several(made["strides"], rank), several(made["dilation_rate"], rank)
    return channels_last(x, kernel, stride, made["padding"], dilation, channels)


def _depthwise(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    result = _by_channel(weights, made, x, rank, "kernel")
    result = result + weights("bias", result.shape[-1]) if made["use_bias"] else result
    return activated(made["activation"], result)


def _separable(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    seen = _by_channel(weights, made, x, rank, "depthwise_kernel")
    mixed = np.matmul(seen, weights("pointwise_kernel", *(1,) * rank, seen.shape[-1], made["filters"])[(0,) * rank])
    mixed = mixed + weights("bias", made["filters"]) if made["use_bias"] else mixed
    return activated(made["activation"], mixed)


for _rank in (1, 2):
    layer(f"keras.layers.DepthwiseConv{_rank}D")(partial(_depthwise, rank=_rank))
    layer(f"keras.layers.SeparableConv{_rank}D")(partial(_separable, rank=_rank))
for _rank in (1, 2, 3):
    layer(f"keras.layers.Conv{_rank}D")(partial(_keras_convolution, rank=_rank))


@op("tf.nn.conv1d")
def tf_conv1d(
    input: Array, filters: Array, stride: int = 1, padding: str = "VALID", data_format: str = "NWC", dilations: int = 1
) -> Array:
    """(N, L, C) with filters (width, C, O) to (N, L2, O)."""
    if filters.ndim != 3:
        raise ValueError(f"filters of 3 axes (width, in_channels, out_channels) are wanted, got {filters.shape}")
    return channels_last(input, filters, (stride,), padding, (dilations or 1,))


# --- transposed ----------------------------------------------------------------------------------------------------


def spread(
    x: Array, weight: Array, stride: Sequence[int], dilation: Sequence[int], groups: int, extent: Sequence[int]
) -> Array:
    """(N, C, *spatial) with a weight (C, O/groups, *size): each number is spread over a window of (N, O, *extent).

    extent: of the result before padding is taken away; at least what the windows cover.
    """
    parts = zip(np.split(x, groups, axis=1), np.split(weight, groups), strict=True)
    made = []
    for part, kernel in parts:
        result = np.zeros((x.shape[0], kernel.shape[1], *extent), np.result_type(x, weight))
        for offset in np.ndindex(*weight.shape[2:]):
            begin = [at * apart for at, apart in zip(offset, dilation, strict=True)]
            places = tuple(
                slice(first, first + step * (length - 1) + 1, step)
                for first, step, length in zip(begin, stride, x.shape[2:], strict=True)
            )
            given = np.tensordot(part, kernel[(slice(None), slice(None), *offset)], (1, 0))
            result[(slice(None), slice(None), *places)] += np.moveaxis(given, -1, 1)
        made.append(result)
    return np.concatenate(made, axis=1)


def _covered(length: int, size: int, stride: int, dilation: int) -> int:
    return stride * (length - 1) + dilation * (size - 1) + 1 if length else 0


def _torch_transposed(
    weights: Weights, made: Mapping[str, Any], x: Array, output_size: None = None, *, rank: int
) -> Array:
    """(N?, C, *spatial) to (N?, O, *larger)."""
    if output_size is not None or made.get("padding_mode", "zeros") != "zeros":
        raise NotImplementedError("output_size and other paddings have no reference kernel")
    size, stride, dilation, padding, extra = (
        several(made[name], rank) for name in ("kernel_size", "stride", "dilation", "padding", "output_padding")
    )
    if x.ndim not in (rank + 1, rank + 2):
        raise ValueError(f"expected {rank + 1} or {rank + 2} axes, got {x.shape}")
    batched = x if x.ndim == rank + 2 else x[None]
    weight = weights("weight", made["in_channels"], made["out_channels"] // made["groups"], *size)
    if batched.shape[1] != made["in_channels"]:
        raise ValueError(f"expected {made['in_channels']} channels, got {batched.shape[1]}")
    spans = [*map(_covered, batched.shape[2:], size, stride, dilation)]
    extent = [span + more for span, more in zip(spans, extra, strict=True)]
    result = spread(batched, weight, stride, dilation, made["groups"], extent)
    kept = tuple(slice(cut, length - cut) for cut, length in zip(padding, extent, strict=True))
    result = result[(slice(None), slice(None), *kept)]
    if made["bias"]:
        result = result + weights("bias", made["out_channels"]).reshape(-1, *(1,) * rank)
    return result if x.ndim == rank + 2 else result[0]


for _rank in (1, 2, 3):
    layer(f"torch.nn.ConvTranspose{_rank}d", check=divided("in_channels", "groups"))(
        partial(_torch_transposed, rank=_rank)
    )


def _keras_transposed(weights: Weights, made: Mapping[str, Any], x: Array, rank: int) -> Array:
    """(N, *spatial, C) to (N, *larger, filters)."""
    if made["data_format"] == "channels_first" or made["output_padding"] is not None:
        raise NotImplementedError("channels_first and output_padding have no reference kernel")
    size, stride, dilation = (several(made[name], rank) for name in ("kernel_size", "strides", "dilation_rate"))
    if x.ndim != rank + 2:
        raise ValueError(f"expected {rank + 2} axes, got {x.shape}")
    if dilation != (1,) * rank:
        raise NotImplementedError("dilation has no reference kernel")
    kernel = weights("kernel", *size, made["filters"], x.shape[-1])
    spans = [*map(_covered, x.shape[1:-1], size, stride, dilation)]
    lengths = [
        length * step + (max(one - step, 0) if made["padding"] == "valid" else 0)
        for length, step, one in zip(x.shape[1:-1], stride, size, strict=True)
    ]
    # "same" takes away what a window reaches too far, the smaller half of it in front.
    before = [
        max(one - step, 0) // 2 if made["padding"] == "same" else 0 for one, step in zip(size, stride, strict=True)
    ]
    extent = [max(span, cut + length) for span, cut, length in zip(spans, before, lengths, strict=True)]
    turned = np.moveaxis(kernel, (-1, -2), (0, 1))
    result = spread(np.moveaxis(x, -1, 1), turned, stride, dilation, 1, extent)
    kept = tuple(slice(cut, cut + length) for cut, length in zip(before, lengths, strict=True))
    result = np.moveaxis(result[(slice(None), slice(None), *kept)], 1, -1)
    if made["use_bias"]:
        result = result + weights("bias", made["filters"])
    return activated(made["activation"], result)


for _rank in (1, 2, 3):
    layer(f"keras.layers.Conv{_rank}DTranspose")(partial(_keras_transposed, rank=_rank))
