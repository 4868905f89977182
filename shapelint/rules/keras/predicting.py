"""What a functional model predicts for arrays."""

from __future__ import annotations

from shapelint.rules.keras.functional import INPUTS, OUTPUTS, refitted, sized_alike, substitution
from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.keras.replay import replayed
from shapelint.rules.machine import Machine
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import UNKNOWN, Flow, Instance, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size


def predicted(model: Instance, given: tuple[Value, ...], machine: Machine) -> Value:
    """The outputs for all samples together, also where the model takes a fixed number of them at a time."""
    declared = tensors(model.slots[INPUTS])
    if not sized_alike(declared, given):
        return each(replayed(model, declared, refitted(declared, given), machine), as_array)
    mapping = substitution(declared, given)
    samples = shape_of(given[0]).axis(0) if shape_of(given[0]).dims else UNKNOWN
    fixed = declared[0].shape.axis(0)
    parents = tuple(value.flow for value in given if isinstance(value, Tensor) and value.flow is not None)

    def put_in(value: Value) -> Value:
        if not isinstance(value, Tensor):
            return UNKNOWN
        shape = _with_samples(value.shape, fixed, samples).substitute(mapping)
        return Tensor(shape, "numpy", value.dtype, flow=Flow("predict", shape, machine.site, parents))

    return each(model.slots[OUTPUTS], put_in)


def as_array(value: Value) -> Value:
    """An output as `predict` gives it."""
    return Tensor(value.shape, "numpy", value.dtype, flow=value.flow) if isinstance(value, Tensor) else UNKNOWN


def _with_samples(shape: Shape, fixed: Size, samples: Size) -> Shape:
    """Keras puts the batches that it predicts one behind the other."""
    if shape.open or not shape.dims or fixed == BATCH or shape.dims[0] is UNKNOWN:
        return shape
    return Shape((samples if shape.dims[0] == fixed else UNKNOWN, *shape.dims[1:]))
