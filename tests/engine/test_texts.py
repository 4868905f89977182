"""Texts of which only the length is known: it is that of every text that Python can make of such values."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shapelint.engine.texts import filled, formatted, length_of, percent
from shapelint.rules.binding import Args
from shapelint.rules.values import SomeInt, SomeText, Value
from shapelint.sizes import Size, bounds

ENDS = st.tuples(st.integers(-1200, 1200), st.integers(0, 120)).map(lambda pair: (pair[0], sum(pair)))
SPECS = st.one_of(
    st.from_regex(r"\A([*0]?[<>=^])?[-+ ]?#?0?\d{0,2}[,_]?(\.\d)?[bcdeEfFgGnosxX%]?\Z"),
    st.sampled_from(["", "02d", "04d", "3", ">4", "+d", "05,", "x", ".1f", "08b"]),
)
PERCENTS = st.from_regex(r"\A%[-+ #0]{0,2}\d?(\.\d)?[diouxXeEfFgGcrsa%]\Z")


def _fits(length: Size, text: str) -> None:
    low, high = bounds(length)
    assert low is None or low <= len(text)
    assert high is None or len(text) <= high


def _check(found: Value, write: Any, values: Any) -> None:
    """What is found fits the text of each of the values, unless Python makes none of one of them."""
    try:
        texts = [write(value) for value in values]
    except (ArithmeticError, TypeError, ValueError):
        return
    for text in texts:
        assert isinstance(found, SomeText) or found == text
        _fits(length_of(found), text)


@settings(max_examples=250, deadline=None)
@given(ENDS, SPECS)
@example((1, 28), "02d")
@example((-5, 5), "+03")
def test_whole_numbers_between_two_ends(ends: tuple[int, int], spec: str) -> None:
    whole, numbers = SomeInt(*ends), range(ends[0], ends[1] + 1)
    _check(formatted(whole, spec), lambda number: format(number, spec), numbers)
    _check(formatted(whole, "", "s"), str, numbers)
    _check(filled(f"a{{0:{spec}}}{{{{", Args((whole,))), f"a{{0:{spec}}}{{{{".format, numbers)


@settings(max_examples=250, deadline=None)
@given(ENDS, PERCENTS)
@example((1, 28), "%02d")
def test_percent_of_whole_numbers(ends: tuple[int, int], spec: str) -> None:
    _check(percent(f"a{spec}", SomeInt(*ends)), lambda number: f"a{spec}" % number, range(ends[0], ends[1] + 1))


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 9), st.from_regex(r"\A(.?[<>^])?([1-9]\d?)?(\.\d)?s?\Z"), PERCENTS)
def test_texts_in_a_text(length: int, spec: str, old: str) -> None:
    text = SomeText(length)
    _check(formatted(text, spec), lambda some: format(some, spec), ["x" * length])
    _check(formatted(text, spec, "r"), lambda some: format(repr(some), spec), ["x" * length, "'" * length])
    _check(percent(old, text), lambda some: old % some, ["x" * length])


def test_known_lengths() -> None:
    year, month = SomeInt(1990, 2019), SomeInt(1, 12)
    assert length_of(percent("%04d-%02d", (year, month))) == 7
    assert length_of(filled("{y}/{m:02d}", Args((), {"y": year, "m": month}))) == 7
    assert length_of(formatted(month, ">4")) == 4
    assert bounds(length_of(formatted(month))) == (1, 2)
    assert bounds(length_of(formatted(SomeInt(0)))) == (None, None)
