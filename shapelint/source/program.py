"""The Program: a module reduced to what can move a shape.

About thirty plain, frozen, slotted nodes that know nothing of the reader that made them, so that the engine can be
tested without text and a Program can be pickled to another process.  `at` identifies a node within its file; the
reader turns it into a line and a column once there is something to say about that node (`source.positions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that has a place in the source."""

    at: int


# --- expressions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Expr(Node):
    """An expression."""


@dataclass(frozen=True, slots=True)
class Const(Expr):
    """A literal: int, float, complex, str, bytes, bool, None or Ellipsis."""

    value: object


@dataclass(frozen=True, slots=True)
class Quoted(Expr):
    """An annotation in quotes; what stands in them has no place of its own."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Name(Expr):
    id: str


@dataclass(frozen=True, slots=True)
class Attr(Expr):
    """`value.name`."""

    value: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Item(Expr):
    """`value[index]`; several indices are a `Seq` of kind tuple."""

    value: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Slice(Expr):
    """`lower:upper:step` inside an index."""

    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(frozen=True, slots=True)
class Arg(Node):
    """One argument of a call; `star` is "", "*" or "**"."""

    value: Expr
    keyword: str | None
    star: str


@dataclass(frozen=True, slots=True)
class Call(Expr):
    func: Expr
    args: tuple[Arg, ...]


@dataclass(frozen=True, slots=True)
class Star(Expr):
    """`*value` in a display or as a target."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Seq(Expr):
    """A tuple, list or set display, or a target of the first two."""

    kind: Literal["tuple", "list", "set"]
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Dict(Expr):
    """A dict display; the key of `**other` is None."""

    items: tuple[tuple[Expr | None, Expr], ...]


@dataclass(frozen=True, slots=True)
class Unary(Expr):
    """`-`, `+`, `~` or `not`."""

    op: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Binary(Expr):
    """An arithmetic or bitwise operator, spelled as in the source: `+ - * / // % ** @ & | ^ << >>`."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic(Expr):
    """`and` / `or` over two or more operands (chains of one operator are flattened)."""

    op: Literal["and", "or"]
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Compare(Expr):
    """`left op right op right …`; ops as in the source, also `in`, `not in`, `is`, `is not`."""

    left: Expr
    rest: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class IfElse(Expr):
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True)
class Text(Expr):
    """An f-string: literal pieces and the expressions between them, as str() gives them unless they are `Formatted`."""

    parts: tuple[str | Expr, ...]


@dataclass(frozen=True, slots=True)
class Formatted(Expr):
    """`{x!r:>8}` of an f-string.

    spec: None where nobody can read it: it has expressions of its own, or the text of the expression stands before it.
    """

    value: Expr
    conversion: str | None
    spec: str | None


@dataclass(frozen=True, slots=True)
class Walrus(Expr):
    target: Expr
    value: Expr


@dataclass(frozen=True, slots=True)
class Yield(Expr):
    """`yield value`, `yield from value` (delegate) — and `await value` is lowered to value itself."""

    value: Expr | None
    delegate: bool


@dataclass(frozen=True, slots=True)
class Param(Node):
    name: str
    kind: Literal["positional", "plain", "star", "keyword", "double_star"]
    default: Expr | None
    annotation: Expr | None
    note: str | None = None  # the comment behind it


@dataclass(frozen=True, slots=True)
class Lambda(Expr):
    params: tuple[Param, ...]
    body: Expr


@dataclass(frozen=True, slots=True)
class Generator(Node):
    """One `for target in iter if test …` of a comprehension."""

    target: Expr
    iter: Expr
    tests: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Comp(Expr):
    """A comprehension; `key` only for dicts."""

    kind: Literal["list", "set", "dict", "generator"]
    key: Expr | None
    value: Expr
    generators: tuple[Generator, ...]


@dataclass(frozen=True, slots=True)
class Opaque(Expr):
    """An expression whose value nobody follows (a template string, say)."""


# --- statements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stmt(Node):
    """A statement."""


Block = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Do(Stmt):
    """An expression as a statement."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Assign(Stmt):
    """`a = b = value`, and `a: annotation = value` (value None for a bare annotation)."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    note: str | None = None  # the comment at the end of the line


@dataclass(frozen=True, slots=True)
class AugAssign(Stmt):
    target: Expr
    op: str  # without the "="
    value: Expr


@dataclass(frozen=True, slots=True)
class Return(Stmt):
    value: Expr | None
    note: str | None = None  # the comment at the end of the line


@dataclass(frozen=True, slots=True)
class Raise(Stmt):
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Assert(Stmt):
    test: Expr


@dataclass(frozen=True, slots=True)
class Jump(Stmt):
    kind: Literal["break", "continue"]


@dataclass(frozen=True, slots=True)
class Delete(Stmt):
    targets: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Outer(Stmt):
    """`global` or `nonlocal`."""

    kind: Literal["global", "nonlocal"]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class If(Stmt):
    """`elif` is an If alone in `orelse`."""

    test: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class For(Stmt):
    target: Expr
    iter: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class While(Stmt):
    test: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class Handler(Node):
    type: Expr | None
    name: str | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Stmt):
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


@dataclass(frozen=True, slots=True)
class With(Stmt):
    items: tuple[tuple[Expr, Expr | None], ...]  # (context expression, target)
    body: Block


@dataclass(frozen=True, slots=True)
class FunctionDef(Stmt):
    """`async def` is lowered the same; type parameters are dropped."""

    name: str
    params: tuple[Param, ...]
    body: Block
    decorators: tuple[Expr, ...]
    returns: Expr | None
    doc: str | None
    generator: bool  # a `yield` stands in this body (not in a nested function)


@dataclass(frozen=True, slots=True)
class ClassDef(Stmt):
    name: str
    bases: tuple[Arg, ...]
    body: Block
    decorators: tuple[Expr, ...]
    doc: str | None


@dataclass(frozen=True, slots=True)
class Import(Stmt):
    """`import a.b as c` -> (("a.b", "c"), …); without `as` the second is None."""

    names: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class ImportFrom(Stmt):
    """`from ..module import name as alias`; a star import has the single name "*"."""

    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Match(Stmt):
    subject: Expr
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Pattern(Node):
    """A pattern of `match`; `expr` where it compares with a value, `name` where it binds, `items` below it.

    `pattern as name` is a capture whose only item is the pattern; the name of a mapping is that of its `**rest`.
    """

    kind: Literal["value", "capture", "sequence", "star", "mapping", "class", "or"]
    expr: Expr | None = None
    name: str | None = None  # None in a capture is the wildcard `_`
    items: tuple[Pattern, ...] = ()
    keys: tuple[Expr | str, ...] = ()  # of a mapping's items, or of a class pattern's keyword items (its last ones)


@dataclass(frozen=True, slots=True)
class Case(Node):
    pattern: Pattern
    guard: Expr | None
    body: Block


@dataclass(frozen=True, slots=True)
class Program:
    """One file: its statements and its docstring; each top-level statement has a contiguous range of `at`s.

    library: the module that it describes, where it is a program of our own that stands for one.
    """

    file: str
    body: Block
    doc: str | None = None
    library: str = ""
