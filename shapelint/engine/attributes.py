"""Reading and writing attributes, by what the owner is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import module_parts
from shapelint.engine.alternatives import content_of, each_way, is_open
from shapelint.engine.containers import builtin_method
from shapelint.engine.fields import of_named_tuple, of_tuple_class
from shapelint.engine.foreign_classes import constructor
from shapelint.engine.guarding import guarded
from shapelint.engine.instances import METACLASS, constructed_by, declared
from shapelint.engine.joins import join, join_all, one_of
from shapelint.engine.layers import framework_rule, made_of, weight, weights_of
from shapelint.engine.modules import member, resolve
from shapelint.engine.objects import (
    BoundFunction,
    Builtin,
    ClassValue,
    Descriptor,
    Either,
    Forward,
    Function,
    Initialiser,
    Partial,
    Scope,
    Super,
)
from shapelint.engine.settings import below, setting
from shapelint.engine.softness import is_settings
from shapelint.rules.apply import MADE, Made, call_op
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import tuple_for_tensor
from shapelint.rules.names import canonical
from shapelint.rules.registry import find, resolve_method
from shapelint.rules.values import (
    BACKENDS,
    CLASSES,
    MAYBE,
    REST,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Method,
    Mutable,
    Named,
    SliceOf,
    SomeBytes,
    SomeText,
    Tensor,
    Value,
    Version,
)
from shapelint.sizes import Dim, Shape

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MISSING: Final = object()
_VERSIONS: Final = (".__version__", "sys.version_info", "sys.version", "torch.version")


def get(run: Run, owner: Value, name: str) -> Value:
    """The value of `owner.name`; UNKNOWN where nobody knows."""
    read = _READ.get(type(owner))
    return read(run, owner, name) if read else UNKNOWN


def read(run: Run, owner: Value, name: str) -> Value:
    """`owner.name` as a program writes it: what certainly raises is reported."""
    value = get(run, owner, name)
    if value is UNKNOWN and isinstance(owner, tuple) and _is_of_items(owner, name):
        run.report(tuple_for_tensor("`.{name}` is an attribute of tensors, and this is {row}", owner, name=name))
    return value


def _is_of_items(owner: tuple[Value, ...], name: str) -> bool:
    """Whether the items of a tuple have an attribute that the tuple itself cannot have, whatever fields it has."""
    tensors = any(isinstance(item, Tensor) and item.family == "torch" for item in owner)
    named = isinstance(owner, Named) and name in owner.fields
    return tensors and not named and name not in _FIELDS_TOO and find(f"torch.Tensor.{name}") is not None


def external(name: str) -> Value:
    """What a library offers under a name: its rule, a constant, or something without a rule."""
    from shapelint.engine.library import CONSTANTS

    name = canonical(name)
    if name.endswith(_VERSIONS):
        return Version()
    if name in CONSTANTS:
        return CONSTANTS[name]
    return find(name) or External(name)


def _of_external(run: Run, owner: External, name: str) -> Value:
    return external(f"{owner.name}.{name}")


def _of_rule(run: Run, owner: Rule, name: str) -> Value:
    if name == "__name__":
        return owner.short
    if name == "__init__" and owner.kind != "op":
        return Builtin(name, partial(_initialise, owner))
    found = resolve_method(owner.names, name) if owner.kind != "op" else find(f"{owner.name}.{name}")
    return found or UNKNOWN


def _initialise(rule: Rule, run: Run, args: Args) -> Value:
    """`nn.Module.__init__(self)`"""
    from shapelint.engine.calls import call

    return call(run, Initialiser(rule, args.positional[0]), replace(args, positional=args.positional[1:]))


def _of_tensor(run: Run, owner: Tensor, name: str) -> Value:
    for cls in (*CLASSES[owner.family], *BACKENDS.get(owner.family, ())):
        rule = find(f"{cls}.{name}")
        if rule is not None:
            return _bind_rule(run, rule, owner)
    return UNKNOWN


def _bind_rule(run: Run, rule: Rule, owner: Value) -> Value:
    if rule.kind != "property":
        return Method(rule, owner)
    args = Args((owner,))
    found = guarded(run, rule, args, lambda: call_op(rule, args, run))
    return join_all((None, found)) if rule.optional else found


def _of_instance(run: Run, owner: Instance, name: str) -> Value:
    found = _by_descriptor(run, owner, "__get__", name)
    if found is not None:
        return run.call(found, (owner, owner.cls))
    if name in owner.slots:
        held = owner.slots[name]
        other = _declared(owner, name) if name in owner.slots.get(MAYBE, ()) else None
        return held if other is None else join(held, other)  # of its own on some paths only
    if name == "__dict__":
        return _attributes(owner)
    if name == module_parts.NAME and run.is_a(owner, "torch.nn.Module"):
        return module_parts.parts(owner)
    cls = owner.cls
    if name == "__class__":
        return cls
    if isinstance(cls, ClassValue) and "getattribute" in cls.traits:
        return UNKNOWN
    if is_settings(owner):
        found = setting(owner, name, _declared(owner, name))
        if found is not UNKNOWN:
            return found
    if isinstance(cls, ClassValue):
        found = of_named_tuple(owner, name) if "namedtuple" in cls.traits else None
        found = _in_order(run, cls.order, owner, name) if found is None else found
    elif isinstance(cls, External):
        found = _of_library(cls.name, owner, name)
    else:
        found = _of_framework(run, cls, owner, name) if isinstance(cls, Rule) else UNKNOWN
    return (_reflecting(owner, name) or UNKNOWN) if found is _MISSING or found is UNKNOWN else found


def _by_descriptor(run: Run, owner: Instance, how: str, name: str) -> Value | None:
    """How a descriptor of the program reads or sets an attribute; None where it is an ordinary one."""
    if not isinstance(owner.cls, ClassValue) or "descriptors" not in owner.cls.traits:
        return None
    held = _declared(owner, name)
    return run.user_method(held, how) if isinstance(held, Instance) else None


def _of_library(cls: str, owner: Value, name: str) -> Value:
    """A method of a class of Python's own library, bound to one of its objects, or (None) of the class itself."""
    from shapelint.engine.library import CONSTANTS

    method = CONSTANTS.get(f"{cls}.{name}", UNKNOWN)
    return Partial(method, Args((owner,))) if isinstance(method, Builtin) and owner is not None else method


