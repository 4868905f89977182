"""Annotations that say a shape: jaxtyping's, torchtyping's, and `Annotated` with a text that is plainly one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from shapelint.engine.objects import Builtin, ClassValue
from shapelint.rules.form import Rule
from shapelint.rules.values import CLASSES, UNKNOWN, External, SliceOf, Value
from shapelint.sizes import GrammarError, Pattern, parse_whole
from shapelint.sizes.prose import written

_DTYPES: Final = {
    **dict.fromkeys(("Float", "Float16", "Float32", "Float64", "BFloat16", "Inexact"), "float"),
    **dict.fromkeys(("Int", "UInt", "Integer", *(f"{u}Int{n}" for u in ("", "U") for n in (8, 16, 32, 64))), "int"),
    **dict.fromkeys(("Complex", "Complex64", "Complex128"), "complex"),
    **dict.fromkeys(("Shaped", "Num", "Real", "Key"), None),
    "Bool": "bool",
}
_TENSOR_TYPES: Final = ("torchtyping.TensorType", "torchtyping.tensor_type.TensorType")
_PLAIN: Final = ("typing.Annotated", "typing_extensions.Annotated")
_UNIONS: Final = ("typing.Union", "typing.Optional")


@dataclass(frozen=True, slots=True)
class Kinds:
    """`A | B` of classes."""

    kinds: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ShapeHint:
    """What an annotation says of a tensor.

    family: of the tensors that it means, None where nobody knows; dtype: as a tensor's; optional: whether the value may
    also be something else, None for instance.
    """

    pattern: Pattern
    text: str
    family: str | None
    dtype: str | None
    optional: bool = False


def subscripted(owner: External, index: Value) -> Value:
    """The value of `owner[index]` in an annotation: a ShapeHint, a tuple with some among its items, or UNKNOWN."""
    root, _, name = owner.name.rpartition(".")
    if root == "jaxtyping" and name in _DTYPES:
        return _jaxtyping(index, _DTYPES[name])
    read = _READERS.get(owner.name)
    return read(index) if read else UNKNOWN


def either(left: Value, right: Value) -> Value:
    """The value of `left | right`: in an annotation a hint, of classes what `isinstance` asks for."""
    hint = _union((left, right))
    kinds = (*kinds_in(left), *kinds_in(right))
    return Kinds(kinds) if hint is UNKNOWN and all(map(_is_class, kinds)) else hint


def kinds_in(value: Value) -> tuple[Value, ...]:
    """The classes that stand together, `A | B` or `(A, B)`; one by itself."""
    return value.kinds if isinstance(value, Kinds) else value if isinstance(value, tuple) else (value,)


def _is_class(value: Value) -> bool:
    return value is None or isinstance(value, ClassValue | Builtin) or (isinstance(value, Rule) and value.kind != "op")


def _hint(text: str, family: str | None, dtype: str | None) -> Value:
    try:
        return ShapeHint(parse_whole(text), text, family, dtype)
    except GrammarError:
        return UNKNOWN


def _family(kind: Value) -> str | None:
    """The family of the tensors that a class stands for."""
    names = kind.names if isinstance(kind, Rule) else (kind.name,) if isinstance(kind, External) else ()
    return next((family for family, classes in CLASSES.items() if classes[0] in names), None)


def _jaxtyping(index: Value, dtype: str | None) -> Value:
    if not isinstance(index, tuple) or len(index) != 2 or not isinstance(index[1], str):
        return UNKNOWN
    kind, text = index
    if isinstance(kind, ShapeHint):  # `Float[Image, "batch"]` puts axes before those of an alias
        return _hint(f"{text} {kind.text}", kind.family, dtype)
    return _hint(text, _family(kind), dtype)


def _torchtyping(index: Value) -> Value:
    words = [_torchtyping_word(each) for each in (index if isinstance(index, tuple) else (index,))]
    known = [word for word in words if word != ""]
    return UNKNOWN if None in known else _hint(" ".join(map(str, known)), "torch", None)


def _torchtyping_word(index: Value) -> str | None:
    """The axis that one index says, "" for one that says none, None where it is not known."""
    if isinstance(index, SliceOf):
        if isinstance(index.upper, int):
            return str(index.upper)
        return f"*{index.lower}" if index.upper is Ellipsis and isinstance(index.lower, str) else None
    if isinstance(index, str):
        return index if index.isidentifier() else None
    if isinstance(index, int) and not isinstance(index, bool):
        return "_" if index == -1 else str(index)
    if index is Ellipsis:
        return "..."
    return "_" if index is None else ""


def _annotated(index: Value) -> Value:
    if not isinstance(index, tuple) or len(index) < 2:
        return UNKNOWN
    kind, *said = index
    if isinstance(kind, ShapeHint):
        return kind
    family = _family(kind)
    texts = (f"({', '.join(map(str, each))})" if isinstance(each, tuple) else each for each in said)
    patterns = [written(text, spaced=True) for text in texts if isinstance(text, str)]
    pattern = next((each for each in patterns if each is not None), None)
    return UNKNOWN if pattern is None or family is None else ShapeHint(pattern, str(pattern), family, None)


def _union(options: tuple[Value, ...]) -> Value:
    """Of several shapes nobody knows which one is meant."""
    hints = [option for option in options if isinstance(option, ShapeHint)]
    return replace(hints[0], optional=True) if len(hints) == 1 else UNKNOWN


def row(index: Value) -> Value:
    """The value of `tuple[index]` in an annotation."""
    return index if isinstance(index, tuple) and Ellipsis not in index else UNKNOWN


_READERS: Final[dict[str, Callable[[Any], Value]]] = {
    **dict.fromkeys(_TENSOR_TYPES, _torchtyping),
    **dict.fromkeys(_PLAIN, _annotated),
    "typing.Tuple": row,
    **dict.fromkeys(_UNIONS, lambda index: _union(index if isinstance(index, tuple) else (index,))),
}
