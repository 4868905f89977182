"""Making tables of pandas: from arrays, dicts, rows and files."""

from __future__ import annotations

from shapelint.rules.form import kind
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.table_rows import of_rows
from shapelint.rules.numpy.tables import (
    EVERYWHERE,
    FRAME,
    NOWHERE,
    SERIES,
    Names,
    Sure,
    are_numbers,
    become,
    column,
    columns_of,
    counted,
    header_of,
    index,
    index_of,
    is_flat,
    is_label,
    is_same_index,
    length_of,
    names_in,
    names_of,
    rows_of,
    sure_of,
    table,
)
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.records import Record
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Range,
    Tensor,
    Value,
    shape_of,
)
from shapelint.sizes import Size, equal


def index_from(given: Value, machine, rows: Size = UNKNOWN) -> Value:
    """The index that an argument makes; None where none is given."""
    if given is None:
        return None
    if machine.is_a(given, "pandas.Index"):
        return given
    length = length_of(given)
    size = rows if length is None or length is UNKNOWN else length
    return index(machine, size, counts=isinstance(given, Range) and given.start == 0 and given.step == 1)


@kind(FRAME)
def frame(data=None, index=None, columns=None, dtype=None, copy=None, *, layer, machine):
    """A table.

    >>> DataFrame([5, 3]).values
    (5, 3)
    >>> DataFrame([5]).values
    (5, 1)
    >>> DataFrame({"a": [5], "b": [5]}).values
    (5, 2)
    >>> DataFrame({"a": [5], "b": 1}).values
    (5, 2)
    >>> DataFrame(index=range(4)).shape
    (4, 0)
    >>> DataFrame({"a": [5], "b": [5]}, columns=("b",)).shape
    (5, 1)
    >>> DataFrame([5, 3, 2])
    SHP101
    >>> DataFrame({"a": [5, 3]})
    SHP101
    >>> DataFrame({"a": [5], "b": [4]})
    SHP804
    """
    if isinstance(data, Tensor):
        check_rank(data, "DataFrame", 1, 2, "rows columns")
    made = made_of(data, index_from(index, machine), columns, machine)
    become(layer, _as_numbers(made, dtype, machine), machine)


def _as_numbers(made: Value, dtype: Value, machine) -> Value:
    if dtype is None:
        return made
    return table(machine, rows_of(made), columns_of(made), names_of(made), by=index_of(made), header=header_of(made))


def made_of(data: Value, by: Value, columns: Value, machine) -> Value:
    if isinstance(data, DictValue):
        return _of_columns(data, by, columns, machine)
    if data is None:
        names = names_in(columns) if columns is not None else ()
        width = length_of(columns) if columns is not None else 0
        made = table(
            machine, 0, UNKNOWN if width is None else width, names, sure=EVERYWHERE if names == () else NOWHERE
        )
        return made if by is None else _named(made, by, machine)
    if machine.is_a(data, FRAME):
        return _of_table(data, by, columns, machine)
    if machine.is_a(data, SERIES):
        return _of_column(data, by, columns, machine)
    if isinstance(data, ListValue | tuple | Many | Range):
        return of_rows(data, by, columns, machine)
    if isinstance(data, Tensor) and isinstance(data.dtype, Record):
        fields = tuple(data.dtype.fields) if columns is None else names_in(columns)
        return table(machine, rows_of(data), names=fields, by=by or index(machine, rows_of(data), counts=True))
    shape = shape_of(data) if isinstance(data, Tensor | Instance) else shape_of(UNKNOWN)
    rows = shape.axis(0) if shape.rank in (1, 2) else UNKNOWN
    width = shape.axis(1) if shape.rank == 2 else 1 if shape.rank == 1 else UNKNOWN
    names = counted(width) if columns is None else names_in(columns)
    if isinstance(data, Tensor):
        by = index(machine, rows, counts=True) if by is None else by
        sure = EVERYWHERE if are_numbers(data) else NOWHERE
        return table(machine, rows, width, names, by=by, sure=sure, levels=not is_flat(columns))
    return table(machine, names=names if columns is not None else None, by=by, levels=not is_flat(columns))


def _named(made: Value, by: Value, machine) -> Value:
    return table(machine, rows_of(by), columns_of(made), names_of(made), by=by, sure=sure_of(made))


def _of_table(data: Value, by: Value, columns: Value, machine) -> Value:
    """Of another table, of which an index and columns pick."""
    rows, kept = (rows_of(data), index_of(data)) if by is None else (rows_of(by), by)
    if columns is None:
        sure = sure_of(data) if by is None else NOWHERE
        return table(machine, rows, columns_of(data), names_of(data), by=kept, header=header_of(data), sure=sure)
    width = length_of(columns)
    return table(machine, rows, UNKNOWN if width is None else width, names_in(columns), by=kept)