def _of_builtin(run: Run, owner: Builtin, name: str) -> Value:
    return _of_library(owner.name if "." in owner.name else f"builtins.{owner.name}", None, name)


def _reflecting(owner: Value, name: str) -> Value:
    """`x.__setattr__`, which is `setattr` of x; None where the name is no such method."""
    from shapelint.engine.reflection import METHODS

    plain = METHODS.get(name)
    return None if plain is None else Partial(plain, Args((owner,)))


def _attributes(owner: Instance) -> DictValue:
    found = {key: value for key, value in owner.slots.items() if not str(key).startswith("#")}
    made = DictValue({**found, REST: UNKNOWN})
    made.among = (owner,)
    return made


def _in_order(run: Run, order: tuple[Value, ...], owner: Value, name: str) -> Value:
    """Look a name up along a resolution order; `_MISSING` where every class is known and none has it."""
    for cls in order:
        if isinstance(cls, ClassValue):
            if name in cls.slots:
                return bind_attribute(run, cls.slots[name], owner)
        elif isinstance(cls, Rule):
            found = _of_framework(run, cls, owner, name)
            if found is not UNKNOWN:
                return found
        elif not (isinstance(cls, External) and cls.name in ("builtins.object", "abc.ABC", "typing.Generic")):
            return UNKNOWN
    return _MISSING


def bind_attribute(run: Run, value: Value, owner: Value) -> Value:
    """A class attribute as seen through an instance."""
    if isinstance(value, Function):
        return value if value.name == "__new__" else BoundFunction(value, owner)
    if isinstance(value, Descriptor):
        if value.computed:
            return run.call(value.function, (owner,))
        if value.kind == "classmethod":
            return BoundFunction(value.function, owner.cls if isinstance(owner, Instance) else owner)
        return value.function
    return value


