"""The parameters of a layer and their shapes."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import Rule, Weight
from shapelint.rules.matching import sizes_among
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Value,
)
from shapelint.sizes import GrammarError, Shape, shape_from


def layer_weights(rule: Rule, made: Mapping[str, Value], axes: Value) -> dict[str, Weight]:
    """The parameters of a layer, by name; axes: what its first call has bound, UNKNOWN where calls differ."""
    found: dict[str, Weight] = {}
    told = rule.weights_of(made) if rule.weights_of is not None else None
    for name, weight in (told or {}).items():
        known = weight if isinstance(weight, Weight) else Weight(weight or UNKNOWN_SHAPE, weight is not None)
        found[name] = known
    return found | patterned(rule.weights, made, axes if isinstance(axes, Mapping) else {})


def patterned(patterns: Mapping[str, str], made: Mapping[str, Value], axes: Mapping[str, Value]) -> dict[str, Weight]:
    """Parameters by their patterns; one behind ` if argument` is there where the argument is true."""
    given = {**axes, **sizes_among(made)}
    found: dict[str, Weight] = {}
    for name, pattern in patterns.items():
        text, _, condition = pattern.partition(" if ")
        verdicts = [_truth(made.get(argument, UNKNOWN)) for argument in condition.split(" and ") if argument]
        there = False if False in verdicts else None if None in verdicts else True
        try:
            found[name] = Weight(shape_from(text, given), there)
        except GrammarError:
            found[name] = Weight(UNKNOWN_SHAPE, there)
    return found


def _truth(value: Value) -> bool | None:
    return bool(value) if isinstance(value, bool | int | str) or value is None else None


def weight_shapes(rule: Rule, made: Mapping[str, Value], axes: Value) -> dict[str, Shape]:
    """The shapes of the parameters that a layer may have, by name."""
    weights = layer_weights(rule, made, axes)
    return {name: weight.shape for name, weight in weights.items() if weight.there is not False}
