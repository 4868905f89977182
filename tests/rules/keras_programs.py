"""Whole Keras programs, as text: what is said of them, and how they are run."""

from __future__ import annotations

import io
import textwrap
from contextlib import redirect_stdout

from shapelint.api import check_source, shapes_of

HEAD = "import numpy as np\nimport keras\nfrom keras import layers, ops\nfrom keras.models import Model, Sequential\n"
DENSE = """
    model = Sequential([keras.Input((4,)), layers.Dense(3)])
    model.compile("sgd", "mse")
"""
ROWS = DENSE.replace("(4,)", "(7, 4)")
TWO_OUTPUTS = """
    x = keras.Input((4,))
    kind = layers.Dense(3, activation="softmax", name="kind")(x)
    both = Model(x, [kind, layers.Dense(1, name="size")(x)])
"""


def codes_of(program: str) -> list[str]:
    """The codes that are found, in order."""
    return [finding.code for finding in check_source(HEAD + textwrap.dedent(program), "program.py")]


def shape_of(program: str, name: str) -> tuple[int | str | None, ...] | None:
    """The shape of a name where it was last bound."""
    rows = [row for row in shapes_of(HEAD + textwrap.dedent(program), "program.py") if row.name == name]
    return rows[-1].shape if rows else None


def run(program: str) -> dict[str, object]:
    """The names that a program leaves behind when it is really run."""
    names: dict[str, object] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()):
        exec(HEAD + textwrap.dedent(program), names)
    return names
