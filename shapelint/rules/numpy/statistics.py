"""Averages, spreads, counts and shares of elements."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.numpy.sliding import check_one_length
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import check_shape, differ
from shapelint.rules.shared.operands import counted, culprit, is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, is_soft, items_of
from shapelint.sizes import Dim, Shape, Size, equal


@op("numpy.average")
def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """Average along one axis, several, or all of them, perhaps with weights.

    >>> average([2, 3], axis=0)
    (3,)
    >>> average([2, 3], axis=1, weights=[3])
    (2,)
    >>> average([2, 3], returned=True)
    ((), ())
    >>> average([2, 3], axis=0, weights=[3])
    SHP302
    >>> average([2, 3], axis=0, weights=[2, 1])
    SHP101
    """
    place = check_axis(a, axis)
    if place is not None and weights is not None and differ(measured(a), measured(weights)):
        check_shape("average", weights, Shape((measured(a).axis(place),)), "weights")
    found = array(reduced(a, axis, keepdims))
    return found if returned is False else (found, array(found.shape)) if returned is True else UNKNOWN


_QUANTILE = """Find the values below which a share `q` of the elements lies.

    >>> @([2, 3], 0.5, axis=0)
    (3,)
    >>> @([2, 3], (0.1, 0.9), axis=0)
    (2, 3)
    >>> @([2, 3, 4], (0.1, 0.9, 1.0), axis=(0, 2), keepdims=True)
    (3, 1, 3, 1)
    >>> @([2, 3], 0.5, axis=2)
    SHP502
    """


def _quantile(a: Value, q: Value, axis: Value, keepdims: Value) -> Value:
    if axis is not None:
        for each in (axis,) if is_int(axis) else items_of(axis) or ():
            check_axis(a, each, least=0)
    shape = reduced(a, axis, keepdims)
    shares = measured(q)
    return array(Shape((*shares.dims, *shape.dims)) if not shares.open and not shape.open else UNKNOWN_SHAPE)


_SHARES = "a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, weights=None"
for _name in ("percentile", "quantile", "nanpercentile", "nanquantile"):
    declare(f"numpy.{_name}", _SHARES, _quantile, _QUANTILE)


@op("numpy.cov")
def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """How the variables vary together; each row is a variable.

    >>> cov([3, 10])
    (3, 3)
    >>> cov([10], [10])
    (2, 2)
    >>> cov([3, 10], rowvar=False)
    (10, 10)
    >>> cov([1, 4], rowvar=False)
    (...,)
    >>> cov([2, 3, 4])
    SHP101
    """
    return _together("cov", m, y, rowvar)


@op("numpy.corrcoef")
def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """How the variables correlate; each row is a variable.

    >>> corrcoef([3, 10])
    (3, 3)
    >>> corrcoef([10], [10])
    (2, 2)
    >>> corrcoef([10])
    ()
    >>> corrcoef([1, 4], rowvar=False)
    (...,)
    >>> corrcoef([2, 3, 4])
    SHP101
    """
    return _together("corrcoef", x, y, rowvar)


def _together(name: str, m: Value, y: Value, rowvar: Value) -> Tensor:
    """A square of all variables, or a number where there is only one."""
    counts: list[Size] = []
    seen: list[Size] = []
    for each in (m, y) if y is not None else (m,):
        shape = measured(each)
        if not shape.open and len(shape.dims) > 2:
            raise Mismatch(
                "SHP101", "{name} expects at most 2 axes, gets {found}", operand=culprit(each), name=name, found=shape
            )
        table = None if shape.open or not isinstance(rowvar, bool) else _table(shape, rowvar)
        counts.append(UNKNOWN if table is None else table[0])
        seen.append(UNKNOWN if table is None else table[1])
    if y is not None and equal(*seen) is False:
        raise Mismatch(
            "SHP303",
            "{name} expects as many observations of both, gets {first} and {second}",
            operand=culprit(y),
            name=name,
            first=seen[0],
            second=seen[1],
        )
    count = counts[0] + counts[1] if y is not None else counts[0]
    one = equal(count, 1)
    return array(UNKNOWN_SHAPE if one is None else Shape(()) if one else Shape((count, count)))


def _table(shape: Shape, rowvar: bool) -> tuple[Size, Size] | None:
    """How many variables, and how many observations of each.

    A single row with observations in rows is turned round by some versions of NumPy only.
    """
    rows, columns = (1, 1, *shape.dims)[-2:]
    if rowvar or len(shape.dims) < 2:
        return rows, columns
    return None if equal(rows, 1) is not False else (columns, rows)


def _bins(bins: Value) -> Size:
    """How many bins: their number, or one less than their edges."""
    if isinstance(bins, int | Dim) and not is_soft(bins):
        require_at_least(1, "bins", bins if is_int(bins) else None)
        return bins
    ends = items_of(bins) if not isinstance(bins, Tensor) else None
    if ends and all(map(is_int, ends)) and list(ends) != sorted(ends):
        raise Mismatch("SHP707", "the edges {edges} of the bins do not increase", edges=ends)
    edges = measured(bins)
    return edges.dims[0] - 1 if edges.rank == 1 and not isinstance(bins, str) else UNKNOWN


@op("numpy.histogram")
def histogram(a, bins=10, range=None, density=None, weights=None):
    """Count the elements in bins, 10 unless told otherwise: the counts, and the edges of the bins.

    >>> histogram([2, 3])
    ((10,), (11,))
    >>> histogram([2, 3], 5)
    ((5,), (6,))
    >>> histogram([2, 3], "auto")
    ((None,), (None,))
    >>> histogram([2, 3], (0, 2, 10))
    ((2,), (3,))
    >>> histogram([2, 3], 0)
    SHP707
    """
    count = _bins(bins)
    return array(Shape((count,)), None), array(Shape((count + 1,)))


@op("numpy.histogram_bin_edges")
def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """Give the edges of the bins of a histogram.

    >>> histogram_bin_edges([2, 3])
    (11,)
    >>> histogram_bin_edges([2, 3], "auto")
    (None,)
    """
    return array(Shape((_bins(bins) + 1,)))


@op("numpy.histogram2d")
def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """Count pairs of elements in bins: the counts, and the edges of the bins on both axes.

    >>> histogram2d([5], [5])
    ((10, 10), (11,), (11,))
    >>> histogram2d([5], [5], bins=(3, 4))
    ((3, 4), (4,), (5,))
    >>> histogram2d([5], [5], bins=(1, 2, 3))
    ((2, 2), (3,), (3,))
    >>> histogram2d([5], [4])
    SHP301
    """
    for each in (x, y):
        check_vector("histogram2d", each)
    check_one_length("histogram2d", x, y)
    both = items_of(bins) if not isinstance(bins, Tensor) else None
    if both is not None and len(both) == 1:
        raise Mismatch("SHP101", "histogram2d has bins on 2 axes, gets {bins}", bins=both)
    counts = tuple(map(_bins, both)) if both is not None and len(both) == 2 else (_bins(bins),) * 2
    return (array(Shape(counts)), *(array(Shape((count + 1,))) for count in counts))


@op("numpy.bincount", least={"minlength": 0})
def bincount(x, /, weights=None, minlength=0):
    """Count how often each number occurs.

    >>> bincount(ints[5])
    (None,)
    >>> bincount(ints[5, 2])
    SHP101
    """
    check_vector("bincount", x)
    if weights is not None:
        check_one_length("bincount", x, weights)
    return array(Shape((counted(x, minlength),)), "int" if weights is None else "float")


@op("numpy.digitize")
def digitize(x, bins, right=False):
    """Find the bin of every element.

    >>> digitize([2, 3], [4])
    (2, 3)
    >>> digitize([2, 3], [4, 2])
    SHP101
    """
    check_vector("digitize", bins)
    return array(measured(x), "int")
