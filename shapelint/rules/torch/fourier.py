"""torch.fft: transforms along axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, less

# What becomes of an axis: as many frequencies as values, half of them (they say all of a real signal), or back again.
Change = Literal["whole", "half", "doubled"]


@dataclass(frozen=True, slots=True)
class _Transform:
    """A family of transforms: what becomes of the (last) axis, and the kind of number that they give."""

    name: str
    does: str
    change: Change
    kind: str

    def tensor(self, shape: Shape) -> Tensor:
        """A result."""
        return Tensor(shape, "torch", self.kind)


_TRANSFORMS: Final = (
    _Transform("fft", "Transform along an axis.", "whole", "complex"),
    _Transform("ifft", "Transform back along an axis.", "whole", "complex"),
    _Transform("rfft", "Transform real numbers along an axis: half of the frequencies say all.", "half", "complex"),
    _Transform("irfft", "Transform back to real numbers along an axis.", "doubled", "float"),
    _Transform("hfft", "Transform half of a symmetric signal along an axis.", "doubled", "float"),
    _Transform("ihfft", "Transform back to half of a symmetric signal along an axis.", "half", "complex"),
)


def _after(change: Change, input: Value, axis: int, size: Size, given: Size | None) -> Size:
    """The size of an axis after a transform; given: how many points are asked for, None for as many as there are.

    Raises Mismatch SHP707 where there certainly is no point.
    """
    points = given if given is not None else 2 * (size - 1) if change == "doubled" else size
    if less(points, 1) is True:
        raise Mismatch(
            "SHP707",
            "a transform along dim {dim} of {shape} has {points} points, expected at least 1",
            operand=culprit(input),
            help="n= or s= says how many" if given is None else None,
            dim=axis,
            shape=shape_of(input),
            points=points,
        )
    return points // 2 + 1 if change == "half" else points


def _require_axes(name: str, input: Value) -> None:
    """Raises Mismatch SHP101 for a scalar."""
    if shape_of(input) == Shape(()):
        raise Mismatch("SHP101", "{name} expects at least 1 axis, gets a scalar", operand=culprit(input), name=name)


def _along(transform: _Transform, input: Value, n: Value, dim: Value) -> Tensor:
    """One axis transformed.

    Raises Mismatch SHP101, SHP502 or SHP707.
    """
    _require_axes(transform.name, input)
    check_axis(input, dim, name="dim")
    shape = shape_of(input)
    if not is_int(dim):
        return transform.tensor(Shape((UNKNOWN,) * len(shape.dims), shape.open))
    given = None if n is None else size_in(n)
    return transform.tensor(shape.replace(dim, _after(transform.change, input, dim, shape.axis(dim), given)))


_SIZES: Final = {"whole": (8, 6), "half": (5, 4), "doubled": (14, 6)}  # of an axis of 8; with 6 points


def _one(transform: _Transform) -> None:
    after, cut = _SIZES[transform.change]
    kind = "complexes" if transform.name == "irfft" else ""

    def made(input: Value, n: Value, dim: Value) -> Tensor:
        return _along(transform, input, n, dim)

    declare(
        f"torch.fft.{transform.name}",
        "input, n=None, dim=-1, norm=None, *, out=None",
        made,
        f"""{transform.does}

