"""The two sides of a loss of PyTorch that broadcasts them: where that certainly is a mistake.

PyTorch itself warns of any difference.  Told here is only what nobody means: one axis too many, by which every
prediction meets every target, and an output of a layer that is one wide where the targets are wider, or the other way
round.
"""

from __future__ import annotations

from shapelint.rules.machine import Machine
from shapelint.rules.shared.losses import compared, extra_axis
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.origins import has_new_axis, is_learnt, layer_behind
from shapelint.rules.shared.predictions import is_narrow
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape


def met(loss: str, input: Value, target: Value, reduced: bool, machine: Machine) -> Shape:
    """The shape of the differences; reduced: whether one number is made of them.

    Reports SHP402; raises Mismatch SHP403.
    """
    return compared(input, target, machine, loss, lambda a, b: _is_mistake(a, b, reduced))


def _is_mistake(a: Value, b: Value, reduced: bool) -> bool:
    pairs = ((a, b), (b, a))
    if any(_is_crossed(large, small, reduced) for large, small in pairs):
        return True
    return reduced and any(_is_one_wide(narrow, wide) for narrow, wide in pairs)


def _is_crossed(large: Value, small: Value, reduced: bool) -> bool:
    """An axis too many; where the single differences are kept, a new axis can be meant to compare all pairs."""
    if extra_axis(measured(large), measured(small)) is None:
        return False
    return reduced or (_is_output(large) and not has_new_axis(large))


def _is_output(value: Value) -> bool:
    return isinstance(value, Tensor) and value.flow is not None and is_learnt(value.flow)


def _is_one_wide(narrow: Value, wide: Value) -> bool:
    """One side comes straight out of a layer, the other out of none, and no axis was put there to stretch."""
    if not is_narrow(measured(narrow), measured(wide)) or has_new_axis(narrow):
        return False
    made = [
        isinstance(side, Tensor) and side.flow is not None and layer_behind(side.flow) is not None
        for side in (narrow, wide)
    ]
    return made[0] is not made[1] and not (_is_output(narrow) and _is_output(wide))
