"""The Program that a text becomes."""

from __future__ import annotations

import pickle
import warnings
from dataclasses import fields
from typing import Any

import pytest

from shapelint.source.program import FunctionDef, Node, Program
from shapelint.source.read import read


def shown(node: Any) -> Any:
    """A node as a nested tuple, the kind first, without numbers and comments."""
    if isinstance(node, tuple):
        return tuple(shown(each) for each in node)
    if not isinstance(node, Node):
        return node
    values = [shown(getattr(node, field.name)) for field in fields(node) if field.name not in ("at", "note")]
    return (type(node).__name__, *values)


def program(text: str) -> Program:
    return read(text, "f.py").program


def statement(text: str) -> Any:
    """The only statement of a text."""
    (only,) = program(text).body
    return shown(only)


def expression(text: str) -> Any:
    """The value of the only statement of a text."""
    return statement(f"_ = {text}\n")[2]


A, B, C, D = (("Name", name) for name in "abcd")


def const(value: object) -> Any:
    return ("Const", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1_000", 1000),
        ("0x_fF", 255),
        ("0b1_0", 2),
        ("0o17", 15),
        ("00", 0),
        ("1" * 60, int("1" * 60)),
        ("1.5", 1.5),
        ("1_0e-3", 0.01),
        (".5", 0.5),
        ("2j", 2j),
        ("1.5J", 1.5j),
        ("None", None),
        ("True", True),
        ("...", ...),
        ("'a'", "a"),
        (r"'a\n\x41\u0042\U00000043\103\N{LATIN SMALL LETTER A}\'\"\\'", "a\nABCCa'\"\\"),
        (r"r'a\n'", r"a\n"),
        (r"'\d\N{no such name}'", r"\d\N{no such name}"),
        ("'''a\r\nb\\\r\nc'''", "a\nbc"),
        (r"b'\x80\101\u0041'", b"\x80A\\u0041"),
        (r"Rb'\x80'", rb"\x80"),
        ("u'é'", "é"),
        ("'a' \"b\" r'\\c'", "ab\\c"),
        ("b'a' b'b'", b"ab"),
        ("b'' b''", b""),
        ("f'a{{b}}'", "a{b}"),
        ("'a' f'b'", "ab"),
        ("''", ""),
    ],
)
def test_literals(text: str, value: object) -> None:
    kind, found = expression(text)
    assert kind == "Const"
    assert found == value
    assert type(found) is type(value)


def test_no_warnings_about_escapes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        program(r"x = '\d', f'\d', b'\d'")


