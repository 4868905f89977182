"""Random expressions over sizes against plain integers, and against sympy."""

from __future__ import annotations

import operator
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import sympy  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shapelint.sizes import (
    UNKNOWN,
    Dim,
    Size,
    Symbol,
    Unknown,
    assume_at_least,
    assume_at_most,
    assume_equal,
    assume_multiple,
    at_most,
    bounds,
    ceil_div,
    divides,
    equal,
    fingerprint,
    less,
    mark,
    maximum,
    minimum,
    substitute,
    undo,
)

SYMBOLS: dict[str, tuple[Symbol, st.SearchStrategy[int]]] = {
    s.name: (s, values)
    for s, values in (
        (Symbol("a"), st.integers(1, 40)),
        (Symbol("b"), st.integers(1, 40)),
        (Symbol("w", low=2, high=5), st.integers(2, 5)),
        (Symbol("m", multiple_of=8), st.integers(1, 6).map(lambda n: 8 * n)),
        (Symbol("z", low=0), st.integers(0, 9)),
        (Symbol("n", low=None), st.integers(-9, 9)),
    )
}

Env = Mapping[str, int]
environments = st.fixed_dictionaries({name: values for name, (_, values) in SYMBOLS.items()})

BINARY: dict[str, tuple[Callable[[Any, Any], Any], Callable[[int, int], int]]] = {
    "+": (operator.add, operator.add),
    "-": (operator.sub, operator.sub),
    "*": (operator.mul, operator.mul),
    "//": (operator.floordiv, operator.floordiv),
    "%": (operator.mod, operator.mod),
    "min": (minimum, min),
    "max": (maximum, max),
    "ceil": (ceil_div, lambda x, y: -(-x // y)),
}


@dataclass(frozen=True)
class Tree:
    """An expression: a number, the name of a symbol, or an operator on two trees."""

    head: int | str
    sides: tuple[Tree, ...] = ()

    def size(self) -> Size:
        """As a size; raises ZeroDivisionError where plain ints do."""
        if self.sides:
            left, right = (side.size() for side in self.sides)
            found: Size = BINARY[str(self.head)][0](left, right)
            return found
        if isinstance(self.head, int):
            return self.head
        one = SYMBOLS[self.head][0]
        return Dim(((((one, 1),), 1),))

    def value(self, env: Env) -> int:
        """As an int."""
        if self.sides:
            left, right = (side.value(env) for side in self.sides)
            return BINARY[str(self.head)][1](left, right)
        return self.head if isinstance(self.head, int) else env[self.head]

    def __repr__(self) -> str:
        return f"({self.sides[0]} {self.head} {self.sides[1]})" if self.sides else str(self.head)


def trees(operators: str = "+ - * // % min max ceil", leaves: int = 7) -> st.SearchStrategy[Tree]:
    """Expressions with these operators."""
    leaf = st.one_of(st.integers(-9, 9), st.sampled_from([1, 2, 3, 4, 8]), st.sampled_from(sorted(SYMBOLS))).map(Tree)
    names = st.sampled_from(operators.split())
    return st.recursive(
        leaf, lambda inner: st.builds(lambda op, x, y: Tree(op, (x, y)), names, inner, inner), max_leaves=leaves
    )


def concrete(size: Size, env: Env) -> int | Unknown:
    """A size with every symbol replaced by its value."""
    found = substitute(size, {SYMBOLS[name][0]: value for name, value in env.items()})
    assert not isinstance(found, Dim)
    return found


def value_or_skip(tree: Tree, env: Env) -> int:
    try:
        return tree.value(env)
    except ZeroDivisionError:
        assume(False)
        raise


def size_or_skip(tree: Tree) -> Size:
    try:
        return tree.size()
    except ZeroDivisionError:
        assume(False)
        raise


@settings(max_examples=250, deadline=None)
@given(trees(), environments)
def test_an_expression_has_the_value_of_plain_integers(tree: Tree, env: Env) -> None:
    value = value_or_skip(tree, env)
    found = concrete(size_or_skip(tree), env)
    assert found is UNKNOWN or found == value


@settings(max_examples=250, deadline=None)
@given(trees(), environments)
def test_a_value_lies_within_the_bounds(tree: Tree, env: Env) -> None:
    value = value_or_skip(tree, env)
    low, high = bounds(size_or_skip(tree))
    assert low is None or low <= value
    assert high is None or value <= high


@settings(max_examples=250, deadline=None)
@given(trees(leaves=5), trees(leaves=5), environments)
def test_a_comparison_never_contradicts_the_integers(left: Tree, right: Tree, env: Env) -> None:
    x, y = value_or_skip(left, env), value_or_skip(right, env)
    a, b = size_or_skip(left), size_or_skip(right)
    assert equal(a, b) in (None, x == y)
    assert at_most(a, b) in (None, x <= y)
    assert less(a, b) in (None, x < y)
    assert divides(a, b) in (None, y % x == 0 if x else y == 0)


@settings(max_examples=150, deadline=None)
@given(trees("+ - *", leaves=12), trees("+ - *", leaves=12))
def test_polynomials_are_the_same_exactly_when_sympy_says_so(left: Tree, right: Tree) -> None:
    a, b = left.size(), right.size()
    assume(a is not UNKNOWN and b is not UNKNOWN)
    assert (a == b) == (sympy.expand(as_sympy(left) - as_sympy(right)) == 0)


def as_sympy(tree: Tree) -> sympy.Expr:
    if tree.sides:
        x, y = map(as_sympy, tree.sides)
        return {"+": x + y, "-": x - y, "*": x * y}[str(tree.head)]
    return sympy.Integer(tree.head) if isinstance(tree.head, int) else sympy.Symbol(tree.head, integer=True)


@settings(max_examples=150, deadline=None)
@given(trees(), st.dictionaries(st.sampled_from(sorted(SYMBOLS)), trees(leaves=3)), environments)
def test_substitution_is_evaluation_in_steps(tree: Tree, inner: dict[str, Tree], env: Env) -> None:
    inside = {name: value_or_skip(t, env) for name, t in inner.items()}
    ranges = {name: bounds(Dim(((((SYMBOLS[name][0], 1),), 1),))) for name in inner}
    for name, (low, high) in ranges.items():
        assume((low is None or inside[name] >= low) and (high is None or inside[name] <= high))
        assume(inside[name] % SYMBOLS[name][0].multiple_of == 0)
    value = value_or_skip(tree, {**env, **inside})
    size = size_or_skip(tree)
    replaced = substitute(size, {SYMBOLS[name][0]: size_or_skip(t) for name, t in inner.items()})
    found = concrete(replaced, env)
    assert found is UNKNOWN or found == value


@settings(max_examples=150, deadline=None)
@given(trees(), environments)
def test_the_text_is_python_for_the_size(tree: Tree, env: Env) -> None:
    value = value_or_skip(tree, env)
    size = size_or_skip(tree)
    assume(size is not UNKNOWN)
    with suppress(ZeroDivisionError):
        assert eval(str(size), {"min": min, "max": max}, dict(env)) == value


@given(trees())
def test_sizes_survive_pickling(tree: Tree) -> None:
    size = size_or_skip(tree)
    back = pickle.loads(pickle.dumps(size))
    assert back == size
    assert hash(back) == hash(size)
    assert str(back) == str(size)


@given(trees())
def test_a_size_equals_itself(tree: Tree) -> None:
    size = size_or_skip(tree)
    assert equal(size, size) is (None if size is UNKNOWN else True)


@contextmanager
def facts_about(statements: list[tuple[Tree, Tree]], env: Env) -> Iterator[None]:
    """Assume of each pair of expressions whatever holds of their values."""
    here = mark()
    try:
        for left, right in statements:
            x, y = value_or_skip(left, env), value_or_skip(right, env)
            a, b = size_or_skip(left), size_or_skip(right)
            if x == y:
                assume_equal(a, b)
            elif x % 3 == 0:
                assume_equal(a, x)
            elif y > 0 and x % y == 0:
                assume_multiple(a, b)
            elif x > y:
                assume_at_least(a, b)
            else:
                assume_at_most(a, b)
        yield
    finally:
        undo(here)


statements = st.lists(st.tuples(trees(leaves=3), trees(leaves=3)), min_size=1, max_size=4)


@settings(max_examples=150, deadline=None)
@given(statements, trees(leaves=4), trees(leaves=4), environments)
def test_facts_that_hold_never_make_an_answer_wrong(
    stated: list[tuple[Tree, Tree]], left: Tree, right: Tree, env: Env
) -> None:
    x, y = value_or_skip(left, env), value_or_skip(right, env)
    with facts_about(stated, env):
        a, b = size_or_skip(left), size_or_skip(right)
        low, high = bounds(a)
        assert low is None or low <= x
        assert high is None or x <= high
        assert equal(a, b) in (None, x == y)
        assert at_most(a, b) in (None, x <= y)
        assert divides(a, b) in (None, y % x == 0 if x else y == 0)
        found = concrete(a, env)
        assert found is UNKNOWN or found == x
    assert fingerprint() == ()


@settings(max_examples=150, deadline=None)
@given(statements, trees(leaves=4), trees(leaves=4), environments)
def test_facts_taken_back_leave_nothing_behind(
    stated: list[tuple[Tree, Tree]], left: Tree, right: Tree, env: Env
) -> None:
    a, b = size_or_skip(left), size_or_skip(right)
    before = equal(a, b), at_most(a, b), divides(a, b), bounds(a)
    with facts_about(stated, env):
        equal(a, b), bounds(a)
    assert (equal(a, b), at_most(a, b), divides(a, b), bounds(a)) == before
