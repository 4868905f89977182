"""One call in every world at hand: what it gives, and the parameters of its layer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapelint.confirm.judge import refusal
from shapelint.confirm.plain import plain
from shapelint.confirm.play import OurStage, StepFailed, play
from shapelint.confirm.session import Session
from shapelint.confirm.wire import NotAllowedError, encoded
from shapelint.findings.report import show
from shapelint.findings.witness import Witness
from shapelint.rules.apply import BUILT, MADE, layer_weights
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import Instance


@dataclass(frozen=True, slots=True)
class Column:
    """What one world says: the result, or why there is none, and the shapes of the parameters by name."""

    world: str
    result: str
    weights: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def count(self) -> int | None:
        """How many parameters there are; None where a size is not known."""
        sizes = [size for shape in self.weights.values() for size in shape]
        if not all(isinstance(size, int) for size in sizes):
            return None
        total: int = sum(math.prod(shape) for shape in self.weights.values())
        return total


def columns(witness: Witness, session: Session) -> Iterator[Column]:
    """Our rules first, then the framework, then the reference kernels.  Raises NotAllowedError."""
    encoded(witness)
    yield _ours(witness)
    for world, answer in session.answers(witness):
        yield Column(
            world, _result(witness, answer), {name: tuple(shape) for name, shape in answer.get("weights", {}).items()}
        )


def _result(witness: Witness, answer: Mapping[str, Any]) -> str:
    if "gave" in answer:
        return _shown(answer["gave"])
    return f"refused: {refusal(witness, answer)}" if "raised" in answer else f"not run: {answer['failed']}"


def _ours(witness: Witness) -> Column:
    stage = OurStage(witness)
    try:
        result = _shown(plain(play(stage, witness)))
    except StepFailed as failed:
        error = failed.error
        said = f"{error.code} {error.message}" if isinstance(error, Mismatch) else str(error)
        result = f"refused: {said}"
    return Column("our rule", result, _weights(stage.callee))


def _weights(layer: Any) -> dict[str, tuple[Any, ...]]:
    made = layer.slots.get(MADE) if isinstance(layer, Instance) else None
    if made is None:
        return {}
    found = layer_weights(layer.cls, made.args, layer.slots.get(BUILT) or {})
    return {name: tuple(plain(each.shape)) for name, each in found.items() if each.there is not False}


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        if all(type(each) is int or each is None for each in value):
            return show(tuple(value))
        return ", ".join(map(_shown, value))
    return str(value)


__all__ = ["Column", "NotAllowedError", "columns"]
