"""Calls as Keras 1 writes them: `Convolution2D(64, 3, 3)`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Adapt
from shapelint.rules.keras.arguments import CONVOLUTION
from shapelint.rules.keras.ordering import UNSAID
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Value, items_of
from shapelint.sizes import Dim

Arguments = tuple[tuple[Value, ...], dict[str, Value]]
_ROWS: Final = {2: ("nb_row", "nb_col"), 3: ("kernel_dim1", "kernel_dim2", "kernel_dim3")}
_OF_KERAS_1: Final = frozenset(CONVOLUTION) - {"stride"}
_OF_KERAS_2: Final = frozenset({"padding", "strides", "data_format", "dilation_rate", "groups"})


def kernel_of_rows(rank: int) -> Adapt:
    """`(64, 3, 3)`, `(64, nb_row=3, nb_col=3)` of a layer that Keras 1 names so as a kernel size."""

    def adapt(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
        found = _with_kernel(rank, positional, keywords)
        if found is None:
            return positional, keywords
        positional, keywords = found
        if "dim_ordering" not in keywords:
            keywords.setdefault("data_format", UNSAID)
        return positional, keywords

    return adapt


def kernel_or_stride(rank: int) -> Adapt:
    """`Conv2D(64, 3, 3)` is a kernel of 3 x 3 for one Keras and a stride of 3 for another.

    Other arguments that only one of them has tell which it is; without them the stride is not known.
    """
    of_rows = kernel_of_rows(rank)

    def adapt(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
        if keywords.keys() & _OF_KERAS_1 or keywords.keys() & set(_ROWS[rank]):
            return of_rows(positional, keywords)
        alike = len(positional) == rank + 1 and _is_number(positional[1]) and len(set(positional[1:])) == 1
        if alike and positional[1] != 1 and not keywords.keys() & _OF_KERAS_2:
            positional = (*positional[:2], *(UNKNOWN for _ in positional[2:]))
        return positional, keywords

    return adapt


def four_sides(positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments:
    """`ZeroPadding2D((1, 2, 3, 4))`: above, below, left and right, as two pairs."""
    padding = positional[0] if positional else keywords.get("padding")
    items = items_of(padding) if isinstance(padding, tuple) else None
    if items is None or len(items) != 4 or any(map(_is_no_number, items)):
        return positional, keywords
    pairs = (items[:2], items[2:])
    return ((pairs, *positional[1:]), keywords) if positional else ((), keywords | {"padding": pairs})


def _with_kernel(rank: int, positional: tuple[Value, ...], keywords: dict[str, Value]) -> Arguments | None:
    """The arguments with the rows and columns, given by place or by name, as one; None where they are not there."""
    by_place = positional[1 : rank + 1]
    names = _ROWS[rank][len(by_place) :]
    if not all(name in keywords for name in names) or any(map(_is_no_number, by_place)):
        return None
    rest = {name: value for name, value in keywords.items() if name not in names}
    kernel = (*by_place, *(keywords[name] for name in names))
    if not all(map(_is_number, kernel)):  # may be a kernel and a stride of today
        return positional[:1], {"strides": UNKNOWN} | rest | {"kernel_size": UNKNOWN}
    if not positional:
        return (), rest | {"kernel_size": kernel}
    return (positional[0], kernel, *positional[rank + 1 :]), rest


def _is_number(value: Value) -> bool:
    return is_int(value) or isinstance(value, Dim)


def _is_no_number(value: Value) -> bool:
    return value is not UNKNOWN and not _is_number(value)
