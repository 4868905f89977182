"""`x[...]`: ints, slices, new axes, masks and rows of indices."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.nonzero import places_in
from shapelint.rules.shared.dtypes import may_be_mask
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.strides import strides_of
from shapelint.rules.values import (
    AS_ARRAY,
    UNKNOWN,
    UNKNOWN_SHAPE,
    WHOLE,
    Instance,
    ListValue,
    Many,
    Range,
    SliceOf,
    SomeInt,
    Tensor,
    Value,
    is_soft,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size, at_most, equal, less, slice_size


@dataclass(frozen=True, slots=True)
class _Step:
    """One item of an index: how many axes it takes, what it leaves of them, or the rows of indices that it gives.

    at: the index, where it is a single one; listed: the indices of a row, as far as they are known.
    """

    takes: int
    leaves: tuple[Size, ...] = ()
    rows: Shape | None = None
    at: Value = None
    listed: tuple[int, ...] = ()


def indexed(x: Tensor, index: Value) -> Shape:
    """The shape of `x[index]`; open where the index does not tell.

    Raises Mismatch SHP506 where an index lies outside its axis or there are more indices than axes.
    """
    items = tuple(map(_as_row, index)) if isinstance(index, tuple) else (_as_row(index),)
    if x.family == "torch":
        items = tuple(map(_unless_mask, items))
    if sum(item is Ellipsis for item in items) > 1:
        if x.family == "torch":  # which takes as many as the axes suffice for
            return UNKNOWN_SHAPE
        raise Mismatch("SHP506", "an index holds `...` once at most", operand=x)
    if not all(map(_readable, items)):
        return UNKNOWN_SHAPE
    taken = sum(_takes(item) for item in items)
    shape = x.shape
    if not shape.open and taken > len(shape.dims):
        raise Mismatch(
            "SHP506",
            "{taken} indices on {shape}, which has {rank} axes",
            operand=x,
            taken=taken,
            shape=shape,
            rank=len(shape.dims),
        )
    if shape.open:
        return _open(x, items, taken)
    steps = _steps(x, items, shape.dims, taken)
    result = _joined(steps, x.family)
    if x.family != "torch" or less(0, result.numel()) is True:  # PyTorch looks at no index where nothing is taken
        _check_rows(x, steps)
    return result


def _check_rows(x: Tensor, steps: list[_Step]) -> None:
    """The indices of a row must lie inside their axis.  Raises Mismatch SHP506."""
    at = 0
    for step in steps:
        for index in step.listed:
            check_inside(index, x.shape.dims[at], at, operand=x)
        at += step.takes


def content_at(x: Tensor, index: Value) -> Value:
    """The item of a shape-like tensor, or None where the index picks no single part of it."""
    if not isinstance(x.content, tuple):
        return None
    if isinstance(index, int) and not isinstance(index, bool) and -len(x.content) <= index < len(x.content):
        return x.content[index]
    if isinstance(index, SliceOf):
        ends = (index.lower, index.upper, index.step)
        if all(end is None or isinstance(end, int) for end in ends) and index.step != 0:
            return x.content[slice(*ends)]
    return None


def strides_at(x: Tensor, index: Value) -> tuple[Size, ...] | None:
    """The strides of `x[index]`, None where it is a copy or they are not known."""
    strides = strides_of(x)
    items = index if isinstance(index, tuple) else (index,)
    if strides is None or not all(map(_is_plain, items)):
        return None
    left = list(zip(x.shape.dims, strides, strict=True))
    kept: list[Size] = []
    for at, item in enumerate(items):
        if item is None:
            size, step = left[0] if left else (1, 1)
            kept.append(size * step)
        elif item is Ellipsis:
            behind = sum(map(_takes, items[at + 1 :]))
            kept += [step for _, step in left[: len(left) - behind]]
            left = left[len(left) - behind :]
        else:
            _, step = left.pop(0)
            if isinstance(item, SliceOf):
                by = _end(item.step)
                kept.append(step if by is None else step * by)
    return (*kept, *(step for _, step in left))


def _is_plain(item: Value) -> bool:
    """Whether an item of an index takes from memory without a copy."""
    scalar = isinstance(item, Tensor) and item.shape == Shape(()) and item.dtype == "int"
    return item is None or item is Ellipsis or scalar or isinstance(item, SliceOf | int | Dim | SomeInt)


def _is_mask(item: Value) -> bool:
    return isinstance(item, Tensor) and item.dtype == "bool"


def _as_row(item: Value) -> Value:
    """A column of a table as the array that it is to NumPy."""
    if not isinstance(item, Instance) or AS_ARRAY not in item.slots:
        return item
    return Tensor(shape_of(item), "numpy", "int" if item.slots.get(WHOLE) is True else None)


def _unless_mask(item: Value) -> Value:
    """An index of PyTorch; of whole numbers that it may take for a mask nobody says which."""
    return replace(item, dtype=None) if isinstance(item, Tensor) and may_be_mask(item) else item


def _is_row(item: Value) -> bool:
    """Whether it has one axis, so that it takes one and gives one, whether it is a mask or holds indices."""
    return isinstance(item, Tensor) and item.shape.rank == 1


def _readable(item: Value) -> bool:
    """Whether it is certain how many axes the item takes."""
    if is_soft(item):
        return False
    if item is None or item is Ellipsis or isinstance(item, SliceOf | Dim | Range | SomeInt):
        return True
    if isinstance(item, bool):
        return False
    if isinstance(item, int):
        return True
    if isinstance(item, Tensor):
        plain = item.dtype == "int" or (item.dtype == "bool" and not item.shape.open)
        return plain or (item.dtype is None and _is_row(item))
    if isinstance(item, ListValue):
        return _is_row_of_ints(item) or _truths(item) is not None
    return isinstance(item, tuple) and all(isinstance(each, int) and not isinstance(each, bool) for each in item)


def _is_row_of_ints(item: ListValue) -> bool:
    return all(map(_is_whole, (item.items.each,) if isinstance(item.items, Many) else item.items))


def _is_whole(value: Value) -> bool:
    """Whether it is a whole number, one of NumPy's perhaps."""
    if isinstance(value, Tensor):
        return value.shape == Shape(()) and value.dtype == "int" and value.family == "numpy"
    return isinstance(value, int | Dim | SomeInt) and not isinstance(value, bool)


