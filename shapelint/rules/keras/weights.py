"""The weights of layers: making them, reading them, and putting others in their place."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.keras.declared import is_undefined
from shapelint.rules.keras.variables import array_of, check_fill, variables
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.batch import counts_batch
from shapelint.rules.shared.operands import optional_size
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Flow, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, product

OWN = "#weights"  # slot: names and shapes of what `add_weight` made, and whether they are trained


def undefined(owner: str, name: str, shape: Shape, operand: Value = None) -> Mismatch:
    """SHP204: a weight of a size that was declared as None."""
    return Mismatch(
        "SHP204",
        "{owner} makes its `{name}` for sizes that are known, {shape} holds one that was declared as None",
        operand=operand if isinstance(operand, Tensor) else None,
        help="the batch stays on axis 0, where no weight depends on it; Permute moves the axes behind it"
        if any(map(counts_batch, shape.dims))
        else "give the input a size on every axis but the batch that the weights depend on",
        owner=owner,
        name=name,
        shape=str(shape),
    )


@op("keras.layers.Layer.add_weight")
def add_weight(
    self,
    *args,
    shape=None,
    initializer=None,
    dtype=None,
    trainable=True,
    autocast=True,
    regularizer=None,
    constraint=None,
    aggregation="none",
    overwrite_with_gradient=False,
    name=None,
    machine,
    **kwargs,
):
    """Make a weight; the shape comes first in Keras 3, after the name in Keras 2.

    >>> keras.layers.Layer().add_weight(shape=(3, 4))
    (3, 4)
    >>> keras.layers.Layer().add_weight(shape=(3, -4))
    SHP707
    >>> keras.layers.Layer().add_weight((3, 4), "zeros")
    (3, 4)
    """
    return added(self, args, shape, trainable, name, machine)


def added(self, args, shape, trainable, name, machine):
    """A new weight of a layer or metric; `args`: its shape, its name and its shape, or none of them."""
    named = bool(args) and isinstance(args[0], str)
    rest = args[1:] if named else args
    if rest:
        shape = rest[0]
    require_at_least(0, "shape", shape)
    made = _weight_shape(shape)
    label = args[0] if named else name if isinstance(name, str) else "weight"
    if any(map(is_undefined, made.dims)):
        raise undefined("the layer", label, made)
    own = self.slots.get(OWN, ())
    changes = trainable if isinstance(trainable, bool) else None
    machine.put(self, OWN, (*own, (label, made, changes)) if isinstance(own, tuple) else UNKNOWN)
    return Tensor(made, "keras", "float", flow=Flow(label, made, machine.site))


def _weight_shape(shape: Value) -> Shape:
    if shape is None:
        return Shape(())
    if isinstance(shape, Shape):
        return shape
    items = items_of(shape)
    if items is None:
        return UNKNOWN_SHAPE
    sizes = map(optional_size, items)
    return Shape(tuple(UNKNOWN if size is None else size for size in sizes))


@op("keras.layers.Layer.get_weights")
def get_weights(self, *, machine):
    """Give the weights as arrays, in a list.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense([2, 5])
    >>> dense.get_weights()
    ((5, 3), (3,))
    """
    held = variables(self, machine)
    return UNKNOWN if held is None else machine.list([array_of(each) for each in held])


@prop("keras.layers.Layer.weights")
def weights(self, *, machine):
    """Give the weights, in a list.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense([2, 5])
    >>> dense.weights
    ((5, 3), (3,))
    """
    held = variables(self, machine)
    return UNKNOWN if held is None else machine.list([array_of(each, "keras") for each in held])


@prop(("keras.layers.Layer.trainable_weights", "keras.layers.Layer.trainable_variables"))
def trainable_weights(self, *, machine):
    """Give the weights that training changes: all but those of frozen layers and running statistics.

    >>> normal = keras.layers.BatchNormalization()
    >>> y = normal([2, 5])
    >>> normal.trainable_weights
    ((5,), (5,))
    >>> frozen = keras.layers.Dense(3, trainable=False)
    >>> y = frozen([2, 5])
    >>> frozen.trainable_weights
    ()
    """
    return _changing(self, True, machine)


@prop("keras.layers.Layer.non_trainable_weights")
def non_trainable_weights(self, *, machine):
    """Give the weights that training leaves alone.

    >>> normal = keras.layers.BatchNormalization()
    >>> y = normal([2, 5])
    >>> normal.non_trainable_weights
    ((5,), (5,))
    """
    return _changing(self, False, machine)


def _changing(layer: Value, wanted: bool, machine: Machine) -> Value:
    held = variables(layer, machine)
    if held is None or any(each.trainable is None for each in held):
        return UNKNOWN
    return machine.list([array_of(each, "keras") for each in held if each.trainable is wanted])


@op("keras.layers.Layer.set_weights")
def set_weights(self, weights, *, machine):
    """Put arrays in the place of the weights, as many and of the same shapes.

    >>> dense = keras.layers.Dense(3)
    >>> y = dense([2, 5])
    >>> dense.set_weights(([5, 3], [3]))
    None
    >>> dense.set_weights(([5, 3],))
    SHP713 the layer has 2 weights ((5, 3), (3,)), gets 1
    >>> dense.set_weights(([3, 5], [3]))
    SHP713 axis `0` is 3, expected 5
    """
    check_fill(variables(self, machine), weights)


@op("keras.layers.Layer.count_params")
def count_params(self, *, machine):
    """Count the numbers in all weights.

    >>> conv = keras.layers.Conv2D(1, 2)
    >>> y = conv([1, 3, 3, 3])
    >>> conv.count_params()
    13
    """
    held = variables(self, machine)
    if held is None:
        return UNKNOWN
    total: Size = 0
    for each in held:
        total = total + (UNKNOWN if each.shape.open else product(each.shape.dims))
    return total
