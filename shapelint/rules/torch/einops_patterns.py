"""The patterns of einops: `b (h w) c -> b h w c`, and the sizes that their names stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from shapelint.rules.mismatch import Mismatch, excess, require_at_least
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value
from shapelint.sizes import Shape, Size, divides, equal, fresh, product

Group = tuple[str, ...]
REST: Final = "..."
_WORDS: Final = re.compile(r"[()]|[^() ]+")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an arrow: a group of names for every axis; numbers are names too.

    rest: the place among the groups of a `...` without brackets, which is any number of axes; in brackets it is one.
    """

    groups: tuple[Group, ...]
    rest: int | None = None

    @property
    def flat(self) -> Group:
        """All names in their order, numbers and `...` too."""
        return tuple(name for group in self.groups for name in group)

    @property
    def names(self) -> frozenset[str]:
        """All names, without numbers and `...`."""
        return frozenset(name for name in self.flat if name != REST and not name.isdecimal())

    @property
    def numbers(self) -> frozenset[str]:
        """The sizes that stand for themselves."""
        return frozenset(filter(str.isdecimal, self.flat))

    @property
    def has_rest(self) -> bool:
        """Whether `...` is in it, in brackets or not."""
        return REST in self.flat

    @property
    def least(self) -> int:
        """How many axes it names at least."""
        return len(self.groups) - (self.rest is not None)


@dataclass(frozen=True, slots=True)
class Arrow:
    """A whole pattern."""

    text: str
    left: Side
    right: Side


def refused(pattern: str, why: str, **facts: Value) -> Mismatch:
    """A pattern that einops does not take, whatever the tensor."""
    return Mismatch("SHP706", "`{pattern}`: " + why, pattern=pattern, **facts)


@lru_cache(maxsize=1024)
def read_side(pattern: str, text: str, underscore: bool = False, repeated: bool = False) -> Side:
    """Read one side.

    underscore: whether `_` is a name, which may stand there more than once; repeated: whether any name may.  Raises
    Mismatch SHP706 where einops refuses it.
    """
    groups: list[Group] = []
    inner: list[str] | None = None
    rest: int | None = None
    for word in _WORDS.findall(text):
        if word == "(" and inner is None:
            inner = []
        elif word == ")" and inner is not None:
            groups.append(tuple(inner))
            inner = None
        elif word in "()":
            raise refused(pattern, "the brackets do not pair up")
        elif inner is not None:
            inner.extend(_name(pattern, word, underscore))
        else:
            rest = len(groups) if word == REST else rest
            groups.append(_name(pattern, word, underscore))
    if inner is not None:
        raise refused(pattern, "the brackets do not pair up")
    side = Side(tuple(groups), rest)
    once = [name for name in side.flat if not (name.isdecimal() or (repeated and name != REST) or name == "_")]
    twice = next((name for name in once if once.count(name) > 1), None)
    if twice is not None:
        raise refused(pattern, "`{name}` stands twice on one side", name=twice)
    return side


def _name(pattern: str, word: str, underscore: bool) -> Group:
    """A name or number as part of a group; 1 is nothing."""
    if word == REST:
        return (REST,)
    if word.isdecimal():
        if int(word) < 1:
            raise refused(pattern, "an axis of size 0 cannot be written")
        return () if int(word) == 1 else (str(int(word)),)
    if not is_name(word) and not (underscore and word == "_"):
        raise refused(pattern, "`{name}` is no name of an axis", name=word)
    return (word,)


def is_name(word: str) -> bool:
    """Whether an axis can have this name."""
    return word.isidentifier() and word[0] != "_" and word[-1] != "_"


@lru_cache(maxsize=1024)
def read_arrow(pattern: str) -> Arrow:
    """Read a whole pattern.

    Raises Mismatch SHP706 where einops refuses it.
    """
    before, arrow, after = pattern.partition("->")
    if not arrow or "->" in after:
        raise refused(pattern, "it needs one arrow")
    found = Arrow(pattern, read_side(pattern, before), read_side(pattern, after))
    if found.left.has_rest and found.left.rest is None:
        raise refused(pattern, "`...` stands in brackets on the left")
    if found.right.has_rest and not found.left.has_rest:
        raise refused(pattern, "`...` stands on the right only")
    return found


@dataclass(slots=True)
class Sizes:
    """What the names of a pattern stand for in one call; `rest` are the axes under `...`."""

    named: dict[str, Size] = field(default_factory=dict)
    rest: Shape = field(default_factory=lambda: Shape(()))

    def of(self, group: Group) -> Size:
        """The size of an axis that joins these."""
        return product(self._one(name) for name in group)

    def _one(self, name: str) -> Size:
        if name == REST:
            return self.rest.numel()
        return int(name) if name.isdecimal() else self.named.get(name, UNKNOWN)

    def built(self, side: Side) -> Shape:
        """The shape that a side stands for."""
        at = side.rest
        if at is None:
            return Shape(tuple(map(self.of, side.groups)))
        before, behind = (tuple(map(self.of, part)) for part in (side.groups[:at], side.groups[at + 1 :]))
        if self.rest.open:
            return Shape((*self.rest.dims, *behind), open=True)
        return Shape((*before, *self.rest.dims, *behind))