def _truths(item: Value) -> tuple[bool, ...] | None:
    """The items of a list of truth values, which is a mask; None for anything else."""
    row = item.items if isinstance(item, ListValue) and isinstance(item.items, tuple) else ()
    return row if row and all(isinstance(each, bool) for each in row) else None


def _takes(item: Value) -> int:
    if item is None or item is Ellipsis:
        return 0
    return len(item.shape.dims) if _is_mask(item) else 1


def _steps(x: Tensor, items: tuple[Value, ...], dims: tuple[Size, ...], taken: int) -> list[_Step]:
    steps: list[_Step] = []
    at = 0
    for item in items:
        if item is Ellipsis:
            count = len(dims) - taken
            steps.append(_Step(count, dims[at : at + count]))
        else:
            steps.append(_step(x, item, dims, at))
        at += steps[-1].takes
    return [*steps, _Step(len(dims) - at, dims[at:])]


def _step(x: Tensor, item: Value, dims: tuple[Size, ...], at: int) -> _Step:
    if item is None:
        return _Step(0, (1,))
    if isinstance(item, SliceOf):
        return _Step(1, (_sliced(dims[at], item),))
    if isinstance(item, int | Dim):
        check_inside(item, dims[at], at, operand=x)
        return _Step(1, at=item)
    if isinstance(item, SomeInt) or (isinstance(item, Tensor) and item.shape == Shape(()) and item.dtype == "int"):
        return _Step(1, at=item)
    if _is_mask(item):
        _check_mask(x, item, dims, at)
        return _Step(len(item.shape.dims), rows=Shape((places_in(item),)))
    truths = _truths(item)
    if truths is not None:
        _check_mask(x, Tensor(Shape((len(truths),)), x.family, "bool"), dims, at)
        return _Step(1, rows=Shape((sum(truths),)))
    if isinstance(item, Tensor) and item.dtype is None:
        return _Step(1, rows=Shape((UNKNOWN,)))
    known = items_of(item) or () if not isinstance(item, Tensor) else ()
    return _Step(1, rows=shape_of(item), listed=tuple(each for each in known if isinstance(each, int)))


