"""Reshapes of batches: which leave every sample in one piece."""

from __future__ import annotations

from collections.abc import Sequence

from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.shared.reshaping import reshaped, target_sizes
from shapelint.rules.values import Value
from shapelint.sizes import Shape, Size, product

_IMAGE: int = 4  # the rank of a row of images


def batch_reshaped(x: Value, target: Value, machine: Machine) -> Shape:
    """The shape after a reshape; reports SHP106 where it certainly tears the samples of a batch apart.

    Merging the batch with whole axes behind it, `(batch, time, features) -> (-1, features)`, is ordinary, and so is
    cutting one axis into equal parts.  Raises Mismatch SHP501 where the elements cannot fit at all.
    """
    shape, sizes = measured(x), target_sizes(target)
    if sizes is None or not _is_batch(shape) or not sizes or sizes[0] != -1:
        return reshaped(x, target)
    sample, wanted = product(shape.dims[1:]), product(sizes[1:])
    if not isinstance(sample, int) or not isinstance(wanted, int) or wanted <= 0 or -1 in sizes[1:]:
        return reshaped(x, target)
    if not _is_torn(shape.dims[1:], sample, wanted, len(sizes)):
        return reshaped(x, target)
    machine.report(_torn(x, sizes, sample, wanted))
    return Shape((BATCH, *sizes[1:]))


def _is_batch(shape: Shape) -> bool:
    dims = shape.dims
    return not shape.open and len(dims) > 1 and dims[0] == BATCH and not any(map(counts_batch, dims[1:]))


def _is_torn(sample: Sequence[Size], size: int, wanted: int, rank: int) -> bool:
    """Whether the new rows begin in the middle of an axis, or a vector becomes several images."""
    if size == wanted:
        return False
    if len(sample) == 1 and rank >= _IMAGE:
        return True
    return not _is_aligned(sample, wanted)


def _is_aligned(sample: Sequence[Size], wanted: int) -> bool:
    """Whether rows of so many elements are whole axes, or equal parts of one."""
    behind = 1
    for size in reversed(sample):
        if not isinstance(size, int) or size < 1:
            return True
        if wanted % behind == 0 and size % (wanted // behind) == 0:
            return True
        behind *= size
    return wanted % behind == 0


def _torn(x: Value, sizes: tuple[Size, ...], sample: int, wanted: int) -> Mismatch:
    if sample % wanted == 0:
        template = "{shape} reshaped to {target}: {count} samples out of one"
    elif wanted % sample == 0:
        template = "{shape} reshaped to {target}: {parts} samples make one"
    else:
        template = "{shape} reshaped to {target}: a sample has {sample} elements, the target holds {wanted}"
    return Mismatch(
        "SHP106",
        template,
        operand=culprit(x),
        help=f"the sizes behind -1 multiply to {sample}",
        shape=str(measured(x)),
        target=sizes,
        sample=sample,
        wanted=wanted,
        count=sample // wanted,
        parts=wanted // sample,
    )
