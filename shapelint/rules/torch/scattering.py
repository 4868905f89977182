"""Taking and putting along an axis by tensors of indices."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, shape_of
from shapelint.sizes import Shape, at_most


def _check_index(input: Value, dim: Value, index: Value, name: str, beyond: bool) -> None:
    """The index has as many axes as the input and reaches no further; beyond: on `dim` neither."""
    check_axis(input, dim, name="dim")
    shape, places = shape_of(input), shape_of(index)
    if shape.open or places.open or places.numel() == 0:
        return
    if max(len(shape.dims), 1) != max(len(places.dims), 1):
        raise Mismatch(
            "SHP101",
            "{name} wants an index with {wanted} axes, as {shape} has, gets {found}",
            operand=culprit(index),
            name=name,
            wanted=len(shape.dims),
            shape=shape,
            found=places,
        )
    along = shape.normal_axis(dim) if is_int(dim) else None
    for at, (size, count) in enumerate(zip(shape.dims, places.dims, strict=False)):
        if (at != along or beyond) and along is not None and at_most(count, size) is False:
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
    >>> gather([4, 5], 1, ints[4])
    SHP101
    >>> gather([4, 5], 1, ints[5, 2])
    SHP506
    >>> gather([4, 5], 2, ints[4, 5])
    SHP502
    """
    _check_index(input, dim, index, "gather", beyond=False)
    return shape_of(index)


def _scattering(name: str, signature: str, does: str) -> None:
    def body(input: Value, dim: Value, index: Value, src: Value) -> Shape:
        _check_index(input, dim, index, name, beyond=False)
        if isinstance(src, Tensor):
            _check_source(index, src, name)
        return shape_of(input)

    declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        f"input, dim, index, {signature}, out=None",
        body,
        f"""{does}

>>> @([4, 5], 1, ints[4, 2], [4, 2])
(4, 5)
>>> @([4, 5], 1, ints[4], [4, 2])
SHP101
>>> @([4, 5], 1, ints[5, 2], [5, 2])
SHP506
""",
    )


def _check_source(index: Value, src: Tensor, name: str) -> None:
    places, shape = shape_of(index), src.shape
    if places.open or shape.open or len(places.dims) != len(shape.dims):
        return
    for at, (count, size) in enumerate(zip(places.dims, shape.dims, strict=True)):
        if at_most(count, size) is False:
            raise Mismatch(
                "SHP506",
                "the index {index} of {name} reaches beyond its source {shape} on dim {at}",
                operand=src,
                index=places,
                name=name,
                shape=shape,
                at=at,
            )


_scattering("scatter", "src=None, *, value=None, reduce=None", "Put along an axis by an index of the same rank.")
_scattering("scatter_add", "src, *", "Add along an axis by an index of the same rank.")


@op(("torch.scatter_reduce", "torch.Tensor.scatter_reduce", "torch.Tensor.scatter_reduce_"))
def scatter_reduce(input, dim, index, src, reduce, *, include_self=True, out=None):
    """Reduce along an axis by an index of the same rank.

    >>> scatter_reduce([4, 5], 1, ints[4, 2], [4, 2], "sum")
    (4, 5)
    >>> scatter_reduce([4, 5], 1, ints[4], [4], "sum")
    SHP101
    """
    _check_index(input, dim, index, "scatter_reduce", beyond=False)
    return shape_of(input)


@op(("torch.index_select", "torch.Tensor.index_select"))
def index_select(input, dim, index, *, out=None):
    """Take places of an axis by a vector of indices.

    >>> index_select([4, 5], 1, ints[3])
    (4, 3)
    >>> index_select([4, 5], 1, ints[2, 3])
    SHP101
    >>> index_select([4, 5], 2, ints[3])
    SHP502
    """
    check_axis(input, dim, name="dim")
    places = shape_of(index)
    if len(places.dims) > 1:
        raise Mismatch(
            "SHP101", "index_select wants a vector of indices, gets {found}", operand=culprit(index), found=places
        )
    return shape_of(input).replace(dim, UNKNOWN if places.open else places.numel()) if is_int(dim) else UNKNOWN


def _index_putting(name: str, parameters: str, does: str, given: str) -> None:
    declare(
        (f"torch.{name}", f"torch.Tensor.{name}", f"torch.Tensor.{name}_"),
        f"input, dim, index, {parameters}",
        _put,
        f"{does}\n\n>>> @([4, 5], 1, ints[1], {given})\n(4, 5)\n>>> @([4, 5], 2, ints[1], {given})\nSHP502",
    )


def _put(input: Value, dim: Value) -> Shape:
    check_axis(input, dim, name="dim")
    return shape_of(input)


_index_putting("index_add", "source, *, alpha=1, out=None", "Add to places of an axis.", "[4, 1]")
_index_putting("index_copy", "source, *, out=None", "Put into places of an axis.", "[4, 1]")
_index_putting("index_fill", "value", "Fill places of an axis.", "0.5")


@op(("torch.take", "torch.Tensor.take"))
def take(input, index, *, out=None):
    """Take from the flattened tensor.

    >>> take([2, 3], ints[4, 5])
    (4, 5)
    """
    return shape_of(index)


@op(("torch.take_along_dim", "torch.Tensor.take_along_dim"))
def take_along_dim(input, indices, dim=None, *, out=None):
    """Take along an axis; the other axes stretch.

    >>> take_along_dim([4, 5], ints[4, 2], 1)
    (4, 2)
    >>> take_along_dim([4, 5], ints[6])
    (6,)
    """
    shape, places = shape_of(input), shape_of(indices)
    if dim is None:
        return Shape((places.numel(),))
    check_axis(input, dim, name="dim")
    if not is_int(dim) or shape.open or places.open or len(shape.dims) != len(places.dims):
        return UNKNOWN_SHAPE
    common = broadcasted(shape.replace(dim, 1), places.replace(dim, 1), what="take_along_dim")
    return common.replace(dim, places.axis(dim))