def test_integer_beyond_what_python_converts_is_opaque() -> None:
    digits = "1" * 5000
    try:
        expected = const(int(digits))
    except ValueError:
        expected = ("Opaque",)
    assert expression(digits) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b", ("Attr", A, "b")),
        ("a[b]", ("Item", A, B)),
        ("a[b,]", ("Item", A, ("Seq", "tuple", (B,)))),
        (
            "a[b, 1:c, ..., ::d]",
            ("Item", A, ("Seq", "tuple", (B, ("Slice", const(1), C, None), const(...), ("Slice", None, None, D)))),
        ),
        ("a[:]", ("Item", A, ("Slice", None, None, None))),
        ("a[*b]", ("Item", A, ("Seq", "tuple", (("Star", B),)))),
        ("a[(b, c)]", ("Item", A, ("Seq", "tuple", (B, C)))),
        ("a[b := c]", ("Item", A, ("Walrus", B, C))),
        (
            "a(b, *c, k=d, **b)",
            ("Call", A, (("Arg", B, None, ""), ("Arg", C, None, "*"), ("Arg", D, "k", ""), ("Arg", B, None, "**"))),
        ),
        (
            "a(b for b in c)",
            ("Call", A, (("Arg", ("Comp", "generator", None, B, (("Generator", B, C, ()),)), None, ""),)),
        ),
        ("a, *b", ("Seq", "tuple", (A, ("Star", B)))),
        ("()", ("Seq", "tuple", ())),
        ("[a, b]", ("Seq", "list", (A, B))),
        ("{a, b}", ("Seq", "set", (A, B))),
        ("{}", ("Dict", ())),
        ("{a: b, **c}", ("Dict", ((A, B), (None, C)))),
        ("-a", ("Unary", "-", A)),
        ("not a", ("Unary", "not", A)),
        ("+~a", ("Unary", "+", ("Unary", "~", A))),
        ("a and b and c", ("Logic", "and", (A, B, C))),
        ("a and b or c or d", ("Logic", "or", (("Logic", "and", (A, B)), C, D))),
        ("a < b <= c", ("Compare", A, (("<", B), ("<=", C)))),
        ("a is not b", ("Compare", A, (("is not", B),))),
        ("a not in b", ("Compare", A, (("not in", B),))),
        ("a if b else c", ("IfElse", B, A, C)),
        ("(a := b)", ("Walrus", A, B)),
        ("await a", A),
        ("lambda: a", ("Lambda", (), A)),
        (
            "[a for a in b if c if d for d in a]",
            ("Comp", "list", None, A, (("Generator", A, B, (C, D)), ("Generator", D, A, ()))),
        ),
        ("{a: b for a, b in c}", ("Comp", "dict", A, B, (("Generator", ("Seq", "tuple", (A, B)), C, ()),))),
        ("{a async for a in b}", ("Comp", "set", None, A, (("Generator", A, B, ()),))),
        ("f'x{a}y{b}'", ("Text", ("x", A, "y", B))),
        ("f'{a}' 'y' f'{b!s:}'", ("Text", (A, "y", ("Formatted", B, "s", "")))),
        ("f'{a!r}{b:02d}'", ("Text", (("Formatted", A, "r", ""), ("Formatted", B, None, "02d")))),
        ("f'{a:>{b}}'", ("Text", (("Formatted", A, None, None),))),
        ("f'{a=}'", ("Text", (("Formatted", A, None, None),))),
        ("f'{f\"{a}\"}'", ("Text", (("Text", (A,)),))),
        ('f"{a["b"]}"', ("Text", (("Item", A, const("b")),))),
        ("rf'\\d{a}'", ("Text", ("\\d", A))),
        ("t'{a}'", ("Opaque",)),
        ("(yield)", ("Yield", None, False)),
        ("yield a", ("Yield", A, False)),
        ("yield from a", ("Yield", A, True)),
    ],
)
def test_expressions(text: str, expected: object) -> None:
    assert expression(text) == expected


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>"])
def test_operators(operator: str) -> None:
    assert expression(f"a {operator} b") == ("Binary", operator, A, B)
    assert statement(f"a {operator}= b") == ("AugAssign", A, operator, B)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ("Do", A)),
        ("a = b = c", ("Assign", (A, B), C, None)),
        ("a, *b = c", ("Assign", (("Seq", "tuple", (A, ("Star", B))),), C, None)),
        ("a: b = c", ("Assign", (A,), C, B)),
        ("a: 'b'", ("Assign", (A,), None, const("b"))),
        ("return", ("Return", None)),
        ("return a, b", ("Return", ("Seq", "tuple", (A, B)))),
        ("raise a from b", ("Raise", A)),
        ("assert a, b", ("Assert", A)),
        ("break", ("Jump", "break")),
        ("continue", ("Jump", "continue")),
        ("del a, (b)", ("Delete", (A, B))),
        ("del (a, b)", ("Delete", (A, B))),
        ("global a, b", ("Outer", "global", ("a", "b"))),
        ("nonlocal a", ("Outer", "nonlocal", ("a",))),
        ("import a.b.c as d, e", ("Import", (("a.b.c", "d"), ("e", None)))),
        ("from a.b import (c as d, e,)", ("ImportFrom", "a.b", 0, (("c", "d"), ("e", None)))),
        ("from .. import *", ("ImportFrom", "", 2, (("*", None),))),
        ("from ...a import b", ("ImportFrom", "a", 3, (("b", None),))),
        ("while a: b\nelse: c", ("While", A, (("Do", B),), (("Do", C),))),
        ("for a in b, c: pass", ("For", A, ("Seq", "tuple", (B, C)), (), ())),
        ("async for a in b: c", ("For", A, B, (("Do", C),), ())),
        ("with a as b, c: d", ("With", ((A, B), (C, None)), (("Do", D),))),
        ("async with (a as (b, c), d): pass", ("With", ((A, ("Seq", "tuple", (B, C))), (D, None)), ())),
        ("if a: b\nelif c: d\nelse: a", ("If", A, (("Do", B),), (("If", C, (("Do", D),), (("Do", A),)),))),
        (
            "try: a\nexcept b as e: c\nexcept: d\nelse: a\nfinally: b",
            (
                "Try",
                (("Do", A),),
                (("Handler", B, "e", (("Do", C),)), ("Handler", None, None, (("Do", D),))),
                (("Do", A),),
                (("Do", B),),
            ),
        ),
        ("try: a\nfinally: b", ("Try", (("Do", A),), (), (), (("Do", B),))),
        ("try: a\nexcept* b: c", ("Try", (("Do", A),), (("Handler", B, None, (("Do", C),)),), (), ())),
    ],
)
def test_statements(text: str, expected: object) -> None:
    assert statement(text + "\n") == expected


