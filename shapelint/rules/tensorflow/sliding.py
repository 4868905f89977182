"""Windows that slide over the spatial axes of a tensor, as TensorFlow's functions name and count them."""

from __future__ import annotations

from collections.abc import Sequence

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least, require_window
from shapelint.rules.shared.batch import counts_batch
from shapelint.rules.shared.operands import culprit, measured, per_axis
from shapelint.rules.shared.windows import axis_names, named_windows
from shapelint.rules.values import Tensor, Value, items_of
from shapelint.sizes import Size, at_most, window


def channels_first(data_format: Value) -> bool | None:
    """Whether the channels stand before the spatial axes; None where the argument is not known."""
    if data_format is None:
        return False
    return data_format.startswith("NC") if isinstance(data_format, str) else None


def spatial(value: Value, count: int, first: bool, what: str) -> Value:
    """Strides, window sizes or dilations for the spatial axes, from one, so many, or one for every axis.

    what: the argument's name.  Raises Mismatch SHP707 where there are neither, or where one is less than 1.
    """
    items = items_of(value)
    if items is not None and len(items) == count + 2:
        value = items = items[2:] if first else items[1:-1]
    if items is not None and len(items) not in (1, count):
        raise Mismatch(
            "SHP707",
            "{what} holds {found} numbers, expected {one}, {count} or {all}",
            what=what,
            found=len(items),
            one=1,
            count=count,
            all=count + 2,
        )
    require_at_least(1, what, value)
    return 1 if value is None else value


def slid(
    sizes: Sequence[Size],
    kernel: Value,
    strides: Value,
    padding: Value,
    dilation: Value,
    operand: Value,
    machine: Machine,
) -> tuple[Size, ...]:
    """The places at which windows can stand, per axis, with padding by name.

    A graph refuses a window that does not fit.  Without one, TensorFlow rounds towards zero: where it counts no place
    instead of less than none, the result is empty, which is reported as SHP508.  Raises Mismatch SHP503.
    """
    valid = isinstance(padding, str) and padding.lower() == "valid"
    if not valid or _in_graph(operand):
        return named_windows(sizes, kernel, strides, padding, dilation, operand=culprit(operand))
    count = len(sizes)
    rows = zip(
        axis_names(count),
        sizes,
        per_axis(kernel, count),
        per_axis(strides, count),
        per_axis(dilation, count),
        strict=True,
    )
    return tuple(_places(*row, operand, machine) for row in rows)


def _places(name: str, n: Size, k: Size, step: Size, hole: Size, operand: Value, machine: Machine) -> Size:
    extent = hole * (k - 1) + 1
    if at_most(extent, n) is not False:
        return window(n, k, step, 0, hole)
    if at_most(n - extent + 2 * step, 0) is True:
        require_window(extent, n, name, operand=culprit(operand))
    machine.report(
        Mismatch(
            "SHP508",
            "a window of {extent} does not fit on axis `{name}`, which has {size}: the result is empty",
            operand=culprit(operand),
            extent=extent,
            name=name,
            size=n,
        )
    )
    return 0


def _in_graph(operand: Value) -> bool:
    """Whether a value is a symbol of a graph, which knows the sizes before it is run."""
    if isinstance(operand, Tensor) and operand.family == "keras":
        return True
    return any(counts_batch(size) for size in measured(operand).dims)
