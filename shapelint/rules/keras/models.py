"""Models: functional ones, the program's own subclasses, and what all models can do besides training."""

from __future__ import annotations

import re

from shapelint.rules.apply import BUILT
from shapelint.rules.form import Rule, kind, op, prop
from shapelint.rules.keras.batch_lost import check_batch_kept, check_moved
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.functional import INPUTS, OUTPUTS, called_on
from shapelint.rules.keras.graph import connected, layers_between, symbolic
from shapelint.rules.keras.nested import alone, tensors
from shapelint.rules.keras.sequential import LAYERS
from shapelint.rules.keras.variables import own_layers
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, AutoName, Instance, Value

NAMED = "#named"  # slot of a functional model: its layers, though Keras 2 may count more among them
LISTED = "#listed"  # slot of a model: its only output was given in a list, in which Keras 3 gives symbolic outputs


@kind(("keras.Model", "keras.Functional"), bases=("keras.layers.Layer",))
def model_class(*args, layer, machine, **kwargs):
    """Make a model from its inputs to its outputs; a subclass has a `call` instead.

    >>> x = keras.Input((4,))
    >>> model = keras.Model(x, keras.layers.Dense(3)(x))
    >>> model([5, 4])
    (5, 3)
    >>> model([5])
    SHP101
    >>> keras.Model([x], [keras.layers.Dense(3)(x)]).predict([5, 4])
    (5, 3)
    """
    inputs = args[0] if args else kwargs.get("inputs", kwargs.get("input"))
    outputs = args[1] if len(args) > 1 else kwargs.get("outputs", kwargs.get("output"))
    name = kwargs.get("name", args[2] if len(args) > 2 else None)
    if name is not None:
        machine.put(layer, "name", name)
    if inputs is None or outputs is None or not tensors(inputs):
        return
    machine.put(layer, INPUTS, inputs)
    machine.put(layer, OUTPUTS, alone(outputs) if connected(inputs, outputs) else UNKNOWN)
    newest = edition(machine) == 3
    if alone(outputs) is not outputs and newest:
        machine.put(layer, LISTED, True)
    machine.put(layer, BUILT, {})
    between = layers_between(inputs, outputs)
    machine.put(
        layer, LAYERS, between.layers if between and between.ordered and (not between.operations or newest) else None
    )
    machine.put(layer, NAMED, between.layers if between else None)
    for output in tensors(outputs):
        check_batch_kept(inputs, output, machine, products=True)
        check_moved(output, machine, "the output", transposed=True)


@op("keras.Model.call")
def call(self, *args, machine, **kwargs):
    """Run a functional model on other inputs than those it was made with.

    >>> x = keras.Input((4,))
    >>> keras.Model(x, keras.layers.Dense(3)(x)).call([5, 4])
    (5, 3)
    """
    inputs = args[0] if args else kwargs.get("inputs", UNKNOWN)
    if INPUTS not in self.slots:
        return UNKNOWN
    result = called_on(self, inputs, machine)
    return machine.list((result,)) if LISTED in self.slots and symbolic(inputs) else result


@prop("keras.Model.layers")
def layers(self, *, machine):
    """Give the layers, in a list: those of a functional model from inputs to outputs.

    >>> x = keras.Input((4,))
    >>> len(keras.Model(x, keras.layers.Dense(3)(x)).layers)
    2
    """
    return _listed(layers_of(self, machine), machine)


def layers_of(model: Instance, machine: Machine, *, ordered: bool = True) -> tuple[Value, ...] | None:
    """The layers of a model; None where they are not known; ordered: whether their order counts."""
    if LAYERS in model.slots:
        found = model.slots[LAYERS]
        return found if isinstance(found, tuple) else None
    return own_layers(model, machine, ordered=ordered)


def _listed(found: tuple[Value, ...] | None, machine: Machine) -> Value:
    return UNKNOWN if found is None else machine.list(found)


