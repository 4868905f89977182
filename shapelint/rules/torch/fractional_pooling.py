"""Pools over windows that stand at random, as many as asked for: layers and functions."""

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
from shapelint.rules.torch.resampling import scaled
from shapelint.rules.values import UNKNOWN, Value, is_soft, items_of
from shapelint.sizes import Size, at_most

_DOC: Final = """The greatest value of windows that stand at random.

    >>> @({batch}; 2, 4)
    {fours}
    >>> @({sample}; {kernel}, output_size={row})
    {uneven}
    >>> @({batch}; 2, output_ratio={ratios}, return_indices=True)
    ({halves}, {halves})
    >>> @({batch}; 2, 12)
    SHP503
    >>> @({batch}; 2)
    SHP706
    >>> @({batch}; 2, {long})
    SHP706
    >>> @({flat}; 2, 4)
    SHP101
    """
_FOUND: Final = """The greatest value of windows that stand at random, and where it stands.

    >>> @({batch}; 2, 4)
    ({fours}, {fours})
    >>> @({sample}; {kernel}, {row})
    ({uneven}, {uneven})
    >>> @({batch}; 2, None, {ratios})
    ({halves}, {halves})
    >>> @({batch}; 2, 12)
    SHP503
    """


def _words(count: int) -> dict[str, object]:
    """What the examples say for so many axes."""
    sizes, row = (10, 12, 8)[:count], (5, 7, 3)[:count]
    return {
        "batch": [2, 3, *sizes],
        "sample": [3, *sizes],
        "flat": [4] * count,
        "kernel": (2, 3, 4)[:count],
        "row": row,
        "long": (*row, 2),
        "ratios": (0.5,) * count,
        "fours": (2, 3, *[4] * count),
        "uneven": (3, *row),
        "halves": (2, 3, *(size // 2 for size in sizes)),
    }


def _check_choice(output_size, output_ratio):
    """A layer is made with a size or with a ratio."""
    undecided = any(value is UNKNOWN or is_soft(value) for value in (output_size, output_ratio))
    if not undecided and (output_size is None) == (output_ratio is None):
        raise Mismatch(
            "SHP706",
            "a fractional pool takes one of output_size and output_ratio, gets {which}",
            which="neither" if output_size is None else "both",
        )


def _fractional(
    input: Value,
    axes: Mapping[str, Value],
    window: tuple[Value, Value, Value],
    return_indices: Value,
    count: int,
) -> Value:
    """The output of the pool; window: kernel, and the sizes or the ratios asked for.

    Raises Mismatch SHP706 or SHP707 for arguments that cannot be, SHP503 where so many windows do not fit.
    """
    kernel, output_size, ratio = window
    names = axis_names(count)
    kernels = numbers("kernel_size", kernel, count, single=False)
    sizes = tuple(axes[name] for name in names)
    if output_size is None:
        wanted = _shares(sizes, ratio)
    else:
        wanted = numbers("output_size", output_size, count, least=0, single=False)
    spare = count - 2  # over three axes a window needs one place more
    for name, size, each, extent in zip(names, sizes, wanted, kernels, strict=True):
        if at_most(each + extent - 1 + spare, size) is False:
            raise Mismatch(
                "SHP503",
                "{count} windows of {extent} do not fit on axis `{name}`, which has {size}",
                operand=culprit(input),
                count=each,
                extent=extent,
                name=name,
                size=size,
            )
    return given(shaped(axes, count, wanted), return_indices)


def _shares(sizes: tuple[Size, ...], ratio: Value) -> tuple[Size, ...]:
    """The sizes that a ratio of each size is."""
    if ratio is None:
        raise Mismatch("SHP706", "a fractional pool takes one of output_size and output_ratio, gets neither")
    factors = (ratio,) * len(sizes) if isinstance(ratio, float) else items_of(ratio)
    if factors is None or len(factors) != len(sizes):
        return (UNKNOWN,) * len(sizes)
    return tuple(scaled(size, factor) for size, factor in zip(sizes, factors, strict=True))


def _declare(count: int) -> None:
    words = _words(count)
    axes_of = f"N? C {' '.join(axis_names(count))}"

    def pool_layer(
        kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None, *, input, axes
    ):
        return _fractional(input, axes, (kernel_size, output_size, output_ratio), return_indices, count)

    name = f"FractionalMaxPool{count}d"
    pool_layer.__doc__ = as_layer(_DOC.format(**words), name)
    least = {"kernel_size": 1} if count == 3 else {}
    layer(f"torch.nn.{name}", axes_of, least=least)(pool_layer).construction(_check_choice)

    def pool(
        input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None, *, axes
    ):
        return _fractional(input, axes, (kernel_size, output_size, output_ratio), return_indices, count)

    name = f"fractional_max_pool{count}d"
    pool.__doc__ = as_function(_DOC.format(**words), name)
    op(f"torch.nn.functional.{name}", f"input: {axes_of}", code="SHP201")(pool)

    def found(
        input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None, *, axes
    ):
        return _fractional(input, axes, (kernel_size, output_size, output_ratio), True, count)

    found.__doc__ = as_function(_FOUND.format(**words), f"{name}_with_indices")
    op(f"torch.nn.functional.{name}_with_indices", f"input: {axes_of}", code="SHP201")(found)


for _count in (2, 3):
    _declare(_count)
