"""einops: sums of products, and the sizes of axes by name."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import replace

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import einstein
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.einops import like
from shapelint.rules.torch.einops_patterns import REST, Side, read_side, refused, split_axes
from shapelint.rules.values import UNKNOWN, DictValue, Tensor, Value, shape_of
from shapelint.sizes import Size, equal


@op("einops.einsum")
def einsum(*tensors_and_pattern):
    """Sum products over the axes that the right side leaves out; the pattern comes last.

    >>> einsum([2, 3, 4], [4, 5], "batch time dim, dim out -> batch time out")
    (2, 3, 5)
    >>> einsum([2, 3, 4], [4], "... dim, dim -> ...")
    (2, 3)
    >>> einsum([3, 3], "i i -> i")
    (3,)
    >>> einsum([2, 3], [4, 5], "a b, b c -> a c")
    SHP302 `b` in `a b, b c -> a c` is 3 in one operand and 4 in another
    >>> einsum([2, 3], [3, 5], "a b c, b c -> a c")
    SHP101
    >>> einsum([2, 12], [3, 5], "a (b c), b d -> a c d")
    SHP706
    """
    if not isinstance(tensors_and_pattern, tuple) or not tensors_and_pattern:
        return UNKNOWN
    *tensors, pattern = tensors_and_pattern
    if not isinstance(pattern, str):
        return UNKNOWN
    if not tensors:
        raise Mismatch("SHP706", "einsum needs a tensor before its pattern")
    equation, names = _lettered(pattern)
    try:
        return like(tensors[0], einstein.einsum(equation, tensors))
    except Mismatch as found:
        raise _renamed(found, pattern, equation, names) from None


def _lettered(pattern: str) -> tuple[str, dict[str, str]]:
    """The equation with a letter for every name, and the names by letter.

    Raises Mismatch SHP706 where einops refuses the pattern.
    """
    before, arrow, after = pattern.partition("->")
    if not arrow or "->" in after:
        raise refused(pattern, "it needs one arrow")
    operands = [read_side(pattern, term, underscore=True, repeated=True) for term in before.split(",")]
    result = read_side(pattern, after, underscore=True)
    letters: dict[str, str] = {}
    for side in operands:
        for name in _named(pattern, side):
            if name not in letters and name != REST:
                letters[name] = (string.ascii_letters + "?")[min(len(letters), 52)]
    missing = next((name for name in _named(pattern, result) if name != REST and name not in letters), None)
    if missing is not None:
        raise refused(pattern, "`{name}` stands on the right only", name=missing)
    *terms, output = (
        "".join(letters.get(name, REST) for name in _named(pattern, side)) for side in (*operands, result)
    )
    return f"{','.join(terms)}->{output}", {letter: name for name, letter in letters.items()}


def _named(pattern: str, side: Side) -> tuple[str, ...]:
    """The names of a side: one for every axis.

    Raises Mismatch SHP706.
    """
    if side.numbers or any(len(group) != 1 for group in side.groups):
        raise refused(pattern, "einsum takes no numbers and joins no axes")
    # In brackets `...` is the name of one axis here.
    return tuple("(...)" if name == REST and at != side.rest else name for at, (name,) in enumerate(side.groups))


def _renamed(found: Mismatch, pattern: str, equation: str, names: Mapping[str, str]) -> Mismatch:
    """The same finding in the words of the pattern."""
    terms = dict(zip(equation.partition("->")[0].split(","), pattern.partition("->")[0].split(","), strict=True))
    facts = dict(found.facts)
    for key, words in (("equation", {equation: pattern}), ("letter", names), ("term", terms)):
        if key in facts:
            facts[key] = words.get(facts[key], facts[key]).strip()
    return Mismatch(found.code, found.template, operand=found.operand, help=found.help, **facts)


@op("einops.parse_shape")
def parse_shape(x, pattern):
    """Give the sizes of the axes by name.

    >>> parse_shape([2, 3, 5], "batch _ width")
    {"batch": 2, "width": 5}
    >>> parse_shape([2, 3, 1, 5], "... c 1 width")
    {"c": 3, "width": 5}
    >>> parse_shape([2, 3], "batch channels width")
    SHP101
    >>> parse_shape([2, 3], "batch 1")
    SHP501
    >>> parse_shape([2, 3], "batch (c d)")
    SHP706
    """
    if not isinstance(pattern, str):
        return UNKNOWN
    side = read_side(pattern, pattern, underscore=True)
    if any(len(group) > 1 for group in side.groups) or (side.has_rest and side.rest is None):
        raise refused(pattern, "parse_shape takes no axes that are joined")
    groups, dims, _ = split_axes(pattern, side, x, shape_of(x))
    sizes: dict[Value, Value] = {}
    for group, size in zip(groups, dims, strict=True):
        if group and not group[0].isdecimal():
            sizes[group[0]] = size
        else:
            _check_number(pattern, x, int(*group) if group else 1, size)
    sizes.pop("_", None)
    return DictValue(sizes)


def _check_number(pattern: str, x: Value, expected: int, size: Size) -> None:
    if equal(expected, size) is False:
        raise Mismatch(
            "SHP501",
            "`{pattern}` expects an axis of {expected}, the tensor has {found}",
            operand=culprit(x),
            pattern=pattern,
            expected=expected,
            found=size,
        )


@op("einops.asnumpy")
def asnumpy(tensor):
    """Give the tensor as an array.

    >>> asnumpy([2, 3])
    (2, 3)
    """
    array = tensor if isinstance(tensor, Tensor) else Tensor(shape_of(tensor), "numpy", None)
    return replace(array, family="numpy", flow=None)