def split_axes(pattern: str, side: Side, x: Value, shape: Shape) -> tuple[tuple[Group, ...], tuple[Size, ...], Shape]:
    """The groups of a side, the axes of `x` that they name, and those under `...`.

    Raises Mismatch SHP101 where there certainly are more or fewer axes.
    """
    least, at = side.least, side.rest
    wrong = len(shape.dims) < least and not shape.open if at is not None else _other_rank(shape, least)
    if wrong:
        raise Mismatch(
            "SHP101",
            "`{pattern}` names {wanted} axes, gets {rank}: {shape}",
            operand=culprit(x),
            excess=excess(len(shape.dims), least, least if at is None else None),
            pattern=pattern,
            wanted=f"at least {least}" if at is not None else least,
            rank=len(shape.dims),
            shape=shape,
        )
    if at is None:
        return side.groups, shape.tail(least), Shape(())
    groups = (*side.groups[:at], *side.groups[at + 1 :])
    behind = least - at
    if shape.open:
        known = len(shape.dims) - behind
        rest = Shape(shape.dims[:known] if at == 0 and known > 0 else (), open=True)
        return groups, ((UNKNOWN,) * at + Shape(shape.dims, True).tail(behind)), rest
    end = len(shape.dims) - behind
    return groups, (*shape.dims[:at], *shape.dims[end:]), Shape(shape.dims[at:end])


def _other_rank(shape: Shape, rank: int) -> bool:
    return len(shape.dims) > rank or (len(shape.dims) < rank and not shape.open)


def bound(arrow: Arrow, x: Value, shape: Shape, given: Mapping[str, Value], code: str = "SHP501") -> Sizes:
    """The sizes of all names, from the shape and the sizes given.

    Raises Mismatch SHP101 where the axes are not as many as the pattern names, `code` where an axis certainly cannot
    be cut as it says, SHP707 for a size given that is negative.
    """
    groups, dims, rest = split_axes(arrow.text, arrow.left, x, shape)
    sizes = Sizes({name: size_in(size) for name, size in given.items()}, rest)
    for name in arrow.left.names & given.keys():
        require_at_least(0, name, sizes.named[name])
    for group, size in zip(groups, dims, strict=True):
        _bind(_Cut(arrow, group, size, x, code), sizes)
    return sizes


def presumed(called: Mapping[str, Value]) -> Shape | None:
    """What a call with a `pattern` says of its tensor: as many axes, the numbers, and every name is a size."""
    pattern, lengths = called["pattern"], called["axes_lengths"]
    if not isinstance(pattern, str) or not isinstance(lengths, Mapping):
        return None
    try:
        left = read_arrow(pattern).left
    except Mismatch:
        return None
    given = {name: size_in(size) for name, size in lengths.items()}
    named = {name: fresh(name) for name in sorted(left.names - given.keys())}
    return Sizes({**named, **given}, UNKNOWN_SHAPE).built(left)


@dataclass(frozen=True, slots=True)
class _Cut:
    """One axis of a tensor and the group of names that it is cut into."""

    arrow: Arrow
    group: Group
    size: Size
    x: Value
    code: str


def _bind(cut: _Cut, sizes: Sizes) -> None:
    """Learn what an axis tells of its group: the one name that is not known yet is the rest of the division."""
    group, size = cut.group, cut.size
    free = [name for name in group if not name.isdecimal() and name not in sizes.named]
    unsure = [name for name in group if not name.isdecimal() and sizes.named.get(name, UNKNOWN) is UNKNOWN]
    known = sizes.of(tuple(name for name in group if name not in unsure))
    if isinstance(known, int) and known == 0 and unsure:
        if free:
            raise _unfit(cut, "cannot be cut into pieces of 0", known)
        return
    if not unsure and equal(known, size) is False:
        raise _unfit(cut, "are {known} together" if len(group) > 1 else "is {known}", known)
    if unsure and divides(known, size) is False:
        raise _unfit(cut, "needs a multiple of {known}", known)
    if len(unsure) == 1:
        sizes.named[unsure[0]] = size // known


def _unfit(cut: _Cut, why: str, known: Size) -> Mismatch:
    return Mismatch(
        cut.code,
        "axis `{axis}` of `{pattern}` " + why + ", the tensor has {found}",
        operand=culprit(cut.x),
        axis=cut.group[0] if len(cut.group) == 1 else f"({' '.join(cut.group) or '1'})",
        pattern=cut.arrow.text,
        known=known,
        found=cut.size,
    )
