"""Tables of pandas put together and taken apart: below and beside each other, by keys, and into classes."""

from __future__ import annotations

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_numbers import is_table
from shapelint.rules.numpy.tables import (
    EVERYWHERE,
    FRAME,
    INDEX,
    NOWHERE,
    SERIES,
    Names,
    Sure,
    alike,
    column,
    columns_of,
    holds_numbers,
    index,
    index_of,
    is_same_index,
    length_of,
    names_in,
    names_of,
    picked,
    rows_of,
    sure_of,
    table,
)
from shapelint.rules.values import AS_ARRAY, UNKNOWN, DictValue, ListValue, Many, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size


@op("pandas.concat")
def concat(objs, *, axis=0, join="outer", ignore_index=False, keys=None, machine, **kwargs):
    """Put tables below or beside each other.

    >>> concat((DataFrame([5, 3]), DataFrame([4, 3]))).values
    (9, 3)
    >>> concat((DataFrame({"a": [5]}), DataFrame({"b": [4]}))).values
    (9, 2)
    >>> concat((DataFrame([5, 3]), DataFrame([5, 2])), axis=1).values
    (5, 5)
    >>> concat((Series([5]), Series([4]))).values
    (9,)
    """
    if isinstance(objs, DictValue):
        keys = tuple(objs.slots)
    items = (tuple(objs.slots.values()) if isinstance(objs, DictValue) else items_of(objs)) or ()
    if not items:
        return _of_many(objs, axis, join, machine)
    if kwargs.keys() - {"sort", "copy", "verify_integrity"} or not all(is_table(each, machine) for each in items):
        return UNKNOWN
    if axis in (1, "columns"):
        return _beside(items, ignore_index is not False or keys is not None, machine)
    if axis not in (0, "index", "rows"):
        return UNKNOWN
    rows: Size = sum(rows_of(each) for each in items)
    by = index(machine, rows, counts=True) if ignore_index is True else None
    sure = all(map(holds_numbers, items))
    if all(machine.is_a(each, SERIES) for each in items):
        return column(machine, rows, by=by, sure=sure)
    if not all(machine.is_a(each, FRAME) for each in items):
        return table(machine, rows, by=by)
    names = _united(items, join)
    same = len({names_of(each) for each in items}) == 1
    return table(machine, rows, names=names, by=by, sure=EVERYWHERE if sure and same and names else NOWHERE)


def _united(items: tuple[Value, ...], join: Value) -> Names:
    """The names that any of the tables has, or (join "inner") all have."""
    all_names = [names_of(each) for each in items]
    known = [names for names in all_names if names is not None and len(set(names)) == len(names)]
    if len(known) < len(all_names):
        return None
    if join == "inner":
        return tuple(name for name in known[0] if all(name in names for names in known))
    return tuple(dict.fromkeys(name for names in known for name in names)) if join == "outer" else None


def _beside(items: tuple[Value, ...], renamed: bool, machine) -> Value:
    """Rows of the same name beside each other."""
    width: Size = sum(columns_of(each) if machine.is_a(each, FRAME) else 1 for each in items)
    first = index_of(items[0])
    same = all(is_same_index(first, index_of(each)) for each in items)
    every = [names_of(each) for each in items]
    names: Names = None
    if not renamed and all(each is not None for each in every):
        names = tuple(name for each in every for name in each or ())
    sure = EVERYWHERE if same and all(map(holds_numbers, items)) else NOWHERE
    return table(
        machine,
        rows_of(items[0]) if same else UNKNOWN,
        width,
        names,
        by=first if same else None,
        sure=sure,
        levels=renamed,
    )


def _of_many(objs: Value, axis: Value, join: Value, machine) -> Value:
    """As many tables as nobody knows, all alike."""
    held = objs.items if isinstance(objs, ListValue) else objs
    each = held.each if isinstance(held, Many) else UNKNOWN
    if not machine.is_a(each, FRAME):
        return UNKNOWN
    below = axis in (0, "index") and join == "outer"
    return table(machine, names=_united((each,), join) if below else None)


@op(("pandas.merge", f"{FRAME}.merge"))
def merge(left, right, *args, machine, **kwargs):
    """The rows of two tables that have the same keys beside each other.

    >>> merge(DataFrame({"a": [5], "b": [5]}), DataFrame({"a": [5], "c": [5]}), on="a").values
    (None, 3)
    """
    on = args[1] if len(args) > 1 else kwargs.get("on")
    keys = (on,) if isinstance(on, str) else names_in(on) if isinstance(on, ListValue) else None
    plain = not kwargs.keys() - {"how", "on", "sort", "validate", "copy"} and len(args) < 3
    one, other = names_of(left), names_of(right)
    if (
        not plain
        or keys is None
        or one is None
        or other is None
        or kwargs.get("how", "left") in ("left_anti", "right_anti")
    ):
        return table(machine)
    rest = tuple(name for name in other if name not in keys)
    if set(one) & set(rest):  # which get other names
        return table(machine, UNKNOWN, len(one) + len(rest))
    return table(machine, names=one + rest)


