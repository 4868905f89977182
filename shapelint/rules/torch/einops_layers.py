"""einops as layers: rearranging and reducing within `Sequential`."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer
from shapelint.rules.torch.einops import rearranged, reduced, reducing_pattern, whole_pattern

# Where they are at home, by what they derive from.
HOMES: Final = {
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
        >>> Reduce("b n d -> b (n r) d", "repeat", r=2)([2, 3, 8])
        (2, 6, 8)
        >>> Reduce("b n d -> b d", "mean")([2, 3, 8, 6])
        SHP101
        """
        return reduced(input, pattern, reduction, axes_lengths, complete)

    @body.construction
    def check(pattern, reduction, axes_lengths, complete):
        reducing_pattern(pattern, reduction, axes_lengths, complete)


for _base, _homes in HOMES.items():
    _rearrange(_base, _homes)
    _reduce(_base, _homes)
