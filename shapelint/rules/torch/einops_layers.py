"""einops as layers: rearranging and reducing within `Sequential`, and products written as patterns."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.einops import rearranged, reduced, whole_pattern
from shapelint.rules.torch.einops_patterns import Sizes, bound, read_arrow, read_side
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape

_HOMES = {
    "torch.nn.Module": ("einops.layers.torch",),
    "keras.layers.Layer": ("einops.layers.tensorflow", "einops.layers.keras"),
}


def _rearrange(base: str, homes: tuple[str, ...]) -> None:
    @layer(tuple(f"{home}.Rearrange" for home in homes), base=base)
    def body(pattern, *, input, complete=True, **axes_lengths):
        """Reorder, split and join axes by name.

        >>> Rearrange("b c (h s) w -> b (c s) h w", s=2)([2, 3, 8, 5])
        (2, 6, 4, 5)
        >>> Rearrange("b c h w -> b (c h w)")([2, 3, 4, 5])
        (2, 60)
        >>> Rearrange("b c h w -> b (c h w)")([2, 3, 4])
        SHP101
        >>> Rearrange("b c (h s) w -> b (c s) h w", s=3)([2, 3, 8, 5])
        SHP501
        >>> Rearrange("b c h w -> b c h")
        SHP706
        """
        return rearranged(input, pattern, axes_lengths, complete)

    @body.construction
    def check(pattern, axes_lengths, complete):
        whole_pattern(pattern, axes_lengths, complete, "rearrange")


def _reduce(base: str, homes: tuple[str, ...]) -> None:
    @layer(tuple(f"{home}.Reduce" for home in homes), base=base)
    def body(pattern, reduction, *, input, complete=True, **axes_lengths):
        """Reduce the axes that only the left side names.

        >>> Reduce("b c (h 2) (w 2) -> b c h w", "max")([2, 3, 8, 6])
        (2, 3, 4, 3)
        >>> Reduce("b n d -> b d", "mean")([2, 3, 8])
        (2, 8)
        >>> Reduce("b n d -> b d", "mean")([2, 3, 8, 6])
        SHP101
        """
        return reduced(input, pattern, reduction, axes_lengths, complete)

    @body.construction
    def check(pattern, axes_lengths, complete):
        whole_pattern(pattern, axes_lengths, complete, "reduce")


def _einmix(base: str, homes: tuple[str, ...]) -> None:
    @layer(tuple(f"{home}.EinMix" for home in homes), base=base, weights=_weights)
    def body(pattern, weight_shape, bias_shape=None, *, input, **axes_lengths):
        """Multiply with a weight whose axes have names, and sum over those that the right side leaves out.

        >>> EinMix("b n i -> b n o", weight_shape="i o", bias_shape="o", i=5, o=7)([2, 3, 5])
        (2, 3, 7)
        >>> EinMix("b (h i) -> b (h o)", weight_shape="h i o", h=2, i=3, o=4)([5, 6])
        (5, 8)
        >>> EinMix("b n i -> b n o", weight_shape="i o", i=5, o=7)([2, 3, 6])
        SHP201
        >>> EinMix("b n i -> b n o", weight_shape="i o", i=5, o=7).weight
        (5, 7)
        """
        return _mixed(input, pattern, axes_lengths)


def _mixed(input: Value, pattern: Value, axes_lengths: Mapping[str, Value]) -> Value:
    if not isinstance(pattern, str):
        return Shape((), open=True)
    arrow = read_arrow(pattern)
    sizes = bound(arrow, input, shape_of(input), axes_lengths, code="SHP201")
    for name, size in axes_lengths.items():
        sizes.named.setdefault(name, size_in(size))
    return sizes.built(arrow.right)


def _weights(made: Mapping[str, Value]) -> Mapping[str, Shape]:
    """The weight, and the bias if there is one: of the axes named, 1 for the other axes of the output behind them."""
    given = made["axes_lengths"]
    if not isinstance(given, Mapping) or not isinstance(made["weight_shape"], str):
        return {}
    sizes = Sizes({name: size_in(size) for name, size in given.items()})
    shapes = {"weight": sizes.built(read_side(made["weight_shape"], made["weight_shape"]))}
    if made["bias_shape"] is not None:
        shapes["bias"] = Shape((), open=True)
    return shapes


for _base, _homes in _HOMES.items():
    _rearrange(_base, _homes)
    _reduce(_base, _homes)
    _einmix(_base, _homes)
