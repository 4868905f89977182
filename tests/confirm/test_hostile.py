"""Whatever a checked file says, a worker looks up, opens and runs only what has a rule and touches nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shapelint.api import check_source
from shapelint.confirm.bench import Bench
from shapelint.confirm.concrete import concrete
from shapelint.confirm.session import Session
from shapelint.confirm.wire import NotAllowedError, decoded, encoded
from shapelint.findings.witness import Array, Step, Unfit, Witness

TRAP = "raise SystemExit(open({marker!r}, 'w').write('sprung'))\n"

PROGRAMS = {
    "a huge array": "import torch\ntorch.zeros(10**9, 10**9) @ torch.zeros(10**8, 3)\n",
    "a huge layer": "import torch\ntorch.nn.Linear(10**12, 10**12)(torch.zeros(2, 3))\n",
    "a huge number": "import numpy as np\nnp.zeros(10**300, 4)\n",
    "text for code": "import numpy as np\nnp.zeros(3, 4, \"__import__('os').system('touch {marker}')\")\n",
    "text for a path": "import torch\ntorch.nn.Conv1d(3, 2, 1, padding_mode='{marker}')(torch.zeros(2, 4, 5))\n",
    "an equation": "import torch\ntorch.einsum('{marker}->', torch.zeros(2, 3)) @ torch.zeros(4, 5)\n",
    "odd names": "import torch\n__class__ = torch.zeros(2, 3)\n__class__.view(7, 7)\n",
    "names of its own": "import torch\ndef view(x): open('{marker}', 'w')\nclass A:\n    def __getattr__(self, n):\n"
    "        open('{marker}', 'w')\na = A()\ntorch.zeros(2, 3).view(a.b, 7, 7)\ntorch.zeros(2, 3).view(7, 7)\n",
    "what it imports": "import torch, trap\ntrap.spring()\ntorch.zeros(2, 3).view(7, 7)\n",
}
PROGRAMS |= {
    "rows in rows": "import numpy as np\ndef deep(n):\n    return (deep(n - 1),) if n else 1\n"
    "np.concatenate([np.zeros((2, 3)), np.zeros((4, 5))], 0, deep(45))\n",
    "very many layers": "import torch\ntorch.nn.LSTM(64, 64, 10**6)(torch.zeros(2, 3, 65))\n",
    "a huge padding": "import torch\ntorch.nn.Conv2d(3, 8, 3, padding=10**9)(torch.zeros(1, 4, 5, 5))\n",
    "a pickle": "import pickle, torch\nx = pickle.loads(b\"cos\\nsystem\\n(S'touch {marker}'\\ntR.\")\n"
    "torch.zeros(2, 3).view(x, 7)\n",
    "a device": "import torch\ntorch.zeros(2, 3, device='{marker}').view(7)\n",
    "letters from elsewhere": "import torch\n\uff4f\uff53 = torch.zeros(2, 3)\nos.view(7)\ntorch.zeros(2, 3).view(7)\n",
    "a pattern": "import einops, torch\neinops.rearrange(torch.zeros(2, 3), '{marker} b c -> b')\n",
}
SILENT = ("a huge number", "text for code", "an equation")  # nothing is found in them


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that only what must not be run would make; the current folder is full of modules that would."""
    marker = tmp_path / "marker"
    beside = tmp_path / "project"
    beside.mkdir()
    for name in ("trap", "torch", "numpy", "json", "shapelint", "keras", "sitecustomize", "typing"):
        (beside / f"{name}.py").write_text(TRAP.format(marker=str(marker)))
    monkeypatch.chdir(beside)
    monkeypatch.setenv("PYTHONPATH", ".")
    return marker


def test_nothing_of_a_hostile_file_is_run(marker: Path) -> None:
    pytest.importorskip("torch")
    with Session("cpu") as session:
        for name, program in PROGRAMS.items():
            findings = check_source(program.replace("{marker}", str(marker)), "hostile.py", witnesses=True)
            verdicts = [finding.verdict for finding in session.confirmed(findings)]
            assert findings or name in SILENT, name
            assert all(verdict is not None and verdict.state != "refuted" for verdict in verdicts), (name, verdicts)
            assert not marker.exists(), name


