"""Where a functional model begins."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.apply import BUILT, OUTPUT
from shapelint.rules.form import kind, op
from shapelint.rules.keras.declared import batched, check_counts_samples, sample_sizes, whole
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.graph import traced
from shapelint.rules.keras.keys import OPTIONAL
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Flow, Tensor, Value
from shapelint.sizes import Dim, Shape

DECLARED = "#declared"  # slot of an InputLayer: the shape, batch included


@op("keras.layers.Input")
def input_op(
    shape=None,
    batch_size=None,
    dtype=None,
    sparse=None,
    ragged=None,
    batch_shape=None,
    name=None,
    tensor=None,
    optional=False,
    *,
    machine,
):
    """Begin a functional model: `shape` is that of one sample, None for an axis of any size.

    >>> keras.Input((28, 28, 1))
    (None, 28, 28, 1)
    >>> keras.Input((None, 3))
    (None, None, 3)
    >>> keras.Input(batch_shape=(1, 7, 1))
    (1, 7, 1)
    >>> keras.Input((3,), batch_size=4)
    (4, 3)
    >>> keras.Input(shape=16)
    SHP702
    """
    if tensor is not None and shape is None and batch_shape is None:
        return tensor if isinstance(tensor, Tensor) else UNKNOWN
    declared = _declared(shape, batch_size, batch_shape, machine)
    told = {DECLARED: declared, OPTIONAL: optional, "name": UNKNOWN if name is None else name}
    layer = machine.make("keras.layers.InputLayer", told)
    return begin(layer, declared, dtype, machine)


def begin(layer: Value, declared: Shape, dtype: Value, machine: Machine) -> Tensor:
    """The Keras tensor of an input layer."""
    made = Tensor(declared, "keras", _kind_of(dtype), flow=Flow("Input", declared, machine.site))
    traced_tensor: Tensor = traced(layer, (), made)
    machine.put(layer, BUILT, {})
    machine.put(layer, "#called", traced_tensor)
    machine.put(layer, "#calls", 1)
    machine.put(layer, OUTPUT, traced_tensor)
    return replace(traced_tensor)


def _kind_of(dtype: Value) -> str | None:
    """What a dtype's name says: "int", "float" or "bool"; None where it is not known."""
    if dtype is None:
        return "float"
    text = dtype if isinstance(dtype, str) else getattr(dtype, "name", "")
    return next((word for word in ("int", "float", "bool") if word in text), None)


def _declared(shape: Value, batch_size: Value, batch_shape: Value, machine: Machine) -> Shape:
    if shape is None and batch_shape is not None:
        return whole(batch_shape)
    if (is_int(shape) or isinstance(shape, Dim)) and edition(machine) == 2:
        shape = (shape,)  # the last ones of Keras 2 take a number for a row of one
    sizes = sample_sizes(() if shape is None else shape)
    check_counts_samples(sizes, machine)
    return batched(sizes, batch_size)


@kind("keras.layers.InputLayer", bases=("keras.layers.Layer",))
def input_layer(
    shape=None,
    batch_size=None,
    dtype=None,
    sparse=None,
    ragged=None,
    batch_shape=None,
    input_tensor=None,
    optional=False,
    name=None,
    *,
    layer,
    machine,
    **kwargs,
):
    """Begin a Sequential model; `input_shape` and `batch_input_shape` are its older arguments.

    >>> keras.Sequential([keras.layers.InputLayer(shape=(4,)), keras.layers.Dense(3)]).outputs[0]
    (None, 3)
    """
    shape = kwargs.get("input_shape", shape)
    batch_shape = kwargs.get("batch_input_shape", batch_shape)
    declared = _declared(shape, batch_size, batch_shape, machine)
    machine.put(layer, DECLARED, declared)
    machine.put(layer, OPTIONAL, optional)
    machine.put(layer, "name", UNKNOWN if name is None else name)
    begin(layer, declared, dtype, machine)
