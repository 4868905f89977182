"""`isinstance`: what is known of the kind of a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.hints import kinds_in
from shapelint.engine.objects import BoundFunction, Builtin, ClassValue, Either, Function, Partial, has_unknown_base
from shapelint.engine.softness import maybe_anything
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    CLASSES,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Method,
    Named,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    is_soft,
)
from shapelint.sizes import Dim, Shape

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def instance_check(run: Run, args: Args) -> Value:
    """`isinstance(value, kinds)`."""
    value, kinds = args.positional
    outcomes = [_is_kind(run, value, kind) for kind in kinds_in(kinds)]
    if True in outcomes:
        return True
    return UNKNOWN if None in outcomes else False


_WHOLE: Final = (int, Dim, SomeInt, SomeBool)
_KINDS: Final = {
    "int": _WHOLE,
    "float": (float,),
    "str": (str, SomeText),
    "bytes": (bytes, SomeBytes),
    "bool": (bool, SomeBool),
    "tuple": (tuple,),
    "list": (ListValue,),
    "dict": (DictValue,),
}
_NEVER: Final = {"torch": "numpy.ndarray", "numpy": "torch.Tensor"}  # classes of tensors of another library
_CONTAINERS: Final = ("tuple", "list", "dict")  # no tensor is one; a NumPy number may well be a float


def _is_kind(run: Run, value: Value, kind: Value) -> bool | None:
    """Whether a value is an instance of one class, where that is known."""
    if isinstance(value, Either):
        return agreed(_is_kind(run, option, kind) for option in value.options)
    if maybe_anything(value, but=SomeInt) or isinstance(value, Shape | Many):
        return None
    if kind is None:  # of `A | None`
        return value is None
    if isinstance(kind, ClassValue):
        return _is_of_class(value, kind)
    name = kind.name.removeprefix("builtins.") if isinstance(kind, External | Builtin | Rule) else ""
    root, _, short = name.rpartition(".")
    if root in _ABSTRACT and short in _ABSTRACT[root]:
        return _is_abstract(run, value, short)
    if isinstance(value, Instance):
        itself = isinstance(value.cls, External) and value.cls.name == name
        return itself or run.is_a(value, name) or (None if has_unknown_base(value) else False)
    if isinstance(value, Tensor):
        if name in _CONTAINERS or name == _NEVER.get(value.family):
            return False
        if value.family == "numpy" and value.shape.has_axis(0) is not True:
            return None  # a single number of NumPy's is no array
        return name in CLASSES[value.family] or (False if name in _KINDS else None)
    plain = value is None or isinstance(value, tuple | ListValue | DictValue | str | SomeText | bytes | SomeBytes)
    if plain and (isinstance(kind, Rule) or name == "numpy.ndarray") and name != "torch.Size":
        return False
    of_layers = isinstance(kind, Rule) and kind.kind == "layer"
    if isinstance(value, int | float) and (of_layers or name in CLASSES["torch"]):
        return False
    kinds = _KINDS.get(name)
    return None if kinds is None else isinstance(value, kinds)


_TEXTS: Final = (str, SomeText, bytes, SomeBytes)
# What of Python's own is of these kinds, and nothing else of it.
_OF_PYTHON: Final[dict[str, tuple[Any, ...]]] = {
    "Iterable": (tuple, ListValue, DictValue, *_TEXTS),
    "Sequence": (tuple, ListValue, *_TEXTS),
    "Mapping": (DictValue,),
    "Number": (*_WHOLE, float, complex),
    "Real": (*_WHOLE, float),
    "Integral": _WHOLE,
}
_ABSTRACT: Final = {
    **dict.fromkeys(("collections.abc", "collections", "typing"), ("Iterable", "Sequence", "Mapping")),
    "numbers": ("Number", "Real", "Integral"),
}


def _is_abstract(run: Run, value: Value, kind: str) -> bool | None:
    """Whether a value has what a kind of `collections.abc` or `numbers` asks for."""
    if isinstance(value, Instance):
        return True if kind == "Iterable" and run.user_method(value, "__iter__") is not None else None
    if isinstance(value, Tensor):
        return None if value.family != "torch" else kind == "Iterable"
    if isinstance(value, ListValue) and kind == "Sequence" and not value.plain:
        return None  # a set is none
    plain = value is None or isinstance(value, (*_OF_PYTHON["Iterable"], *_OF_PYTHON["Number"]))
    return isinstance(value, _OF_PYTHON[kind]) if plain else None


def agreed(outcomes: Iterable[bool | None]) -> bool | None:
    """What all of several come to, None where they differ."""
    found = set(outcomes)
    return found.pop() if len(found) == 1 else None


def type_of(value: Value) -> Value:
    """`type(value)`: one class, or any of several."""
    from shapelint.engine.attributes import external
    from shapelint.engine.builtins import BUILTINS

    if isinstance(value, Instance):
        return value.cls
    names = next((names for kind, names in _TYPES if isinstance(value, kind)), ())
    if isinstance(value, ListValue) and value.plain:
        names = ("list",)
    if isinstance(value, Named) or (isinstance(value, Tensor) and value.family != "torch"):
        names = ()
    classes = tuple(BUILTINS.get(name) or external(name) for name in names)
    return Either(classes) if len(classes) > 1 else classes[0] if classes else UNKNOWN


_TYPES: Final[tuple[tuple[Any, tuple[str, ...]], ...]] = (
    (bool, ("bool",)),
    (int | Dim, ("int",)),
    (float, ("float",)),
    (str | SomeText, ("str",)),
    (bytes | SomeBytes, ("bytes",)),
    (tuple, ("tuple", "torch.Size")),
    (ListValue, ("list", "set", "frozenset", "collections.deque")),
    (DictValue, ("dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter")),
    (Tensor, ("torch.Tensor", "torch.nn.Parameter", "torch.nn.Buffer")),
)
TYPES: Final = frozenset(name for _, names in _TYPES for name in names)


def scalar_check(run: Run, args: Args) -> Value:
    """`np.isscalar(value)`: a number or a text is one; what has no axes may be an array or a number of NumPy's."""
    value = args.positional[0]
    if isinstance(value, int | float | complex | str | bytes | Dim | SomeInt | SomeNumber | SomeText):
        return UNKNOWN if is_soft(value) else True
    if isinstance(value, Tensor):
        return UNKNOWN if value.family == "numpy" and value.shape.has_axis(0) is not True else False
    return False if isinstance(value, tuple | ListValue | DictValue) else UNKNOWN


def _is_of_class(value: Value, kind: ClassValue) -> bool | None:
    if isinstance(value, Named):
        return None if "namedtuple" in kind.traits else False
    if not isinstance(value, Instance) or not isinstance(value.cls, ClassValue):
        return False
    return any(cls is kind for cls in value.cls.order) or (None if has_unknown_base(value) else False)


def callable_check(run: Run, args: Args) -> Value:
    """`callable(value)`."""
    value = args.positional[0]
    if isinstance(value, Function | BoundFunction | ClassValue | Rule | Method | Builtin | Partial):
        return True
    plain = isinstance(value, int | float | str | tuple | ListValue | DictValue | Tensor) or value is None
    return False if plain else UNKNOWN
