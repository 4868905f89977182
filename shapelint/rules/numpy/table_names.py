"""The names of the rows and columns of tables of pandas: asked for, set, and changed."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.form import op, prop
from shapelint.rules.numpy.table_making import index_from
from shapelint.rules.numpy.tables import (
    FRAME,
    INDEX,
    SERIES,
    Label,
    Names,
    Sure,
    alike,
    are_numbers,
    become,
    columns_of,
    fewer,
    header_of,
    index,
    index_of,
    is_flat,
    is_label,
    names_in,
    names_of,
    rows_of,
    sure_of,
    table,
)
from shapelint.rules.values import REST, UNKNOWN, DictValue, Instance, Many, Value
from shapelint.sizes import less


def given_back(self: Value, result: Value, inplace: Value, machine) -> Value:
    """What a method gives that may also change its own table."""
    if inplace is False:
        return result
    become(self, result if inplace is True and isinstance(result, Instance) else unlike(self, machine), machine)
    return None if inplace is True else UNKNOWN


def unlike(self: Value, machine) -> Value:
    """A table or column of which nothing more is known."""
    return fewer(self, UNKNOWN, machine) if machine.is_a(self, SERIES) else table(machine)


def with_names(self: Value, names: Names, machine, *, levels: bool = False) -> Value:
    """The same columns under other names."""
    old, sure = names_of(self), sure_of(self)
    if sure.labels is not None:
        kept = zip(old or (), names or (), strict=False)
        sure = Sure(frozenset(new for before, new in kept if before in (sure.labels or ())))
    width = columns_of(self)
    if names is not None and isinstance(width, int) and len(names) != width:
        names = None  # which pandas refuses
    return table(machine, rows_of(self), width, names, by=index_of(self), sure=sure, levels=levels)


def with_index(self: Value, by: Value, machine) -> Value:
    """The same rows under other names; where there are no columns, as many rows as names."""
    named_by = index(machine, rows_of(self)) if by is None else by
    if machine.is_a(self, FRAME) and less(0, columns_of(self)) is not True:
        return fewer(self, UNKNOWN if by is None else rows_of(by), machine, by=named_by)
    return fewer(self, rows_of(self), machine, by=named_by)


@prop(f"{FRAME}.columns")
def columns(self, *, machine):
    """What names the columns.

    >>> DataFrame([5, 3]).columns
    (3,)
    >>> DataFrame({"a": [5], "b": [5]}).columns[1]
    'b'
    """
    header = header_of(self)
    whole = header is not None and names_of(header) == names_of(self)
    return header if whole else index(machine, columns_of(self), names_of(self))


@prop((f"{FRAME}.index", f"{SERIES}.index"))
def row_index(self, *, machine):
    """What names the rows.

    >>> DataFrame([5, 3]).index
    (5,)
    """
    found = index_of(self)
    return index(machine, rows_of(self)) if found is None else found


@op(f"{FRAME}.keys")
def keys(self, *, machine):
    """What names the columns.

    >>> DataFrame([5, 3]).keys()
    (3,)
    """
    return columns.body(self, machine=machine)


@op(f"{FRAME}.__iter__")
def iterated(self):
    """One name of a column after the other.

    >>> list(DataFrame({"a": [5], "b": [5]}))
    ('a', 'b')
    """
    names = names_of(self)
    return Many(UNKNOWN, columns_of(self)) if names is None else names


@op((f"{FRAME}.__setattr__", f"{SERIES}.__setattr__"))
def set_attribute(self, name, value, *, machine):
    """Name the rows or the columns, change a column, or keep anything.

    >>> df = DataFrame({"x": [5], "y": [5]})
    >>> df.__setattr__("columns", ("a", "b"))
    >>> df.drop("a", axis=1).values
    (5, 1)
    >>> df.__setattr__("index", range(5))
    >>> df.shape
    (5, 2)
    """
    frame = machine.is_a(self, FRAME)
    if name == "columns" and frame:
        names = names_in(value)
        header = value if machine.is_a(value, INDEX) and names is None else None
        made = with_names(self, names, machine, levels=not is_flat(value))
        become(self, _under(made, header, machine) if header is not None else made, machine)
    elif name == "index":
        become(self, with_index(self, index_from(value, machine, rows_of(self)), machine), machine)
    elif not frame or not isinstance(name, str):
        machine.put(self, name, value)
    elif name in (names_of(self) or ()):
        become(self, _changed(self, name, value, machine), machine)
    else:  # a column, if there is one of that name
        machine.put(self, name, UNKNOWN if names_of(self) is None else value)


def _under(made: Value, header: Value, machine) -> Value:
    return table(machine, rows_of(made), columns_of(made), by=index_of(made), header=header, sure=sure_of(made))


def _changed(self: Value, name: Label, value: Value, machine) -> Value:
    """The table with another column of that name."""
    labels = sure_of(self).labels
    known = frozenset(names_of(self) or ()) if labels is None else labels
    sure = Sure(known | {name} if are_numbers(value) else known - {name})
    return table(machine, rows_of(self), names=names_of(self), by=index_of(self), header=header_of(self), sure=sure)


@op(f"{FRAME}.rename")
def rename(self, mapper=None, *, index=None, columns=None, axis=None, copy=None, inplace=False, level=None,
           errors="ignore", machine):  # fmt: skip
    """Give columns or rows other names.

    >>> df = DataFrame({"x": [5], "y": [5]})
    >>> df.rename(columns={"x": "a"}, inplace=True)
    >>> df.drop("a", axis=1).values
    (5, 1)
    >>> df.rename({"y": "b"}, axis=1).drop(columns="b").values
    (5, 1)
    """
    to = mapper if axis in (1, "columns") else columns
    if axis not in (0, 1, "index", "columns", None):
        return given_back(self, table(machine, rows_of(self), columns_of(self)), inplace, machine)
    made = alike(self, machine) if to is None else with_names(self, _renamed(names_of(self), to, machine), machine)
    rows_too = index is not None or (mapper is not None and to is not mapper)
    return given_back(self, fewer(made, rows_of(made), machine) if rows_too else made, inplace, machine)


def _renamed(names: Names, to: Value, machine) -> Names:
    """The names by a dict of new ones, or by what a function makes of each."""
    if names is None:
        return None
    if isinstance(to, DictValue):
        found = tuple(to.slots.get(each, each) for each in names)
        return found if REST not in to.slots and all(map(is_label, found)) else None
    if isinstance(to, Instance):
        return None
    with machine.silent():
        found = tuple(machine.call(to, (each,)) for each in names)
    return found if all(map(is_label, found)) else None


@op(f"{SERIES}.rename")
def rename_column(self, index=None, *args, inplace=False, machine, **kwargs):
    """Give a column another name, or its rows.

    >>> Series([5]).rename("a").values
    (5,)
    """
    same = index is None or isinstance(index, str)
    made = alike(self, machine) if same else fewer(self, rows_of(self), machine)
    return given_back(self, made, inplace, machine)


@op((f"{FRAME}.set_axis", f"{SERIES}.set_axis"))
def set_axis(self, labels, *, axis=0, copy=None, inplace=False, machine):
    """Name all rows, or all columns.

    >>> DataFrame({"x": [5], "y": [5]}).set_axis(("a", "b"), axis=1).drop(columns="a").values
    (5, 1)
    """
    if axis in (1, "columns") and machine.is_a(self, FRAME):
        return given_back(
            self, with_names(self, names_in(labels), machine, levels=not is_flat(labels)), inplace, machine
        )
    if axis not in (0, "index"):
        return UNKNOWN
    return given_back(self, with_index(self, index_from(labels, machine, rows_of(self)), machine), inplace, machine)


@op((f"{FRAME}.rename_axis", f"{SERIES}.rename_axis"))
def rename_axis(self, mapper=None, *, inplace=False, machine, **kwargs):
    """Give the row of names a name.

    >>> DataFrame([5, 3]).rename_axis("id").values
    (5, 3)
    """
    return given_back(self, alike(self, machine), inplace, machine)


def _extended(name: str, made: Callable[[str, Label], str]) -> None:
    def body(self, *args, axis=None, machine, **kwargs):
        names, (text, *more) = names_of(self), (*args, *kwargs.values(), UNKNOWN)
        if len(more) > 1 or axis not in (1, "columns", None) or not isinstance(text, str) or names is None:
            return table(machine, rows_of(self), columns_of(self))
        return with_names(self, tuple(made(text, each) for each in names), machine)

    body.__doc__ = f"""Put a text at every name of a column.

    >>> DataFrame({{"a": [5], "b": [5]}}).{name}("_").values
    (5, 2)
    """
    op(f"{FRAME}.{name}")(body)


_extended("add_prefix", lambda text, each: f"{text}{each}")
_extended("add_suffix", lambda text, each: f"{each}{text}")
