"""Layers around layers: on every step, and in both directions."""

from __future__ import annotations

from shapelint.rules.apply import MADE
from shapelint.rules.form import layer
from shapelint.rules.keras.nested import tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape


@layer("keras.layers.Wrapper", call="*args, **kwargs")
def wrapper(layer):
    """What layers around a layer are; a program derives its own from it.

    >>> Wrapper(Dense(3)).layer
    "Dense"
    """
    return UNKNOWN


@layer("keras.layers.Pipeline", call="inputs, training=True, mask=None")
def pipeline(layers, name=None, *, inputs, machine: Machine):
    """Call several layers, one after the other.

    >>> Pipeline([Dense(5), Dense(4)])([2, 7])
    (2, 4)
    >>> Pipeline([Dense(5), Conv1D(4, 3)])([2, 7])
    SHP101
    """
    row = items_of(layers)
    if row is None:
        return UNKNOWN
    for each in row:
        inputs = machine.call(each, (inputs,))
    return inputs


@layer("keras.layers.TimeDistributed", "batch steps *rest one")
def time_distributed(layer, *, inputs, machine: Machine):
    """Call a layer on every step by itself.

    >>> TimeDistributed(Dense(5))([2, 7, 3])
    (2, 7, 5)
    >>> TimeDistributed(Conv2D(5, 3))([2, 7, 8, 8, 3])
    (2, 7, 6, 6, 5)
    >>> TimeDistributed(Flatten())([2, 7, 3, 4])
    (2, 7, 12)
    >>> TimeDistributed(Dense(5))([2, 7])
    SHP101
    """
    shape = shape_of(inputs)
    if shape.open:
        inner = machine.call(layer, (Tensor(Shape(shape.dims, open=True), "keras"),))
        return Shape(inner.shape.dims if isinstance(inner, Tensor) and inner.shape.open else (), open=True)
    flow = inputs.flow if isinstance(inputs, Tensor) else None
    inner = machine.call(layer, (Tensor(shape.drop(1), "keras", getattr(inputs, "dtype", None), flow=flow),))
    if not isinstance(inner, Tensor) or inner.shape.open or not inner.shape.dims:
        return Shape((), open=True)
    return Shape((*shape.dims[:2], *inner.shape.dims[1:]))


@layer("keras.layers.Bidirectional", "batch steps *rest", call="sequence, initial_state=None, mask=None, training=None")
def bidirectional(layer, merge_mode="concat", weights=None, backward_layer=None, *, sequence, machine: Machine):
    """Run a recurrent layer forwards and backwards.

    >>> Bidirectional(LSTM(3))([2, 7, 5])
    (2, 6)
    >>> Bidirectional(LSTM(3, return_sequences=True), merge_mode="sum")([2, 7, 5])
    (2, 7, 3)
    >>> Bidirectional(GRU(3), merge_mode=None)([2, 7, 5])
    ((2, 3), (2, 3))
    >>> Bidirectional(GRU(3, return_state=True))([2, 7, 5])
    ((2, 6), (2, 3), (2, 3))
    >>> Bidirectional(LSTM(3))([2, 7])
    SHP101
    """
    forward = machine.call(layer, (sequence,))
    backward = forward if backward_layer is None else machine.call(backward_layer, (sequence,))
    if _has_state(layer) is None:
        return UNKNOWN
    if _has_state(layer):
        ahead, behind = items_of(forward), items_of(backward)
        if not ahead or not behind:
            return UNKNOWN
        return (*_merged(ahead[0], behind[0], merge_mode), *map(_bare, ahead[1:]), *map(_bare, behind[1:]))
    merged = _merged(forward, backward, merge_mode)
    return merged[0] if len(merged) == 1 else merged


def _has_state(layer: Value) -> bool | None:
    made = layer.slots.get(MADE) if isinstance(layer, Instance) else None
    state = made.args.get("return_state", False) if made is not None else None
    return state if isinstance(state, bool) else None


def _merged(forward: Value, backward: Value, mode: Value) -> tuple[Value, ...]:
    if not tensors(forward) or not tensors(backward) or mode is UNKNOWN:
        return (UNKNOWN,)
    if mode is None:
        return _bare(forward), _bare(backward)
    shape = forward.shape
    if mode != "concat" or not shape.dims:
        return (shape,)
    return (shape.replace(-1, shape.axis(-1) + backward.shape.axis(-1)),)


def _bare(value: Value) -> Value:
    return value.shape if isinstance(value, Tensor) else value
