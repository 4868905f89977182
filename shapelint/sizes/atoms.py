"""What the products of a `Dim` are made of: symbols, and operations that no polynomial can express."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from shapelint.sizes.dim import Dim, Size

Key: TypeAlias = tuple[int, str, str]
Stated: TypeAlias = tuple[str, int | None, int | None, int, "Dim | None", "Dim | None"]


@dataclass(frozen=True, slots=True)
class Cases:
    """A size that is `usual` for all of `count` turns but the last, for which it is `last`."""

    usual: int
    last: int
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """A size that is not known as a number but has a name.

    Two symbols are the same if and only if their names are; whoever makes them keeps names unique.

    Attributes:
        name: what identifies the symbol.
        low: the least value it can have, or None; sizes are at least 1.
        high: the greatest value it can have, or None.
        multiple_of: a positive int that divides it.
        show: what is printed for it; the name if None.
        soft: True if the nature of the parameter that it stands for is not known.
        cases: the values that it has one after the other, where they are known.
        least, most: sizes of older symbols between which it certainly is, where they are no numbers.
        nesting: how many times one has to put in such ends until none is left.
    """

    name: str
    low: int | None = 1
    high: int | None = None
    multiple_of: int = 1
    show: str | None = None
    soft: bool = False
    cases: Cases | None = None
    least: Dim | None = None
    most: Dim | None = None
    key: Key = field(init=False, repr=False)
    stated: Stated = field(init=False, repr=False)
    nesting: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (0, self.show or self.name, self.name))
        object.__setattr__(self, "stated", (self.name, self.low, self.high, self.multiple_of, self.least, self.most))
        older = [one.nesting for end in (self.least, self.most) if end is not None for one in end.symbols()]
        object.__setattr__(self, "nesting", 1 + max(older) if older else 0)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Symbol) and self.name == other.name)

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return self.show or self.name


class Operation:
    """An operation on sizes that stays as it is, because it is no polynomial of its arguments."""

    __slots__ = ("_hash", "args", "key", "weight")
    args: tuple[Size, ...]
    weight: int
    key: Key
    word = "operation"

    def __init__(self, *args: Size) -> None:
        self.args = args
        self.weight = 1 + sum(getattr(arg, "weight", 0) for arg in args)
        written = ",".join(str(getattr(arg, "written", arg)) for arg in args)
        self.key = (1, f"{self.word}({written})", "")
        self._hash = hash(self.key)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Operation) and self._hash == other._hash and self.key == other.key)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return self.key[1]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args


class FloorDiv(Operation):
    """`args[0] // args[1]`, rounded down as in Python."""

    __slots__ = ()
    word = "div"


class Mod(Operation):
    """`args[0] % args[1]`, with the sign of the divisor as in Python."""

    __slots__ = ()
    word = "mod"


class Min(Operation):
    """The least of its arguments."""

    __slots__ = ()
    word = "min"


class Max(Operation):
    """The greatest of its arguments."""

    __slots__ = ()
    word = "max"


Atom: TypeAlias = Symbol | Operation
