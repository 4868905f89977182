"""Tables of rows that stand in a list: of dicts, of rows of things, or of single things."""

from __future__ import annotations

from shapelint.rules.numpy.tables import (
    NOWHERE,
    Sure,
    are_numbers,
    counted,
    index,
    is_label,
    length_of,
    names_in,
    table,
)
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Named,
    Range,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import Size, equal


def of_rows(data: Value, by: Value, columns: Value, machine) -> Value:
    """A table of a row for each item; columns: what names its columns, None where the items tell."""
    held = data.items if isinstance(data, ListValue) else data
    items = (held.each,) if isinstance(held, Many) and held.fresh is None else items_of(data)
    length = length_of(data)
    rows = UNKNOWN if length is None else length
    kept = index(machine, rows, counts=True) if by is None else by
    given = None if columns is None else names_in(columns)
    if items is None:
        return table(machine, rows, 1 if isinstance(data, Range) else UNKNOWN, given, by=kept)
    if not items:
        count = 0 if columns is None else length_of(columns)
        return table(machine, rows, UNKNOWN if count is None else count, given, by=kept)
    if any(shape_of(each).rank not in (0, 1) for each in items if isinstance(each, Tensor)):
        return table(machine, rows, names=given, by=kept)
    if all(isinstance(each, DictValue) for each in items):
        return _of_dicts(items, rows, kept, columns, machine)
    width = _width(items)
    names = given if columns is not None else counted(width)
    wide = length_of(columns) if columns is not None else width
    sure = Sure() if all(map(are_numbers, items)) else NOWHERE
    return table(machine, rows, UNKNOWN if wide is None else wide, names, by=kept, sure=sure)


def _of_dicts(items: tuple[DictValue, ...], rows: Size, by: Value, columns: Value, machine) -> Value:
    """The columns are all the names that there are, in the order in which they are met."""
    found = tuple(dict.fromkeys(key for each in items for key in each.slots))
    numbers = Sure(frozenset(key for key in found if all(are_numbers(each.slots.get(key)) for each in items)))
    if columns is not None:
        width = length_of(columns)
        return table(machine, rows, UNKNOWN if width is None else width, names_in(columns), by=by, sure=numbers)
    if any(REST in each.slots for each in items) or not all(map(is_label, found)):
        return table(machine, rows, by=by)
    return table(machine, rows, names=found, by=by, sure=numbers)


def _width(items: tuple[Value, ...]) -> Size:
    """As many columns as the longest row has items; a single thing is a row of one."""
    lengths = [1 if (length := _length(each)) is None else length for each in items]
    if all(equal(lengths[0], each) is True for each in lengths):
        return lengths[0]
    whole = [each for each in lengths if isinstance(each, int)]
    return max(whole) if len(whole) == len(lengths) else UNKNOWN


def _length(item: Value) -> Size | None:
    """Of rows that name their items themselves nobody knows how many names there are in all."""
    return UNKNOWN if isinstance(item, DictValue | Instance | Named) else length_of(item)
