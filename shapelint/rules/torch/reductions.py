"""Reductions along axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.advice import advise_pool_first
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape

ALIASES: Final = {"axis": "dim", "keepdims": "keepdim"}


def reduce(input: Value, dim: Value = None, keepdim: Value = False) -> Shape:
    """The shape after a reduction over `dim`: None or no axis for all of them.

    Raises Mismatch SHP502.
    """
    return reduced(input, None if items_of(dim) == () else dim, keepdim, name="dim")


def _floats(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "float")


def _bools(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "bool")


def _ints(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "int")


def _summed(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    dtype = input.dtype if isinstance(input, Tensor) else None
    return Tensor(reduce(input, dim, keepdim), "torch", "int" if dtype == "bool" else dtype)


def _averaged(input: Value, dim: Value = None, keepdim: Value = False, *, machine: Machine) -> Tensor:
    advise_pool_first(input, dim, "the mean is taken", machine)
    if dim is None:
        check_loss(input, machine)
    return _floats(input, dim, keepdim)


def _totalled(input: Value, dim: Value = None, keepdim: Value = False, *, machine: Machine) -> Tensor:
    if dim is None:
        check_loss(input, machine)
    return _summed(input, dim, keepdim)


# Name, its signature, what it gives.
_OVER_AXES: Final = (
    ("sum", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the sum", _totalled),
    ("nansum", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the sum of what is a number", _summed),
    ("mean", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the mean", _averaged),
    ("nanmean", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the mean of what is a number", _floats),
    ("amax", "input, dim=(), keepdim=False, *, out=None", "the greatest value", reduce),
    ("amin", "input, dim=(), keepdim=False, *, out=None", "the smallest value", reduce),
    ("all", "input, dim=None, keepdim=False, *, out=None", "whether all hold", _bools),
    ("any", "input, dim=None, keepdim=False, *, out=None", "whether one holds", _bools),
    ("prod", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the product", _summed),
    ("argmax", "input, dim=None, keepdim=False, *, out=None", "where the greatest value stands", _ints),
    ("argmin", "input, dim=None, keepdim=False, *, out=None", "where the smallest value stands", _ints),
)
for _name, _signature, _does, _made in _OVER_AXES:
    declare(
        (f"torch.{_name}", f"torch.Tensor.{_name}"),
        _signature,
        _made,
        f"""Give {_does}, of everything or along `dim`.

>>> @([2, 3])
()
>>> @([2, 3, 4], 1)
(2, 4)
>>> [2, 3, 4].@(dim=-1, keepdim=True)
(2, 3, 1)
>>> @([2, 3], 2)
SHP502 dim 2 is out of range: (2, 3) has 2 axes
""",
        legacy=ALIASES,
    )


@op(("torch.norm", "torch.Tensor.norm"), legacy=ALIASES)
def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """Give the length of everything, or along `dim`.

    >>> norm([2, 3])
    ()
    >>> [2, 3].norm(dim=-1)
    (2,)
    >>> [2, 3].norm(2, 1, True)
    (2, 1)
    >>> norm([2, 3], dim=2)
    SHP502
    """
    return Tensor(reduce(input, dim, keepdim), "torch", "float")


@op("torch.linalg.vector_norm")
def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None):
    """Give the length of everything, or along `dim`.

    >>> vector_norm([2, 3], dim=1)
    (2,)
    """
    return reduce(x, dim, keepdim)


@op("torch.linalg.norm")
def linalg_norm(A, ord=None, dim=None, keepdim=False, *, out=None, dtype=None):
    """Give the norm of everything, or along `dim`.

    >>> torch.linalg.norm([2, 3])
    ()
    >>> torch.linalg.norm([2, 3], dim=1)
    (2,)
    """
    if dim is None and ord is not None and len(shape_of(A).dims) > 2:
        return UNKNOWN
    return reduce(A, dim, keepdim)


@op(("torch.logsumexp", "torch.Tensor.logsumexp", "torch.special.logsumexp"), legacy=ALIASES)
def logsumexp(input, dim, keepdim=False, *, out=None):
    """Give the logarithm of the sum of e to the power of the values along `dim`.

    >>> logsumexp([2, 3], 1)
    (2,)
    >>> [2, 3].logsumexp((0, 1))
    ()
    >>> logsumexp([2, 3], 2)
    SHP502
    """
    return _floats(input, dim, keepdim)


@op(("torch.count_nonzero", "torch.Tensor.count_nonzero"))
def count_nonzero(input, dim=None):
    """Count what is not 0.

    >>> count_nonzero([2, 3], 1)
    (2,)
    """
    return _ints(input, dim)


def _extreme(name: str, does: str) -> None:
    def body(input, dim=None, keepdim=False, *, out=None):
        if isinstance(dim, Tensor):
            return broadcasted(input, dim)
        if dim is None:
            return Shape(())
        return with_indices(input, dim, keepdim)

    body.__doc__ = f"""Give {does} of everything, along `dim` with where it stands, or of two tensors.

    >>> {name}([2, 3])
    ()
    >>> {name}([2, 3], 1)
    ((2,), (2,))
    >>> [2, 3].{name}(dim=0, keepdim=True)
    ((1, 3), (1, 3))
    >>> {name}([2, 3], [3])
    (2, 3)
    >>> {name}([2, 3], [2])
    SHP301
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy={**ALIASES, "other": "dim"})(body)


def with_indices(input: Value, dim: Value, keepdim: Value = False) -> Value:
    """Values along an axis and where they stand: a pair of tensors.

    Raises Mismatch SHP502.
    """
    if not is_int(dim):
        return UNKNOWN
    shape = reduce(input, dim, keepdim)
    return shape, Tensor(shape, "torch", "int")


_extreme("max", "the greatest value")
_extreme("min", "the smallest value")


@op("torch.aminmax", legacy=ALIASES)
def aminmax(input, *, dim=None, keepdim=False, out=None):
    """Give the smallest and the greatest value.

    >>> aminmax([2, 3], dim=0)
    ((3,), (3,))
    """
    shape = reduce(input, dim, keepdim)
    return shape, shape


def _cumulated(name: str, does: str) -> None:
    def body(input, dim, *, dtype=None, out=None):
        check_axis(input, dim, name="dim")
        return shape_of(input)

    body.__doc__ = f"""Give {does} along an axis.

    >>> {name}([2, 3], 1)
    (2, 3)
    >>> [2, 3].{name}(dim=0)
    (2, 3)
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"), legacy=ALIASES)(body)


_cumulated("cumsum", "the sum of all values up to each")
_cumulated("cumprod", "the product of all values up to each")


@op(("torch.logcumsumexp", "torch.Tensor.logcumsumexp"))
def logcumsumexp(input, dim, *, out=None):
    """Give `logsumexp` of all values up to each.

    >>> logcumsumexp([2, 3], 1)
    (2, 3)
    """
    check_axis(input, dim, name="dim")
    return shape_of(input)


def _cumulated_with_indices(name: str, does: str) -> None:
    def body(input, dim, *, out=None):
        check_axis(input, dim, name="dim")
        return shape_of(input), Tensor(shape_of(input), "torch", "int")

    body.__doc__ = f"""Give {does} up to each, with where it stands.

    >>> {name}([2, 3], 1)
    ((2, 3), (2, 3))
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"))(body)


_cumulated_with_indices("cummax", "the greatest value")
_cumulated_with_indices("cummin", "the smallest value")
