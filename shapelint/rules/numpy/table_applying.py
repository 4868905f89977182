"""Functions applied to tables and columns of pandas: to every element, to columns, to rows, or to the whole."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.tables import (
    FRAME,
    SERIES,
    alike,
    are_numbers,
    column,
    columns_of,
    counts,
    header_of,
    holds_numbers,
    index_of,
    is_single,
    names_of,
    rows_of,
    same_rows,
    table,
)
from shapelint.rules.values import (
    UNKNOWN,
    Instance,
    Tensor,
    Value,
)
from shapelint.sizes import Size


@op(f"{SERIES}.map")
def mapped(self, *args, machine, **kwargs):
    """Change every element.

    >>> Series([5]).map({}).values
    (5,)
    """
    for each in (*args, *kwargs.values()):
        machine.hand(each)
    return alike(self, machine, sure=False)


@op((f"{FRAME}.map", f"{FRAME}.applymap"))
def mapped_everywhere(self, func, *args, machine, **kwargs):
    """Change every element.

    >>> DataFrame([5, 3]).map(np.sqrt).values
    (5, 3)
    """
    machine.hand(func)
    return alike(self, machine, sure=False)


def _given(func: Value, argument: Value, machine) -> Value:
    """What a function gives for an argument, as far as that is known; what else it does nobody knows."""
    found: Value = UNKNOWN
    if not isinstance(func, str) and func is not UNKNOWN:
        with machine.silent():
            found = machine.call(func, (argument,))
    machine.hand(func)  # which is called as often as there are elements
    return found


@op(f"{SERIES}.apply")
def applied(self, func, *args, machine, **kwargs):
    """Change every element by a function; columns that it gives become those of a table.

    >>> Series([5]).apply(np.sqrt).values
    (5,)
    >>> Series([5]).apply(Series).values
    (5, None)
    """
    if func is UNKNOWN or isinstance(func, str):
        return UNKNOWN
    found = _given(func, UNKNOWN, machine)
    if machine.is_a(found, SERIES):
        return table(machine, rows_of(self), by=index_of(self))
    return UNKNOWN if isinstance(found, Instance) else alike(self, machine, sure=False)


@op(f"{FRAME}.apply")
def applied_to_each(self, func, axis=0, raw=False, result_type=None, *args, machine, **kwargs):
    """What a function makes of every column, or (axis 1) of every row.

    >>> DataFrame([5, 3]).apply(np.mean).values
    (3,)
    >>> DataFrame([5, 3]).apply(np.sqrt).values
    (5, 3)
    >>> DataFrame([5, 3]).apply(np.mean, axis=1).values
    (5,)
    """
    rowwise = axis in (1, "columns")
    if args or kwargs or raw is not False or result_type is not None or not (rowwise or axis in (0, "index")):
        return UNKNOWN
    sure = holds_numbers(self)
    length, by = (columns_of(self), header_of(self)) if rowwise else (rows_of(self), index_of(self))
    found = _given(func, column(machine, length, by=by, sure=sure), machine)
    if is_single(found):
        kept, named_by = (rows_of(self), index_of(self)) if rowwise else (columns_of(self), header_of(self))
        return column(machine, kept, by=named_by, sure=are_numbers(found))
    if not machine.is_a(found, SERIES):
        return UNKNOWN
    if not rowwise:
        return alike(self, machine, sure=holds_numbers(found)) if same_rows(found, self) else table(machine)
    names = names_of(index_of(found))
    width: Size = rows_of(found) if counts(index_of(found)) else UNKNOWN
    return table(machine, rows_of(self), width, names, by=index_of(self))


@op((f"{FRAME}.pipe", f"{SERIES}.pipe"))
def piped(self, func, *args, machine, **kwargs):
    """What a function makes of the whole.

    >>> DataFrame([5, 3]).pipe(np.sqrt).values
    (5, 3)
    """
    return machine.call(func, (self, *args), kwargs) if not isinstance(func, tuple) else UNKNOWN


def _product(self: Value, other: Value, machine) -> Value:
    if not isinstance(other, Tensor):
        return UNKNOWN
    if other.shape.rank == 1:
        return column(machine, rows_of(self), by=index_of(self))
    return table(machine, rows_of(self), other.shape.axis(1), by=index_of(self)) if other.shape.rank == 2 else UNKNOWN


@op((f"{FRAME}.dot", f"{FRAME}.__matmul__"))
def product(self, other, *, machine):
    """The product with a matrix.

    >>> DataFrame([5, 3]).dot([3, 2]).values
    (5, 2)
    >>> DataFrame([5, 3]).dot([3]).values
    (5,)
    """
    return _product(self, other, machine)
