"""What a suggestion asks to be changed, as plain data: it can be run, and applied by a tool.

One edit is a row of actions that belong together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapelint.findings.witness import Term


@dataclass(frozen=True, slots=True)
class Apply:
    """Before the call, an operand goes through a method, a function or a layer: `x.transpose(1, 2)`.

    rule: its canonical name; args: behind the operand, or what the layer is made with; operand: its name, or None.
    """

    rule: str
    args: tuple[Term, ...] = ()
    operand: str | None = None

    def mapped(self, change: Callable[[Term], Term]) -> Apply:
        """With other values."""
        return replace(self, args=tuple(map(change, self.args)))

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        told = {"kind": "apply", "operand": self.operand, "function": self.rule}
        return {**told, "arguments": list(map(_plain, self.args))}


@dataclass(frozen=True, slots=True)
class Change:
    """Another value for an argument of the call or, where it takes none of that name, of the layer's constructor."""

    argument: str
    value: Term

    def mapped(self, change: Callable[[Term], Term]) -> Change:
        """With other values."""
        return replace(self, value=change(self.value))

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"kind": "change", "argument": self.argument, "value": _plain(self.value)}


@dataclass(frozen=True, slots=True)
class Instead:
    """Another function on the same arguments."""

    rule: str

    def mapped(self, change: Callable[[Term], Term]) -> Instead:
        """It has no values."""
        return self

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"kind": "instead", "function": self.rule}


@dataclass(frozen=True, slots=True)
class Give:
    """An operand of another shape; how to make it is the author's."""

    sizes: tuple[Term, ...]
    operand: str | None = None

    def mapped(self, change: Callable[[Term], Term]) -> Give:
        """With other values."""
        return replace(self, sizes=tuple(map(change, self.sizes)))

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"kind": "give", "operand": self.operand, "shape": list(map(_plain, self.sizes))}


@dataclass(frozen=True, slots=True)
class Brackets:
    """Called where it is indexed (`round`), or indexed where it is called (`square`), with the same arguments."""

    which: Literal["round", "square"]

    def mapped(self, change: Callable[[Term], Term]) -> Brackets:
        """It has no values."""
        return self

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"kind": "brackets", "brackets": self.which}


Action: TypeAlias = "Apply | Change | Instead | Give | Brackets"
Edit: TypeAlias = "tuple[Action, ...]"


def mapped(edits: tuple[Edit, ...], change: Callable[[Term], Term]) -> tuple[Edit, ...]:
    """Edits with every value changed."""
    return tuple(tuple(action.mapped(change) for action in edit) for edit in edits)


def values(edits: tuple[Edit, ...]) -> Iterator[Term]:
    """Every value in them."""
    for edit in edits:
        for action in edit:
            if isinstance(action, Apply):
                yield from action.args
            elif isinstance(action, Change):
                yield action.value
            elif isinstance(action, Give):
                yield from action.sizes


def plain(edits: tuple[Edit, ...]) -> list[list[dict[str, Any]]]:
    """Alternatives as JSON has them, each a list of actions."""
    return [[action.plain() for action in edit] for edit in edits]


def _plain(term: Term) -> Any:
    """Numbers and texts as they are, rows as lists, a symbolic size as text."""
    items = getattr(term, "items", None)
    if isinstance(items, tuple):
        return [_plain(item) for item in items]
    return term if term is None or isinstance(term, bool | int | float | str) else str(term)
