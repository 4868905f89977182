"""`Sequential`: layers one after the other."""

from __future__ import annotations

from typing import Final

from shapelint.rules.apply import BUILT, MADE, OUTPUT
from shapelint.rules.form import kind, op
from shapelint.rules.keras.declared import check_counts_samples, input_of, whole
from shapelint.rules.keras.functional import INPUTS, OUTPUTS, called_on
from shapelint.rules.keras.graph import node_of
from shapelint.rules.keras.inputs import DECLARED, begin
from shapelint.rules.keras.merging import merged_by
from shapelint.rules.keras.nested import tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value, items_of
from shapelint.sizes import Shape

LAYERS = "#layers"  # slot of a model: its layers as a tuple, without the input layer
# The axes that layers want at most, besides the batch; more can only be samples that were counted.
_MOST_AXES: Final = {
    "Conv1D": 2, "Conv2D": 3, "Conv3D": 4, "SeparableConv1D": 2, "SeparableConv2D": 3, "DepthwiseConv2D": 3,
    "Conv2DTranspose": 3, "LSTM": 2, "GRU": 2, "SimpleRNN": 2, "Convolution2D": 3, "Convolution1D": 2,
}  # fmt: skip


@kind("keras.Sequential", bases=("keras.Model",))
def sequential(layers=None, trainable=True, name=None, *, layer, machine, **kwargs):
    """Stack layers; with an input shape given, every shape is known at once.

    >>> keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).outputs[0]
    (None, 3)
    >>> keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(2)])([5, 4])
    (5, 2)
    >>> keras.Sequential([keras.Input((4, 4)), keras.layers.Conv2D(3, 2)])
    SHP101
    """
    machine.put(layer, LAYERS, ())
    if name is not None:
        machine.put(layer, "name", name)
    if layers is None:
        return
    items = items_of(layers) if isinstance(layers, tuple | ListValue) else None
    if items is None:
        _lose(layer, machine)
        return
    for item in items:
        _append(layer, item, machine)


@op("keras.Sequential.add")
def add(self, layer, rebuild=True, *, machine):
    """Put a layer on top.

    >>> model = keras.Sequential()
    >>> done = model.add(keras.Input((4,)))
    >>> done = model.add(keras.layers.Dense(3))
    >>> model.outputs[0]
    (None, 3)
    """
    _append(self, layer, machine)


@op("keras.Sequential.pop")
def pop(self, rebuild=True, *, machine):
    """Take the last layer off.

    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)])
    >>> layer = model.pop()
    >>> model.outputs[0]
    (None, 3)
    """
    layers = self.slots.get(LAYERS, UNKNOWN)
    if not isinstance(layers, tuple) or not layers:
        _lose(self, machine)
        return UNKNOWN
    machine.put(self, LAYERS, layers[:-1])
    if OUTPUTS in self.slots:
        before = layers[-2].slots.get(OUTPUT, UNKNOWN) if len(layers) > 1 else self.slots[INPUTS]
        machine.put(self, OUTPUTS, before)
    return layers[-1]


@op("keras.Sequential.call")
def call(self, inputs, training=None, mask=None, *, machine):
    """Run the layers one after the other.

    >>> keras.Sequential([keras.layers.Dense(3)]).call([5, 4])
    (5, 3)
    """
    if INPUTS in self.slots:
        return called_on(self, inputs, machine)
    layers = self.slots.get(LAYERS, UNKNOWN)
    if not isinstance(layers, tuple):
        return UNKNOWN
    for each in layers:
        inputs = machine.call(each, (inputs,))
    machine.put(self, BUILT, {})
    return inputs


@op("keras.Sequential.build")
def build(self, input_shape=None, *, machine):
    """Make the weights for an input of that shape, its batch included.

    >>> model = keras.Sequential([keras.layers.Dense(3)])
    >>> done = model.build((None, 4))
    >>> model.outputs[0]
    (None, 3)
    """
    if INPUTS in self.slots or input_shape is None:
        return
    layers = self.slots.get(LAYERS, UNKNOWN)
    if isinstance(layers, tuple):
        _start(self, whole(input_shape), machine)
        for each in layers:
            _extend(self, each, machine)


def _lose(model: Value, machine: Machine) -> None:
    """Its layers are no longer known."""
    for slot in (LAYERS, OUTPUTS):
        machine.put(model, slot, UNKNOWN)


def _append(model: Value, layer: Value, machine: Machine) -> None:
    layers = model.slots.get(LAYERS, UNKNOWN)
    if not isinstance(layers, tuple):
        return
    if isinstance(layer, Tensor):
        layer = _input_layer(layer)
    if not isinstance(layer, Instance):
        _lose(model, machine)
        return
    if DECLARED in layer.slots:
        _start(model, layer.slots[DECLARED], machine)
        return
    if not layers and INPUTS not in model.slots:
        if _start_from_branches(model, layer, machine):
            machine.put(model, LAYERS, (layer,))
            return
        _start_from(model, layer, machine)
    machine.put(model, LAYERS, (*layers, layer))
    if INPUTS in model.slots:
        _extend(model, layer, machine)


def _input_layer(tensor: Tensor) -> Value:
    node = node_of(tensor)
    return UNKNOWN if node is None else node.layer


def _start(model: Value, shape: Shape, machine: Machine) -> None:
    layer = machine.make("keras.layers.InputLayer", {DECLARED: shape, "name": UNKNOWN})
    first = begin(layer, shape, None, machine)
    machine.put(model, INPUTS, first)
    machine.put(model, OUTPUTS, first)
    machine.put(model, BUILT, {})


def _start_from(model: Value, layer: Value, machine: Machine) -> None:
    """The first layer may say what its input is, by its arguments or by being a model itself."""
    inner = layer.slots.get(INPUTS)
    if isinstance(inner, Tensor):
        _start(model, inner.shape, machine)
        return
    made = layer.slots[MADE].args if MADE in layer.slots else layer.slots
    shape = input_of(made)
    if shape is None:
        return
    sizes = items_of(made.get("#input_shape"))
    if sizes is not None and shape.rank is not None:
        most = _MOST_AXES.get(getattr(layer.cls, "short", ""))
        surplus = most is not None and len(sizes) > most
        check_counts_samples(shape.dims[1:], machine, surplus, "input_shape")
    _start(model, shape, machine)


def _start_from_branches(model: Value, layer: Value, machine: Machine) -> bool:
    """`Merge([left, right])` of Keras 1 as the first layer: what it merges are models; whether it is that."""
    made = layer.slots[MADE].args if MADE in layer.slots else {}
    branches = items_of(made.get("layers")) if getattr(layer.cls, "short", "") == "Merge" else None
    if not branches:
        return False
    known = all(isinstance(branch, Instance) and INPUTS in branch.slots for branch in branches)
    if known:
        inputs: dict[int, Tensor] = {}
        for tensor in (tensor for branch in branches for tensor in tensors(branch.slots[INPUTS])):
            inputs.setdefault(id(tensor.flow.maker) if tensor.flow is not None else id(tensor), tensor)
        merged = ListValue(tuple(branch.slots[OUTPUTS] for branch in branches))
        result = merged_by(merged, made.get("mode"), made.get("concat_axis"), made.get("dot_axes"), machine)
        machine.put(model, INPUTS, machine.list(inputs.values()))
        machine.put(model, OUTPUTS, result)
        machine.put(model, BUILT, {})
    return True


def _extend(model: Value, layer: Value, machine: Machine) -> None:
    machine.put(model, OUTPUTS, machine.call(layer, (model.slots[OUTPUTS],)))
