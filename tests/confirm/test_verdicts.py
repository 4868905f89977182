"""What an answer means, and what becomes of findings on the command line."""

from __future__ import annotations

import io
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapelint.api import check_source
from shapelint.cli import main
from shapelint.cli.progress import Progress
from shapelint.confirm import judge, session
from shapelint.confirm.concrete import concrete
from shapelint.confirm.fixes import fixed
from shapelint.confirm.judge import verdict
from shapelint.confirm.play import StepFailed, fails_with
from shapelint.confirm.silent import Run
from shapelint.confirm.wire import elements
from shapelint.confirm.worker import _refusal
from shapelint.findings.edits import Action, Apply, Change, Give
from shapelint.findings.finding import Finding, Place
from shapelint.findings.witness import Array, Ref, Row, Step, Term, Unfit, Verdict, Witness

LINEAR = Witness(
    (
        Step("use", "torch.nn.Linear", (), (("in_features", 5), ("out_features", 3))),
        Step("call", "torch.nn.Linear", (Array((2, 5)),)),
    )
)
FAULTY = "import numpy as np\nleft, right = np.zeros((2, 3)), np.zeros((4, 5))\nleft @ right\n"


def finding(code: str) -> Finding:
    return Finding(code, Place("a.py", 1, 0, 1, 1), "it does not fit")


def test_what_the_framework_accepts_is_refuted_only_where_our_rules_refuse_this_very_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Run(finding("SHP201"), LINEAR, {"gave": [2, 3], "value": None})
    assert verdict(run, "torch").state == "not run"
    monkeypatch.setattr(judge, "fails_with", lambda witness, code: True)
    assert verdict(run, "torch") == Verdict("refuted", "it gives (2, 3)", "torch")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"raised": "no", "type": "RuntimeError", "step": 1}, "confirmed"),
        ({"raised": "no", "type": "RuntimeError", "step": 0}, "not run"),
        ({"raised": "an unexpected keyword argument 'x'", "type": "TypeError", "step": 1}, "not run"),
        ({"failed": "it takes too much memory"}, "not run"),
    ],
)
def test_only_the_call_itself_can_confirm(answer: dict[str, Any], state: str) -> None:
    assert verdict(Run(finding("SHP201"), LINEAR, answer), "torch").state == state


def use(*arrays: Array, rule: str = "torch.softmax") -> Witness:
    return Witness((Step("use", rule, arrays),))


@pytest.mark.parametrize(
    ("code", "witness", "answer", "fix", "words"),
    [
        ("SHP102", use(), {"gave": [None, 699, 13]}, {}, "one sample is taken to be (699, 13)"),
        ("SHP104", use(Array((3, 5))), {"gave": [3, 3]}, {}, "3 samples meet each other: (3, 5) gives (3, 3)"),
        ("SHP105", use(Array((3, 5))), {"gave": [5]}, {}, "3 samples become one: (3, 5) gives (5,)"),
        ("SHP106", use(Array((3, 4))), {"gave": [6, 2]}, {}, "3 samples become 6: (3, 4) gives (6, 2)"),
        (
            "SHP305",
            use(Array((3, 1)), Array((3,))),
            {"gave": [3, 3], "squares": 0.5},
            {"gave": [3, 1], "squares": 0.25},
            "(3, 1) against (3,): the result is (3, 3); its mean square is 0.5 as written, 0.25 as meant",
        ),
        (
            "SHP402",
            use(Array((3, 1)), Array((3,))),
            {"gave": [], "value": 0.5},
            {"gave": [], "value": 0.25},
            "the loss is taken over (3, 3), 0.5 as written, 0.25 as meant",
        ),
        (
            "SHP404",
            use(Array((2, 3))),
            {"gave": [2, 3], "numbers": [0.25, 0.5, 0.5, 0.75, 0.5, 0.5]},
            {"gave": [2, 3], "numbers": [0.25, 0.25, 0.5, 0.5, 0.25, 0.25]},
            "of (2, 3) the classes of the first sample, on dim 1, sum to 1.25, with the fix to 1",
        ),
        ("SHP405", use(Array((3, 1))), {"gave": [], "value": 0.0}, {}, "the loss of (3, 1) is 0"),
        ("SHP508", use(Array((2, 3))), {"gave": [2, 0]}, {}, "nothing is left: (2, 3) gives (2, 0)"),
        ("SHP705", use(Array((3, 1, 8))), {"gave": [1, 8]}, {"gave": [3, 1]}, "the first of its 8 filters (3, 1)"),
    ],
)
def test_silent_mistakes_are_shown_in_numbers(
    code: str, witness: Witness, answer: dict[str, Any], fix: dict[str, Any], words: str
) -> None:
    found = verdict(Run(finding(code), witness, answer, [fix] if fix else []), "torch 2")
    assert found.state == "confirmed"
    assert words in found.text


