"""`einsum`: contractions written as letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shapelint.rules.mismatch import Mismatch, excess
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, broadcast_sizes, equal


@dataclass(slots=True)
class _Letters:
    """What each letter stands for, and the axes under the ellipsis."""

    stretch: bool = True
    sizes: dict[str, Size] = field(default_factory=dict)
    rest: list[Shape] = field(default_factory=list)


def einsum(equation: Value, operands: Sequence[Value], stretch: bool = True) -> Shape:
    """The shape of `einsum(equation, *operands)`; open where the equation is not known.

    stretch: whether a size of 1 fits any other, as in NumPy and PyTorch.  Raises Mismatch SHP302 where a letter stands
    for two sizes, SHP101 where a term does not name the axes of its operand, SHP706 where the number of terms is not
    that of the operands.
    """
    if not isinstance(equation, str):
        return UNKNOWN_SHAPE
    before, arrow, after = equation.replace(" ", "").partition("->")
    terms = before.split(",")
    if len(terms) != len(operands):
        raise Mismatch(
            "SHP706",
            "`{equation}` names {wanted} operands, gets {given}",
            equation=equation,
            wanted=len(terms),
            given=len(operands),
        )
    letters = _Letters(stretch)
    for term, operand in zip(terms, operands, strict=True):
        _read(equation, term, operand, letters)
    if not arrow:
        after = _implicit(before)
    _check_output(equation, after, letters)
    return _built(after, letters)


def _read(equation: str, term: str, operand: Value, letters: _Letters) -> None:
    shape = measured(operand)
    head, ellipsis, tail = term.partition("...")
    named = len(head) + len(tail)
    wrong = len(shape.dims) < named if ellipsis else len(shape.dims) != named
    if not shape.open and wrong:
        raise Mismatch(
            "SHP101",
            "`{term}` in `{equation}` names {named} axes, its operand {shape} has {rank}",
            operand=culprit(operand),
            excess=excess(len(shape.dims), named, None if ellipsis else named),
            term=term,
            equation=equation,
            named=named,
            shape=shape,
            rank=len(shape.dims),
        )
    dims = shape.tail(named) if not ellipsis else shape.tail(max(named, len(shape.dims)))
    if ellipsis:
        _read_ellipsis(shape, dims, len(head), len(tail), letters)
        dims = (*(dims[: len(head)] if not shape.open else (UNKNOWN,) * len(head)), *dims[len(dims) - len(tail) :])
    own = _Letters(stretch=False)  # axes of one operand under one letter are its diagonal: 1 does not stretch
    for letter, size in zip(head + tail, dims, strict=True):
        _bind(equation, letter, size, operand, own)
    for letter, size in own.sizes.items():
        _bind(equation, letter, size, operand, letters)


def _read_ellipsis(shape: Shape, dims: tuple[Size, ...], head: int, tail: int, letters: _Letters) -> None:
    if shape.open:
        letters.rest.append(Shape(dims[head : len(dims) - tail] if not head else (), True))
    else:
        letters.rest.append(Shape(dims[head : len(dims) - tail]))


def _bind(equation: str, letter: str, size: Size, operand: Value, letters: _Letters) -> None:
    known = letters.sizes.get(letter)
    if known is None:
        letters.sizes[letter] = size
        return
    one = letters.stretch and (equal(known, 1) is not False or equal(size, 1) is not False)
    if equal(known, size) is False and not one:
        raise Mismatch(
            "SHP302",
            "`{letter}` in `{equation}` is {first} in one operand and {second} in another",
            operand=culprit(operand),
            letter=letter,
            equation=equation,
            first=known,
            second=size,
        )
    letters.sizes[letter] = _both(known, size, letters.stretch)


def _both(known: Size, size: Size, stretch: bool) -> Size:
    """What a letter is that stands for two sizes which do not clash."""
    if stretch:
        found = broadcast_sizes([known, size])
        return UNKNOWN if isinstance(found, tuple) else found
    return size if known is UNKNOWN or isinstance(size, int) else known


def _implicit(before: str) -> str:
    """The output of an equation without an arrow: the letters that occur once, in alphabetical order."""
    letters = before.replace("...", "").replace(",", "")
    once = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    return ("..." if "..." in before else "") + once


def _check_output(equation: str, after: str, letters: _Letters) -> None:
    for letter in after.replace("...", ""):
        if letter not in letters.sizes:
            raise Mismatch(
                "SHP302", "`{letter}` in the output of `{equation}` is in no operand", letter=letter, equation=equation
            )


def _built(after: str, letters: _Letters) -> Shape:
    head, ellipsis, tail = after.partition("...")
    rest = broadcasted(*letters.rest, what="the axes of `...`") if ellipsis and letters.rest else Shape(())
    before = tuple(letters.sizes[letter] for letter in head)
    behind = tuple(letters.sizes[letter] for letter in tail)
    if rest.open:
        return Shape((*rest.dims, *behind), True)
    return Shape((*before, *rest.dims, *behind))
