"""Making functions and classes, and what their decorators do to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from shapelint.engine.enums import is_enum, make_members
from shapelint.engine.expressions import arguments, defaults, evaluate
from shapelint.engine.fields import MODELS
from shapelint.engine.instances import METACLASS
from shapelint.engine.objects import BoundFunction, ClassValue, Descriptor, Frame, Function, Partial, Scope
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, External, Instance, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_DESCRIPTORS: Final = {
    "property": "property",
    "functools.cached_property": "cached_property",
    "abc.abstractproperty": "property",
    "classmethod": "classmethod",
    "staticmethod": "staticmethod",
}
_PARTS: Final = {"getter": "function", "setter": "setter", "deleter": "deleter"}  # of a property
# Decorators after which a function still computes what it says.
_KEEPERS: Final = (
    "functools.wraps", "functools.lru_cache", "functools.cache", "abc.abstractmethod", "typing.overload",
    "typing.override", "torch.no_grad", "torch.inference_mode", "torch.enable_grad", "torch.jit.export",
    "torch.jit.script", "torch.jit.ignore", "torch.jit.unused", "torch.jit.script_method", "torch.compile",
    "torch.autocast", "torch.cuda.amp.autocast", "torch.amp.autocast", "torch.fx.wrap", "torch._dynamo.disable",
    "tf.function",    "tf.autograph.experimental.do_not_convert", "keras.utils.register_keras_serializable",
    "keras.saving.register_keras_serializable", "keras.utils.keras_export", "keras.export", "numba.jit", "numba.njit",
    "contextlib.contextmanager", "typing.final", "beartype.beartype",
    "typeguard.typechecked", "jaxtyping.jaxtyped",
)  # fmt: skip


def define_function(run: Run, frame: Frame, node: p.FunctionDef) -> Value:
    """The value that `def` binds."""
    owner = frame.scope.slots.get("#class") if frame.scope.kind == "class" else None
    value: Value = Function(node, frame.scope, defaults(run, frame, node.params), owner)
    for decorator in reversed(node.decorators):
        value = _decorated(run, frame, decorator, value)
    return value


def _decorated(run: Run, frame: Frame, decorator: p.Expr, value: Value) -> Value:
    target = decorator.func if isinstance(decorator, p.Call) else decorator
    found = evaluate(run, frame, target)
    name = found.name.removeprefix("builtins.") if isinstance(found, External) else getattr(found, "name", "")
    if name in _DESCRIPTORS and isinstance(value, Function):
        return Descriptor(_DESCRIPTORS[name], value)
    if name in _KEEPERS:
        return value
    if isinstance(target, p.Attr) and target.name in _PARTS:
        whole = evaluate(run, frame, target.value)
        fits = isinstance(whole, Descriptor) and isinstance(value, Function)
        return replace(whole, **{_PARTS[target.name]: value}) if fits else UNKNOWN
    if isinstance(found, _DECORATING):
        decorating = evaluate(run, frame, decorator) if isinstance(decorator, p.Call) else found
        return run.call(decorating, (value,))
    return run.call(found, (value,)) if isinstance(found, Rule) and target is decorator else UNKNOWN


_DECORATING: Final = (Function, BoundFunction, ClassValue, Instance, Partial)


def define_class(run: Run, frame: Frame, node: p.ClassDef) -> Value:
    """The value that `class` binds."""
    from shapelint.engine.statements import execute_block

    args = arguments(run, frame, tuple(base for base in node.bases if base.keyword is None))
    scope = Scope("class", frame.scope, frame.scope.file)
    bases = (*args.positional, UNKNOWN) if args.open else args.positional
    made = ClassValue(node, tuple(_plain_base(base) for base in bases), scope)
    scope.slots["#class"] = made
    for each in node.bases:
        if each.keyword == "metaclass":
            scope.slots[METACLASS] = evaluate(run, frame, each.value)
    run.reached.add((frame.scope.file, node.at))
    execute_block(run, Frame(scope, returns=run.heap.mark(), forks=len(run.forks), rooted=frame.rooted), node.body)
    made.traits = _traits(run, frame, node, made)
    if "enum" in made.traits:
        make_members(run, made)
    _name_descriptors(run, made)
    value: Value = made
    for decorator in reversed(node.decorators):
        value = _decorated_class(run, frame, decorator, value)
    return value


def _name_descriptors(run: Run, cls: ClassValue) -> None:
    """Tell descriptors of the program under which names a class holds them."""
    for name, value in list(cls.slots.items()):
        own = run.user_method(value, "__set_name__") if isinstance(value, Instance) else None
        if own is not None:
            run.call(own, (cls, name))


def _decorated_class(run: Run, frame: Frame, decorator: p.Expr, value: Value) -> Value:
    """What a decorator of the program makes of a class, `@register("name")`; any other is taken to give it back."""
    target = evaluate(run, frame, decorator.func if isinstance(decorator, p.Call) else decorator)
    if not isinstance(target, Function | BoundFunction):
        return value
    decorating = evaluate(run, frame, decorator) if isinstance(decorator, p.Call) else target
    with run.at(frame.scope, decorator.at):
        found = run.call(decorating, (value,))
    return found if isinstance(found, ClassValue) else value


def _plain_base(base: Value) -> Value:
    return External("builtins.object") if isinstance(base, External) and base.name in _NEUTRAL else base


_NEUTRAL: Final = ("abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object", "builtins.type")


_DATA_CLASSES: Final = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.dataclass", "attrs.define", "attrs.frozen", "attrs.mutable",
     "pydantic.dataclasses.dataclass"}
)  # fmt: skip


def _traits(run: Run, frame: Frame, node: p.ClassDef, made: ClassValue) -> frozenset[str]:
    found: set[str] = set()
    for decorator in node.decorators:
        target = decorator.func if isinstance(decorator, p.Call) else decorator
        value = evaluate(run, frame, target)
        if isinstance(value, External) and value.name in _DATA_CLASSES:
            found |= {"dataclass", "model"} if value.name.startswith("pydantic") else {"dataclass"}
    if isinstance(made.slots.get("__getattribute__"), Function):
        found.add("getattribute")
    if any(isinstance(each, Instance) and run.user_method(each, "__get__") for each in made.slots.values()):
        found.add("descriptors")
    for base in made.bases:
        if isinstance(base, ClassValue):
            found |= base.traits
        elif isinstance(base, External):
            if is_enum(base):
                found.add("enum")
            elif base.name == "typing.NamedTuple":
                found.add("namedtuple")
            elif base.name in MODELS:
                found |= {"dataclass", "model"}
    return frozenset(found)
