"""What is worked out of tables of pandas element by element, with numbers, arrays and each other."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.numpy.tables import (
    BOTH,
    FRAME,
    INDEX,
    SERIES,
    alike,
    are_numbers,
    column,
    columns_of,
    header_of,
    holds_numbers,
    index_of,
    is_same_index,
    length_of,
    names_of,
    rows_of,
    same_rows,
    table,
)
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value

_COMPARISONS: Final = ("lt", "le", "gt", "ge", "eq", "ne")
_ARITHMETIC: Final = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")
_LOGIC: Final = ("and", "or", "xor")
_UNARY: Final = ("neg", "pos", "invert", "abs")
_TIME: Final = "pandas.Timestamp"
_SPAN: Final = "pandas.Timedelta"
_METHODS: Final = (*_COMPARISONS, *_ARITHMETIC, "div", "radd", "rsub", "rmul", "rdiv", "rtruediv", "rpow")


def combined(self: Value, other: Value, machine, *, test: bool = False) -> Value:
    """A table or column of every element and the one of another beside it; those are matched by their indexes.

    test: whether it holds truths.
    """
    sure = test or (holds_numbers(self) and are_numbers(other))
    if machine.is_a(self, FRAME) or machine.is_a(other, FRAME):
        return _of_tables(self, other, machine, test, sure)
    if machine.is_a(other, SERIES):
        if test or same_rows(self, other):
            return alike(self, machine, sure=sure)
        return column(machine, sure=sure)
    if machine.is_a(other, _TIME) or machine.is_a(other, _SPAN):
        return alike(self, machine, sure=test)
    if isinstance(other, Instance) and not machine.is_a(other, INDEX):
        return UNKNOWN
    plain = length_of(other) is not UNKNOWN or test or isinstance(other, Tensor | ListValue)
    return alike(self, machine, sure=sure) if plain else UNKNOWN


def _of_tables(self: Value, other: Value, machine, test: bool, sure: bool) -> Value:
    """Of which one at least has several columns: with a column it is combined row by row, by the names of these."""
    frame, beside = (self, other) if machine.is_a(self, FRAME) else (other, self)
    if machine.is_a(beside, FRAME):
        if test or (same_rows(self, other) and _same_columns(header_of(self), names_of(self), other)):
            return alike(self, machine, sure=sure)
        same = same_rows(self, other)
        return table(machine, rows_of(self), by=index_of(self)) if same else table(machine)
    if machine.is_a(beside, SERIES):
        named_by = index_of(beside)
        if test or (named_by is not None and _same_columns(named_by, names_of(named_by), frame)):
            return alike(frame, machine, sure=sure)
        return table(machine, rows_of(frame), by=index_of(frame))
    plain = not isinstance(beside, Instance) and (length_of(beside) is not UNKNOWN or isinstance(beside, Tensor))
    return alike(frame, machine, sure=sure) if plain else table(machine)


def _same_columns(header: Value, names: Value, other: Value) -> bool:
    known = names is not None and names == names_of(other)
    return known or is_same_index(header, header_of(other))


def _operator(name: str) -> None:
    def body(self, other, *, machine):
        return combined(self, other, machine, test=name in _COMPARISONS)

    made = "bools" if name in _LOGIC else "floats"
    body.__doc__ = f"""Element by element with a number; tables and columns are matched by what names their rows.

    >>> Series({made}[5]).__{name}__({(name in _LOGIC and True) or 2}).values
    (5,)
    >>> df = DataFrame({{"a": {made}[5], "b": {made}[5]}})
    >>> df["a"].__{name}__(df["b"]).values
    (5,)
    """
    op(tuple(f"{owner}.__{name}__" for owner in BOTH))(body)


def _reflected(name: str) -> None:
    def body(self, other, *, machine):
        return combined(self, other, machine)

    made = "bools" if name in _LOGIC else "floats"
    body.__doc__ = f"""The same from the other side.

    >>> Series({made}[5]).__r{name}__({made}[5]).values
    (5,)
    """
    op(tuple(f"{owner}.__r{name}__" for owner in BOTH))(body)


def _unary(name: str) -> None:
    def body(self, *, machine):
        return alike(self, machine)

    body.__doc__ = f"""Element by element.

    >>> DataFrame({{"a": ints[5], "b": ints[5]}}).__{name}__().values
    (5, 2)
    """
    op(tuple(f"{owner}.__{name}__" for owner in BOTH))(body)


def _method(name: str) -> None:
    def body(self, other, *args, machine, **kwargs):
        if args or kwargs.keys() - {"axis", "fill_value"}:
            return UNKNOWN
        rowwise = kwargs.get("axis", "columns") in (0, "index")
        if machine.is_a(self, FRAME) and machine.is_a(other, SERIES) and rowwise:
            same = same_rows(self, other)
            return (
                alike(self, machine, sure=False) if same else table(machine, UNKNOWN, columns_of(self), names_of(self))
            )
        if machine.is_a(other, SERIES) or machine.is_a(other, FRAME):  # which need not have the same names here
            return combined(self, other, machine)
        return combined(self, other, machine, test=name in _COMPARISONS)

    body.__doc__ = f"""Element by element.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}(2).values
    (5, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in BOTH))(body)


for _name in (*_COMPARISONS, *_ARITHMETIC, *_LOGIC):
    _operator(_name)
for _name in (*_ARITHMETIC, *_LOGIC):
    _reflected(_name)
for _name in _UNARY:
    _unary(_name)
for _name in _METHODS:
    _method(_name)


def is_table(x: Value, machine) -> bool:
    """Whether it is a table or a column."""
    return any(machine.is_a(x, each) for each in BOTH)
