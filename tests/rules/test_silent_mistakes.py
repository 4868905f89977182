"""What runs and does what nobody means: told only where nothing else can be meant."""

from __future__ import annotations

from typing import Any

import pytest

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import losses
from shapelint.rules.shared.batch import BATCH, mixed
from shapelint.rules.shared.pairing import check_scores
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.samples import batch_reshaped
from shapelint.rules.values import Flow, Site, Tensor
from shapelint.sizes import Shape, symbol

B, N = symbol("B"), symbol("N")


def shape(*dims: Any) -> Shape:
    return Shape(dims)


class Notes:
    """A machine that notes what is reported."""

    site = None

    def __init__(self) -> None:
        self.reports: list[Mismatch] = []

    def report(self, mismatch: Mismatch) -> None:
        self.reports.append(mismatch)

    @property
    def codes(self) -> list[str]:
        return [mismatch.code for mismatch in self.reports]


def step(what: str, *parents: Flow, dims: tuple[Any, ...], at: int) -> Flow:
    return Flow(what, Shape(dims), Site("a.py", at), parents)


def squared(left: Flow, right: Flow, result: tuple[Any, ...]) -> Tensor:
    difference = step("__sub__", left, right, dims=result, at=90)
    return Tensor(Shape(result), "numpy", flow=step("square", difference, dims=result, at=91))


def network(count: int = 2, width: int = 1) -> Flow:
    flow = step("randn", dims=(4, 2), at=1)
    for layer in range(count):
        flow = step("dot", flow, dims=(4, width if layer == count - 1 else 30), at=10 + layer)
    return flow


def test_prediction_narrower_than_target() -> None:
    notes = Notes()
    check_loss(squared(network(), step("randn", dims=(4, 2), at=2), (4, 2)), notes)
    assert notes.codes == ["SHP305"]
    assert notes.reports[0].site == Site("a.py", 90)
    assert notes.reports[0].message == "(4, 1) minus (4, 2) broadcasts to (4, 2), which the loss then sums over"


def test_column_against_row() -> None:
    notes = Notes()
    check_loss(squared(network(1), step("dot", dims=(4,), at=2), (4, 4)), notes)
    assert notes.codes == ["SHP305"]


@pytest.mark.parametrize(
    "pair",
    [
        (network(width=2), step("randn", dims=(4, 2), at=2)),
        (network(1), step("randn", dims=(4, 2), at=2)),
        (network(), network()),
        (step("mean", network(), dims=(4, 1), at=20), step("randn", dims=(4, 2), at=2)),
        (step("__getitem__", step("randn", dims=(4,), at=1), dims=(4, 1), at=3), step("randn", dims=(4,), at=2)),
        (network(), step("randn", dims=(1, 2), at=2)),
        (network(), step("randn", dims=(4, 2), at=1)),
    ],
    ids=["same", "one product", "two predictions", "a mean", "pairwise", "one row", "its own input"],
)
def test_differences_that_can_be_meant(pair: tuple[Flow, Flow]) -> None:
    notes = Notes()
    check_loss(squared(*pair, (4, 2)), notes)
    assert notes.codes == []


def scores(left: Flow, right: Flow, count: Any) -> Tensor:
    return Tensor(shape(count, count), "tf", flow=step("matmul", left, right, dims=(count, count), at=30))


def test_every_sample_against_every_other() -> None:
    c = step("Input", dims=(BATCH, 256), at=1)
    r = step("transpose", step("Input", dims=(BATCH, 256), at=2), dims=(256, BATCH), at=3)
    notes = Notes()
    check_scores(scores(c, r, BATCH), notes)
    assert notes.codes == ["SHP104"]
    assert notes.reports[0].site == Site("a.py", 30)


def test_an_embedding_against_itself() -> None:
    z = step("Input", dims=(BATCH, 256), at=1)
    notes = Notes()
    check_scores(scores(z, step("transpose", z, dims=(256, BATCH), at=3), BATCH), notes)
    assert notes.codes == []


def test_square_products_of_plain_tensors() -> None:
    notes = Notes()
    check_scores(scores(step("normal", dims=(5, 3), at=1), step("normal", dims=(3, 5), at=2), 5), notes)
    assert notes.codes == []


def test_two_batches_in_one_product() -> None:
    notes = Notes()
    mixed(shape(BATCH, 8, BATCH, 10), notes, what="dot", help="batch_dot")
    mixed(shape(BATCH, BATCH), notes, what="dot")
    mixed(shape(BATCH, 8, 10), notes, what="dot")
    assert notes.codes == ["SHP104"]


@pytest.mark.parametrize(
    ("dims", "target", "result", "told"),
    [
        ((BATCH, 784), (-1, 28, 28, 1), (BATCH, 28, 28, 1), None),
        ((BATCH, 784), (-1, 14, 14, 1), (BATCH, 14, 14, 1), "4 samples out of one"),
        ((BATCH, 784), (-1, 28, 27, 1), (BATCH, 28, 27, 1), "a sample has 784 elements"),
        ((BATCH, 7, 7, 64), (-1, 3136), (BATCH, 3136), None),
        ((BATCH, 7, 7, 64), (-1, 1568), (BATCH, 1568), "2 samples out of one"),
        ((BATCH, 10, 32), (-1, 32), (10 * BATCH, 32), None),
        ((BATCH, 10, 32), (-1, 8), (40 * BATCH, 8), None),
        ((BATCH, 784), (-1, 392), (2 * BATCH, 392), None),
        ((BATCH, N, 32), (-1, 32), (BATCH * N, 32), None),
        ((50, 784), (-1, 14, 14, 1), (200, 14, 14, 1), None),
    ],
)
def test_samples(dims: tuple[Any, ...], target: tuple[int, ...], result: tuple[Any, ...], told: str | None) -> None:
    notes = Notes()
    assert batch_reshaped(Tensor(Shape(dims)), target, notes) == Shape(result)
    assert notes.codes == ([] if told is None else ["SHP106"])
    if told is not None:
        assert told in notes.reports[0].message


@pytest.mark.parametrize(
    ("prediction", "target", "codes"),
    [
        ((B, 5), (B, 5), []),
        ((B, 5), (B, 1), ["SHP402"]),
        ((B, 1), (B,), ["SHP402"]),
        ((B, 5), (), []),
        ((B, 5), (5,), []),
        ((B, 5), (1, 5), []),
        ((1, 1), (1,), []),
    ],
)
def test_compared(prediction: tuple[Any, ...], target: tuple[Any, ...], codes: list[str]) -> None:
    notes = Notes()
    losses.compared(Tensor(Shape(prediction)), Tensor(Shape(target)), notes, "mse")
    assert notes.codes == codes


def test_sides_that_cannot_fit() -> None:
    with pytest.raises(Mismatch, match="SHP403"):
        losses.compared(shape(B, 5), shape(B, 4), Notes(), "mse")
    with pytest.raises(Mismatch, match="SHP403"):
        losses.same(shape(B, 5), shape(B), "bce")
    assert losses.same(shape(B, 5), Shape((5,), True), "bce") == shape(B, 5)
