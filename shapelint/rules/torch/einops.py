"""einops: rearranging, reducing and repeating axes by name."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared import einstein
from shapelint.rules.shared.joining import stacked
from shapelint.rules.torch.einops_patterns import AXES, REST, Arrow, bound, read_arrow, read_side, refused, split_axes
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    ListValue,
    Many,
    Tensor,
    Value,
    shape_of,
)
from shapelint.sizes import Shape

_REDUCTIONS: Final = ("min", "max", "sum", "mean", "prod", "any", "all")


@op("einops.rearrange")
def rearrange(tensor, pattern, *, complete=True, **axes_lengths):
    """Reorder, split and join axes by name; a list of tensors is stacked first.

    >>> rearrange([2, 12, 5], "b (h w) c -> b c h w", h=3)
    (2, 5, 3, 4)
    >>> rearrange([2, 3, 4], "b ... -> ... b")
    (3, 4, 2)
    >>> rearrange([2, 6, 4, 5], "b (h d) ... -> b h (...) d", h=2)
    (2, 2, 20, 3)
    >>> rearrange([[3, 4], [3, 4]], "n a b -> (n a) b")
    (6, 4)
    >>> rearrange([2, 3], "b c -> b 1 c")
    (2, 1, 3)
    >>> rearrange([2, 12, 5], "b (h w) c -> b c h w", h=7)
    SHP501
    >>> rearrange([2, 12], "b (h w) c -> b c h w", h=3)
    SHP101
    >>> rearrange([2, 12, 5], "b (h w) c -> b c h w")
    SHP706
    >>> rearrange([2, 3], "b c -> b")
    SHP706
    """
    return rearranged(tensor, pattern, axes_lengths, complete)


@op("einops.reduce")
def reduce(tensor, pattern, reduction, *, complete=True, **axes_lengths):
    """Reduce the axes that only the left side names.

    >>> reduce([2, 3, 8, 6], "b c (h 2) (w 2) -> b c h w", "max")
    (2, 3, 4, 3)
    >>> reduce([2, 3, 8, 6], "b c ... -> b c", "mean")
    (2, 3)
    >>> reduce([2, 3, 8, 6], "b c h w -> b c 1 1", "mean")
    (2, 3, 1, 1)
    >>> reduce([2, 3, 7], "b c (h 2) -> b c h", "max")
    SHP501
    >>> reduce([2, 3], "b c -> b d", "sum")
    SHP706
    """
    return reduced(tensor, pattern, reduction, axes_lengths, complete)


@op("einops.repeat")
def repeat(tensor, pattern, *, complete=True, **axes_lengths):
    """Repeat along the axes that only the right side names.

    >>> repeat([3, 4], "h w -> b h w c", b=2, c=5)
    (2, 3, 4, 5)
    >>> repeat([3, 4], "h w -> (h 2) w")
    (6, 4)
    >>> repeat([3], "h w -> b h w", b=2)
    SHP101
    >>> repeat([3, 4], "h w -> b h w")
    SHP706
    """
    return _transformed(whole_pattern(pattern, axes_lengths, complete, "repeat"), tensor, axes_lengths)


def rearranged(tensor: Value, pattern: Value, given: Mapping[str, Value], complete: bool = True) -> Tensor:
    """The tensor with its axes as the right side names them.

    complete: whether `given` is all that the call gives.  Raises Mismatch SHP101, SHP501 or SHP706.
    """
    return _transformed(whole_pattern(pattern, given, complete, "rearrange"), tensor, given)


def reduced(
    tensor: Value, pattern: Value, reduction: Value, given: Mapping[str, Value], complete: bool = True
) -> Tensor:
    """The tensor without the axes that only the left side names.

    Raises Mismatch SHP101, SHP501 or SHP706.
    """
    if isinstance(reduction, str) and reduction not in _REDUCTIONS:
        raise Mismatch(
            "SHP706", "einops knows no reduction `{name}`", help=f"one of {', '.join(_REDUCTIONS)}", name=reduction
        )
    return _transformed(whole_pattern(pattern, given, complete, "reduce"), tensor, given)


def whole_pattern(pattern: Value, given: Mapping[str, Value], complete: bool, operation: str) -> Arrow | None:
    """The pattern of a `rearrange`, `reduce` or `repeat`, None where it is not known.

    Raises Mismatch SHP706 where einops refuses it with these names given.
    """
    if not isinstance(pattern, str):
        return None
    arrow = read_arrow(pattern)
    for side, wrong in zip(("left", "right"), _LONE[operation](arrow), strict=True):
        if wrong:
            raise refused(pattern, "`{name}` stands on the {side} only", name=", ".join(sorted(wrong)), side=side)
    unused = given.keys() - arrow.left.names - arrow.right.names
    if unused:
        raise refused(pattern, "it does not name {names}", names=_listed(unused))
    if complete:
        _check_sizes(arrow, given)
    return arrow


def _lone(arrow: Arrow) -> tuple[frozenset[str], frozenset[str]]:
    """The names on the left side only, and on the right side only; numbers count as such."""
    return (
        (arrow.left.names - arrow.right.names) | arrow.left.numbers,
        (arrow.right.names - arrow.left.names) | arrow.right.numbers,
    )


_NONE: Final[frozenset[str]] = frozenset()
# What may not stand on one side alone.
_LONE: Final[dict[str, Callable[[Arrow], tuple[frozenset[str], frozenset[str]]]]] = {
    "rearrange": lambda arrow: (_lone(arrow)[0] | _rest_only(arrow), _lone(arrow)[1]),
    "reduce": lambda arrow: (_NONE, _lone(arrow)[1]),
    "repeat": lambda arrow: (_lone(arrow)[0] | _rest_only(arrow), _NONE),
}


def _rest_only(arrow: Arrow) -> frozenset[str]:
    return frozenset((REST,)) if arrow.left.has_rest and not arrow.right.has_rest else _NONE


def _check_sizes(arrow: Arrow, given: Mapping[str, Value]) -> None:
    """Every size must be given or follow from the tensor's."""
    sizeless = arrow.right.names - arrow.left.names - given.keys()
    if sizeless:
        raise refused(arrow.text, "no size is given for {names}", names=_listed(sizeless))
    for group in arrow.left.groups:
        unknown = [name for name in group if not name.isdecimal() and name not in (REST, *AXES, *given)]
        if len(unknown) > 1:
            raise refused(
                arrow.text, "the sizes of {names} cannot all be worked out: give all but one", names=_listed(unknown)
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _transformed(arrow: Arrow | None, tensor: Value, given: Mapping[str, Value]) -> Tensor:
    if arrow is None:
        return like(tensor, UNKNOWN_SHAPE)
    x = _whole(tensor)
    return like(tensor, bound(arrow, x, shape_of(x), given).built(arrow.right))


def _whole(tensor: Value) -> Value:
    """The tensor itself; a list of them stacked on a first axis."""
    if not isinstance(tensor, ListValue | Many):
        return tensor
    shape = stacked(tensor)
    return like(tensor, shape)


def _first(tensor: Value) -> Value:
    items = tensor.items if isinstance(tensor, ListValue) else tensor
    if isinstance(items, Many):
        return items.each
    return (items[0] if items else UNKNOWN) if isinstance(items, tuple) else items


def like(tensor: Value, shape: Shape) -> Tensor:
    """A tensor of the same library; PyTorch's where nothing is known of it."""
    first = _first(tensor)
    if not isinstance(first, Tensor):
        return Tensor(shape, "torch", None)
    return Tensor(shape, first.family, first.dtype)


@op("einops.einsum")
def einsum(*tensors_and_pattern):
    """Sum products over the axes that the right side leaves out; the pattern comes last.

    >>> einsum([2, 3, 4], [4, 5], "batch time dim, dim out -> batch time out")
    (2, 3, 5)
    >>> einsum([2, 3, 4], [4], "... dim, dim -> ...")
    (2, 3)
    >>> einsum([2, 3], [4, 5], "a b, b c -> a c")
    SHP302 `b` in `a b, b c -> a c` is 3 in one operand and 4 in another
    >>> einsum([2, 3], [3, 5], "a b c, b c -> a c")
    SHP101
    """
    if not tensors_and_pattern or not isinstance(tensors_and_pattern[-1], str):
        return UNKNOWN
    *tensors, pattern = tensors_and_pattern
    equation, names = _lettered(pattern)
    if equation is None:
        return like(tensors[0] if tensors else UNKNOWN, UNKNOWN_SHAPE)
    try:
        return like(tensors[0], einstein.einsum(equation, tensors))
    except Mismatch as found:
        raise _renamed(found, pattern, equation, names) from None


def _lettered(pattern: str) -> tuple[str | None, dict[str, str]]:
    """The equation with a letter for every name, and the names by letter."""
    before, arrow, after = pattern.partition("->")
    terms = [*before.split(","), after]
    if not arrow:
        raise refused(pattern, "it needs an arrow")
    letters: dict[str, str] = {}
    written = []
    for term in terms:
        names = term.replace(REST, f" {REST} ").split()
        if any(name[0] in "()" or name[-1] in "()" or name.isdecimal() for name in names):
            return None, {}  # einops has no product with groups or numbers
        for name in names:
            if name != REST and name not in letters:
                letters[name] = string.ascii_letters[len(letters)]
        written.append("".join(letters.get(name, REST) for name in names))
    return f"{','.join(written[:-1])}->{written[-1]}", {letter: name for name, letter in letters.items()}


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
    >>> parse_shape([2, 3], "batch channels width")
    SHP101
    """
    if not isinstance(pattern, str):
        return UNKNOWN
    side = read_side(pattern, " ".join("1" if word == "_" else word for word in pattern.split()))
    groups, dims, _ = split_axes(pattern, side, x, shape_of(x))
    named = {group[0]: size for group, size in zip(groups, dims, strict=True) if len(group) == 1}
    return DictValue({name: size for name, size in named.items() if not name.isdecimal()})


@op("einops.asnumpy")
def asnumpy(tensor):
    """Give the tensor as an array.

    >>> asnumpy([2, 3])
    (2, 3)
    """
    array = tensor if isinstance(tensor, Tensor) else Tensor(shape_of(tensor), "numpy", None)
    return replace(array, family="numpy", flow=None)
