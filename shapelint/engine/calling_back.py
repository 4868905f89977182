"""Objects that nobody knows and that may know the one which calls them: `self.sampler.move()` may call `self.walk`.

Of a class that is looked at by itself nobody knows who holds whom; so after such a call what other methods of the class
assign may have been assigned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine.objects import ClassValue, Frame, Function
from shapelint.engine.walk import assigned_attributes
from shapelint.rules.values import UNKNOWN, Instance, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def forget(run: Run, frame: Frame, callee: p.Expr) -> None:
    """After a call of what nobody knows: what it may have assigned to the object by which it was found."""
    owner = _root(frame, callee)
    if not isinstance(owner, Instance) or not isinstance(owner.cls, ClassValue):
        return
    for name in _assigned_elsewhere(run, owner.cls) & owner.slots.keys():
        if owner.slots[name] is not UNKNOWN:
            run.heap.write(owner, name, UNKNOWN)


def _root(frame: Frame, callee: p.Expr) -> Value:
    """The object that `self.sampler.move` begins with."""
    from shapelint.engine.expressions import lookup

    if not isinstance(callee, p.Attr) or not isinstance(callee.value, p.Attr):
        return None
    while isinstance(callee, p.Attr):
        callee = callee.value
    return lookup(frame.scope, callee.id) if isinstance(callee, p.Name) else None


def _assigned_elsewhere(run: Run, cls: ClassValue) -> set[Value]:
    """The attributes that methods assign which are not under way, but for the constructor."""
    under_way = {id(frame.function.node) for frame in run.frames if frame.function is not None}
    entries = [entry for entry in cls.order if isinstance(entry, ClassValue)]
    methods = [each for entry in entries for each in entry.slots.values() if isinstance(each, Function)]
    return {
        name
        for method in methods
        if method.name != "__init__" and method.node.params and id(method.node) not in under_way
        for name in _assigned(run, method)
    }


def _assigned(run: Run, method: Function) -> set[str]:
    """The attributes that a method assigns."""
    if method.place not in run.assigned:
        run.assigned[method.place] = assigned_attributes(method.node, method.node.params[0].name)
    return run.assigned[method.place]
