"""Indexes of pandas: what names the rows and the columns of a table."""

from __future__ import annotations

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.tables import (
    INDEX,
    NAMES,
    Names,
    are_numbers,
    column,
    holds_numbers,
    index,
    is_label,
    length_of,
    named,
    names_in,
    names_of,
    rows_of,
)
from shapelint.rules.shared.indexing import indexed
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import AS_ARRAY, UNKNOWN, Instance, ListValue, Many, SliceOf, Tensor, Value, shape_of
from shapelint.sizes import Dim, Shape, maximum


def set_up(layer: Value, data: Value, machine) -> None:
    length, names = length_of(data), names_in(data)
    machine.put(layer, AS_ARRAY, Shape((UNKNOWN if length is None else length,)))
    machine.put(layer, NAMES, UNKNOWN if names is None else names)


@kind(INDEX)
def any_index(data=None, dtype=None, copy=None, name=None, tupleize_cols=True, *, layer, machine):
    """Names of rows, or of columns.

    >>> Index([5]).values
    (5,)
    """
    set_up(layer, data, machine)


@kind("pandas.RangeIndex", bases=(INDEX,))
def range_index(start=None, stop=None, step=None, dtype=None, copy=False, name=None, *, layer, machine):
    """Counting numbers as names of rows.

    >>> RangeIndex(5).values
    (5,)
    >>> RangeIndex(2, 5).values
    (3,)
    """
    first, last = (0, start) if stop is None else (0 if start is None else start, stop)
    plain = step in (None, 1) and all(isinstance(end, int | Dim) for end in (first, last))
    machine.put(layer, AS_ARRAY, Shape((maximum(last - first, 0) if plain else UNKNOWN,)))


@prop(f"{INDEX}.values")
def values(self):
    """The names as an array.

    >>> Index([5]).values
    (5,)
    """
    return array(shape_of(self), None)


@prop(f"{INDEX}.shape")
def shape(self):
    """How many names there are.

    >>> Index([5]).shape
    (5,)
    """
    return shape_of(self).dims


@prop(f"{INDEX}.size")
def size(self):
    """How many names there are.

    >>> Index([5]).size
    5
    """
    return rows_of(self)


@op(f"{INDEX}.to_numpy")
def to_numpy(self, dtype=None, copy=False, na_value=None, **kwargs):
    """The names as an array.

    >>> Index([5]).to_numpy()
    (5,)
    """
    return array(shape_of(self), None)


@op(f"{INDEX}.__len__")
def length(self):
    """How many names there are.

    >>> Index([5]).__len__()
    5
    """
    return rows_of(self)


def _row(self: Value) -> Value:
    names = names_of(self)
    return Many(UNKNOWN, rows_of(self)) if names is None else names


@op(f"{INDEX}.__iter__")
def iterated(self):
    """Name after name.

    >>> list(Index(("a", "b")))
    ('a', 'b')
    """
    return _row(self)


@op((f"{INDEX}.tolist", f"{INDEX}.to_list"))
def tolist(self):
    """The names in a list.

    >>> Index(("a", "b")).tolist()
    ('a', 'b')
    >>> DataFrame({"a": [5], "b": [5]}).columns.tolist()
    ('a', 'b')
    """
    return ListValue(_row(self), plain=True)


@op(f"{INDEX}.__getitem__")
def getitem(self, key, *, machine):
    """One name, or some of them.

    >>> Index(("a", "b", "c"))[0]
    'a'
    >>> Index(("a", "b", "c"))[1:]
    (2,)
    """
    names = names_of(self)
    if is_int(key):
        return names[key] if names is not None and -len(names) <= key < len(names) else UNKNOWN
    if isinstance(key, SliceOf):
        ends = (key.lower, key.upper, key.step)
        if names is not None and all(end is None or is_int(end) for end in ends) and key.step != 0:
            return index(machine, names=names[slice(*ends)])
        return index(machine, indexed(array(shape_of(self)), key).axis(0))
    mask = isinstance(key, Tensor) and key.dtype == "bool" and key.shape.rank == 1
    return index(machine, UNKNOWN if not mask or key.ones is None else key.ones) if _is_row(key) else UNKNOWN


