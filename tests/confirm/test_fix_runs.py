"""Suggested fixes are put into the call, run, and dropped where they do not pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from shapelint.api import check_source
from shapelint.cli import main
from shapelint.confirm import session
from shapelint.confirm.fixes import fixed
from shapelint.findings.edits import Action, Apply, Change, Give
from shapelint.findings.witness import Array, Ref, Row, Step, Term, Witness

LINEAR = Witness(
    (
        Step("use", "torch.nn.Linear", (), (("in_features", 5), ("out_features", 3))),
        Step("call", "torch.nn.Linear", (Array((2, 5)),)),
    )
)


def edited(*steps: Step, edit: Action) -> Step:
    """The call with one edit in it, or what is called by it."""
    (better,) = fixed(Witness(steps, edits=((edit,),)))
    return next(step for step, before in zip(better.steps, steps, strict=False) if step != before)


OPERAND = Array((2, 7), edited=True)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (Change("in_features", 7), Step("use", "torch.nn.Linear", (7, 3))),
        (Apply("torch.Tensor.flatten", (1,)), Step("use", "torch.Tensor.flatten", (OPERAND, 1))),
        (Apply("torch.nn.Flatten"), Step("use", "torch.nn.Flatten")),
        (Apply("torch.Tensor.mT"), Step("read", "torch.Tensor.mT", (OPERAND,))),
        (Give((2, 5)), Step("call", "torch.nn.Linear", (Ref(0), Array((2, 5))))),
    ],
)
def test_edits_are_put_into_the_call_of_a_layer(edit: Action, told: Step) -> None:
    made = Step("use", "torch.nn.Linear", (5, 3))
    assert edited(made, Step("call", "torch.nn.Linear", (Ref(0), OPERAND)), edit=edit) == told


@pytest.mark.parametrize(
    ("call", "edit", "told"),
    [
        (Step("use", "torch.Tensor.view", (OPERAND, 3, 5)), Change("shape", Row("tuple", (2, 7))), (OPERAND, 2, 7)),
        (Step("use", "torch.Tensor.reshape", (OPERAND, 3, 5)), Change("shape", Row("tuple", (2, 7))), (OPERAND,)),
        (Step("use", "torch.mean", (OPERAND,), (("axis", 4),)), Change("dim", 1), (OPERAND,)),
    ],
)
def test_edits_are_put_into_the_call_of_a_function(call: Step, edit: Action, told: tuple[Term, ...]) -> None:
    found = edited(call, edit=edit)
    assert found.args == told
    assert all(name in ("shape", "dim") for name, _ in found.keywords)


def test_what_is_not_in_the_call_is_not_edited() -> None:
    for edit in (Change("nothing", 7), Apply("torch.Tensor.t"), Apply("os.system"), Give((2,))):
        assert list(fixed(Witness(LINEAR.steps, edits=((edit,),)))) == []


def test_a_fix_that_does_not_pass_is_dropped() -> None:
    pytest.importorskip("torch")
    program = "import torch\nx = torch.zeros(2, 1)\ny = torch.zeros(2)\ntorch.nn.functional.mse_loss(x, y)\n"
    (finding,) = check_source(program, witnesses=True)
    assert isinstance(finding.witness, Witness)
    told = []
    with session.Session("cpu") as asked:
        for action in (
            Apply("torch.Tensor.transpose", (0, 1)),
            Apply("torch.Tensor.flatten"),
            *finding.edits[0],
        ):
            tried = replace(finding, edits=((action,),), witness=replace(finding.witness, edits=((action,),)))
            (found,) = asked.confirmed([tried])
            assert found.verdict is not None
            told.append((found.help, bool(found.edits), found.verdict.fixed))
    # the second one runs, and broadcasts as before
    assert told == [(None, False, False), (None, False, False), ("y.unsqueeze(1)", True, True)]


def test_fixes_stand_in_json_and_sarif(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.py"
    path.write_text("import numpy as np\nw = np.zeros((5, 3))\nnp.zeros((2, 3)) @ w\n")
    assert main(["check", "--confirm", "--format", "json", str(path)]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    action = {"kind": "apply", "operand": "w", "function": "numpy.ndarray.swapaxes", "arguments": [-1, -2]}
    assert found["fixes"] == [[action]]
    assert found["verdict"]["fix"] == "passes"
    assert main(["check", "--format", "sarif", str(path)]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["results"][0]["properties"] == {"fixes": [[action]]}
