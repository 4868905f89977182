"""Pools that leave as many places as asked for, as layers and as functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.windows import axis_names
from shapelint.rules.torch.families import as_function, as_layer
from shapelint.rules.torch.per_axis import numbers
from shapelint.rules.torch.pooled import given, shaped
from shapelint.rules.values import Value, items_of, shape_of
from shapelint.sizes import Size, equal

_MEAN: Final = """The mean of as many windows as asked for over the last {axes}.

    >>> @({batch}; 1)
    {ones}
    >>> @({batch}; {row})
    {uneven}
    >>> @({sample}; 4)
    {fours}
    >>> @({batch}; -1)
    SHP707
    >>> @({batch}; {long})
    SHP706
    >>> @([3]; 2)
    SHP101
    """
_MORE_MEANS: Final = """
    >>> @({batch}; {kept})
    {kept_too}
    >>> @({large}; 1)
    {large_ones}
    >>> @({large}; 2)
    SHP101
    """
_MAX: Final = """The greatest value of as many windows as asked for over the last {axes}.

    >>> @({batch}; 1)
    {ones}
    >>> @({sample}; 4, return_indices=True)
    ({fours}, {fours})
    >>> @({batch}; {row}, False)
    {uneven}
    >>> @({batch}; -1)
    SHP707
    >>> @([3]; 1)
    SHP101
    """
_FOUND: Final = """The greatest value of as many windows as asked for over the last {axes}, and where it stands.

    >>> @({batch}; {row})
    ({uneven}, {uneven})
    >>> @({sample}; 4)
    ({fours}, {fours})
    >>> @({batch}; {long})
    SHP706
    >>> @([3]; 1)
    SHP101
    """


def _words(count: int) -> dict[str, object]:
    """What the examples say for so many axes."""
    sizes, row = (10, 12, 8)[:count], (5, 7, 3)[:count]
    return {
        "axes": {1: "axis", 2: "two axes", 3: "three axes"}[count],
        "batch": [2, 3, *sizes],
        "sample": [3, *sizes],
        "large": [2, 3, 4, *sizes],
        "row": row,
        "long": (*row, 2),
        "ones": (2, 3, *[1] * count),
        "large_ones": (2, 3, 4, *[1] * count),
        "uneven": (2, 3, *row),
        "fours": (3, *[4] * count),
        "kept": (None, *row[1:]),
        "kept_too": (2, 3, sizes[0], *row[1:]),
    }


def _wanted(axes: Mapping[str, Value], count: int, output_size: Value) -> tuple[Size, ...]:
    """The sizes asked for; None leaves an axis as it is.

    Raises Mismatch SHP706 or SHP707.
    """
    asked = numbers("output_size", output_size, count, least=0, single=False)
    items = items_of(output_size) or (output_size,) * count
    names = axis_names(count)
    return tuple(
        axes[name] if item is None and output_size is not None else size
        for name, item, size in zip(names, items, asked, strict=True)
    )


def _check_rank(name: str, input: Value, count: int, single: bool) -> None:
    """A mean over all of the last axes, which is a single place, takes any axes before them; others take one or two.

    Raises Mismatch SHP101.
    """
    shape = shape_of(input)
    before = len(shape.dims) - count
    if before in (1, 2) or (single and before >= 0) or (shape.open and (single or before < 1)):
        return
    raise Mismatch(
        "SHP101",
        "{name} expects {low} or {high} axes, gets {shape}",
        operand=culprit(input),
        name=name,
        low=count + 1,
        high=count + 2,
        shape=shape,
    )


def _declare_means(count: int) -> None:
    words, places = _words(count), axis_names(count)
    after = tuple(f"{name}2" for name in places)
    shapes = f"*N {' '.join(places)} -> *N {' '.join(after)}"
    told = (_MEAN if count == 1 else _MEAN.rstrip() + _MORE_MEANS).format(**words)

    def mean(name, input, axes, output_size):
        wanted = _wanted(axes, count, output_size)
        ones = count > 1 and all(equal(size, 1) is not False for size in wanted)
        alone = items_of(output_size) is None  # a row of sizes needs an axis before those that it names
        _check_rank(name, input, count, ones and (alone or len(shape_of(input).dims) != count))
        return dict(zip(after, wanted, strict=True))

    name = f"AdaptiveAvgPool{count}d"

    def mean_layer(output_size, *, input, axes):
        return mean(f"AdaptiveAvgPool{count}d", input, axes, output_size)

    mean_layer.__doc__ = as_layer(told, name)
    layer(f"torch.nn.{name}", shapes)(mean_layer)
    function = f"adaptive_avg_pool{count}d"

    def mean_function(input, output_size, *, axes):
        return mean(function, input, axes, output_size)

    mean_function.__doc__ = as_function(told, function)
    names = (f"torch.nn.functional.{function}", *((f"torch.{function}",) if count == 1 else ()))
    op(names, f"input: {shapes}", code="SHP201")(mean_function)


def _declare_maxima(count: int) -> None:
    words = _words(count)
    axes_of = f"N? C {' '.join(axis_names(count))}"

    def greatest(axes, output_size, return_indices):
        return given(shaped(axes, count, _wanted(axes, count, output_size)), return_indices)

    def max_layer(output_size, return_indices=False, *, input, axes):
        return greatest(axes, output_size, return_indices)

    name = f"AdaptiveMaxPool{count}d"
    max_layer.__doc__ = as_layer(_MAX.format(**words), name)
    layer(f"torch.nn.{name}", axes_of)(max_layer)

    def max_function(input, output_size, return_indices=False, *, axes):
        return greatest(axes, output_size, return_indices)

    name = f"adaptive_max_pool{count}d"
    max_function.__doc__ = as_function(_MAX.format(**words), name)
    op(f"torch.nn.functional.{name}", f"input: {axes_of}", code="SHP201")(max_function)

    def max_found(input, output_size, return_indices=False, *, axes):
        return greatest(axes, output_size, True)

    max_found.__doc__ = as_function(_FOUND.format(**words), f"{name}_with_indices")
    op(f"torch.nn.functional.{name}_with_indices", f"input: {axes_of}", code="SHP201")(max_found)


for _count in (1, 2, 3):
    _declare_means(_count)
    _declare_maxima(_count)


@op("torch.adaptive_max_pool1d", "input: N? C L", code="SHP201")
def adaptive_max_pool1d(input, output_size, *, axes):
    """The greatest value of as many windows as asked for over the last axis, and where it stands.

    >>> torch.adaptive_max_pool1d([2, 3, 10], 4)
    ((2, 3, 4), (2, 3, 4))
    >>> torch.adaptive_max_pool1d([3, 10], (5,))
    ((3, 5), (3, 5))
    >>> torch.adaptive_max_pool1d([3, 10], (5, 5))
    SHP706
    """
    return given(shaped(axes, 1, _wanted(axes, 1, output_size)), True)
