"""Sizes by example: how they read, and what is known of them."""

from __future__ import annotations

import copy
import pickle

import pytest

from shapelint.sizes import (
    UNKNOWN,
    Size,
    between,
    bounds,
    ceil_div,
    divides,
    equal,
    fresh,
    maximum,
    minimum,
    product,
    symbol,
)

B, C, H, W, T, d, e, h = (symbol(name) for name in ("B", "C", "H", "W", "T", "d", "e", "h"))


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ((B * H * W) // B, "H*W"),
        (H // 2, "H//2"),
        (H * C * W, "C*H*W"),
        (T - 1, "T-1"),
        (1 - T, "1-T"),
        (2 * d, "2*d"),
        ((H + 2) // 3, "(H+2)//3"),
        (4 * d + 1, "4*d+1"),
        ((H - 3) // 2 + 1, "(H-1)//2"),
        ((H // 2) // 3, "H//6"),
        ((H // 2 - 3) // 2, "(H-6)//4"),
        ((d + 3 * h) // h, "d//h+3"),
        ((5 * d + 7) % d, "7%d"),
        ((8 * d + 7) % 4, "3"),
        (T % 1, "0"),
        (T * (T // 2), "T*(T//2)"),
        (-(-T // 8), "(T+7)//8"),
        ((-T) % 8, "(-T)%8"),
        (C * H // 2, "C*H//2"),
        (d // h * h, "h*(d//h)"),
        ((H * W) // (2 * W), "H//2"),
        ((T % 8) % 4, "T%4"),
        ((T % 8) // 8, "0"),
        (d**2, "d**2"),
        ((B * d + B * e) // (d + e), "B"),
        (minimum(T, 5) + 1, "min(T, 5)+1"),
        (abs(1 - T), "T-1"),
        (ceil_div(T, h), "(T-1)//h+1"),
        (B * H * UNKNOWN, "?"),
        (product([2, B, 3, H]), "6*B*H"),
        (H // 2 + 1, "H//2+1"),
        (H // (W + 1), "H//(W+1)"),
        ((H + W) // (H * W), "(H+W)//(H*W)"),
    ],
)
def test_sizes_read_as_a_person_writes_them(size: Size, text: str) -> None:
    assert str(size) == text


@pytest.mark.parametrize(
    ("a", "b", "answer"),
    [
        (4 * d, d, False),
        (H // 2, H, False),
        (d, e, None),
        (2 * h + 1, 2 * d, False),
        (H - H // 2, (H + 1) // 2, True),
        (T // 8 * 8, T - T % 8, True),
        (H // 2, (H + 1) // 2, None),
        (H // 2, (H + 2) // 2, False),
        ((3 * H) // 2, H + H // 2, True),
        ((-H) // 2, H // 2 - H, True),
        (minimum(T, H), maximum(T, H) + 1, False),
        (minimum(T, H) + maximum(T, H), T + H, True),
        (d // 2 * 2 + 1, 2 * h, False),
        (d * d, d, None),
        (d * d + 1, d, False),
        (d * (d + 1), 3, None),
        (UNKNOWN, d, None),
        (C * H * W, H * W, None),
        (symbol("C2", low=2) * H * W, H * W, False),
        (T - 1, -1, False),
        (3 * d, 3 * e + 1, False),
        (symbol("m", multiple_of=8), symbol("m", multiple_of=8) // 8 * 8, True),
        (symbol("m", multiple_of=8), 12, False),
        (h * (d // h), d, None),
        (h * (d // h), d + 1, False),
        (h * (d // h), d - h, False),
        (B * h * (d // h), 3 * B * d, False),
        (2 * h * (d // (2 * h)), 2 * d, False),
        (3 * h * (d // (2 * h)), 2 * d, False),
        (symbol("i", low=-3) * (d // symbol("i", low=-3)), d + 1, None),
    ],
)
def test_equality_has_three_answers(a: Size, b: Size, answer: bool | None) -> None:
    assert equal(a, b) is answer
    assert equal(b, a) is answer


@pytest.mark.parametrize(
    ("divisor", "size", "answer"),
    [
        (3, 6 * d, True),
        (3, 6 * d + 1, False),
        (3, d, None),
        (d, 3 * d * e, True),
        (4 * d, 2 * d, False),
        (4 * d, d, False),
        (d, e, None),
        (2, d * (d + 1), True),
        (0, d, None),
        (64, B * 3 * 64 * H, True),
        (784, 28 * B, None),
        (UNKNOWN, 4, None),
    ],
)
def test_divisibility_has_three_answers(divisor: Size, size: Size, answer: bool | None) -> None:
    assert divides(divisor, size) is answer


def test_unknown_absorbs_and_stays_single() -> None:
    for result in (UNKNOWN + 1, 1 - UNKNOWN, d * UNKNOWN, UNKNOWN // d, 3 % UNKNOWN, UNKNOWN**2, 2**UNKNOWN, -UNKNOWN):
        assert result is UNKNOWN
    assert minimum(d, UNKNOWN) is maximum(UNKNOWN, 3) is abs(UNKNOWN) is UNKNOWN
    assert copy.deepcopy([UNKNOWN])[0] is copy.copy(UNKNOWN) is pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN
    assert repr(UNKNOWN) == "?"
    assert (d // 0, d % 0, 5**d, d**-1, d**99) == (UNKNOWN,) * 5


def test_nothing_grows_beyond_bounds() -> None:
    size: Size = product(symbol(f"s{i}") + i for i in range(1, 12))
    assert size is UNKNOWN
    nested: Size = d
    for i in range(200):
        nested = minimum((nested * 3 + i) // (e + i), h * nested % (i + 7)) + nested
    assert nested is UNKNOWN
    power: Size = d
    for _ in range(60):
        power = power * power
    assert power is UNKNOWN


def test_constants_are_ints() -> None:
    for size in (d - d, d // d, (d * e) // (e * d), 0 * d, d % d, d**0, (d + 3) - d):
        assert type(size) is int


def test_what_is_nested_deeply_stays_small() -> None:
    turn, n = symbol("i"), symbol("n")
    for _ in range(40):
        turn = (turn + 1) % n
        assert bounds(turn) == (0, None)
    assert len(str(turn)) < 1000
    assert len(getattr(turn, "written", "")) < 5000


def test_ends_that_hang_on_one_another() -> None:
    """Parts of parts: a few are seen through, many take no time."""
    whole = fresh("n", 0)
    parts = [whole]
    for _ in range(60):
        parts.append(between("i", -parts[-1], parts[-1]))
    assert bounds(whole - parts[2]) == (0, None)
    assert bounds(parts[-1] + parts[-2])[0] in (None, 0)
    assert bounds(parts[-2] - parts[-1])[1] is None