>>> torch.fft.{transform.name}({kind}[2, 8])
(2, {after})
>>> torch.fft.{transform.name}({kind}[2, 8], n=6)
(2, {cut})
>>> torch.fft.{transform.name}({kind}[8, 2], 6, 0)
({cut}, 2)
>>> torch.fft.{transform.name}({kind}[2, 8], dim=2)
SHP502
>>> torch.fft.{transform.name}({kind}[2, 8], n=0)
SHP707
""",
    )


def _several(transform: _Transform, name: str, input: Value, s: Value, dim: Value) -> Tensor:
    """Several axes transformed, the last of them by the rule.

    Raises Mismatch SHP101, SHP502, SHP504, SHP706 where there are not as many lengths as axes, or SHP707.
    """
    shape, lengths = shape_of(input), _lengths(s)
    axes = _axes(input, s, lengths, dim)
    if axes is None:
        return transform.tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)))
    if not axes and transform.change != "whole":
        raise Mismatch("SHP706", "{name} transforms no axis at all", operand=culprit(input), name=name)
    _check_axes(input, axes)
    if lengths is not None and len(lengths) != len(axes):
        raise Mismatch(
            "SHP706", "{count} lengths for {axes} axes", operand=culprit(input), count=len(lengths), axes=len(axes)
        )
    for at, axis in enumerate(axes):
        given = None if s is None else UNKNOWN if lengths is None else _given(lengths[at])
        change = transform.change if at == len(axes) - 1 else "whole"
        shape = shape.replace(axis, _after(change, input, axis, shape.axis(axis), given))
    return transform.tensor(shape)


def _lengths(s: Value) -> tuple[Value, ...] | None:
    return (s,) if is_int(s) else None if s is None else items_of(s)


def _given(length: Value) -> Size | None:
    """A length among several; -1 is as many as there are."""
    return None if is_int(length) and length == -1 else size_in(length)


def _axes(input: Value, s: Value, lengths: tuple[Value, ...] | None, dim: Value) -> tuple[int, ...] | None:
    """The axes that are transformed: those named, the last ones that have lengths, or all.

    Raises Mismatch SHP101.
    """
    shape = shape_of(input)
    if dim is not None:
        return axes_in(dim)
    if s is None:
        return None if shape.open else tuple(range(-len(shape.dims), 0))
    if lengths is None:
        return None
    if not shape.open and len(shape.dims) < len(lengths):
        raise Mismatch(
            "SHP101",
            "{count} lengths are for as many axes, gets {found}",
            operand=culprit(input),
            count=len(lengths),
            found=shape,
        )
    return tuple(range(-len(lengths), 0))


def _check_axes(input: Value, axes: tuple[int, ...]) -> None:
    """Raises Mismatch SHP502, or SHP504 where one certainly is named twice."""
    places = [check_axis(input, axis, name="dim") for axis in axes]
    if shape_of(input) == Shape(()) and axes:
        raise Mismatch("SHP502", "dim {dim} of a scalar is transformed", operand=culprit(input), dim=axes)
    named = axes if None in places else places
    if len(set(named)) < len(axes):
        raise Mismatch("SHP504", "{dim} names an axis twice", operand=culprit(input), dim=axes)


def _many(transform: _Transform, two: bool) -> None:
    after, cut = _SIZES[transform.change]
    kind = "complexes" if transform.name == "irfft" else ""
    name = f"{transform.name}{'2' if two else 'n'}"

    def made(input: Value, s: Value, dim: Value) -> Tensor:
        return _several(transform, name, input, s, dim)

    declare(
        f"torch.fft.{name}",
        f"input, s=None, dim={(-2, -1) if two else None}, norm=None, *, out=None",
        made,
        f"""{transform.does.replace("an axis", "two axes" if two else "axes")}

>>> torch.fft.{name}({kind}[3, 8, 8])
(3, 8, {after})
>>> torch.fft.{name}({kind}[8, 8, 2], dim=(0, 1))
(8, {after}, 2)
>>> torch.fft.{name}({kind}[2, 8, 8], s=(7, 6), dim=(2, 0))
({cut}, 8, 7)
>>> torch.fft.{name}({kind}[2, 8, 8], s=(-1, 6))
(2, 8, {cut})
>>> torch.fft.{name}({kind}[2, 8, 8], dim=(1, 3))
SHP502
>>> torch.fft.{name}({kind}[2, 8, 8], dim=(1, -2))
SHP504
>>> torch.fft.{name}({kind}[2, 8, 8], s=(6, 6, 6), dim=(1, 2))
SHP706
""",
    )


for _transform in _TRANSFORMS:
    _one(_transform)
    _many(_transform, True)
    _many(_transform, False)


def _half_of(n: Size) -> Size:
    return n // 2 + 1 if less(n, 0) is not True else 1 - (-n // 2)  # C++ rounds to zero


def _frequencies(name: str, change: Change, example: int) -> None:
    def made(n: Value) -> Tensor:
        count = size_in(n) if change == "whole" else _half_of(size_in(n))
        if less(count, 0) is True:
            raise Mismatch("SHP707", "{name} of {n} would give {count} frequencies", name=name, n=n, count=count)
        return Tensor(Shape((count,)), "torch", "float")

    declare(
        f"torch.fft.{name}",
        "n, d=1.0, *, out=None, dtype=None, layout=None, device=None, pin_memory=None, requires_grad=False",
        made,
        f"""Give the frequencies of a transform.

>>> torch.fft.{name}(8)
({example},)
>>> torch.fft.{name}(7, d=0.5)
({example - 1},)
>>> torch.fft.{name}(-4)
SHP707
""",
    )


_frequencies("fftfreq", "whole", 8)
_frequencies("rfftfreq", "half", 5)


def _shifted(name: str, does: str) -> None:
    def made(input: Value, dim: Value) -> Shape:
        _require_axes(name, input)
        axes = () if dim is None else axes_in(dim)
        if dim is not None and axes == ():
            raise Mismatch("SHP706", "{name} shifts no axis at all", operand=culprit(input), name=name)
        for axis in axes or ():
            check_axis(input, axis, name="dim")
        return shape_of(input)

    declare(
        f"torch.fft.{name}",
        "input, dim=None",
        made,
        f"""{does}

>>> torch.fft.{name}([2, 8])
(2, 8)
>>> torch.fft.{name}([2, 8], (0, 1))
(2, 8)
>>> torch.fft.{name}([2, 8], dim=2)
SHP502
>>> torch.fft.{name}([])
SHP101
""",
    )


_shifted("fftshift", "Bring the lowest frequency to the middle.")
_shifted("ifftshift", "Bring the lowest frequency from the middle to the front.")
