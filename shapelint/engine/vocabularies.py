"""Long rows of texts that are gone through one by one all the same: what is counted of words and characters.

`{word: at for at, word in enumerate(sorted(set(words)))}` has as many items as there are words, however many these are.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from shapelint.engine.budget import TURNS_STEPS
from shapelint.engine.walk import walk
from shapelint.rules.values import Value
from shapelint.source import program as p

_MOST: Final = 4096  # texts
_FUNCTIONS: Final = frozenset({"chr", "enumerate", "float", "int", "isinstance", "len", "max", "min", "ord", "str"})
_METHODS: Final = frozenset(
    {"add", "append", "casefold", "endswith", "get", "isalnum", "isalpha", "isdigit", "isspace", "lower", "replace",
     "setdefault", "startswith", "strip", "title", "update", "upper"}
)  # fmt: skip
_OTHERS: Final = (p.For, p.While, p.Comp, p.Lambda, p.FunctionDef, p.ClassDef, p.With, p.Try, p.Yield, p.Import)


def are_gone_through(items: tuple[Value, ...], turn: tuple[p.Node, ...]) -> bool:
    """Whether all turns over some items are taken: these are texts, or numbered ones, and a turn costs little.

    turn: what is evaluated for each.
    """
    return len(items) <= _MOST and all(map(_is_text, items)) and _cost(turn) * len(items) <= TURNS_STEPS


def _is_text(item: Value) -> bool:
    return isinstance(item, str) or (isinstance(item, tuple) and any(isinstance(part, str) for part in item[:2]))


@cache
def _cost(turn: tuple[p.Node, ...]) -> int:
    """How many nodes a turn evaluates; more than there is to spend where it may run anything else."""
    cost = 0
    for node in walk(turn):
        cost += 1
        if isinstance(node, _OTHERS) or (isinstance(node, p.Call) and not _is_simple(node)):
            return TURNS_STEPS
    return cost


def _is_simple(call: p.Call) -> bool:
    if isinstance(call.func, p.Name):
        return call.func.id in _FUNCTIONS
    return isinstance(call.func, p.Attr) and call.func.name in _METHODS
