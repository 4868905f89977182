"""Arrays as sets: the different elements, and those in both or in one."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.form import op
from shapelint.rules.nonzero import all_in
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape, at_most


def _some(kind: str | None) -> Tensor:
    """A vector of which nobody knows the length."""
    return array(Shape((UNKNOWN,)), kind)


_BOTH = """Give elements of two arrays, each once and in order.

    >>> @([2, 3], [4])
    (None,)
    """
for _name in ("union1d", "setxor1d"):
    _more = "" if _name == "union1d" else ", assume_unique=False"
    declare(f"numpy.{_name}", f"ar1, ar2{_more}", lambda ar1, ar2: _some(promoted(ar1, ar2)), _BOTH)


def _without(ar1: Value, ar2: Value) -> Tensor:
    """The others of the numbers below a size, or as many as there may be."""
    made = _some(promoted(ar1, ar2))
    known = ar1.numbers if isinstance(ar1, Tensor) else None
    if not isinstance(ar1, Tensor) or known is None or made.dtype != "int":
        return made
    if isinstance(ar2, Tensor) and all_in(ar1, ar2):
        made = array(Shape((ar1.shape.numel() - ar2.shape.numel(),)), "int")
    return replace(made, drawn=known._replace(once=at_most(0, known.least) is True, each=None, runs=None))


declare("numpy.setdiff1d", "ar1, ar2, assume_unique=False", _without, _BOTH)


@op("numpy.intersect1d")
def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    """Give the elements that two arrays share, perhaps with where they stand.

    >>> intersect1d([2, 3], [4])
    (None,)
    >>> intersect1d([2, 3], [4], return_indices=True)
    ((None,), (None,), (None,))
    """
    found = _some(promoted(ar1, ar2))
    if not isinstance(return_indices, bool):
        return UNKNOWN
    return (found, _some("int"), _some("int")) if return_indices else found


for _name in ("isin", "in1d"):
    declare(
        f"numpy.{_name}",
        "element, test_elements, assume_unique=False, invert=False, *, kind=None"
        if _name == "isin"
        else "ar1, ar2, assume_unique=False, invert=False, *, kind=None",
        (lambda element: array(measured(element), "bool"))
        if _name == "isin"
        else (lambda ar1: array(Shape((measured(ar1).numel(),)), "bool")),
        "Say of every element whether it is one of others.\n\n"
        + (">>> @([2, 3], [4])\n(2, 3)" if _name == "isin" else ">>> @([2, 3], [4])\n(6,)"),
    )


def _unique(x: Value) -> Tensor:
    return _some(number_kind(x))


_PARTS = """Find the different elements{with_}.

    >>> @([4])
    {after}
    """
declare("numpy.unique_values", "x", _unique, _PARTS.format(with_="", after="(None,)"))
declare(
    "numpy.unique_counts",
    "x",
    lambda x: (_unique(x), _some("int")),
    _PARTS.format(with_=", and how often they stand", after="((None,), (None,))"),
)
declare(
    "numpy.unique_inverse",
    "x",
    lambda x: (_unique(x), array(measured(x), "int")),
    _PARTS.format(with_=", and which of them stands where", after="((None,), (4,))"),
)
declare(
    "numpy.unique_all",
    "x",
    lambda x: (_unique(x), _some("int"), array(measured(x), "int"), _some("int")),
    _PARTS.format(with_=", and all about where they stand", after="((None,), (None,), (4,), (None,))"),
)


@op("numpy.trim_zeros")
def trim_zeros(filt, trim="fb", axis=None):
    """Cut zeros off both ends.

    >>> trim_zeros([5])
    (None,)
    """
    return array(Shape((UNKNOWN,) * len(measured(filt).dims), measured(filt).open), number_kind(filt))
