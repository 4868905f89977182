"""`K.function`: what stands between tensors of a graph, as a function of arrays."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.keras.functional import INPUTS, OUTPUTS, called_on
from shapelint.rules.keras.graph import connected
from shapelint.rules.keras.nested import each
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Tensor, Value, items_of

_FUNCTION: Final = "keras.backend.Function"
_PLACES: Final = "#places"  # slot: at which places tensors with axes go in; the others are flags


@kind(_FUNCTION)
def graph_function(*args, layer, **kwargs):
    """What `K.function` makes.

    >>> x = keras.Input((4,))
    >>> K.function((x,), (keras.layers.Dense(3)(x),))(([6, 4],))
    ((6, 3),)
    """


@op("keras.backend.function")
def function(inputs, outputs, updates=None, name=None, *, machine: Machine, **kwargs):
    """Make a function of arrays from tensors of a graph.

    >>> x = keras.Input((4,))
    >>> y = keras.layers.Dense(3)(x)
    >>> K.function((x,), (y,))(([6, 4],))
    ((6, 3),)
    >>> K.function((x, K.learning_phase()), (y,))(([6, 4], 0))
    ((6, 3),)
    >>> K.function((x,), (y,))(([6, 5],))
    SHP201
    """
    items = items_of(inputs) if isinstance(inputs, tuple | ListValue) else (inputs,)
    if items is None:
        return UNKNOWN
    places = tuple(at for at, item in enumerate(items) if isinstance(item, Tensor) and item.shape.dims)
    begin = tuple(items[at] for at in places)
    if not begin or not connected(begin, outputs):
        return UNKNOWN
    return machine.make(_FUNCTION, {INPUTS: begin, OUTPUTS: outputs, _PLACES: places})


@op(f"{_FUNCTION}.__call__")
def run(self, inputs, *, machine: Machine):
    """Arrays from arrays.

    >>> x = keras.Input((4,))
    >>> K.function(x, keras.layers.Dense(3)(x))([6, 4])
    (6, 3)
    """
    places = self.slots.get(_PLACES, ()) if isinstance(self, Instance) else ()
    given = items_of(inputs) if isinstance(inputs, tuple | ListValue) else (inputs,)
    if given is None or not places or len(given) <= max(places):
        return UNKNOWN
    return each(called_on(self, tuple(given[at] for at in places), machine), _as_array)


def _as_array(value: Value) -> Value:
    return Tensor(value.shape, "numpy", value.dtype, flow=value.flow) if isinstance(value, Tensor) else value
