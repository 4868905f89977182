"""Matplotlib: the arrays of axes that a figure is made with."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Shape, Size


@op("matplotlib.pyplot.subplots", least={"nrows": 1, "ncols": 1})
def subplots(
    nrows=1, ncols=1, *, sharex=False, sharey=False, squeeze=True, subplot_kw=None, gridspec_kw=None, **kwargs
):
    """Make a figure and its axes: an array of them in rows and columns, without those of which there is one.

    >>> subplots(2, 3)
    (None, (2, 3))
    >>> subplots(1, 3)
    (None, (3,))
    >>> subplots(3)
    (None, (3,))
    >>> subplots()
    (None, None)
    >>> subplots(2, 1, squeeze=False)
    (None, (2, 1))
    """
    rows, columns = size_in(nrows), size_in(ncols)
    return UNKNOWN, _axes(rows, columns, squeeze)


def _axes(rows: Size, columns: Size, squeeze: Value) -> Value:
    if not isinstance(rows, int) or not isinstance(columns, int) or not isinstance(squeeze, bool):
        return UNKNOWN
    kept = tuple(size for size in (rows, columns) if size != 1 or not squeeze)
    return array(Shape(kept), "object") if kept else UNKNOWN
