"""Taking tensors apart."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, Many, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Size, divides, equal

_MOST_PARTS = 256


def _parts(input: Value, dim: Value, sizes: tuple[Size, ...]) -> Value:
    shape = shape_of(input)
    return tuple(shape.replace(dim, size) for size in sizes)


def _unknown_parts(input: Value, dim: Value, size: Size = UNKNOWN, count: Size = UNKNOWN) -> Many:
    dtype = input.dtype if isinstance(input, Tensor) else None
    return Many(Tensor(shape_of(input).replace(dim, size), "torch", dtype), count)


def equal_parts(input: Value, dim: Value, step: Size) -> Value:
    """Parts of `step` along an axis, the last of what is left."""
    size = shape_of(input).axis(dim)
    if isinstance(size, int) and isinstance(step, int) and step > 0 and size // step <= _MOST_PARTS:
        whole, rest = divmod(size, step)
        return _parts(input, dim, (step,) * whole + ((rest,) if rest or not whole else ()))
    if step is UNKNOWN or size is UNKNOWN or divides(step, size) is not True:
        return _unknown_parts(input, dim)
    count = size // step
    if isinstance(count, int) and count <= _MOST_PARTS:
        return _parts(input, dim, (step,) * count)
    return _unknown_parts(input, dim, step, count)


def given_parts(input: Value, dim: Value, sections: Value, operation: str = "split") -> Value:
    """Parts of the given sizes, which together are the axis.

    Raises Mismatch SHP501 where they certainly are not.
    """
    items = items_of(sections)
    if items is None:
        return _unknown_parts(input, dim)
    sizes = tuple(map(size_in, items))
    total: Size = 0
    for each in sizes:
        total = total + each
    whole = shape_of(input).axis(dim)
    if equal(total, whole) is False:
        raise Mismatch(
            "SHP501",
            "{operation} into {sizes} covers {total} of dim {dim}, which has {whole}",
            operand=culprit(input),
            operation=operation,
            sizes=sizes,
            total=total,
            dim=dim,
            whole=whole,
        )
    return _parts(input, dim, sizes)


@op("torch.split")
def split(tensor, split_size_or_sections, dim=0):
    """Take an axis apart into pieces of one size, the last of what is left, or of the sizes given.

    >>> split([7, 2], 3)
    ((3, 2), (3, 2), (1, 2))
    >>> split([2, 7], (3, 4), dim=1)
    ((2, 3), (2, 4))
    >>> split([2, 7], (3, 3), dim=1)
    SHP501
    >>> split([2, 7], 3, 2)
    SHP502
    """
    return _split(tensor, split_size_or_sections, dim)


@op("torch.Tensor.split")
def split_method(input, split_size, dim=0):
    """Take an axis apart into pieces of one size, the last of what is left, or of the sizes given.

    >>> [288, 96].split(96)
    ((96, 96), (96, 96), (96, 96))
    >>> [2, 7].split((3, 4), 1)
    ((2, 3), (2, 4))
    >>> [2, 7].split((3, 3), 1)
    SHP501
    """
    return _split(input, split_size, dim)


def _split(input: Value, sections: Value, dim: Value) -> Value:
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return UNKNOWN
    if isinstance(sections, int | Dim) or sections is UNKNOWN:
        return equal_parts(input, dim, sections)
    return given_parts(input, dim, sections)


@op(("torch.split_with_sizes", "torch.Tensor.split_with_sizes"))
def split_with_sizes(input, split_sizes, dim=0):
    """Take an axis apart into pieces of the sizes given.

    >>> split_with_sizes([2, 7], (3, 4), 1)
    ((2, 3), (2, 4))
    >>> split_with_sizes([2, 7], (3, 3), 1)
    SHP501
    """
    return _split(input, split_sizes, dim)


@op(("torch.chunk", "torch.Tensor.chunk"))
def chunk(input, chunks, dim=0):
    """Take an axis apart into so many pieces of one size, the last of what is left.

    >>> chunk([6, 2], 3)
    ((2, 2), (2, 2), (2, 2))
    >>> [2, 7].chunk(3, dim=-1)
    ((2, 3), (2, 3), (2, 1))
    >>> chunk([2, 5], 4, 1)
    ((2, 2), (2, 2), (2, 1))
    >>> chunk([2, 7], 3, 2)
    SHP502
    """
    check_axis(input, dim, name="dim")
    if not is_int(dim) or not is_int(chunks) or chunks < 1:
        return UNKNOWN
    size = shape_of(input).axis(dim)
    if isinstance(size, int):
        return equal_parts(input, dim, max(-(-size // chunks), 1)) if size else _parts(input, dim, (0,) * chunks)
    if size is not UNKNOWN and divides(chunks, size) is True:
        return _parts(input, dim, (size // chunks,) * chunks)
    return _unknown_parts(input, dim)


@op(("torch.unbind", "torch.Tensor.unbind"))
def unbind(input, dim=0):
    """Give every place of an axis by itself.

    >>> unbind([3, 2])
    ((2,), (2,), (2,))
    >>> [2, 3, 4].unbind(dim=-1)
    ((2, 3), (2, 3), (2, 3), (2, 3))
    >>> unbind([2], 1)
    SHP502
    """
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return UNKNOWN
    shape = shape_of(input)
    each, count = shape.drop(dim), shape.axis(dim)
    if isinstance(count, int) and count <= _MOST_PARTS:
        return (each,) * count
    return Many(Tensor(each, "torch", input.dtype if isinstance(input, Tensor) else None), count)


@op(("torch.tensor_split", "torch.Tensor.tensor_split"))
def tensor_split(input, indices_or_sections, dim=0):
    """Take an axis apart into so many pieces of nearly one size, or before the given indices.

    >>> tensor_split([7], 3)
    ((3,), (2,), (2,))
    >>> tensor_split([7, 2], (2, 5))
    ((2, 2), (3, 2), (2, 2))
    >>> tensor_split([7], 3, 1)
    SHP502
    """
    check_axis(input, dim, name="dim")
    if not is_int(dim):
        return UNKNOWN
    size = shape_of(input).axis(dim)
    if is_int(indices_or_sections) and indices_or_sections > 0:
        count = indices_or_sections
        if isinstance(size, int):
            return _parts(input, dim, tuple(size // count + (at < size % count) for at in range(count)))
        whole = size is not UNKNOWN and divides(count, size) is True
        return _parts(input, dim, (size // count if whole else UNKNOWN,) * count)
    cuts = items_of(indices_or_sections)
    if cuts is None or not isinstance(size, int) or not all(is_int(cut) for cut in cuts):
        return UNKNOWN if cuts is None else _parts(input, dim, (UNKNOWN,) * (len(cuts) + 1))
    places = range(size)
    ends = zip((None, *cuts), (*cuts, None), strict=True)
    return _parts(input, dim, tuple(len(places[lower:upper]) for lower, upper in ends))
