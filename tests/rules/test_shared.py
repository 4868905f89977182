"""The functions that the families of rules share: what is certain stays certain when less is known."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import (
    assignment,
    axes,
    einstein,
    elementwise,
    indexing,
    joining,
    products,
    reductions,
    reshaping,
    windows,
)
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.dtypes import dtype_kind, promoted
from shapelint.rules.values import UNKNOWN, External, Flow, Gates, ListValue, Many, Site, SliceOf, Tensor
from shapelint.sizes import Shape, equal, symbol

B, N = symbol("B"), symbol("N")


def shape(*dims: Any) -> Shape:
    return Shape(dims)


def code_of(action: Callable[[], Any]) -> str:
    with pytest.raises(Mismatch) as caught:
        action()
    assert caught.value.message
    return caught.value.code


# --- forgetting: what a function says of shapes with gaps must hold of every shape that they can be ---


def sizes(draw: random.Random, most: int = 4, least: int = 0, largest: int = 3) -> tuple[int, ...]:
    return tuple(draw.randint(1, largest) for _ in range(draw.randint(least, most)))


def forgotten(draw: random.Random, whole: Shape) -> Shape:
    """The same shape with some sizes, or the first axes, not known."""
    dims = tuple(UNKNOWN if draw.random() < 0.3 else size for size in whole.dims)
    if draw.random() < 0.3:
        return Shape(dims[draw.randint(0, len(dims)) :], True)
    return Shape(dims)


def covers(vague: Shape, exact: Shape) -> bool:
    if not vague.open and len(vague.dims) != len(exact.dims):
        return False
    if len(vague.dims) > len(exact.dims):
        return False
    behind = exact.dims[len(exact.dims) - len(vague.dims) :]
    return all(equal(a, b) is not False for a, b in zip(vague.dims, behind, strict=True))


Case = tuple[list[tuple[int, ...]], Callable[..., Shape]]


def _broadcast(draw: random.Random) -> Case:
    return [sizes(draw), sizes(draw), sizes(draw, 1)], elementwise.broadcasted


def _matmul(draw: random.Random) -> Case:
    return [sizes(draw), sizes(draw)], products.matmul


def _dot(draw: random.Random) -> Case:
    return [sizes(draw, 3), sizes(draw, 3)], products.dot


def _inner(draw: random.Random) -> Case:
    return [sizes(draw, 3), sizes(draw, 3)], products.inner


def _tensordot(draw: random.Random) -> Case:
    count = draw.randint(0, 2)
    return [sizes(draw, 3), sizes(draw, 3)], lambda a, b: products.tensordot(a, b, count)


def _einsum(draw: random.Random) -> Case:
    equation = draw.choice(["ij,jk->ik", "...i,ij->...j", "bi,ij,bj->b", "ii", "ij...,jk->...ik", "ab,ab"])
    count = equation.count(",") + 1
    return [sizes(draw, 3) for _ in range(count)], lambda *row: einstein.einsum(equation, row)


def _concatenated(draw: random.Random) -> Case:
    first = sizes(draw, 3, 1)
    second = tuple(size + (draw.random() < 0.2) for size in first)
    axis = draw.randint(-3, 3)
    return [first, second, first], lambda *row: joining.concatenated(row, axis)


def _stacked(draw: random.Random) -> Case:
    first = sizes(draw, 3)
    second = tuple(size + (draw.random() < 0.1) for size in first)
    axis = draw.randint(-3, 3)
    return [first, second], lambda *row: joining.stacked(row, axis)


def _reduced(draw: random.Random) -> Case:
    axis = draw.choice([None, draw.randint(-4, 3), (0, -1), (-2, 1)])
    keep = draw.random() < 0.5
    return [sizes(draw)], lambda x: reductions.reduced(x, axis, keep)


def _swapped(draw: random.Random) -> Case:
    first, second = draw.randint(-4, 3), draw.randint(-4, 3)
    return [sizes(draw)], lambda x: axes.swapped(x, first, second)


def _permuted(draw: random.Random) -> Case:
    order = tuple(draw.sample(range(4), draw.randint(0, 4)))
    return [sizes(draw)], lambda x: axes.permuted(x, order)


def _squeezed(draw: random.Random) -> Case:
    axis, strict = draw.choice([None, draw.randint(-3, 3)]), draw.random() < 0.5
    return [sizes(draw, largest=2)], lambda x: axes.squeezed(x, axis, strict)


def _expanded(draw: random.Random) -> Case:
    axis = draw.choice([draw.randint(-4, 4), (0, -1)])
    return [sizes(draw)], lambda x: axes.expanded(x, axis)


def _flattened(draw: random.Random) -> Case:
    start, end = draw.randint(-3, 2), draw.randint(-3, 2)
    return [sizes(draw)], lambda x: axes.flattened(x, start, end)


def _moved(draw: random.Random) -> Case:
    source, target = draw.randint(-3, 3), draw.randint(-3, 3)
    return [sizes(draw)], lambda x: axes.moved(x, source, target)


def _reshaped(draw: random.Random) -> Case:
    target = tuple(draw.choice([-1, 1, 2, 3, 4, 6]) for _ in range(draw.randint(0, 3)))
    return [sizes(draw)], lambda x: reshaping.reshaped(x, target)


def _indexed(draw: random.Random) -> Case:
    def item() -> Any:
        ends = draw.choice([None, 0, 1, -1]), draw.choice([None, 2, -1])
        return draw.choice(
            [0, -1, 1, None, Ellipsis, SliceOf(*ends, draw.choice([None, 2])), Tensor(shape(2), "torch", "int")]
        )

    index, family = tuple(item() for _ in range(draw.randint(1, 3))), draw.choice(["torch", "numpy"])
    return [sizes(draw)], lambda x: indexing.indexed(Tensor(x, family), index)


CASES = [
    _broadcast, _matmul, _dot, _inner, _tensordot, _einsum, _concatenated, _stacked, _reduced, _swapped, _permuted,
    _squeezed, _expanded, _flattened, _moved, _reshaped, _indexed,
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__.strip("_"))
def test_forgetting(case: Callable[[random.Random], Case]) -> None:
    draw = random.Random(case.__name__)
    accepted = 0
    for _ in range(400):
        rows, function = case(draw)
        exact = [Shape(row) for row in rows]
        try:
            result = function(*exact)
        except Mismatch:
            continue
        accepted += 1
        for _ in range(4):
            vague = [forgotten(draw, each) for each in exact]
            found = function(*vague)
            assert covers(found, result), f"{exact} gives {result}, {vague} gives {found}"
    assert accepted > 20


# --- single facts ---


def test_broadcasting_names_both_sides() -> None:
    with pytest.raises(Mismatch) as caught:
        elementwise.broadcasted(Tensor(shape(8, 288)), Tensor(shape(8, 96)))
    assert caught.value.code == "SHP301"
    assert caught.value.message == "(8, 288) and (8, 96) do not broadcast: 288 meets 96 on axis -1"


def test_broadcasting_advises_a_last_axis() -> None:
    with pytest.raises(Mismatch) as caught:
        elementwise.broadcasted(shape(5), shape(5, 3))
    assert caught.value.help == "a new last axis, (5, 1), would fit"


def test_gates() -> None:
    weight = Flow("GRU.weight_ih_l0", shape(288, 96), Site("a.py", 1), role=Gates(3, 96))
    product = Tensor(shape(8, 288), flow=Flow("__matmul__", shape(8, 288), Site("a.py", 2), (weight,)))
    with pytest.raises(Mismatch) as caught:
        elementwise.broadcasted(product, Tensor(shape(8, 96)))
    assert caught.value.code == "SHP602"
    assert "3 gates of 96 rows" in caught.value.message
    assert code_of(lambda: elementwise.broadcasted(product, Tensor(shape(8, 95)))) == "SHP301"


def test_symbols_stay() -> None:
    assert products.matmul(shape(B, 7, 3), shape(3, 5)) == shape(B, 7, 5)
    assert joining.concatenated((shape(B, 3), shape(B, 4)), 1) == shape(B, 7)
    assert joining.stacked(ListValue(Many(Tensor(shape(3)), N)), 0) == shape(N, 3)
    assert reshaping.reshaped(shape(B, 28, 28), (-1, 784)) == shape(B, 784)
    assert code_of(lambda: products.matmul(shape(B, 3), shape(4, 5))) == "SHP302"
    assert code_of(lambda: joining.concatenated((shape(B, 3), shape(B + 1, 3)), 1)) == "SHP303"


def test_legacy_empty() -> None:
    assert joining.concatenated((shape(0), shape(1, 512)), 0, legacy_empty=True) == shape(1, 512)
    assert code_of(lambda: joining.concatenated((shape(0), shape(1, 512)), 0)) == "SHP303"


def test_reshape_names_what_fits() -> None:
    with pytest.raises(Mismatch) as caught:
        reshaping.reshaped(shape(50, 784), (-1, 28, 29, 1))
    assert caught.value.help == "(-1, 28, 28, 1) would fit"


def test_contraction_names_the_transpose() -> None:
    with pytest.raises(Mismatch) as caught:
        products.matmul(shape(2, 3), shape(4, 3))
    assert caught.value.help == "the right side with its last two axes exchanged, (3, 4), fits"


def test_contraction_with_the_batch_at_the_back() -> None:
    with pytest.raises(Mismatch) as caught:
        products.dot(shape(BATCH, 8, 200), shape(200, 10, BATCH))
    assert "put the batch last" in str(caught.value.help)


def test_ints_between_rows_of_indices() -> None:
    row = ListValue((0, 1))
    index = (0, SliceOf(None, None, None), row)
    assert indexing.indexed(Tensor(shape(2, 3, 4), "torch"), index) == shape(3, 2)
    assert indexing.indexed(Tensor(shape(2, 3, 4), "numpy"), index) == shape(2, 3)


def test_masks() -> None:
    x = Tensor(shape(4, 5, 3))
    chosen = indexing.indexed(x, Tensor(shape(4, 5), dtype="bool"))
    assert chosen.dims[1:] == (3,)
    assert not isinstance(chosen.dims[0], int)
    either = indexing.indexed(x, Tensor(shape(4), dtype=None))  # a mask, or a row of indices
    assert either.dims[1:] == (5, 3)
    assert not isinstance(either.dims[0], int)
    assert indexing.indexed(x, Tensor(shape(4, 5), dtype=None)) == Shape((), True)
    assert code_of(lambda: indexing.indexed(x, Tensor(shape(4, 6), dtype="bool"))) == "SHP506"


def test_assignment() -> None:
    x = Tensor(shape(4, 5))
    assignment.check_assignment(x, 0, shape(1, 5))
    assignment.check_assignment(x, 0, shape(N))
    assert code_of(lambda: assignment.check_assignment(x, 0, shape(4))) == "SHP301"
    assert code_of(lambda: assignment.check_assignment(x, 0, shape(2, 5))) == "SHP301"


def test_windows() -> None:
    assert windows.windows((64, N), 3, 2, 1) == (32, (N + 1) // 2)
    assert windows.windows((5,), 2, 2, ceil=True) == (3,)
    assert windows.named_windows((10, 7), (3, 2), 2, "SAME") == (5, 4)
    assert windows.named_windows((10,), 3, 1, UNKNOWN) == (UNKNOWN,)
    assert windows.unwindowed((5,), 4, 2, 1) == (10,)
    assert windows.named_unwindowed((5,), 3, 2, "valid") == (11,)
    assert code_of(lambda: windows.windows((3,), 5)) == "SHP503"


def test_dtypes() -> None:
    assert [dtype_kind(name) for name in ("float32", "uint8", "<i8", "bool", "complex64", "object", "str")] == [
        "float", "int", "int", "bool", "complex", "object", None,
    ]  # fmt: skip
    assert dtype_kind(External("torch.bfloat16")) == "float"
    assert promoted(1, 2.0) == "float"
    assert promoted(1, 2, division=True) == "float"
    assert promoted(1, UNKNOWN) is None
