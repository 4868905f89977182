"""What is suggested for an input whose channels stand elsewhere, or are missing, makes the call run."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")

from shapelint.confirm.examples import Example
from shapelint.confirm.expressions import run
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import framework_of
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find

FITTING = (
    ("torch.nn.Conv2d", "Conv2d(3, 8, 5)({})", "[2, 32, 30, 3]", "permute(0, 3, 1, 2)"),
    ("torch.nn.Conv2d", "Conv2d(3, 8, 5)({})", "[32, 30, 3]", "permute(2, 0, 1)"),
    ("torch.nn.Conv2d", "Conv2d(1, 8, 5)({})", "[16, 28, 28]", "unsqueeze(1)"),
    ("torch.nn.Conv1d", "Conv1d(16, 8, 5)({})", "[2, 100, 16]", "transpose(1, 2)"),
    ("torch.nn.Conv1d", "Conv1d(1, 8, 5)({})", "[100]", "unsqueeze(0)"),
    ("torch.nn.Conv3d", "Conv3d(1, 8, 3)({})", "[2, 6, 7, 8]", "unsqueeze(1)"),
    ("torch.nn.ConvTranspose2d", "ConvTranspose2d(3, 8, 5)({})", "[2, 1, 1, 3]", "permute(0, 3, 1, 2)"),
    ("torch.nn.BatchNorm1d", "BatchNorm1d(16)({})", "[2, 100, 16]", "transpose(1, 2)"),
    ("torch.nn.BatchNorm2d", "BatchNorm2d(3)({})", "[2, 32, 30, 3]", "movedim(3, 1)"),
    ("torch.nn.InstanceNorm1d", "InstanceNorm1d(16, affine=True)({})", "[2, 100, 16]", "transpose(1, 2)"),
    ("torch.nn.functional.conv2d", "conv2d({}, [8, 3, 5, 5])", "[2, 32, 30, 3]", "permute(0, 3, 1, 2)"),
    ("torch.nn.functional.conv_transpose1d", "conv_transpose1d({}, [3, 8, 5])", "[2, 9, 3]", "transpose(1, 2)"),
)
# Another edit may be meant, or the kernel would not fit.
DOUBTFUL = (
    ("torch.nn.Conv2d", "Conv2d(16, 8, 5)({})", "[2, 3, 16, 16]"),
    ("torch.nn.Conv2d", "Conv2d(3, 8, 5)({})", "[2, 4, 4, 3]"),
    ("torch.nn.Conv2d", "Conv2d(1, 8, 5)({})", "[28, 28]"),
    ("torch.nn.Conv2d", "Conv2d(3, 8, 5)({})", "[2, 4, 16, 16]"),
    ("torch.nn.BatchNorm2d", "BatchNorm2d(16)({})", "[2, 3, 16, 16]"),
)


def suggestion(name: str, call: str) -> str:
    """The help of the refusal."""
    rule = find(name)
    assert rule is not None
    with pytest.raises(Mismatch) as refusal:
        run(Ours(rule), (), call)
    return refusal.value.help or ""


@pytest.mark.parametrize(("name", "call", "shape", "edit"), FITTING)
def test_edit_fits(name: str, call: str, shape: str, edit: str) -> None:
    assert suggestion(name, call.format(shape)).startswith(f"input.{edit} ")
    rule = find(name)
    assert rule is not None
    world = framework_of(rule)
    assert world is not None
    edited = Example(call.format(f"{shape}.{edit}"), (), None, "", None)
    assert world.outcome(edited).accepted
    assert Ours(rule).outcome(edited) == world.outcome(edited)


@pytest.mark.parametrize(("name", "call", "shape"), DOUBTFUL)
def test_no_edit_where_another_may_be_meant(name: str, call: str, shape: str) -> None:
    assert "input." not in suggestion(name, call.format(shape))
