"""Statistics along axes: spread, order and quantiles."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.operands import measured
from shapelint.rules.torch.reductions import ALIASES, reduce, with_indices
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape


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
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy=ALIASES)(body)


def _spread_with_mean(name: str, does: str) -> None:
    def body(input, dim=None, unbiased=True, keepdim=False, *, correction=1, out=None):
        result = Tensor(_spread_shape(input, dim, keepdim), "torch", "float")
        return result, result

    body.__doc__ = f"""Give {does} and the mean.

    >>> {name}([2, 3], 0)
    ((3,), (3,))
    """
    op(f"torch.{name}", legacy=ALIASES)(body)


def _spread_shape(input: Value, dim: Value, keepdim: Value) -> Shape:
    """`x.var(False)` says `unbiased`, not an axis."""
    return reduce(input, None if isinstance(dim, bool) else dim, keepdim)


_spread("var", "the variance")
_spread("std", "the standard deviation")
_spread_with_mean("var_mean", "the variance")
_spread_with_mean("std_mean", "the standard deviation")


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
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy=ALIASES)(body)


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


@op(("torch.quantile", "torch.Tensor.quantile", "torch.nanquantile", "torch.Tensor.nanquantile"), legacy=ALIASES)
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
