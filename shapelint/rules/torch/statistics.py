"""Statistics along axes: spread, order and quantiles."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.torch.reductions import KEPT_AXIS, reduce, reduce_one, with_indices
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, at_most, equal


def _spread(name: str, does: str) -> None:
    def body(input, dim=None, unbiased=True, keepdim=False, *, correction=None, out=None):
        return Tensor(_spread_shape(input, dim, keepdim), "torch", "float")

    body.__doc__ = f"""Give {does}, of everything or along `dim`.

    >>> {name}([2, 3])
    ()
    >>> [2, 3].{name}(0, keepdim=True)
    (1, 3)
    >>> {name}([2, 3, 4], (0, -1), False, True)
    (1, 3, 1)
    >>> {name}([2, 3], unbiased=False)
    ()
    >>> [2, 3].{name}(False)
    ()
    >>> [2, 3].{name}(axis=1, correction=0, keepdims=True)
    (2, 1)
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"))(body)


def _spread_with_mean(name: str, does: str) -> None:
    def body(input, dim=None, unbiased=True, keepdim=False, *, correction=None, out=None):
        result = Tensor(_spread_shape(input, dim, keepdim), "torch", "float")
        return result, result

    body.__doc__ = f"""Give {does} and the mean.

    >>> {name}([2, 3])
    ((), ())
    >>> {name}([2, 3], 0)
    ((3,), (3,))
    >>> {name}([2, 3, 4], dim=(0, 2), keepdim=True)
    ((1, 3, 1), (1, 3, 1))
    >>> {name}([2, 3], False)
    ((), ())
    >>> {name}([2, 3], 2)
    SHP502
    """
    op(f"torch.{name}")(body)


def _spread_shape(input: Value, dim: Value, keepdim: Value) -> Shape:
    """`x.var(False)` says `unbiased`, not an axis."""
    return reduce(input, None if isinstance(dim, bool) else dim, keepdim)


_spread("var", "the variance")
_spread("std", "the standard deviation")
_spread_with_mean("var_mean", "the variance")
_spread_with_mean("std_mean", "the standard deviation")


