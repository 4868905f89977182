"""What an answer means, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from shapelint.api import check_source
from shapelint.confirm import judge, session
from shapelint.confirm.concrete import concrete
from shapelint.confirm.judge import verdict
from shapelint.confirm.play import StepFailed, fails_with
from shapelint.confirm.silent import Run
from shapelint.confirm.wire import elements
from shapelint.confirm.worker import _refusal
from shapelint.findings.finding import Finding, Place
from shapelint.findings.witness import Array, Step, Unfit, Verdict, Witness

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


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("x = torch.zeros(2, 6).reshape(3, 4)\nassert x.shape == (4, 3)\n", "reshape gives (3, 4)"),
        ("def f(x: Annotated[torch.Tensor, 'b 3']): ...\nf(torch.zeros(2, 4))\n", "zeros gives (2, 4)"),
    ],
)
def test_of_what_an_author_writes_the_call_is_run_that_gives_it(program: str, words: str) -> None:
    (finding,) = check_source(f"import torch\nfrom typing import Annotated\n{program}", witnesses=True)
    with session.Session("numpy") as asked:
        (found,) = asked.confirmed([finding])
    assert found.verdict is not None
    assert (found.verdict.state, found.verdict.text) == ("confirmed", words)
    run = Run(finding, LINEAR, {"gave": [9, 9]})
    assert verdict(run, "torch").state == "not run"
    assert verdict(replace(run, answer={"raised": "no", "type": "ValueError", "step": 1}), "torch").state == "not run"


def test_a_layer_of_the_rules_has_a_witness_with_no_code_of_its_own() -> None:
    (finding,) = check_source(
        "import torch\ntorch.nn.Bilinear(3, 4, 5)(torch.zeros(2, 3), torch.zeros(2, 9))\n", witnesses=True
    )
    assert isinstance(finding.witness, Witness)
    assert finding.witness.rule == "torch.nn.Bilinear"


def test_no_witness_is_kept_unless_it_is_asked_for() -> None:
    assert [finding.witness for finding in check_source(FAULTY)] == [None]


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
