"""The examples in a rule's docstring.

Behind the prompt stands a call, `Linear(5, 7)([2, 3, 5])`; below it the shape that it gives, `(2, 3, 7)`, or the code
and a few words of the refusal, "SHP201 axis `in_features` is 6, expected 5".

A list of sizes is a tensor of that shape (`ints[2, 3]`, `bools[2, 3]` and `complexes[2, 3]` hold other numbers, `[]` is
a scalar), any other list is a list; tuples, numbers and text are themselves.  Names are the rule's own short name, its
neighbours, and what one imports (`torch`, `nn`, `F`, `np`, `keras`, `ops`, `K`, `tf`).  A name in capitals within a
shape (`[B, 3]`) is a symbol, which only our world understands.
"""

from __future__ import annotations

import ast
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from shapelint.rules.form import Rule

_REFUSAL: Final = re.compile(r"(SHP\d{3})\b\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One expression of a docstring.

    setup: the statements before it, and the expressions before it of which nothing is said; code and brief: of the
    finding it must give; expected: else what it must be, in
    plain values (a tensor is the tuple of its sizes, None a size or value that is not known).
    """

    source: str
    setup: tuple[str, ...]
    code: str | None
    brief: str
    expected: Any

    def __str__(self) -> str:
        return "; ".join((*self.setup, self.source))


def examples_of(rule: Rule) -> Iterator[Example]:
    """The examples of a rule's docstring, in order.

    Raises SyntaxError or ValueError where one is not in the form above.
    """
    setup: list[str] = []
    for found in doctest.DocTestParser().get_examples(rule.doc):
        source, want = found.source.strip(), found.want.strip()
        if not want or not isinstance(ast.parse(source).body[0], ast.Expr):
            setup.append(source)
            continue
        refusal = _REFUSAL.match(want)
        if refusal:
            yield Example(source, tuple(setup), refusal[1], refusal[2], None)
        else:
            yield Example(source, tuple(setup), None, "", ast.literal_eval(want))
