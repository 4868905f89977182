"""New tensors of given sizes, or with those of another."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, require_scalar
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, equal


def of_sizes(sizes: Value, dtype: Value = None, default: str | None = "float", *, strict: bool = True) -> Tensor:
    """A tensor of the sizes asked for.

    strict: whether what stands beside a 0 is looked at.  Raises Mismatch SHP707 where a size is negative.
    """
    wanted = target_sizes(sizes)
    if strict or not any(equal(each, 0) is True for each in wanted or ()):
        require_at_least(0, "a size", wanted)
    return Tensor(UNKNOWN_SHAPE if wanted is None else Shape(wanted), "torch", dtype_kind(dtype, default))


def dtype_of(input: Value) -> str | None:
    """The kind of number of an operand that is a tensor."""
    return input.dtype if isinstance(input, Tensor) else None


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
    >>> {name}(())
    ()
    >>> {name}(size=(2, 3))
    (2, 3)
    >>> {name}(2, -3)
    SHP707
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
    >>> full((), 1)
    ()
    >>> full(size=(2, 3), fill_value=[])
    (2, 3)
    >>> full((2, -3), 0.5)
    SHP707
    >>> full((2, 3), [2])
    SHP101
    """
    require_scalar("full", "fill_value", fill_value)
    return of_sizes(row((size,)), dtype, number_kind(fill_value))


@op("torch.scalar_tensor")
def scalar_tensor(s, *, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False):
    """Make a tensor without axes.

    >>> scalar_tensor(2.5)
    ()
    """
    return Tensor(Shape(()), "torch", dtype_kind(dtype, "float"))


_LAYOUT: Final = "dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False"


def _strided(size: Value, stride: Value, dtype: Value, input: Value = None) -> Tensor:
    sizes, strides = items_of(size), items_of(stride)
    if sizes is not None and strides is not None and len(sizes) != len(strides):
        raise Mismatch("SHP101", "{sizes} has {found} strides", sizes=sizes, found=len(strides))
    return of_sizes(row((size,)), dtype, "float" if input is None else dtype_of(input))


declare(
    "torch.empty_strided",
    f"size, stride, *, {_LAYOUT}",
    _strided,
    """Make a tensor of whatever the memory holds, so many places apart.

>>> @((2, 3), (3, 1))
(2, 3)
>>> @((2, -3), (3, 1))
SHP707
>>> @((2, 3), (3,))
SHP101
""",
)
declare(
    "torch.Tensor.new_empty_strided",
    f"input, size, stride, {_LAYOUT}",
    _strided,
    """Make a tensor of whatever the memory holds, so many places apart, of the same kind of number.

>>> [5].@((2, 3), (3, 1))
(2, 3)
>>> [5].@((2, 3), (3,))
SHP101
""",
)


@op("torch.empty_permuted")
def empty_permuted(
    size, physical_layout, *, dtype=None, layout=None, device=None, pin_memory=False, requires_grad=False
):
    """Make a tensor of whatever the memory holds, its axes in another order there.

    >>> empty_permuted((2, 3), (1, 0))
    (2, 3)
    >>> empty_permuted((2, 3), (1, 1))
    SHP504
    >>> empty_permuted((2, 3), (0,))
    SHP504
    """
    sizes, order = items_of(size), items_of(physical_layout)
    if sizes is not None and order is not None and all(map(is_int, order)) and sorted(order) != list(range(len(sizes))):
        raise Mismatch("SHP504", "{order} does not name each axis of {sizes} once", order=order, sizes=sizes)
    return of_sizes(row((size,)), dtype)


_LIKE: Final = """Make a tensor of {does} with the shape of another.

>>> @([2, 3]{given})
(2, 3)
>>> @([]{given})
()
"""
_REST: Final = "dtype=None, layout=None, device=None, requires_grad=False, memory_format=None, pin_memory=False"


def _as_like(input: Value, dtype: Value) -> Tensor:
    return Tensor(shape_of(input), "torch", dtype_kind(dtype, dtype_of(input)))


for _name, _does, _before, _given in (
    ("zeros_like", "zeros", "", ""),
    ("ones_like", "ones", "", ""),
    ("empty_like", "whatever the memory holds", "", ""),
    ("rand_like", "draws between 0 and 1", "generator=None, ", ""),
    ("randn_like", "draws from the normal distribution", "generator=None, ", ""),
):
    declare(f"torch.{_name}", f"input, *, {_before}{_REST}", _as_like, _LIKE.format(does=_does, given=_given))
declare(
    "torch.randint_like",
    f"input, *args, low=0, high=None, generator=None, {_REST}",
    _as_like,
    _LIKE.format(does="whole numbers by chance", given=", 10") + ">>> @([2, 3], low=2, high=5)\n(2, 3)\n",
)


@op("torch.full_like")
def full_like(
    input, fill_value, *, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None,
    pin_memory=False,
):  # fmt: skip
    """Make a tensor of one value with the shape of another.

    >>> full_like([2, 3], 0.5)
    (2, 3)
    >>> full_like([2, 3], [])
    (2, 3)
    >>> full_like([2, 3], [3])
    SHP101
    """
    require_scalar("full_like", "fill_value", fill_value)
    return _as_like(input, dtype)


def _new(name: str, does: str) -> None:
    def body(input, *args, size=None, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False):
        return of_sizes(row(args, size), dtype, dtype_of(input))

    body.__doc__ = f"""Make a tensor of {does}, of the same kind of number.

    >>> [5].{name}(2, 3)
    (2, 3)
    >>> [5].{name}((2, 3))
    (2, 3)
    >>> [5].{name}(size=(4,))
    (4,)
    >>> [5].{name}(2, -3)
    SHP707
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
    >>> [5].new_full(size=(2, 3), fill_value=[])
    (2, 3)
    >>> [5].new_full((2, -3), 0.5)
    SHP707
    """
    require_scalar("new_full", "fill_value", fill_value)
    return of_sizes(row((size,)), dtype, dtype_of(input))
