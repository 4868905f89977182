"""Tables of pandas that are read from files, or made of records."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.table_making import made_of
from shapelint.rules.numpy.tables import FRAME, Names, named, names_in, table
from shapelint.rules.values import UNKNOWN, ListValue, Value


def _reader(name: str) -> None:
    def body(path=None, *args, usecols=None, names=None, index_col=None, machine, **kwargs):
        several = bool(args) and not isinstance(args[0], str | int)  # of sheets
        if several or {"chunksize", "iterator", "squeeze", "sheet_name", "typ"} & kwargs.keys():
            return UNKNOWN
        if not _keeps_columns(kwargs.get("parse_dates", False)):
            return table(machine)
        kept = names_in(names if usecols is None else usecols)
        gone = _indexing(index_col)
        if kept is None or gone is None:
            return table(machine, levels=isinstance(kwargs.get("header"), ListValue | tuple))
        left = tuple(each for each in kept if each not in gone or isinstance(index_col, int))
        ordered = usecols is None and not isinstance(index_col, int)  # else they stand as in the file
        if ordered or len(kept) == 1:
            return table(machine, names=left)
        return table(machine, UNKNOWN, len(set(kept)) - len(gone))

    body.__doc__ = f"""Read a table from a file.

    >>> file = [B]
    >>> {name}("data.csv").values
    (None, None)
    """
    op(f"pandas.{name}")(body)


def _keeps_columns(parse_dates: Value) -> bool:
    """Whether dates are read where they stand; a dict, and rows of columns, put several together."""
    return isinstance(parse_dates, bool) or named(parse_dates) is not None


def _indexing(index_col: Value) -> Names:
    """The columns that name the rows; None where nobody knows which."""
    return () if index_col is None or index_col is False else named(index_col)


for _name in ("read_csv", "read_table", "read_excel", "read_parquet", "read_json"):
    _reader(_name)


@op(f"{FRAME}.from_dict")
def from_dict(data, orient="columns", dtype=None, columns=None, *, machine):
    """A table of a column for each name.

    >>> DataFrame.from_dict({"a": [5], "b": [5]}).values
    (5, 2)
    """
    return made_of(data, None, columns, machine) if orient == "columns" and dtype is None else table(machine)


@op(f"{FRAME}.from_records")
def from_records(data, index=None, exclude=None, columns=None, coerce_float=False, nrows=None, *, machine):
    """A table of a row for each record.

    >>> DataFrame.from_records(((1, 2), (3, 4)), columns=("a", "b")).values
    (2, 2)
    """
    plain = index is None and exclude is None and nrows is None
    return made_of(data, None, columns, machine) if plain else table(machine)