def _is_row(key: Value) -> bool:
    return isinstance(key, Tensor | ListValue | Instance) and shape_of(key).rank == 1


def _left(self: Value, gone: Names, machine) -> Value:
    names = names_of(self)
    if gone is None or names is None:
        return index(machine)
    return index(machine, names=tuple(each for each in names if each not in gone))


@op(f"{INDEX}.drop")
def drop(self, labels, errors="raise", *, machine):
    """Leave names out.

    >>> Index(("a", "b")).drop("a")
    (1,)
    """
    return _left(self, named(labels), machine)


@op(f"{INDEX}.difference")
def difference(self, other, sort=None, *, machine):
    """The names that are not among others, in order.

    >>> Index(("b", "a", "c")).difference(("a",)).tolist()
    ('b', 'c')
    """
    left = names_of(_left(self, names_in(other), machine))
    if left is None:
        return index(machine)
    once = tuple(dict.fromkeys(left))
    alike_ = len(set(map(type, once))) < 2
    return index(machine, names=tuple(sorted(once)) if sort is None and alike_ else once)


def _tested(name: str, argument: str) -> None:
    def body(self, *args, machine, **kwargs):
        return array(shape_of(self), "bool")

    body.__doc__ = f"""A truth for every name.

    >>> Index(("a", "b")).{name}({argument})
    (2,)
    """
    op(f"{INDEX}.{name}")(body)


for _name, _argument in (("isin", '("a",)'), ("isna", ""), ("notna", ""), ("duplicated", "")):
    _tested(_name, _argument)


def _compared(name: str) -> None:
    def body(self, other):
        made, names = array(shape_of(self), "bool"), names_of(self)
        if names is None or not is_label(other) or name not in ("__eq__", "__ne__"):
            return made
        equal_ = sum(type(each) is type(other) and each == other for each in names)
        count = equal_ if name == "__eq__" else len(names) - equal_
        return Tensor(made.shape, "numpy", "bool", ones=count)

    body.__doc__ = f"""A truth for every name.

    >>> Index([5]).{name}(1.0)
    (5,)
    """
    op(f"{INDEX}.{name}")(body)


for _name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"):
    _compared(_name)


def _kept(name: str, argument: str) -> None:
    def body(self, *args, machine, **kwargs):
        return index(machine, rows_of(self))

    body.__doc__ = f"""As many names.

    >>> Index(("a", "b")).{name}({argument}).values
    (2,)
    """
    op(f"{INDEX}.{name}")(body)


for _name, _argument in (("map", "len"), ("astype", "str"), ("copy", "")):
    _kept(_name, _argument)


@op(f"{INDEX}.unique")
def unique(self, level=None, *, machine):
    """The names without repetition.

    >>> Index([5]).unique().values
    (None,)
    """
    return index(machine)


@op(f"{INDEX}.to_series")
def to_series(self, index=None, name=None, *, machine):
    """The names as a column.

    >>> Index([5]).to_series().values
    (5,)
    """
    return column(machine, rows_of(self), by=self if index is None else None)


def _operator(name: str) -> None:
    def body(self, other, *, machine):
        times = any(machine.is_a(other, each) for each in ("pandas.Timestamp", "pandas.Timedelta"))
        plain = times or isinstance(other, int | float | Tensor) or machine.is_a(other, INDEX)
        return index(machine, rows_of(self), sure=holds_numbers(self) and are_numbers(other)) if plain else UNKNOWN

    body.__doc__ = f"""Every name with a number.

    >>> Index([5]).__{name}__(2).values
    (5,)
    """
    op(f"{INDEX}.__{name}__")(body)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    _operator(_name)
    _operator(f"r{_name}")
