"""Data classes: the constructor that Python writes for them, and what `dataclasses` offers besides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from shapelint.engine.contracts import enter_fields
from shapelint.engine.objects import Builtin, ClassValue, Descriptor, FieldOf, Function, Scope
from shapelint.rules.binding import Args, BadCall, bind
from shapelint.rules.form import REQUIRED, Param
from shapelint.rules.values import MAYBE, REST, UNKNOWN, DictValue, Instance, ListValue, Named, Value, items_of
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

# Classes of other libraries whose constructors set what a class annotates, as that of a data class does.
MODELS: Final = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "pydantic.BaseSettings",
                           "pydantic_settings.BaseSettings", "msgspec.Struct", "sqlmodel.SQLModel"})  # fmt: skip
_FIELDS: Final = "#fields"  # slot of a class body: the names that it annotates, in order


def field(run: Run, args: Args) -> Value:
    """`field(default=…)`, `field(default_factory=…)`."""
    if args.open:
        return UNKNOWN
    first = args.positional[0] if args.positional else REQUIRED  # of pydantic's the default, `...` for none
    default = args.keywords.get("default", REQUIRED if first is Ellipsis else first)
    factory = args.keywords.get("default_factory", args.keywords.get("factory", REQUIRED))
    return FieldOf(default, factory, args.keywords.get("init") is not False)


def fields_of(cls: ClassValue) -> dict[str, FieldOf]:
    """The fields of a data class and of its bases, in the order of its constructor's arguments."""
    found: dict[str, FieldOf] = {}
    for entry in reversed(cls.order):
        if isinstance(entry, ClassValue):
            for name in entry.slots.get(_FIELDS, ()):
                value = entry.slots.get(name, REQUIRED)
                found[name] = value if isinstance(value, FieldOf) else FieldOf(value)
    return found


def fill(run: Run, cls: ClassValue, instance: Instance, args: Args) -> Value:
    """Set the fields of a new instance from the arguments of the constructor, and what is left to their defaults."""
    fields = fields_of(cls)
    try:
        bound = dict.fromkeys(fields, UNKNOWN) if _validated(cls, fields) else bind(_params(fields), args)
    except BadCall:
        bound = dict.fromkeys(fields, UNKNOWN)
    given = {}
    for name, each in fields.items():
        value = bound.get(name, each)
        if value is not each or not each.default is each.factory is REQUIRED:
            given[name] = _default(run, each) if value is each else value
    enter_fields(run, cls, given)
    for name, value in given.items():
        run.heap.write(instance, name, value)
    after = run.user_method(instance, "__post_init__")
    if after is not None:
        run.call(after)
    return instance


def _validated(cls: ClassValue, fields: dict[str, FieldOf]) -> bool:
    """Whether a model has functions that check its fields and may change them: decorated by what nobody knows."""
    own = [entry for entry in cls.order if isinstance(entry, ClassValue)] if "model" in cls.traits else []
    names = {name for entry in own for name, value in entry.slots.items() if value is UNKNOWN}
    return bool(names - fields.keys() - {"model_config"})


def _params(fields: dict[str, FieldOf]) -> tuple[Param, ...]:
    return tuple(
        Param(name, "plain", REQUIRED if each.default is each.factory is REQUIRED else each)
        for name, each in fields.items()
        if each.init
    )


def named_tuple(run: Run, args: Args) -> Value:
    """`namedtuple("Step", "state action")` is a class of such tuples."""
    title, names, *_ = (*args.positional, args.keywords.get("typename"), args.keywords.get("field_names"))
    fields = tuple(names.replace(",", " ").split()) if isinstance(names, str) else items_of(names)
    defaults = items_of(args.keywords.get("defaults", ())) or ()
    if args.open or not isinstance(title, str) or not fields or not all(isinstance(name, str) for name in fields):
        return UNKNOWN
    file, at = (run.file, -1) if run.site is None else (run.site.file, run.site.at)
    made = ClassValue(p.ClassDef(at, title, (), (), (), None), (), Scope("class", None, file))
    made.traits = frozenset({"namedtuple"})
    late = dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=False))
    made.slots.update(late, **{_FIELDS: fields})
    return made


