"""Signatures: what the axes of inputs have to be, and what those of the outputs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from shapelint.sizes.dim import Size
from shapelint.sizes.grammar import Axis, Bound, Given, GrammarError, Pattern, check_input, parse, parse_input
from shapelint.sizes.matching import AxisClash, Bindings, Matching, RankClash
from shapelint.sizes.shapes import UNKNOWN_SHAPE, Shape
from shapelint.sizes.unknown import UNKNOWN, Unknown


@dataclass(frozen=True, slots=True)
class Signature:
    """The patterns of the inputs and of the outputs.

    >>> from shapelint.sizes import shape, symbol
    >>> linear = parse_signature("*batch in_features -> *batch out_features")
    >>> bound = linear.match([shape(symbol("B"), 7, 3)], {"in_features": 3})
    >>> print(*linear.build({**bound, "out_features": 5}))
    (B, 7, 5)
    >>> clash = linear.match([shape(2, 4)], {"in_features": 3})
    >>> clash.name, clash.expected, clash.found, clash.axis
    ('in_features', 3, 4, 1)
    >>> linear.match([shape()], {}).wanted
    'at least 1'
    """

    inputs: tuple[Pattern, ...]
    outputs: tuple[Pattern, ...]
    input_names: tuple[str, ...] = field(init=False)
    optional_inputs: frozenset[str] = field(init=False)
    input_axes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "input_names", tuple(p.name for p in self.inputs))
        object.__setattr__(self, "optional_inputs", frozenset(p.name for p in self.inputs if p.may_lack))
        object.__setattr__(self, "input_axes", frozenset(name for p in self.inputs for name in p.names()))

    def input_text(self, index: int) -> str:
        """The axes of one input as text."""
        return str(self.inputs[index])

    def match(self, shapes: Sequence[Shape | None], given: Given) -> Bindings | RankClash | AxisClash:
        """Bind the axes of the inputs, or say what cannot fit on any run.

        Args:
            shapes: one per input; None for an input that is not there, as are those missing at the end.
            given: names that have a meaning already, such as constructor arguments.
        """
        matching = Matching(given)
        for index, (pattern, shape) in enumerate(zip(self.inputs, shapes, strict=False)):
            if shape is not None:
                clash = matching.input(index, pattern, shape)
                if clash is not None:
                    return clash
        return Bindings(matching.bound, matching.origins, tuple(matching.supposed))

    def build(self, bound: Given) -> tuple[Shape, ...]:
        """The outputs by what the names stand for; an axis that nothing is known of is UNKNOWN."""
        return tuple(build(pattern, bound) for pattern in self.outputs)


@lru_cache(maxsize=4096)
def parse_signature(text: str) -> Signature:
    """Read `inputs -> outputs`, each separated by commas; without an arrow there are inputs only.

    Raises GrammarError.
    """
    inputs, arrow, outputs = text.partition("->")
    if "->" in outputs:
        raise GrammarError(f"`{text}` has more than one arrow")
    after = tuple(map(parse_input, outputs.split(","))) if arrow else ()
    before = tuple(map(parse_input, inputs.split(","))) if inputs.strip() or not arrow else ()
    for pattern in before:
        check_input(pattern)
    return Signature(before, after)


def shape_from(text: str, given: Given) -> Shape:
    """The shape that a pattern stands for.

    Raises GrammarError.

    >>> print(shape_from("out in//groups *kernel_size", {"out": 8, "in": 4, "groups": 2, "kernel_size": (3, 5)}))
    (8, 2, 3, 5)
    """
    return build(parse(text), given)


def build(pattern: Pattern, bound: Given) -> Shape:
    """The shape that a pattern stands for, UNKNOWN where a name stands for nothing or a size may be 1 instead."""
    dims: list[Size] = []
    is_open = False
    for axis in pattern.axes:
        found = _built_axis(axis, bound)
        if isinstance(found, Shape):
            is_open = is_open or found.open
            dims = [*([] if found.open else dims), *found.dims]
        elif isinstance(found, tuple):
            dims.extend(found)
        else:
            dims.append(found)
    return Shape(tuple(dims), is_open)


def _built_axis(axis: Axis, bound: Given) -> Bound:
    if axis.kind == "one":
        return UNKNOWN if axis.expression is None or axis.broadcast else axis.expression.value(bound)
    found = bound.get(axis.text, UNKNOWN_SHAPE)
    return UNKNOWN_SHAPE if axis.kind == "many" and isinstance(found, Unknown) else found
