"""Running a model's layers again, on inputs of other shapes than those it was made with.

Versions of Keras differ in whether a model refuses such inputs itself; its layers do in all of them.
"""

from __future__ import annotations

from shapelint.rules.apply import MADE
from shapelint.rules.keras.graph import Node, node_of
from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value

REFUSED = "refused"  # a layer cannot take what it gets
_MOST_NODES = 400


def replayed(model: Instance, declared: tuple[Tensor, ...], given: tuple[Value, ...], machine: Machine) -> Value:
    """The outputs for `given`, nested as the model's; REFUSED where a layer refuses it.

    UNKNOWN stands for an output that layers of the program's own have a part in.
    """
    with machine.silent():
        return _replayed(model, declared, given, machine)
    return REFUSED  # where a refusal ends the silence


def _replayed(model: Instance, declared: tuple[Tensor, ...], given: tuple[Value, ...], machine: Machine) -> Value:
    layers = model.slots.get("#layers")
    if machine.is_a(model, "keras.Sequential") and isinstance(layers, tuple):
        return _in_a_row(layers, given[0], machine)
    run = _Replay(dict(zip(map(node_of, declared), given, strict=True)), machine)
    found = each(model.slots["#outputs"], run.of)
    return REFUSED if REFUSED in run.known.values() else found


def _in_a_row(layers: tuple[Value, ...], value: Value, machine: Machine) -> Value:
    for layer in layers:
        value = _called(layer, (value,), machine)
        if not isinstance(value, Tensor):
            return value
    return value


def _called(layer: Value, args: tuple[Value, ...], machine: Machine) -> Value:
    if not _is_kerass_own(layer):
        return UNKNOWN
    result = machine.call(layer, args)
    return REFUSED if result is UNKNOWN else result


def _is_kerass_own(layer: Value) -> bool:
    """Whether Keras itself has the layer, and what is wrapped in it."""
    if not isinstance(layer, Instance) or MADE not in layer.slots or getattr(layer.cls, "short", "") == "Lambda":
        return False
    return all(_is_kerass_own(value) for value in layer.slots[MADE].args.values() if isinstance(value, Instance))


class _Replay:
    """A functional model run again from its inputs."""

    def __init__(self, known: dict[Node | None, Value], machine: Machine) -> None:
        self.known = known
        self.machine = machine

    def of(self, tensor: Value) -> Value:
        """What becomes of a tensor of the model."""
        node = node_of(tensor) if isinstance(tensor, Tensor) else None
        if node is None or len(self.known) > _MOST_NODES:
            return UNKNOWN
        if node not in self.known:
            self.known[node] = self._call(node)
        return self.known[node]

    def _call(self, node: Node) -> Value:
        if node.outputs != 1 or not tensors(node.args) or len(node.args) != 1:
            return UNKNOWN
        again = {id(tensor): self.of(tensor) for tensor in tensors(node.args)}
        for value in again.values():
            if not isinstance(value, Tensor):
                return value
        args = each(node.args, lambda leaf: again.get(id(leaf), leaf))
        return _called(node.layer, args, self.machine)