@op(f"{FRAME}.join")
def joined(self, other, *args, machine, **kwargs):
    """The columns of other tables beside the rows of the same name.

    >>> DataFrame({"a": [5]}).join(DataFrame({"b": [5]})).values
    (None, 2)
    """
    one, two = names_of(self), names_of(other) if machine.is_a(other, FRAME) else None
    plain = not args and not kwargs.keys() - {"how", "on"}
    if not plain or one is None or two is None or set(one) & set(two):
        return table(machine)
    return table(machine, names=one + two)


@op(f"{FRAME}.append")
def append(self, other, *args, machine, **kwargs):
    """Rows below the others.

    >>> df = DataFrame({"a": [5]})
    >>> df.append(df).values
    (10, 1)
    """
    if not machine.is_a(other, FRAME):
        return table(machine)
    return table(machine, rows_of(self) + rows_of(other), names=_united((self, other), "outer"))


@op("pandas.get_dummies")
def get_dummies(data, *args, machine, **kwargs):
    """A column for each class of a column; how many there are depends on the data.

    >>> get_dummies(Series([5])).values
    (5, None)
    >>> get_dummies(DataFrame([5, 3]), columns=(1,)).values
    (5, None)
    """
    by = index_of(data)
    length = rows_of(data) if by is not None else length_of(data)
    return table(machine, UNKNOWN if length is None else length, by=by)


def _reshaped(name: str, example: str) -> None:
    def body(*args, machine, **kwargs):
        return table(machine, levels=name != "melt")

    body.__doc__ = f"""Another table of the same elements; how large it is depends on the data.

    >>> df = DataFrame({{"a": ("x", "y"), "b": (1, 2), "c": (3, 4)}})
    >>> {example}.values
    (None, None)
    """
    op((f"pandas.{name}", f"{FRAME}.{name}"))(body)


_reshaped("pivot_table", 'df.pivot_table(index="a", columns="b", values="c")')
_reshaped("pivot", 'df.pivot(index="a", columns="b", values="c")')
_reshaped("melt", "df.melt()")


@op(f"{FRAME}.explode")
def explode(self, column, ignore_index=False, *, machine):
    """A row for each item of a row.

    >>> DataFrame({"a": [5], "b": [5]}).explode("a").values
    (None, 2)
    """
    return table(machine, UNKNOWN, columns_of(self), names_of(self), sure=Sure(frozenset()))


@op(f"{FRAME}.select_dtypes")
def select_dtypes(self, include=None, exclude=None, *, machine):
    """The columns that hold things of some kinds.

    >>> DataFrame({"a": [5], "b": [5]}).select_dtypes("number").values
    (5, None)
    """
    numbers = include is not None and exclude is None and include in ("number",)
    return table(machine, rows_of(self), by=index_of(self), sure=EVERYWHERE if numbers else NOWHERE)


@op(f"{FRAME}.filter")
def filtered(self, items=None, *args, machine, **kwargs):
    """Some of the columns.

    >>> DataFrame({"a": [5], "b": [5]}).filter(("a",)).values
    (5, 1)
    >>> DataFrame({"a": [5], "b": [5]}).filter(like="a").values
    (5, None)
    """
    rows = kwargs.get("axis") in (0, "index")
    names, own = names_in(items), names_of(self)
    if names is not None and own is not None and not args and not kwargs:
        return picked(self, tuple(name for name in dict.fromkeys(names) if name in own), machine)
    return (
        table(machine)
        if rows or len(args) > 2
        else table(machine, rows_of(self), by=index_of(self), sure=sure_of(self))
    )


def _cut(name: str) -> None:
    def body(x, *args, retbins=False, machine, **kwargs):
        if retbins is not False or len(args) > 3:
            return UNKNOWN
        if machine.is_a(x, SERIES):
            return alike(x, machine, sure=False)
        length = length_of(x)
        plain = isinstance(x, Tensor | ListValue) or machine.is_a(x, INDEX)
        return _categories(UNKNOWN if length is None else length, machine) if plain else UNKNOWN

    body.__doc__ = f"""The class of every number.

    >>> {name}(Series((1.0, 2.0, 3.0)), 3).values
    (3,)
    >>> {name}([3], 1, duplicates="drop").codes
    (3,)
    """
    op(f"pandas.{name}")(body)


_cut("cut")
_cut("qcut")


def _categories(length: Size, machine) -> Value:
    return machine.make("pandas.Categorical", {AS_ARRAY: Shape((length,))})


@kind("pandas.Categorical")
def categorical(values=None, *args, layer, machine, **kwargs):
    """Classes.

    >>> Categorical(("a", "b", "a")).codes
    (3,)
    """
    length = length_of(values)
    machine.put(layer, AS_ARRAY, Shape((UNKNOWN if length is None else length,)))


@prop("pandas.Categorical.codes")
def codes(self):
    """The number of every class.

    >>> Categorical(("a", "b", "a")).codes
    (3,)
    """
    return array(shape_of(self), "int")


@op(("pandas.factorize", f"{SERIES}.factorize"))
def factorize(values, *args, machine, **kwargs):
    """The number of every class, and the classes.

    >>> Series((1, 2, 1)).factorize()
    ((3,), (None,))
    """
    length = length_of(values)
    known = isinstance(values, Tensor | ListValue) or index_of(values) is not None
    if not known or length is None:
        return UNKNOWN
    return array(Shape((length,)), "int"), index(machine) if not isinstance(values, Tensor) else array(
        Shape((UNKNOWN,)), None
    )
