"""Whatever fix a rule suggests in an example can be put into the call, and makes it one that the rules accept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from shapelint.api import check_source
from shapelint.confirm.concrete import concrete
from shapelint.confirm.examples import Example, examples_of
from shapelint.confirm.expressions import run
from shapelint.confirm.fixes import fixed, passes
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import spellings
from shapelint.findings.witness import Witness
from shapelint.rules.fixes import Fix
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import everything, find

IMPORTS = "import torch, keras, numpy, einops\nimport tensorflow as tf\n"
ZEROS = {"torch": "torch.zeros", "numpy": "numpy.zeros", "keras": "keras.ops.zeros", "tf": "tf.zeros"}
DTYPES = {"ints": "torch.long", "bools": "torch.bool", "complexes": "torch.complex64"}
# What does not stand by itself: a function that is given to a method, objects that are no layers.
ALONE = frozenset({"torch.Tensor.map_", "torch.Tensor.map2_", "torch.distributions.Distribution.sample"})


class Written(ast.NodeTransformer):
    """An example as a program has it: tensors for lists of sizes, full names."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def visit_List(self, node: ast.List) -> ast.AST:
        if all(isinstance(each, ast.Constant) and type(each.value) is int for each in node.elts):
            return self.tensor(node.elts, "")
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id in DTYPES:
            sizes = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return self.tensor(sizes, f", dtype={DTYPES[node.value.id]}")
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        known = (full for full in spellings(self.rule, node.id) if find(full) is not None)
        return ast.parse(next(known, node.id), mode="eval").body

    def tensor(self, sizes: list[ast.expr], more: str) -> ast.AST:
        shape = "".join(f"{ast.unparse(size)}, " for size in sizes)
        return ast.parse(f"{ZEROS[self.rule.family]}(({shape}){more})", mode="eval").body


def suggestion(rule: Rule, example: Example) -> Fix | None:
    try:
        run(Ours(rule), example.setup, example.source)
    except Mismatch as mismatch:
        return mismatch.fix
    except Exception:  # of another kind than the one that is looked for
        return None
    return None


def suggestions(library: str) -> Iterator[tuple[Rule, Example]]:
    for rule in everything():
        if rule.name.startswith(library) and rule.name not in ALONE and rule.family in ZEROS:
            for example in examples_of(rule):
                found = suggestion(rule, example) if example.code is not None else None
                if found is not None and found.edits:
                    yield rule, example


@pytest.mark.parametrize(("library", "least"), [("torch.", 100), ("numpy.", 15), ("keras.", 15), ("tf.", 10)])
def test_the_fix_passes(library: str, least: int) -> None:
    tried, problems = 0, []
    for rule, example in suggestions(library):
        lines = (ast.unparse(Written(rule).visit(ast.parse(text))) for text in (*example.setup, example.source))
        for finding in check_source(IMPORTS + "\n".join(lines), witnesses=True):
            if finding.code != example.code or not finding.edits or not isinstance(finding.witness, Witness):
                continue
            tried += 1
            plain = concrete(finding.witness, finding.code)
            whole = isinstance(plain, Witness) and len(list(fixed(plain))) == len(finding.edits)
            if not whole or not passes(plain, finding.code):
                problems.append(f"{rule.name}: {example}: {finding.help}")
    assert problems == []
    assert tried >= least
