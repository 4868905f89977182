"""The axis grammar by example."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shapelint.sizes import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    AxisClash,
    Bindings,
    Bound,
    GrammarError,
    RankClash,
    Shape,
    equal,
    parse,
    parse_signature,
    shape,
    shape_from,
    symbol,
)

B, C, H, T, d, e = (symbol(name) for name in "BCHTde")

CONV = "N? in_channels H W -> N? out_channels H2 W2"
LINEAR = "*batch in_features -> *batch out_features"
ATTENTION = "x: b n d, y?: b m d -> b n m"


def outputs(text: str, shapes: list[Shape | None], given: dict[str, Bound], **computed: Bound) -> str:
    """What a signature gives, or what it says."""
    signature = parse_signature(text)
    found = signature.match(shapes, given)
    if isinstance(found, RankClash):
        return f"input {found.input} wants {found.wanted} axes, has {found.found}"
    if isinstance(found, AxisClash):
        what = f"{found.name} is {found.found}, not {found.expected} ({found.origin})"
        return f"input {found.input} axis {found.axis}: {what}"
    return " ".join(map(str, signature.build({**given, **found, **computed})))


@pytest.mark.parametrize(
    ("text", "shapes", "given", "result"),
    [
        (CONV, [shape(B, 3, 8, 9)], {"in_channels": 3, "out_channels": 5}, "(B, 5, ?, ?)"),
        (CONV, [shape(3, 8, 9)], {"in_channels": 3, "out_channels": 5}, "(5, ?, ?)"),
        (CONV, [shape(B, 4, 8, 9)], {"in_channels": 3}, "input 0 axis 1: in_channels is 4, not 3 (given)"),
        (CONV, [shape(8, 9)], {"in_channels": 3}, "input 0 wants 3 or 4 axes, has (8, 9)"),
        (CONV, [shape(1, B, 3, 8, 9)], {}, "input 0 wants 3 or 4 axes, has (1, B, 3, 8, 9)"),
        (CONV, [UNKNOWN_SHAPE], {"out_channels": 5}, "(*?, 5, ?, ?)"),
        (CONV, [Shape((B, 3, 8, 9), True)], {"out_channels": 5}, "(B, 5, ?, ?)"),
        (CONV, [Shape((4, 8, 9), True)], {"in_channels": 3}, "input 0 axis -3: in_channels is 4, not 3 (given)"),
        (CONV, [Shape((1, 1, 3, 8, 9), True)], {}, "input 0 wants 3 or 4 axes, has (*?, 1, 1, 3, 8, 9)"),
        ("#c, #c", [shape(1), shape(3)], {}, ""),
        ("c, #c", [shape(3), shape(4)], {}, "input 1 axis 0: #c is 4, not 3 (0)"),
        ("c, #c -> c", [shape(3), shape(1)], {}, "(3,)"),
        ("_b ?c rows=4", [shape(2, 3, 5)], {}, "input 0 axis 2: 4 is 5, not 4 (pattern)"),
        ("*_ c, *#b c", [shape(2, 3), shape(4, 3)], {}, ""),
        (LINEAR, [shape(B, T, d)], {"in_features": d, "out_features": 4 * d}, "(B, T, 4*d)"),
        (LINEAR, [shape(B, T, 4 * d)], {"in_features": d}, "input 0 axis 2: in_features is 4*d, not d (given)"),
        (LINEAR, [shape(B, T, d)], {"in_features": e, "out_features": 3}, "(B, T, 3)"),
        (LINEAR, [Shape((T, UNKNOWN), True)], {"out_features": 3}, "(*?, T, 3)"),
        (LINEAR, [shape(7)], {"out_features": 3}, "(3,)"),
        (LINEAR, [shape()], {}, "input 0 wants at least 1 axes, has ()"),
        (ATTENTION, [shape(B, 5, d), shape(B, 6, d)], {}, "(B, 5, 6)"),
        (ATTENTION, [shape(B, 5, d)], {}, "(B, 5, ?)"),
        (ATTENTION, [shape(B, 5, d), None], {}, "(B, 5, ?)"),
        (ATTENTION, [shape(B, 5, 7), shape(B, 6, 8)], {}, "input 1 axis 2: d is 8, not 7 (0)"),
        (ATTENTION, [shape(UNKNOWN, 5, 7), shape(4, 6, UNKNOWN)], {}, "(4, 5, 6)"),
        (ATTENTION, [shape(B, 5, 7), shape(4, 6, 7)], {}, "(4, 5, 6)"),
        ("a *b c, *b -> *b c a", [shape(1, B, 3, 4), shape(B, 3)], {}, "(B, 3, 4, 1)"),
        ("a *b c, *b -> *b", [shape(1, B, 3, 4), shape(B, 5)], {}, "input 1 axis 1: *b is 5, not 3 (0)"),
        ("a *b c, *b -> *b", [shape(1, B, 3, 4), shape(B)], {}, "input 1 wants 2 axes, has (B,)"),
        ("*b c, *b -> *b", [Shape((3, 4), True), shape(B, 3)], {}, "(B, 3)"),
        ("*b c -> *b", [Shape((3, 4), True)], {}, "(*?, 3)"),
        ("N *space C -> N C", [Shape((5, 6, 7), True)], {}, "(?, 7)"),
        ("N? L I, N? H -> N? H", [shape(B, T, d), shape(4, 5)], {}, "(4, 5)"),
        ("N? L I, N? H -> N? H", [shape(T, d), shape(4, 5)], {}, "input 1 wants 1 axes, has (4, 5)"),
        ("N? L I, N? H -> N? H", [Shape((T, d), True), shape(4, 5)], {}, "(4, 5)"),
        ("N? L I, N? H -> L N? H", [Shape((T, d), True), Shape((5,), True)], {}, "(*?, 5)"),
        ("A? B? C -> A? B? C", [shape(2, 3)], {}, "(2, 3)"),
        ("A? B? C -> C B? A?", [shape(1, 2, 3)], {}, "(3, 2, 1)"),
        ("L N? I, D N? H -> L N? D*H", [shape(9, 2, 3), shape(4, 2, 5)], {}, "(9, 2, 20)"),
        ("L N? I, D N? H -> L N? D*H", [shape(9, 3), shape(4, 5)], {}, "(9, 20)"),
        ("L N? I, D N? H -> L N? D*H", [shape(9, 3), shape(4, 2, 5)], {}, "input 1 wants 2 axes, has (4, 2, 5)"),
        ("L N? I -> L N? I", [Shape((9, 3), True)], {}, "(*?, 3)"),
        ("L N? I -> L N? I", [Shape((9, 2, 3), True)], {}, "(9, 2, 3)"),
        ("A? B? C", [shape()], {}, "input 0 wants 1 to 3 axes, has ()"),
        ("2*c h -> c h", [shape(6, T)], {}, "(3, T)"),
        ("a, b -> *a *b", [shape(2), shape(3)], {}, "(2, 3)"),
        ("2*c h -> c h", [shape(7, T)], {}, "input 0 axis 0: 2*c is 7, not 2*c (pattern)"),
        ("2*c c -> c", [shape(6, 3)], {}, "(3,)"),
        ("2*c c -> c", [shape(6, 4)], {}, "input 0 axis 0: 2*c is 6, not 8 (0)"),
        ("h-1 -> h", [shape(T)], {}, "(T+1,)"),
        ("n 3 -> n", [shape(B, 4)], {}, "input 0 axis 1: 3 is 4, not 3 (pattern)"),
        ("_ 3 -> 3 _", [shape(B, 3)], {}, "(3, ?)"),
        ("... c -> c ...", [shape(1, 2, 3)], {}, "(*?,)"),
        ("n -> ()", [shape(B)], {}, "()"),
        ("() -> 1", [shape()], {}, "(1,)"),
        ("() -> 1", [shape(2)], {}, "input 0 wants 0 axes, has (2,)"),
        ("n -> n, n 2", [shape(B)], {}, "(B,) (B, 2)"),
        ("n *kernel -> n", [shape(1, 3, 3)], {"kernel": (3, 4)}, "input 0 axis 2: *kernel is 3, not 4 (given)"),
        ("n -> n n//groups", [shape(8)], {"groups": 0}, "(8, ?)"),
    ],
)
def test_what_a_signature_gives(text: str, shapes: list[Shape | None], given: dict[str, Bound], result: str) -> None:
    assert outputs(text, shapes, given) == result


def test_computed_axes_are_put_in() -> None:
    assert outputs(CONV, [shape(B, 3, H, 9)], {"out_channels": 5}, H2=H // 2, W2=4) == "(B, 5, H//2, 4)"


def test_a_bound_name_remembers_its_origin() -> None:
    bound = parse_signature(ATTENTION).match([shape(B, 5, d), shape(B, 6, 7)], {"m": 6})
    assert isinstance(bound, Bindings)
    assert (bound.origin("d"), bound.origin("m"), bound["d"], bound["m"]) == (0, "given", 7, 6)


def test_absent_and_undecided_axes_are_told_apart() -> None:
    signature = parse_signature(CONV)
    for known, expected in ((shape(3, 8, 9), ()), (shape(B, 3, 8, 9), B), (UNKNOWN_SHAPE, UNKNOWN_SHAPE)):
        bound = signature.match([known], {})
        assert isinstance(bound, Bindings)
        assert bound["N"] == expected


def test_a_signature_tells_its_inputs() -> None:
    signature = parse_signature("x: b n d, y?: b m 2*d -> b n m")
    assert signature.input_names == ("x", "y")
    assert signature.optional_inputs == {"y"}
    assert signature.input_axes == {"b", "n", "m", "d"}
    assert signature.input_text(1) == "b m 2*d"
    assert signature is parse_signature("x: b n d, y?: b m 2*d -> b n m")


@pytest.mark.parametrize(
    ("text", "given", "result"),
    [
        ("4*hidden_size input_size", {"hidden_size": 96, "input_size": d}, "(384, d)"),
        ("out in//groups *k", {"out": 8, "in": 4, "groups": 2, "k": (3, 5)}, "(8, 2, 3, 5)"),
        ("out *k", {"out": 8}, "(*?,)"),
        ("*k out", {"out": 8}, "(*?, 8)"),
        ("(a+b)*c%7-1", {"a": 1, "b": 2, "c": 3}, "(1,)"),
        ("-a+5", {"a": 1}, "(4,)"),
        ("", {}, "()"),
        ("()", {}, "()"),
        ("a b", {"a": UNKNOWN}, "(?, ?)"),
    ],
)
def test_shapes_from_patterns(text: str, given: dict[str, Bound], result: str) -> None:
    assert str(shape_from(text, given)) == result


@pytest.mark.parametrize(
    "text",
    ["*a+b", "a+", "(a", "a)", "a&b", "1a", "a??", "?", "3?", "a b = c", "a$", "a//", "*3", "**a"],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(GrammarError, match="`"):
        parse(text)


@pytest.mark.parametrize("text", ["a -> b -> c", "1x: a -> b", ": a", "x y: a", "*a *b", "N? *b c -> c"])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(GrammarError):
        parse_signature(text)


@example("?A")
@example("_a ?b")
@given(st.text(max_size=12))
def test_any_text_is_a_pattern_or_a_grammar_error(text: str) -> None:
    with suppress(GrammarError):
        pattern = parse(text)
        assert parse(str(pattern)) == pattern
    with suppress(GrammarError):
        parse_signature(text)


@pytest.mark.parametrize("text", ["(" * 5000, "-" * 5000 + "a", "9" * 5000, "a+" * 5000 + "a"])
def test_endless_words_are_refused(text: str) -> None:
    with pytest.raises(GrammarError, match="too long"):
        parse(text)


SIGNATURES = [
    CONV,
    LINEAR,
    "N? L I, D N? H -> L N? D H",
    "N *space C -> C *space",
    "A? B? c, c 2*k -> k A? c",
    "*b i, *b j -> *b i j",
]
rows = st.lists(st.integers(1, 3), max_size=5)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SIGNATURES), rows, rows, st.data())
def test_less_knowledge_only_makes_it_more_silent(
    text: str, first: list[int], second: list[int], data: st.DataObject
) -> None:
    """What matches with every size known matches when some are not, with an output that allows the true one."""
    signature = parse_signature(text)
    reals = [first, second][: len(signature.inputs)]
    exact = signature.match([Shape(tuple(r)) for r in reals], {})
    if not isinstance(exact, Bindings):
        return
    vague = []
    for real in reals:
        cut = data.draw(st.integers(0, len(real)))
        hidden = data.draw(st.sets(st.integers(0, 4)))
        dims = tuple(UNKNOWN if i in hidden else size for i, size in enumerate(real))
        vague.append(data.draw(st.sampled_from([Shape(dims), Shape(dims[cut:], True)])))
    found = signature.match(vague, {})
    assert isinstance(found, Bindings)
    for known, true in zip(signature.build(found), signature.build(exact), strict=True):
        assert known.least_rank <= true.least_rank
        assert known.open or known.rank == true.rank
        assert all(equal(known.axis(-i), true.axis(-i)) is not False for i in range(1, known.least_rank + 1))


def test_the_axes_of_numpy_arrays_match() -> None:
    array = np.zeros((2, 3, 4))
    assert outputs("b n d -> b d n", [shape(*array.shape)], {}) == str(shape(*array.transpose(0, 2, 1).shape))
