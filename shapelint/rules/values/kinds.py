"""Values that never change: what is known in part, of libraries, and of sequences that are not gone through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from shapelint.sizes import UNKNOWN, Dim, Shape, Size

Value: TypeAlias = Any
Strides: TypeAlias = tuple[Size, ...] | Literal["packed"] | None
# How what a rule gives lies in memory: as new tensors do, so where all operands do, or as the operands do.
Memory: TypeAlias = Literal["packed", "ordinary", "pointwise"]
UNKNOWN_SHAPE: Final = Shape((), open=True)


@dataclass(frozen=True, slots=True)
class External:
    """Something of a library that has no rule, by its canonical name: a module, a dtype, a function nobody declared."""

    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of a library is installed, and whatever hangs on it: a comparison, a part, a flag."""


@dataclass(frozen=True, slots=True)
class OfTensor(External):
    """What a tensor has besides a shape, and others may have as well: `x.dtype`, named as the kind of its numbers, and
    `x.device`.
    """


DEVICE: Final = OfTensor("device")
_DEVICES: Final = re.compile(r"(cpu|cuda|mps|xpu|hpu|npu|ipu|meta|privateuseone)(:\d+)?")


def names_device(value: Value) -> bool:
    """Whether a text names a device of PyTorch's."""
    return isinstance(value, str) and _DEVICES.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class AutoName:
    """A name that Keras makes up: the stem, perhaps with a number behind it."""

    stem: str

    def may_be(self, text: str) -> bool:
        """Whether it can be this text."""
        head, line, number = text.rpartition("_")
        return text == self.stem or (head == self.stem and bool(line) and number.isdecimal())


@dataclass(frozen=True, slots=True)
class Many:
    """A sequence or iterator of which every item is (at most) `each`; its length may be known.

    fresh: all its items, where nobody can have taken one of them yet: an iterator that was just made; whole: likewise
    how many there are; first: the first item, where more is known of it than `each` says, until it may have been taken;
    endless: whether there is no end.
    """

    each: Value
    length: Size = UNKNOWN
    fresh: tuple[Value, ...] | None = None
    first: Value = None
    endless: bool = False
    whole: Size = UNKNOWN


def kept(value: Value) -> Value:
    """The value as something else holds it: whoever gets at an iterator there may take items of it."""
    if not isinstance(value, Many) or (value.fresh is None and value.first is None and value.whole is UNKNOWN):
        return value
    return Many(value.each, value.length)


@dataclass(frozen=True, slots=True)
class Switch:
    """What a slot holds of which nothing is noted until it is first changed: its state now, and as it was before."""

    now: Value
    before: Value


@dataclass(frozen=True, slots=True)
class Range:
    start: Size
    stop: Size
    step: Size


@dataclass(frozen=True, slots=True)
class SliceOf:
    """`slice(lower, upper, step)`.

    window: of one of several, all as long and from the start on: their length, and the end of the last.
    """

    lower: Value
    upper: Value
    step: Value
    window: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SomeInt:
    """An int of which nobody knows the value: the variable of a long loop.  As an index it takes its axis away.

    low, high: between which it is, as far as that is known.
    """

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class SomeNumber:
    """A number of which nobody knows the value, nor whether it is whole: a loss, a learning rate.

    share: of a size, between 0 and the whole: the size, "*" or "/", and by what it is multiplied or divided; floating:
    whether it certainly is a float.
    """

    share: tuple[Dim, str, float] | None = None
    floating: bool = False


FLOAT: Final = SomeNumber(floating=True)


def is_float(value: Value) -> bool:
    """Whether it certainly is a float, known or not."""
    return isinstance(value, float) or (isinstance(value, SomeNumber) and value.floating)


@dataclass(frozen=True, slots=True)
class SomeBool:
    """True or False, nobody knows which."""


@dataclass(frozen=True, slots=True)
class SomeText:
    """Text of which nobody knows what it says; to a function of a framework it is nothing known at all.

    length: how many characters it has, in upper and lower case alike; least, most: where nobody knows, between which
    ends that lies.
    """

    length: Size = UNKNOWN
    least: int | None = field(default=None, repr=False)
    most: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SomeBytes:
    """Bytes that nobody knows; length: how many there are."""

    length: Size = UNKNOWN


class Named(tuple[Value, ...]):
    """A named tuple that a framework gives: the values and the indices of a maximum."""

    fields: tuple[str, ...]

    def __new__(cls, fields: tuple[str, ...], items: Iterable[Value]) -> Named:
        made = super().__new__(cls, items)
        made.fields = fields
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...], tuple[Value, ...]]:
        return self.fields, tuple(self)

    def with_items(self, items: Iterable[Value]) -> Named:
        """The same names for other items."""
        return Named(self.fields, items)

    def get(self, name: str) -> Value | None:
        """What stands under a name, None where there is no such name."""
        return self[self.fields.index(name)] if name in self.fields else None


@dataclass(frozen=True, slots=True)
class AsIs:
    """What a rule's body gives that is not to become a tensor: `x.shape`, where it is an open `Shape`."""

    value: Value


@dataclass(frozen=True, slots=True)
class Method:
    """A framework's function bound to its receiver."""

    rule: Any
    self: Value


def is_number(value: Value) -> bool:
    """Whether it certainly is a number, known or not; a bool is none."""
    kinds = int | float | Dim | SomeInt | SomeNumber
    return isinstance(value, kinds) and not isinstance(value, bool) and not is_soft(value)


def is_soft(value: Value) -> bool:
    """Whether a size stands on a parameter of which nobody knows that it is one: it may be a tuple, or text."""
    return isinstance(value, Dim) and any(symbol.soft for symbol in value.symbols())
