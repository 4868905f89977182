"""Random calls made from a rule's own examples: sizes, ranks, axes and arguments are changed.

An example knows what a sensible call looks like; changing a size everywhere at once mostly keeps it one, changing it in
one place mostly does not, so that some of what is drawn fits and some does not.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Final

from shapelint.confirm.examples import Example, examples_of
from shapelint.rules.form import Param, Rule

SIZES: Final = (1, 1, 2, 3, 4, 5, 6, 7, 8, 11, 13)
_KINDS: Final = frozenset({"ints", "bools", "floats", "complexes"})
_MOST_AXES: Final = 5
_MOST_ELEMENTS: Final = 40_000
# Values for arguments that an example leaves out, by the framework's name for them.
_AXES: Final = (-3, -2, -1, 0, 1, 2, 3)
_POOL: Final[dict[str, tuple[object, ...]]] = {
    "dim": _AXES,
    "axis": _AXES,
    "reduction": ("none", "mean", "sum"),
    "padding_mode": ("zeros", "reflect", "circular", "replicate"),
    "stride": (1, 2, 3),
    "padding": (0, 1, 2),
    "dilation": (1, 2),
    "n": (1, 2, 5, 8),
    "weights": (),
    "correction": (0, 1),
    "diagonal": (-2, -1, 0, 1, 2),
    "offset": (-2, -1, 0, 1, 2),
    "mode": (),
    "p": (1, 2),
}
# Arguments that say where and how numbers are held, or what may go wrong when they are: nothing about a shape.
_NO_SHAPE: Final = frozenset(
    [
        "out",
        "dtype",
        "device",
        "requires_grad",
        "pin_memory",
        "inplace",
        "layout",
        "generator",
        "memory_format",
        "sparse",
    ]
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A call in both worlds' words: the statements before it, and the expression."""

    setup: tuple[str, ...]
    source: str

    @property
    def example(self) -> Example:
        """As an example of which nothing is expected."""
        return Example(self.source, self.setup, None, "", None)

    def __str__(self) -> str:
        return "; ".join((*self.setup, self.source))


class _Plain(ast.NodeTransformer):
    """Negative numbers as one node, `ints[2]` as `ints[2,]`."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        negative = isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant)
        return ast.Constant(-node.operand.value) if negative else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id in _KINDS and not isinstance(node.slice, ast.Tuple):
            node.slice = ast.Tuple([node.slice], ast.Load())
        return node


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


class Call:
    """An example as trees that can be changed."""

    def __init__(self, rule: Rule, example: Example) -> None:
        self.rule = rule
        self.body = [_Plain().visit(ast.parse(text).body[0]) for text in (*example.setup, example.source)]

    def nodes(self) -> Iterator[ast.AST]:
        """Every node of it."""
        for statement in self.body:
            yield from ast.walk(statement)

    def shapes(self) -> list[list[ast.expr]]:
        """The sizes of every tensor, each a list that may be changed."""
        found: list[list[ast.expr]] = []
        for node in self.nodes():
            if isinstance(node, ast.List) and all(map(_is_number, node.elts)):
                found.append(node.elts)
            elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _KINDS:
                found.append(node.slice.elts)  # type: ignore[attr-defined]
        return found

    def numbers(self) -> list[ast.Constant]:
        """The numbers that are no sizes of a tensor."""
        sizes = {id(entry) for shape in self.shapes() for entry in shape}
        numbers = [node for node in self.nodes() if isinstance(node, ast.Constant) and _is_number(node)]
        return [node for node in numbers if id(node) not in sizes]

    def calls(self) -> list[ast.Call]:
        """The calls of the rule itself."""
        shorts = {name.rpartition(".")[2] for name in self.rule.names}
        found = [node for node in self.nodes() if isinstance(node, ast.Call)]
        return [node for node in found if last_name(node.func) in shorts]

    def drawn(self) -> Drawn:
        """As text."""
        *setup, last = [ast.unparse(ast.fix_missing_locations(statement)) for statement in self.body]
        return Drawn(tuple(setup), last)

    def fits(self) -> bool:
        """Whether it stays small enough to be run."""
        for shape in self.shapes():
            product = 1
            for entry in shape:
                product *= max(1, entry.value) if isinstance(entry, ast.Constant) else 1
            if product > _MOST_ELEMENTS or len(shape) > _MOST_AXES + 1:
                return False
        return True


def last_name(node: ast.expr) -> str:
    """`view` of `x.view`, `relu` of `relu`."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


Change = Callable[[Call, Random], None]


