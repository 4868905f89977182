"""What nests too deep is refused with one line, and quickly; what Python allows is read."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import fields
from typing import Any

import pytest

from shapelint.source.bounded import MAX_DEPTH
from shapelint.source.program import Expr, If, Node, Opaque
from shapelint.source.read import Source, SourceError, read

BRACKETS = "brackets nest deeper than 200 levels"
OPERATORS = "an expression chains more than 1,000 operators"
STATEMENTS = "statements nest deeper than 99 levels"

REFUSED: dict[str, tuple[str, str]] = {
    "parentheses": (BRACKETS, "x = " + "(" * 500 + "1" + ")" * 500),
    "lists": (BRACKETS, "x = " + "[" * 500 + "1" + "]" * 500),
    "calls": (BRACKETS, "x = " + "f(" * 500 + "1" + ")" * 500),
    "unclosed": (BRACKETS, "x = " + "{" * 500),
    "very deep": (BRACKETS, "x = " + "[" * 100_000 + "]" * 100_000),
    "f-strings": (BRACKETS, "x = " + 'f"{' * 500 + "1" + '}"' * 500),
    "f-string fields": (BRACKETS, 'f"{"a" + ' + "(" * 500 + "1" + ")" * 500 + ' + "b"}"'),
    "patterns": (BRACKETS, "match x:\n case " + "[" * 500 + "a" + "]" * 500 + ": pass"),
    "sum": (OPERATORS, "x = " + "+".join("a" * 5_000)),
    "attributes": (OPERATORS, "x = a" + ".b" * 5_000),
    "logic": (OPERATORS, "x = " + "a and " * 5_000 + "a"),
    "signs": (OPERATORS, "x = " + "-" * 5_000 + "a"),
    "lambdas": (OPERATORS, "x = " + "lambda a, b: " * 5_000 + "a"),
    "conditions": (OPERATORS, "x = " + "a if b else " * 5_000 + "a"),
    "call chain": ("an expression nests deeper than 4,000 levels", "x = a" + "()" * 5_000),
    "statements": (STATEMENTS, "".join(" " * i + "if a:\n" for i in range(1_000)) + " " * 1_000 + "b"),
    "functions": (STATEMENTS, "".join("\t" * i + "def f():\n" for i in range(500)) + "\t" * 500 + "b"),
    "elif": ("an if statement has more than 100 elif clauses", "if a: b\n" + "elif a: b\n" * 500),
    "length": ("the file is longer than 1,000,000 characters", "x = 1\n" * 200_000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    message, text = REFUSED[name]
    start = time.process_time()
    with pytest.raises(SourceError) as caught:
        read(text, "f.py")
    assert str(caught.value) == message
    assert "\n" not in str(caught.value)
    assert time.process_time() - start < 2


def test_the_line_is_named() -> None:
    with pytest.raises(SourceError) as caught:
        read("a = 1\r\n\r\nif a:\r\n    b = [\r\n" + "(" * 500 + ")" * 500 + "]\r\n", "f.py")
    assert caught.value.line == 4


READ: dict[str, str] = {
    "parentheses": "x = " + "(" * 190 + "1" + ")" * 190,
    "lists": "x = " + "[" * 150 + "1" + "]" * 150,
    "calls": "x = " + "f(" * 100 + "1" + ")" * 100,
    "f-strings": "x = " + 'f"{' * 60 + "1" + '}"' * 60,
    "sum": "x = " + "+".join("a" * 600),
    "attributes": "x = a" + ".b" * 600,
    "logic": "x = " + "a and " * 900 + "a",
    "conditions": "x = " + "a if b else " * 400 + "a",
    "adjacent strings": "x = (" + "'a'\n" * 2500 + ")",
    "long list": "x = [" + "-1, " * 3_000 + "]",
    "long list of lambdas": "x = [" + "lambda a, b: a + b, " * 500 + "]",
    "flat statements": "a = b + 1\n" * 10_000,
    "semicolons": "a = b;" * 2_000,
    "blocks": "".join(" " * i + "if a:\n" for i in range(95)) + " " * 95 + "b",
    "definitions": "".join(" " * i + "class A:\n" for i in range(95)) + " " * 95 + "b = c",
    "elif": "if a: b\n" + "elif a: b\n" * 100,
    "decorators": "@a\n" * 2_000 + "def f(): pass",
    "mapping patterns": "match x:\n case " + "{'a':" * 6 + "b" + "}" * 6 + ": pass",
}


def depth(node: Any) -> int:
    """How many expressions stand above one another."""
    if isinstance(node, tuple):
        return max(map(depth, node), default=0)
    if not isinstance(node, Node):
        return 0
    return isinstance(node, Expr) + max((depth(getattr(node, field.name)) for field in fields(node)), default=0)


def last(source: Source) -> int:
    """The highest number of a node in the Program."""

    def highest(node: Any) -> int:
        if isinstance(node, tuple):
            return max(map(highest, node), default=0)
        if not isinstance(node, Node):
            return 0
        return max(node.at, *(highest(getattr(node, field.name)) for field in fields(node)))

    return highest(source.program.body)


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    frames, size = sys.getrecursionlimit(), threading.stack_size()
    source = read(READ[name], "f.py")
    lines = READ[name].count("\n") + 1
    assert source.positions.of(last(source)).end_line <= lines
    assert depth(source.program.body) <= MAX_DEPTH + 1
    assert (sys.getrecursionlimit(), threading.stack_size()) == (frames, size)


def test_what_is_deeper_is_opaque() -> None:
    source = read("x = " + "+".join(f"a{i}" for i in range(600)) + "\ny = 1\n", "f.py")
    value: Any = getattr(source.program.body[0], "value", None)
    for i in reversed(range(600 - MAX_DEPTH + 1, 600)):
        assert value.right.id == f"a{i}"
        value = value.left
    assert isinstance(value.left, Opaque)
    assert source.positions.of(value.left.at).end_col == len("x = " + "+".join(f"a{i}" for i in range(600 - MAX_DEPTH)))


def test_elif_chains_stay_whole() -> None:
    (chain,) = read("if a: b\n" + "elif a: b\n" * 90, "f.py").program.body
    count = 0
    node: Any = chain
    while isinstance(node, If):
        count += 1
        node = node.orelse[0] if node.orelse else None
    assert count == 91


@pytest.mark.parametrize(
    "text",
    [
        "match x:\n" + " case {'a': {'b': {'c': [d, {'e': [1, 2, (3 | 4)]}]}}}: pass\n" * 20,
        "x = [\n" + "    [1, 2, (3, 4), f(a.b.c(d)[e])],  # (((\n" * 500 + "]\n",
        "x = f(\n" + "    a=b.c(d, e=[f, g]) if h else (i or j),\n" * 800 + ")\n",
    ],
)
def test_ordinary_long_code_is_read_in_place(text: str) -> None:
    threads: list[str] = []
    original = threading.Thread.start
    try:
        threading.Thread.start = lambda self: (threads.append(self.name), original(self))[1]  # type: ignore[method-assign]
        read(text, "f.py")
    finally:
        threading.Thread.start = original  # type: ignore[method-assign]
    assert threads == []


def test_work_that_adds_up_is_refused() -> None:
    pattern = "(" * 7 + "a" + ",)" * 7
    with pytest.raises(SourceError, match="too deep to be read in a few seconds"):
        read("match x:\n" + f" case {pattern}: pass\n" * 100, "f.py")
