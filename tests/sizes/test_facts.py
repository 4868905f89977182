"""Facts as programs state them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shapelint.sizes import (
    Size,
    assume_at_least,
    assume_at_most,
    assume_equal,
    assume_multiple,
    at_most,
    bounds,
    broadcast,
    divides,
    equal,
    fingerprint,
    less,
    mark,
    minimum,
    reshape,
    shape,
    slice_size,
    symbol,
    undo,
)

B, T, S, d, h, k, n = (symbol(name) for name in ("B", "T", "S", "d", "h", "k", "n"))


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    here = mark()
    yield
    undo(here)
    assert fingerprint() == ()


def test_a_range_narrows_and_widens_again() -> None:
    here = mark()
    assume_at_least(2 * T - 1, 8)
    assume_at_most(T, 9)
    assert bounds(T) == (5, 9)
    assert equal(T, 10) is False
    assert minimum(T, 4) == 4
    undo(here)
    assert bounds(T) == (1, None)
    assert equal(T, 10) is None


def test_a_range_of_one_value_is_that_value() -> None:
    assume_at_most(T, 4)
    assume_at_least(T, 4)
    assert equal(T * d, 4 * d) is True


def test_a_dimension_split_into_heads_has_as_many_elements() -> None:
    split: tuple[Size, ...] = (B, T, h, d // h)
    joined = (B, T, d)
    assert equal(h * (d // h), d) is None
    assume_equal(d % h, 0)
    assert equal(h * (d // h), d) is True
    assert reshape(shape(*split), joined) == shape(*joined)
    assert divides(h, d) is True


def test_an_assert_on_the_product_of_heads_says_the_same() -> None:
    assume_equal(d // h * h, d)
    assert divides(h, d) is True


def test_a_named_head_size_is_solved() -> None:
    assume_equal(d, h * k)
    assert equal(d // h, k) is True
    assert equal(B * T * d, B * T * h * k) is True
    assert equal(d + 1, h * k) is False


def test_a_multiple_of_a_number() -> None:
    assume_multiple(T, 8)
    assert equal(T // 8 * 8, T) is True
    assert equal(T, 12) is False
    assert divides(4, T) is True
    assert bounds(T) == (8, None)


def test_equalities_chain() -> None:
    assume_equal(T, S)
    assume_equal(S, 2 * k)
    assert equal(T // 2, k) is True
    assert equal(T, 5) is False


def test_a_soft_symbol_gives_way() -> None:
    maybe = symbol("maybe", soft=True)
    assume_equal(3, maybe)
    assume_equal(maybe, T)
    assert equal(T, 3) is True


def test_the_range_goes_with_the_equality() -> None:
    assume_at_least(T, 7)
    assume_equal(T, S + 2)
    assert bounds(S) == (5, None)


def test_a_sequence_within_a_limit_slices_to_itself() -> None:
    assert str(slice_size(n, None, T)) == "min(T, n)"
    assume_at_most(T, n)
    assert at_most(T, n) is True
    assert slice_size(n, None, T) == T
    assert broadcast(shape(B, T, d), shape(slice_size(n, None, T), d)) == shape(B, T, d)


def test_what_contradicts_itself_is_no_crash() -> None:
    assume_equal(T, 4)
    assume_equal(T, 5)
    assume_at_least(S, 9)
    assume_at_most(S, 3)
    assume_equal(S, 2)
    for pair in ((T, 4), (S, T), (S * T, 3)):
        equal(*pair)
        at_most(*pair)


def test_what_is_so_anyway_is_not_held() -> None:
    few, here = minimum(n, 4), mark()
    assume_at_most(few, 6)
    assert mark() == here
    assume_at_least(few, 2)
    held = mark()
    assume_at_least(few, 2)
    assert held > here
    assert mark() == held
    undo(here)


def test_an_answer_goes_with_the_facts_that_it_rests_on() -> None:
    few, here = minimum(n - 1, 4), mark()
    for _ in range(2):
        assert less(few, 1) is None
        assume_at_least(few, 1)
        assert less(few, 1) is False
        undo(here)
