"""Classes whose base nobody knows: what the constructor of that base may set of what the class declares."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shapelint.engine.fields import fill
from shapelint.engine.objects import Builtin, ClassValue, Descriptor, Function
from shapelint.rules.binding import Args
from shapelint.rules.values import UNKNOWN, Instance, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def constructor(instance: Instance) -> Value:
    """The `__init__` of a base that nobody knows, or of one that fills in what the class annotates."""
    return Builtin("__init__", partial(_construct, instance))


def _construct(instance: Instance, run: Run, args: Args) -> Value:
    """A keyword may well set what is called like it; nobody knows what is done with any other argument."""
    if isinstance(instance.cls, ClassValue) and "model" in instance.cls.traits:
        fill(run, instance.cls, instance, args)
        return None
    declared = _declared(instance)
    for name in declared if args.positional or args.open else declared & args.keywords.keys():
        run.heap.write(instance, name, UNKNOWN)
    return None


def _declared(instance: Instance) -> frozenset[str]:
    """The plain values that the classes of an instance declare."""
    order = instance.cls.order if isinstance(instance.cls, ClassValue) else ()
    return frozenset(
        str(name)
        for cls in order
        if isinstance(cls, ClassValue)
        for name, value in cls.slots.items()
        if not str(name).startswith("#") and not isinstance(value, Function | Descriptor | ClassValue)
    )
