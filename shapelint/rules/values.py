"""Values: what a variable of the checked program may hold.

A value that Python itself can hold exactly is held as itself: `int`, `float`, `str`, `bytes`, `bool`, `None`,
`Ellipsis`, and `tuple`s of values.  A size that is not a number is a `Dim`, whatever nobody knows is `UNKNOWN`.
The classes below are the rest.  Those that a program can change (`Mutable`) have identity, and are changed only
through `Machine`, which can take changes back when it leaves a branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, ClassVar, Final, Literal, TypeAlias

from shapelint.sizes import UNKNOWN, Dim, Shape, Size, Symbol, assume_at_most, equal, fresh, substitute

Value: TypeAlias = Any
Strides: TypeAlias = tuple[Size, ...] | Literal["packed"] | None
# How what a rule gives lies in memory: as new tensors do, so where all operands do, or as the operands do.
Memory: TypeAlias = Literal["packed", "ordinary", "pointwise"]

# The classes that declare the methods and operators of each family's tensors.
NUMBERS: Final = frozenset({"bool", "int", "float", "complex"})  # the dtypes of which it is known what an item is
CELL: Final = "each"  # slot of the content of an array of objects: what is known of every item
CLASSES: Final = {
    "torch": ("torch.Tensor",),
    "numpy": ("numpy.ndarray",),
    "tf": ("tf.Tensor",),
    "keras": ("keras.KerasTensor", "tf.Tensor"),
}
FIELDS: Final = "#fields"  # slot of an instance that is a named tuple: the names of its fields, in order
HOOKS: Final = "forward hooks"  # slot of a module: the `Hook`s around its call, a tuple; paths may doubt it
MAYBE: Final = "#maybe"  # slot of an instance: the names of attributes that it may or may not have
MOST: Final = "most"  # slot of a deque: how many items it keeps
OPAQUE: Final = "#opaque"  # slot of an instance: something may have changed what it is made of, or how that is kept
UNKNOWN_SHAPE: Final = Shape((), open=True)


@dataclass(frozen=True, slots=True)
class Site:
    """A node of a file: where something happened."""

    file: str
    at: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One step that a tensor took, and the steps before it (the first parent is the main input)."""

    what: str
    shape: Shape
    site: Site | None
    parents: tuple[Flow, ...] = ()
    name: str | None = None  # the variable it was last bound to
    role: Gates | Normalized | None = None  # the tensor's own, so that what is computed from it can be told
    maker: Any = None  # the node of a Keras graph that this step is (`keras.graph.Node`)

    def steps(self, limit: int = 12) -> Iterator[Flow]:
        """This step and its main ancestors, the newest first."""
        step: Flow | None = self
        while step is not None and limit:
            yield step
            step = step.parents[0] if step.parents else None
            limit -= 1

    def ancestors(self, limit: int = 200) -> Iterator[Flow]:
        """Every step behind this one, breadth first."""
        queue, seen = [self], set()
        while queue and limit:
            step = queue.pop(0)
            if id(step) in seen:
                continue
            seen.add(id(step))
            limit -= 1
            yield step
            queue.extend(step.parents)


_flows: Final[dict[tuple[Any, ...], Flow]] = {}


def shared(flow: Flow) -> Flow:
    """The one object for all steps that are the same, so that two tensors of one origin can be told by identity."""
    parents = tuple(map(id, flow.parents))
    key = (flow.what, flow.shape, flow.site, parents, flow.name, flow.role, id(flow.maker))
    return _flows.setdefault(key, flow)


def forget_flows() -> None:
    """Let go of all shared steps: what follows is another analysis."""
    _flows.clear()


@dataclass(frozen=True, slots=True)
class Gates:
    """A parameter of a recurrent layer that stacks `count` gates of `size` rows on its first axis."""

    count: int
    size: Size


@dataclass(frozen=True, slots=True)
class Normalized:
    """What a softmax gives: the values along `axis` are chances, or their logarithms."""

    axis: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor or array.

    family: whose methods it has ("torch", "numpy", "tf" or "keras"); dtype: "float", "int", "bool", "complex" or None
    where it is not known; content: the value of a shape-like tensor (a tuple of sizes, or one size), else None;
    drawn: for whole numbers by chance, the least and the greatest that there can be; strides: how far apart in memory
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
    drawn: tuple[Size, Size] | None = None

    @property
    def number(self) -> Value:
        """The one number that it holds; for one by chance a symbol, another one each time."""
        if self.drawn is not None and self.content is None and self.dtype == "int":
            return number_within(*self.drawn)
        if self.content is None or isinstance(self.content, tuple):
            return SomeInt() if self.dtype == "int" else SomeNumber() if self.dtype == "float" else UNKNOWN
        return self.content

    @property
    def item(self) -> Value:
        """What stands at one place; of NumPy's arrays it may be anything where they are not known to hold numbers."""
        if self.family == "numpy" and self.dtype not in NUMBERS:
            return self.content.slots.get(CELL, UNKNOWN) if isinstance(self.content, Mutable) else UNKNOWN
        return (
            replace(self, shape=Shape(()), content=self.number, drawn=None) if self.drawn else self.reshaped(Shape(()))
        )

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
        return replace(self, shape=self.shape.substitute(mapping), strides=strides)


