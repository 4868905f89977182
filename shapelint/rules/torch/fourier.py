"""torch.fft: transforms along axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size


def _whole(size: Size) -> Size:
    return size


def _half(size: Size) -> Size:
    return size // 2 + 1


def _doubled(size: Size) -> Size:
    return 2 * (size - 1)


def _after(rule: str, size: Size, length: Value) -> Size:
    """The size of an axis after a transform; length: how many elements are asked for, None for as many as there are.

    rule: "whole", "half" (of a real signal only half the frequencies are given), or "doubled" (back from that half).
    """
    given = None if length is None or (is_int(length) and length == -1) else size_in(length)
    if rule == "doubled":
        return _doubled(size) if given is None else given
    known = size if given is None else given
    return _half(known) if rule == "half" else _whole(known)


def _along(input: Value, dim: Value, length: Value, rule: str, kind: str) -> Tensor:
    """One axis transformed.

    Raises Mismatch SHP502.
    """
    check_axis(input, dim, name="dim")
    shape = shape_of(input)
    if not is_int(dim):
        shape = Shape((UNKNOWN,) * len(shape.dims), shape.open)
        return Tensor(shape, "torch", kind)
    return Tensor(shape.replace(dim, _after(rule, shape.axis(dim), length)), "torch", kind)


# Name, what it does, what becomes of the axis, the kind of number that it gives.
_ONE: Final = (
    ("fft", "Transform along an axis.", "whole", "complex"),
    ("ifft", "Transform back along an axis.", "whole", "complex"),
    ("rfft", "Transform real numbers along an axis: half of the frequencies say all.", "half", "complex"),
    ("irfft", "Transform back to real numbers along an axis.", "doubled", "float"),
    ("hfft", "Transform half of a symmetric signal along an axis.", "doubled", "float"),
    ("ihfft", "Transform back to half of a symmetric signal along an axis.", "half", "complex"),
)
_SIZES: Final = {"whole": (8, 6), "half": (5, 4), "doubled": (14, 6)}


def _one(name: str, does: str, rule: str, kind: str) -> None:
    after, cut = _SIZES[rule]
    operand = "complexes[2, 8]" if name == "irfft" else "[2, 8]"

    def made(input: Value, n: Value, dim: Value) -> Tensor:
        return _along(input, dim, n, rule, kind)

    declare(
        f"torch.fft.{name}",
        "input, n=None, dim=-1, norm=None, *, out=None",
        made,
        f"""{does}

>>> torch.fft.{name}({operand})
(2, {after})
>>> torch.fft.{name}({operand}, n=6)
(2, {cut})
>>> torch.fft.{name}({operand}, dim=2)
SHP502
""",
    )


def _several(input: Value, s: Value, dim: Value, rule: str, kind: str) -> Tensor:
    """Several axes transformed, the last of them by the rule.

    Raises Mismatch SHP502, or SHP706 where there are not as many lengths as axes.
    """
    shape, lengths = shape_of(input), None if s is None else items_of(s)
    axes = _axes(shape, s, lengths, dim)
    if axes is None:
        return Tensor(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), "torch", kind)
    for axis in axes:
        check_axis(input, axis, name="dim")
    if lengths is not None and len(lengths) != len(axes):
        raise Mismatch(
            "SHP706",
            "{count} lengths for {axes} axes",
            operand=culprit(input),
            count=len(lengths),
            axes=len(axes),
        )
    for at, axis in enumerate(axes):
        length = None if s is None else lengths[at] if lengths is not None else UNKNOWN
        how = rule if at == len(axes) - 1 else "whole"
        shape = shape.replace(axis, _after(how, shape.axis(axis), length))
    return Tensor(shape, "torch", kind)


def _axes(shape: Shape, s: Value, lengths: tuple[Value, ...] | None, dim: Value) -> tuple[int, ...] | None:
    if dim is not None:
        return axes_in(dim)
    if s is not None:
        return None if lengths is None else tuple(range(-len(lengths), 0))
    return None if shape.open else tuple(range(-len(shape.dims), 0))


def _many(name: str, does: str, rule: str, kind: str) -> None:
    after, _ = _SIZES[rule]
    operand = "complexes[2, 8, 8]" if name.startswith("irfft") else "[2, 8, 8]"
    two = name.endswith("2")

    def made(input: Value, s: Value, dim: Value) -> Tensor:
        return _several(input, s, dim, rule, kind)

    declare(
        f"torch.fft.{name}",
        f"input, s=None, dim={(-2, -1) if two else None}, norm=None, *, out=None",
        made,
        f"""{does}

>>> torch.fft.{name}({operand}, dim=(1, 2))
(2, 8, {after})
>>> torch.fft.{name}({operand}, dim=(1, 3))
SHP502
>>> torch.fft.{name}({operand}, s=(6, 6, 6), dim=(1, 2))
SHP706
""",
    )


for _name, _does, _rule, _kind in _ONE:
    _one(_name, _does, _rule, _kind)
    _many(f"{_name}2", _does.replace("an axis", "two axes"), _rule, _kind)
    _many(f"{_name}n", _does.replace("an axis", "axes"), _rule, _kind)


def _frequencies(name: str, rule: str, example: int) -> None:
    declare(
        f"torch.fft.{name}",
        "n, d=1.0, *, out=None, dtype=None, layout=None, device=None, requires_grad=False",
        lambda n: Tensor(Shape((_after(rule, size_in(n), None),)), "torch", "float"),
        f"""Give the frequencies of a transform.

>>> torch.fft.{name}(8)
({example},)
""",
    )


_frequencies("fftfreq", "whole", 8)
_frequencies("rfftfreq", "half", 5)


def _shifted(name: str) -> None:
    def body(input, dim=None):
        for axis in axes_in(dim) or ():
            check_axis(input, axis, name="dim")
        return shape_of(input)

    body.__doc__ = f"""Bring the lowest frequency to the middle, or back.

    >>> torch.fft.{name}([2, 8])
    (2, 8)
    >>> torch.fft.{name}([2, 8], dim=2)
    SHP502
    """
    op(f"torch.fft.{name}")(body)


_shifted("fftshift")
_shifted("ifftshift")
