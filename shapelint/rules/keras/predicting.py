"""What a functional model predicts for arrays."""

from __future__ import annotations

from shapelint.rules.keras.batching import USUAL, batched
from shapelint.rules.keras.functional import INPUTS, OUTPUTS, refitted, sized_alike, substitution
from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.keras.replay import replayed
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.values import UNKNOWN, Flow, Instance, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, exact_quotient, substitute


def predicted(model: Instance, given: tuple[Value, ...], size: Value, machine: Machine) -> Value:
    """The outputs for all samples together, also where the model takes a fixed number of them at a time.

    size: how many samples are taken at a time.
    Raises Mismatch SHP303 where the outputs of two batches do not fit behind each other.
    """
    declared = tensors(model.slots[INPUTS])
    if not sized_alike(declared, given):
        return each(replayed(model, declared, refitted(declared, given), machine), as_array)
    mapping = substitution(declared, given)
    samples = shape_of(given[0]).axis(0) if shape_of(given[0]).dims else UNKNOWN
    fixed = declared[0].shape.axis(0)
    at_once = batched(given[0], size).at_once
    parents = tuple(value.flow for value in given if isinstance(value, Tensor) and value.flow is not None)

    def put_in(value: Value) -> Value:
        if not isinstance(value, Tensor):
            return UNKNOWN
        _check_stacked(value, samples, size)
        shape = _with_samples(_of_a_batch(value.shape, at_once), fixed, samples).substitute(mapping)
        return Tensor(shape, "numpy", value.dtype, flow=Flow("predict", shape, machine.site, parents))

    return each(model.slots[OUTPUTS], put_in)


def _of_a_batch(shape: Shape, at_once: Size) -> Shape:
    """What else counts samples than the first axis counts those of one batch."""
    if shape.open or not shape.dims:
        return shape
    one = dict.fromkeys(BATCH.symbols(), at_once)
    first, *rest = shape.dims
    times = exact_quotient(first, BATCH) if counts_batch(first) else None
    kept = UNKNOWN if counts_batch(first) and (times is None or counts_batch(times)) else first
    return Shape((kept, *(substitute(size, one) for size in rest)))


def _check_stacked(output: Tensor, samples: Size, size: Value) -> None:
    """Batches are put one behind the other, which another axis that counts the samples makes impossible."""
    most = USUAL if size is None else size
    if output.shape.open or not isinstance(samples, int) or not isinstance(most, int) or most < 1:
        return
    at = next((at for at, each in enumerate(output.shape.dims) if at and counts_batch(each)), None)
    if at is not None and samples > most and samples % most:
        raise Mismatch(
            "SHP303",
            "axis {axis} of the output {output} counts the samples of a batch: of {samples} samples in batches of "
            "{size} the last has {last}, and they do not fit one behind the other",
            operand=output,
            axis=at,
            output=str(output.shape),
            samples=samples,
            size=most,
            last=samples % most,
        )


def as_array(value: Value) -> Value:
    """An output as `predict` gives it."""
    return Tensor(value.shape, "numpy", value.dtype, flow=value.flow) if isinstance(value, Tensor) else UNKNOWN


def _with_samples(shape: Shape, fixed: Size, samples: Size) -> Shape:
    """Keras puts the batches that it predicts one behind the other."""
    if shape.open or not shape.dims or fixed == BATCH or shape.dims[0] is UNKNOWN:
        return shape
    return Shape((samples if shape.dims[0] == fixed else UNKNOWN, *shape.dims[1:]))
