"""Breaks working programs in small ways, to see whether what then raises is found without running it.

`python -m tests.programs.mutating [--each N] [--seed S] FILES` breaks each program in up to N places (all without it).

What raises because of values is counted apart, found or not, and told by what is raised alone: an index or a label
that lies past the end (`_VALUES`), a `raise` or `assert` of the program itself, a library that is not installed.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from shapelint.api import check_source
from shapelint.findings.catalogue import CATALOGUE
from tests.programs.breaking import Run, run_all

Break: TypeAlias = "tuple[str, str, ast.expr]"  # what is broken, the new words, and in place of which
_WIDENED: Final = {"in_features", "in_channels", "num_features", "embedding_dim", "input_size", "units", "filters"}
_DROPPED: Final = {"transpose", "permute", "unsqueeze", "squeeze", "flatten", "view", "reshape", "t", "swapaxes"}
_WITHOUT: Final = {
    "return_sequences",
    "batch_first",
    "keepdim",
    "keepdims",
    "axis",
    "dim",
    "padding",
    "stride",
    "strides",
}
_ORDERED: Final = {"view", "reshape", "permute", "Linear", "Conv2d", "zeros"}
_VALUES: Final = re.compile(
    r"IndexError: .*\bindex(es)? -?\d+ (is|are) out of (bounds|range)"
    r"|IndexError: .*index out of range"
    r"|IndexError: Target -?\d+ is out of bounds"
    r"|\w+: .*out of bounds for (u?int\d+|unsigned char|signed char|short|int|long)\b"
    r"|KeyError|ImportError|ModuleNotFoundError"
)
_JOINING: Final = {"cat", "concatenate", "stack", "concat", "Concatenate"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A program with one thing wrong: what, on which line, and the whole text."""

    path: Path
    what: str
    line: int
    text: str


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _another_size(node: ast.AST) -> Iterator[Break]:
    """A size of a call is one more."""
    if not isinstance(node, ast.Call):
        return
    sizes = [*node.args, *(word.value for word in node.keywords if word.arg in _WIDENED)]
    for value in sizes:
        if isinstance(value, ast.Constant) and type(value.value) is int and value.value > 1:
            yield f"size of {_called(node)}", str(value.value + 1), value


