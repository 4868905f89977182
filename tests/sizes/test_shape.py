"""Shapes against NumPy: with numbers, and with symbols that numbers are put in for afterwards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from shapelint.sizes import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Clash,
    Dim,
    Misfit,
    Shape,
    Size,
    Symbol,
    between,
    broadcast,
    equal,
    fresh,
    reshape,
    shape,
    slice_size,
    substitute,
    symbol,
    window,
)

NAMES = ("p", "q", "r")
Env = dict[str, int]
environments = st.fixed_dictionaries({name: st.integers(1, 5) for name in NAMES})
sizes = st.one_of(
    st.integers(0, 6),
    st.sampled_from([1, 2, 3]),
    st.just(UNKNOWN),
    st.builds(
        lambda name, times, plus: symbol(name) * times + plus,
        st.sampled_from(NAMES),
        st.integers(1, 2),
        st.integers(0, 2),
    ),
)
abstract = st.builds(lambda dims, open_: Shape(tuple(dims), open_), st.lists(sizes, max_size=4), st.booleans())
rows = st.lists(st.integers(0, 5), max_size=3)


def numbers(env: Env) -> dict[Symbol, Size]:
    return {Symbol(name): value for name, value in env.items()}


def covers(known: Shape, real: Sequence[int], env: Env) -> bool:
    """Whether a shape allows this array."""
    if len(real) < len(known.dims) if known.open else len(real) != len(known.dims):
        return False
    tail = real[len(real) - len(known.dims) :]
    found = [substitute(size, numbers(env)) for size in known.dims]
    return all(size is UNKNOWN or size == n for size, n in zip(found, tail, strict=True))


@st.composite
def instances(draw: st.DrawFn) -> tuple[Shape, tuple[int, ...], Env]:
    """A shape, the sizes of an array that has it, and what the symbols are in it."""
    known, env = draw(abstract), draw(environments)
    found = [substitute(size, numbers(env)) for size in known.dims]
    real = [size if isinstance(size, int) else draw(st.integers(0, 6)) for size in found]
    return known, (*(draw(rows) if known.open else ()), *real), env


@settings(max_examples=250, deadline=None)
@given(st.data(), environments)
def test_broadcasting_is_numpys(data: st.DataObject, env: Env) -> None:
    known, real = [], []
    for _ in range(data.draw(st.integers(1, 3))):
        one, array, inner = data.draw(instances())
        known.append(one.substitute(numbers(inner)))
        real.append(array)
    symbolic = data.draw(abstract.filter(lambda s: not s.open and UNKNOWN not in s.dims))
    known.append(symbolic)
    real.append(tuple(int(str(size)) for size in symbolic.substitute(numbers(env)).dims))
    found = broadcast(*known)
    try:
        expected = np.broadcast_shapes(*real)
    except ValueError:
        return
    assert isinstance(found, Shape)
    assert covers(found, expected, env)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), max_size=4).map(tuple), min_size=1, max_size=4))
def test_broadcasting_numbers_decides_everything(real: list[tuple[int, ...]]) -> None:
    found = broadcast(*(Shape(dims) for dims in real))
    try:
        assert found == Shape(np.broadcast_shapes(*real))
    except ValueError:
        assert isinstance(found, Clash)


@settings(max_examples=250, deadline=None)
@example((shape(4, UNKNOWN), (4, 5), {"p": 1, "q": 1, "r": 1}), [-1, 2])
@given(instances(), st.lists(st.one_of(st.just(-1), sizes), max_size=4))
def test_reshaping_is_numpys(instance: tuple[Shape, tuple[int, ...], Env], target: list[Size]) -> None:
    known, real, env = instance
    wanted = [substitute(size, numbers(env)) for size in target]
    concrete = [size if isinstance(size, int) else 2 for size in wanted]
    try:
        expected = np.empty(real).reshape(concrete).shape
    except ValueError:
        return
    found = reshape(known, target)
    assert isinstance(found, Shape)
    assert covers(found, expected, env)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=3), st.lists(st.integers(-2, 8), max_size=3))
def test_reshaping_numbers_decides_everything(real: list[int], target: list[int]) -> None:
    found = reshape(shape(*real), target)
    assume(-2 not in target)
    try:
        assert found == Shape(np.empty(real).reshape(target).shape)
    except ValueError:
        assert isinstance(found, Misfit)


ends = st.one_of(st.none(), st.integers(-7, 7), st.sampled_from(NAMES), st.sampled_from(NAMES).map("-{}".format))
steps = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(NAMES))


@settings(max_examples=250, deadline=None)
@given(sizes, ends, ends, steps, environments)
def test_slicing_is_pythons(size: Size, lower: object, upper: object, step: object, env: Env) -> None:
    real = substitute(size, numbers(env))
    assume(isinstance(real, int) and step != 0)
    assert isinstance(real, int)
    found = slice_size(size, *(as_size(end) for end in (lower, upper, step)))
    found = substitute(found, numbers(env))
    lower_, upper_, step_ = (as_number(end, env) for end in (lower, upper, step))
    assert found in (UNKNOWN, len(range(real)[lower_:upper_:step_]))


def as_size(end: object) -> Size | None:
    if isinstance(end, str):
        return -symbol(end[1:]) if end.startswith("-") else symbol(end)
    assert end is None or isinstance(end, int)
    return end


def as_number(end: object, env: Env) -> int | None:
    if isinstance(end, str):
        return -env[end[1:]] if end.startswith("-") else env[end]
    assert end is None or isinstance(end, int)
    return end


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 30), st.integers(1, 5), st.integers(1, 4), st.integers(0, 2), st.integers(1, 3), st.booleans())
def test_windows_are_counted_one_by_one(
    n: int, kernel: int, stride: int, padding: int, dilation: int, up: bool
) -> None:
    assume(padding <= kernel // 2)
    reach = dilation * (kernel - 1) + 1
    assume(n + 2 * padding >= reach)
    starts = range(0, n + 2 * padding - reach + 1, stride)
    count = len(starts)
    if up and starts[-1] + reach < n + 2 * padding and starts[-1] + stride < n + padding:
        count += 1
    assert window(n, kernel, stride, padding, dilation, up) == count
    symbolic = window(symbol("p"), kernel, stride, padding, dilation, up)
    assert substitute(symbolic, {Symbol("p"): n}) == count


@settings(max_examples=150, deadline=None)
@given(instances(), st.integers(-5, 5))
def test_axes_are_those_of_an_array(instance: tuple[Shape, tuple[int, ...], Env], axis: int) -> None:
    known, real, env = instance
    has = -len(real) <= axis < len(real)
    assert known.has_axis(axis) in (None, has)
    if known.normal_axis(axis) is not None:
        assert known.normal_axis(axis) == axis % len(real)
    if has:
        assert covers(shape(known.axis(axis)), [real[axis]], env)
        changed, less = list(real), list(real)
        changed[axis] = 3
        del less[axis]
        assert covers(known.replace(axis, 3), changed, env)
        assert covers(known.drop(axis), less, env)
    if -len(real) - 1 <= axis <= len(real):
        more = list(real)
        more.insert(axis if axis >= 0 else len(real) + 1 + axis, 7)
        assert covers(known.insert(axis, 7), more, env)
    count = substitute(known.numel(), numbers(env))
    assert count in (UNKNOWN, int(np.prod(real)))
    if not known.open:
        assert known.rank == len(real)


@settings(max_examples=150, deadline=None)
@given(instances(), abstract)
def test_a_join_allows_what_either_side_allows(instance: tuple[Shape, tuple[int, ...], Env], other: Shape) -> None:
    known, real, env = instance
    assert covers(known.join(other), real, env)
    assert covers(other.join(known), real, env)


B, C, H, T, d = (symbol(name) for name in "BCHTd")
wide = symbol("wide", low=2)


def test_shapes_read_as_the_frameworks_print_them() -> None:
    shapes = [shape(B, 3, H // 2), shape(5), shape(), Shape((3,), True), UNKNOWN_SHAPE, shape(UNKNOWN, 2)]
    assert list(map(str, shapes)) == ["(B, 3, H//2)", "(5,)", "()", "(*?, 3)", "(*?,)", "(?, 2)"]


@pytest.mark.parametrize(
    ("shapes", "result"),
    [
        ([shape(B, T, d), shape(d)], "(B, T, d)"),
        ([shape(B, T, d), shape(1, T, 1)], "(B, T, d)"),
        ([shape(B, 4), shape(T, 4)], "(?, 4)"),
        ([shape(B, 4), shape(8, 4)], "(8, 4)"),
        ([shape(UNKNOWN, 4), shape(8, 1)], "(8, 4)"),
        ([Shape((4,), True), shape(8, 1)], "(*?, 8, 4)"),
        ([Shape((4,), True), shape(B, 1)], "(*?, ?, 4)"),
        ([shape(4 * wide), shape(wide)], "Clash(axis_from_end=-1, sizes=(4*wide, wide))"),
        ([shape(4 * d), shape(d)], "(4*d,)"),
        ([shape(B, 2 * H), shape(2 * H + 1)], "Clash(axis_from_end=-1, sizes=(2*H, 2*H+1))"),
        ([shape(B, 3), shape(2), shape()], "Clash(axis_from_end=-1, sizes=(3, 2))"),
        ([], "()"),
    ],
)
def test_broadcasting_with_symbols(shapes: list[Shape], result: str) -> None:
    assert str(broadcast(*shapes)) == result


@pytest.mark.parametrize(
    ("known", "target", "result"),
    [
        (shape(B, C, H, H), (B, -1), "(B, C*H**2)"),
        (shape(B, T, 768), (B, T, 12, 64), "(B, T, 12, 64)"),
        (shape(B, T, 768), (B, T, 12, -1), "(B, T, 12, 64)"),
        (shape(B, 784), (-1, 28, 28, 1), "(B, 28, 28, 1)"),
        (shape(B, 16, 5, 5), (-1, 400), "(B, 400)"),
        (shape(B, 16, 5, 5), (B, 256), "size"),
        (shape(UNKNOWN, 5), (3, 7), "divide"),
        (shape(UNKNOWN, 5), (-1, 7), "(?, 7)"),
        (shape(6, 5), (-1, 7), "divide"),
        (shape(6, 5), (-1, -1), "two"),
        (shape(6, 5), (-2, 15), "negative"),
        (shape(B, 5), (B, UNKNOWN), "(B, 5)"),
        (UNKNOWN_SHAPE, (B, -1), "(B, ?)"),
        (shape(), (), "()"),
        (shape(), (1, 1), "(1, 1)"),
        (shape(0), (-1, 0), "divide"),
    ],
)
def test_reshaping_with_symbols(known: Shape, target: tuple[Size, ...], result: str) -> None:
    found = reshape(known, target)
    assert (found.kind if isinstance(found, Misfit) else str(found)) == result


def test_slicing_with_symbols() -> None:
    assert slice_size(T, 1, None) == slice_size(T, None, -1) == T - 1
    assert slice_size(T, -1, None) == slice_size(T, None, 1) == 1
    assert slice_size(T, None, None, -1) == T
    assert str(slice_size(T, None, None, 2)) == "(T+1)//2"
    assert str(slice_size(T, 1, None, 2)) == "T//2"
    assert equal(slice_size(T + 8, None, T), T) is True
    assert slice_size(3 * d, d, 2 * d) == d
    assert slice_size(T, -d, None) == slice_size(T, None, d)
    assert slice_size(UNKNOWN, None, 3) is slice_size(T, UNKNOWN, None) is UNKNOWN
    assert slice_size(UNKNOWN, None, None) is UNKNOWN


@given(
    short=st.integers(-3, 8),
    low=st.integers(0, 2),
    step=st.integers(1, 3),
    lower=st.integers(-2, 6),
    upper=st.one_of(st.none(), st.integers(-2, 9)),
    length=st.integers(0, 12),
    data=st.data(),
)
def test_slicing_at_a_place_between_ends(
    short: int, low: int, step: int, lower: int, upper: int | None, length: int, data: st.DataObject
) -> None:
    assume(low <= length - short)
    n = fresh("n", 0)
    i = between("i", low, n - short)
    begin, end = step * i + lower, None if upper is None else step * i + upper
    found = slice_size(n, begin, end)
    numbers: dict[Symbol, Size] = {n.as_symbol(): length, i.as_symbol(): data.draw(st.integers(low, length - short))}  # type: ignore[dict-item]
    if isinstance(found, int | Dim):
        ends = [end if end is None else substitute(end, numbers) for end in (begin, end)]
        assert substitute(found, numbers) == len(range(length)[slice(*ends)])


def test_windows_at_a_place_between_ends_have_their_length() -> None:
    n = fresh("n", 0)
    i = between("i", 0, n - 9)
    assert slice_size(n, i, i + 8) == slice_size(n, i + 1, i + 9) == 8
    assert slice_size(n, i, i + 10) not in (8, 9, 10)
    j = between("j", i, n)
    assert slice_size(n, i, j) == j - i