def number_within(low: Size, high: Size) -> Dim:
    """A whole number by chance."""
    least = low if isinstance(low, int) else None
    drawn = fresh("n", least, high if isinstance(high, int) else None)
    if isinstance(high, Dim):
        assume_at_most(drawn, high)
    return drawn


def by_chance(made: Tensor, low: Value, high: Value) -> Tensor:
    """A tensor of whole numbers drawn between two ends, as far as these are known."""
    ends = [end if isinstance(end, int | Dim) and not is_soft(end) else UNKNOWN for end in (low, high)]
    if made.shape == Shape(()) and made.dtype == "int":
        return replace(made, content=number_within(*ends))
    return replace(made, drawn=(ends[0], ends[1]))


def row_of(value: Tensor) -> Value:
    """What one item of a tensor is; UNKNOWN where the rank is not known."""
    if not value.shape.rank:
        return UNKNOWN
    if value.shape.rank == 1:
        return value.item
    return replace(value, shape=value.shape.drop(0), content=None, role=None, strides=None, flow=None)


def tensor_of(family: str, *dims: Size, dtype: str | None = "float") -> Tensor:
    """A tensor of a known rank."""
    return Tensor(Shape(tuple(dims)), family, dtype)


@dataclass(frozen=True, slots=True)
class External:
    """Something of a library that has no rule, by its canonical name: a module, a dtype, a function nobody declared."""

    name: str


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

    fresh: all its items, where nobody can have taken one of them yet: an iterator that was just made.
    """

    each: Value
    length: Size = UNKNOWN
    fresh: tuple[Value, ...] | None = None


def kept(value: Value) -> Value:
    """The value as something else holds it: whoever gets at an iterator there may take items of it."""
    return Many(value.each, value.length) if isinstance(value, Many) and value.fresh is not None else value


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


@dataclass(frozen=True, slots=True, eq=False)
class Hook:
    """A function that runs around the call of a module; keywords: whether it takes those of the call, too."""

    function: Value
    before: bool
    keywords: Value


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
    """An int of which nobody knows the value: the variable of a long loop.  As an index it takes its axis away."""


@dataclass(frozen=True, slots=True)
class SomeNumber:
    """A number of which nobody knows the value, nor whether it is whole: a loss, a learning rate."""


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


stamps: Final = count(1)  # numbers that are given once, one to every state of an object


class Mutable:
    """Something a program can change; `slots` maps attribute names, keys or fixed words to values.

    born: its place in the order in which all of them are made; stamp: another number after every change, the old one
    where the change is taken back.
    """

    __slots__ = ("born", "slots", "stamp")
    births: ClassVar[int] = 0
    among: tuple[Mutable, ...] = ()  # where it stands for one of several: a change of it may be one of theirs

    def __init__(self, slots: dict[Any, Value] | None = None) -> None:
        self.slots: dict[Any, Value] = {} if slots is None else slots
        Mutable.births += 1
        self.born = Mutable.births
        self.stamp = next(stamps)


_ROOM: Final = 10_000_000  # for the births of what is made within `older`
_blocks: Final = count(1)


@contextmanager
def older() -> Iterator[tuple[int, int]]:
    """While what is made counts as older than all that was made before; gives the ends of the numbers for it."""
    low = -next(_blocks) * _ROOM
    births, Mutable.births = Mutable.births, low
    try:
        yield low, low + _ROOM
    finally:
        Mutable.births = births


class ListValue(Mutable):
    """A list (or set, deque): slot "items" is a tuple of the items, or a `Many`; `MOST` how many a deque may have."""

    __slots__ = ("among",)

    def __init__(self, items: tuple[Value, ...] | Many = ()) -> None:
        super().__init__({"items": items})
        self.among = ()

    @property
    def items(self) -> tuple[Value, ...] | Many:
        """The items, or what is known of them."""
        found: tuple[Value, ...] | Many = self.slots["items"]
        return found


class DictValue(Mutable):
    """A dict; slot `REST` holds the join of values under unknown keys, and is absent when all keys are known.

    factory: what makes the value of a key that is missing, None for any but a `defaultdict`.
    """

    __slots__ = ("among", "factory")

    def __init__(self, slots: dict[Any, Value] | None = None, factory: Value = None) -> None:
        super().__init__(slots)
        self.among = ()
        self.factory = factory


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


class _Rest:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<rest>"

    def __reduce__(self) -> str:
        return "REST"


REST = _Rest()


class Instance(Mutable):
    """An object of a user's class or of a framework's; `cls` is the engine's class value or a `Rule`."""

    __slots__ = ("cls", "made")

    def __init__(self, cls: Value, made: Site | None = None, slots: dict[Any, Value] | None = None) -> None:
        super().__init__(slots)
        self.cls = cls
        self.made = made


