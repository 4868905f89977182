"""einops' `EinMix`: a linear layer whose axes have names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shapelint.rules.form import layer
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.einops import listed
from shapelint.rules.torch.einops_layers import HOMES
from shapelint.rules.torch.einops_patterns import REST, Arrow, Side, Sizes, bound, read_arrow, read_side, refused
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, shape_of
from shapelint.sizes import Shape, Size, broadcast_sizes, equal


def _einmix(base: str, homes: tuple[str, ...]) -> None:
    @layer(tuple(f"{home}.EinMix" for home in homes), base=base, weights=_weights)
    def body(pattern, weight_shape, bias_shape=None, *, input, **axes_lengths):
        """Multiply with a weight whose axes have names, and sum over those that the right side leaves out.

        >>> EinMix("b n i -> b n o", weight_shape="i o", bias_shape="o", i=5, o=7)([2, 3, 5])
        (2, 3, 7)
        >>> EinMix("b (h i) -> b (h o)", weight_shape="h i o", h=2, i=3, o=4)([5, 6])
        (5, 8)
        >>> EinMix("... c 1 -> ... 1 c", "c", "c", c=4)([2, 3, 4, 1])
        (2, 3, 1, 4)
        >>> EinMix("b n i -> b n o", weight_shape="i o", i=5, o=7)([2, 3, 6])
        SHP201
        >>> EinMix("b n i -> b n o", weight_shape="i o", i=5)
        SHP706
        >>> EinMix("b n i -> b n o", weight_shape="i o", i=5, o=7).weight
        (5, 7)
        >>> EinMix("b n i -> b (n o)", weight_shape="i o", bias_shape="o", i=5, o=7).bias
        (1, 1, 7)
        """
        return _mixed(input, pattern, weight_shape, bias_shape, axes_lengths)

    @body.construction
    def check(pattern, weight_shape, bias_shape, axes_lengths, complete):
        if isinstance(pattern, str) and isinstance(weight_shape, str):
            _check(read_arrow(pattern), weight_shape, bias_shape, axes_lengths if complete else None)


def _check(arrow: Arrow, weight_shape: str, bias_shape: Value, given: Mapping[str, Value] | None) -> None:
    """What a pattern, and what is given by name (None where that is not all known), must agree on.

    Raises Mismatch SHP706, or SHP707 for a size that is negative, or 0 where it is summed over.
    """
    pattern, weight = arrow.text, read_side(weight_shape, weight_shape)
    here = arrow.left.names | weight.names
    if arrow.left.has_rest != arrow.right.has_rest:
        raise refused(pattern, "`...` stands on one side only")
    if weight.has_rest or "(" in weight_shape or any(len(group) != 1 for group in weight.groups):
        raise refused(weight_shape, "the axes of a weight are names")
    if arrow.left.numbers or arrow.right.numbers or weight.numbers:
        raise refused(pattern, "EinMix takes no numbers")
    _require_none(pattern, arrow.right.names - here, "nothing on the left or in the weight is named {names}")
    _require_none(
        pattern, weight.names - arrow.left.names - arrow.right.names, "it does not name {names} of the weight"
    )
    if given is None:
        return
    _require_none(pattern, weight.names - given.keys(), "no size is given for {names} of the weight")
    _require_none(pattern, given.keys() - here, "nothing on the left or in the weight is named {names}")
    for name in weight.names:
        require_at_least(0 if name in arrow.right.names else 1, name, given[name])
    if isinstance(bias_shape, str):
        _check_bias(arrow, read_side(bias_shape, bias_shape), given)


def _check_bias(arrow: Arrow, bias: Side, given: Mapping[str, Value]) -> None:
    _require_none(arrow.text, bias.names - arrow.right.names, "the right side does not name {names} of the bias")
    _require_none(arrow.text, bias.names - given.keys(), "no size is given for {names} of the bias")
    flat = arrow.right.flat
    if REST in flat and not bias.names.isdisjoint(flat[: flat.index(REST)]):
        raise refused(arrow.text, "the axes of a bias stand behind `...`")


def _require_none(pattern: str, names: Iterable[str], why: str) -> None:
    found = sorted(names)
    if found:
        raise refused(pattern, why, names=listed(found))


def _mixed(input: Value, pattern: Value, weight_shape: Value, bias_shape: Value, given: Mapping[str, Value]) -> Shape:
    if not isinstance(pattern, str) or not isinstance(weight_shape, str):
        return UNKNOWN_SHAPE
    arrow = read_arrow(pattern)
    weight = {name: size_in(given.get(name, UNKNOWN)) for name in read_side(weight_shape, weight_shape).names}
    # Only where axes are split are sizes compared; a product by itself lets an axis of 1 meet any other.
    split = any(len(group) != 1 for group in arrow.left.groups)
    inside = {name: size for name, size in given.items() if name in arrow.left.names} if split else {}
    sizes = bound(arrow, input, shape_of(input), inside, code="SHP201")
    for name, size in weight.items():
        sizes.named[name] = _met(arrow, name, sizes.named.get(name, 1), size, input)
    if isinstance(bias_shape, str):
        for name in read_side(bias_shape, bias_shape).names:
            _check_added(arrow, name, sizes.named.get(name, UNKNOWN), size_in(given.get(name, UNKNOWN)), input)
    return sizes.built(arrow.right)


def _met(arrow: Arrow, name: str, found: Size, expected: Size, input: Value) -> Size:
    """The size of an axis of the input and the weight."""
    size = broadcast_sizes([found, expected])
    if not isinstance(size, tuple):
        return size
    raise _unfit(arrow, "the weight", name, found, expected, input)


def _check_added(arrow: Arrow, name: str, found: Size, expected: Size, input: Value) -> None:
    """A bias is added in place: it must not be larger."""
    if equal(found, expected) is False and equal(expected, 1) is False:
        raise _unfit(arrow, "the bias", name, found, expected, input)


def _unfit(arrow: Arrow, what: str, name: str, found: Size, expected: Size, input: Value) -> Mismatch:
    return Mismatch(
        "SHP201",
        "axis `{axis}` of `{pattern}` is {expected} in {what}, the tensor has {found}",
        operand=culprit(input),
        axis=name,
        pattern=arrow.text,
        expected=expected,
        what=what,
        found=found,
    )


def _weights(made: Mapping[str, Value]) -> Mapping[str, Shape]:
    """The weight, and the bias if there is one: of the axes named, 1 for the other axes of the output behind them."""
    given, pattern, weight_shape = made["axes_lengths"], made["pattern"], made["weight_shape"]
    if not isinstance(given, Mapping) or not isinstance(weight_shape, str):
        return {}
    sizes = Sizes({name: size_in(size) for name, size in given.items()})
    shapes = {"weight": sizes.built(read_side(weight_shape, weight_shape))}
    bias_shape = made["bias_shape"]
    if isinstance(bias_shape, str) and isinstance(pattern, str):
        own = read_side(bias_shape, bias_shape).names
        flat = [name for name in read_arrow(pattern).right.flat if name != REST]
        shapes["bias"] = Shape(tuple(sizes.of((name,)) if name in own else 1 for name in flat))
    elif bias_shape is not None:
        shapes["bias"] = UNKNOWN_SHAPE
    return shapes


for _base, _homes in HOMES.items():
    _einmix(_base, _homes)