def _of_framework(run: Run, rule: Rule, owner: Value, name: str) -> Value:
    """An attribute that a framework's class gives its instances."""
    if name == "__init__":
        return Initialiser(rule, owner)
    if rule.kind == "layer":
        if name in ("forward", "call"):
            return Forward(rule, owner)
        made = made_of(owner)
        if made is not None:
            if name in weights_of(owner):
                return weight(rule, owner, name)
            # Keras keeps arrays in a shape of its own (`Normalization.mean`), PyTorch has none among the arguments.
            if name in made.args and not isinstance(made.args[name], Tensor):
                return made.args[name]
    found = resolve_method((rule.name,), name)
    if found is not None:
        return _bind_rule(run, found, owner)
    reader = resolve_method((rule.name,), "__getattr__")
    return UNKNOWN if reader is None or name.startswith("_") else run.call(reader, (owner, name))


def user_attribute(run: Run, owner: Value, name: str) -> Value | None:
    """What the program itself defines under a name for an instance or a class, bound to it; None where nothing."""
    if isinstance(owner, ClassValue):
        own = any(isinstance(cls, ClassValue) and name in cls.slots for cls in owner.order)
        return _of_class(run, owner, name) if own else None
    if isinstance(owner, Instance):
        if isinstance(owner.slots.get(name), Function | BoundFunction):
            return owner.slots[name]
        if isinstance(owner.cls, ClassValue):
            for cls in owner.cls.order:
                if isinstance(cls, ClassValue) and name in cls.slots:
                    return bind_attribute(run, cls.slots[name], owner)
    return None


def _of_class(run: Run, owner: ClassValue, name: str) -> Value:
    if name == "__name__":
        return owner.name
    for cls in owner.order:
        if isinstance(cls, ClassValue) and name in cls.slots:
            value = cls.slots[name]
            if isinstance(value, Descriptor):
                return UNKNOWN if value.computed else bind_attribute(run, value, owner)
            return value
        if isinstance(cls, Rule):
            found = _of_rule(run, cls, name)
            if found is not UNKNOWN:
                return Method(found, owner) if isinstance(found, Rule) and found.of_class else found
    if "namedtuple" in owner.traits:
        return of_tuple_class(owner, name)
    meta = declared(owner, METACLASS)
    held = declared(meta, name) if isinstance(meta, ClassValue) else None
    return UNKNOWN if held is None else bind_attribute(run, held, owner)


def _of_super(run: Run, owner: Super, name: str) -> Value:
    cls = owner.self.cls if isinstance(owner.self, Instance) else owner.self
    if not isinstance(cls, ClassValue):
        return UNKNOWN
    order = cls.order
    if owner.cls not in order:
        return constructed_by(cls) if name == "__call__" and cls is owner.self else UNKNOWN
    start = next((index for index, entry in enumerate(order) if entry is owner.cls), -1)
    found = _in_order(run, order[start + 1 :], owner.self, name)
    if name == "__init__" and found is UNKNOWN and isinstance(owner.self, Instance):
        return constructor(owner.self)
    plain = _reflecting(owner.self, name) if found is _MISSING or found is UNKNOWN else None
    return plain or (external("builtins.object." + name) if found is _MISSING else found)


def _of_scope(run: Run, owner: Scope, name: str) -> Value:
    return resolve(run, member(run, owner, name))


def _of_function(run: Run, owner: Function, name: str) -> Value:
    return owner.name if name == "__name__" else UNKNOWN


def _of_bound(run: Run, owner: BoundFunction, name: str) -> Value:
    return {"__self__": owner.self, "__func__": owner.function}.get(name, UNKNOWN)


def _of_either(run: Run, owner: Either, name: str) -> Value:
    if is_open(owner):
        return get(run, content_of(owner), name)
    return one_of(tuple(get(run, option, name) for option in owner.options if option is not None))


# Attributes of a tensor that are fields of PyTorch's named tuples as well.
_FIELDS_TOO: Final = frozenset({"values", "indices", "min", "max", "sign", "logsumexp", "inverse"})


def _of_named(run: Run, owner: Named, name: str) -> Value:
    own = owner.get(name)
    found = of_named_tuple(owner, name) if own is None else own
    return builtin_method(tuple(owner), name) if found is None else found


def _of_python(run: Run, owner: Value, name: str) -> Value:
    if name == "value" and isinstance(owner, int | str):  # only what is a member of an enumeration, too, has one
        return owner
    return builtin_method(owner, name)


def _of_slice(run: Run, owner: SliceOf, name: str) -> Value:
    return {"start": owner.lower, "stop": owner.upper, "step": owner.step}.get(name, UNKNOWN)