def test_a_window_that_leaves_nothing_is_confirmed_where_it_is_accepted() -> None:
    found = verdict(Run(finding("SHP503"), use(Array((3, 5))), {"gave": [3, 0]}), "keras 3 on numpy")
    assert (found.state, found.text) == ("confirmed", "nothing is left: (3, 5) gives (3, 0)")


@pytest.mark.parametrize(("code", "gave"), [("SHP104", [3, 5]), ("SHP305", [3, 5]), ("SHP508", [3, 5])])
def test_what_does_not_show_is_not_confirmed(code: str, gave: list[int]) -> None:
    assert verdict(Run(finding(code), use(Array((3, 5))), {"gave": gave}), "torch 2").state == "not run"


@pytest.mark.parametrize(
    "program",
    [
        "from torch import nn\nclass A(nn.Module):\n    def __init__(self, d):\n        super().__init__()\n"
        "        self.a = nn.Linear(d, 4 * d)\n        self.b = nn.Linear(d, d)\n"
        "    def forward(self, x):\n        return self.b(self.a(x))\n",
        "from torch import nn\nclass A(nn.Module):\n    def __init__(self, c):\n        super().__init__()\n"
        "        self.a = nn.Conv2d(3, 2 * c, 3)\n        self.b = nn.Conv2d(c, 8, 3)\n"
        "    def forward(self, x):\n        return self.b(self.a(x))\n",
        "import keras\nx = keras.Input((None, 8))\nkeras.layers.Conv1D(4, 3)(keras.layers.GlobalMaxPooling1D()(x))\n",
    ],
)
def test_symbols_get_small_sizes_with_which_it_still_fails(program: str) -> None:
    (finding,) = check_source(program, witnesses=True)
    assert isinstance(finding.witness, Witness)
    found = concrete(finding.witness, finding.code)
    assert not isinstance(found, Unfit)
    assert fails_with(found, finding.code)
    arrays = [term for step in found.steps for term in step.args if isinstance(term, Array)]
    assert arrays
    assert all(len(array.numbers) == len(array.sizes) and max(array.numbers) < 100 for array in arrays)


def test_a_model_that_is_trained_gets_few_numbers_and_the_batches_that_it_has() -> None:
    (finding,) = check_source(
        "import keras, numpy as np\nmodel = keras.Sequential([keras.Input((96, 3)), keras.layers.Dense(5)])\n"
        "model.compile('sgd', 'mse')\nmodel.fit(np.zeros((600, 96, 3)), np.zeros((600, 96, 1)), batch_size=50)\n",
        witnesses=True,
    )
    assert isinstance(finding.witness, Witness)
    found = concrete(finding.witness, finding.code)
    assert isinstance(found, Witness)
    assert elements(found) < 20_000
    assert ("batch_size", 50) in found.steps[-1].keywords


def test_what_numbers_do_not_show_is_shown_on_the_tensors_of_the_model() -> None:
    """On PyTorch `keras.ops.dot` multiplies sample by sample what it declares to be multiplied all by all."""
    pytest.importorskip("keras")
    program = (
        "import keras\nx, y = keras.Input((8, 5)), keras.Input((10, 5))\n"
        "keras.ops.dot(x, keras.layers.Permute((2, 1))(y))\n"
    )
    (finding,) = check_source(program, witnesses=True)
    assert isinstance(finding.witness, Witness)
    assert finding.witness.in_graph is not None
    with session.Session("cpu") as asked:
        (found,) = asked.confirmed([finding])
    assert found.verdict is not None
    assert found.verdict.state == "confirmed"
    assert "samples" in found.verdict.text


def test_a_layer_of_the_rules_has_a_witness_with_no_code_of_its_own() -> None:
    (finding,) = check_source(
        "import torch\ntorch.nn.Bilinear(3, 4, 5)(torch.zeros(2, 3), torch.zeros(2, 9))\n", witnesses=True
    )
    assert isinstance(finding.witness, Witness)
    assert finding.witness.rule == "torch.nn.Bilinear"


def test_no_witness_is_kept_unless_it_is_asked_for() -> None:
    assert [finding.witness for finding in check_source(FAULTY)] == [None]


# --- fixes ---------------------------------------------------------------------------------------------------------


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


# --- the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "faulty.py").write_text(FAULTY)
    return "faulty.py"


