"""Large libraries in a Python of their own: the tests ask a process there, where a variable names one.

SHAPELINT_TENSORFLOW_PYTHON is for TensorFlow, SHAPELINT_SKLEARN_PYTHON for scikit-learn, pandas and Matplotlib.

Run as a program it is that process: it reads a rule's name and an example, and writes the outcome.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from shapelint.confirm.examples import Example
from shapelint.confirm.worlds import Absent, Framework, Outcome, framework_of, resolve
from shapelint.rules.form import Rule
from shapelint.rules.registry import find

_SKLEARN: Final = "SHAPELINT_SKLEARN_PYTHON"
_PYTHONS: Final = {
    "tf": "SHAPELINT_TENSORFLOW_PYTHON",
    **dict.fromkeys(("sklearn", "pandas", "matplotlib"), _SKLEARN),
}
_ROOT: Final = Path(__file__).parents[2]
# oneDNN's kernels go on with shapes that do not fit and give what stood in memory; TensorFlow's own refuse them.
_SETTINGS: Final = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "OMP_NUM_THREADS": "1",
}


class Elsewhere(NamedTuple):
    """The framework of a rule, in the other Python."""

    rule: Rule

    def outcome(self, example: Example) -> Outcome:
        """What the framework does with it.  Raises Absent where it lacks what the example names."""
        found = _ask(_python(self.rule), (self.rule.name, example))
        if found is None:
            raise Absent(self.rule.name)
        assert isinstance(found, Outcome)
        return found


def world_of(rule: Rule) -> Framework | Elsewhere | None:
    """The framework of a rule, here or in the other Python; None where neither has what the rule stands for."""
    here = framework_of(rule)
    if here is not None:
        return here if resolve(rule.name) is not None else None
    python = _python(rule)
    return Elsewhere(rule) if python and _ask(python, (rule.name, None)) else None


def _python(rule: Rule) -> str:
    """The Python that has the rule's library; "" where none is named."""
    return os.environ.get(_PYTHONS.get(rule.name.partition(".")[0], ""), "")


def _ask(python: str, question: tuple[str, Example | None]) -> object:
    process = _process(python)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump(question, process.stdin)
        process.stdin.flush()
        return pickle.load(process.stdout)
    except (EOFError, BrokenPipeError):  # the framework took its process down with it: nobody can say what it thinks
        _process.cache_clear()
        return None


@cache
def _process(python: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **_SETTINGS, "PYTHONPATH": str(_ROOT)}
    process = subprocess.Popen(
        [python, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    atexit.register(process.kill)
    return process


def _answer(name: str, example: Example | None) -> Outcome | bool | None:
    """Whether the framework has what the rule stands for; of an example the outcome, or None."""
    if example is None:
        return resolve(name) is not None
    rule = find(name)
    world = framework_of(rule) if rule is not None else None
    try:
        return world.outcome(example) if world is not None else None
    except Absent:
        return None


def main(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    while True:
        try:
            name, example = pickle.load(questions)
        except EOFError:
            return
        pickle.dump(_answer(name, example), answers)
        answers.flush()


if __name__ == "__main__":
    written = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what frameworks print is no answer
    main(sys.stdin.buffer, written)
