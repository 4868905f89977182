"""Pointwise operations on several operands."""

from __future__ import annotations

from itertools import combinations

from shapelint.rules.fixes import Fix, applied, together
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.edits import new_axis
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import Gates, Tensor, Value
from shapelint.sizes import Clash, Shape, Size, broadcast, equal


def broadcasted(*operands: Value, what: str | None = None) -> Shape:
    """The common shape of all operands; `what` names the operation in the message.

    Raises Mismatch SHP301, or SHP602 where the stacked gates of a recurrent layer meet a single one.
    """
    found = broadcast(*map(measured, operands))
    if not isinstance(found, Clash):
        return found
    left, right, clash = _pair(operands, found)
    raise _unsplit(left, right, clash) or _unfit(left, right, clash, what)


def in_place(x: Value, *others: Value) -> Shape:
    """The shape of a tensor that is changed in place: the others must broadcast to it, it does not grow.

    Raises Mismatch SHP301.
    """
    shape, result = measured(x), broadcasted(x, *others)
    more = not shape.open and len(result.dims) > len(shape.dims)
    grown = any(equal(old, new) is False for old, new in zip(shape.dims[::-1], result.dims[::-1], strict=False))
    if more or grown:
        raise Mismatch(
            "SHP301",
            "{shape} cannot hold the result {result} in place",
            operand=culprit(x),
            shape=shape,
            result=result,
        )
    return shape


def _pair(operands: tuple[Value, ...], whole: Clash) -> tuple[Value, Value, Clash]:
    """Two operands that clash by themselves."""
    for left, right in combinations(operands, 2):
        found = broadcast(measured(left), measured(right))
        if isinstance(found, Clash):
            return left, right, found
    return operands[0], operands[-1], whole


def _unfit(left: Value, right: Value, clash: Clash, what: str | None) -> Mismatch:
    return Mismatch(
        "SHP301",
        "{left} and {right} do not broadcast{where}: {a} meets {b} on axis {at}",
        operand=culprit(left, right),
        help=_new_axis(left, right),
        left=measured(left),
        right=measured(right),
        where=f" in {what}" if what else "",
        a=clash.sizes[0],
        b=clash.sizes[1],
        at=clash.axis_from_end,
    )


def _new_axis(left: Value, right: Value) -> Fix | None:
    """The advice to give the operand of lower rank a last axis, where all its sizes then agree."""
    for operand, other in ((left, right), (right, left)):
        small, large = measured(operand), measured(other)
        if small.open or large.open or not small.dims or len(small.dims) != len(large.dims) - 1:
            continue
        if all(equal(a, b) is True for a, b in zip(small.dims, large.dims, strict=False)):
            return new_axis(operand, -1, text=f"a new last axis, {Shape((*small.dims, 1))}, would fit")
    return None


def _unsplit(left: Value, right: Value, clash: Clash) -> Mismatch | None:
    """The weights of a recurrent layer hold all gates on one axis; so does what is computed from them."""
    for operand, stacked, single in ((left, *clash.sizes), (right, *reversed(clash.sizes))):
        gates = _gates(operand, stacked, single)
        if gates is not None:
            return Mismatch(
                "SHP602",
                "{stacked} rows meet {single}: the weight stacks {count} gates of {size} rows each",
                operand=operand,
                help=_one_gate(operand, gates.count),
                stacked=stacked,
                single=single,
                count=gates.count,
                size=gates.size,
            )
    return None


def _one_gate(operand: Value, count: int) -> Fix | str:
    """The edit takes the first of the gates."""
    text = f"split it by gate first: .chunk({count}, dim=-1)"
    if not isinstance(operand, Tensor) or operand.family != "torch":
        return text
    parts = applied(operand, "torch.Tensor.chunk", count, -1, text=text)
    return together(parts, applied(operand, "tuple.__getitem__", 0, text=text))


def _gates(operand: Value, stacked: Size, single: Size) -> Gates | None:
    if not isinstance(operand, Tensor):
        return None
    roles = [operand.role, *(step.role for step in (operand.flow.ancestors() if operand.flow else ()))]
    for role in roles:
        if isinstance(role, Gates) and equal(role.size, single) and equal(role.size * role.count, stacked):
            return role
    return None
