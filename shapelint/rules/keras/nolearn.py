"""nolearn's `NeuralNet` over Lasagne: layers by name, their arguments as `name_argument`."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int, measured, size_in
from shapelint.rules.values import UNKNOWN, DictValue, Instance, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal

UNITS = "#units"  # slot of a net: the size of its output
SHAPE = "#shape"  # slot of a net: the shape of its input, batch included
REGRESSION = "#regression"


@kind("nolearn.lasagne.NeuralNet")
def neural_net(layers, regression=False, *, layer, machine: Machine, **kwargs):
    """Make a net of a list of layers.

    >>> layers = (("input", None), ("output", None))
    >>> net = NeuralNet(layers, input_shape=(None, 8), output_num_units=3, regression=True)
    >>> net.predict([5, 8])
    (5, 3)
    """
    items = items_of(layers)
    first, last = (items[0], items[-1]) if items else (UNKNOWN, UNKNOWN)
    machine.put(layer, UNITS, size_in(_argument(last, "num_units", kwargs)))
    machine.put(layer, SHAPE, _argument(first, "shape", kwargs))
    machine.put(layer, REGRESSION, regression)


def _argument(entry: Value, name: str, given: dict[str, Value]) -> Value:
    """An argument of a layer: beside its class, or among the net's own under the layer's name."""
    pair = items_of(entry)
    if pair is None or len(pair) != 2:
        return UNKNOWN
    if isinstance(pair[1], DictValue):
        return pair[1].slots.get(name, UNKNOWN)
    own = pair[0] if isinstance(pair[0], str) else pair[1]
    return given.get(f"{own}_{name}", UNKNOWN) if isinstance(own, str) else UNKNOWN


@op(("nolearn.lasagne.NeuralNet.fit", "nolearn.lasagne.NeuralNet.partial_fit"))
def fit(self, X, y, epochs=None):
    """Train on arrays; a regression wants as many numbers for each sample as the net gives.

    >>> layers = (("input", None), ("output", None))
    >>> net = NeuralNet(layers, input_shape=(None, 8), output_num_units=3, regression=True)
    >>> net.fit([5, 8], [5])
    SHP803
    >>> net.fit([5, 8], [4, 3])
    SHP804
    >>> net.fit([5, 7], [5, 3])
    SHP802
    """
    _check_input(self, X)
    _check_target(self, y)
    _check_counts(X, y)
    return self


@op(("nolearn.lasagne.NeuralNet.predict", "nolearn.lasagne.NeuralNet.predict_proba"))
def predict(self, X):
    """Give the outputs for all samples.

    >>> layers = (("input", None), ("output", None))
    >>> net = NeuralNet(layers, input_shape=(None, 8), output_num_units=3, regression=True)
    >>> net.predict([5, 8])
    (5, 3)
    """
    _check_input(self, X)
    shape = measured(X)
    samples: Size = UNKNOWN if shape.open else shape.axis(0)
    if self.slots.get(REGRESSION) is not True:
        return UNKNOWN
    return Tensor(Shape((samples, self.slots.get(UNITS, UNKNOWN))), "numpy")


def _check_input(net: Instance, x: Value) -> None:
    wanted, found = items_of(net.slots.get(SHAPE, UNKNOWN)), measured(x)
    if wanted is None or found.open:
        return
    sizes = [size for size in zip(wanted[1:], found.dims[1:], strict=False) if is_int(size[0])]
    if len(wanted) != len(found.dims) or any(equal(want, size) is False for want, size in sizes):
        raise Mismatch(
            "SHP802",
            "the net takes {wanted}, the array is {found}",
            operand=x if isinstance(x, Tensor) else None,
            wanted=tuple("None" if size is None else size for size in wanted),
            found=str(found),
        )


def _check_target(net: Instance, y: Value) -> None:
    units, found = net.slots.get(UNITS, UNKNOWN), measured(y)
    if net.slots.get(REGRESSION) is not True or found.open or not found.dims or units is UNKNOWN:
        return
    width: Size = 1 if len(found.dims) == 1 else found.dims[-1]
    if equal(width, units) is False:
        raise Mismatch(
            "SHP803",
            "the net gives {output} for the target {target}: {units} numbers for each sample against {width}",
            operand=y if isinstance(y, Tensor) else None,
            help=f"a target of {Shape((found.dims[0], units))}",
            output=f"(None, {units})",
            target=str(found),
            units=units,
            width=width,
        )


def _check_counts(x: Value, y: Value) -> None:
    inputs, targets = measured(x), measured(y)
    if inputs.open or targets.open or not inputs.dims or not targets.dims:
        return
    if equal(inputs.dims[0], targets.dims[0]) is False:
        raise Mismatch(
            "SHP804",
            "the inputs and targets hold {first} and {other} samples",
            operand=y if isinstance(y, Tensor) else None,
            first=inputs.dims[0],
            other=targets.dims[0],
        )
