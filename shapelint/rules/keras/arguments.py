"""Arguments of Keras layers: old names, and one number per axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.form import Adjust
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, per_axis, size_in
from shapelint.rules.values import Tensor, Value, items_of
from shapelint.sizes import Dim, Size, less

# What Keras 1 called the arguments.
_WEIGHTS: Final = {
    "init": "kernel_initializer",
    "bias": "use_bias",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
}
DENSE: Final[Mapping[str, str]] = {"output_dim": "units", **_WEIGHTS}
CONVOLUTION: Final[Mapping[str, str]] = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample_length": "strides",
    "subsample": "strides",
    "stride": "strides",
    "border_mode": "padding",
    "atrous_rate": "dilation_rate",
    "dim_ordering": "data_format",
    **_WEIGHTS,
}
POOLING: Final[Mapping[str, str]] = {
    "pool_length": "pool_size",
    "stride": "strides",
    "border_mode": "padding",
    "dim_ordering": "data_format",
}
RECURRENT: Final[Mapping[str, str]] = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
}
ORDERING: Final[Mapping[str, str]] = {"dim_ordering": "data_format"}
WINDOWS: Final[Mapping[str, int]] = {"kernel_size": 1, "strides": 1, "dilation_rate": 1}


def spread(count: int, *names: str) -> Adjust:
    """Keep the named arguments as tuples of `count` sizes; None stays as it is."""

    def adjust(bound: dict[str, Value]) -> dict[str, Value]:
        if "kernel_size" in names:  # pooling looks at it when it is called
            check_padding(bound.get("padding"))
        kept = {name: one_per_axis(name, bound[name], count) for name in names if bound[name] is not None}
        return bound | kept

    return adjust


def one_per_axis(name: str, value: Value, count: int) -> tuple[Size, ...]:
    """One number per axis from an argument that is one for all, or a row of `count`.

    Raises Mismatch SHP706 for a row of another length.
    """
    items = None if isinstance(value, int | Dim | Tensor) else items_of(value)
    if items is not None and len(items) != count:
        raise Mismatch(
            "SHP706",
            "{name} is {value}, expected {wanted}",
            name=name,
            value=tuple(map(size_in, items)),
            wanted="one number" if count == 1 else f"one number or {count}",
        )
    return per_axis(value, count)


def check_padding(padding: Value) -> None:
    """Windows are padded by name, not by a number as PyTorch's are.  Raises Mismatch SHP707."""
    if is_int(padding):
        raise Mismatch(
            "SHP707",
            'padding is {number}, expected "valid" or "same"',
            help="padding='same' keeps the size, ZeroPadding1D, 2D or 3D add so many zeros"
            if padding
            else "padding='valid'",
            number=padding,
        )


def check_apart(strides, dilation_rate):
    """A convolution has strides or dilation, not both.  Raises Mismatch SHP706."""
    if _above_one(strides) and _above_one(dilation_rate):
        raise Mismatch(
            "SHP706",
            "strides {strides} and dilation_rate {dilation} cannot both be more than 1",
            strides=strides,
            dilation=dilation_rate,
        )


def _above_one(value: Value) -> bool:
    return any(less(1, each) is True for each in items_of(value) or () if isinstance(each, int | Dim))
