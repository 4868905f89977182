"""The batch axis of Keras and TensorFlow graphs, and what nobody means to do to it."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import Value
from shapelint.sizes import Dim, Shape, Size, symbol

BATCH: Final = symbol("batch", show="None")


def counts_batch(size: Size) -> bool:
    """Whether a size depends on the number of samples."""
    return isinstance(size, Dim) and not size.symbols().isdisjoint(BATCH.symbols())


def batch_axes(x: Value) -> tuple[int, ...]:
    """The axes that are the batch itself."""
    return tuple(at for at, size in enumerate(measured(x).dims) if size == BATCH)


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
