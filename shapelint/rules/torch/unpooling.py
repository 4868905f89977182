"""Maxima put back to where they were found."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.shared.windows import axis_names, unwindowed
from shapelint.rules.torch.families import as_function, as_layer
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import numbers, spread
from shapelint.rules.values import UNKNOWN, Value, is_soft, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, equal, less

_STRICT: Final = 3  # over so many axes strides and paddings are looked at more closely
_DOC: Final = """Put maxima back to where they were found, and zeros elsewhere.

    >>> @({batch}, ints{batch}; 2)
    {doubled}
    >>> @({sample}, ints{sample}; {kernel}, {strides}, padding=1)
    {uneven}
    >>> {asked}
    {odd}
    >>> {too_far}
    SHP707
    >>> @({batch}, ints{other}; 2)
    SHP301
    >>> @({flat}, ints{flat}; 2)
    SHP101
    >>> @({batch}, ints{batch}; {long})
    SHP706
    """


def unpooled(input: Value, indices: Value, window: tuple[Value, Value, Value], output_size: Value, count: int) -> Shape:
    """The shape before a pool over the last `count` axes; window: kernel, stride (None: the kernel), padding.

    Raises Mismatch SHP101 for ranks, SHP301 for indices of another shape, SHP706 or SHP707 for arguments that no pool
    can have, or sizes that it cannot have come from.
    """
    name = f"MaxUnpool{count}d"
    shape = check_rank(name, input, (count + 1, count + 2), "channels and what was pooled, perhaps a batch")
    other = shape_of(indices)
    _check_indices(name, indices, shape, other)
    kernel, stride, padding = window
    kernels = numbers("kernel_size", kernel, count, single=False)
    steps = kernels if stride is None else _leading("stride", stride, count)
    if count >= _STRICT:
        require_at_least(1, "stride", steps)
    told = unwindowed(shape.tail(count), kernels, steps, _leading("padding", padding, count))
    sizes = told if output_size is None else _asked_for(input, told, steps, output_size, name)
    for axis, size in zip(axis_names(count), sizes, strict=True):
        require_at_least(0, f"the output's {axis}", size)
    return Shape((*shape.dims[:-count], *sizes), shape.open)


def _leading(name: str, value: Value, count: int) -> tuple[Size, ...]:
    """One number per axis; over one or two axes the first ones of a row that is too long count.

    Raises Mismatch SHP706 for a row of another length.
    """
    items = None if isinstance(value, int | Dim) and not is_soft(value) else items_of(value)
    return numbers(name, items[:count] if items is not None and count < _STRICT else value, count, single=False)


def _asked_for(
    input: Value, told: tuple[Size, ...], steps: tuple[Size, ...], wanted: Value, name: str
) -> tuple[Size, ...]:
    """The sizes that `output_size` asks for, each nearer than a stride to the one that is told.

    Raises Mismatch SHP706 for another number of sizes, SHP707 for a size that cannot be.
    """
    count, items = len(told), items_of(wanted)
    if items is None:
        return (UNKNOWN,) * count
    if len(items) not in (count, count + 2):
        raise Mismatch(
            "SHP706",
            "output_size has {found} numbers, expected {count} or {more}",
            operand=culprit(input),
            found=len(items),
            count=count,
            more=count + 2,
        )
    sizes = tuple(map(size_in, items[-count:]))
    for size, want, step in zip(told, sizes, steps, strict=True):
        if less(size - step, want) is False or less(want, size + step) is False:
            raise Mismatch(
                "SHP707",
                "{name} gives about {size}, output_size asks for {want}",
                operand=culprit(input),
                name=name,
                size=size,
                want=want,
            )
    return sizes


def _check_indices(name: str, indices: Value, shape: Shape, other: Shape) -> None:
    if shape.open or other.open:
        return
    if len(shape.dims) != len(other.dims) or any(
        equal(a, b) is False for a, b in zip(shape.dims, other.dims, strict=True)
    ):
        raise Mismatch(
            "SHP301",
            "{name} needs indices of the input's shape {shape}, gets {other}",
            operand=culprit(indices),
            name=name,
            shape=shape,
            other=other,
        )


def _declare(count: int) -> None:
    batch, odd, far = [2, 3, *[4] * count], (9,) * count, (10,) * count
    words = {
        "batch": batch,
        "sample": [3, *(4, 5, 6)[:count]],
        "other": [3, *batch[1:]],
        "flat": [4] * count,
        "kernel": (3, 2, 4)[:count],
        "strides": (2, 1, 3)[:count],
        "long": (2,) * (count + 1),
        "doubled": (2, 3, *[8] * count),
        "uneven": (3, *(7, 4, 17)[:count]),
        "odd": (2, 3, *odd),
    }

    def of_layer(kernel_size, stride=None, padding=0, *, input, indices, output_size):
        return unpooled(input, indices, (kernel_size, stride, padding), output_size, count)

    name = f"MaxUnpool{count}d"
    calls = (f"{name}(2)({batch}, ints{batch}, {size})" for size in ((2, 3, *odd), far))
    of_layer.__doc__ = as_layer(_DOC.format(**words, **dict(zip(("asked", "too_far"), calls, strict=True))), name)
    layer(f"torch.nn.{name}", call="input, indices, output_size=None", adjust=spread(count, "kernel_size", "padding"))(
        of_layer
    )

    def function(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        return unpooled(input, indices, (kernel_size, stride, padding), output_size, count)

    name = f"max_unpool{count}d"
    calls = (f"{name}({batch}, ints{batch}, 2, output_size={size})" for size in (odd, far))
    function.__doc__ = as_function(_DOC.format(**words, **dict(zip(("asked", "too_far"), calls, strict=True))), name)
    op(f"torch.nn.functional.{name}")(function)


for _count in (1, 2, 3):
    _declare(_count)
