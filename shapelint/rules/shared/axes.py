"""Naming, adding, dropping and reordering axes."""

from __future__ import annotations

from shapelint.rules.fixes import Fix
from shapelint.rules.mismatch import Mismatch, excess
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, equal, product


def check_rank(x: Value, name: str, least: int = 0, most: int | None = None, help: Fix | str | None = None) -> Shape:
    """The shape of what must have at least and at most so many axes.

    Raises Mismatch SHP101 where it certainly has fewer or more.
    """
    shape = measured(x)
    count = len(shape.dims)
    if (count < least and not shape.open) or (most is not None and count > most):
        raise Mismatch(
            "SHP101",
            "{name} expects {wanted}, gets {found}",
            operand=culprit(x),
            help=help,
            excess=excess(count, least, most),
            name=name,
            wanted=_counted(least, most),
            found=shape,
        )
    return shape


def _counted(least: int, most: int | None) -> str:
    """How many axes there may be.

    >>> _counted(2, None), _counted(0, 1), _counted(1, 1), _counted(1, 2)
    ('at least 2 axes', 'at most 1 axis', '1 axis', '1 or 2 axes')
    """
    if most is None:
        text = f"at least {least}"
    elif not least:
        text = f"at most {most}"
    else:
        text = str(least) if least == most else f"{least} {'or' if most == least + 1 else 'to'} {most}"
    return f"{text} {'axis' if (most or least) == 1 else 'axes'}"


def check_axis(
    x: Value, axis: Value, extra: int = 0, name: str = "axis", least: int = 1, help: str | None = None
) -> int | None:
    """The axis as an index from the start, None where it or the rank is not known.

    extra: how many axes the result has more than `x` (1 for unsqueeze and stack); least: the axes that a scalar counts
    as having, one in PyTorch and in NumPy's reductions; help: what would fit.  Raises Mismatch SHP502 where there
    certainly is no such axis.
    """
    shape = measured(x)
    if not is_int(axis) or shape.open:
        return None
    rank = max(len(shape.dims) + extra, least)
    if -rank <= axis < rank:
        return int(axis) % rank
    raise Mismatch(
        "SHP502",
        "{name} {value} is out of range: {shape} has {rank} axes{more}",
        operand=culprit(x),
        help=help or (f"from {-rank} to {rank - 1}" if rank > 1 else "0 or -1" if rank else None),
        name=name,
        value=axis,
        shape=shape,
        rank=len(shape.dims),
        more=f", the result {rank}" if extra else "",
    )


def check_axes(x: Value, axes: tuple[int, ...], name: str = "axis", least: int = 1) -> list[int | None]:
    """Several axes, each as `check_axis` gives it.

    Raises Mismatch SHP502 where there is no such axis, or where one is named twice.
    """
    places = [check_axis(x, axis, name=name, least=least) for axis in axes]
    shape = measured(x)
    if not shape.open and len(set(places)) < len(places):
        raise Mismatch(
            "SHP502",
            "{name} {axes} names an axis of {shape} twice",
            operand=culprit(x),
            name=name,
            axes=axes,
            shape=shape,
        )
    return places


def transposed(x: Value, axes: Value = None) -> Shape:
    """All axes reversed, or `axes` as a permutation."""
    shape = measured(x)
    if axes is None:
        return UNKNOWN_SHAPE if shape.open else Shape(shape.dims[::-1])
    return permuted(x, axes)


def permuted(x: Value, order: Value) -> Shape:
    """The axes in another order.

    Raises Mismatch SHP504 where `order` certainly does not name every axis once.
    """
    shape = measured(x)
    items = items_of(order)
    if items is None:
        return UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims))
    rank = len(items)
    if not all(is_int(item) for item in items):
        return Shape((UNKNOWN,) * rank)
    named = sorted(item + rank if item < 0 else item for item in items)
    if (not shape.open and len(shape.dims) != rank) or len(shape.dims) > rank or named != list(range(rank)):
        raise Mismatch(
            "SHP504",
            "{order} does not name each axis of {shape} once",
            operand=culprit(x),
            help=None if shape.open else f"{len(shape.dims)} numbers: each of 0 to {len(shape.dims) - 1}",
            order=items,
            shape=shape,
        )
    dims = shape.tail(rank)
    return Shape(tuple(dims[item] for item in items))


def swapped(x: Value, axis0: Value, axis1: Value, name: str = "axis") -> Shape:
    """Two axes exchanged, as `torch.transpose` and `np.swapaxes` do.

    Raises Mismatch SHP502.
    """
    shape = measured(x)
    first, second = check_axis(x, axis0, name=name), check_axis(x, axis1, name=name)
    if shape.open:
        return _swapped_from_end(shape, axis0, axis1)
    if not shape.dims:
        return shape
    if first is None or second is None:
        return Shape((UNKNOWN,) * len(shape.dims))
    dims = list(shape.dims)
    dims[first], dims[second] = dims[second], dims[first]
    return Shape(tuple(dims))


def _swapped_from_end(shape: Shape, axis0: Value, axis1: Value) -> Shape:
    if not is_int(axis0) or not is_int(axis1) or axis0 >= 0 or axis1 >= 0:
        return UNKNOWN_SHAPE
    if axis0 == axis1:
        return shape
    dims = list(shape.tail(max(-axis0, -axis1, len(shape.dims))))
    dims[axis0], dims[axis1] = dims[axis1], dims[axis0]
    return Shape(tuple(dims), True)