def _dropped_call(node: ast.AST) -> Iterator[Break]:
    """`x.transpose(1, 2)` is `x`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _DROPPED:
        owner = node.func.value
        module = isinstance(owner, ast.Name) and owner.id in ("torch", "np", "ops", "F")
        kept = node.args[0] if module and node.args else owner
        yield f"no {node.func.attr}", ast.unparse(kept), node


def _swapped(node: ast.AST) -> Iterator[Break]:
    """The last two arguments of a reordering or reshaping stand the other way round."""
    if not isinstance(node, ast.Call) or _called(node) not in _ORDERED or len(node.args) < 2:
        return
    *others, one, other = node.args
    if ast.dump(one) != ast.dump(other):
        changed = ast.Call(node.func, [*others, other, one], node.keywords)
        yield f"swapped in {_called(node)}", ast.unparse(changed), node


def _without_option(node: ast.AST) -> Iterator[Break]:
    """An option is forgotten."""
    for word in node.keywords if isinstance(node, ast.Call) else ():
        if word.arg in _WITHOUT and isinstance(node, ast.Call):
            changed = ast.Call(node.func, node.args, [other for other in node.keywords if other is not word])
            yield f"no {word.arg}", ast.unparse(changed), node


def _other_axis(node: ast.AST) -> Iterator[Break]:
    """Things are joined along another axis."""
    if isinstance(node, ast.Call) and _called(node) in _JOINING:
        places = [*node.args[1:2], *(word.value for word in node.keywords if word.arg in ("dim", "axis"))]
        for place in places:
            yield f"axis of {_called(node)}", "0" if ast.unparse(place) != "0" else "1", place


_WAYS: Final = (_another_size, _dropped_call, _swapped, _without_option, _other_axis)


def mutants(path: Path) -> list[Mutant]:
    """Every way in which a program can be broken here, the first first."""
    text = path.read_text(encoding="utf-8")
    found = []
    for node in ast.walk(ast.parse(text)):
        for way in _WAYS:
            for what, put, place in way(node):
                found.append(Mutant(path, what, place.lineno, _replaced(text, place, put)))
    return [one for one in found if one.text != text]


def _replaced(text: str, node: ast.expr, by: str) -> str:
    """The text with other words at a node, and the lines below where they were."""
    lines = text.encode().splitlines(keepends=True)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start, end = node.lineno - 1, node.end_lineno - 1
    before, after = lines[start][: node.col_offset], lines[end][node.end_col_offset :]
    gap = b" \\\n" * (end - start)
    lines[start : end + 1] = [before + b"(" + by.encode() + b")" + gap + after]
    return b"".join(lines).decode()


@dataclass(frozen=True, slots=True)
class Judged:
    """What a run of a mutant did, and what was said of it."""

    mutant: Mutant
    run: Run
    verdict: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.mutant.path.name}:{self.mutant.line}: {self.mutant.what}: {self.run.said}"


def is_apart(run: Run) -> bool:
    """Whether a program raised for a reason that no shape tells."""
    return run.ended == "raised" and (run.own or _VALUES.match(run.said) is not None)


def judge(mutant: Mutant, run: Run) -> Judged:
    """found, missed or elsewhere for one that raises; quiet or false for one that runs."""
    found = [one for one in check_source(mutant.text, str(mutant.path)) if CATALOGUE[one.code].severity == "error"]
    lines = {one.place.line for one in found}
    if run.ended == "ran":
        return Judged(mutant, run, f"FALSE {sorted(lines)}" if found else "quiet")
    if run.ended != "raised":
        return Judged(mutant, run, run.ended)
    return Judged(mutant, run, "found" if lines & set(run.lines) else "elsewhere" if found else "missed")


def chosen(paths: list[Path], each: int | None, seed: int = 0) -> list[Mutant]:
    """Up to `each` mutants of every program, always the same."""
    picked = []
    for path in paths:
        every = mutants(path)
        picked += every if each is None else random.Random(seed).sample(every, min(each, len(every)))
    return picked


@dataclass(frozen=True, slots=True)
class Figures:
    """How many mutants raised because of shapes and how many of them were found at the place; likewise of the rest."""

    raised: int
    found: int
    apart: int
    apart_found: int
    ran: int
    false: int

    @property
    def share(self) -> float:
        """The part that was found of what raised because of shapes."""
        return self.found / max(1, self.raised)

    def __str__(self) -> str:
        return (
            f"Of {self.raised} that raise because of shapes {self.found} are found at the place ({self.share:.1%}), of "
            f"{self.apart} that raise because of values {self.apart_found}; of {self.ran} that run {self.false} get an "
            "error."
        )


def figures(judged: list[Judged]) -> Figures:
    """The figures of some mutants."""
    shapes = [one for one in judged if one.run.ended == "raised" and not is_apart(one.run)]
    apart = [one for one in judged if is_apart(one.run)]
    ran = [one for one in judged if one.run.ended == "ran"]
    false = sum(one.verdict.startswith("FALSE") for one in ran)
    return Figures(len(shapes), _found(shapes), len(apart), _found(apart), len(ran), false)


def _found(judged: list[Judged]) -> int:
    return sum(one.verdict == "found" for one in judged)


def judged_all(every: list[Mutant]) -> Iterator[Judged]:
    """Each mutant run and checked."""
    runs = run_all([(one.path, one.text) for one in every])
    for mutant, run in zip(every, runs, strict=True):
        yield judge(mutant, run)


def main() -> None:
    """Print what was not found, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    judged = []
    for one in judged_all(chosen(options.files, options.each, options.seed)):
        judged.append(one)
        if one.verdict not in ("found", "quiet"):
            print("values:" if is_apart(one.run) else "shapes:", one, flush=True)
    print(figures(judged))


if __name__ == "__main__":
    main()
