"""Lengths of vectors and matrices."""

from __future__ import annotations

from math import inf

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import axes_in, culprit
from shapelint.rules.torch.reductions import reduce
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape


def _length(input: Value, dim: Value, keepdim: Value) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "float")


def _require_axes(what: str, input: Value, dim: Value, least: int, most: int) -> None:
    """The number of axes that are named, or that there are where none is.

    Raises Mismatch SHP502, or SHP101 where none is named.
    """
    axes = axes_in(dim)
    if axes is not None and not least <= len(axes) <= most:
        raise Mismatch(
            "SHP502",
            "{what} goes along {wanted} axes, not along {axes}",
            what=what,
            axes=axes,
            wanted=_words(least, most),
        )
    shape = shape_of(input)
    if dim is None and (len(shape.dims) > most or (not shape.open and len(shape.dims) < least)):
        raise Mismatch(
            "SHP101",
            "{what} without dim expects {wanted} axes, gets {shape}",
            operand=culprit(input),
            what=what,
            wanted=_words(least, most),
            shape=shape,
        )


def _words(least: int, most: int) -> str:
    return str(most) if least == most else f"1 or {most}"


@op(("torch.norm", "torch.Tensor.norm"))
def norm(input, p="fro", dim=None, keepdim=False, out=None, dtype=None):
    """Give the length of everything, or along `dim`.

    >>> norm([2, 3])
    ()
    >>> [2, 3].norm(dim=-1)
    (2,)
    >>> [2, 3].norm(2, 1, True)
    (2, 1)
    >>> norm([2, 3, 4], 2, (0, 1, 2), keepdim=True)
    (1, 1, 1)
    >>> norm([2, 3], dim=2)
    SHP502
    >>> norm([2, 3, 4], dim=(0, 1, 2))
    SHP502
    >>> norm([2, 3, 4], "nuc", (0, 1))
    (4,)
    >>> norm([2, 3, 4], "nuc")
    SHP101
    """
    if p == "nuc":
        _require_axes("a nuclear norm", input, dim, 2, 2)
    elif p == "fro" and dim is not None:
        _require_axes("a Frobenius norm", input, dim, 0, 2)
    return _length(input, dim, keepdim)


@op("torch.linalg.vector_norm", legacy={"input": "x"})
def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None):
    """Give the length of everything, or along `dim`.

    >>> vector_norm([2, 3])
    ()
    >>> vector_norm([2, 3], dim=1)
    (2,)
    >>> vector_norm([2, 3, 4], 2, (0, 2), keepdim=True)
    (1, 3, 1)
    >>> vector_norm([2, 3], dim=2)
    SHP502
    """
    return _length(x, dim, keepdim)


@op("torch.linalg.norm", legacy={"input": "A"})
def linalg_norm(A, ord=None, dim=None, keepdim=False, *, out=None, dtype=None):
    """Give the norm of everything, or along `dim`.

    >>> torch.linalg.norm([2, 3])
    ()
    >>> torch.linalg.norm([2, 3], dim=1)
    (2,)
    >>> torch.linalg.norm([2, 3, 4], dim=(0, -1), keepdim=True)
    (1, 3, 1)
    >>> torch.linalg.norm([2, 3], "nuc")
    ()
    >>> torch.linalg.norm([2, 3, 4], 2)
    SHP101
    >>> torch.linalg.norm([2, 3, 4], dim=(0, 1, 2))
    SHP502
    >>> torch.linalg.norm([2, 3, 4], "fro", 1)
    SHP502
    >>> torch.linalg.norm([2, 3], 3)
    SHP706
    """
    least = 2 if isinstance(ord, str) else 1
    if dim is not None or isinstance(ord, str | int | float):
        _require_axes("linalg.norm", A, dim, least, 2)
    axes = axes_in(dim) if dim is not None else shape_of(A).dims if not shape_of(A).open else None
    if isinstance(ord, int | float) and axes is not None and len(axes) == 2 and abs(ord) not in (1, 2, inf):
        raise Mismatch("SHP706", "the norm of a matrix has no order {ord}", help="ord 1, 2, -1, -2 or ±inf", ord=ord)
    return _length(A, dim, keepdim)


@op("torch.frobenius_norm")
def frobenius_norm(input, dim, keepdim=False, *, out=None):
    """Give the length along an axis or two.

    >>> frobenius_norm([2, 3, 4], (0, 1))
    (4,)
    >>> frobenius_norm([2, 3], 1, True)
    (2, 1)
    >>> frobenius_norm([2, 3, 4], (0, 1, 2))
    SHP502
    """
    _require_axes("a Frobenius norm", input, dim, 0, 2)
    return _length(input, dim, keepdim)


@op("torch.nuclear_norm")
def nuclear_norm(input, dim=(-2, -1), keepdim=False, *, out=None):
    """Give the sum of the singular values of matrices.

    >>> nuclear_norm([2, 3])
    ()
    >>> nuclear_norm([2, 3, 4], (0, 1))
    (4,)
    >>> nuclear_norm([2, 3, 4], (0, 1), True)
    (1, 1, 4)
    >>> nuclear_norm([2, 3, 4], True)
    (2, 1, 1)
    >>> nuclear_norm([2, 3, 4], (0, 1, 2))
    SHP502
    """
    if isinstance(dim, bool):
        dim, keepdim = (-2, -1), dim
    _require_axes("a nuclear norm", input, dim, 2, 2)
    return _length(input, dim, keepdim)


@op("torch.norm_except_dim")
def norm_except_dim(v, pow=2, dim=0):
    """Give the length of every slice at a place of `dim`; -1 is no axis, but stands for all.

    >>> norm_except_dim([2, 3, 4])
    (2, 1, 1)
    >>> norm_except_dim([2, 3, 4], 2, 1)
    (1, 3, 1)
    >>> norm_except_dim([2, 3, 4], 2, -1)
    ()
    >>> norm_except_dim([2, 3, 4], 2, 3)
    SHP502
    """
    if dim == -1:
        return Shape(())
    if shape_of(v) == Shape(()):
        raise Mismatch("SHP502", "a scalar has no axis {dim}", operand=culprit(v), dim=dim)
    place, shape = check_axis(v, dim, name="dim"), shape_of(v)
    if place is None:
        return UNKNOWN_SHAPE
    return Shape(tuple(size if at == place else 1 for at, size in enumerate(shape.dims)))


@op(("torch.renorm", "torch.Tensor.renorm", "torch.Tensor.renorm_"), least={"p": 1, "maxnorm": 0})
def renorm(input, p, dim, maxnorm, *, out=None):
    """Shorten every slice at a place of `dim` to a length.

    >>> renorm([2, 3], 2, 0, 1.0)
    (2, 3)
    >>> [2, 3].renorm(1, axis=-1, maxnorm=2)
    (2, 3)
    >>> renorm([2, 3], 2, 2, 1.0)
    SHP502
    >>> renorm([3], 2, 0, 1.0)
    SHP101
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "renorm expects at least 2 axes, gets {shape}", operand=culprit(input), shape=shape)
    check_axis(input, dim, name="dim")
    return shape
