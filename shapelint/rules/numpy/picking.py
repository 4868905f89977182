"""Picking, shuffling and drawing rows at random."""

from __future__ import annotations

import dataclasses

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, shape_argument, stacked_shape
from shapelint.rules.numpy.indexing import check_vector
from shapelint.rules.numpy.random import declare_new, declare_old
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.matrices import check_shape
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Range,
    SomeInt,
    SomeText,
    Tensor,
    Value,
    by_chance,
    is_soft,
    items_of,
    number_within,
)
from shapelint.sizes import Dim, Shape, less, maximum

_CHOICE = """Pick at random from the first axis, or from the numbers below `a`.

    >>> @(5, 3)
    (3,)
    >>> @(5)
    None
    >>> @([7], (2, 3))
    (2, 3)
    >>> @([7])
    ()
    >>> @([7], 3, p=[6])
    SHP302
    >>> @(5, (2, 3), replace=False)
    SHP707 6 cannot be picked out of 5 without replacement
    """


def _counts(value: Value) -> bool:
    """Whether it is a number of items rather than a row of them: without axes, and no float as far as is known."""
    if isinstance(value, Tensor):
        return value.shape == Shape(()) and value.dtype in ("int", None)
    return isinstance(value, int | Dim | SomeInt) and not is_soft(value)


def _as_count(value: Value) -> Value:
    """`range(n)` is what `n` stands for."""
    return value.stop if isinstance(value, Range) and value.start == 0 and value.step == 1 else value


def _choice(a: Value, size: Value, replace: Value, p: Value) -> Value:
    """The older way takes nothing but a number and a row, so that what is picked has just the axes of `size`."""
    a = _as_count(a)
    if not _counts(a) and not is_soft(a):
        check_vector("choice", a)
    source = _source(a)
    return _drawn(a, Shape((UNKNOWN,)) if source.open else source, size, replace, p, 0)


def _picked(a: Value, size: Value, replace: Value, p: Value, axis: Value) -> Value:
    a = _as_count(a)
    return _drawn(a, _source(a), size, replace, p, axis)


def _source(a: Value) -> Shape:
    """The shape of what is picked from."""
    return Shape((size_in(a),)) if _counts(a) else UNKNOWN_SHAPE if is_soft(a) else stacked_shape(a)


def _drawn(a: Value, source: Shape, size: Value, replace: Value, p: Value, axis: Value) -> Value:
    dtype = "int" if _counts(a) or isinstance(a, Range) else number_kind(a)
    picked = Shape(()) if size is None else shape_argument(size)
    place = check_axis(source, 0 if _counts(a) else axis, least=0)
    if place is None:
        return _alone(array(UNKNOWN_SHAPE, dtype), size)
    if p is not None:
        check_shape("choice", p, Shape((source.dims[place],)), "probabilities")
    if replace is False and less(source.dims[place], picked.numel()) is True:
        raise Mismatch(
            "SHP707",
            "{count} cannot be picked out of {population} without replacement",
            operand=culprit(a),
            count=picked.numel(),
            population=source.dims[place],
        )
    if size is None and _are_texts(a):
        return SomeText()
    if picked.open or (size is None and source.open):
        return _alone(array(UNKNOWN_SHAPE, dtype), size)
    kept = source.dims[:place], source.dims[place + 1 :]
    if _counts(a):
        last = source.dims[0] - 1
        once = replace is False
        return number_within(0, last) if size is None else by_chance(array(picked, dtype), 0, last, once)
    made = array(Shape((*kept[0], *picked.dims, *kept[1])), dtype)
    if isinstance(a, Tensor) and a.drawn is not None and dtype == "int":
        once = a.drawn.once and replace is False
        made = dataclasses.replace(made, drawn=a.drawn._replace(once=once, each=None, runs=None))
    return _alone(made, size)


def _are_texts(a: Value) -> bool:
    items = items_of(a)
    return bool(items) and all(isinstance(each, str | SomeText) for each in items or ())


def _alone(found: Tensor, size: Value) -> Value:
    """What was picked: of what need not be numbers (functions, texts) a single one is no array."""
    if size is not None or found.shape.rank:
        return found
    return UNKNOWN if found.shape.open else found.item


declare_old("choice", "a, size=None, replace=True, p=None", _choice, _CHOICE)
declare_new(
    "choice",
    "a, size=None, replace=True, p=None, axis=0, shuffle=True",
    _picked,
    _CHOICE.rstrip() + "\n    >>> @([7, 4], 3, axis=1)\n    (7, 3)\n    >>> @([7, 4], 3, axis=2)\n    SHP502\n    ",
)


