"""What someone else may have changed: nobody knows any more what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from shapelint.engine import calling_back, modules
from shapelint.engine.instances import declared
from shapelint.engine.joins import join
from shapelint.engine.objects import BoundFunction, ClassValue, Descriptor, Either, Frame, Function, Scope, setters_of
from shapelint.engine.shared_state import filled
from shapelint.engine.walk import assigned_attributes, targets_of, walk
from shapelint.rules.numpy.tables import loosened
from shapelint.rules.registry import find
from shapelint.rules.values import OPAQUE, REST, UNKNOWN, DictValue, Instance, ListValue, Many, Mutable, Value
from shapelint.source import program as p

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
        forget_mode(run, value)
        _loosen_parts(run, value)
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


def forget_mode(run: Run, value: Value) -> None:
    """Someone else may have switched the training of a network off, or on."""
    if run.is_a(value, "torch.nn.Module"):
        with run.silent():
            run.call(find("torch.nn.Module.train"), (value, UNKNOWN))


def _loosen_parts(run: Run, owner: Instance) -> None:
    """Someone else may set what the parts of an object let be set: the properties that have a setter."""
    queue, seen = [owner], {id(owner)}
    written: dict[int, set[str]] = {}  # by the setters of each class
    while queue and len(seen) < _MOST:
        held = queue.pop().slots.values()
        for part in (each for value in held for each in (value if isinstance(value, tuple) else (value,))):
            if not isinstance(part, Instance) or id(part) in seen:
                continue
            seen.add(id(part))
            queue.append(part)
            if id(part.cls) not in written:
                written[id(part.cls)] = set().union(*map(_written_by, setters_of(part.cls)))
            for slot in written[id(part.cls)] & part.slots.keys():
                run.heap.write(part, slot, UNKNOWN)


def _written_by(setter: Function) -> set[str]:
    """The attributes that the setter of a property writes."""
    params = setter.node.params
    return assigned_attributes(setter.node, params[0].name) if params else set()


def forget_picked(run: Run, frame: Frame, node: p.Expr) -> None:
    """`rows[at].append(x)`, where nobody knows `at`: any list or dict that stands in the rows may be changed."""
    from shapelint.engine.expressions import evaluate

    while isinstance(node, p.Item):
        node = node.value
    if any(not isinstance(each, p.Name | p.Attr) for each in walk(node)):
        return
    with run.silent():
        rows = evaluate(run, frame, node)
    for item in _held(rows):
        if isinstance(item, ListValue | DictValue):
            forget(run, item)


_MOST: Final = 4000  # objects that are looked at


def forget_reached(run: Run, frame: Frame, name: str, value: Value) -> None:
    """`part.mode = x` of a part that nobody knows: it may be any object that the function reaches from its variables.

    What it has under the name, or what the setter of a property writes, may have changed.
    """
    from shapelint.engine.attributes import get

    queue, seen = list(frame.scope.slots.values()), set[int]()
    while queue and len(seen) < _MOST:
        found = queue.pop()
        if isinstance(found, Instance) and id(found) not in seen:
            seen.add(id(found))
            for slot in _written_as(found, name):
                held = found.slots[slot] if slot in found.slots else get(run, found, slot)
                if held is not UNKNOWN:
                    run.heap.write(found, slot, join(held, value if slot == name else UNKNOWN))
            queue.extend(found.slots.values())
        elif isinstance(found, Either):
            queue.extend(found.options)
        elif isinstance(found, tuple | ListValue | DictValue | Many) and id(found) not in seen:
            seen.add(id(found))
            queue.extend(found if isinstance(found, tuple) else _held(found))


def _written_as(owner: Instance, name: str) -> set[str]:
    """The attributes that an assignment to one sets: itself, or those that the setter of a property does."""
    held = declared(owner.cls, name) if isinstance(owner.cls, ClassValue) else None
    if not isinstance(held, Descriptor):
        return {name}
    return set() if held.setter is None else _written_by(held.setter)


def _held(rows: Value) -> tuple[Value, ...]:
    if isinstance(rows, DictValue):
        return tuple(rows.slots.values())
    items = rows.items if isinstance(rows, ListValue) else rows
    return items if isinstance(items, tuple) else (items.each,) if isinstance(items, Many) else ()


def forget_captured(run: Run, function: Function | BoundFunction) -> None:
    """Someone else may call a function of the program: what it fills or assigns outside of itself may have changed."""
    from shapelint.engine.expressions import holder, lookup

    if isinstance(function, BoundFunction):
        forget(run, function.self)
        function = function.function
    nodes = list(walk(function.node.body))
    own = {param.name for param in function.node.params}
    own |= {each.id for node in nodes for target in targets_of(node) if isinstance(each := target, p.Name)}
    for name in {each.id for node in nodes for each in filled(node)} - own:
        forget(run, lookup(function.scope, name))
    for name in {each.id for each in nodes if isinstance(each, p.Name)} - own:
        _set_by(run, lookup(function.scope, name), name, function.node)
    for node in nodes:
        for name in node.names if isinstance(node, p.Outer) else ():
            scope = holder(function.scope, name)
            if scope is not None:
                run.heap.write(scope, name, UNKNOWN)


def _set_by(run: Run, owner: Value, name: str, node: p.FunctionDef | p.Lambda) -> None:
    """What someone else may call sets attributes of an object of the program, or calls methods of it that do."""
    if not isinstance(owner, Instance) or not isinstance(owner.cls, ClassValue):
        return
    for slot in assigned_attributes(node, name) & owner.slots.keys():
        run.heap.write(owner, slot, UNKNOWN)
    called = (each.func.value for each in walk(node) if isinstance(each, p.Call) and isinstance(each.func, p.Attr))
    if any(isinstance(each, p.Name) and each.id == name for each in called):
        calling_back.loosen(run, owner)
