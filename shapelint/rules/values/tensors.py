"""Tensors and arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, NamedTuple

from shapelint.rules.values.kinds import FLOAT, Many, SomeBool, SomeInt, Strides, Value, is_soft
from shapelint.rules.values.objects import ListValue, Mutable
from shapelint.rules.values.runs import Runs, joined, length_of, often, runs_in
from shapelint.rules.values.steps import Flow, Gates, Normalized, Site
from shapelint.sizes import UNKNOWN, Dim, Shape, Size, Symbol, assume_at_least, at_most, between, equal, substitute

NUMBERS: Final = frozenset({"bool", "int", "float", "complex"})  # the dtypes of which it is known what an item is
CELL: Final = "each"  # slot of the content of an array of objects: what is known of every item
# The classes that declare the methods and operators of each family's tensors.
CLASSES: Final = {
    "torch": ("torch.Tensor",),
    "numpy": ("numpy.ndarray",),
    "tf": ("tf.Tensor",),
    "keras": ("keras.KerasTensor", "tf.Tensor"),
}
# More of them: tensors of Keras are its backend's, and whoever asks for what PyTorch's alone have runs on PyTorch.
BACKENDS: Final = {"keras": ("torch.Tensor",)}


class Drawn(NamedTuple):
    """Between which numbers the whole numbers of a tensor lie, the least and the greatest that there can be.

    once: whether none of them stands twice, and none is negative, so that as indices they name as many places;
    each: how often each number from the least to the most stands there, None where that is not the same for all;
    runs: the numbers themselves, where each is known; in_order: whether they stand in this order, row after row.
    """

    least: Size
    most: Size
    once: bool = False
    each: Size | None = None
    runs: Runs | None = None
    in_order: bool = True

    @property
    def sizes(self) -> tuple[Size, ...]:
        """Every size that it speaks of."""
        lengths = (length for _, length in self.runs or ())
        return (self.least, self.most, *(() if self.each is None else (self.each,)), *lengths)


class Even(NamedTuple):
    """Whole numbers from the least to the most, of which each stands in a tensor as often as any other."""

    least: Size
    most: Size
    each: Size


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor or array.

    family: whose methods it has ("torch", "numpy", "tf" or "keras"); dtype: "float", "int", "bool", "complex" or None
    where it is not known; content: the value of a shape-like tensor (a tuple of sizes, or one size), else None;
    ones: of nothing but ones and zeros, how many ones there are, None where it may hold anything;
    drawn: what is known of whole numbers by chance; strides: how far apart in memory
    the neighbours along each axis stand, "packed" where they stand as in a new tensor, None where nobody knows: what
    does not say that it keeps them drops them.
    """

    shape: Shape
    family: str = "torch"
    dtype: str | None = None
    content: Value = None
    role: Gates | Normalized | None = None
    strides: Strides = None
    flow: Flow | None = field(default=None, compare=False)
    drawn: Drawn | None = None
    ones: Size | None = None

    @property
    def number(self) -> Value:
        """The one number that it holds; for one by chance a symbol, another one each time."""
        if self.drawn is not None and self.content is None and self.dtype == "int":
            return number_within(self.drawn.least, self.drawn.most)
        if self.content is None or isinstance(self.content, tuple):
            return SomeInt() if self.dtype == "int" else FLOAT if self.dtype == "float" else UNKNOWN
        return self.content

    @property
    def numbers(self) -> Drawn | None:
        """What is known of its whole numbers, all together."""
        plain = isinstance(self.content, tuple) and all(type(each) is int for each in self.content)
        return among(self.content) if plain and self.content else self.drawn

    @property
    def item(self) -> Value:
        """What stands at one place; of NumPy's arrays it may be anything where they are not known to hold numbers."""
        if self.family == "numpy" and self.dtype not in NUMBERS:
            return self.content.slots.get(CELL, UNKNOWN) if isinstance(self.content, Mutable) else UNKNOWN
        if self.drawn is None:
            return self.reshaped(Shape(()))
        return replace(self, shape=Shape(()), content=self.number, drawn=None, ones=None)

    @property
    def kind(self) -> Literal["tensor", "array"]:
        """What `shapelint shapes` calls it: an "array" of NumPy, a "tensor" of a framework."""
        return "array" if self.family == "numpy" else "tensor"

    def reshaped(self, shape: Shape) -> Tensor:
        """The same kind of tensor with another shape; what was known of its content is gone."""
        return Tensor(shape, self.family, self.dtype)

    def substituted(self, mapping: Mapping[Symbol, Size]) -> Tensor:
        """With sizes put in for symbols."""
        strides = self.strides
        if isinstance(strides, tuple):
            strides = tuple(substitute(size, mapping) for size in strides)
        ones = None if self.ones is None else substitute(self.ones, mapping)
        return replace(self, shape=self.shape.substitute(mapping), strides=strides, ones=ones)


def number_within(low: Size, high: Size) -> Size:
    """A whole number by chance."""
    if isinstance(low, int) and isinstance(high, int) and low == high:
        return low
    if isinstance(high, Dim):
        assume_at_least(high, low)  # else there is no such number
    return between("n", low, high)


def among(numbers: tuple[int, ...]) -> Drawn:
    """Of some whole numbers, which there are at least one of."""
    least, most, often = min(numbers), max(numbers), Counter(numbers)
    even = len(often) == most - least + 1 and len(set(often.values())) == 1
    once = least >= 0 and len(often) == len(numbers)
    return Drawn(least, most, once, often[least] if even else None, runs_in(numbers))


