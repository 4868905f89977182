"""Making instances of the program's classes: metaclasses, `__new__`, `__init__` and what data classes have instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapelint.engine.enums import member_of
from shapelint.engine.fields import fill, make_tuple
from shapelint.engine.foreign_classes import constructor
from shapelint.engine.objects import BoundFunction, Builtin, ClassValue, Function, Initialiser
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, External, Instance, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run

METACLASS: Final = "#metaclass"  # slot of a class: that which the program defines


def instantiate(run: Run, cls: ClassValue, args: Args) -> Value:
    """What a call of a class gives."""
    from shapelint.engine.calls import call

    meta = declared(cls, METACLASS)
    own = declared(meta, "__call__") if isinstance(meta, ClassValue) else None
    return call(run, BoundFunction(own, cls), args) if isinstance(own, Function) else construct(run, cls, args)


def declared(cls: ClassValue, name: str) -> Value:
    """What a class or one of its bases in the program holds under a name, None where nothing."""
    entries = (entry for entry in cls.order if isinstance(entry, ClassValue) and name in entry.slots)
    return next((entry.slots[name] for entry in entries), None)


def constructed_by(cls: ClassValue) -> Value:
    """`super().__call__` in a metaclass."""
    return Builtin("__call__", lambda run, args: construct(run, cls, args))


def construct(run: Run, cls: ClassValue, args: Args) -> Value:
    """A new instance of a class of the program, or what its `__new__` gives."""
    from shapelint.engine.calls import call

    new = declared(cls, "__new__")
    if isinstance(new, Function) and not cls.traits & {"enum", "namedtuple"}:
        made = call(run, new, Args((cls, *args.positional), args.keywords, args.open))
        own = isinstance(made, Instance) and isinstance(made.cls, ClassValue) and cls in made.cls.order
        return _initialised(run, cls, made, args) if isinstance(made, Instance) and own else made
    if "enum" in cls.traits:
        return member_of(cls, args.positional[0]) if len(args.positional) == 1 else UNKNOWN
    instance = Instance(cls, run.site)
    if "namedtuple" in cls.traits:
        return make_tuple(run, cls, instance, args)
    return _initialised(run, cls, instance, args)


def _initialised(run: Run, cls: ClassValue, instance: Instance, args: Args) -> Value:
    from shapelint.engine.calls import call

    if "dataclass" in cls.traits and "__init__" not in cls.slots:
        return fill(run, cls, instance, args)
    for entry in cls.order:
        if isinstance(entry, ClassValue):
            if "__init__" in entry.slots:
                own = entry.slots["__init__"]
                if isinstance(own, Function):
                    call(run, BoundFunction(own, instance), args)
                return instance
        elif isinstance(entry, Rule):
            call(run, Initialiser(entry, instance), args)
            return instance
        elif not (isinstance(entry, External) and entry.name == "builtins.object"):
            break
    if args != Args() and declared(cls, "__new__") is None:  # a decorator or a metaclass has given it a constructor
        call(run, constructor(instance), args)
    return instance


def _new(run: Run, args: Args) -> Value:
    """`object.__new__(cls)`"""
    cls = args.positional[0]
    return Instance(cls, run.site) if isinstance(cls, ClassValue) else UNKNOWN


FUNCTIONS: Final = {"builtins.object.__new__": _new}
