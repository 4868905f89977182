"""einops: rearranging, reducing and repeating axes by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.joining import stacked
from shapelint.rules.torch.einops_patterns import REST, Arrow, Sizes, bound, presumed, read_arrow, refused
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, SomeText, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal

_REDUCTIONS: Final = ("min", "max", "sum", "mean", "prod", "any", "all")


@op("einops.rearrange", presumes=presumed)
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


@op("einops.reduce", presumes=presumed)
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
    >>> reduce([2, 3], "b c -> b c n", "repeat", n=4)
    (2, 3, 4)
    >>> reduce([2, 3], "b c -> b d", "sum")
    SHP706
    >>> reduce([2, 3], "b c -> b", "repeat")
    SHP706
    """
    return reduced(tensor, pattern, reduction, axes_lengths, complete)


@op("einops.repeat", presumes=presumed)
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
    if isinstance(reduction, str) and reduction not in (*_REDUCTIONS, *_LONE):
        raise Mismatch(
            "SHP706", "einops knows no reduction `{name}`", help=f"one of {', '.join(_REDUCTIONS)}", name=reduction
        )
    return _transformed(reducing_pattern(pattern, reduction, given, complete), tensor, given)


def reducing_pattern(pattern: Value, reduction: Value, given: Mapping[str, Value], complete: bool) -> Arrow | None:
    """The pattern of a `reduce`, which does what its reduction says: "repeat" is one; None where it is not known.

    Raises Mismatch SHP706 where einops refuses it.
    """
    if isinstance(reduction, SomeText) or reduction is UNKNOWN:
        arrow = read_arrow(pattern) if isinstance(pattern, str) else None
        if arrow is None or _lone(arrow)[1]:
            return None
    operation = reduction if isinstance(reduction, str) and reduction in _LONE else "reduce"
    return whole_pattern(pattern, given, complete, operation)


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
        raise refused(pattern, "it does not name {names}", names=listed(unused))
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
        raise refused(arrow.text, "no size is given for {names}", names=listed(sizeless))
    for group in arrow.left.groups:
        unknown = [name for name in group if not name.isdecimal() and name not in (REST, *given)]
        if len(unknown) > 1:
            raise refused(
                arrow.text, "the sizes of {names} cannot all be worked out: give all but one", names=listed(unknown)
            )


def listed(names: Iterable[str]) -> str:
    """Names in a sentence."""
    return ", ".join(f"`{name}`" for name in sorted(names))


def _transformed(arrow: Arrow | None, tensor: Value, given: Mapping[str, Value]) -> Tensor:
    if arrow is None:
        return like(tensor, UNKNOWN_SHAPE)
    x = _whole(tensor)
    sizes = bound(arrow, x, shape_of(x), given)
    _expand(arrow, sizes)
    return like(tensor, sizes.built(arrow.right))


def _expand(arrow: Arrow, sizes: Sizes) -> None:
    """New axes are made by `expand`, for which -1 is 1; where axes are joined after that, the product is negative.

    Raises Mismatch SHP707.
    """
    added = arrow.right.names - arrow.left.names
    for name in added:
        require_at_least(-1, name, sizes.named[name])
    kept = {name for name in added if isinstance(sizes.named[name], int) and sizes.named[name] == -1}
    joined = any(len(group) != 1 for group in arrow.right.groups)
    for group in arrow.right.groups:
        minus = sum(name in kept for name in group) % 2
        others = sizes.of(tuple(name for name in group if name not in kept))
        if joined and minus and equal(others, 1) is False:
            raise Mismatch("SHP707", "{name} is -1, expected at least 0", name=listed(kept.intersection(group)))
    sizes.named.update(dict.fromkeys(kept, 1))


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