def of_runs(runs: Runs | None, in_order: bool = True) -> Drawn | None:
    """Of numbers that are all known; None where there are none, or too many."""
    runs = None if runs is None else joined(runs)
    if not runs:
        return None
    counts = {number: often(runs, number) for number, _ in runs}
    least, most, each = min(counts), max(counts), next(iter(counts.values()))
    even = len(counts) == most - least + 1 and all(count == each for count in counts.values())
    once = least >= 0 and all(count == 1 for count in counts.values())
    return Drawn(least, most, once, each if even else None, runs, in_order)


def runs_of(tensor: Tensor) -> Runs | None:
    """The numbers of a tensor, where each of them is known."""
    drawn = tensor.numbers
    if drawn is None or drawn.runs is None or tensor.shape.open:
        return None
    return drawn.runs if equal(length_of(drawn.runs), tensor.shape.numel()) is True else None


def by_chance(made: Tensor, low: Value, high: Value, once: bool = False) -> Tensor:
    """A tensor of whole numbers drawn between two ends, as far as these are known; once: each of them once at most."""
    ends = [end if isinstance(end, int | Dim) and not is_soft(end) else UNKNOWN for end in (low, high)]
    if made.shape == Shape(()) and made.dtype == "int":
        return replace(made, content=number_within(*ends))
    return replace(made, drawn=Drawn(ends[0], ends[1], once))


def places(shape: Shape, family: str, size: Value, once: bool = False) -> Tensor:
    """Where something stands on an axis of this size: whole numbers below it; once: places of a vector, each once."""
    made = Tensor(shape, family, "int")
    known = (isinstance(size, int) or once) and shape != Shape(())
    return replace(made, drawn=Drawn(0, size - 1, once and shape.rank == 1)) if known else made


def between_ends(made: Tensor, start: Value, stop: Value, step: Value) -> Tensor:
    """A tensor that counts from a start to below a stop: what stands at a place of it lies between the two."""
    whole = all(isinstance(each, int | Dim) and not is_soft(each) for each in (start, stop))
    if made.dtype != "int" or not whole or not isinstance(step, int) or step < 1:
        return made
    most = stop - 1
    if isinstance(start, int) and isinstance(stop, int):
        most = start + (most - start) // step * step
    return replace(made, drawn=Drawn(start, most, once=at_most(0, start) is True))


def standing(tensor: Tensor) -> Even | None:
    """The numbers of a tensor in which each between the ends stands as often, once at least; None if not known."""
    drawn = tensor.numbers
    each = None if drawn is None else 1 if drawn.once else drawn.each
    if drawn is None or each is None or tensor.shape.open or at_most(1, each) is not True:
        return None
    whole = equal(tensor.shape.numel(), each * (drawn.most - drawn.least + 1)) is True
    return Even(drawn.least, drawn.most, each) if whole else None


def covers(tensor: Tensor, size: Size) -> bool:
    """Whether all numbers below a size stand in a tensor, each once: those of `arange(size)`, in any order."""
    drawn = tensor.numbers
    if drawn is None or not drawn.once or drawn.least != 0:
        return False
    return equal(drawn.most + 1, size) is True and equal(tensor.shape.numel(), size) is True


def row_of(value: Tensor) -> Value:
    """What one item of a tensor is; UNKNOWN where the rank is not known."""
    if not value.shape.rank:
        return UNKNOWN
    if value.shape.rank == 1:
        return value.item
    return replace(value, shape=value.shape.drop(0), content=None, role=None, strides=None, flow=None, ones=None)


def rows_of(value: Tensor, most: int) -> tuple[Value, ...] | None:
    """The items of a tensor, one by one; None where nobody knows how many there are, or more than `most`."""
    first = value.shape.axis(0) if value.shape.rank else None
    if not isinstance(first, int) or first > most:
        return None
    numbers = _numbers_in_order(value) if value.shape.rank == 1 else None
    if numbers is not None:
        return tuple(replace(row_of(value), content=number) for number in numbers)
    return tuple(row_of(value) for _ in range(first)) if value.drawn else (row_of(value),) * first


def _numbers_in_order(vector: Tensor) -> tuple[Value, ...] | None:
    if isinstance(vector.content, tuple):
        return vector.content
    runs = runs_of(vector) if vector.drawn is not None and vector.drawn.in_order else None
    if runs is None or not all(isinstance(length, int) for _, length in runs):
        return None
    return tuple(number for number, length in runs for _ in range(length))  # type: ignore[arg-type]


_ITEMS: Final = {"int": SomeInt(), "float": FLOAT, "bool": SomeBool()}


def nested(dims: tuple[Size, ...], dtype: str | None) -> Value:
    """What holds such numbers as lists in lists."""
    return ListValue(Many(nested(dims[1:], dtype), dims[0])) if dims else _ITEMS.get(str(dtype), UNKNOWN)


def tensor_of(family: str, *dims: Size, dtype: str | None = "float") -> Tensor:
    """A tensor of a known rank."""
    return Tensor(Shape(tuple(dims)), family, dtype)


@dataclass(frozen=True, slots=True)
class TensorKey:
    """A tensor as a key of a dict, by where it was made, which other tensors may have in common with it.

    A dict that has one has a `REST` too: what stands under a tensor is read from there.
    """

    what: str
    site: Site | None
    shape: Shape
    tensor: Tensor = field(compare=False)

    @classmethod
    def of(cls, tensor: Tensor) -> TensorKey:
        """The key that a tensor is."""
        made = tensor.flow or Flow("", tensor.shape, None)
        return cls(made.what, made.site, tensor.shape, tensor)
