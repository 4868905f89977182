"""Which files are worth reading."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapelint.source.sniff import names_framework, wanted


@pytest.mark.parametrize(
    "text",
    [
        "import torch",
        "import torch.nn as nn",
        "import os, torch",
        "import os as o , sys, numpy as np",
        "from torch import nn",
        "from keras.layers import Dense",
        "from tensorflow import keras",
        "from  tf_keras import layers",
        "import torchvision",
        "x = 1; import einops",
        "def f():\n\tfrom lasagne.layers import DenseLayer",
        "from \\\n  torch import nn",
        "import os, \\\r\n torch",
        'np = importlib.import_module("numpy")',
        "np = __import__('numpy')",
        'torch = pytest.importorskip("torch")',
        "from nolearn.lasagne import NeuralNet",
        "from qkeras import QDense",
        "from compat import torch",
        "\ufeffimport numpy",
    ],
)
def test_names_a_framework(text: str) -> None:
    assert names_framework(text.encode())
    assert wanted(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "import os",
        "import jax",
        "import mytorch",
        "x = 'torch'",
        "# numpy is not needed here\nimport math",
        "from .torch import nn",
    ],
)
def test_names_none(text: str) -> None:
    assert not names_framework(text.encode())


def test_other_encodings_do_not_crash() -> None:
    assert not names_framework("import torch".encode("utf-16"))
    assert not names_framework("import torch".encode("utf-32"))
    assert names_framework("# coding: latin-1\nname = 'é'\nimport torch".encode("latin-1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import torch\n# shapelint: skip-file\n", False),
        ("#shapelint:skip-file\nimport torch\n", False),
        ("import torch\r    # shapelint: skip-file -- generated\r", False),
        ("import torch  # shapelint: skip-file\n", True),
        ("import torch\n# shapelint: skip-files\n", True),
        ("import torch\ns = '# shapelint: skip-file'\n", True),
    ],
)
def test_skip_file(text: str, expected: bool) -> None:
    assert wanted(text.encode()) is expected


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert wanted(data) <= names_framework(data)


@pytest.mark.parametrize("text", [b"import ", b"import a, ", b"from ", b"import(", b"from \\\n", b"import a as b,"])
def test_long_lines_are_linear(text: bytes) -> None:
    start = time.process_time()
    names_framework(text * 100_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("module", ["sniff", "comments", "decode", "program"])
def test_imports_no_libcst(module: str) -> None:
    code = f"import sys, shapelint.source.{module}; sys.exit('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
