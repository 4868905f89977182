"""New tensors of numbers that follow a rule: counts, spaced numbers, identities, powers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int, optional_size, require_scalar, size_in
from shapelint.rules.torch.creation import dtype_of, of_sizes
from shapelint.rules.values import UNKNOWN, Tensor, Value, between_ends, is_soft, shape_of
from shapelint.sizes import Dim, Shape, Size, ceil_div, less

_MOST_CONTENT: Final = 64


@op("torch.arange")
def arange(
    start=None, end=None, step=1, *, out=None, dtype=None, layout=None, device=None, requires_grad=False,
    pin_memory=False,
):  # fmt: skip
    """Count from one number to below another.

    >>> torch.arange(5)
    (5,)
    >>> torch.arange(end=5)
    (5,)
    >>> torch.arange(2, 10, 3)
    (3,)
    >>> torch.arange(0, 1, 0.25)
    (4,)
    >>> torch.arange(10, 0, step=-2)
    (5,)
    >>> torch.arange(5, 2)
    SHP707
    >>> torch.arange(2, 5, 0)
    SHP707
    """
    first, last, by = _ends("arange", start, end, step)
    shape = _counted(first, last, by)
    kind = dtype_kind(dtype, _counting_kind(first, last, by))
    if kind == "int" and any(isinstance(value, float) for value in (first, last, by)):
        return Tensor(Shape((UNKNOWN,)), "torch", kind)  # some kinds of whole numbers round the ends first
    made = Tensor(shape, "torch", kind, _content(first, last, by, shape) if kind == "int" else None)
    return made if made.content is not None else between_ends(made, first, last, by)


@op("torch.range")
def range_(start, end, step=1, *, out=None, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Count from one number to another, which is included.

    >>> torch.range(0, 5)
    (6,)
    >>> torch.range(0, 1, 0.25)
    (5,)
    >>> torch.range(5, 0, -2)
    (3,)
    >>> torch.range(5, 2)
    SHP707
    """
    first, last, by = _ends("range", start, end, step)
    return Tensor(_counted(first, last, by, included=True), "torch", dtype_kind(dtype, "float"))


def _ends(what: str, start: Value, end: Value, step: Value) -> tuple[Value, Value, Value]:
    """The numbers to count with.

    Raises Mismatch SHP101 where one has axes, or SHP707 where no number of steps leads from the first to the last.
    """
    ends = (0, end) if start is None else (0, start) if end is None else (start, end)
    for name, value in zip(("start", "end", "step"), (*ends, step), strict=True):
        require_scalar(what, name, value)
    first, last, by = _number(ends[0]), _number(ends[1]), _number(step)
    forward = less(0, by) if isinstance(by, Dim) else by > 0 if isinstance(by, int | float) else None
    if by == 0 or (forward is True and _before(last, first)) or (forward is False and _before(first, last)):
        raise Mismatch(
            "SHP707",
            "{what} cannot count from {start} to {end} in steps of {step}",
            what=what,
            start=first,
            end=last,
            step=by,
        )
    return first, last, by


def _number(value: Value) -> Value:
    if isinstance(value, Tensor):
        value = value.content if value.content is not None else UNKNOWN
    return UNKNOWN if is_soft(value) else value


def _before(one: Value, other: Value) -> bool:
    """Whether one number is certainly less than the other."""
    if isinstance(one, int | Dim) and isinstance(other, int | Dim):
        return less(one, other) is True
    return isinstance(one, int | float) and isinstance(other, int | float) and one < other


def _counted(start: Value, stop: Value, step: Value, included: bool = False) -> Shape:
    ends = (start, stop, step)
    if all(isinstance(end, int | float) for end in ends):
        if not all(map(math.isfinite, ends)):
            return Shape((UNKNOWN,))
        steps = (stop - start) / step
        return Shape((math.floor(steps) + 1 if included else math.ceil(steps),))
    if not all(isinstance(end, int | Dim) for end in ends) or less(0, step) is not True:
        return Shape((UNKNOWN,))
    count: Size = (stop - start) // step + 1 if included else ceil_div(stop - start, step)
    return Shape((count if less(count, 0) is False else UNKNOWN,))


def _content(start: Value, stop: Value, step: Value, shape: Shape) -> Value:
    count = shape.dims[0]
    if not isinstance(count, int) or count > _MOST_CONTENT or not all(map(is_int, (start, stop, step))):
        return None
    return tuple(range(start, stop, step))


def _counting_kind(*ends: Value) -> str | None:
    kinds = {number_kind(end) for end in ends}
    return "float" if "float" in kinds else None if None in kinds else "int"


def _spaced(name: str) -> Callable[..., Tensor]:
    def made(start: Value, end: Value, steps: Value, dtype: Value) -> Tensor:
        require_scalar(name, "start", start)
        require_scalar(name, "end", end)
        return of_sizes((size_in(steps),), dtype)

    return made


for _name, _more in (("linspace", ""), ("logspace", "base=10.0, ")):
    declare(
        f"torch.{_name}",
        f"start, end, steps=None, {_more}*, out=None, dtype=None, layout=None, device=None, requires_grad=False, "
        "pin_memory=False",
        _spaced(_name),
        """Make evenly spaced numbers, or powers of them.

>>> @(0, 1, 5)
(5,)
>>> @(0, 1, steps=3)
(3,)
>>> @([], 1, 4)
(4,)
>>> @(0, 1, -5)
SHP707
>>> @([2], 1, 4)
SHP101
""",
    )


@op("torch.eye", least={"n": 0, "m": 0})
def eye(n, m=None, *, out=None, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Make a matrix with ones on its diagonal.

    >>> eye(3)
    (3, 3)
    >>> eye(3, 4)
    (3, 4)
    >>> eye(3, m=-4)
    SHP707
    """
    rows, columns = size_in(n), optional_size(m)
    return of_sizes((rows, rows if columns is None else columns), dtype)


@op("torch.vander")
def vander(x, N=None, increasing=False):
    """Give the powers of every value in a row.

    >>> vander([3])
    (3, 3)
    >>> vander([3], 5)
    (3, 5)
    >>> vander([3], N=2, increasing=True)
    (3, 2)
    >>> vander([3, 2])
    SHP101
    >>> vander([3], -1)
    SHP707
    """
    shape, count = shape_of(x), optional_size(N)
    if len(shape.dims) > 1 or shape == Shape(()):
        raise Mismatch("SHP101", "vander expects 1 axis, gets {shape}", operand=culprit(x), shape=shape)
    rows = shape.axis(-1)
    made = of_sizes((rows, rows if count is None else count))
    return Tensor(made.shape, "torch", dtype_of(x))