def step(rule: str, *args: Any, **keywords: Any) -> list[dict[str, Any]]:
    return [{"form": "use", "rule": rule, "args": list(args), "keywords": keywords}]


def nested(depth: int) -> Any:
    return {"tuple": [nested(depth - 1)]} if depth else 1


@pytest.mark.parametrize(
    "data",
    [
        step("os.system", "true"),
        step("builtins.eval", "1"),
        step("torch.load", "x"),
        step("numpy.load", "x"),
        step("numpy.fromfile", 0),
        step("torch.hub.load", "x"),
        step("keras.models.load_model", "x"),
        step("torch.Tensor.__reduce__", 1),
        step("torch.zeros", "/etc/passwd"),
        step("torch.zeros", {"public": "os.system"}),
        step("torch.zeros", {"public": "torch.load"}),
        step("torch.relu", {"array": [1 << 30, 1 << 30], "dtype": "float"}),
        step("torch.relu", {"array": [-1], "dtype": "float"}),
        step("torch.relu", {"array": [2], "dtype": "float", "strides": [1 << 36]}),
        step("torch.relu", {"array": [2], "dtype": "float", "strides": [-1]}),
        step("torch.relu", {"array": [2], "dtype": "float", "strides": [1, 1]}),
        step("torch.relu", {"array": [2], "dtype": "object"}),
        step("torch.relu", {"array": [2], "dtype": "int", "content": ["x"]}),
        step("torch.relu", {"ref": 0}),
        step("torch.relu", {"ref": -1}),
        step("torch.relu", {"pickle": "gASVBQ=="}),
        step("torch.relu", 1e300),
        step("torch.relu", **{"a; b": 1}),
        step("torch.relu", {"array": [2], "dtype": "int", "content": [1, 2, 3]}),
        step("torch.utils.data.DataLoader", {"array": [8, 2]}, num_workers=64),
        step("torch.relu", {"array": [8, 2]}, num_workers=64),
        step("tf.io.read_file", "same"),
        step("pandas.read_pickle", "same"),
        step("keras.preprocessing.image.ImageDataGenerator.flow_from_directory", "same"),
        step("keras.backend.set_floatx", "float16"),
        step("torch.nn.Module.share_memory", 1),
        step("torch.relu", nested(40)),
        step("tf.Session", "same"),
        step("tf.InteractiveSession"),
        step("tf.train.MonitoredSession"),
        step("torch.relu", {"dict": [{"tuple": ["same", 1]}]}),
        step("torch.relu", {"dict": [{"tuple": [{"ref": 0}]}]}),
        [{"form": "unpack", "rule": "torch.relu", "args": [{"array": [2]}, 1 << 30], "keywords": {}}],
        [{"form": "unpack", "rule": "torch.relu", "args": [{"array": [2]}, "x"], "keywords": {}}],
        [{"form": "exec", "rule": "torch.relu", "args": [], "keywords": {}}],
        {"rule": "torch.relu"},
        ["torch.relu"],
    ],
    ids=str,
)
def test_the_worker_itself_refuses(data: Any) -> None:
    with pytest.raises(NotAllowedError):
        decoded(data)


def test_what_is_sent_is_what_is_read() -> None:
    witness = Witness((Step("use", "torch.cat", (Array((2, 3), "float"),), (("dim", 0),)),))
    assert decoded(encoded(witness)) == witness


def test_a_size_is_made_small_before_it_is_sent() -> None:
    program = "import torch\ntorch.nn.Linear(50_000, 50_000)(torch.zeros(40_000, 49_999))\n"
    (finding,) = check_source(program, witnesses=True)
    assert isinstance(finding.witness, Witness)
    found = concrete(finding.witness, finding.code)
    assert not isinstance(found, Unfit)
    (array,) = found.steps[-1].args[1:]
    assert isinstance(array, Array)
    assert array.numbers[0] < 10


# --- the second door ------------------------------------------------------------------------------------------------

