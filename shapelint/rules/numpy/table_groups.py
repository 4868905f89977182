"""Groups of rows of tables of pandas: `df.groupby("a")["b"].mean()`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.numpy.table_picks import owner_of
from shapelint.rules.numpy.tables import (
    BOTH,
    FRAME,
    OWNER,
    SERIES,
    alike,
    column,
    fewer,
    index_of,
    is_label,
    is_single,
    named,
    picked,
    rows_of,
    sure_of,
    table,
)
from shapelint.rules.values import (
    UNKNOWN,
    Instance,
    ListValue,
    Many,
    SomeNumber,
    Value,
)

_OF_TABLE: Final = "pandas.DataFrameGroupBy"
_OF_COLUMN: Final = "pandas.SeriesGroupBy"
_RESAMPLED: Final = "pandas.Resampler"
_GROUPS: Final = (_OF_TABLE, _OF_COLUMN)
_KEY: Final = "#key"  # slot of groups: the one name by which they are made


@op(tuple(f"{owner}.groupby" for owner in BOTH))
def groupby(self, by=None, *args, machine, **kwargs):
    """Groups of rows that have the same key.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a")["b"].mean().values
    (None,)
    """
    if kwargs.get("axis", 0) not in (0, "index") or args:
        return UNKNOWN
    whole = kwargs.get("as_index", True) is True
    if machine.is_a(self, SERIES):
        return machine.make(_OF_COLUMN, {OWNER: self})
    return machine.make(_OF_TABLE, {OWNER: self, "#as_index": whole, _KEY: by if is_label(by) else UNKNOWN})


@kind(_OF_TABLE)
def groups_of_table(*args, layer, **kwargs):
    """Groups of rows of a table.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a").sum().values
    (None, None)
    """


@kind(_OF_COLUMN)
def groups_of_column(*args, layer, **kwargs):
    """Groups of rows of a column.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a")["b"].sum().values
    (None,)
    """


@op(f"{_OF_TABLE}.__getitem__")
def getitem(self, key, *, machine):
    """One column of the groups, or several.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a")["b"].cumsum().values
    (5,)
    """
    owner = owner_of(self)
    if owner is None:
        return UNKNOWN
    if not is_label(key):
        names = named(key) if isinstance(key, ListValue) else None
        left = picked(owner, names, machine)
        return machine.make(_OF_TABLE, {OWNER: left, "#picked": names is not None, "#as_index": _as_index(self)})
    if not _as_index(self):
        return machine.make(_OF_TABLE, {OWNER: picked(owner, (key,), machine), "#as_index": False})
    return machine.make(_OF_COLUMN, {OWNER: column(machine, rows_of(owner), by=index_of(owner))})


def _are_picked(self: Value) -> bool:
    """Whether the columns are those that were asked for, and not all but the keys."""
    return isinstance(self, Instance) and self.slots.get("#picked") is True


def _as_index(self: Value) -> bool:
    return isinstance(self, Instance) and self.slots.get("#as_index") is True


def _for_groups(name: str, argument: str = "") -> None:
    def body(self, *args, machine, **kwargs):
        of_column = machine.is_a(owner_of(self), SERIES)
        return column(machine) if of_column and name != "describe" else table(machine, levels=name == "describe")

    body.__doc__ = f"""Something for every group.

    >>> DataFrame({{"a": [5], "b": [5]}}).groupby("a").{name}({argument}).values
    (None, None)
    """
    op(tuple(f"{owner}.{name}" for owner in (*_GROUPS, _RESAMPLED)))(body)


for _name in (
    "sum",
    "mean",
    "max",
    "min",
    "std",
    "var",
    "median",
    "first",
    "last",
    "count",
    "nunique",
    "prod",
    "describe",
):
    _for_groups(_name)


def _for_rows(name: str, argument: str = "") -> None:
    def body(self, *args, machine, **kwargs):
        for each in args:
            machine.hand(each)
        owner = owner_of(self)
        if machine.is_a(owner, FRAME) and name == "cumcount":
            return column(machine, rows_of(owner), by=index_of(owner), sure=True)
        if owner is None or kwargs.get("axis", 0) != 0:
            return UNKNOWN
        if machine.is_a(self, _OF_COLUMN) or _are_picked(self):
            return alike(owner, machine, sure=False)
        return table(machine, rows_of(owner), by=index_of(owner))

    body.__doc__ = f"""Something for every row, worked out of its group.

    >>> DataFrame({{"a": [5], "b": [5]}}).groupby("a")["b"].{name}({argument}).values
    (5,)
    """
    op(tuple(f"{owner}.{name}" for owner in _GROUPS))(body)


for _name, _argument in (
    ("transform", '"mean"'), ("cumsum", ""), ("cumcount", ""), ("cumprod", ""), ("cummax", ""), ("cummin", ""),
    ("diff", ""), ("shift", ""), ("rank", ""), ("pct_change", ""), ("ffill", ""), ("bfill", ""),
):  # fmt: skip
    _for_rows(_name, _argument)


@op(f"{_OF_COLUMN}.apply")
def apply(self, func, *args, machine, **kwargs):
    """What a function makes of every group: where that is no table or column, a column of them.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a")["b"].apply(np.sum).values
    (None,)
    """
    owner = owner_of(self)
    if owner is None or args or kwargs:
        return UNKNOWN
    found = machine.call(func, (fewer(owner, UNKNOWN, machine),))
    return column(machine) if isinstance(found, ListValue | tuple) or is_single(found) else UNKNOWN


@op(f"{_OF_TABLE}.__iter__")
def iterated(self, *, machine):
    """The key of each group, and its rows.

    >>> list(DataFrame({"a": [1], "b": [1]}).groupby("a"))
    (..., (None, (None, 2)))
    """
    owner = owner_of(self)
    if owner is None or "#picked" in self.slots or not _as_index(self):
        return Many(UNKNOWN)
    labels, key = sure_of(owner).labels, self.slots.get(_KEY)
    number = is_label(key) and (labels is None or key in labels)
    return Many((SomeNumber() if number else UNKNOWN, fewer(owner, UNKNOWN, machine)))


@op(tuple(f"{owner}.resample" for owner in BOTH))
def resample(self, rule, *args, machine, **kwargs):
    """Groups of rows that fall into the same span of time.

    >>> Series([5], index=date_range("2020-01-01", periods=5)).resample("2D").mean().values
    (None,)
    """
    return machine.make(_RESAMPLED, {OWNER: self})


@kind(_RESAMPLED)
def resampled(*args, layer, **kwargs):
    """Groups of rows that fall into the same span of time.

    >>> Series([5], index=date_range("2020-01-01", periods=5)).resample("2D").mean().values
    (None,)
    """


@op(tuple(f"{owner}.ngroup" for owner in _GROUPS))
def ngroup(self, ascending=True, *, machine):
    """The number of the group of every row.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a").ngroup().values
    (5,)
    """
    owner = owner_of(self)
    return UNKNOWN if owner is None else column(machine, rows_of(owner), by=index_of(owner), sure=True)


@op(f"{_OF_COLUMN}.size")
def size(self, *, machine):
    """How many rows every group has.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a")["b"].size().values
    (None,)
    """
    return column(machine, sure=True)


@op(f"{_OF_TABLE}.size")
def size_of_table(self, *, machine):
    """How many rows every group has.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a").size().values
    (None,)
    """
    return column(machine, sure=True) if _as_index(self) else table(machine)


@op((f"{_OF_TABLE}.agg", f"{_OF_TABLE}.aggregate"))
def aggregated(self, *args, machine, **kwargs):
    """What functions make of every group.

    >>> DataFrame({"a": [5], "b": [5]}).groupby("a").agg("mean").values
    (None, None)
    """
    for each in (*args, *kwargs.values()):
        machine.hand(each)
    return table(machine, levels=True)


def _some_rows(name: str) -> None:
    def body(self, n=5, *, machine):
        owner = owner_of(self)
        return UNKNOWN if owner is None else fewer(owner, UNKNOWN, machine)

    body.__doc__ = f"""Some rows of every group.

    >>> DataFrame({{"a": [5], "b": [5]}}).groupby("a").{name}(1).values
    (None, 2)
    """
    op(tuple(f"{owner}.{name}" for owner in _GROUPS))(body)


_some_rows("head")
_some_rows("tail")
