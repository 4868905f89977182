"""Programs made up at random of branches, loops and the ways out of them, handlers, lists, a dict and an object.

No list stands under two names, for what is joined of two lists is not changed with them.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_HEAD = """
import random
import torch
def chance():
    return random.randint(0, 1)
def few():
    return random.randint(0, 3)
class Held:
    n = 2
held = Held()
def f(x):
    if x > {least}:
        return x + {more}
    for e in range(x % 3):
        x += e
        if x == {end}:
            return e
    return x
a, b, c, w = 1, 2, 3, None
p, q = [1, 2], []
d = {{0: 1}}
"""
_TAIL = """
ra, rb, rc = torch.zeros(abs(a) % 50), torch.zeros(abs(b) % 50), torch.zeros(abs(c) % 50)
rp, rq, rs = torch.zeros(len(p)), torch.zeros(len(q)), torch.zeros(abs(sum(p)) % 50)
rd, rn = torch.zeros(len(d), abs(d.get(0, 3)) % 50), torch.zeros(abs(held.n) % 50)
rw = torch.zeros(3 if w is None else 4)
"""
_NAMES, _LISTS = ("a", "b", "c"), ("p", "q")


class Maker:
    """Makes up one program after the other."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def program(self) -> str:
        """A program of a few statements."""
        head = _HEAD.format(least=self._below(5), more=self._below(4), end=self._below(6))
        body = [line for _ in range(self._random.randint(3, 7)) for line in self._statement(0, 3, loop=False)]
        return head + "\n".join(body) + _TAIL

    def _below(self, most: int) -> int:
        return self._random.randrange(most)

    def _one(self, *options: str) -> str:
        return self._random.choice(options)

    def _number(self, depth: int = 2) -> str:
        if not depth:
            return self._one(*_NAMES, str(self._below(6)))
        one, other = self._number(depth - 1), self._number(depth - 1)
        return self._one(
            one,
            f"({one} {self._one('+', '-', '*')} {other})",
            f"({one} % {self._below(5) + 1})",
            f"len({self._list(depth - 1)})",
            f"sum({self._list(depth - 1)})",
            f"({one} if {self._condition(depth - 1)} else {other})",
            f"max({one}, {other})",
            f"f({one})",
            f"d.get({self._below(3)}, {one})",
            "held.n",
        )

    def _list(self, depth: int = 2) -> str:
        name = self._one(*_LISTS)
        if not depth:
            return f"list({name})"
        return self._one(
            f"list({name})",
            f"[{self._number(depth - 1)}, {self._number(depth - 1)}]",
            f"[e + 1 for e in {self._list(depth - 1)} if e {self._one('<', '>', '!=')} {self._below(5)}]",
            f"{name}[{self._one('1:', ':2', '::-1', ':-1')}]",
            f"list(range({self._number(0)} % 4))",
            f"({self._list(depth - 1)} + {self._list(depth - 1)})",
        )

    def _condition(self, depth: int = 2) -> str:
        number = self._number(0)
        compared = f"{self._number(max(depth - 1, 0))} {self._one('<', '>', '==', '!=', '<=', '>=')} {number}"
        if not depth:
            return compared
        return self._one(
            compared,
            f"not {self._condition(depth - 1)}",
            f"({self._condition(depth - 1)} {self._one('and', 'or')} {self._condition(depth - 1)})",
            f"{number} in {self._list(depth - 1)}",
            f"w {self._one('is', 'is not', '==', '!=')} None",
            "chance() > 0",
        )

    def _block(self, depth: int, level: int, *, loop: bool) -> list[str]:
        return [line for _ in range(self._below(3) + 1) for line in self._statement(depth, level, loop=loop)]

    def _statement(self, depth: int, level: int, *, loop: bool) -> list[str]:
        plain = (
            f"{self._one(*_NAMES)} = {self._number()}",
            f"{self._one(*_NAMES)} {self._one('+=', '-=')} {self._number(1)}",
            f"{self._one(*_LISTS)} = {self._list()}[:6]",
            f"{self._one(*_LISTS)}.append({self._number(1)})",
            f"d[{self._below(3)}] = {self._number(1)}",
            f"held.n = {self._number(1)}",
            f"w = {self._one('None', self._number(0))}",
            f"a, b = {self._number(1)}, {self._number(1)}",
        )
        ways: list[Callable[[str, int, int, bool], list[str]]] = [self._if, self._for, self._while, self._try]
        if level and self._random.random() < 0.45:
            return self._random.choice(ways)("    " * depth, depth, level - 1, loop)
        if loop and self._random.random() < 0.15:
            return [
                f"{'    ' * depth}if {self._condition(1)}:",
                f"{'    ' * depth}    {self._one('break', 'continue')}",
            ]
        return ["    " * depth + self._one(*plain)]

    def _if(self, indent: str, depth: int, level: int, loop: bool) -> list[str]:
        other = [f"{indent}else:", *self._block(depth + 1, level, loop=loop)] if self._below(2) else []
        return [f"{indent}if {self._condition()}:", *self._block(depth + 1, level, loop=loop), *other]

    def _for(self, indent: str, depth: int, level: int, loop: bool) -> list[str]:
        rows = self._one(self._list(), f"range({self._below(5)})", "range(few())")
        other = [f"{indent}else:", *self._block(depth + 1, level, loop=loop)] if not self._below(4) else []
        return [f"{indent}for {self._one(*_NAMES, 'i')} in {rows}:", *self._block(depth + 1, level, loop=True), *other]

    def _while(self, indent: str, depth: int, level: int, loop: bool) -> list[str]:
        count = f"k{depth}"
        head = [f"{indent}{count} = 0", f"{indent}while {count} < {self._below(4)}:", f"{indent}    {count} += 1"]
        return [*head, *self._block(depth + 1, level, loop=True)]

    def _try(self, indent: str, depth: int, level: int, loop: bool) -> list[str]:
        fails = [f"{indent}    if {self._condition(1)}:", f"{indent}        raise ValueError"] if self._below(2) else []
        last = [f"{indent}finally:", f"{indent}    {self._one(*_NAMES)} = {self._number(1)}"] if self._below(2) else []
        body, handler = self._block(depth + 1, level, loop=loop), self._block(depth + 1, level, loop=loop)
        return [f"{indent}try:", *body, *fails, f"{indent}except ValueError:", *handler, *last]
