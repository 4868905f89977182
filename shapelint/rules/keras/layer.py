"""The base of all layers and models: calling, building, weights, and what a layer tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shapelint.rules.apply import BUILT, MADE, OUTPUT
from shapelint.rules.form import Rule, kind, op, prop
from shapelint.rules.keras.batch_lost import check_batch_first
from shapelint.rules.keras.declared import differs, is_undefined, whole
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.graph import symbolic, traced
from shapelint.rules.keras.masks import mask_for
from shapelint.rules.keras.modes import as_told, told
from shapelint.rules.keras.nested import alone, shapes, tensors
from shapelint.rules.keras.weights import undefined
from shapelint.rules.machine import Machine
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, ListValue, Many, Tensor, Value, items_of
from shapelint.rules.weights import weight_shapes
from shapelint.sizes import Shape

CALLED = "#called"  # slot: what the layer was first called on
CALLS = "#calls"  # slot: how often it was called on Keras tensors


@kind("keras.layers.Layer")
def layer_class(
    *, activity_regularizer=None, trainable=True, dtype=None, autocast=True, name=None, layer, machine, **kwargs
):
    """What every layer of Keras is; a program derives its own layers from it.

    >>> keras.layers.Layer(name="head").name
    "head"
    """
    if name is not None:
        machine.put(layer, "name", name)
    if trainable is not True:
        machine.put(layer, "trainable", trainable)
    for key in ("input_shape", "batch_input_shape", "input_dim"):
        if key in kwargs:
            machine.put(layer, f"#{key}", kwargs[key])


@op("keras.layers.Layer.__call__")
def call(self, *args, machine, **kwargs):
    """Build the layer for its first input, then run its `call`.

    >>> keras.layers.Dense(3).__call__([2, 5])
    (2, 3)
    >>> keras.layers.LSTM(3).__call__(keras.Input((None, 5)))
    (None, 3)
    >>> keras.layers.LSTM(3).__call__(keras.Input((5, None)))
    SHP204
    """
    args, kwargs = _unlisted(self, args, kwargs)
    first = args[0] if args else next(iter(kwargs.values()), None)
    _build(self, first, machine)
    own = machine.get(self, "call")
    if (
        len(args) == 1
        and "mask" not in kwargs
        and machine.user_method(self, "call") is not None
        and machine.takes(own, "mask", named=True)
    ):
        mask = mask_for(first, machine)
        kwargs = kwargs if mask is None else {**kwargs, "mask": mask}
    result = _run(own, args, kwargs, machine)
    if not tensors(result):
        result = _by_output_shape(self, first, machine) if result is UNKNOWN else result
    elif isinstance(result, Tensor):
        result = _agreed(result, self, first, machine)
    result = traced(self, (*args, *kwargs.values()), result)
    _check_defined(self, first)
    made = self.slots.get(MADE)
    if made is not None and isinstance(self.cls, Rule) and made.args.get("time_major", False) is False:
        check_batch_first(self.cls.short, first, machine)
    if CALLED not in self.slots:
        machine.put(self, CALLED, first)
        machine.put(self, OUTPUT, result)
    calls = self.slots.get(CALLS, 0)
    machine.put(self, CALLS, calls + 1 if is_int(calls) else UNKNOWN)
    return result


def _run(own: Value, args: tuple[Value, ...], kwargs: Mapping[str, Value], machine: Machine) -> Value:
    """Keras takes `training` and `mask` for every layer, and hands them only to those whose `call` asks for them."""
    asked = {name: machine.takes(own, name) for name in _CONTEXT if name in kwargs}
    given = told(own, args, {name: value for name, value in kwargs.items() if asked.get(name) is not False}, machine)
    with as_told(kwargs, machine):
        result = machine.call(own, args, given)
        if result is UNKNOWN and None in asked.values():
            result = machine.call(own, args, {name: value for name, value in kwargs.items() if name not in asked})
    return result


def _check_defined(layer: Value, first: Value) -> None:
    """A layer that makes its weights for an input must know the sizes that they have.  Raises Mismatch SHP204."""
    rule = layer.cls if MADE in layer.slots and isinstance(layer.cls, Rule) else None
    if rule is None or BUILT not in layer.slots or CALLED in layer.slots:
        return
    for name, shape in weight_shapes(rule, layer.slots[MADE].args, layer.slots[BUILT]).items():
        if any(map(is_undefined, shape.dims)) or (any(map(counts_batch, shape.dims)) and symbolic(first)):
            raise undefined(rule.short, name, shape, first)


_CONTEXT = ("training", "mask")


def _unlisted(
    layer: Value, args: tuple[Value, ...], kwargs: dict[str, Value]
) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """A layer of one input may get it as the only item of a list, a recurrent one with its states behind it."""
    rule = layer.cls if MADE in layer.slots and isinstance(layer.cls, Rule) else None
    if rule is None or rule.signature is None or len(rule.signature.inputs) != 1 or not args:
        return args, kwargs
    items = items_of(args[0]) if isinstance(args[0], tuple | ListValue) else None
    if not items or not any(isinstance(item, Tensor) for item in items):
        return args, kwargs
    if len(items) == 1:
        return (items[0], *args[1:]), kwargs
    if any(param.name == "initial_state" for param in rule.call_params):
        return (items[0], *args[1:]), {**kwargs, "initial_state": ListValue(items[1:])}
    return (UNKNOWN, *args[1:]), kwargs


def _build(layer: Value, first: Value, machine: Machine) -> None:
    """Run the program's own `build`, once."""
    build = machine.user_method(layer, "build")
    if build is not None and BUILT not in layer.slots:
        machine.put(layer, BUILT, {})
        machine.call(build, (shapes(first),))


