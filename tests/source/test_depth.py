"""What nests too deep is refused with one line, and quickly; what Python allows is read."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from shapelint.source.bounded import MAX_DEPTH
from shapelint.source.program import Expr, If, Node, Opaque
from shapelint.source.read import Source, SourceError, read

REFUSED: dict[str, tuple[str, Callable[[int], str]]] = {
    "parentheses": ("brackets nest deeper than 200 levels", lambda n: "x = " + "(" * n + "1" + ")" * n),
    "lists": ("brackets nest deeper than 200 levels", lambda n: "x = " + "[" * n + "1" + "]" * n),
    "calls": ("brackets nest deeper than 200 levels", lambda n: "x = " + "f(" * n + "1" + ")" * n),
    "unclosed": ("brackets nest deeper than 200 levels", lambda n: "x = " + "{" * n),
    "f-strings": ("brackets nest deeper than 200 levels", lambda n: "x = " + 'f"{' * n + "1" + '}"' * n),
    "f-string fields": ("brackets nest deeper than 200 levels", lambda n: 'f"{"a" + ' + "(" * n + "1" + ")" * n + ' + "b"}"'),
    "patterns": ("brackets nest deeper than 200 levels", lambda n: "match x:\n case " + "[" * n + "a" + "]" * n + ": pass"),
    "sum": ("an expression chains more than 1,000 operators", lambda n: "x = " + "+".join("a" * 10 * n)),
    "attributes": ("an expression chains more than 1,000 operators", lambda n: "x = a" + ".b" * 10 * n),
    "logic": ("an expression chains more than 1,000 operators", lambda n: "x = " + "a and " * 10 * n + "a"),
    "signs": ("an expression chains more than 1,000 operators", lambda n: "x = " + "-" * 10 * n + "a"),
    "lambdas": ("an expression chains more than 1,000 operators", lambda n: "x = " + "lambda a, b: " * 10 * n + "a"),
    "conditions": ("an expression chains more than 1,000 operators", lambda n: "x = " + "a if b else " * 10 * n + "a"),
    "call chain": ("an expression nests deeper than 4,000 levels", lambda n: "x = a" + "()" * 10 * n),
    "statements": ("statements nest deeper than 99 levels", lambda n: "".join(" " * i + "if a:\n" for i in range(n)) + " " * n + "b"),
    "functions": ("statements nest deeper than 99 levels", lambda n: "".join("\t" * i + "def f():\n" for i in range(n)) + "\t" * n + "b"),
    "elif": ("an if statement has more than 100 elif clauses", lambda n: "if a: b\n" + "elif a: b\n" * n),
    "length": ("the file is longer than 1,000,000 characters", lambda n: "x = 1\n" * 400 * n),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    message, text = REFUSED[name]
    start = time.process_time()
    with pytest.raises(SourceError) as caught:
        read(text(500), "f.py")
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