def _permutation(x: Value, axis: Value = 0) -> Tensor:
    if _counts(x):
        return by_chance(array(Shape((maximum(size_in(x), 0),)), "int"), 0, size_in(x) - 1, once=True)
    if not is_soft(x):
        check_axis(x, axis, least=0)
    made = array(UNKNOWN_SHAPE if is_soft(x) else measured(x), number_kind(x))
    known = x.numbers if isinstance(x, Tensor) else None
    return made if known is None else dataclasses.replace(made, drawn=known._replace(in_order=False))


_PERMUTED = """Put the rows in random order; a number stands for the numbers below it.

    >>> @(5)
    (5,)
    >>> @([2, 3])
    (2, 3)
    """
_ALONG = _PERMUTED.rstrip() + "\n    >>> @([2, 3], axis=2)\n    SHP502\n    "
declare_old("permutation", "x", _permutation, _PERMUTED)
declare_new("permutation", "x, axis=0", _permutation, _ALONG)
declare_new(
    "permuted",
    "x, axis=None, out=None",
    lambda x, axis: _permutation(x, axis),
    """Put the elements in random order, along each row of an axis by itself.

    >>> @([2, 3], axis=1)
    (2, 3)
    >>> @([2, 3])
    (2, 3)
    >>> @([2, 3], axis=2)
    SHP502
    """,
)


def _shuffled(x: Value, axis: Value = 0) -> None:
    check_axis(x, axis, least=0)


_SHUFFLED = """Put the rows of an array in random order, in place.

    >>> @([2, 3])
    None
    """
declare_old("shuffle", "x", _shuffled, _SHUFFLED)
declare_new("shuffle", "x, axis=0", _shuffled, _SHUFFLED.rstrip() + "\n    >>> @([2, 3], axis=2)\n    SHP502\n    ")
_SEEDED = """Make the numbers drawn afterwards the same on every run.

    >>> @()
    None
    """
declare_old("seed", "seed=None", lambda: None, _SEEDED)


def _rows(shares: Value, size: Value) -> Tensor:
    """A row of as many numbers as there are shares, `size` times."""
    row, count = measured(shares), Shape(()) if size is None else shape_argument(size)
    if row.open or count.open:
        return array(UNKNOWN_SHAPE)
    return array(Shape((*count.dims, *row.dims[-1:])))


def _multivariate(mean: Value, cov: Value, size: Value) -> Tensor:
    check_vector("multivariate_normal", mean)
    width = measured(mean).axis(0)
    check_shape("multivariate_normal", cov, Shape((width, width)), "covariances")
    return _rows(mean, size)


_MULTIVARIATE = """Draw points of a normal distribution in as many dimensions as the mean has.

    >>> @([2], np.eye(2), 5)
    (5, 2)
    >>> @([3], np.eye(3))
    (3,)
    >>> @([3], np.eye(2))
    SHP302
    >>> @([3, 1], np.eye(3))
    SHP101
    """
_BY_MEAN = "mean, cov, size=None, check_valid='warn', tol=1e-8"
declare_old("multivariate_normal", _BY_MEAN, _multivariate, _MULTIVARIATE)
declare_new("multivariate_normal", f"{_BY_MEAN}, *, method='svd'", _multivariate, _MULTIVARIATE)


def _dirichlet(alpha: Value, size: Value) -> Tensor:
    check_vector("dirichlet", alpha)
    return _rows(alpha, size)


_DIRICHLET = """Draw shares that sum to one.

    >>> @([3])
    (3,)
    >>> @((1.0, 2.0), 5)
    (5, 2)
    >>> @([3, 2])
    SHP101
    """
for _declare in (declare_old, declare_new):
    _declare("dirichlet", "alpha, size=None", _dirichlet, _DIRICHLET)
declare_new(
    "multivariate_hypergeometric",
    "colors, nsample, size=None, method='marginals'",
    lambda colors, size: _rows(colors, size),
    """Draw how many of each colour are picked.

    >>> @((5, 6), 4)
    (2,)
    >>> @((5, 6), 4, size=3)
    (3, 2)
    """,
)
_MULTINOMIAL = """Draw how often each outcome occurs.

    >>> @(5, (0.2, 0.8))
    (2,)
    >>> @(5, (0.2, 0.8), size=3)
    (3, 2)
    """
declare_old("multinomial", "n, pvals, size=None", lambda pvals, size: _rows(pvals, size), _MULTINOMIAL)
declare_new(
    "multinomial",
    "n, pvals, size=None",
    lambda n, pvals, size: _rows(pvals, size) if is_int(n) else array(UNKNOWN_SHAPE),
    _MULTINOMIAL,
)