def of_tuple_class(cls: ClassValue, name: str) -> Value:
    """What a class of named tuples has besides the defaults of its fields."""
    if name == "_fields":
        return tuple(fields_of(cls))
    return Builtin(name, partial(_of_items, cls)) if name == "_make" else UNKNOWN


def _of_items(cls: ClassValue, run: Run, args: Args) -> Value:
    """`Step._make(row)`"""
    items = items_of(args.positional[0]) if len(args.positional) == 1 and not args.open else None
    return UNKNOWN if items is None else run.call(cls, items)


def make_tuple(run: Run, cls: ClassValue, instance: Instance, args: Args) -> Value:
    """An instance of a `typing.NamedTuple`: a row of values, or an object where the class has methods."""
    if any(isinstance(value, Function | Descriptor) for value in cls.slots.values()):
        return fill(run, cls, instance, args)
    fields = fields_of(cls)
    try:
        bound = bind(_params(fields), args)
    except BadCall:
        return UNKNOWN
    given = {name: _default(run, value) if value is fields[name] else value for name, value in bound.items()}
    enter_fields(run, cls, given)
    return Named(tuple(given), given.values())


def of_named_tuple(owner: Named | Instance, name: str) -> Value | None:
    """What every named tuple has besides its fields; None where it is something else."""
    names = owner.fields if isinstance(owner, Named) else tuple(fields_of(owner.cls))
    slots = dict(zip(names, owner, strict=True)) if isinstance(owner, Named) else owner.slots
    held = {name: slots.get(name, UNKNOWN) for name in names}
    if name == "_fields":
        return names
    if name == "_asdict":
        return Builtin(name, lambda run, args: DictValue(dict(held)))
    return Builtin(name, partial(_with_others, owner, held)) if name == "_replace" else None


def _with_others(owner: Named | Instance, held: dict[str, Value], run: Run, args: Args) -> Value:
    """`one._replace(width=3)`"""
    if args.open or args.positional or not args.keywords.keys() <= held.keys():
        return UNKNOWN
    changed = {**held, **args.keywords}
    return owner.with_items(changed.values()) if isinstance(owner, Named) else run.call(owner.cls, (), changed)


def _default(run: Run, field: FieldOf) -> Value:
    return run.call(field.factory) if field.factory is not REQUIRED else field.default


def replaced(run: Run, args: Args) -> Value:
    """`dataclasses.replace(one, width=3)`."""
    owner: Value = args.positional[0] if args.positional else UNKNOWN
    if not _is_whole(owner) or args.open:
        return UNKNOWN
    kept = {name: owner.slots.get(name, UNKNOWN) for name, each in fields_of(owner.cls).items() if each.init}
    return run.call(owner.cls, (), {**kept, **args.keywords})


def as_dict(run: Run, args: Args) -> Value:
    """`dataclasses.asdict(one)`: also of the data classes among the fields."""
    return _as_dict(args.positional[0]) if len(args.positional) == 1 and not args.open else UNKNOWN


def _as_dict(value: Value) -> Value:
    if isinstance(value, ListValue) and isinstance(value.items, tuple):
        return ListValue(tuple(map(_as_dict, value.items)))
    if isinstance(value, tuple):
        return tuple(map(_as_dict, value))
    if isinstance(value, DictValue):
        return DictValue({key: _as_dict(each) for key, each in value.slots.items()})
    if not _is_whole(value):
        return UNKNOWN if isinstance(value, Instance) and isinstance(value.cls, ClassValue) else value
    names = fields_of(value.cls)
    maybe = {REST: UNKNOWN} if MAYBE in value.slots else {}
    return DictValue({name: _as_dict(value.slots.get(name, UNKNOWN)) for name in names} | maybe)


def _is_whole(value: Value) -> bool:
    return isinstance(value, Instance) and isinstance(value.cls, ClassValue) and "dataclass" in value.cls.traits
