"""Reductions along axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.advice import advise_pool_first
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape

_ALIASES: Final = {"axis": "dim", "keepdims": "keepdim"}


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
    return _floats(input, dim, keepdim)


# Name, its signature, what it gives.
_OVER_AXES: Final = (
    ("sum", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the sum", _summed),
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
        legacy=_ALIASES,
    )


def _spread(name: str, does: str) -> None:
    def body(input, dim=None, unbiased=True, keepdim=False, *, correction=1, out=None):
        return Tensor(_spread_shape(input, dim, keepdim), "torch", "float")

    body.__doc__ = f"""Give {does}, of everything or along `dim`.

    >>> {name}([2, 3])
    ()
    >>> [2, 3].{name}(0, keepdim=True)
    (1, 3)
    >>> {name}([2, 3], unbiased=False)
    ()
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy=_ALIASES)(body)


def _spread_with_mean(name: str, does: str) -> None:
    def body(input, dim=None, unbiased=True, keepdim=False, *, correction=1, out=None):
        result = Tensor(_spread_shape(input, dim, keepdim), "torch", "float")
        return result, result

    body.__doc__ = f"""Give {does} and the mean.

    >>> {name}([2, 3], 0)
    ((3,), (3,))
    """
    op(f"torch.{name}", legacy=_ALIASES)(body)


def _spread_shape(input: Value, dim: Value, keepdim: Value) -> Shape:
    """`x.var(False)` says `unbiased`, not an axis."""
    return reduce(input, None if isinstance(dim, bool) else dim, keepdim)


_spread("var", "the variance")
_spread("std", "the standard deviation")
_spread_with_mean("var_mean", "the variance")
_spread_with_mean("std_mean", "the standard deviation")


@op(("torch.norm", "torch.Tensor.norm"), legacy=_ALIASES)
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


@op(("torch.logsumexp", "torch.Tensor.logsumexp", "torch.special.logsumexp"), legacy=_ALIASES)
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
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy={**_ALIASES, "other": "dim"})(body)


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


def _ranked(name: str, does: str, alone: bool) -> None:
    def body(input, dim=None if alone else -1, keepdim=False, *, out=None):
        return Shape(()) if dim is None else with_indices(input, dim, keepdim)

    whole = f"""    >>> {name}([2, 3])
    {"()" if alone else "((2,), (2,))"}
"""
    body.__doc__ = f"""Give {does}, with where it stands.

{whole}    >>> [2, 3].{name}(dim=1)
    ((2,), (2,))
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy=_ALIASES)(body)


_ranked("median", "the median, of everything or along `dim`", True)
_ranked("nanmedian", "the median of what is a number", True)
_ranked("mode", "the most frequent value along `dim`", False)


@op(("torch.kthvalue", "torch.Tensor.kthvalue"))
def kthvalue(input, k, dim=-1, keepdim=False, *, out=None):
    """Give the k-th smallest value along `dim`, with where it stands.

    >>> kthvalue([2, 3], 2)
    ((2,), (2,))
    """
    return with_indices(input, dim, keepdim)


@op("torch.aminmax", legacy=_ALIASES)
def aminmax(input, *, dim=None, keepdim=False, out=None):
    """Give the smallest and the greatest value.

    >>> aminmax([2, 3], dim=0)
    ((3,), (3,))
    """
    shape = reduce(input, dim, keepdim)
    return shape, shape


@op(("torch.quantile", "torch.Tensor.quantile", "torch.nanquantile", "torch.Tensor.nanquantile"), legacy=_ALIASES)
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear", out=None):
    """Give quantiles, of everything or along `dim`.

    >>> quantile([2, 3], 0.5)
    ()
    >>> quantile([2, 3], 0.5, dim=1)
    (2,)
    >>> quantile([2, 3], [4], dim=1)
    (4, 2)
    """
    rest, each = reduce(input, dim, keepdim), measured(q)
    if each.open:
        return UNKNOWN
    return Shape((*each.dims, *rest.dims), rest.open) if not each.dims or not rest.open else UNKNOWN


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
    op((f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"), legacy=_ALIASES)(body)


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
