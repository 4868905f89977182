"""Configuration objects that nobody has made: of a constructor's parameter whose attributes are read, each is a size.

`config.hidden_size` is the same number wherever it is read, so what contradicts itself for every such number is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shapelint.engine.modules import resolve
from shapelint.engine.objects import ClassValue, Function, Scope
from shapelint.engine.softness import SETTINGS
from shapelint.engine.walk import walk
from shapelint.rules.values import UNKNOWN, External, Instance, Value
from shapelint.sizes import Dim, fresh, symbol
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_OF_TENSORS: Final = frozenset({"shape", "ndim", "dtype", "device"})


def settings(run: Run, function: Function, param: p.Param) -> Value:
    """An object of settings for a parameter that the function reads settings of; UNKNOWN for any other."""
    read = _attributes(function.node, param.name)
    if not read or read & _OF_TENSORS:
        return UNKNOWN
    scope = Scope("class", None, function.scope.file)
    cls = _class_of(run, function, param)
    node = p.ClassDef(param.at, param.name, (), (), (), None)
    bases = (External("settings"),) if cls is None else (cls, External("settings"))
    return Instance(ClassValue(node, bases, scope), None, {SETTINGS: fresh(param.name, soft=True)})


def setting(owner: Instance, name: str, declared: Value) -> Value:
    """What is read from an object of settings and was not written there; UNKNOWN where it may be no size.

    declared: what its class holds under the name, None where nothing.
    """
    may_be_size = declared is None or (isinstance(declared, int) and not isinstance(declared, bool))
    if name.startswith("_") or not may_be_size:
        return UNKNOWN
    (base,) = owner.slots[SETTINGS].symbols()
    return symbol(f"{base.name}.{name}", 1, show=f"{base.show}.{name}", soft=True)


def below(run: Run, owner: Dim, name: str) -> Value:
    """What is read from a setting: `config.text.width` is a size of that name, too; UNKNOWN of anything else."""
    base = owner.as_symbol()
    if base is None or not base.soft or "." not in base.name or name.startswith("_") or name in _OF_TENSORS:
        return UNKNOWN
    return symbol(f"{base.name}.{name}", 1, show=f"{base.show}.{name}", soft=True)


def _attributes(node: p.Node, owner: str) -> set[str]:
    """The names `x` of every `owner.x` below a node that is not called."""
    nodes = list(walk(node))
    called = {id(each.func) for each in nodes if isinstance(each, p.Call)}
    return {
        each.name
        for each in nodes
        if isinstance(each, p.Attr)
        and isinstance(each.value, p.Name)
        and each.value.id == owner
        and id(each) not in called
    }


def _class_of(run: Run, function: Function, param: p.Param) -> ClassValue | None:
    """The class of the program that annotates a parameter."""
    from shapelint.engine.expressions import lookup

    if not isinstance(param.annotation, p.Name):
        return None
    found = resolve(run, lookup(function.scope, param.annotation.id))
    return found if isinstance(found, ClassValue) else None
