"""Pools that keep the greatest value, as layers and as functions."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.families import as_function, as_layer
from shapelint.rules.torch.pooled import example_words, pooled

_MAX: Final = """The greatest value of every window over the last {axes}.

    >>> @({batch}; 2)
    {halves}
    >>> @({sample}; {kernel}, stride={strides})
    {uneven}
    >>> @({batch}; 3, 2, 1, return_indices=True)
    ({padded}, {padded})
    >>> @({batch}; 3, 3, dilation=2)
    {spread}
    >>> @({batch}; 3, 2, ceil_mode=True)
    {padded}
    >>> @({small}; 3)
    SHP503
    >>> @({flat}; 2)
    SHP101
    >>> @({batch}; 3, padding=2)
    SHP707 padding is 2, at most half of the kernel, 3, is allowed
    >>> @({batch}; {long})
    SHP706
    """
_FOUND: Final = """The greatest value of every window over the last {axes}, and where it stands.

    >>> @({batch}; 3, 2)
    ({thirds}, {thirds})
    >>> @({sample}; {kernel}, stride={strides})
    ({uneven}, {uneven})
    >>> @({batch}; 3, 2, padding=1, dilation=1, ceil_mode=False)
    ({padded}, {padded})
    >>> @({small}; 3)
    SHP503
    """
_PLAIN: Final = """The greatest value of every window over the last {axes}.

    >>> torch.@({batch}; 2)
    {halves}
    >>> torch.@({sample}; {kernel}, stride={strides})
    {uneven}
    >>> torch.@({batch}; 3, 2, 0, 1, True)
    {padded}
    >>> torch.@({batch}; 3, 2, padding=1, dilation=1)
    {padded}
    >>> torch.@({small}; 3)
    SHP503
    """


def _declare(count: int) -> None:
    axes_of = f"N? C {' '.join(axis_names(count))}"
    words = example_words(count)

    def max_layer(
        kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False, *, input, axes
    ):
        return pooled(input, axes, count, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)

    max_layer.__doc__ = as_layer(_MAX.format(**words), f"MaxPool{count}d")
    layer(f"torch.nn.MaxPool{count}d", axes_of)(max_layer)

    def max_function(
        input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes
    ):
        return pooled(input, axes, count, (kernel_size, stride, padding, dilation), ceil_mode, return_indices)

    name = f"max_pool{count}d"
    max_function.__doc__ = as_function(_MAX.format(**words), name)
    op(f"torch.nn.functional.{name}", f"input: {axes_of}", code="SHP201")(max_function)

    def plain(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, *, axes):
        return pooled(input, axes, count, (kernel_size, stride, padding, dilation), ceil_mode)

    plain.__doc__ = as_function(_PLAIN.format(**words), name)
    op(f"torch.{name}", f"input: {axes_of}", code="SHP201")(plain)

    def found(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False, *, axes):
        return pooled(input, axes, count, (kernel_size, stride, padding, dilation), ceil_mode, True)

    found.__doc__ = as_function(_FOUND.format(**words), f"{name}_with_indices")
    op(f"torch.nn.functional.{name}_with_indices", f"input: {axes_of}", code="SHP201")(found)


for _count in (1, 2, 3):
    _declare(_count)


@op("torch.max_pool1d_with_indices", "input: N? C L", code="SHP201")
def max_pool1d_with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, *, axes):
    """The greatest value of every window over the last axis, and where it stands.

    >>> torch.max_pool1d_with_indices([2, 3, 10], 3, 2)
    ((2, 3, 4), (2, 3, 4))
    >>> torch.max_pool1d_with_indices([3, 10], (3,), stride=2, padding=1, dilation=1, ceil_mode=True)
    ((3, 6), (3, 6))
    >>> torch.max_pool1d_with_indices([10], 3)
    SHP101
    """
    return pooled(input, axes, 1, (kernel_size, stride, padding, dilation), ceil_mode, True)
