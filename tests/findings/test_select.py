"""Selecting codes by prefix."""

from __future__ import annotations

import pytest

from shapelint.findings.catalogue import CATALOGUE, FAILURES
from shapelint.findings.select import UnknownCodeError, selection

ADVICE = {code for code, info in CATALOGUE.items() if info.severity == "advice"}


def wanted(select: list[str] | None = None, ignore: list[str] | None = None) -> set[str]:
    chosen = selection(select, ignore)
    return {code for code in CATALOGUE if chosen.wants(code)}


def family(*prefixes: str) -> set[str]:
    return {code for code in CATALOGUE if code.startswith(prefixes)}


def test_by_default_all_but_advice() -> None:
    assert {"SHP901", "SHP903"} == ADVICE
    assert wanted() == set(CATALOGUE) - ADVICE
    assert wanted(["SHP"]) == wanted()


def test_select() -> None:
    assert wanted(["SHP2", "shp301"]) == family("SHP2", "SHP301") | FAILURES
    assert wanted([]) == FAILURES


def test_advice_has_to_be_named() -> None:
    assert wanted(["SHP", "SHP9"]) == set(CATALOGUE)
    assert wanted(["SHP901"]) == {"SHP901"} | FAILURES


def test_ignore() -> None:
    assert wanted(ignore=["SHP2", "SHP301"]) == wanted() - family("SHP2", "SHP301")
    assert wanted(ignore=["SHP"]) == set()


def test_the_longer_prefix_decides_and_ignore_wins_a_draw() -> None:
    assert wanted(["SHP201"], ["SHP2"]) == {"SHP201"} | FAILURES
    assert wanted(["SHP2"], ["SHP201"]) == family("SHP2") - {"SHP201"} | FAILURES
    assert wanted(["SHP201"], ["SHP201"]) == FAILURES


def test_failures_are_left_out_only_by_name() -> None:
    assert wanted(["SHP2"], ["SHP902"]) == family("SHP2") | {"SHP900"}


@pytest.mark.parametrize("prefix", ["SHP7777", "E501", "SHP20 1"])
def test_a_prefix_of_no_code(prefix: str) -> None:
    with pytest.raises(UnknownCodeError, match=prefix):
        selection([prefix])
    with pytest.raises(ValueError, match=prefix):
        selection(None, [prefix])
