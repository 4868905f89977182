"""How a tensor lies in memory: other sizes for the same memory, other memory for the same tensor."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.shared.reshaping import target_sizes
from shapelint.rules.shared.strides import strides_of
from shapelint.rules.torch.creation import of_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


@op("torch.Tensor.resize_")
def resize_in_place(input, *args, size=None, memory_format=None):
    """Change the sizes, and the number of elements with them.

    >>> [2, 3].resize_(4, 5)
    (4, 5)
    >>> [2, 3].resize_((4,))
    (4,)
    >>> [2, 3].resize_(size=(4, 5))
    (4, 5)
    >>> [2, 3].resize_(2, -3)
    SHP707
    """
    return of_sizes(row(args, size), strict=False).shape


declare(
    ("torch.resize_as_", "torch.Tensor.resize_as_"),
    "input, the_template, *, memory_format=None",
    lambda the_template: shape_of(the_template),
    "Take the sizes of another tensor.\n\n>>> @([2, 3], [4, 5])\n(4, 5)\n>>> [2, 3].@([4])\n(4,)",
)
declare(
    ("torch.resize_as_sparse_", "torch.Tensor.resize_as_sparse_"),
    "input, the_template",
    lambda the_template: shape_of(the_template),
    "Take the sizes of another sparse tensor.\n\n>>> @([2, 3].to_sparse(), [4, 5].to_sparse())\n(4, 5)",
)


def _as_many(input: Value, made: Shape) -> Shape:
    """A shape for the same elements.

    Raises Mismatch SHP501.
    """
    if equal(made.numel(), shape_of(input).numel()) is False:
        raise Mismatch(
            "SHP501",
            "{shape} has {elements} elements, {made} has {wanted}",
            operand=culprit(input),
            shape=shape_of(input),
            elements=shape_of(input).numel(),
            made=made,
            wanted=made.numel(),
        )
    return made


@op("torch.Tensor.resize")
def resize(input, *sizes):
    """Give the same elements on other axes, as `reshape` does today.

    >>> [2, 3].resize(3, 2)
    (3, 2)
    >>> [2, 3].resize(6)
    (6,)
    >>> [2, 3].resize(4, 2)
    SHP501
    """
    return _as_many(input, of_sizes(row(sizes)).shape)


@op("torch.Tensor.resize_as")
def resize_as(input, tensor):
    """Give the same elements on the axes of another tensor, as `view_as` does today.

    >>> [2, 3].resize_as([3, 2])
    (3, 2)
    >>> [2, 3].resize_as([3])
    SHP501
    """
    return _as_many(input, shape_of(tensor))


@op("torch.Tensor.set_", least={"storage_offset": 0})
def set_in_place(input, source=None, storage_offset=0, size=None, stride=None):
    """Take the memory of another tensor.

    >>> [2, 3].set_([5])
    (5,)
    >>> [2, 3].set_()
    (0,)
    >>> [2, 3].set_([6].storage(), 0, (3, 2), (2, 1))
    (3, 2)
    >>> [2, 3].set_([6].storage())
    (None,)
    """
    sizes, strides = items_of(size), items_of(stride)
    if sizes is not None and strides is not None and len(sizes) != len(strides):
        raise Mismatch("SHP101", "{sizes} has {found} strides", sizes=sizes, found=len(strides))
    if size is not None:
        return of_sizes(row((size,))).shape
    if source is None:
        return Shape((0,))
    return source.shape if isinstance(source, Tensor) else Shape((UNKNOWN,))


@op("torch.Tensor.sum_to_size")
def sum_to_size(input, *args, size=None):
    """Add up what stretching to this shape has copied.

    >>> [2, 3].sum_to_size(1, 3)
    (1, 3)
    >>> [2, 3].sum_to_size((3,))
    (3,)
    >>> [2, 3].sum_to_size(size=(2, 1))
    (2, 1)
    >>> [2, 3].sum_to_size(2)
    SHP301
    >>> [2, 3].sum_to_size(1, 2, 3)
    SHP101
    """
    shape, wanted = shape_of(input), target_sizes(row(args, size))
    if wanted is None:
        return UNKNOWN_SHAPE
    if not shape.open and len(wanted) > len(shape.dims):
        raise Mismatch(
            "SHP101",
            "{shape} cannot be summed to {wanted}, which has more axes",
            operand=culprit(input),
            shape=shape,
            wanted=wanted,
        )
    for new, old in zip(wanted[::-1], shape.dims[::-1], strict=False):
        if equal(new, 1) is False and equal(new, old) is False:
            raise Mismatch(
                "SHP301",
                "{shape} cannot be summed to {wanted}: {new} is neither 1 nor {old}",
                operand=culprit(input),
                shape=shape,
                wanted=wanted,
                new=new,
                old=old,
            )
    return Shape(wanted)


@op("torch.Tensor.stride")
def stride(input, dim=None):
    """How far apart the places of every axis lie, or those of one.

    >>> [2, 3].stride()
    (3, 1)
    >>> [2, 3].t().stride(-1)
    3
    >>> [2, 3].stride(2)
    SHP502
    """
    strides = strides_of(input)
    if dim is None:
        return _each_axis(input) if strides is None else strides
    if shape_of(input) == Shape(()):
        raise Mismatch("SHP502", "a scalar has no axis {dim}", operand=culprit(input), dim=dim)
    check_axis(input, dim, name="dim")
    return UNKNOWN if strides is None or not is_int(dim) else strides[dim]


@op("torch.Tensor.dim_order")
def dim_order(input, *, ambiguity_check=False):
    """The axes in the order in which they lie.

    >>> [2, 3].dim_order()
    (None, None)
    """
    return _each_axis(input)


def _each_axis(input: Value) -> Value:
    shape = shape_of(input)
    sizes: tuple[Size, ...] = (UNKNOWN,) * len(shape.dims)
    return UNKNOWN if shape.open else sizes