@op("keras.Model.get_layer")
def get_layer(self, name=None, index=None, *, machine):
    """Give a layer by its name or its place.

    >>> x = keras.Input((4,))
    >>> model = keras.Model(x, keras.layers.Dense(3, name="head")(x))
    >>> model.get_layer("head").get_weights()
    ((4, 3), (3,))
    >>> model.get_layer(index=1).output
    (None, 3)
    >>> model.get_layer(index=2)
    SHP502
    """
    found = layers_of(self, machine)
    if index is not None and found is not None:
        if is_int(index) and index >= len(found):
            raise Mismatch("SHP502", "there is no layer {index} among {count}", index=index, count=len(found))
        return found[index] if is_int(index) and -len(found) <= index else UNKNOWN
    found = self.slots[NAMED] if NAMED in self.slots else layers_of(self, machine, ordered=False)
    if not isinstance(name, str) or not isinstance(found, tuple):
        return UNKNOWN
    named = [layer for layer in found if _is_named(machine.get(layer, "name"), name)]
    return named[0] if len(named) == 1 else UNKNOWN


def _is_named(own: Value, name: str) -> bool:
    return own.may_be(name) if isinstance(own, AutoName) else isinstance(own, str) and own == name


@prop("keras.layers.Layer.name")
def name(self):
    """Give the name: the program's own, or what Keras makes of the class's name.

    >>> keras.layers.Dense(3, name="head").name
    "head"
    """
    rule = getattr(self, "cls", None)
    return AutoName(stem_of(rule.short)) if isinstance(rule, Rule) and rule.short != "InputLayer" else UNKNOWN


def stem_of(name: str) -> str:
    """The text that Keras numbers to name a layer.

    >>> stem_of("BatchNormalization"), stem_of("Conv2D")
    ('batch_normalization', 'conv2d')
    """
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)).lower()


@prop("keras.Model.input")
def model_input(self):
    """Give what the model begins with, nested as it was given.

    >>> x = keras.Input((4,))
    >>> keras.Model(x, keras.layers.Dense(3)(x)).input
    (None, 4)
    """
    return self.slots.get(INPUTS, UNKNOWN)


@prop("keras.Model.output")
def model_output(self, *, machine):
    """Give what the model ends with, nested as it was given.

    >>> x = keras.Input((4,))
    >>> keras.Model(x, keras.layers.Dense(3)(x)).output
    (None, 3)
    """
    found = self.slots.get(OUTPUTS, UNKNOWN)
    return machine.list((found,)) if LISTED in self.slots else found


@prop("keras.Model.inputs")
def model_inputs(self, *, machine):
    """Give what the model begins with, in a list.

    >>> x = keras.Input((4,))
    >>> keras.Model(x, keras.layers.Dense(3)(x)).inputs[0]
    (None, 4)
    """
    return machine.list(tensors(self.slots[INPUTS])) if INPUTS in self.slots else UNKNOWN


@prop("keras.Model.outputs")
def model_outputs(self, *, machine):
    """Give what the model ends with, in a list.

    >>> x = keras.Input((4,))
    >>> keras.Model(x, keras.layers.Dense(3)(x)).outputs[0]
    (None, 3)
    """
    found = tensors(self.slots.get(OUTPUTS, UNKNOWN))
    return machine.list(found) if found else UNKNOWN


@op("keras.Model.summary")
def summary(
    self, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False, layer_range=None
):
    """Print the layers.

    >>> keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).summary()
    None
    """


@op("keras.models.clone_model")
def clone_model(
    model, input_tensors=None, clone_function=None, call_function=None, recursive=False, *, machine, **kwargs
):
    """Copy a model with new weights: its shapes are the same.

    >>> x = keras.Input((4,))
    >>> keras.models.clone_model(keras.Model(x, keras.layers.Dense(3)(x))).output
    (None, 3)
    """
    return model if input_tensors is None and clone_function is None else UNKNOWN
