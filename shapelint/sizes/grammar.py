"""The axis grammar: patterns such as `N? in_channels H W` and signatures such as `x: b n d, y?: b m d -> b n m`.

An axis is a name, an int, `N?` (an axis that may be absent), `*batch` (any number of axes), `...`
(the same without a name), `_` (any size), or arithmetic without spaces such as `4*hidden_size` or `(a+b)//2`. `()` and
the empty text are a scalar.  What jaxtyping has besides is read as well: `#c` (of this size or 1), `_c` and `?c` (any
size), `rows=4` (4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from shapelint.sizes.dim import Size
from shapelint.sizes.shapes import Shape
from shapelint.sizes.unknown import UNKNOWN

Bound: TypeAlias = "Size | tuple[Size, ...] | Shape"
Given: TypeAlias = Mapping[str, Bound]


class GrammarError(ValueError):
    """A pattern that does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One word of a pattern.

    Attributes:
        kind: "one" for exactly one axis, "optional" for one or none, "many" for any number.
        text: the word as written, without a `?` behind it or `*`; "" for `...`.
        expression: what its size is, None for `_` and for "many".
        spliced: True if it stands for one size of a row `*text`.
        broadcast: True if the size may be 1 as well.
    """

    kind: Literal["one", "optional", "many"]
    text: str
    expression: Expression | None
    spliced: bool = False
    broadcast: bool = False

    @property
    def name(self) -> str | None:
        """The name that it binds, if it is nothing but a name."""
        if self.kind == "many":
            return self.text or None
        return self.expression.name if isinstance(self.expression, Name) else None

    def __str__(self) -> str:
        if self.kind == "many" or self.spliced:
            return f"*{self.text}" if self.text else "..."
        return f"{self.text}?" if self.kind == "optional" else f"{'#' * self.broadcast}{self.text}"


@dataclass(frozen=True, slots=True)
class Name:
    """A named size."""

    name: str

    def value(self, given: Given) -> Size:
        """Its size by the names given, UNKNOWN if it is not a single size there."""
        found = given.get(self.name, UNKNOWN)
        return UNKNOWN if isinstance(found, tuple | Shape) else found

    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset((self.name,))


@dataclass(frozen=True, slots=True)
class Number:
    """A size that is known already."""

    size: Size

    def value(self, given: Given) -> Size:
        """The size."""
        return self.size

    def names(self) -> frozenset[str]:
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two sizes and an operator."""

    operator: str
    left: Expression
    right: Expression

    def value(self, given: Given) -> Size:
        """Its size by the names given."""
        left, right = self.left.value(given), self.right.value(given)
        match self.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case _ if right == 0:
                return UNKNOWN
            case "//":
                return left // right
            case _:
                return left % right

    def names(self) -> frozenset[str]:
        """The names in it."""
        return self.left.names() | self.right.names()


