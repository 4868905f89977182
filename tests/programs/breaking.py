"""Runs broken programs one after the other in a process of their own, each for a few seconds at most."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fixtures_support.started import as_main

_ROOT = Path(__file__).parents[2]
_SECONDS = 15
_COLOUR = re.compile(r"\x1b\[\d*m")


class _TooLongError(BaseException):
    """No program catches it."""


@dataclass(frozen=True, slots=True)
class Run:
    """How a program ended ("ran", "raised" or "slow"), the lines of it in the traceback, and what was said.

    own: whether a `raise` or `assert` of the program itself ended it.
    """

    ended: str
    lines: tuple[int, ...] = ()
    said: str = ""
    own: bool = False


def run_all(programs: list[tuple[Path, str]]) -> Iterator[Run]:
    """What each text did in place of the file that it is made from."""
    environment = {**os.environ, "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.programs.breaking"],
        cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as worker:  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        for path, text in programs:
            print(json.dumps([str(path.resolve()), text]), file=worker.stdin, flush=True)
            row = json.loads(worker.stdout.readline())
            yield Run(row["ended"], tuple(row["lines"]), row["said"], row["own"])
        worker.stdin.close()


def run(path: Path, text: str) -> Run:
    """Run a text as the main program."""
    try:
        code = compile(text, str(path), "exec")
        with as_main(path) as main, _seeded(), _limited():
            exec(code, main.__dict__)
    except _TooLongError:
        return Run("slow")
    except Exception as error:  # a broken program may raise anything
        frames = traceback.extract_tb(error.__traceback__)
        lines = tuple(frame.lineno for frame in frames if frame.filename == str(path) and frame.lineno)
        said = _COLOUR.sub("", f"{type(error).__name__}: {error}")[:300].replace("\n", " ")
        return Run("raised", lines, said, frames[-1].filename == str(path) and _refuses(text, frames[-1].lineno))
    return Run("ran")


def _refuses(text: str, line: int | None) -> bool:
    """Whether the statement that stands there is a `raise` or an `assert`."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Raise | ast.Assert)]
    return any(node.lineno <= (line or 0) <= (node.end_lineno or 0) for node in nodes)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLongError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        signal.alarm(0)


@contextlib.contextmanager
def _seeded() -> Iterator[None]:
    import numpy
    import torch

    random.seed(0)
    numpy.random.seed(0)
    torch.manual_seed(0)
    yield
    torch.set_grad_enabled(True)


def main() -> None:
    """Answer every line of JSON, a path and a text, with another."""
    report = os.dup(1)
    os.dup2(2, 1)  # frameworks also write to the descriptor
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as scratch, os.fdopen(report, "w", encoding="utf-8") as out:
        os.chdir(scratch)
        for line in sys.stdin:
            path, text = json.loads(line)
            print(json.dumps(asdict(run(Path(path), text))), file=out, flush=True)
        os.chdir("/")


if __name__ == "__main__":
    main()
