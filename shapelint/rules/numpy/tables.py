"""Tables of pandas: two axes, of which the rows are rarely known."""

from __future__ import annotations

from shapelint.rules.form import kind, op, prop
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import UNKNOWN, DictValue, Instance, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size

FRAME = "pandas.DataFrame"
SERIES = "pandas.Series"
_ROWS = "#rows"
_COLUMNS = "#columns"


def table(machine, rows: Size = UNKNOWN, columns: Size = UNKNOWN) -> Value:
    """A table of that size."""
    return machine.make(FRAME, {_ROWS: rows, _COLUMNS: columns})


def _size(self: Value, key: str) -> Size:
    return self.slots.get(key, UNKNOWN) if isinstance(self, Instance) else UNKNOWN


@kind(FRAME)
def frame(data=None, index=None, columns=None, dtype=None, copy=None, *, layer, machine):
    """A table.

    >>> DataFrame([5, 3]).values
    (5, 3)
    >>> DataFrame([5]).values
    (5, 1)
    >>> DataFrame([5, 3, 2])
    SHP101
    """
    if isinstance(data, Tensor):
        check_rank(data, "DataFrame", 1, 2, "rows columns")
    shape = measured(data) if not isinstance(data, DictValue) else Shape((UNKNOWN, len(data.slots)))
    column = isinstance(data, Tensor) and shape.rank == 1
    rows, width = shape.dims if shape.rank == 2 else (shape.dims[0], 1) if column else (UNKNOWN, UNKNOWN)
    machine.put(layer, _ROWS, rows)
    machine.put(layer, _COLUMNS, width)


@kind(SERIES)
def series(data=None, index=None, dtype=None, name=None, copy=None, *, layer, machine):
    """A column.

    >>> Series([5]).values
    (5,)
    >>> Series([5, 3])
    SHP101
    """
    if isinstance(data, Tensor):
        check_rank(data, "Series", 0, 1)
    machine.put(layer, _ROWS, shape_of(data).axis(0))


def _reader(name: str) -> None:
    def body(*args, machine, **kwargs):
        return table(machine) if not {"chunksize", "iterator"} & kwargs.keys() else UNKNOWN

    body.__doc__ = f"""Read a table from a file.

    >>> {name}("data.csv").values
    (None, None)
    """
    op(f"pandas.{name}")(body)


for _name in ("read_csv", "read_table", "read_excel", "read_parquet", "read_pickle", "read_json"):
    _reader(_name)


def _values(self: Value) -> Value:
    return array(Shape((_size(self, _ROWS), _size(self, _COLUMNS))), None)


@prop(f"{FRAME}.values")
def values(self):
    """The elements as an array.

    >>> DataFrame([5, 3]).values
    (5, 3)
    """
    return _values(self)


@op(f"{FRAME}.to_numpy")
def to_numpy(self, dtype=None, copy=False, na_value=None):
    """The elements as an array.

    >>> DataFrame([5, 3]).to_numpy()
    (5, 3)
    """
    return _values(self)


@prop(f"{FRAME}.shape")
def shape(self):
    """The numbers of rows and columns.

    >>> DataFrame([5, 3]).shape
    (5, 3)
    """
    return _size(self, _ROWS), _size(self, _COLUMNS)


@op(f"{FRAME}.__len__")
def length(self):
    """The number of rows.

    >>> DataFrame([5, 3]).__len__()
    5
    """
    return _size(self, _ROWS)


@op(f"{FRAME}.__getitem__")
def getitem(self, key, *, machine):
    """One column by its name, or several as a table.

    >>> DataFrame([5, 3])["a"].values
    (5,)
    """
    if isinstance(key, str):
        return machine.make(SERIES, {_ROWS: _size(self, _ROWS)})
    names = items_of(key) if isinstance(key, ListValue) else None
    if names and all(isinstance(name, str) for name in names):
        return table(machine, _size(self, _ROWS), len(names))
    return UNKNOWN


def _column(self: Value) -> Value:
    return array(Shape((_size(self, _ROWS),)), None)


@prop(f"{SERIES}.values")
def column_values(self):
    """The elements as an array.

    >>> Series([5]).values
    (5,)
    """
    return _column(self)


@op(f"{SERIES}.to_numpy")
def column_to_numpy(self, dtype=None, copy=False, na_value=None):
    """The elements as an array.

    >>> Series([5]).to_numpy()
    (5,)
    """
    return _column(self)


@op(f"{SERIES}.__len__")
def column_length(self):
    """The number of rows.

    >>> Series([5]).__len__()
    5
    """
    return _size(self, _ROWS)
