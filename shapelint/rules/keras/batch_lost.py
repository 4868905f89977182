"""The batch leaves the first axis, or is reduced away, where nobody means it."""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.keras.nested import tensors
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.values import UNKNOWN, Flow, Tensor, Value
from shapelint.sizes import Shape

_REDUCTIONS: Final = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "reduce_")
    for name in ("sum", "mean", "max", "min", "prod", "all", "any", "std", "var", "logsumexp", "argmax", "argmin")
)
_PRODUCTS: Final = frozenset({"matmul", "__matmul__", "dot", "tensordot", "einsum"})
_TRANSPOSITIONS: Final = frozenset({"transpose", "permute_dimensions", "moveaxis", "swapaxes"})
# Layers of which the first axis is the batch whatever the others are.
_BATCH_FIRST: Final = re.compile(
    r"LSTM|GRU|SimpleRNN|RNN|Bidirectional|TimeDistributed|Embedding|Flatten|Reshape|Permute|RepeatVector|Dot|Masking"
    r"|(?:Separable|Depthwise)?Conv|(?:Global)?(?:Max|Average)Pooling|UpSampling|ZeroPadding|Cropping|ConvLSTM"
)


def check_moved(output: Value, machine: Machine, what: str, *, transposed: bool = False) -> None:
    """Report SHP104, at the transposition if there is one, where the batch stands on another axis than the first.

    transposed: whether nothing else counts; a stack of outputs may be meant for another model.
    """
    if not isinstance(output, Tensor) or output.shape.open or BATCH not in output.shape.dims[1:]:
        return
    if counts_batch(output.shape.dims[0]):
        return
    steps = output.flow.steps() if output.flow is not None else ()
    step = next((step for step in steps if step.what in _TRANSPOSITIONS), None)
    if transposed and step is None:
        return
    machine.report(
        Mismatch(
            "SHP104",
            "{what} {shape} has the batch on axis {axis}: in Keras it is axis 0",
            site=step.site if step is not None else None,
            operand=output,
            what=what,
            shape=str(output.shape),
            axis=output.shape.dims.index(BATCH),
        )
    )


def check_batch_first(layer: str, first: Value, machine: Machine) -> None:
    """Report SHP104 where a layer of Keras that takes the batch first gets it elsewhere."""
    if _BATCH_FIRST.match(layer):
        check_moved(first, machine, f"the input of {layer}")


def check_batch_kept(inputs: Value, result: Tensor, machine: Machine, *, products: bool = False) -> None:
    """Report SHP105, at the reduction, where a layer's function takes the batch axis away.

    products: whether that of two batches is a reduction, too, where it stands in the file of the inputs: a layer of
    another may want it, for a loss, or because its samples are the nodes of one graph.
    """
    shape = result.shape
    if shape.open or not shape.dims or counts_batch(shape.dims[0]) or result.flow is None:
        return
    files = _files(inputs) if products and not any(map(counts_batch, shape.dims)) else set()
    steps = result.flow.ancestors()
    step = next((step for step in steps if _drops_first(step) or (_loses(step) and _file(step) in files)), None)
    if step is not None:
        before = step.parents[0].shape
        machine.report(
            Mismatch(
                "SHP105",
                "{what} over axis {axis} of {before} adds up the samples of the batch",
                site=step.site,
                axis=next(at for at, size in enumerate(before.dims) if counts_batch(size)),
                operand=Tensor(before, "keras", flow=step.parents[0]),
                help="axis 0 is the batch; the axes of one sample begin at 1",
                what=step.what,
                before=str(before),
            )
        )


def _drops_first(step: Flow) -> bool:
    """Whether a step is a reduction that leaves all axes but the batch."""
    if step.what not in _REDUCTIONS or not step.parents:
        return False
    before = step.parents[0].shape
    if before.open or len(before.dims) < 2 or not counts_batch(before.dims[0]):
        return False
    return step.shape == Shape(before.dims[1:])


def _files(inputs: Value) -> set[str]:
    """The files in which inputs of a model are made."""
    return {_file(each.flow) for each in tensors(inputs) if each.flow is not None}


def _file(step: Flow) -> str:
    return step.site.file if step.site is not None else ""


def _loses(step: Flow) -> bool:
    """Whether a step is a product of two batches that has no batch."""
    sides = [parent.shape for parent in step.parents]
    without = not step.shape.open and all(size is not UNKNOWN and not counts_batch(size) for size in step.shape.dims)
    batches = len(sides) == 2 and all(not side.open and any(map(counts_batch, side.dims)) for side in sides)
    return step.what in _PRODUCTS and without and batches