def _of_column(data: Value, by: Value, columns: Value, machine) -> Value:
    rows, kept = (rows_of(data), index_of(data)) if by is None else (rows_of(by), by)
    names = None if columns is None else names_in(columns)
    width = 1 if columns is None else length_of(columns)
    return table(machine, rows, UNKNOWN if width is None else width, names, by=kept)


def _of_columns(data: DictValue, by: Value, columns: Value, machine) -> Value:
    """Of a column for each name; what is a single thing stands in every row."""
    whole = REST not in data.slots and all(map(is_label, data.slots))
    names: Names = tuple(data.slots) if whole else None
    used = data.slots
    if columns is not None:
        names = names_in(columns)
        used = {key: each for key, each in used.items() if names is None or key in names or key is REST}
    if columns is None or names is not None:
        _check_columns([each for each in used.values() if isinstance(each, Tensor)])
    width = UNKNOWN if columns is None else length_of(columns)
    values = [each for key, each in used.items() if key is not REST]
    certain = whole and (columns is None or names is not None)
    rows, kept = _rows_of(values, certain, machine) if by is None else (_given_rows(values, by), by)
    sure = Sure(frozenset(key for key, each in used.items() if is_label(key) and are_numbers(each)))
    levels = not is_flat(tuple(data.slots) if columns is None else columns)
    return table(machine, rows, UNKNOWN if width is None else width, names, by=kept, sure=sure, levels=levels)


def _rows_of(values: list[Value], certain: bool, machine) -> tuple[Size, Value]:
    """How many rows columns make, and what names them: rows of things are as long as the table, columns are united."""
    own = [each for each in values if machine.is_a(each, SERIES)]
    plain = [each for each in values if not isinstance(each, DictValue | Instance)]
    known = [length for length in map(length_of, plain) if length is not None and length is not UNKNOWN]
    same = bool(own) and all(is_same_index(index_of(own[0]), index_of(each)) for each in own)
    told = certain and all(each in own or (each in plain and length_of(each) is not UNKNOWN) for each in values)
    if told and same:
        return rows_of(own[0]), index_of(own[0])
    rows = known[0] if known else UNKNOWN
    return rows, index(machine, rows, counts=told and not own)


def _given_rows(values: list[Value], by: Value) -> Size:
    rows = rows_of(by)
    if rows is not UNKNOWN:
        return rows
    sizes = [length_of(each) for each in values if not isinstance(each, DictValue | Instance)]
    return next((size for size in sizes if size is not None and size is not UNKNOWN), UNKNOWN)


def _check_columns(columns: list[Tensor]) -> None:
    """Raises Mismatch SHP101 where a column has more than one axis, or SHP804 where arrays differ in length."""
    for each in columns:
        check_rank(each, "a column", 0, 1)
    rows = [each.shape.axis(0) for each in columns if each.shape.rank == 1]
    for count in rows:
        if equal(rows[0], count) is False:
            raise Mismatch("SHP804", "a column of {first} rows stands beside one of {rows}", operand=columns[-1],
                           first=rows[0], rows=count)  # fmt: skip


@kind(SERIES)
def series(data=None, index=None, dtype=None, name=None, copy=None, *, layer, machine):
    """A column.

    >>> Series([5]).values
    (5,)
    >>> Series(1, index=range(4)).values
    (4,)
    >>> Series([5, 3])
    SHP101
    """
    if isinstance(data, Tensor):
        check_rank(data, "Series", 0, 1)
    become(layer, _column_of(data, index_from(index, machine), dtype, machine), machine)


def _column_of(data: Value, by: Value, dtype: Value, machine) -> Value:
    sure = are_numbers(data) and dtype is None
    if machine.is_a(data, SERIES) or isinstance(data, DictValue):  # whose rows are looked up by an index
        whole = isinstance(data, DictValue) and REST not in data.slots
        rows = len(data.slots) if whole else rows_of(data)
        if by is not None:
            return column(machine, rows_of(by), by=by)
        return column(machine, rows, by=index_of(data), sure=sure)
    length = 0 if data is None else length_of(data)
    if data is None or length is None:
        return column(machine, (0 if data is None else 1) if by is None else rows_of(by), by=by, sure=sure)
    if length is UNKNOWN and by is not None:
        return column(machine, rows_of(by), by=by, sure=sure)
    return column(machine, length, by=_counted(length, machine) if by is None else by, sure=sure)


def _counted(length: Size, machine) -> Value:
    return index(machine, length, counts=True)
