"""Annotations that say shapes: read as facts, compared with what is known."""

from __future__ import annotations

import pytest

from tests.engine.programs import analysis_of, codes, shapes

HEAD = """
from typing import Annotated, Optional, Tuple, Union
import numpy as np
import torch
from jaxtyping import Float, Float32, Int, Shaped
from torch import Tensor, nn
from torchtyping import TensorType
"""

# One function, and what it says of its argument `x` when nobody calls it.
SAID = {
    'Float[Tensor, "b c h w"]': ("b", "c", "h", "w"),
    'Int[torch.Tensor, "batch 10"]': ("batch", 10),
    'Float32[Tensor, "b rows=4 2*c c+1"]': ("b", 4, "2*c", "c+1"),
    'Float[Tensor, "*batch c"]': None,
    'Float[Tensor, "... 3"]': None,
    'Float[Tensor, ""]': (),
    'Float[Tensor, "_ _c #d ?e"]': (None, None, None, None),
    "\"Float[Tensor, 'b c']\"": ("b", "c"),
    'Float[Float[Tensor, "c h"], "b"]': ("b", "c", "h"),
    'TensorType["batch", "c", 3]': ("batch", "c", 3),
    'TensorType["batch", -1, float]': ("batch", None),
    'TensorType["b": 4, 3]': (4, 3),
    'Annotated[Tensor, "B T C"]': ("B", "T", "C"),
    'Annotated[Tensor, "batch seq dim"]': ("batch", "seq", "dim"),
    'Annotated[Tensor, ("B", "T", 7)]': ("B", "T", 7),
    'Annotated[np.ndarray, "(N, 3)"]': ("N", 3),
}
NOTHING = (
    "Tensor",
    'Float[Array, "b c"]',
    'Float[Tensor, "b, c"]',
    'Annotated[Tensor, "the input"]',
    'Annotated[Tensor, "a model"]',
    'Annotated[int, "B T C"]',
    'Float[Tensor, "... c ..."]',
    'Float[Tensor, "*a *b"]',
    'Optional[Float[Tensor, "b c"]]',
    'Float[Tensor, "b c"] | None',
    'Union[Float[Tensor, "b c"], Float[Tensor, "b"]]',
    "'no [annotation'",
)


@pytest.mark.parametrize("annotation", SAID)
def test_an_annotation_is_the_shape_of_a_parameter_that_nobody_gives(annotation: str) -> None:
    assert shapes(f"{HEAD}\ndef f(x: {annotation}):\n    return x\n") == {"x": [SAID[annotation]]}


@pytest.mark.parametrize("annotation", NOTHING)
def test_what_says_no_shape_says_nothing(annotation: str) -> None:
    assert shapes(f"{HEAD}\ndef f(x: {annotation}):\n    return x\n") == {}


def test_names_are_one_size_within_a_call() -> None:
    text = HEAD + 'def f(x: Float[Tensor, "b t d"], y: Float[Tensor, "b d"]):\n    z = torch.cat([x, y], 0)\n'
    assert codes(text) == ["SHP303"]
    text = HEAD + 'def f(x: Float[Tensor, "b d"], y: Float[Tensor, "b d"]):\n    z = x @ y.T\n'
    assert shapes(text)["z"] == [("b", "b")]


CALLED = (
    HEAD
    + """
Image = Float[Tensor, "b 3 h w"]

def f(x: Image, y: Float[Tensor, "b #k"], z: Optional[Float[Tensor, "b"]] = None, *rest) -> Float[Tensor, "b 3"]:
    return x.mean((2, 3))

class Net(nn.Module):
    def __init__(self, weight: Float[Tensor, "n d"]):
        super().__init__()
        self.weight = weight

    def forward(self, x: Annotated[Tensor, "B T 4"]) -> Tuple[Float[Tensor, "B T 4"], Float[Tensor, "B 4"]]:
        return x, x.mean(1)
"""
)
FITTING = (
    "f(torch.zeros(2, 3, 8, 8), torch.zeros(2, 5))",
    "f(torch.zeros(2, 3, 8, 8), torch.zeros(2, 1), z=torch.zeros(2))",
    "f(unknown(), torch.zeros(2, 5))",
    "f([1, 2], 3)",
    "Net(torch.zeros(3, 4))(torch.zeros(2, 5, 4))",
)
UNFIT = {
    "f(torch.zeros(2, 1, 8, 8), torch.zeros(2, 5))": 'x` of f is annotated "b 3 h w", and axis 1 is 1, not 3',
    "f(torch.zeros(3, 8, 8), torch.zeros(2, 5))": "which has 4 axes, and has 3",
    "f(torch.zeros(2, 3, 8, 8), torch.zeros(4, 5))": "axis 0 is 4, not 2, which `b` is in `x`",
    "f(torch.zeros(2, 3, 8, 8), torch.zeros(2, 5), torch.zeros(3))": "argument `z`",
    "Net(torch.zeros(4))": "argument `weight`",
    "Net(torch.zeros(3, 4))(torch.zeros(2, 5, 3))": "argument `x` of forward",
}


