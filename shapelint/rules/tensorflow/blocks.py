"""Blocks of places moved into the channels or into the batch, and back."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.values import UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape, Size, divides, product


def _blocks(name: str, input: Value, block_size: Value, data_format: Value) -> tuple[Shape, Size] | None:
    shape = check_rank(input, name, 4, 4, "batch height width channels")
    return None if shape.open or data_format != "NHWC" else (shape, size_in(block_size))


def _check_divides(name: str, input: Value, block: Size, *sizes: Size) -> None:
    for size in sizes:
        if isinstance(size, int) and isinstance(block, int) and size % block:
            raise Mismatch(
                "SHP202", "{name}: {size} does not divide by {block}", operand=culprit(input), name=name, size=size,
                block=block,
            )  # fmt: skip


@op(("tf.nn.space_to_depth", "tf.space_to_depth"), least={"block_size": 2})
def space_to_depth(input, block_size, data_format="NHWC", name=None):
    """Move blocks of pixels into channels.

    >>> space_to_depth([2, 8, 8, 3], 2)
    (2, 4, 4, 12)
    >>> space_to_depth([2, 8, 9, 3], 2)
    SHP202
    """
    found = _blocks("space_to_depth", input, block_size, data_format)
    if found is None:
        return UNKNOWN_SHAPE
    (n, h, w, c), block = found[0].dims, found[1]
    _check_divides("space_to_depth", input, block, h, w)
    return Shape((n, h // block, w // block, c * block * block))


@op(("tf.nn.depth_to_space", "tf.depth_to_space"), least={"block_size": 2})
def depth_to_space(input, block_size, data_format="NHWC", name=None):
    """Move channels into blocks of pixels.

    >>> depth_to_space([2, 4, 4, 12], 2)
    (2, 8, 8, 3)
    >>> depth_to_space([2, 4, 4, 10], 2)
    SHP202
    """
    found = _blocks("depth_to_space", input, block_size, data_format)
    if found is None:
        return UNKNOWN_SHAPE
    (n, h, w, c), block = found[0].dims, found[1]
    _check_divides("depth_to_space", input, block * block, c)
    return Shape((n, h * block, w * block, c // (block * block)))


def _batch_blocks(block_shape: Value, edges: Value, count: int) -> tuple[tuple[Size, ...], tuple[Size, ...]] | None:
    """The sizes of the blocks, and what is added to (or cut off) each axis; None where that is not known.

    Raises Mismatch SHP707 where these are not as many, or SHP101.
    """
    blocks = items_of(block_shape)
    if isinstance(block_shape, int) and not isinstance(block_shape, bool):
        blocks = (block_shape,) * 2
    rows = items_of(edges)
    pairs = None if rows is None else [items_of(row) for row in rows]
    if blocks is None or pairs is None:
        return None
    if len(blocks) != len(pairs):
        raise Mismatch(
            "SHP707", "{blocks} sizes of blocks stand beside {pairs} pairs", blocks=len(blocks), pairs=len(pairs)
        )
    if len(blocks) >= count:
        raise Mismatch("SHP101", "blocks over {blocks} axes need more than {count}", blocks=len(blocks), count=count)
    if any(pair is None or len(pair) != 2 for pair in pairs):
        return None
    sums = tuple(size_in(pair[0]) + size_in(pair[1]) for pair in pairs if pair is not None)
    return tuple(map(size_in, blocks)), sums


def _check_batch_blocks(x: Value, block: Size, size: Size) -> None:
    """Raises Mismatch SHP202."""
    if divides(block, size) is False:
        raise Mismatch("SHP202", "blocks of {block} do not divide {size}", operand=culprit(x), block=block, size=size)


@op(("tf.space_to_batch", "tf.space_to_batch_nd", "tf.nn.space_to_batch"), least={"block_shape": 1, "paddings": 0})
def space_to_batch(input, block_shape, paddings, name=None):
    """Move the places of blocks into the batch.

    >>> space_to_batch([2, 8, 8, 3], (2, 2), ((0, 0), (0, 0)))
    (8, 4, 4, 3)
    >>> space_to_batch([2, 7, 8, 3], (2, 2), ((0, 0), (0, 0)))
    SHP202
    """
    shape = measured(input)
    known = None if shape.open else _batch_blocks(block_shape, paddings, len(shape.dims))
    if known is None:
        return UNKNOWN_SHAPE
    (blocks, added), found = known, []
    for block, more, size in zip(blocks, added, shape.dims[1:], strict=False):
        _check_batch_blocks(input, block, size + more)
        found.append((size + more) // block)
    return Shape((shape.dims[0] * product(blocks), *found, *shape.dims[len(blocks) + 1 :]))


@op(("tf.batch_to_space", "tf.batch_to_space_nd"), least={"block_shape": 1, "crops": 0})
def batch_to_space(input, block_shape, crops, name=None):
    """Move samples into blocks of places.

    >>> batch_to_space([8, 4, 4, 3], (2, 2), ((0, 0), (0, 0)))
    (2, 8, 8, 3)
    >>> batch_to_space([6, 4, 4, 3], (2, 2), ((0, 0), (0, 0)))
    SHP202
    """
    shape = measured(input)
    known = None if shape.open else _batch_blocks(block_shape, crops, len(shape.dims))
    if known is None:
        return UNKNOWN_SHAPE
    blocks, cut = known
    _check_batch_blocks(input, product(blocks), shape.dims[0])
    found = [size * block - less for size, block, less in zip(shape.dims[1:], blocks, cut, strict=False)]
    return Shape((shape.dims[0] // product(blocks), *found, *shape.dims[len(blocks) + 1 :]))