Expression: TypeAlias = Name | Number | Arithmetic


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of axes.

    Attributes:
        axes: the words in order.
        name: of the input that it describes, "" if it has none.
        may_lack: True if that input may be left out.
    """

    axes: tuple[Axis, ...]
    name: str = ""
    may_lack: bool = False

    def names(self) -> frozenset[str]:
        """Every name in it."""
        found = {axis.text for axis in self.axes if axis.kind == "many" and axis.text}
        return frozenset(found.union(*(a.expression.names() for a in self.axes if a.expression is not None)))

    def __str__(self) -> str:
        return " ".join(map(str, self.axes)) or "()"


@lru_cache(maxsize=4096)
def parse(text: str) -> Pattern:
    """Read the axes of one shape.

    Raises GrammarError.

    >>> print(parse("N in_channels H-"))
    Traceback (most recent call last):
    shapelint.sizes.grammar.GrammarError: `N in_channels H-`: `H-` ends too soon
    >>> sorted(parse("N? 4*hidden_size H").names())
    ['H', 'N', 'hidden_size']
    """
    words = [] if text.strip() == "()" else text.split()
    try:
        axes = tuple(map(_axis, words))
    except GrammarError as error:
        raise GrammarError(f"`{text.strip()}`: {error}") from None
    return Pattern(axes)


def parse_whole(text: str) -> Pattern:
    """Read the axes of one shape, of which the number of axes tells which is which.

    Raises GrammarError.

    >>> parse_whole("... n ...")
    Traceback (most recent call last):
    shapelint.sizes.grammar.GrammarError: `... n ...`: only one `*` can be told apart
    """
    pattern = parse(text)
    check_input(pattern)
    return pattern


def parse_input(text: str) -> Pattern:
    """Read the axes of one input, which may have a name: `x: b n d`, or `y?: b m d` if it may be left out."""
    head, colon, tail = text.partition(":")
    pattern = parse(tail if colon else text)
    name = head.strip() if colon else ""
    may_lack = name.endswith("?")
    name = name.removesuffix("?")
    if colon and not name.isidentifier():
        raise GrammarError(f"`{text.strip()}`: `{name}` is not a name")
    return Pattern(pattern.axes, name, may_lack)


def check_input(pattern: Pattern) -> None:
    """Raise GrammarError if the rank of a shape does not tell which axis is which."""
    kinds = [axis.kind for axis in pattern.axes]
    if kinds.count("many") > 1:
        raise GrammarError(f"`{pattern}`: only one `*` can be told apart")
    if "optional" in kinds and "many" in kinds:
        raise GrammarError(f"`{pattern}`: an axis cannot be told absent beside `*`")


# Any number of axes without a name: of jaxtyping's, those that are not compared, and those that broadcast.
_ANY_NUMBER = re.compile(r"\.{3}|\*|\*_\w*|(?:\*#|#\*|_\*)[^\W\d]\w*")


def _axis(word: str) -> Axis:
    label, _, size = word.rpartition("=")
    if label:
        _name(label)
        return _axis(size)
    if _ANY_NUMBER.fullmatch(word):
        return Axis("many", "", None)
    if word.startswith(("_", "?")):
        _name(word.lstrip("?"))
        return Axis("one", word, None)
    if word.startswith("*"):
        return Axis("many", _name(word[1:]), None)
    if word.startswith("#"):
        return Axis("one", word[1:], _Reader(word[1:]).read(), broadcast=True)
    if word.endswith("?"):
        name = _name(word[:-1])
        return Axis("optional", name, Name(name))
    return Axis("one", word, _Reader(word).read())


def _name(text: str) -> str:
    if not text.isidentifier():
        raise GrammarError(f"`{text}` is not a name")
    return text


# Keeps the recursion of the reader shallow and its numbers small.
MOST_CHARACTERS = 100
_TOKEN = re.compile(r"(\d+)|([^\W\d]\w*)|(//|[-+*%()])")


class _Reader:
    """Reads one arithmetic expression by recursive descent."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise GrammarError(f"`{text[:MOST_CHARACTERS]}` goes on for too long")
        self.text = text
        self.tokens: list[str] = []
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise GrammarError(f"`{text[place]}` in `{text}` is not understood")
            self.tokens.append(found.group())
            place = found.end()
        self.place = 0

    def read(self) -> Expression:
        """The whole text as one expression."""
        expression = self._sum()
        if self.place < len(self.tokens):
            raise GrammarError(f"`{self.tokens[self.place]}` in `{self.text}` is not expected there")
        return expression

    def _next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self.place += 1
        return token

    def _sum(self) -> Expression:
        left = self._term()
        while self._next() in ("+", "-"):
            left = Arithmetic(self._take(), left, self._term())
        return left

    def _term(self) -> Expression:
        left = self._factor()
        while self._next() in ("*", "//", "%"):
            left = Arithmetic(self._take(), left, self._factor())
        return left

    def _factor(self) -> Expression:
        token = self._take()
        if token == "(":
            inner = self._sum()
            if self._take() != ")":
                raise GrammarError(f"`{self.text}` lacks a closing parenthesis")
            return inner
        if token == "-":
            return Arithmetic("-", Number(0), self._factor())
        if token.isdecimal() and token.isascii():
            return Number(int(token))
        if token.isidentifier():
            return Name(token)
        raise GrammarError(
            f"`{self.text}` ends too soon" if not token else f"`{token}` is not expected in `{self.text}`"
        )
