"""The same elements several times over."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


@op("torch.Tensor.repeat")
def repeat(input, *args, repeats=None):
    """Put the tensor side by side so often along every axis, new axes in front.

    >>> [2, 3].repeat(4, 1)
    (8, 3)
    >>> [3].repeat((4, 2))
    (4, 6)
    >>> [].repeat(2)
    (2,)
    >>> [2, 3].repeat(4)
    SHP101
    >>> [2, 3].repeat(2, -1)
    SHP707
    """
    return repeated(input, row(args, repeats), strict=True)


@op(("torch.tile", "torch.Tensor.tile"))
def tile(input, *args, dims=None):
    """Put the tensor side by side so often along the last axes.

    >>> tile([2, 3], (2,))
    (2, 6)
    >>> [3].tile(4, 2)
    (4, 6)
    >>> [3].tile((2, 1, 2))
    (2, 1, 6)
    """
    return repeated(input, row(args, dims), strict=False)


def repeated(input: Value, counts: Value, strict: bool) -> Shape:
    """The shape after repeating along the last axes; strict: as many counts as axes are needed at least.

    Raises Mismatch SHP101 or SHP707.
    """
    shape, times = shape_of(input), target_sizes(counts)
    require_at_least(0, "a count", times)
    if times is None or shape.open:
        return UNKNOWN_SHAPE if times is None or not strict else Shape((UNKNOWN,) * len(times))
    missing = len(shape.dims) - len(times)
    if missing > 0 and strict:
        raise Mismatch(
            "SHP101",
            "{shape} has {rank} axes, more than the {count} counts {counts}",
            operand=culprit(input),
            help="one count per axis",
            shape=shape,
            rank=len(shape.dims),
            count=len(times),
            counts=times,
        )
    padded = (1,) * max(missing, 0) + times
    dims = (1,) * max(-missing, 0) + shape.dims
    return Shape(tuple(size * count for size, count in zip(dims, padded, strict=True)))


@op(("torch.repeat_interleave", "torch.Tensor.repeat_interleave"), least={"repeats": 0})
def repeat_interleave(input=None, repeats=None, dim=None, *, output_size=None):
    """Repeat every element of an axis on the spot; without `dim`, of the flattened tensor.

    >>> repeat_interleave([2, 3], 2, 1)
    (2, 6)
    >>> [2, 3].repeat_interleave(2)
    (12,)
    >>> repeat_interleave([2, 3], ints[3], dim=1)
    (2, None)
    >>> repeat_interleave(ints[3])
    (None,)
    >>> repeat_interleave([2, 3], 2, 2)
    SHP502
    >>> repeat_interleave([2, 3], ints[4], dim=1)
    SHP301
    >>> repeat_interleave([2, 3], 2, 1, output_size=5)
    SHP707
    """
    if repeats is None or input is None:
        check_rank(repeats if input is None else input, "repeat_interleave", 1, 1)
        return Tensor(Shape((UNKNOWN if output_size is None else size_in(output_size),)), "torch", "int")
    check_axis(input, dim, name="dim")
    if isinstance(repeats, Tensor):
        check_rank(repeats, "repeats", most=1)
        check_rank(input, "repeat_interleave", 0 if dim is None else 1)
    if dim is not None and not is_int(dim):
        return UNKNOWN_SHAPE
    shape = shape_of(input)
    size = shape.numel() if dim is None else shape.axis(dim) if shape.dims or shape.open else 1
    total = _repeated(size, repeats, None if output_size is None else size_in(output_size))
    return Shape((total,)) if dim is None or shape == Shape(()) else shape.replace(dim, total)


def _repeated(size: Size, repeats: Value, wanted: Size | None) -> Size:
    """The size of an axis of which every element is repeated.

    Raises Mismatch SHP301 where there are more or fewer counts than elements, SHP707 where `wanted` is another size.
    """
    counts = shape_of(repeats).dims
    if counts and equal(counts[0], 1) is False and equal(counts[0], size) is False:
        raise Mismatch(
            "SHP301",
            "{count} counts do not fit {size} elements: one for all, or one for each",
            operand=culprit(repeats),
            count=counts[0],
            size=size,
        )
    total = size * size_in(repeats)
    if wanted is not None and equal(total, wanted) is False:
        raise Mismatch("SHP707", "output_size is {wanted}, expected {total}", wanted=wanted, total=total)
    return total if wanted is None else wanted
