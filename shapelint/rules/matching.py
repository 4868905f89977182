"""What the inputs of a call bind, and what is told where they do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.fixes import Fix, remade
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch, excess
from shapelint.rules.values import (
    UNKNOWN,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    items_of,
    shape_of,
    sizes_of,
)
from shapelint.sizes import AxisClash, Dim, RankClash, Size, assume_equal

_WORDS: Final = {
    "in_features": "features",
    "input_size": "features",
    "in_channels": "channels",
    "num_features": "channels",
    "num_channels": "channels",
}


def sizes_among(bound: Mapping[str, Value]) -> dict[str, Size | tuple[Size, ...]]:
    """The arguments that an axis name can stand for."""
    found: dict[str, Size | tuple[Size, ...]] = {}
    for name, value in bound.items():
        if isinstance(value, bool):
            continue
        if isinstance(value, int | Dim) or value is UNKNOWN:
            found[name] = value
        elif isinstance(value, SomeInt | SomeNumber):
            found[name] = UNKNOWN
        elif not isinstance(value, Tensor) and items_of(value) is not None:
            found[name] = sizes_of(value) or ()
    return found


def match(rule: Rule, called: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """The axes that the inputs bind."""
    signature = rule.signature
    if signature is None:
        return {}
    names = [name or _only_input(rule) for name in signature.input_names]
    values = [called.get(name) for name in names]
    shapes = [None if value is None else shape_of(value) for value in values]
    result = signature.match(shapes, sizes_among(given))
    if isinstance(result, RankClash):
        raise Mismatch(
            "SHP101",
            "{layer} expects {wanted} axes ({pattern}), gets {found}",
            operand=values[result.input],
            help=_edited(rule, values[result.input], given),
            excess=excess(len(result.found.dims), result.lowest, result.highest),
            layer=rule.short,
            wanted=result.wanted,
            pattern=signature.input_text(result.input),
            found=result.found,
        )
    if isinstance(result, AxisClash):
        operand = values[result.input]
        raise _axis_mismatch(rule, result, operand, _edited(rule, operand, given) or _remade(rule, result))
    for pair in result.supposed:
        if not any(symbol.cases is not None for size in pair if isinstance(size, Dim) for symbol in size.symbols()):
            assume_equal(*pair)
    return dict(result.items())


def _only_input(rule: Rule) -> str:
    return rule.call_params[0].name if rule.kind == "layer" else rule.params[0].name


def _axis_mismatch(rule: Rule, clash: AxisClash, operand: Value, help: Fix | None) -> Mismatch:
    word = _WORDS.get(clash.name, f"on axis `{clash.name}`")
    return Mismatch(
        rule.code,
        "{layer} expects {expected} {word}, gets {found}",
        operand=operand,
        layer=rule.short,
        axis=clash.name,
        expected=clash.expected,
        found=clash.found,
        word=word,
        help=help,
    )


def _edited(rule: Rule, operand: Value, given: Mapping[str, Value]) -> Fix | None:
    """The edit of the input that would fit, where the rule knows one."""
    return rule.advise(operand, given) if rule.advise is not None else None


def _remade(rule: Rule, clash: AxisClash) -> Fix | None:
    """The constructor that would fit, where one argument fixes the axis and its size is a number."""
    if rule.kind != "layer" or not isinstance(clash.found, int):
        return None
    names = [param.name for param in rule.params]
    if clash.name not in names:
        return None
    return remade(rule.short, clash.name, clash.found, first=names[0] == clash.name)
