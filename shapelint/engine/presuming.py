"""What a call says of a tensor that nobody knows: after `rearrange(x, "b c h w -> …")`, x has four axes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapelint.engine.families import family_of
from shapelint.engine.objects import Frame
from shapelint.rules.binding import Args, BadCall, bind_rule
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def presume(run: Run, frame: Frame, callee: Rule, node: p.Call, args: Args) -> Args:
    """The arguments of a call with the first one, a variable, known as far as the rule presumes; so is the variable."""
    target = node.args[0].value if node.args and not node.args[0].star else None
    if callee.presumes is None or not isinstance(target, p.Name) or not args.positional:
        return args
    scope = frame.scope.outer.get(target.id, frame.scope)
    if target.id not in scope.slots:
        return args
    first, *others = args.positional
    try:
        refined = _refined(frame, first, callee, args)
    except BadCall:
        return args
    if refined is first:
        return args
    run.heap.write(scope, target.id, refined)
    return replace(args, positional=(refined, *others))


def _refined(frame: Frame, value: Value, callee: Rule, args: Args) -> Value:
    known = isinstance(value, Tensor) and not value.shape.open and UNKNOWN not in value.shape.dims
    if known or callee.presumes is None or not (isinstance(value, Tensor) or value is UNKNOWN):
        return value
    family = value.family if isinstance(value, Tensor) else family_of(frame)
    stated = callee.presumes(bind_rule(callee, args)) if family is not None else None
    if family is None or stated is None:
        return value
    if not isinstance(value, Tensor):
        return Tensor(stated, family, None)
    shape = value.shape.refined(stated)
    return value if shape == value.shape else replace(value, shape=shape)
