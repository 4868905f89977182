"""Taking tensors apart."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import MOST_PARTS, culprit, is_int, measured, size_in
from shapelint.rules.shared.strides import rearranged, seen, strides_of
from shapelint.rules.values import UNKNOWN, Many, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, divides, equal


def parts_of(input: Value, dim: int, sizes: tuple[Size, ...]) -> Value:
    """Pieces that have the given sizes on one axis."""
    shape, strides = shape_of(input), strides_of(input)
    return tuple(seen(input, shape.replace(dim, size), strides) for size in sizes)


def _unknown_parts(input: Value, dim: int, size: Size = UNKNOWN, count: Size = UNKNOWN) -> Many:
    return Many(seen(input, shape_of(input).replace(dim, size), strides_of(input)), count)


def has_axis(name: str, input: Value, dim: Value) -> bool:
    """Whether it is known which axis is taken apart; a scalar has none.

    Raises Mismatch SHP101 or SHP502.
    """
    check_rank(input, name, 1)
    check_axis(input, dim, name="dim")
    return is_int(dim)


def _equal_parts(input: Value, dim: int, step: Size) -> Value:
    """Parts of `step` along an axis, the last of what is left."""
    size = shape_of(input).axis(dim)
    if isinstance(size, int) and isinstance(step, int) and step > 0 and size // step <= MOST_PARTS:
        whole, rest = divmod(size, step)
        return parts_of(input, dim, (step,) * whole + ((rest,) if rest or not whole else ()))
    if step is UNKNOWN or size is UNKNOWN or divides(step, size) is not True:
        return _unknown_parts(input, dim)
    count = size // step
    if isinstance(count, int) and count <= MOST_PARTS:
        return parts_of(input, dim, (step,) * count)
    return _unknown_parts(input, dim, step, count)


def _given_parts(input: Value, dim: int, sections: Value, operation: str) -> Value:
    """Parts of the given sizes, which together are the axis.

    Raises Mismatch SHP501 where they certainly are not.
    """
    items = items_of(sections)
    if items is None:
        return _unknown_parts(input, dim)
    sizes = tuple(map(size_in, items))
    whole = shape_of(input).axis(dim)
    total = sum(sizes, start=0)
    if equal(total, whole) is False:
        raise Mismatch(
            "SHP501",
            "{operation} into {sizes} covers {total} of dim {dim}, which has {whole}",
            operand=culprit(input),
            help=_last_section(sizes, whole),
            operation=operation,
            sizes=sizes,
            total=total,
            dim=dim,
            whole=whole,
        )
    return parts_of(input, dim, sizes)


def _last_section(sizes: tuple[Size, ...], whole: Size) -> str | None:
    """The sections with the last one changed so that they fit, where all are numbers."""
    left = whole - sum(sizes[:-1], start=0)
    if not isinstance(left, int) or left < 1:
        return None
    return f"{Shape((*sizes[:-1], left))} covers it"


def _split(input: Value, sections: Value, dim: Value, name: str) -> Value:
    """Pieces of one size, or of the sizes given.

    Raises Mismatch SHP101, SHP501, SHP502 or SHP707.
    """
    one = isinstance(sections, int | Dim) or sections is UNKNOWN
    require_at_least(0, "split_size" if one else "a size", sections)
    if not has_axis(name, input, dim):
        return UNKNOWN
    if not one:
        return _given_parts(input, dim, sections, name)
    if equal(sections, 0) and equal(shape_of(input).axis(dim), 0) is False:
        require_at_least(1, "split_size", sections)
    return _equal_parts(input, dim, sections)


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
    >>> split([2, 7], -3)
    SHP707
    """
    return _split(tensor, split_size_or_sections, dim, "split")


@op("torch.Tensor.split")
def split_method(input, split_size, dim=0):
    """Take an axis apart into pieces of one size, the last of what is left, or of the sizes given.

    >>> [288, 96].split(96)
    ((96, 96), (96, 96), (96, 96))
    >>> [2, 7].split((3, 4), 1)
    ((2, 3), (2, 4))
    >>> [2, 7].split(3, -1)
    ((2, 3), (2, 3), (2, 1))
    >>> [2, 7].split((3, 3), 1)
    SHP501
    """
    return _split(input, split_size, dim, "split")


def _other_splits() -> None:
    """The functions that take pieces of one size alone, and those that take a row of sizes alone."""
    one = """Take an axis apart into pieces of one size, the last of what is left.

    >>> @([7, 2], 3)
    ((3, 2), (3, 2), (1, 2))
    >>> @([7, 2], 2, dim=-1)
    ((7, 2),)
    >>> @([2, 7], 3, 2)
    SHP502
    >>> @([2, 7], -3)
    SHP707
    """
    several = """Take an axis apart into pieces of the sizes given.

    >>> @([2, 7], (3, 4), 1)
    ((2, 3), (2, 4))
    >>> @([2, 7], (3, 4), dim=-1)
    ((2, 3), (2, 4))
    >>> @([2, 7], (3, 3), 1)
    SHP501
    """

    def pieces(input: Value, split_size: Value, dim: Value) -> Value:
        return _split(input, split_size, dim, "split")

    def sections(input: Value, split_sizes: Value, dim: Value) -> Value:
        return _split(input, split_sizes, dim, "split_with_sizes")

    declare(words("torch.unsafe_split torch.Tensor.unsafe_split"), "input, split_size, dim=0", pieces, one)
    declare("torch.split_copy", "input, split_size, dim=0, *, out=None", pieces, one)
    for name in ("split_with_sizes", "unsafe_split_with_sizes"):
        declare((f"torch.{name}", f"torch.Tensor.{name}"), "input, split_sizes, dim=0", sections, several)
    declare("torch.split_with_sizes_copy", "input, split_sizes, dim=0, *, out=None", sections, several)


_other_splits()


@op(words("torch.chunk torch.Tensor.chunk torch.unsafe_chunk torch.Tensor.unsafe_chunk"), least={"chunks": 1})
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
    >>> chunk([2, 7], 0)
    SHP707
    """
    if not has_axis("chunk", input, dim) or not is_int(chunks):
        return UNKNOWN
    size = shape_of(input).axis(dim)
    if isinstance(size, int):
        return _equal_parts(input, dim, max(-(-size // chunks), 1)) if size else parts_of(input, dim, (0,) * chunks)
    if size is not UNKNOWN and divides(chunks, size) is True:
        return parts_of(input, dim, (size // chunks,) * chunks)
    return _unknown_parts(input, dim)


def _unbinding(names: tuple[str, ...], parameters: str) -> None:
    declare(
        names,
        parameters,
        _unbound,
        """Give every place of an axis by itself.

        >>> @([3, 2])
        ((2,), (2,), (2,))
        >>> @([2, 3, 4], dim=-1)
        ((2, 3), (2, 3), (2, 3), (2, 3))
        >>> @([2], 1)
        SHP502
        >>> @([])
        SHP101
        """,
    )


def _unbound(input: Value, dim: Value) -> Value:
    if not has_axis("unbind", input, dim):
        return UNKNOWN
    each, count = rearranged(input, lambda x: measured(x).drop(dim)), shape_of(input).axis(dim)
    return (each,) * count if isinstance(count, int) and count <= MOST_PARTS else Many(each, count)


_unbinding(words("torch.unbind torch.Tensor.unbind"), "input, dim=0")
_unbinding(words("torch.unbind_copy"), "input, dim=0, *, out=None")
