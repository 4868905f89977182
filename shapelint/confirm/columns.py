"""One call in every world at hand: what it gives, and the parameters of its layer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from shapelint.confirm.judge import refusal
from shapelint.confirm.plain import plain
from shapelint.confirm.play import OurStage, StepFailed, play
from shapelint.confirm.session import Session
from shapelint.confirm.wire import NotAllowedError, encoded
from shapelint.findings.report import show
from shapelint.findings.witness import Witness
from shapelint.rules.apply import BUILT, MADE
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.rules.values import Instance
from shapelint.rules.weights import layer_weights

_MADE: Final = "made; a shape behind it calls it"


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
    ours = _ours(witness)
    theirs = [
        Column(world, _result(witness, answer), {name: tuple(each) for name, each in answer.get("weights", {}).items()})
        for world, answer in session.answers(witness)
    ]
    for each in (ours, *theirs):
        yield _named_as(each, theirs)


def _named_as(column: Column, theirs: list[Column]) -> Column:
    """A world's own parameters under the names that the framework has for them, where they are the same in a row.

    What our rules and kernels say of models stands in a row without names, of layers around layers under their own.
    """
    shapes = list(column.weights.values())
    for each in theirs:
        if each.weights and list(each.weights.values()) == shapes:
            return replace(column, weights=dict(zip(each.weights, shapes, strict=True)))
    return column


def _result(witness: Witness, answer: Mapping[str, Any]) -> str:
    if "gave" in answer:
        return _MADE if _is_made(witness) else _shown(answer["gave"])
    return f"refused: {refusal(witness, answer)}" if "raised" in answer else f"not run: {answer['failed']}"


def _ours(witness: Witness) -> Column:
    stage = OurStage(witness)
    try:
        given = plain(play(stage, witness))
        result = _MADE if _is_made(witness) else _shown(given)
    except StepFailed as failed:
        error = failed.error
        said = f"{error.code} {error.message}" if isinstance(error, Mismatch) else str(error)
        result = f"refused: {said}"
    return Column("our rule", result, _weights(stage))


def _is_made(witness: Witness) -> bool:
    """Whether the last step makes a layer, and nothing calls it."""
    rule = find(witness.rule)
    return witness.steps[-1].form == "use" and rule is not None and rule.kind != "op"


def _weights(stage: OurStage) -> dict[str, tuple[Any, ...]]:
    layer = stage.callee
    made = layer.slots.get(MADE) if isinstance(layer, Instance) else None
    if made is not None:
        found = layer_weights(layer.cls, made.args, layer.slots.get(BUILT) or {})
        if found:
            return {name: tuple(plain(each.shape)) for name, each in found.items() if each.there is not False}
    return _of_parts(stage, layer) if isinstance(layer, Instance) else {}


def _of_parts(stage: OurStage, layer: Instance) -> dict[str, tuple[Any, ...]]:
    """The parameters of what consists of layers: PyTorch's by name, Keras's in a row, under `#0`, `#1` …."""
    for method in ("named_parameters", "get_weights"):
        with suppress(Exception):  # what has no such method, or is not known
            told = plain(stage.world.call(stage.world.get(layer, method)))
            if told and method == "named_parameters":
                return {name: tuple(shape) for name, shape in told}
            if told:
                return {f"#{at}": tuple(shape) for at, shape in enumerate(told)}
    return {}


def _shown(value: Any) -> str:
    """A result: an array by its shape, `...` for axes that are not known."""
    if isinstance(value, list | tuple):
        if all(type(each) is int or each in (None, ...) for each in value):
            return show(tuple("..." if each is ... else each for each in value))
        return ", ".join(map(_shown, value))
    return "?" if value is None else str(value)


__all__ = ["Column", "NotAllowedError", "columns"]
