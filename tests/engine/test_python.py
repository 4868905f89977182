"""What Python makes of plain values, asked of Python: nothing else may be said of it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.engine.programs import shapes

VALUES = (
    "None", "True", "False", "1", "0", "0.5", "'a'", "''", "'ab,c'", "[1]", "(1, 2)", "{}", "{1, 3}", "[]", "(None,)",
    "-1", "7", "-2.5", "[3, 1, 2]", "{'a': 1, 'b': 2}", "'x1'", "range(5)", "range(4, 0, -2)", "b'ab'", "10",
    "[[1, 2], [3]]", "('a', 'b')", "'7'", "' a '", "...",
)  # fmt: skip
OPERATORS = (
    "+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<", "<=", ">", ">=", "and", "or", "<<", ">>", "==", "!=", "is",
    "is not", "in", "not in",
)  # fmt: skip
UNARY = (
    "-{}", "+{}", "~{}", "not {}", "len({})", "int({})", "float({})", "bool({})", "str({})", "abs({})", "min({})",
    "max({})", "sum({})", "sorted({})", "list({})", "tuple({})", "set({})", "dict({})", "round({})", "any({})",
    "all({})",
    "repr({})", "next(iter({}))", "list(reversed({}))", "list(enumerate({}))", "ord({})", "chr({})", "bin({})",
    "callable({})", "{}[0]", "{}[-1]", "{}[1:]", "{}[::-1]", "{}[:2]", "{}[::2]", "{}[5:]", "{}['a']", "{}[1:-1]",
    "({}).count('a')", "({}).index(1)", "({}).split(',')", "({}).strip()", "({}).upper()", "({}).get('a')",
    "({}).get('z', 4)", "list(({}).items())", "({}).copy()", "({}).replace('a', 'bb')", "({}).find('b')",
    "({}).startswith('a')", "({}).zfill(4)", "({}).partition(',')", "({}).isdigit()", "({}).rjust(4, '0')",
    "isinstance({}, int)", "isinstance({}, (float, str))", "isinstance({}, type(None))", "isinstance({}, dict)",
    "f'{{{}}}'", "f'{{{}!r:>5}}'", "'%s' % ({},)", "'{{}}'.format({})", "[each for each in {}]",
    "{{each: 1 for each in {}}}", "list(zip({}, range(2)))", "list(map(str, {}))", "list(filter(None, {}))",
    "sum(1 for _ in {})", "[*{}]", "(*{}, 1)", "max({}, default=3)", "sorted({}, reverse=True)", "min({}, key=str)",
)  # fmt: skip


def _known(expressions: Iterator[str]) -> list[tuple[str, str]]:
    """Those that Python evaluates, with what comes out where that can be written down."""
    found = []
    for expression in expressions:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = eval(expression)
                written = "..." if value is ... else repr(value)
                plain = eval(written) == value and type(eval(written)) is type(value)
        except Exception:
            continue
        if plain:
            found.append((expression, written))
    return found


def _disputed(expressions: Iterator[str]) -> tuple[list[str], int]:
    """What is said to be something else than Python says, and of how many what Python says is said."""
    known = _known(expressions)
    sizes = (f"v{at} = torch.zeros(3 if ({one}) == ({other}) else 4)\n" for at, (one, other) in enumerate(known))
    said = shapes("import torch\n" + "".join(sizes))
    found = [said.get(f"v{at}", [None])[0] for at in range(len(known))]
    wrong = [one for (one, _), sizes in zip(known, found, strict=True) if sizes == (4,)]
    return wrong, found.count((3,))


@pytest.mark.parametrize("operator", OPERATORS)
def test_operators(operator: str) -> None:
    wrong, right = _disputed(f"{left} {operator} {right}" for left in VALUES for right in VALUES)
    mixed = {"[1] == {1}", "{1} == [1]"}  # sets and lists are not told apart
    assert not set(wrong) - mixed
    assert right


@pytest.mark.parametrize("way", UNARY)
def test_functions_and_methods(way: str) -> None:
    wrong, _ = _disputed(way.format(value) for value in VALUES)
    assert not wrong
