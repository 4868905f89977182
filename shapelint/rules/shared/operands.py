"""Reading the arguments of a rule, any of which may be unknown."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Tensor, Value, is_soft, items_of, shape_of, standing
from shapelint.sizes import Dim, Shape, Size, equal, maximum

MOST_PARTS: Final = 256  # that a tensor is cut into, and that are kept one by one


def measured(x: Value) -> Shape:
    """The shape of an operand; a `Shape` stands for itself."""
    return x if isinstance(x, Shape) else shape_of(x)


def culprit(*operands: Value) -> Tensor | None:
    """The first operand that is a tensor: the one a message tells about."""
    return next((operand for operand in operands if isinstance(operand, Tensor)), None)


def called(operand: Value, otherwise: str) -> str:
    """What the program calls an operand, for a suggestion that can be typed."""
    named = operand.flow.name if isinstance(operand, Tensor) and operand.flow is not None else None
    return named or otherwise


def is_int(value: Value) -> bool:
    """Whether it is a plain number that can name an axis or count something; a bool is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def number_in(value: Value) -> Value:
    """The one number that a tensor holds, where it is known; anything else as it is."""
    held = value.content if isinstance(value, Tensor) and value.shape == Shape(()) else None
    return held if isinstance(held, int | float | Dim) else value


def size_in(value: Value) -> Size:
    """A size as an argument: UNKNOWN for whatever is none, the content of a tensor that holds one size."""
    if isinstance(value, Tensor):
        value = value.content
    return value if isinstance(value, int | Dim) else UNKNOWN


def counted(x: Value, least: Value) -> Size:
    """How many counts there are of the whole numbers of an array: one more than the greatest, and so many at least."""
    even = standing(x) if isinstance(x, Tensor) else None
    if even is not None:
        return maximum(even.most + 1, least) if isinstance(least, int | Dim) else UNKNOWN
    most = x.numbers.most if isinstance(x, Tensor) and x.numbers is not None else None
    enough = isinstance(most, int) and isinstance(least, int) and most < least
    return least if enough else UNKNOWN


def along(input: Value, dim: Value) -> Size:
    """The size of the axis that is gone through, of all axes where none is named."""
    shape = shape_of(input)
    if dim is None:
        return shape.numel()
    return shape.axis(dim) if is_int(dim) and shape.rank and shape.has_axis(dim) else UNKNOWN


def optional_size(value: Value) -> Size | None:
    """A size that may be left out: None stays None, and what may turn out to be None is UNKNOWN."""
    return None if value is None else UNKNOWN if is_soft(value) else size_in(value)


def per_axis(value: Value, count: int) -> tuple[Size, ...]:
    """One size per axis from an argument that is one number for all, or a row of them.

    >>> per_axis(3, 2), per_axis((1, 2), 2), per_axis(UNKNOWN, 2)
    ((3, 3), (1, 2), (?, ?))
    """
    if isinstance(value, int | Dim) and not is_soft(value):
        return (value,) * count
    items = items_of(value)
    if items is not None and len(items) == 1:
        items = items * count
    if items is None or len(items) != count:
        return (UNKNOWN,) * count
    return tuple(size_in(item) for item in items)


def require_scalar(what: str, name: str, value: Value) -> None:
    """A value must be a number, or a tensor without axes.

    what: the function; name: of its parameter.  Raises Mismatch SHP101.
    """
    if isinstance(value, Tensor) and value.shape.dims:
        raise Mismatch(
            "SHP101",
            "{what} expects `{name}` without axes, gets {found}",
            operand=value,
            what=what,
            name=name,
            found=value.shape,
        )


def require_axes(what: str, x: Value, code: str = "SHP101") -> None:
    """`what` is something that a scalar does not have.

    Raises Mismatch with that code.
    """
    if measured(x) == Shape(()):
        raise Mismatch(code, "a scalar has no {what}: it has no axes", operand=culprit(x), what=what)


def require_number(what: str, value: Value, help: Fix | str | None = None) -> None:
    """A tensor must hold exactly one value.

    what: the beginning of the sentence, "item()".  Raises Mismatch SHP709.
    """
    if isinstance(value, Tensor) and equal(value.shape.numel(), 1) is False:
        raise Mismatch(
            "SHP709",
            "{what} expects one value, gets {count} in {shape}",
            operand=value,
            help=help,
            what=what,
            count=value.shape.numel(),
            shape=value.shape,
        )


def picked(items: tuple[Value, ...], index: Value, what: str) -> Value:
    """The item of a row of objects (`what` names it) at an index; UNKNOWN where the index is not known.

    Raises Mismatch SHP506 where the row certainly has no such item.
    """
    if not isinstance(index, int):
        return UNKNOWN
    if -len(items) <= index < len(items):
        return items[index]
    raise Mismatch(
        "SHP506",
        "index {index} is out of range: {what} has {count}",
        help=f"from {-len(items)} to {len(items) - 1}" if items else None,
        index=index,
        what=what,
        count=len(items),
    )


def axes_in(axis: Value) -> tuple[int, ...] | None:
    """An `axis` or `dim` argument as a row of ints; None where it is not known."""
    if is_int(axis):
        return (axis,)
    items = items_of(axis)
    return items if items is not None and all(is_int(item) for item in items) else None