def test_a_verdict_stands_in_every_format(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--confirm", file]) == 1
    line = capsys.readouterr().out
    assert "; confirmed by numpy " in line
    assert "(2, 3) times (4, 5): 3 columns meet 4 rows" in line
    assert main(["check", "--confirm", "--pretty", file]) == 1
    assert "= run: confirmed by numpy" in capsys.readouterr().out
    assert main(["check", "--confirm", "--format", "json", file]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["verdict"]["state"] == "confirmed"
    assert main(["check", "--confirm", "--format", "sarif", file]) == 1
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["results"][0]["properties"]["verdict"] == found["verdict"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3


def test_without_a_run_there_is_no_verdict(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--format", "json", file]) == 1
    assert "verdict" not in json.loads(capsys.readouterr().out)["findings"][0]


def test_the_configuration_can_ask_for_it(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text("[tool.shapelint]\nconfirm = true\n")
    assert main(["check", file]) == 1
    assert "confirmed by numpy" in capsys.readouterr().out
    assert main(["check", "--no-confirm", file]) == 1
    assert "confirmed" not in capsys.readouterr().out
    Path("pyproject.toml").write_text('[tool.shapelint]\nconfirm = "yes"\n')
    assert main(["check", file]) == 2


def test_a_refuted_finding_is_withdrawn_and_counted(
    file: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "verdict", lambda *_: Verdict("refuted", "it gives (2, 5)", "numpy 2"))
    assert main(["check", "--confirm", file]) == 0
    outcome = capsys.readouterr()
    assert outcome.out == ""
    assert "1 finding was refuted by a run" in outcome.err
    assert "please report it" in outcome.err
    assert main(["check", "--confirm", "--show-refuted", file]) == 1
    assert "refuted by numpy 2: it gives (2, 5)" in capsys.readouterr().out


def test_only_confirmed_findings_can_be_asked_for(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(file).write_text(FAULTY + "a, b, c = (2, 3)\n")
    assert main(["check", "--confirm", file]) == 1
    assert capsys.readouterr().out.count("\n") == 2
    assert main(["check", "--require-confirmed", file]) == 1
    assert capsys.readouterr().out.count("\n") == 1


# --- progress ------------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A stream that is one, or is none."""

    def __init__(self, real: bool) -> None:
        super().__init__()
        self.real = real

    def isatty(self) -> bool:
        return self.real


@pytest.mark.parametrize(("real", "late", "shown"), [(True, True, True), (True, False, False), (False, True, False)])
def test_only_a_terminal_that_waits_is_told_how_far_it_is(real: bool, late: bool, shown: bool) -> None:
    stream = Terminal(real)
    progress = Progress(stream, begun=time.monotonic() - (60 if late else 0))
    found = check_source(FAULTY, "a\x1b[2J.py")
    assert list(progress.through(found)) == found
    progress.clear()
    assert ("1 findings run, now a?[2J.py:3" in stream.getvalue()) == shown
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("CUDA out of memory. Tried to allocate 20.00 GiB"), "it takes too much memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "it takes too much memory"),
        (MemoryError(), "it takes too much memory"),
        (
            RuntimeError("Expected all tensors to be on the same device, but got mat2 is on cpu"),
            "Expected all tensors to be on the same device, but got mat2 is on cpu",
        ),
        (
            RuntimeError("\"addmm_cuda\" not implemented for 'Long'"),
            "\"addmm_cuda\" not implemented for 'Long'",
        ),
        (NotImplementedError("no kernel on this device"), "NotImplementedError: no kernel on this device"),
        (ImportError("No module named 'scipy'"), "ImportError: No module named 'scipy'"),
    ],
    ids=str,
)
def test_what_says_nothing_of_shapes_is_no_refusal(error: Exception, reason: str) -> None:
    assert _refusal(StepFailed(0, error)) == {"failed": reason}


@pytest.mark.parametrize(
    "words", ["CUDA error: device-side assert triggered", "cuDNN error: CUDNN_STATUS_NOT_SUPPORTED"]
)
def test_a_device_that_fails_is_asked_no_more(words: str) -> None:
    assert _refusal(StepFailed(0, RuntimeError(words))) == {"failed": f"the device failed: {words}", "last": True}


def test_a_device_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch = pytest.importorskip("torch")
    if torch.xpu.is_available():
        pytest.skip("there is such a device")
    path = tmp_path / "a.py"
    path.write_text("import torch\ntorch.zeros(2, 3) @ torch.zeros(4, 5)\n")
    assert main(["check", "--device", "xpu", str(path)]) == 1
    outcome = capsys.readouterr()
    assert "confirmed by the reference kernels in numpy" in outcome.out
    assert outcome.err.startswith("shapelint: torch cannot be used here: ")
