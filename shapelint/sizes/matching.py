"""Matching shapes against the patterns of inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from shapelint.sizes.atoms import Symbol
from shapelint.sizes.compare import divides, equal
from shapelint.sizes.dim import Dim, Size, of_atom
from shapelint.sizes.division import floor_div
from shapelint.sizes.grammar import Arithmetic, Axis, Bound, Expression, Given, Name, Number, Pattern
from shapelint.sizes.shapes import Shape
from shapelint.sizes.unknown import UNKNOWN, Unknown

Origin: TypeAlias = "Literal['pattern', 'given'] | int"


@dataclass(frozen=True, slots=True)
class RankClash:
    """An input with a number of axes that its pattern does not allow.

    Attributes:
        input: which input.
        wanted: the ranks allowed, in words: `3 or 4`.
        lowest, highest: the same as numbers; highest is None if there is no limit.
        found: the shape.
    """

    input: int
    wanted: str
    lowest: int
    highest: int | None
    found: Shape


@dataclass(frozen=True, slots=True)
class AxisClash:
    """An axis with another size than its pattern requires, on every run.

    Attributes:
        input: which input.
        axis: its index in the shape, from the start, or from the end if the rank is not known.
        name: the word of the pattern.
        expected: the size required.
        found: the size that the input has.
        origin: where the requirement comes from: a number in the "pattern", a "given" name, or the index of the input
            that bound the name first.
        shape: the shape of the input.
    """

    input: int
    axis: int
    name: str
    expected: Size
    found: Size
    origin: Origin
    shape: Shape


class Bindings(Mapping[str, Bound]):
    """What names stand for: a size for an axis, a row of sizes for `*name`.

    An optional axis that is absent is the empty row; an optional axis or row that cannot be told is an open `Shape`.
    """

    __slots__ = ("_bound", "_origins", "supposed")

    def __init__(
        self, bound: dict[str, Bound], origins: dict[str, Origin], supposed: tuple[tuple[Size, Size], ...] = ()
    ) -> None:
        """supposed: pairs of sizes that are one where the inputs fit, which nobody knows."""
        self.supposed = supposed
        self._bound = bound
        self._origins = origins

    def __getitem__(self, name: str) -> Bound:
        return self._bound[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._bound)

    def __len__(self) -> int:
        return len(self._bound)

    def __repr__(self) -> str:
        return f"Bindings({self._bound!r})"

    def origin(self, name: str) -> Origin:
        """Which input bound the name first, or "given"."""
        return self._origins[name]


class Matching:
    """One match in progress: what is bound so far, and which input bound it."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.bound: dict[str, Bound] = {}
        self.origins: dict[str, Origin] = {}
        self.supposed: list[tuple[Size, Size]] = []

    def input(self, index: int, pattern: Pattern, shape: Shape) -> RankClash | AxisClash | None:
        """Match one input and bind its names; give back what cannot fit."""
        axes = self._settled(pattern.axes)
        clash = _rank_clash(index, axes, shape)
        if clash is not None:
            return clash
        row = self._row(index, axes, shape)
        row.sort(key=lambda item: isinstance(item[1].expression, Arithmetic))
        for place, axis, size in row:
            fault = self._axis(index, axis, size)
            if fault is not None:
                return AxisClash(index, place, str(axis), *fault, shape)
        return None

    def _known(self, name: str) -> Bound | None:
        found = self.bound.get(name)
        return self.given.get(name) if found is None else found

    def _bind(self, name: str, value: Bound, origin: Origin) -> None:
        """Keep the better known of what the name stands for already and of this."""
        known = self._known(name)
        if name not in self.origins:
            self.origins[name] = "given" if name in self.given else origin
        self.bound[name] = value if known is None or _certainty(value) > _certainty(known) else known

    def _settled(self, axes: tuple[Axis, ...]) -> tuple[Axis, ...]:
        """The axes, with what is known already of rows and optional axes put in."""
        if all(axis.kind == "one" for axis in axes):
            return axes
        out: list[Axis] = []
        for axis in axes:
            known = self._known(axis.text) if axis.kind != "one" and axis.text else None
            if isinstance(known, tuple):
                out.extend(Axis("one", axis.text, Number(size), spliced=True) for size in known)
            elif axis.kind == "optional" and known is not None and not isinstance(known, Shape):
                out.append(Axis("one", axis.text, axis.expression))
            elif axis.kind == "many" and isinstance(known, int | Dim):
                out.append(Axis("one", axis.text, Number(known), spliced=True))
            else:
                out.append(axis)
        return tuple(out)

    def _row(self, index: int, axes: tuple[Axis, ...], shape: Shape) -> list[tuple[int, Axis, Size]]:
        """Which axis of the shape each single axis of the pattern is; rows and absent axes are bound on the way."""
        place = next((i for i, axis in enumerate(axes) if axis.kind == "many"), None)
        if place is None:
            return self._with_optional(index, axes, shape)
        before, many, after = axes[:place], axes[place], axes[place + 1 :]
        end = max(len(shape.dims) - len(after), 0)
        if many.text:
            inner = shape.dims[len(before) : end]
            self._bind(many.text, Shape(inner, True) if shape.open else inner, index)
        if shape.open:
            # How many axes stand before is not known, so which ones `before` are is not either.
            sizes: tuple[Size, ...] = (UNKNOWN,) * len(before)
        else:
            sizes = shape.dims[:place]
        start = [(i, axis, size) for i, (axis, size) in enumerate(zip(before, sizes, strict=True))]
        return [*start, *_aligned(after, Shape(shape.dims[end:], shape.open), end)]

    def _with_optional(self, index: int, axes: tuple[Axis, ...], shape: Shape) -> list[tuple[int, Axis, Size]]:
        """Align a pattern without a row: as many optional axes are absent, from the left, as the rank is too small."""
        optional = [i for i, axis in enumerate(axes) if axis.kind == "optional"]
        missing = optional[: max(len(axes) - len(shape.dims), 0)]
        for i in missing:
            self._bind(axes[i].text, Shape((), True) if shape.open else (), index)
        if not shape.open or not missing:
            return _aligned(tuple(axis for i, axis in enumerate(axes) if i not in missing), shape)
        # Which axis of the shape stands before the last undecided one depends on the rank.
        last = missing[-1]
        before = [(i, axis, UNKNOWN) for i, axis in enumerate(axes[:last]) if i not in missing]
        return [*before, *_aligned(axes[last + 1 :], shape)]

    def _axis(self, index: int, axis: Axis, size: Size) -> tuple[Size, Size, Origin] | None:
        """Match one axis: what was expected, what was found, and why, if it cannot fit."""
        expression = axis.expression
        if expression is None:
            return None
        if axis.broadcast and equal(size, 1) is not False:
            return None
        expected = expression.value(_Both(self.bound, self.given))
        same = equal(expected, size)
        if same is False:
            return expected, size, self._origin(axis, expression)
        if same is None and not isinstance(expected, Unknown) and not isinstance(size, Unknown) and not axis.broadcast:
            self.supposed.append((expected, size))
        if isinstance(expression, Name):
            self._bind(expression.name, size, index)
        elif isinstance(expression, Arithmetic) and isinstance(expected, Unknown):
            return self._solve(index, expression, size)
        return None

    def _origin(self, axis: Axis, expression: Expression) -> Origin:
        names = [axis.text] if axis.spliced else sorted(expression.names())
        origins = [self.origins.get(name, "given") for name in names]
        return next((o for o in origins if o != "given"), "given" if origins else "pattern")

    def _solve(self, index: int, expression: Arithmetic, size: Size) -> tuple[Size, Size, Origin] | None:
        """Bind the one name that is not known yet from a size that is linear in it: `2*C` is 6, so C is 3."""
        free = [name for name in expression.names() if isinstance(self._known(name) or UNKNOWN, Unknown)]
        if len(free) != 1 or free[0] in self.given or isinstance(size, Unknown):
            return None
        symbol = Symbol(f"{free[0]} of a pattern", show=free[0])
        written = expression.value(_Both({free[0]: of_atom(symbol)}, _Both(self.bound, self.given)))
        if not isinstance(written, Dim) or written.terms[0][0] != ((symbol, 1),):
            return None
        factor = written.terms[0][1]
        rest = written - factor * of_atom(symbol)
        if isinstance(rest, Dim) and symbol in rest.symbols():
            return None
        if divides(factor, size - rest) is False:
            return written, size, "pattern"
        self._bind(free[0], floor_div(size - rest, factor), index)
        return None


