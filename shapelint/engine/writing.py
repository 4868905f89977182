"""Values of the engine as plain data: what a witness says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from shapelint.findings.witness import (
    ANYTHING,
    Array,
    Bounds,
    Cut,
    Public,
    Ref,
    Row,
    Step,
    Term,
)
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    External,
    Instance,
    ListValue,
    Many,
    Named,
    Range,
    SliceOf,
    SomeBool,
    SomeInt,
    Tensor,
    Value,
    items_of,
)
from shapelint.sizes import Dim, Shape, Symbol
from shapelint.sizes.compare import resolve
from shapelint.sizes.ledger import narrowed

_MOST_STEPS: Final = 400
_MOST_ITEMS: Final = 256


class NoWitnessError(Exception):
    """Something that cannot be written down; the message says what."""


class Writer:
    """Steps as they are written, and the symbols in them."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.made: dict[int, Ref] = {}
        self.symbols: set[Symbol] = set()
        self.edited: int | None = None  # identity of the operand that a suggested fix is about, or of what gave it

    def bounds(self) -> tuple[Bounds, ...]:
        """What is known of every symbol that was written."""
        known = [(symbol, narrowed(symbol)) for symbol in sorted(self.symbols, key=lambda symbol: symbol.key)]
        return tuple(Bounds(symbol, found.low, found.high, found.multiple_of) for symbol, found in known)

    def step(self, step: Step) -> Ref:
        """Add a step."""
        if len(self.steps) >= _MOST_STEPS:
            raise NoWitnessError("too many layers take part")
        self.steps.append(step)
        return Ref(len(self.steps) - 1)

    def named(self, args: Args) -> tuple[tuple[str, Term], ...]:
        """Keyword arguments; what nobody knows is left to its default."""
        return self.keywords(args.keywords.items())

    def keywords(self, given: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Term], ...]:
        """Keyword arguments that are known."""
        terms = ((name, self.term(value)) for name, value in given)
        return tuple((name, term) for name, term in terms if term is not ANYTHING)

    def terms(self, values: Iterable[Value]) -> list[Term]:
        """Positional arguments; those at the end that nobody knows are left to their defaults."""
        found = [self.term(value) for value in values]
        while found and found[-1] is ANYTHING:
            found.pop()
        return found

    # --- values ---

    def term(self, value: Value) -> Term:
        """A value as plain data; `ANYTHING` for one that nobody knows, or that is the program's own."""
        handler = _TERMS.get(type(value))
        return handler(self, value) if handler is not None else ANYTHING

    def size(self, value: Value) -> int | Dim | None:
        """A size; None for one that nobody knows."""
        if isinstance(value, Dim):
            value = resolve(value)
        if isinstance(value, Dim):
            self.symbols |= value.symbols()
        return value if isinstance(value, int | Dim) else None

    def array(self, tensor: Tensor) -> Array:
        """A tensor by its shape."""
        content: Any = None
        if isinstance(tensor.content, int | Dim):
            content = self.size(tensor.content)
        elif isinstance(tensor.content, tuple) and all(isinstance(item, int | Dim) for item in tensor.content):
            content = tuple(self.size(item) for item in tensor.content)
        name = tensor.flow.name if tensor.flow is not None else None
        sizes = tuple(map(self.size, tensor.shape.dims))
        strides: Any = None
        if isinstance(tensor.strides, tuple) and all(isinstance(each, int | Dim) for each in tensor.strides):
            strides = tuple(self.size(each) for each in tensor.strides)
        edited = self.edited is not None and self.edited in (id(tensor), id(tensor.flow))
        return Array(sizes, tensor.dtype, tensor.shape.open, content, name, strides, edited)

    def known(self, term: Term) -> Term:
        """A value of a suggested fix, in the sizes that the steps have."""
        if isinstance(term, Dim):
            return self.dim(term)
        return replace(term, items=tuple(map(self.known, term.items))) if isinstance(term, Row) else term

    def dim(self, value: Dim) -> Term:
        """A number that is a size."""
        found = self.size(value)
        return ANYTHING if found is None else found

    def row(self, kind: Any, items: Iterable[Value]) -> Term:
        """A tuple or list."""
        terms = tuple(map(self.term, items))
        return ANYTHING if len(terms) > _MOST_ITEMS else Row(kind, terms)

    def many(self, kind: Any, value: Many) -> Term:
        """A row of which every item is alike."""
        items = items_of(value)
        return ANYTHING if items is None else self.row(kind, items)

    def listed(self, value: ListValue) -> Term:
        """A list."""
        items = value.items
        return self.many("list", items) if isinstance(items, Many) else self.row("list", items)

    def shape(self, value: Shape) -> Term:
        """A shape as an argument."""
        return ANYTHING if value.open else self.row("tuple", value.dims)

    def instance(self, value: Instance) -> Term:
        """A layer or model; who writes calls knows how they were made."""
        raise NoWitnessError("an object of the program's own takes part")


def _itself(writer: Writer, value: Value) -> Term:
    plain: Term = value
    return plain


def _range(writer: Writer, value: Range) -> Term:
    items = items_of(value)
    return ANYTHING if items is None else writer.row("list", items)


_TERMS: Final[dict[type, Callable[[Writer, Any], Term]]] = {
    **dict.fromkeys((int, float, bool, str, type(None)), _itself),
    Tensor: Writer.array,
    Dim: Writer.dim,
    tuple: lambda writer, value: writer.row("tuple", value),
    Named: lambda writer, value: writer.row("tuple", value),
    ListValue: Writer.listed,
    Many: lambda writer, value: writer.many("tuple", value),
    Shape: Writer.shape,
    SliceOf: lambda writer, value: Cut(*(writer.term(end) for end in (value.lower, value.upper, value.step))),
    type(...): lambda writer, value: Public("..."),
    SomeInt: lambda writer, value: 0,
    SomeBool: lambda writer, value: False,
    Range: _range,
    External: lambda writer, value: Public(value.name),
    Rule: lambda writer, value: Public(value.name),
    Instance: lambda writer, value: writer.instance(value),
}