def test_semicolons_and_what_moves_no_shape() -> None:
    body = program("a; b;\npass\ntype X = int\ntype Y[T] = list[T]\nc\n").body
    assert shown(body) == (("Do", A), ("Do", B), ("Do", C))


def param(name: str, kind: str, default: object = None, annotation: object = None) -> Any:
    return ("Param", name, kind, default, annotation)


def test_functions() -> None:
    text = (
        '@a.b\n@c(1)\nasync def f[T](p, /, q: b = 1, *r: c, s, t=d, **u) -> T:\n    """Doc.\n    """; a\n    return b\n'
    )
    assert statement(text) == (
        "FunctionDef",
        "f",
        (
            param("p", "positional"),
            param("q", "plain", const(1), B),
            param("r", "star", None, C),
            param("s", "keyword"),
            param("t", "keyword", D),
            param("u", "double_star"),
        ),
        (("Do", A), ("Return", B)),
        (("Attr", A, "b"), ("Call", C, (("Arg", const(1), None, ""),))),
        ("Name", "T"),
        "Doc.\n    ",
        False,
    )


@pytest.mark.parametrize(
    ("body", "generator"),
    [
        ("yield", True),
        ("x = [(yield a)]", True),
        ("if a:\n        for b in c: yield from b", True),
        ("def g(): yield", False),
        ("def g(): yield\n    yield", True),
        ("x = lambda: (yield)", False),
        ("class D:\n        def g(self): yield", False),
        ("return 1", False),
    ],
)
def test_generators(body: str, generator: bool) -> None:
    function: Any = program(f"def f(x=1):\n    {body}\n").body[0]
    assert function.generator is generator


def test_classes() -> None:
    text = 'class K[T](a.b, c, *d, metaclass=d):\n    "Doc" " of it"\n    x: int = 1\n    def f(self): ...\n'
    kind, name, bases, body, decorators, doc = statement(text)
    assert (kind, name, decorators, doc) == ("ClassDef", "K", (), "Doc of it")
    assert bases == (
        ("Arg", ("Attr", A, "b"), None, ""),
        ("Arg", C, None, ""),
        ("Arg", D, None, "*"),
        ("Arg", D, "metaclass", ""),
    )
    assert [each[0] for each in body] == ["Assign", "FunctionDef"]


def pattern(kind: str, expr: Any = None, name: str | None = None, items: Any = (), keys: Any = ()) -> Any:
    return ("Pattern", kind, expr, name, items, keys)


