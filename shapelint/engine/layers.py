"""What is known of an instance of a framework's layer: how it was made, and its parameters."""

from __future__ import annotations

from typing import Final

from shapelint.engine.objects import ClassValue
from shapelint.rules.apply import BUILT, MADE, Made
from shapelint.rules.form import Rule, Weight
from shapelint.rules.values import UNKNOWN, Flow, Gates, Instance, Tensor, Value, shared
from shapelint.rules.weights import layer_weights

_GATES: Final = {"GRU": 3, "LSTM": 4, "GRUCell": 3, "LSTMCell": 4}


def weight(rule: Rule, owner: Instance, name: str) -> Value:
    """A parameter of a layer by name; None where the layer was made without it, UNKNOWN where that is not known."""
    found = weights_of(owner)[name]
    if not found.there:
        return None if found.there is False else UNKNOWN
    shape = found.shape
    hidden = owner.slots[MADE].args.get("hidden_size")
    gates = _GATES.get(rule.short)
    role = Gates(gates, hidden) if gates and shape.rank else None
    flow = shared(Flow(f"{rule.short}.{name}", shape, owner.made))
    return Tensor(shape, rule.family, "float", role=role, flow=flow)


def made_of(owner: Value) -> Made | None:
    """The arguments that a framework's layer was constructed with, where they are known."""
    made = owner.slots.get(MADE) if isinstance(owner, Instance) else None
    return made if isinstance(made, Made) else None


def weights_of(owner: Instance) -> dict[str, Weight]:
    """The parameters of a framework's layer, by name."""
    rule = framework_rule(owner)
    made = made_of(owner)
    if rule is None or made is None:
        return {}
    return layer_weights(rule, made.args, owner.slots.get(BUILT) or {})


def framework_rule(owner: Instance) -> Rule | None:
    """The framework's class that an instance is of, or derives from."""
    if isinstance(owner.cls, Rule):
        return owner.cls
    if isinstance(owner.cls, ClassValue):
        return next((cls for cls in owner.cls.order if isinstance(cls, Rule)), None)
    return None
