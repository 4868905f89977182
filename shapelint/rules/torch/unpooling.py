"""Maxima put back to where they were found."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, per_axis, size_in
from shapelint.rules.shared.windows import unwindowed
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.torch.per_axis import spread
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal, less


def unpooled(input: Value, indices: Value, window: tuple[Value, Value, Value], output_size: Value, count: int) -> Shape:
    """The shape before a pool over the last `count` axes; window: kernel, stride (None: the kernel), padding.

    Raises Mismatch SHP101 for ranks, SHP301 for indices of another shape, SHP501 for an output size
    that the pool cannot have come from.
    """
    name = f"MaxUnpool{count}d"
    shape = check_rank(name, input, (count + 1, count + 2), "channels and what was pooled, perhaps a batch")
    other = shape_of(indices)
    _check_indices(name, indices, shape, other)
    kernel, stride, padding = window
    steps = per_axis(kernel if stride is None else stride, count)
    told = unwindowed(shape.tail(count), kernel, steps, padding)
    head = shape.dims[:-count]
    if output_size is None:
        return Shape((*head, *told), shape.open)
    items = items_of(output_size)
    if items is None or len(items) < count:
        return Shape((*head, *(UNKNOWN,) * count), shape.open)
    wanted = tuple(map(size_in, items[-count:]))
    for size, want, step in zip(told, wanted, steps, strict=True):
        _check_size(name, input, size, want, step)
    return Shape((*head, *wanted), shape.open)


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


def _check_size(name: str, input: Value, size: Size, want: Size, step: Size) -> None:
    if less(size - step, want) is False or less(want, size + step) is False:
        raise Mismatch(
            "SHP501",
            "{name} gives about {size}, output_size asks for {want}",
            operand=culprit(input),
            name=name,
            size=size,
            want=want,
        )


def _declare(count: int) -> None:
    small, large = [2, 3, *[4] * count], (2, 3, *[8] * count)
    odd = (9,) * count
    examples = f"""
    >>> {{call}}
    {large}
    >>> {{sized}}
    {(2, 3, *odd)}
    >>> {{wrong}}
    SHP301
    """

    def of_layer(kernel_size, stride=None, padding=0, *, input, indices, output_size):
        return unpooled(input, indices, (kernel_size, stride, padding), output_size, count)

    made = f"MaxUnpool{count}d(2)"
    of_layer.__doc__ = "Put maxima back to where they were found, and zeros elsewhere.\n" + examples.format(
        call=f"{made}({small}, ints{small})",
        sized=f"{made}({small}, ints{small}, {odd})",
        wrong=f"{made}({small}, ints{[3, *small[1:]]})",
    )
    layer(
        f"torch.nn.MaxUnpool{count}d",
        call="input, indices, output_size=None",
        adjust=spread(count, "kernel_size", "padding"),
    )(of_layer)

    def function(input, indices, kernel_size, stride=None, padding=0, output_size=None):
        return unpooled(input, indices, (kernel_size, stride, padding), output_size, count)

    name = f"max_unpool{count}d"
    function.__doc__ = "Put maxima back to where they were found, and zeros elsewhere.\n" + examples.format(
        call=f"{name}({small}, ints{small}, 2)",
        sized=f"{name}({small}, ints{small}, 2, output_size={odd})",
        wrong=f"{name}({small}, ints{[3, *small[1:]]}, 2)",
    )
    op(f"torch.nn.functional.{name}")(function)


for _count in (1, 2, 3):
    _declare(_count)