@dataclass(frozen=True, slots=True)
class AsIs:
    """What a rule's body gives that is not to become a tensor: `x.shape`, where it is an open `Shape`."""

    value: Value


@dataclass(frozen=True, slots=True)
class Method:
    """A framework's function bound to its receiver."""

    rule: Any
    self: Value


AS_ARRAY: Final = "#array"  # slot of an object that NumPy takes for an array: its shape


def shape_of(value: Value) -> Shape:
    """The shape that `value` has as an array: numbers are `()`, lists stack their items; open where not known."""
    measure = _SHAPES.get(type(value))
    return measure(value) if measure else UNKNOWN_SHAPE


def _shape_of_items(value: Value) -> Shape:
    items = value.items if isinstance(value, ListValue) else value
    if isinstance(items, Many):
        inner = shape_of(items.each)
        return Shape((items.length, *inner.dims)) if not inner.open else UNKNOWN_SHAPE
    if not items:
        return Shape((0,))
    inner = shape_of(items[0])
    for item in items[1:]:
        inner = inner.join(shape_of(item))
    return UNKNOWN_SHAPE if inner.open else Shape((len(items), *inner.dims))


def _scalar(_: Value) -> Shape:
    return Shape(())


_SHAPES: Final[dict[type, Callable[[Any], Shape]]] = {
    Tensor: lambda value: value.shape,
    int: _scalar,
    float: _scalar,
    bool: _scalar,
    complex: _scalar,
    Dim: lambda value: UNKNOWN_SHAPE if is_soft(value) else Shape(()),
    SomeInt: _scalar,
    SomeNumber: _scalar,
    tuple: _shape_of_items,
    Named: _shape_of_items,
    ListValue: _shape_of_items,
    Many: _shape_of_items,
    Range: lambda value: Shape((range_length(value),)),
    Instance: lambda value: value.slots.get(AS_ARRAY, UNKNOWN_SHAPE),
}


def range_length(value: Range) -> Size:
    """How many numbers a range yields."""
    start, stop, step = value.start, value.stop, value.step
    if isinstance(start, int) and isinstance(stop, int) and isinstance(step, int) and step:
        return len(range(start, stop, step))
    return stop - start if step == 1 and equal(start, 0) else UNKNOWN


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The items of a sequence whose length is known, else None."""
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, tuple):
        return value
    if isinstance(value, Shape):
        return None if value.open else value.dims
    if isinstance(value, Range):
        ends = (value.start, value.stop, value.step)
        if all(isinstance(end, int) for end in ends) and value.step:
            whole = range(*ends)  # type: ignore[arg-type]
            return tuple(whole) if len(whole) <= 4096 else None
    if isinstance(value, Many) and value.fresh is not None:
        return value.fresh
    if isinstance(value, Many) and isinstance(value.length, int) and value.length <= 64:
        return (value.each,) * value.length
    if isinstance(value, Tensor) and isinstance(value.content, tuple):
        return value.content
    return None


def is_number(value: Value) -> bool:
    """Whether it certainly is a number, known or not; a bool is none."""
    kinds = int | float | Dim | SomeInt | SomeNumber
    return isinstance(value, kinds) and not isinstance(value, bool) and not is_soft(value)


def is_soft(value: Value) -> bool:
    """Whether a size stands on a parameter of which nobody knows that it is one: it may be a tuple, or text."""
    return isinstance(value, Dim) and any(symbol.soft for symbol in value.symbols())


def sizes_of(value: Value) -> tuple[Size, ...] | None:
    """A shape argument as sizes: an int alone is one axis; None where the number of axes is not known."""
    if is_soft(value):
        return None
    if isinstance(value, int | Dim):
        return (value,)
    items = items_of(value)
    if items is None:
        return None
    return tuple(item if isinstance(item, int | Dim) else UNKNOWN for item in items)


__all__ = [
    "CLASSES",
    "FIELDS",
    "HOOKS",
    "MAYBE",
    "OPAQUE",
    "REST",
    "UNKNOWN",
    "UNKNOWN_SHAPE",
    "AsIs",
    "AutoName",
    "DictValue",
    "External",
    "Flow",
    "Gates",
    "Hook",
    "Instance",
    "ListValue",
    "Many",
    "Memory",
    "Method",
    "Mutable",
    "Named",
    "Normalized",
    "Range",
    "Site",
    "SliceOf",
    "SomeInt",
    "SomeNumber",
    "Strides",
    "Tensor",
    "TensorKey",
    "Value",
    "by_chance",
    "forget_flows",
    "is_number",
    "is_soft",
    "items_of",
    "kept",
    "number_within",
    "older",
    "range_length",
    "row_of",
    "shape_of",
    "shared",
    "sizes_of",
    "stamps",
    "substitute",
    "tensor_of",
]
