"""What someone else may have changed: nobody knows any more what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shapelint.engine import calling_back, modules
from shapelint.engine.objects import BoundFunction, ClassValue, Function, Scope
from shapelint.engine.shared_state import filled
from shapelint.engine.walk import targets_of, walk
from shapelint.rules.numpy.tables import loosened
from shapelint.rules.values import OPAQUE, REST, UNKNOWN, DictValue, Instance, ListValue, Many, Mutable, Tensor, Value
from shapelint.sizes import Shape
from shapelint.source.program import Name, Outer

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_DOTTED: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")


def forget_attribute(run: Run, owner: Value, name: Value) -> None:
    """Someone else has been given an object and a name: the attribute may be another now.

    `monkeypatch.setattr(module, "name", ...)`, or `mock.patch("package.module.name")`, a full name.
    """
    if not isinstance(name, str):
        return
    if _DOTTED.fullmatch(name):
        path, _, name = name.rpartition(".")
        owner = _at(run, path)
    classes = owner.cls.order if isinstance(owner, Instance) and isinstance(owner.cls, ClassValue) else ()
    held = any(name in each.slots for each in (owner, *classes) if isinstance(each, Mutable))
    if held and isinstance(owner, Instance | ClassValue | Scope):
        run.heap.write(owner, name, UNKNOWN)


def _at(run: Run, path: str) -> Value:
    """The module of the project that a full name leads to, or a class of one."""
    found = modules.module(run, path, 0, run.file)
    if found is not None or "." not in path:
        return found
    path, _, name = path.rpartition(".")
    holder = modules.module(run, path, 0, run.file)
    return None if holder is None else modules.resolve(run, modules.member(run, holder, name))


def forget(run: Run, value: Value, depth: int = 2) -> None:
    """Someone else may have changed this container and what it holds, or what an object is made of."""
    if isinstance(value, Instance):
        run.heap.write(value, OPAQUE, True)
        for slot, unknown in loosened(value).items():
            run.heap.write(value, slot, unknown)
        calling_back.loosen(run, value)
    elif isinstance(value, ListValue):
        for item in value.items if depth and isinstance(value.items, tuple) else ():
            forget(run, item, depth - 1)
        run.heap.write(value, "items", Many(UNKNOWN))
    elif isinstance(value, DictValue):
        for key, item in list(value.slots.items()):
            if depth:
                forget(run, item, depth - 1)
            run.heap.write(value, key, UNKNOWN)
        run.heap.write(value, REST, UNKNOWN)


def forget_captured(run: Run, function: Function | BoundFunction) -> None:
    """Someone else may call a function of the program: what it fills or assigns outside of itself may have changed."""
    from shapelint.engine.expressions import holder, lookup

    if isinstance(function, BoundFunction):
        forget(run, function.self)
        function = function.function
    nodes = list(walk(function.node.body))
    own = {param.name for param in function.node.params}
    own |= {each.id for node in nodes for target in targets_of(node) if isinstance(each := target, Name)}
    for name in {each.id for node in nodes for each in filled(node)} - own:
        forget(run, lookup(function.scope, name))
    for node in nodes:
        for name in node.names if isinstance(node, Outer) else ():
            scope = holder(function.scope, name)
            if scope is not None:
                run.heap.write(scope, name, UNKNOWN)


def vague(value: Value) -> Value:
    """Something of the same kind, of which no more is known."""
    if isinstance(value, Tensor):
        return value.reshaped(Shape((), open=True))
    if isinstance(value, DictValue):
        return DictValue({REST: UNKNOWN})
    if isinstance(value, ListValue):
        return ListValue(Many(UNKNOWN))
    if isinstance(value, frozenset):
        return value
    return Many(UNKNOWN) if isinstance(value, tuple | Many) else UNKNOWN