def _of_shape(run: Run, owner: Shape, name: str) -> Value:
    return builtin_method(owner, name)


_READ: Final[dict[type, Callable[[Run, Any, str], Value]]] = {
    External: _of_external,
    Version: lambda run, owner, name: owner,
    Rule: _of_rule,
    Tensor: _of_tensor,
    Instance: _of_instance,
    ClassValue: _of_class,
    Super: _of_super,
    Scope: _of_scope,
    Function: _of_function,
    BoundFunction: _of_bound,
    Builtin: _of_builtin,
    Either: _of_either,
    ListValue: _of_python,
    DictValue: _of_python,
    tuple: _of_python,
    Named: _of_named,
    str: _of_python,
    SomeText: _of_python,
    bytes: _of_python,
    SomeBytes: _of_python,
    Many: _of_python,
    int: _of_python,
    Shape: _of_shape,
    SliceOf: _of_slice,
    Dim: below,
}


def put(run: Run, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`"""
    if isinstance(owner, Either):
        each_way(run, [partial(_put_way, run, option, name, value) for option in owner.options if option is not None])
        return
    own = run.user_method(owner, "__setattr__")
    if own is None:
        put_as_base(run, owner, name, value)
    else:
        run.call(own, (name, value))


def _put_way(run: Run, owner: Value, name: str, value: Value) -> Value:
    put(run, owner, name, value)
    return None


def put_as_base(run: Run, owner: Value, name: str, value: Value) -> None:
    """The same, whatever `__setattr__` the program defines."""
    if name in run.switched and isinstance(value, str):
        value = UNKNOWN
    if isinstance(owner, Instance):
        made = made_of(owner)
        if made is not None and name in made.args:  # `conv.stride = (1, 1)` changes what the layer does
            run.heap.write(owner, MADE, Made({**made.args, name: value}))
        writer = _by_descriptor(run, owner, "__set__", name)
        if writer is not None:
            run.call(writer, (owner, value))
            return
        held = _declared(owner, name)
        if isinstance(held, Descriptor) and held.kind == "property":
            if held.setter is not None and not _is_part(owner, value):
                run.call(held.setter, (owner, value))
            return
        if name in owner.slots.get(MAYBE, ()):
            run.heap.write(owner, MAYBE, owner.slots[MAYBE] - {name})
        rule = framework_rule(owner)
        setter = resolve_method((rule.name,), "__setattr__") if rule is not None else None
        if setter is not None:
            run.call(setter, (owner, name, value))
        else:
            run.heap.write(owner, name, value)
    elif isinstance(owner, ClassValue | Scope):
        run.heap.write(owner, name, value)


def _is_part(owner: Instance, value: Value) -> bool:
    """Whether a module takes in a value as a part of it, for which PyTorch calls no setter of a property."""
    return all(
        isinstance(each, Instance) and (rule := framework_rule(each)) is not None and rule.family == "torch"
        for each in (owner, value)
    )


def remove(run: Run, owner: Value, name: str) -> None:
    """`del owner.name`"""
    held = _declared(owner, name) if isinstance(owner, Instance) else None
    if isinstance(held, Descriptor) and held.kind == "property":
        if held.deleter is not None:
            run.call(held.deleter, (owner,))
        return
    if isinstance(owner, Mutable):
        run.heap.delete(owner, name)
    rule = framework_rule(owner) if isinstance(owner, Instance) else None
    remover = resolve_method((rule.name,), "__delattr__") if rule is not None else None
    if remover is not None:
        run.call(remover, (owner, name))


def _declared(owner: Instance, name: str) -> Value:
    """What the classes of an instance hold under a name."""
    return declared(owner.cls, name) if isinstance(owner.cls, ClassValue) else None


def has(run: Run, owner: Value, name: str) -> bool | None:
    """`hasattr(owner, name)`, where it is known."""
    if isinstance(owner, Instance):
        if name in owner.slots:
            return None if name in owner.slots.get(MAYBE, ()) else True
        if isinstance(owner.cls, ClassValue):
            found = _in_order(run, owner.cls.order, owner, name)
            if found is _MISSING:
                return None if user_attribute(run, owner, "__getattr__") is not None else False
            return None if found is UNKNOWN else True
    return None if get(run, owner, name) is UNKNOWN else True