def _sliced(size: Size, index: SliceOf) -> Size:
    if index.window is not None:
        length, end = index.window
        return length if at_most(end, size) is True else UNKNOWN
    ends = [_end(index.lower), _end(index.upper), _end(index.step)]
    if ends[2] is not None and not isinstance(ends[2], int):
        return UNKNOWN
    return slice_size(size, *ends)


def _end(value: Value) -> Size | None:
    if isinstance(value, Tensor):
        value = value.content
        return value if isinstance(value, int | Dim) else UNKNOWN
    if value is None:
        return None
    if isinstance(value, bool) or is_soft(value):
        return UNKNOWN
    return value if isinstance(value, int | Dim) else UNKNOWN


def check_inside(index: Size, size: Size, axis: int, *, operand: Value) -> None:
    """An index must lie inside its axis.

    Raises Mismatch SHP506 where it certainly does not.
    """
    if less(index, size) is False or less(index, -size) is True:
        raise Mismatch(
            "SHP506",
            "index {index} lies outside axis {axis}, which has {size}",
            operand=operand,
            index=index,
            axis=axis,
            size=size,
        )


def _check_mask(x: Tensor, mask: Tensor, dims: tuple[Size, ...], at: int) -> None:
    for offset, size in enumerate(mask.shape.dims):
        if equal(size, dims[at + offset]) is False:
            raise Mismatch(
                "SHP506",
                "a mask of {mask} does not fit {shape}: {found} meets {size} on axis {axis}",
                operand=x,
                mask=mask.shape,
                shape=x.shape,
                found=size,
                size=dims[at + offset],
                axis=at + offset,
            )


def _joined(steps: list[_Step], family: str) -> Shape:
    """The axes left, the rows of indices broadcast and put where the first of them stands, or in front.

    In NumPy an int between rows of indices is one of them; in PyTorch it is taken first.
    """
    rows = [step for step in steps if step.rows is not None]
    if not rows:
        return Shape(tuple(size for step in steps for size in step.leaves))
    ints_count = family != "torch"
    places = [i for i, step in enumerate(steps) if step.rows is not None or (ints_count and step.at is not None)]
    between = steps[places[0] : places[-1] + 1]
    apart = any(step.rows is None and step.at is None and (step.takes or step.leaves) for step in between)
    common = broadcasted(*(step.rows for step in rows), what="the indices")
    if common.open:
        return UNKNOWN_SHAPE
    before = tuple(size for step in steps[: places[0]] for size in step.leaves)
    after = tuple(size for step in steps[places[0] :] for size in step.leaves)
    return Shape((*common.dims, *before, *after)) if apart else Shape((*before, *common.dims, *after))


def _open(x: Tensor, items: tuple[Value, ...], taken: int) -> Shape:
    """The rank is not known: axes counted from the end stay certain behind an ellipsis, and behind leading ints."""
    if any(not (item is None or item is Ellipsis or isinstance(item, int | Dim | SliceOf | SomeInt)) for item in items):
        return UNKNOWN_SHAPE
    place = next((at for at, item in enumerate(items) if item is Ellipsis), None)
    if place is None:
        return Shape(x.shape.dims[taken:], True)
    behind = items[place + 1 :]
    count = sum(map(_takes, behind))
    known = x.shape.tail(max(count, len(x.shape.dims)))
    cut = len(known) - count
    head = () if any(map(_takes, items[:place])) else known[:cut]
    steps = _steps(replace(x, shape=Shape(known[cut:])), behind, known[cut:], count)
    return Shape((*head, *(size for step in steps for size in step.leaves)), True)