def moved(x: Value, source: Value, destination: Value) -> Shape:
    """Axes moved to other places, the others in order, as `movedim` and `np.moveaxis` do.

    Raises Mismatch SHP502, or SHP504 where sources and destinations certainly do not pair up.
    """
    shape = measured(x)
    origins, targets = axes_in(source), axes_in(destination)
    if shape.open:
        return UNKNOWN_SHAPE
    rank = len(shape.dims)
    if origins is None or targets is None:
        return Shape((UNKNOWN,) * rank)
    taken = [check_axis(x, axis) for axis in origins]
    places = [check_axis(x, axis) for axis in targets]
    if len(set(taken)) != len(origins) or len(set(places)) != len(targets) or len(origins) != len(targets):
        raise Mismatch(
            "SHP504",
            "moving {source} to {destination} does not pair up the axes of {shape}",
            operand=culprit(x),
            source=origins,
            destination=targets,
            shape=shape,
        )
    if not shape.dims:
        return shape
    order = [axis for axis in range(rank) if axis not in taken]
    for place, axis in sorted(zip(places, taken, strict=True)):
        order.insert(place, axis)  # type: ignore[arg-type]
    return Shape(tuple(shape.dims[axis] for axis in order))


def squeezed(x: Value, axis: Value = None, strict: bool = True) -> Shape:
    """Axes of size 1 dropped: all of them, or those named.

    strict: whether a named axis of another size is an error (NumPy, TensorFlow) or stays (PyTorch).  Raises Mismatch
    SHP502, or SHP501 where a strict axis certainly is not 1.
    """
    shape = measured(x)
    if axis is None:
        return _all_squeezed(shape)
    axes = axes_in(axis)
    if axes is None or shape.open:
        return shape.drop(axes[0]) if axes and len(axes) == 1 and _is_one(shape, axes[0], strict) else UNKNOWN_SHAPE
    if not shape.dims:
        check_axes(x, axes)
        return shape
    named = set(check_axes(x, axes))
    dims = []
    for place, size in enumerate(shape.dims):
        one = equal(size, 1)
        if place not in named or (one is False and not strict):
            dims.append(size)
        elif one is False:
            raise Mismatch(
                "SHP501",
                "axis {at} cannot be squeezed: it has {size}, not 1",
                operand=culprit(x),
                at=place,
                size=size,
            )
        elif one is None and not strict:
            return UNKNOWN_SHAPE
    return Shape(tuple(dims))


def _is_one(shape: Shape, axis: int, strict: bool) -> bool:
    """Whether the axis is gone after squeezing; a strict one is on every run that goes on."""
    return strict or equal(shape.axis(axis), 1) is True


def _all_squeezed(shape: Shape) -> Shape:
    if shape.open or any(equal(size, 1) is None for size in shape.dims):
        return UNKNOWN_SHAPE
    return Shape(tuple(size for size in shape.dims if equal(size, 1) is False))


def expanded(x: Value, axis: Value, name: str = "axis") -> Shape:
    """New axes of size 1, at the indices that they have in the result.

    Raises Mismatch SHP502.
    """
    shape = measured(x)
    axes = axes_in(axis)
    if axes is None:
        return UNKNOWN_SHAPE
    if len(axes) == 1:
        check_axis(x, axes[0], extra=1, name=name)
        return shape.insert(axes[0])
    if shape.open:
        return UNKNOWN_SHAPE
    places = {check_axis(x, each, extra=len(axes), name=name) for each in axes}
    if len(places) < len(axes):
        raise Mismatch("SHP502", "{name} {axes} names a new axis twice", operand=culprit(x), name=name, axes=axes)
    rest = iter(shape.dims)
    return Shape(tuple(1 if place in places else next(rest, 1) for place in range(len(shape.dims) + len(axes))))


def flattened(x: Value, start: Value = 0, end: Value = -1) -> Shape:
    """The axes from `start` to `end` (included) made one.

    Raises Mismatch SHP502, also where `end` certainly stands before `start`.
    """
    shape = measured(x)
    if not is_int(start) or not is_int(end):
        return UNKNOWN_SHAPE
    if shape.open:
        return _flattened_open(shape, start, end)
    first, last = check_axis(x, start, name="start_dim"), check_axis(x, end, name="end_dim")
    if not shape.dims:
        return Shape((1,))
    if first is None or last is None:
        return UNKNOWN_SHAPE
    if first > last:
        raise Mismatch(
            "SHP502",
            "start_dim {start} stands behind end_dim {end}: {shape} has {rank} axes",
            operand=culprit(x),
            start=start,
            end=end,
            shape=shape,
            rank=len(shape.dims),
        )
    return Shape((*shape.dims[:first], product(shape.dims[first : last + 1]), *shape.dims[last + 1 :]))


def _flattened_open(shape: Shape, start: int, end: int) -> Shape:
    """What is certain without the rank: the number of axes before `start`, the sizes after `end`."""
    if start >= 0 and end == -1:
        return Shape((UNKNOWN,) * (start + 1))
    count = len(shape.dims)
    if start < 0 and end < 0 and -start <= count and start <= end:
        first, last = count + start, count + end
        return Shape((*shape.dims[:first], product(shape.dims[first : last + 1]), *shape.dims[last + 1 :]), True)
    return UNKNOWN_SHAPE
