"""New tensors."""

from __future__ import annotations

import math
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, ceil_div, less

_MOST_CONTENT: Final = 64


def of_sizes(sizes: Value, dtype: Value = None, default: str | None = "float") -> Tensor:
    """A tensor of the sizes asked for."""
    wanted = target_sizes(sizes)
    return Tensor(UNKNOWN_SHAPE if wanted is None else Shape(wanted), "torch", dtype_kind(dtype, default))


def _sized(name: str, does: str) -> None:
    def body(
        *args, size=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
        generator=None, names=None, memory_format=None,
    ):  # fmt: skip
        return of_sizes(row(args, size), dtype)

    body.__doc__ = f"""Make a tensor of {does}.

    >>> {name}(2, 3)
    (2, 3)
    >>> {name}((2, 3))
    (2, 3)
    >>> {name}(4)
    (4,)
    """
    op(f"torch.{name}")(body)


for _name, _does in (
    ("zeros", "zeros"),
    ("ones", "ones"),
    ("empty", "whatever the memory holds"),
    ("rand", "draws between 0 and 1"),
    ("randn", "draws from the normal distribution"),
):
    _sized(_name, _does)


@op("torch.full")
def full(size, fill_value, *, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False):
    """Make a tensor of one value.

    >>> full((2, 3), 0.5)
    (2, 3)
    """
    return of_sizes(row((size,)), dtype, number_kind(fill_value))


def _like(name: str, does: str, signature: str, example: str) -> None:
    declare(
        f"torch.{name}",
        signature,
        _as_like,
        f"Make a tensor of {does} with the shape of another.\n\n>>> @([2, 3]{example})\n(2, 3)",
    )


