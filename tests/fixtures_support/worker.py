"""Runs fixtures one after the other in this process and prints a line of JSON about each: python -m … PATHS."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType

from tests.fixtures_support.marks import Runs, StandIn, marks_of
from tests.fixtures_support.recording import Recorder, Seen
from tests.fixtures_support.started import as_main


@dataclass(frozen=True, slots=True)
class Raised:
    """How a fixture ended early: at the innermost `line` of its own, with an exception of this type and text."""

    line: int | None
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a fixture did."""

    file: str
    seconds: float
    raised: Raised | None
    seen: tuple[Seen, ...]
    reached: tuple[int, ...]


def run(path: Path) -> Outcome:
    """Run one fixture as the main program.  Whatever it raises is part of the outcome."""
    recorder = Recorder(marks_of(path))
    code = recorder.compile(path.read_text(encoding="utf-8"), str(path))
    start = time.perf_counter()
    with as_main(path) as main:
        main.__dict__.update(recorder.namespace())
        raised = _execute(code, main, str(path))
    return Outcome(
        str(path), time.perf_counter() - start, raised, tuple(recorder.seen), tuple(sorted(recorder.reached))
    )


def _execute(code: CodeType, main: ModuleType, filename: str) -> Raised | None:
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(code, main.__dict__)
    except Exception as error:  # a fixture may raise anything
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == filename]
        return Raised(lines[-1] if lines else None, type(error).__name__, str(error))
    return None


def _tensorflow() -> None:
    """Run its functions eagerly: the same errors, without seconds of tracing and compiling for each `fit`."""
    import_module("tensorflow").config.run_functions_eagerly(True)


def _eager_again() -> None:
    """What a fixture that makes a graph by hand has switched off, for those behind it."""
    tensorflow1 = import_module("tensorflow.compat.v1")
    if not tensorflow1.executing_eagerly():
        tensorflow1.reset_default_graph()
        tensorflow1.enable_eager_execution()


def _keras2() -> None:
    """Let `keras` be the package that goes on with Keras 2."""
    _tensorflow()
    sys.modules["keras"] = import_module("tf_keras")


def _tensorflow1() -> None:
    """Let `tensorflow` be the module that still behaves like TensorFlow 1."""
    sys.modules["tensorflow"] = tensorflow1 = import_module("tensorflow.compat.v1")
    tensorflow1.disable_v2_behavior()


_PREPARATIONS: dict[tuple[Runs, StandIn | None], Callable[[], None]] = {
    ("tensorflow", None): _tensorflow,
    ("legacy", "keras2"): _keras2,
    ("legacy", "tf1"): _tensorflow1,
}


def main(paths: list[str]) -> int:
    """Print one outcome per line for the fixtures at `paths`, which all need the same framework."""
    report = os.dup(1)
    os.dup2(2, 1)  # frameworks also write to the descriptor
    fixtures = [Path(path).resolve() for path in paths]
    for wanted in {(marks.runs, marks.stand_in) for marks in map(marks_of, fixtures)}:
        if prepare := _PREPARATIONS.get(wanted):
            prepare()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as scratch, os.fdopen(report, "w", encoding="utf-8") as out:
        os.chdir(scratch)
        for path in fixtures:
            print(json.dumps(asdict(run(path))), file=out, flush=True)
            if marks_of(path).runs == "tensorflow":
                _eager_again()
        os.chdir("/")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