def _agreed(result: Tensor, layer: Value, first: Value, machine: Machine) -> Tensor:
    """What is certain of a result where the program says otherwise: Keras 3 believes it, Keras 2 looks for itself."""
    if machine.user_method(layer, "compute_output_shape") is None or edition(machine) == 2:
        return result
    with machine.silent():
        told = _by_output_shape(layer, first, machine)
    if not isinstance(told, Tensor):
        return result
    if result.shape.open:
        return replace(result, shape=told.shape)
    if not differs(result.shape, told.shape):
        return result
    return replace(result, shape=result.shape.join(told.shape), content=None, strides=None)


def _by_output_shape(layer: Value, first: Value, machine: Machine) -> Value:
    """What the program says of a result that could not be followed; Keras asks it for symbolic inputs alone."""
    given = tensors(first)
    if not given or given[0].shape.axis(0) != BATCH:
        return UNKNOWN
    told = machine.user_method(layer, "compute_output_shape")
    sizes = items_of(machine.call(told, (shapes(first),))) if told is not None else None
    if not sizes or not all(size is None or isinstance(size, int) or not items_of(size) for size in sizes):
        return UNKNOWN
    shape = whole(sizes)
    return Tensor(Shape((BATCH if sizes[0] is None else shape.dims[0], *shape.dims[1:])), "keras", "float")


@op("keras.layers.Layer.build")
def build(self, input_shape, *, machine):
    """Make the weights for an input of that shape, its batch included.

    >>> dense = keras.layers.Dense(3)
    >>> done = dense.build((None, 5))
    >>> dense.kernel
    (5, 3)
    """
    if MADE not in self.slots:
        machine.put(self, BUILT, {})
    elif machine.user_method(self, "call") is None and items_of(input_shape) is not None:
        example = Tensor(whole(input_shape), "keras", "float")
        with machine.silent():  # a shape that no call would take still makes the weights
            machine.call(machine.get(self, "call"), (example,))


@prop("keras.layers.Layer.input")
def input_tensor(self):
    """Give the Keras tensor that the layer was called on.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense(keras.Input((5,)))
    >>> dense.input
    (None, 5)
    """
    return self.slots.get(CALLED, UNKNOWN) if self.slots.get(CALLS) == 1 else UNKNOWN


@prop("keras.layers.Layer.output")
def output_tensor(self):
    """Give the Keras tensor that the layer returned.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense(keras.Input((5,)))
    >>> dense.output
    (None, 3)
    """
    return self.slots.get(OUTPUT, UNKNOWN) if self.slots.get(CALLS) == 1 else UNKNOWN


@prop("keras.layers.Layer.losses")
def losses(self):
    """Give the losses that regularisation and `add_loss` made, one number each; nobody knows how many.

    >>> dense = keras.layers.Dense(3, activity_regularizer="l2")
    >>> y = dense([2, 5])
    >>> dense.losses[0]
    ()
    """
    return ListValue(Many(Tensor(Shape(()), "keras", "float")))


@prop("keras.layers.Layer.input_shape")
def input_shape(self, *, machine):
    """Give the shape of the layer's input, as Keras 2 does.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense(keras.Input((5,)))
    >>> dense.input_shape
    (None, 5)
    """
    return _shapes_of(machine.get(self, "input"))


@prop("keras.layers.Layer.output_shape")
def output_shape(self, *, machine):
    """Give the shape of the layer's output, as Keras 2 does.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense(keras.Input((5,)))
    >>> dense.output_shape
    (None, 3)
    """
    return _shapes_of(machine.get(self, "output"))


def _shapes_of(value: Value) -> Value:
    return shapes(alone(value)) if tensors(value) else UNKNOWN


@op("keras.layers.Layer.get_output_at")
def get_output_at(self, node_index):
    """Give the output of one of the layer's calls; only that of an only call is known.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense(keras.Input((5,)))
    >>> dense.get_output_at(0)
    (None, 3)
    """
    return self.slots.get(OUTPUT, UNKNOWN) if node_index == 0 and OUTPUT in self.slots else UNKNOWN