def _ranked(name: str, does: str, alone: bool) -> None:
    def body(input, dim=None if alone else -1, keepdim=False, *, out=None):
        return Shape(()) if dim is None else with_indices(name, input, dim, keepdim)

    body.__doc__ = f"""Give {does}, with where it stands.

    >>> {name}([2, 3])
    {"()" if alone else "((2,), (2,))"}
    >>> [2, 3].{name}(dim=1)
    ((2,), (2,))
    >>> {name}([2, 3], 0, True)
    ((1, 3), (1, 3))
    >>> [2, 3].{name}(axis=0, keepdims=True).values
    (1, 3)
    >>> {name}([2, 3], -1).indices
    (2,)
    >>> {name}([2, 3], 2)
    SHP502
    >>> {name}([2, 3], (0, 1))
    SHP706
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"), needs=KEPT_AXIS if alone else {})(body)


_ranked("median", "the median, of everything or along `dim`", True)
_ranked("nanmedian", "the median of what is a number", True)
_ranked("mode", "the most frequent value along `dim`", False)


@op(("torch.kthvalue", "torch.Tensor.kthvalue"))
def kthvalue(input, k, dim=-1, keepdim=False, *, out=None):
    """Give the k-th smallest value along `dim`, with where it stands.

    >>> kthvalue([2, 3], 2)
    ((2,), (2,))
    >>> [2, 3].kthvalue(1, 0, keepdim=True)
    ((1, 3), (1, 3))
    >>> kthvalue([2, 3], 2, axis=-1).values
    (2,)
    >>> kthvalue([2, 3], 4)
    SHP506
    >>> kthvalue([2, 3], 1, 2)
    SHP502
    """
    result = with_indices("kthvalue", input, dim, keepdim)
    _require_kth(input, size_in(k), dim)
    return result


def _require_kth(input: Value, k: Value, dim: Value) -> None:
    """There must be a k-th value, the first being 1; a scalar has one.

    Raises Mismatch SHP506.
    """
    shape = shape_of(input)
    count = 1 if shape == Shape(()) else shape.axis(dim) if isinstance(dim, int) else UNKNOWN
    if at_most(1, k) is False or at_most(k, count) is False:
        raise Mismatch(
            "SHP506",
            "there is no value number {k} along dim {dim} of {shape}",
            operand=culprit(input),
            help=f"k counts from 1 to {count}" if count is not UNKNOWN else "k counts from 1",
            k=k,
            dim=dim,
            shape=shape,
        )


@op(("torch.quantile", "torch.Tensor.quantile", "torch.nanquantile", "torch.Tensor.nanquantile"))
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear", out=None):
    """Give quantiles, of everything or along `dim`.

    >>> quantile([2, 3], 0.5)
    ()
    >>> [2, 3].quantile(0.5, dim=1)
    (2,)
    >>> quantile([2, 3], [4], 1, True)
    (4, 2, 1)
    >>> [2, 3].quantile([4])
    (4,)
    >>> quantile([2, 3], [], axis=0, keepdims=True)
    (1, 3)
    >>> quantile([2, 3], [4, 1], 1)
    SHP101
    >>> quantile([2, 3], 0.5, 2)
    SHP502
    """
    rest, each = reduce_one("quantile", input, dim, keepdim), measured(q)
    if len(each.dims) > 1:
        raise Mismatch("SHP101", "quantile expects q with 1 axis, gets {found}", operand=culprit(q), found=each)
    if each.open or (each.dims and rest.open):
        return Shape(rest.dims, True)
    return Shape((*each.dims, *rest.dims), rest.open)


@op(("torch.histogram", "torch.Tensor.histogram"))
def histogram(input, bins=100, *, range=None, weight=None, density=False, out=None):
    """Count the values that fall between edges: the counts, and the edges.

    >>> histogram([2, 3], 5)
    ((5,), (6,))
    >>> [2, 3].histogram(5, weight=[2, 3]).hist
    (5,)
    >>> histogram([2, 3], [5]).bin_edges
    (5,)
    >>> histogram([2, 3])
    ((100,), (101,))
    >>> histogram([2, 3], 5, weight=[3])
    SHP301
    >>> histogram([2, 3], 0)
    SHP707
    """
    _require_weights(Shape((shape_of(input).numel(),)), weight, Shape((shape_of(weight).numel(),)))
    return Named(("hist", "bin_edges"), _bins(bins))


def _bins(bins: Value) -> tuple[Shape, Shape]:
    """The shapes of the counts and of the edges, from a number of bins or the edges themselves.

    Raises Mismatch SHP101 or SHP707.
    """
    count = size_in(bins)
    if isinstance(bins, Tensor):
        edges = bins.shape
        if len(edges.dims) > 1 or edges == Shape(()):
            raise Mismatch("SHP101", "the edges of bins stand on 1 axis, not on {found}", operand=bins, found=edges)
        count = edges.axis(-1) - 1
    if at_most(1, count) is False:
        raise Mismatch("SHP707", "a histogram of {count} bins counts nothing", count=count)
    return Shape((count,)), Shape((count + 1,))


def _require_weights(wanted: Shape, weight: Value, found: Shape) -> None:
    """A weight for every value; one without axes is a row of one.

    Raises Mismatch SHP301.
    """
    if weight is None or wanted.open or found.open:
        return
    dims = found.dims or (1,)
    pairs = zip(wanted.dims, dims, strict=False)
    if len(wanted.dims) != len(dims) or any(equal(one, other) is False for one, other in pairs):
        raise Mismatch(
            "SHP301",
            "a histogram of {wanted} values gets {found} weights",
            operand=culprit(weight),
            wanted=wanted,
            found=found,
        )


@op("torch.histogramdd")
def histogramdd(input, bins, range=None, weight=None, density=False):
    """Count the vectors on the last axis that fall into boxes: the counts, and the edges along every axis.

    >>> histogramdd([B, 3], 2)
    ((2, 2, 2), ((3,), (3,), (3,)))
    >>> histogramdd([2, 4, 3], (5, 4, 3))
    ((5, 4, 3), ((6,), (5,), (4,)))
    >>> histogramdd([4, 2], ([5], [4])).bin_edges
    ((5,), (4,))
    >>> histogramdd([4, 2], (3, 2), weight=[4]).hist
    (3, 2)
    >>> histogramdd([4, 3], (5, 4))
    SHP201
    >>> histogramdd([3], (5, 4, 3))
    SHP101
    >>> histogramdd([4, 2], (3, 2), weight=[2])
    SHP301
    """
    shape = shape_of(input)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch(
            "SHP101", "histogramdd expects at least 2 axes, gets {shape}", operand=culprit(input), shape=shape
        )
    axes, given = shape.axis(-1), items_of(bins)
    if given is not None and equal(len(given), axes) is False:
        raise Mismatch(
            "SHP201",
            "histogramdd gets bins for {expected} axes, and vectors of {found}",
            operand=culprit(input),
            axis="last",
            expected=len(given),
            found=axes,
        )
    _require_weights(shape.drop(-1), weight, shape_of(weight))
    each = given if given is not None else (bins,) * axes if isinstance(axes, int) else None
    if each is None:
        return Named(("hist", "bin_edges"), (UNKNOWN_SHAPE, UNKNOWN))
    counts, edges = zip(*map(_bins, each), strict=True)
    return Named(("hist", "bin_edges"), (Shape(tuple(count.dims[0] for count in counts)), edges))