WILD = pattern("capture")
X = pattern("capture", None, "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_", WILD),
        ("x", X),
        ("1", pattern("value", const(1))),
        ("-1", pattern("value", ("Unary", "-", const(1)))),
        ("1 + 2j", pattern("value", ("Binary", "+", const(1), const(2j)))),
        ("'a'", pattern("value", const("a"))),
        ("None", pattern("value", const(None))),
        ("a.b", pattern("value", ("Attr", A, "b"))),
        ("(1 as x)", pattern("capture", None, "x", (pattern("value", const(1)),))),
        ("x, *_", pattern("sequence", None, None, (X, pattern("star")))),
        ("[x, *rest]", pattern("sequence", None, None, (X, pattern("star", None, "rest")))),
        ("()", pattern("sequence")),
        ("{'k': x, a.b: _, **rest}", pattern("mapping", None, "rest", (X, WILD), (const("k"), ("Attr", A, "b")))),
        ("a.b(x, k=_)", pattern("class", ("Attr", A, "b"), None, (X, WILD), ("k",))),
        ("1 | 2", pattern("or", None, None, (pattern("value", const(1)), pattern("value", const(2))))),
    ],
)
def test_patterns(text: str, expected: object) -> None:
    kind, subject, cases = statement(f"match a, b:\n    case {text} if c:\n        d\n")
    assert (kind, subject) == ("Match", ("Seq", "tuple", (A, B)))
    assert cases == (("Case", expected, C, (("Do", D),)),)


def test_module_docstring() -> None:
    found = program('# c\n"""Doc."""\nimport a\n"no doc"\n')
    assert found.doc == "Doc."
    assert [type(each).__name__ for each in found.body] == ["Import", "Do"]
    assert program("f'no doc'\n").doc is None
    assert program("b'no doc'\n").doc is None
    assert program("").body == ()
    assert program("'d'; a\n").doc == "d"


def test_numbers_are_contiguous_for_each_statement() -> None:
    text = "import a\ndef f(x): return x + 1\n@d\nclass C: y = 1; z = f(y)\nprint([i for i in a if i], {1: 2})\n"
    seen: list[int] = []
    for each in program(text).body:
        numbers: list[int] = []

        def walk(node: Any, into: list[int]) -> None:
            if isinstance(node, tuple):
                for child in node:
                    walk(child, into)
            elif isinstance(node, Node):
                into.append(node.at)
                for field in fields(node):
                    walk(getattr(node, field.name), into)

        walk(each, numbers)
        assert sorted(numbers) == list(range(len(seen), len(seen) + len(numbers)))
        seen += numbers


def test_a_source_can_be_pickled() -> None:
    source = read("x = [\n  a.b(1)]\n", "f.py")
    copy = pickle.loads(pickle.dumps(source))
    assert copy.program == source.program
    assert copy.positions.of(2) == source.positions.of(2)


def test_comments_behind_assignments_returns_and_parameters_are_kept() -> None:
    text = (
        "def f(\n    a,  # A\n    b=1  # B\n):\n    c = d = a  # C\n    e()  # E\n    return c  # R\nx: int = 1  # X\n"
    )
    function, last = program(text).body
    assert isinstance(function, FunctionDef)
    assert [param.note for param in function.params] == ["# A", "# B"]
    assert [getattr(node, "note", None) for node in (*function.body, last)] == ["# C", None, "# R", "# X"]


def test_an_annotation_in_quotes_is_read_where_it_says_a_text() -> None:
    text = "def f(a: \"F[T, 'b c']\", b: 'T', c: 'F[T]', d: 'no [text\\'', e: F['b']):\n    pass\n"
    (function,) = program(text).body
    assert isinstance(function, FunctionDef)
    kinds = [type(param.annotation).__name__ for param in function.params]
    assert kinds == ["Quoted", "Const", "Const", "Const", "Item"]
    assert shown(function.params[0].annotation) == (
        "Quoted",
        ("Item", ("Name", "F"), ("Seq", "tuple", (("Name", "T"), ("Const", "b c")))),
    )
