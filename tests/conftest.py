"""Keras has to be told its backend before it is first imported; how many random calls are drawn for each rule."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from shapelint.sizes import mark, undo

os.environ["KERAS_BACKEND"] = "torch" if importlib.util.find_spec("torch") else "tensorflow"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--draws", type=int, default=120, help="random calls for each rule, asked of the framework too")


@pytest.fixture(scope="session")
def draw_count(request: pytest.FixtureRequest) -> int:
    count: int = request.config.getoption("--draws")
    return count


@pytest.fixture(autouse=True)
def _facts_are_forgotten() -> Iterator[None]:
    """What a rule that a test calls by itself learns of symbols would change the answers in the next test."""
    here = mark()
    yield
    undo(here)