def _as_like(input: Value, dtype: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", dtype_kind(dtype, input.dtype if isinstance(input, Tensor) else None))


_REST: Final = "dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False"
_like("zeros_like", "zeros", f"input, *, {_REST}", "")
_like("ones_like", "ones", f"input, *, {_REST}", "")
_like("empty_like", "whatever the memory holds", f"input, *, {_REST}", "")
_like("rand_like", "draws between 0 and 1", f"input, *, generator=None, {_REST}", "")
_like("randn_like", "draws from the normal distribution", f"input, *, generator=None, {_REST}", "")
_like("full_like", "one value", f"input, fill_value, *, {_REST}", ", 0.5")
_like("randint_like", "whole numbers by chance", f"input, *args, low=0, high=None, {_REST}", ", 10")


@op("torch.arange")
def arange(
    start,
    end=None,
    step=1,
    *,
    out=None,
    dtype=None,
    layout=None,
    device=None,
    requires_grad=False,
    pin_memory=False,
):
    """Count from one number to below another.

    >>> torch.arange(5)
    (5,)
    >>> torch.arange(2, 10, 3)
    (3,)
    >>> torch.arange(0, 1, 0.25)
    (4,)
    """
    first, last = (0, start) if end is None else (start, end)
    return _counted(_number(first), _number(last), _number(step), dtype)


def _number(value: Value) -> Value:
    return value.content if isinstance(value, Tensor) and value.content is not None else value


def _counted(start: Value, stop: Value, step: Value, dtype: Value) -> Tensor:
    kind = dtype_kind(dtype, _counting_kind(start, stop, step))
    if all(isinstance(end, int | Dim) for end in (start, stop)) and isinstance(step, int | Dim):
        count: Size = UNKNOWN
        if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step:
            places = range(start, stop, step)
            content = tuple(places) if len(places) <= _MOST_CONTENT and kind == "int" else None
            return Tensor(Shape((len(places),)), "torch", kind, content)
        if less(0, step) is True:
            count = ceil_div(stop - start, step)
        return Tensor(Shape((count if less(count, 0) is False else UNKNOWN,)), "torch", kind)
    if all(isinstance(end, int | float) and math.isfinite(end) for end in (start, stop, step)) and step:
        return Tensor(Shape((max(math.ceil((stop - start) / step), 0),)), "torch", kind)
    return Tensor(Shape((UNKNOWN,)), "torch", kind)


def _counting_kind(*ends: Value) -> str | None:
    kinds = {number_kind(end) for end in ends}
    return "float" if "float" in kinds else None if None in kinds else "int"


def _spaced(name: str, signature: str) -> None:
    declare(
        f"torch.{name}",
        f"start, end, steps, {signature}*, out=None, dtype=None, layout=None, device=None, requires_grad=False",
        lambda steps, dtype: of_sizes((size_in(steps),), dtype),
        "Make evenly spaced numbers.\n\n>>> @(0, 1, 5)\n(5,)\n>>> @(0, 1, steps=3)\n(3,)",
    )


_spaced("linspace", "")
_spaced("logspace", "base=10.0, ")


@op("torch.eye")
def eye(n, m=None, *, out=None, dtype=None, layout=None, device=None, requires_grad=False):
    """Make a matrix with ones on its diagonal.

    >>> eye(3)
    (3, 3)
    >>> eye(3, 4)
    (3, 4)
    """
    return of_sizes((size_in(n), size_in(n if m is None else m)), dtype)


@op("torch.tensor")
def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Make a tensor of numbers, or of nested lists of them.

    >>> torch.tensor(3.0)
    ()
    >>> torch.tensor((1, 2, 3))
    (3,)
    >>> torch.tensor(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> torch.tensor(())
    (0,)
    """
    return of_data(data, dtype)


def of_data(data: Value, dtype: Value = None) -> Tensor:
    """A tensor of the given numbers; a row of sizes or a single one is remembered."""
    kind = dtype_kind(dtype, number_kind(data) if not isinstance(data, Instance) else None)
    shape = shape_of(data)
    if data == () or (isinstance(data, ListValue) and data.items == ()):
        return Tensor(Shape((0,)), "torch", dtype_kind(dtype, "float"))
    return Tensor(shape, "torch", kind, _content(data))


def _content(data: Value) -> Value:
    if isinstance(data, Tensor):
        return data.content
    if isinstance(data, int | Dim) and not isinstance(data, bool):
        return data
    items = items_of(data) if isinstance(data, tuple | ListValue) else None
    if items and len(items) <= _MOST_CONTENT and all(is_int(item) or isinstance(item, Dim) for item in items):
        return items
    return None


@op(("torch.as_tensor", "torch.asarray"))
def as_tensor(data, dtype=None, device=None, **kwargs):
    """Make a tensor of an array, a tensor, numbers, or nested lists of them.

    >>> torch.as_tensor([2, 3])
    (2, 3)
    >>> torch.as_tensor((1, 2))
    (2,)
    """
    return of_data(data, dtype)


@op("torch.from_numpy")
def from_numpy(ndarray):
    """Make a tensor of an array.

    >>> torch.from_numpy(np.zeros((2, 3)))
    (2, 3)
    """
    return of_data(ndarray)


@op(("torch.nn.Parameter", "torch.nn.Buffer", "torch.autograd.Variable"))
def Parameter(data=None, requires_grad=True, persistent=True, volatile=False):
    """Mark a tensor as one that is learnt.

    >>> Parameter([2, 3])
    (2, 3)
    """
    return Tensor(shape_of(data), "torch", data.dtype if isinstance(data, Tensor) else "float")


def _typed(name: str, kind: str | None) -> None:
    def body(*args, device=None):
        if len(args) == 1 and not isinstance(args[0], int | Dim | Shape):
            return of_data(args[0]) if kind is None else Tensor(of_data(args[0]).shape, "torch", kind)
        made = of_sizes(row(args))
        return Tensor(made.shape if args else Shape((0,)), "torch", kind)

    body.__doc__ = f"""Make a tensor of the sizes, or of the numbers in a row.

    >>> torch.{name}(2, 3)
    (2, 3)
    >>> torch.{name}((1, 2, 3))
    (3,)
    >>> torch.{name}()
    (0,)
    """
    op(f"torch.{name}")(body)


for _name, _kind in (
    ("FloatTensor", "float"),
    ("DoubleTensor", "float"),
    ("HalfTensor", "float"),
    ("LongTensor", "int"),
    ("IntTensor", "int"),
    ("ByteTensor", "int"),
    ("BoolTensor", "bool"),
    ("Tensor", "float"),
):
    _typed(_name, _kind)


def _new(name: str, does: str) -> None:
    def body(input, *args, size=None, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
        return of_sizes(row(args, size), dtype, input.dtype if isinstance(input, Tensor) else None)

    body.__doc__ = f"""Make a tensor of {does}, of the same kind of number.

    >>> [5].{name}(2, 3)
    (2, 3)
    >>> [5].{name}((2, 3))
    (2, 3)
    """
    op(f"torch.Tensor.{name}")(body)


_new("new_zeros", "zeros")
_new("new_ones", "ones")
_new("new_empty", "whatever the memory holds")


@op("torch.Tensor.new_full")
def new_full(input, size, fill_value, *, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
    """Make a tensor of one value, of the same kind of number.

    >>> [5].new_full((2, 3), 0.5)
    (2, 3)
    """
    return of_sizes(row((size,)), dtype, input.dtype if isinstance(input, Tensor) else None)


@op("torch.Tensor.new_tensor")
def new_tensor(input, data, *, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
    """Make a tensor of numbers, of the same kind.

    >>> [5].new_tensor((1, 2))
    (2,)
    """
    return of_data(data, dtype)
