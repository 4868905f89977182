"""Taking and putting along an axis by tensors of indices that have as many axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.edits import method
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, at_most, equal, less


def _check_index(name: str, input: Value, dim: Value, index: Value, src: Value = None) -> None:
    """An index with elements has as many axes as the tensors and reaches no further, on `dim` but in the source.

    Raises Mismatch SHP101, SHP502 or SHP506.
    """
    along = check_axis(input, dim, name="dim")
    places, shape = shape_of(index), shape_of(input)
    if less(0, places.numel()) is not True or shape.open:
        return
    _check_ranks(name, index, input, shape.normal_axis(dim) if is_int(dim) else None)
    if along is not None:
        _check_reach(name, index, input, skipped=along)
    if isinstance(src, Tensor) and not src.shape.open:
        _check_ranks(name, index, src)
        _check_reach(name, index, src)


def _check_ranks(name: str, index: Value, other: Value, along: int | None = None) -> None:
    places, shape = shape_of(index), shape_of(other)
    if max(len(shape.dims), 1) == max(len(places.dims), 1):
        return
    behind = along is not None and places == shape.drop(along)
    raise Mismatch(
        "SHP101",
        "the index {index} of {name} has {found} axes, {shape} has {wanted}",
        operand=culprit(index),
        help=method(index, "unsqueeze", along, otherwise="the index") if behind else None,
        name=name,
        index=places,
        found=len(places.dims),
        wanted=len(shape.dims),
        shape=shape,
    )


def _check_reach(name: str, index: Value, other: Value, skipped: int | None = None) -> None:
    places, shape = shape_of(index), shape_of(other)
    for at, (count, size) in enumerate(zip(places.dims or (1,), shape.dims or (1,), strict=True)):
        if at != skipped and at_most(count, size) is False:
            raise Mismatch(
                "SHP506",
                "the index {index} of {name} reaches beyond {shape} on dim {at}: {count} against {size}",
                operand=culprit(index),
                index=places,
                name=name,
                shape=shape,
                at=at,
                count=count,
                size=size,
            )


@op(("torch.gather", "torch.Tensor.gather"))
def gather(input, dim, index, *, sparse_grad=False, out=None):
    """Take along an axis by an index of the same rank.

    >>> gather([4, 5], 1, ints[4, 2])
    (4, 2)
    >>> [4, 5].gather(0, ints[7, 5])
    (7, 5)
    >>> gather([3, 4, 5], -1, ints[2, 4, 1])
    (2, 4, 1)
    >>> gather([], 0, ints[3])
    (3,)
    >>> gather([4, 5], 1, ints[4])
    SHP101
    >>> gather([4, 5], 1, ints[5, 2])
    SHP506
    >>> gather([4, 5], 2, ints[4, 5])
    SHP502
    """
    _check_index("gather", input, dim, index)
    return shape_of(index)


# Name, its parameters behind the index, what it does, the last arguments of an example.
_SCATTERS: Final = (
    ("scatter", "src=None, *, value=None, reduce=None, out=None", "Put", ""),
    ("scatter_add", "src, *, out=None", "Add", ""),
    ("scatter_reduce", "src, reduce, *, include_self=True, out=None", "Reduce", ", 'sum'"),
)


def _scattering(name: str, parameters: str, does: str, more: str) -> None:
    def put(input: Value, dim: Value, index: Value, src: Value) -> Shape:
        _check_index(name, input, dim, index, src)
        return shape_of(input)

    declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        f"input, dim, index, {parameters}",
        put,
        f"""{does} along an axis by an index of the same rank, which reaches no further than what is put.

        >>> @([4, 5], 1, ints[4, 2], [4, 3]{more})
        (4, 5)
        >>> [3, 4, 5].@(-2, ints[3, 6, 5], [3, 6, 5]{more})
        (3, 4, 5)
        >>> @([], 0, ints[1], [2]{more})
        ()
        >>> @([4, 5], 1, ints[4], [4, 2]{more})
        SHP101
        >>> @([4, 5], 1, ints[5, 2], [5, 2]{more})
        SHP506
        >>> @([4, 5], 1, ints[4, 2], [4, 1]{more})
        SHP506
        """,
    )


for _row in _SCATTERS:
    _scattering(*_row)


@op(("torch.take_along_dim", "torch.Tensor.take_along_dim"))
def take_along_dim(input, indices, dim=None, *, out=None):
    """Take along an axis; the other axes stretch.

    >>> take_along_dim([4, 5], ints[4, 2], 1)
    (4, 2)
    >>> take_along_dim([4, 5], ints[1, 2], dim=-1)
    (4, 2)
    >>> take_along_dim([4, 5], ints[6])
    (6,)
    >>> take_along_dim([4, 5], ints[5], 1)
    SHP101
    >>> take_along_dim([4, 5], ints[3, 2], 1)
    SHP301
    """
    shape, places = shape_of(input), shape_of(indices)
    if dim is None:
        return Shape((places.numel(),))
    if not shape.open and not places.open and len(shape.dims) != len(places.dims):
        raise Mismatch(
            "SHP101",
            "take_along_dim expects indices with {wanted} axes, as {shape} has, gets {found}",
            operand=culprit(indices),
            wanted=len(shape.dims),
            shape=shape,
            found=places,
        )
    check_axis(input, dim, name="dim")
    if not is_int(dim) or shape.open or places.open:
        return UNKNOWN_SHAPE
    common = broadcasted(shape.replace(dim, 1), places.replace(dim, 1), what="take_along_dim")
    return common.replace(dim, places.axis(dim))


@op(("torch.take", "torch.Tensor.take"))
def take(input, index, *, out=None):
    """Take from the flattened tensor.

    >>> take([2, 3], ints[4, 5])
    (4, 5)
    """
    return shape_of(index)


@op(("torch.put", "torch.Tensor.put", "torch.Tensor.put_"))
def put(input, index, source, accumulate=False):
    """Put into the flattened tensor, one element of the source for each place.

    >>> put([2, 3], ints[4], [4])
    (2, 3)
    >>> [2, 3].put_(ints[2, 2], [4], accumulate=True)
    (2, 3)
    >>> put([2, 3], ints[4], [3])
    SHP301
    """
    places, values = shape_of(index).numel(), shape_of(source).numel()
    if equal(places, values) is False:
        raise Mismatch(
            "SHP301",
            "{values} values do not fit {places} places",
            operand=culprit(source),
            values=values,
            places=places,
        )
    return shape_of(input)
