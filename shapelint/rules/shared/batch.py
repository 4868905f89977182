"""The batch axis of Keras and TensorFlow graphs, and what nobody means to do to it."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Dim, Shape, Size, equal, symbol

BATCH: Final = symbol("batch", show="None")


def counts_batch(size: Size) -> bool:
    """Whether a size depends on the number of samples."""
    return isinstance(size, Dim) and not size.symbols().isdisjoint(BATCH.symbols())


def batch_axes(x: Value) -> tuple[int, ...]:
    """The axes that are the batch itself."""
    return tuple(at for at, size in enumerate(measured(x).dims) if size == BATCH)


def check_aligned(x: Value, y: Value, machine: Machine) -> None:
    """Report SHP104 where the batch of one operand meets another axis of one that begins with the batch, too.

    That runs for a batch of one sample and for one that is as large as the axis, where every sample meets others.
    """
    lower, higher = sorted((x, y), key=lambda value: len(measured(value).dims))
    short, long = measured(lower), measured(higher)
    axis = len(long.dims) - len(short.dims)
    if short.open or long.open or not axis or not short.dims or (short.dims[0], long.dims[0]) != (BATCH, BATCH):
        return
    if isinstance(long.dims[axis], int) and equal(long.dims[axis], 1) is False and not _is_fed(lower):
        machine.report(
            Mismatch(
                "SHP104",
                "the batch of {short} meets axis {axis} of {long}, {size}",
                operand=culprit(lower, higher),
                help=f"{Shape((BATCH, *(1,) * axis, *short.dims[1:]))} stretches over the axes of each sample",
                short=str(short),
                axis=axis,
                long=str(long),
                size=long.dims[axis],
            )
        )


def _is_fed(x: Value) -> bool:
    """Whether it comes from a placeholder, of which nobody knows whether None stands for the batch."""
    flow = x.flow if isinstance(x, Tensor) else None
    return flow is None or any(step.what == "placeholder" for step in flow.ancestors())


def mixed(shape: Shape, machine: Machine, *, what: str, operand: Value = None, help: Fix | str | None = None) -> Shape:
    """Report SHP104 where the batch stands on two axes of a product of more; the shape goes on as it is.

    A matrix of all samples against all others can be meant (`pairing` judges it by its use); a product that has other
    axes besides cannot.  what: the operation, as the message's subject.
    """
    axes = batch_axes(shape)
    if len(axes) > 1 and len(shape.dims) > 2:
        machine.report(
            Mismatch(
                "SHP104",
                "{what} gives {shape}, the batch on axes {first} and {second}: every sample meets every other",
                operand=operand,
                help=help,
                what=what,
                shape=str(shape),
                first=axes[0],
                second=axes[1],
            )
        )
    return shape
