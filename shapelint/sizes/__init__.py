"""Sizes, shapes and the axis grammar: what can be known of a shape without running the program."""

from __future__ import annotations

from shapelint.sizes.atoms import Cases, FloorDiv, Max, Min, Mod, Symbol
from shapelint.sizes.broadcasting import Clash, broadcast, broadcast_sizes
from shapelint.sizes.compare import at_most, divides, equal, less
from shapelint.sizes.dim import Dim, Size, product, symbol
from shapelint.sizes.division import ceil_div, exact_quotient
from shapelint.sizes.extremes import maximum, minimum
from shapelint.sizes.facts import (
    assume_at_least,
    assume_at_most,
    assume_equal,
    assume_multiple,
    fingerprint,
    mark,
    undo,
)
from shapelint.sizes.fresh import between, bounded, counter, fresh, is_counter, made_since, moment
from shapelint.sizes.grammar import Axis, Bound, Given, GrammarError, Pattern, parse, parse_whole
from shapelint.sizes.interval import bounds
from shapelint.sizes.matching import AxisClash, Bindings, RankClash
from shapelint.sizes.reshaping import Misfit, reshape
from shapelint.sizes.rewrite import substitute
from shapelint.sizes.shapes import UNKNOWN_SHAPE, Shape, shape
from shapelint.sizes.signature import Signature, build, parse_signature, shape_from
from shapelint.sizes.spans import slice_size, window
from shapelint.sizes.uneven import summed, uneven_symbol
from shapelint.sizes.unknown import UNKNOWN, Unknown

__all__ = [
    "UNKNOWN",
    "UNKNOWN_SHAPE",
    "Axis",
    "AxisClash",
    "Bindings",
    "Bound",
    "Cases",
    "Clash",
    "Dim",
    "FloorDiv",
    "Given",
    "GrammarError",
    "Max",
    "Min",
    "Misfit",
    "Mod",
    "Pattern",
    "RankClash",
    "Shape",
    "Signature",
    "Size",
    "Symbol",
    "Unknown",
    "assume_at_least",
    "assume_at_most",
    "assume_equal",
    "assume_multiple",
    "at_most",
    "between",
    "bounded",
    "bounds",
    "broadcast",
    "broadcast_sizes",
    "build",
    "ceil_div",
    "counter",
    "divides",
    "equal",
    "exact_quotient",
    "fingerprint",
    "fresh",
    "is_counter",
    "less",
    "made_since",
    "mark",
    "maximum",
    "minimum",
    "moment",
    "parse",
    "parse_signature",
    "parse_whole",
    "product",
    "reshape",
    "shape",
    "shape_from",
    "slice_size",
    "substitute",
    "summed",
    "symbol",
    "undo",
    "uneven_symbol",
    "window",
]
