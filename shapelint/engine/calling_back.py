"""Objects that nobody knows and that may know the one which calls them: `self.sampler.move()` may call `self.walk`.

Of a class that is looked at by itself nobody knows who holds whom; so after such a call what other methods of the class
assign may have been assigned.  Likewise what a class inherits from one that nobody knows may call its own methods:
`parser.feed(text)` calls `handle_data`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.engine.objects import ClassValue, Frame, Function, Super, has_unknown_base, setters_of
from shapelint.engine.trials import again
from shapelint.engine.walk import assigned_attributes, filled_attributes, walk
from shapelint.rules.values import UNKNOWN, Instance, Value
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def forget(run: Run, frame: Frame, callee: p.Expr) -> None:
    """After a call of what nobody knows: what it may have assigned to the object by which it was found."""
    owner = _root(frame, callee)
    if isinstance(owner, Instance):
        loosen(run, owner)


def inherited(run: Run, frame: Frame, callee: p.Expr) -> None:
    """After a call of what nobody knows: it may be a method that an object has from a class that nobody knows."""
    if isinstance(callee, p.Attr):
        owner = _found(run, frame, callee.value)
        called_back(run, owner.self if isinstance(owner, Super) else owner)


def called_back(run: Run, value: Value) -> None:
    """What nobody knows of a class may call the methods of an object: what these set is no longer known."""
    if isinstance(value, Instance) and isinstance(value.cls, ClassValue) and has_unknown_base(value):
        loosen(run, value)


def _found(run: Run, frame: Frame, node: p.Expr) -> Value:
    """What a variable holds, an attribute of one, or `super()`."""
    plain = all(isinstance(each, p.Name | p.Attr) for each in walk(node)) or _is_super(node)
    return again(run, frame, node) if plain else None


def _is_super(node: p.Expr) -> bool:
    return isinstance(node, p.Call) and isinstance(node.func, p.Name) and node.func.id == "super" and not node.args


def loosen(run: Run, instance: Instance) -> None:
    """Someone else may have called methods of an object: what these set is no longer known."""
    for name in _assigned_elsewhere(run, instance) & instance.slots.keys():
        run.heap.write(instance, name, UNKNOWN)


def _root(frame: Frame, callee: p.Expr) -> Value:
    """The object that `self.sampler.move` begins with."""
    from shapelint.engine.expressions import lookup

    if not isinstance(callee, p.Attr) or not isinstance(callee.value, p.Attr):
        return None
    while isinstance(callee, p.Attr):
        callee = callee.value
    return lookup(frame.scope, callee.id) if isinstance(callee, p.Name) else None


def _assigned_elsewhere(run: Run, instance: Instance) -> set[Value]:
    """The attributes that methods of an object assign or fill which are not under way, but for the constructor."""
    under_way = {id(frame.function.node) for frame in run.frames if frame.function is not None}
    order = instance.cls.order if isinstance(instance.cls, ClassValue) else ()
    held = [value for entry in order if isinstance(entry, ClassValue) for value in entry.slots.values()]
    methods = [each for each in held if isinstance(each, Function)] + setters_of(instance.cls)
    return {
        name
        for method in methods
        if method.name != "__init__" and method.node.params and id(method.node) not in under_way
        for name in _assigned(run, method)
    }


def _assigned(run: Run, method: Function) -> set[str]:
    """The attributes that a method assigns or fills."""
    if method.place not in run.assigned:
        owner = method.node.params[0].name
        run.assigned[method.place] = assigned_attributes(method.node, owner) | filled_attributes(method.node, owner)
    return run.assigned[method.place]
