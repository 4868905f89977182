"""What is known of an instance of a framework's layer: how it was made, and its parameters."""

from __future__ import annotations

from typing import Final

from shapelint.engine.objects import ClassValue
from shapelint.rules.apply import BUILT, MADE, Made, weight_shapes
from shapelint.rules.form import Rule
from shapelint.rules.values import Flow, Gates, Instance, Tensor, Value
from shapelint.sizes import Shape

_GATES: Final = {"GRU": 3, "LSTM": 4, "GRUCell": 3, "LSTMCell": 4}


def weight(rule: Rule, owner: Instance, name: str) -> Value:
    """A parameter of a layer by name; None where the layer was made without it."""
    shape = layer_weights(owner).get(name)
    if shape is None:
        return None
    hidden = owner.slots[MADE].args.get("hidden_size")
    gates = _GATES.get(rule.short)
    role = Gates(gates, hidden) if gates and shape.rank else None
    flow = Flow(f"{rule.short}.{name}", shape, owner.made)
    return Tensor(shape, rule.family, "float", role=role, flow=flow)


def made_of(owner: Value) -> Made | None:
    """The arguments that a framework's layer was constructed with, where they are known."""
    made = owner.slots.get(MADE) if isinstance(owner, Instance) else None
    return made if isinstance(made, Made) else None


def layer_weights(owner: Instance) -> dict[str, Shape]:
    """The parameters of a framework's layer, by name."""
    rule = framework_rule(owner)
    made = made_of(owner)
    if rule is None or made is None:
        return {}
    return weight_shapes(rule, made.args, owner.slots.get(BUILT) or {})


def framework_rule(owner: Instance) -> Rule | None:
    """The framework's class that an instance is of, or derives from."""
    if isinstance(owner.cls, Rule):
        return owner.cls
    if isinstance(owner.cls, ClassValue):
        return next((cls for cls in owner.cls.order if isinstance(cls, Rule)), None)
    return None
