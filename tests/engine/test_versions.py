"""Branches that only another version of a library takes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.engine.programs import analysis_of

SETUP = """
import sys
import numpy as np
import torch
from packaging import version
from packaging.version import parse
from torch import nn
OLD = parse(torch.__version__) < parse("1.0")
PARTS = [int(part) for part in torch.__version__.split("+")[0].split(".")[:2]]
def at_least(text):
    return version.parse(torch.__version__) >= version.parse(text)
class Flags:
    old = not at_least("1.0")
layer, x = nn.Linear(4, 5), torch.zeros(2, 3)
"""
OLD_ONES = (
    "version.parse(torch.__version__) < version.parse('1.0')",
    "torch.__version__ < '1.0'",
    "torch.__version__.startswith('0.')",
    "torch.__version__[0] == '0'",
    "int(np.__version__.split('.')[0]) < 1",
    "tuple(map(int, np.__version__.split('.')[:2])) < (1, 0)",
    "tuple(PARTS) < (1, 0)",
    "PARTS[0] < 1 or PARTS[0] == 1 and PARTS[1] < 1",
    "OLD",
    "OLD and x.ndim == 2",
    "not at_least('1.0')",
    "Flags.old",
    "sys.version_info[0] < 3",
    "sys.version_info.major == 2",
    "sys.version_info < (3, 0)",
)


@pytest.mark.parametrize("test", OLD_ONES)
@pytest.mark.parametrize("use", ["if {test}:\n    layer(x)\n", "y = layer(x) if {test} else x\n"])
def test_nothing_is_told_of_other_versions(test: str, use: str) -> None:
    text = SETUP + use.format(test=test)
    exec(compile(text, "versions", "exec"), {"__name__": "versions"})
    assert [report.template for report in analysis_of(text).reports] == []


def test_what_every_version_does_is_told() -> None:
    text = dedent(SETUP) + "if OLD:\n    x = x.float()\nlayer(x)\n"
    assert [report.code for report in analysis_of(text).reports] == ["SHP201"]


def test_both_ways_are_joined() -> None:
    text = SETUP + "y = torch.zeros(2, 7) if OLD else torch.zeros(2, 8)\n"
    assert [str(each.shape) for each in analysis_of(text).bindings if each.name == "y"] == ["(2, None)"]