GUARDED = """
import os, socket, subprocess, sys
from shapelint.confirm.guard import ForbiddenError, guard, is_forbidden
guard()
def refused(action):
    try:
        action()
    except Exception as error:
        return is_forbidden(error)
    return False
own = os.path.join(os.getcwd(), "own")
print(refused(lambda: open(own, "w")), refused(lambda: open(own)), refused(lambda: open(os.__file__)))
print(
    refused(lambda: open(sys.argv[1])),
    refused(lambda: open(sys.argv[1], "a")),
    refused(lambda: open(os.__file__, "a")),
    refused(lambda: subprocess.run(["true"])),
    refused(lambda: os.system("true")),
    refused(os.fork),
    refused(lambda: socket.create_connection(("localhost", 1))),
    refused(lambda: os.remove(own)),
)
"""


def test_a_worker_can_only_compute(tmp_path: Path) -> None:
    """Whatever would come through: its own folder and what is installed are all that it can open."""
    other, home = tmp_path / "other", tmp_path / "home"
    other.write_text("secret")
    home.mkdir()
    told = subprocess.run(
        [sys.executable, "-c", GUARDED, str(other)], cwd=home, capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines() == [" ".join(["False"] * 3), " ".join(["True"] * 8)]
    assert other.read_text() == "secret"


# --- processes that fail -------------------------------------------------------------------------------------------


def ones(*sizes: int) -> list[dict[str, Any]]:
    return step("numpy.ones", {"tuple": list(sizes)})


def test_a_worker_that_takes_too_long_is_replaced() -> None:
    with Bench("numpy") as bench:
        assert bench.ask(ones(2))["gave"] == [2]
        bench.seconds = 1e-9
        assert "took more than" in bench.ask(ones(2))["failed"]
        bench.seconds = 20
        assert bench.ask(ones(3))["gave"] == [3]


def test_of_many_experiments_each_has_its_own_end() -> None:
    huge = step("numpy.ones", {"tuple": [1 << 38]})
    # its sizes are allowed, and it takes many seconds
    slow = step("numpy.linalg.svd", {"array": [2000, 2000], "dtype": "float"})
    asked = [
        {"question": "play", "steps": each} for each in (ones(2), huge, slow, ones(3), step("os.system", 1), ones(4))
    ]
    with Bench("numpy") as bench:
        bench.ask(ones(1))
        bench.seconds = 1
        answers = list(bench.ask_all(asked))
        assert [answer.get("gave") for answer in answers] == [[2], None, None, [3], None, [4]]
        assert "memory" in answers[1]["failed"]
        assert "took more than" in answers[2]["failed"]
        assert "not allowed" in answers[4]["failed"]


def test_another_batch_waits_for_the_first() -> None:
    with Bench("numpy") as bench:
        first = bench.ask_all([{"question": "play", "steps": ones(size)} for size in (2, 3)])
        assert next(first)["gave"] == [2]
        assert bench.ask(ones(4))["gave"] == [4]
        assert next(first)["gave"] == [3]


def test_a_worker_that_dies_is_replaced_but_not_for_ever() -> None:
    with Bench("numpy") as bench:
        for _ in range(4):
            bench.ask(ones(2))
            assert bench._worker is not None
            bench._worker.process.kill()
            bench._worker.process.wait()
            assert "died" in bench.ask(ones(2))["failed"]
        assert "too often" in bench.ask(ones(2))["failed"]


def test_after_a_device_that_failed_the_next_worker_goes_on() -> None:
    with Bench("numpy") as bench:
        bench.ask(ones(1))
        assert bench._worker is not None
        bench._worker.lines.put('{"failed": "the device failed: CUDA error", "last": true}')
        answers = list(bench.ask_all([{"question": "play", "steps": ones(size)} for size in (2, 3)]))
        assert answers[0]["failed"] == "the device failed: CUDA error"
        assert answers[1]["gave"] == [3]


def test_a_result_that_is_too_large_is_a_verdict() -> None:
    with Bench("numpy") as bench:
        assert "memory" in bench.ask(ones(1 << 38))["failed"]
        assert bench.ask(ones(2))["gave"] == [2]


def test_a_framework_or_a_driver_that_is_missing_is_a_verdict() -> None:
    with Bench("no such framework") as bench:
        assert "failed" in bench.ask(ones(2))
        assert bench.absent
    pytest.importorskip("torch")
    with Bench("torch", "xpu") as bench:
        assert "failed" in bench.ask(ones(2))
