"""TensorFlow in a Python of its own: `by_tensorflow.py`."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = sys.executable if importlib.util.find_spec("tensorflow") else os.environ.get("SHAPELINT_TENSORFLOW_PYTHON")


@pytest.mark.skipif(not PYTHON, reason="SHAPELINT_TENSORFLOW_PYTHON names no Python")
def test_tensorflow_says_what_the_kernels_say_and_confirms_the_findings_about_it() -> None:
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    run = subprocess.run(
        [str(PYTHON), "-m", "tests.confirm.by_tensorflow"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout == ""