@pytest.mark.parametrize("call", FITTING)
def test_what_fits_is_silent(call: str) -> None:
    assert codes(CALLED + call + "\n") == []


@pytest.mark.parametrize("call", UNFIT)
def test_an_argument_that_does_not_fit_is_told_at_the_call(call: str) -> None:
    (report,) = analysis_of(CALLED + call + "\n").reports
    assert report.code == "SHP712"
    text = report.template
    for fact in report.facts:
        text = text.replace(f"{{{fact.name}}}", str(fact.value))
    assert UNFIT[call] in text
    ((_, _, label),) = report.related
    assert label == "annotated here"


RETURNED = {
    "another rank": 'def f(x: Float[Tensor, "b t d"]) -> Float[Tensor, "b d"]:\n    return x\n',
    "another number": 'def f(x: Float[Tensor, "b 3"]) -> Float[Tensor, "b 4"]:\n    return x\n',
    "another name": 'def f(x: Float[Tensor, "b d"]) -> Float[Tensor, "b d+1"]:\n    return x\n',
    "a part of a tuple": 'def f(x: Float[Tensor, "b d"]) -> tuple[Tensor, Float[Tensor, "d"]]:\n    return x, x\n',
    "a variable": 'def f(x: Float[Tensor, "b d"]):\n    y: Float[Tensor, "b 2*d"] = x\n',
    "in quotes": "def f(x: \"Float[Tensor, 'b d']\") -> \"Float[Tensor, 'b']\":\n    return x\n",
}
AS_SAID = {
    "an unbound name": 'def f(x: Float[Tensor, "b t"]) -> Float[Tensor, "b d"]:\n    return x\n',
    "a sum": 'def f(x: Float[Tensor, "b d"]) -> Float[Tensor, "b 2*d"]:\n    return torch.cat([x, x], 1)\n',
    "rows": 'def f(x: Float[Tensor, "*b d"]) -> Float[Tensor, "*b 5"]:\n    return nn.Linear(4, 5)(x)\n',
    "a name for each of two variables": (
        'def f(a):\n    x: Float[Tensor, "n"] = torch.zeros(3)\n    y: Float[Tensor, "n"] = torch.zeros(4)\n'
    ),
    "what is expected to fail": (
        'def f(x: Float[Tensor, "b"]):\n    try:\n        g(x)\n    except OSError:\n        pass\n'
        'def g(x: Float[Tensor, "b c"]):\n    return x\n'
    ),
    "an abstract method": 'class A:\n    def f(self, x: Float[Tensor, "b"]) -> Float[Tensor, "b c"]: ...\n',
}


@pytest.mark.parametrize("name", RETURNED)
def test_what_is_returned_or_assigned_is_compared(name: str) -> None:
    assert codes(HEAD + RETURNED[name]) == ["SHP712"]


@pytest.mark.parametrize("name", AS_SAID)
def test_what_may_be_as_annotated_is_silent(name: str) -> None:
    assert codes(HEAD + AS_SAID[name]) == []


def test_an_annotated_result_is_known() -> None:
    text = HEAD + 'def f(x) -> Float[Tensor, "5 7"]:\n    return unknown(x)\ny = f(3)\n'
    assert shapes(text)["y"] == [(5, 7)]


def test_an_alias_of_another_module_is_none_of_ours_to_guess() -> None:
    assert codes("from lib import Image\nimport torch\ndef f(x: Image):\n    return x\nf(torch.zeros(3))\n") == []


FIELDS = (
    HEAD
    + """
from dataclasses import dataclass
from somewhere import load

@dataclass
class Base:
    x: Float[Tensor, "b 3"]

@dataclass
class Batch(Base):
    y: Float[Tensor, "b"]
    z: Optional[Float[Tensor, "b b"]] = None
    name: str = ""

"""
)
OF_FIELDS = {  # as jaxtyping decides, put around these classes
    "Batch(torch.zeros(4, 3), torch.zeros(4))": [],
    "Batch(torch.zeros(4, 3), torch.zeros(4), torch.zeros(4, 4))": [],
    "Batch(torch.zeros(4, 3), torch.zeros(5))": ["SHP712"],
    "Batch(torch.zeros(4, 2), y=torch.zeros(4))": ["SHP712"],
    "Batch(torch.zeros(4, 3), torch.zeros(4), z=torch.zeros(4, 5))": ["SHP712"],
    "Batch(load(), torch.zeros(4), z=torch.zeros(4, 5))": ["SHP712"],
    "Batch(1, 2, 3, 4)": [],
}


@pytest.mark.parametrize("made", OF_FIELDS)
def test_the_fields_of_a_data_class_agree_with_each_other(made: str) -> None:
    assert codes(FIELDS + made + "\n") == OF_FIELDS[made]


def test_an_annotated_field_is_known() -> None:
    assert shapes(FIELDS + "x = Batch(load(), torch.zeros(4)).x\n")["x"] == [(4, 3)]