def another_size(rng: Random, old: int) -> int:
    """A size near the old one, or any small one."""
    near = [max(1, old - 1), old + 1, max(1, old // 2), min(2 * old, 64)]
    return rng.choice((*near, *SIZES))


def size_everywhere(call: Call, rng: Random) -> None:
    """One size becomes another wherever it stands, in arguments too (mostly)."""
    shapes = [entry for shape in call.shapes() for entry in shape]
    if not shapes:
        return
    entries = [*shapes, *(call.numbers() if rng.random() < 0.8 else ())]
    old = rng.choice(shapes).value  # type: ignore[attr-defined]
    new = another_size(rng, old)
    for entry in entries:
        if entry.value == old:  # type: ignore[attr-defined]
            entry.value = new  # type: ignore[attr-defined]


def size_here(call: Call, rng: Random) -> None:
    """One size of one tensor."""
    shapes = [entry for shape in call.shapes() for entry in shape]
    if shapes:
        entry = rng.choice(shapes)
        entry.value = another_size(rng, entry.value)  # type: ignore[attr-defined]


def size_to_one(call: Call, rng: Random) -> None:
    """One size of one tensor becomes 1."""
    shapes = [entry for shape in call.shapes() for entry in shape]
    if shapes:
        rng.choice(shapes).value = 1  # type: ignore[attr-defined]


def axis_more(call: Call, rng: Random) -> None:
    """An axis more, of one tensor or of all, in front or anywhere."""
    shapes = call.shapes()
    if not shapes:
        return
    chosen = shapes if rng.random() < 0.6 else [rng.choice(shapes)]
    size = rng.choice(SIZES)
    front = rng.random() < 0.6
    for shape in chosen:
        if len(shape) < _MOST_AXES:
            shape.insert(0 if front else rng.randint(0, len(shape)), ast.Constant(size))


def axis_less(call: Call, rng: Random) -> None:
    """An axis less, of one tensor or of all."""
    shapes = call.shapes()
    if not shapes:
        return
    chosen = shapes if rng.random() < 0.6 else [rng.choice(shapes)]
    front = rng.random() < 0.6
    for shape in chosen:
        if shape:
            del shape[0 if front else rng.randrange(len(shape))]


def other_shape(call: Call, rng: Random) -> None:
    """One tensor of any shape."""
    shapes = call.shapes()
    if shapes:
        rng.choice(shapes)[:] = [ast.Constant(rng.choice(SIZES[:8])) for _ in range(rng.randint(0, _MOST_AXES))]


def number(call: Call, rng: Random) -> None:
    """One number among the arguments."""
    numbers = call.numbers()
    if numbers:
        node = rng.choice(numbers)
        old = node.value
        assert isinstance(old, int)
        node.value = rng.choice((old + 1, old - 1, -old, rng.randint(-3, 6), rng.randint(0, 4)))


def flag(call: Call, rng: Random) -> None:
    """One truth value among the arguments, the other way round."""
    flags = [node for node in call.nodes() if isinstance(node, ast.Constant) and isinstance(node.value, bool)]
    if flags:
        node = rng.choice(flags)
        node.value = not node.value


def tuple_length(call: Call, rng: Random) -> None:
    """A tuple of numbers, one longer or shorter."""
    rows = [
        node for node in call.nodes() if isinstance(node, ast.Tuple) and node.elts and all(map(_is_number, node.elts))
    ]
    rows = [node for node in rows if all(node.elts is not shape for shape in call.shapes())]
    if not rows:
        return
    row = rng.choice(rows)
    if rng.random() < 0.5 and len(row.elts) > 1:
        del row.elts[rng.randrange(len(row.elts))]
    else:
        row.elts.insert(rng.randint(0, len(row.elts)), ast.Constant(rng.randint(0, 4)))


def argument(call: Call, rng: Random) -> None:
    """An argument that the example leaves out."""
    calls = call.calls()
    if not calls:
        return
    node = rng.choice(calls)
    if any(isinstance(entry, ast.Starred) for entry in node.args):
        return
    named = {keyword.arg for keyword in node.keywords}
    attribute = isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name)
    method = call.rule.kind == "op" and attribute
    places = [param for param in call.rule.params if param.kind != "star"]
    free = [param for param in places[len(node.args) + method :] if param.name not in named | _NO_SHAPE]
    options = [(param, values) for param in free if (values := values_for(param))]
    if options:
        param, values = rng.choice(options)
        node.keywords.append(ast.keyword(param.name, ast.Constant(rng.choice(values))))  # type: ignore[arg-type]


def values_for(param: Param) -> tuple[object, ...]:
    """What can be tried for a parameter, by its name or its default."""
    if param.kind == "double_star":
        return ()
    if param.name in _POOL:
        return _POOL[param.name]
    if isinstance(param.default, bool):
        return (not param.default,)
    if type(param.default) is int:
        return (param.default + 1, max(0, param.default - 1), 2, 3)
    return ()


# How often each change is made.
_CHANGES: Final[tuple[tuple[Change, int], ...]] = (
    (size_everywhere, 6),
    (size_here, 3),
    (size_to_one, 2),
    (axis_more, 2),
    (axis_less, 2),
    (other_shape, 1),
    (number, 3),
    (flag, 2),
    (tuple_length, 1),
    (argument, 3),
)
_WEIGHTS: Final = [weight for _, weight in _CHANGES]


def real_examples(rule: Rule) -> list[Example]:
    """The examples that speak of numbers alone: symbols and unknown sizes mean nothing to a framework."""
    found = []
    for example in examples_of(rule):
        call = Call(rule, example)
        lists = [node for node in call.nodes() if isinstance(node, ast.List)]
        names = {inner.id for node in lists for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        entries = [entry for node in lists for entry in node.elts]
        holes = [entry for entry in entries if isinstance(entry, ast.Constant) and entry.value is None]
        if not holes and not any(name.isupper() and len(name) < 3 for name in names):
            found.append(example)
    return found


def draws(rule: Rule, count: int, seed: int) -> Iterator[Drawn]:
    """So many calls, always the same for the same seed."""
    examples = real_examples(rule)
    if not examples:
        return
    rng = Random(f"{rule.name} {seed}")
    for _ in range(count):
        call = Call(rule, rng.choice(examples))
        for change in rng.choices([change for change, _ in _CHANGES], _WEIGHTS, k=rng.randint(1, 4)):
            before = deepcopy(call.body)
            change(call, rng)
            if not call.fits():
                call.body = before
        yield call.drawn()
