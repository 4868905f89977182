"""`shapelint check --confirm`: what becomes of findings on the command line."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest

from shapelint.api import check_source
from shapelint.cli import main
from shapelint.cli.progress import Progress
from shapelint.confirm import session
from shapelint.findings.witness import Verdict

FAULTY = "import numpy as np\nleft, right = np.zeros((2, 3)), np.zeros((4, 5))\nleft @ right\n"


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
