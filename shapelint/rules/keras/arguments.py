"""Arguments of Keras layers: old names, one number per axis, and where the channels stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.form import Adjust
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, per_axis, size_in
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of
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
_FORMATS: Final = {"channels_first": True, "th": True, "channels_last": False, "tf": False}
IMAGE_DATA_FORMAT: Final = "keras.image_data_format"


def spread(count: int, *names: str) -> Adjust:
    """Keep the named arguments as tuples of `count` sizes; None stays as it is."""

    def adjust(bound: dict[str, Value]) -> dict[str, Value]:
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


def channels_first(data_format: Value, machine: Machine) -> bool | None:
    """Whether the channels stand before the other axes of a sample; None where that is not known."""
    if data_format is None or data_format == "default":
        data_format = machine.settings.slots.get(IMAGE_DATA_FORMAT, "channels_last")
    return _FORMATS.get(data_format) if isinstance(data_format, str) else None


Arguments = tuple[tuple[Value, ...], dict[str, Value]]


def kernel_of_rows(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    """`(64, 3, 3)` and `nb_row=3, nb_col=3` of Keras 1 as a kernel size."""
    return _kernel_of(2, positional, keywords)


def kernel_of_volume(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    """`(64, 3, 3, 3)` of Keras 1 as a kernel size."""
    return _kernel_of(3, positional, keywords)


def kernel_by_name(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    """`nb_row=3, nb_col=3` of Keras 1 as a kernel size."""
    return positional, _rows_in(dict(keywords))


def _kernel_of(rank: int, positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    keywords = dict(keywords)
    if len(positional) > rank and all(map(is_int, positional[: rank + 1])):
        positional = (positional[0], positional[1 : rank + 1], *positional[rank + 1 :])
        keywords.setdefault("data_format", UNKNOWN)  # which Keras 0 takes to be "th", and Keras 1 "tf"
    return positional, _rows_in(keywords)


def kernel_or_stride(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    """`Conv2D(64, 3, 3)` is a kernel of 3 x 3 for one Keras and a stride of 3 for another: the stride is not known."""
    keywords = _rows_in(dict(keywords))
    if len(positional) == 3 and is_int(positional[1]) and positional[1] == positional[2] and positional[1] > 1:
        positional = (*positional[:2], UNKNOWN)
    return positional, keywords


def _rows_in(keywords: dict[str, Value]) -> dict[str, Value]:
    for names in (("nb_row", "nb_col"), ("kernel_dim1", "kernel_dim2", "kernel_dim3")):
        if "kernel_size" in keywords or not all(name in keywords for name in names):
            continue
        keywords["kernel_size"] = tuple(keywords.pop(name) for name in names)
        keywords.setdefault("data_format", keywords.pop("dim_ordering", UNKNOWN))
    return keywords