class _Both(Mapping[str, Bound]):
    """Names looked up in one mapping, then in another."""

    def __init__(self, first: Given, second: Given) -> None:
        self.first, self.second = first, second

    def __getitem__(self, name: str) -> Bound:
        found = self.first.get(name)
        return self.second[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter({**self.second, **self.first})

    def __len__(self) -> int:
        return len({**self.second, **self.first})


def _certainty(value: Bound) -> int:
    """How much is known: an open row, an unknown size, a symbolic one, a number or a row of known length."""
    if isinstance(value, Shape):
        return 1 if value.dims else 0
    if isinstance(value, Unknown):
        return 2
    return 3 if isinstance(value, Dim) else 4


def _aligned(axes: tuple[Axis, ...], shape: Shape, offset: int = 0) -> list[tuple[int, Axis, Size]]:
    """The axes beside their sizes, counted from the end if the shape is open."""
    sizes = shape.tail(len(axes))
    start = -len(axes) if shape.open else offset
    return [(start + i, axis, size) for i, (axis, size) in enumerate(zip(axes, sizes, strict=True))]


def _rank_clash(index: int, axes: tuple[Axis, ...], shape: Shape) -> RankClash | None:
    lowest = sum(axis.kind == "one" for axis in axes)
    highest = None if any(axis.kind == "many" for axis in axes) else len(axes)
    rank = len(shape.dims)
    if (highest is None or rank <= highest) and (shape.open or rank >= lowest):
        return None
    if highest is None:
        wanted = f"at least {lowest}"
    elif highest - lowest > 1:
        wanted = f"{lowest} to {highest}"
    else:
        wanted = str(lowest) if lowest == highest else f"{lowest} or {highest}"
    return RankClash(index, wanted, lowest, highest, shape)
