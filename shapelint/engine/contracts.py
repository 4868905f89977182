"""Annotated shapes as contracts: what is unknown takes them on, what certainly contradicts them is told.

Within one call a name is one size, as in jaxtyping: the parameters bind the names, and what is returned or assigned is
compared with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from shapelint.engine.hints import ShapeHint
from shapelint.engine.objects import ClassValue, Frame, Function, Place
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Site, Tensor, Value
from shapelint.sizes import AxisClash, Bound, RankClash, Shape, build, fresh
from shapelint.sizes.matching import Matching
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_MAY_HINT: Final = (p.Item, p.Name, p.Attr, p.Binary, p.Quoted)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a function's annotations say; `returns` is a ShapeHint, a tuple with some, or UNKNOWN."""

    params: Mapping[str, ShapeHint]
    returns: Value


@dataclass(frozen=True, slots=True)
class Contract:
    """The hints of a call under way, and what their names stand for in it."""

    hints: Hints
    names: Mapping[str, Bound]


def hints_of(run: Run, function: Function) -> Hints | None:
    """What the annotations of a function say; None where they say nothing of shapes."""
    node = function.node
    if function.place not in run.hints:
        single = [param for param in node.params if param.kind not in ("star", "double_star")]
        found = {param.name: _read(run, Frame(function.scope), param.annotation) for param in single}
        params = {name: hint for name, hint in found.items() if isinstance(hint, ShapeHint)}
        returns = _read(run, Frame(function.scope), node.returns) if isinstance(node, p.FunctionDef) else UNKNOWN
        run.hints[function.place] = Hints(params, returns) if params or returns is not UNKNOWN else None
    return run.hints[function.place]


def _read(run: Run, frame: Frame, annotation: p.Expr | None) -> Value:
    """A ShapeHint, a tuple with some among its items, or UNKNOWN."""
    from shapelint.engine.expressions import evaluate

    if not isinstance(annotation, _MAY_HINT):
        return UNKNOWN
    with run.silent():
        found = evaluate(run, frame, annotation)
    row = isinstance(found, tuple) and any(isinstance(item, ShapeHint) for item in found)
    return found if row or isinstance(found, ShapeHint) else UNKNOWN


def enter(run: Run, function: Function, bound: dict[str, Value]) -> Contract | None:
    """Hold the arguments of a call to the annotations; `bound` is refined by them.

    Reports SHP712, at the call, for an argument that certainly contradicts its annotation.
    """
    hints = hints_of(run, function)
    if hints is None:
        return None
    places = {param.name: Site(function.scope.file, param.at) for param in function.node.params}
    names = _agreed(run, function.name, places, hints.params, bound)
    return None if names is None else Contract(hints, names)


def enter_fields(run: Run, cls: ClassValue, bound: dict[str, Value]) -> None:
    """Hold the fields of a new instance of a data class to their annotations; `bound` is refined by them.

    Reports SHP712, at the call, for one that certainly contradicts its annotation.
    """
    places: dict[str, Site] = {}
    hints: dict[str, ShapeHint] = {}
    for entry in reversed(cls.order):
        if isinstance(entry, ClassValue):
            hints |= _hints_of_fields(run, entry).params
            places |= {name: Site(entry.scope.file, node.at) for name, node in _annotated(entry).items()}
    if hints:
        _agreed(run, cls.name, places, hints, bound)


def _hints_of_fields(run: Run, cls: ClassValue) -> Hints:
    place = cls.scope.file, cls.node.at
    known = run.hints.get(place)
    if known is None:
        frame = Frame(cls.scope.parent or cls.scope)
        found = {name: _read(run, frame, node.annotation) for name, node in _annotated(cls).items()}
        known = Hints({name: hint for name, hint in found.items() if isinstance(hint, ShapeHint)}, UNKNOWN)
        run.hints[place] = known
    return known


def _annotated(cls: ClassValue) -> dict[str, p.Assign]:
    """The annotated names of the body of a class."""
    nodes = [node for node in cls.node.body if isinstance(node, p.Assign) and node.annotation is not None]
    return {node.targets[0].id: node for node in nodes if isinstance(node.targets[0], p.Name)}


def _agreed(
    run: Run, owner: str, places: Mapping[str, Site], hints: Mapping[str, ShapeHint], bound: dict[str, Value]
) -> dict[str, Bound] | None:
    """What the names in some hints stand for, once `bound` agrees with all of them; None where it does not.

    places: where each name of `bound` is annotated, in the order in which they bind the names in the hints.
    """
    matching, broken = Matching({}), False
    order = list(places)
    for index, name in enumerate(order):
        hint, value = hints.get(name), bound.get(name)
        if hint is None or not isinstance(value, Tensor):
            continue
        clash = matching.input(index, hint.pattern, value.shape)
        if clash is not None:
            broken = True
            origin = clash.origin if isinstance(clash, AxisClash) else None
            other = f"`{order[origin]}`" if isinstance(origin, int) and origin != clash.input else "it"
            found = _broken(clash, value, hint, f"argument `{name}` of {owner}", other)
            found.related = ((places[name], "annotated here"),)
            run.report(found)
            bound[name] = UNKNOWN
    if broken:  # what follows from that is not told again
        return None
    names = dict(matching.bound)
    for name, hint in hints.items():
        if name in bound:
            bound[name] = _refined(bound[name], hint, names)
    return names


def leave(run: Run, frame: Frame, node: p.Return, value: Value) -> Value:
    """Hold what is returned to the annotation; what is known of it then."""
    if frame.contract is None or frame.contract.hints.returns is UNKNOWN or node.value is None:
        return value
    return _held(run, frame, node.value.at, value, frame.contract.hints.returns, "what is returned")


def assigned(run: Run, frame: Frame, node: p.Assign, value: Value) -> Value:
    """Hold `name: annotation = value` to the annotation; what is known of the value then."""
    place: Place = (frame.scope.file, node.at)
    if place not in run.assigned_hints:
        run.assigned_hints[place] = _read(run, frame, node.annotation)
    target = node.targets[0]
    what = f"`{target.id}`" if isinstance(target, p.Name) else "what is assigned"
    return _held(run, frame, node.at, value, run.assigned_hints[place], what)


def _held(run: Run, frame: Frame, at: int, value: Value, hint: Value, what: str) -> Value:
    if isinstance(hint, tuple):
        if isinstance(value, tuple) and len(value) == len(hint):
            held = [_held(run, frame, at, one, each, what) for one, each in zip(value, hint, strict=True)]
            return tuple(held) if any(new is not old for new, old in zip(held, value, strict=True)) else value
        return value
    if not isinstance(hint, ShapeHint):
        return value
    names = frame.contract.names if frame.contract is not None else {}
    if isinstance(value, Tensor):
        clash = Matching(names).input(0, hint.pattern, value.shape)
        if clash is not None:
            with run.at(frame.scope, at):
                run.report(_broken(clash, value, hint, what, "the arguments"))
            return value
    return _refined(value, hint, dict(names))


def _refined(value: Value, hint: ShapeHint, names: dict[str, Bound]) -> Value:
    """A value with what the hint says where nobody knows better; `names` gets those that have no meaning yet."""
    if isinstance(value, Tensor):
        if not value.shape.open and UNKNOWN not in value.shape.dims:
            return value
        shape = value.shape.refined(_stated(hint, names))
        return value if shape == value.shape else replace(value, shape=shape)
    if value is not UNKNOWN or hint.family is None or hint.optional:
        return value
    return Tensor(_stated(hint, names), hint.family, hint.dtype)


def _stated(hint: ShapeHint, names: dict[str, Bound]) -> Shape:
    rows = {axis.text for axis in hint.pattern.axes if axis.kind == "many"}
    for name in sorted(hint.pattern.names() - rows):
        if names.get(name, UNKNOWN) is UNKNOWN:
            names[name] = fresh(name)
    return build(hint.pattern, names)


def _broken(clash: RankClash | AxisClash, value: Tensor, hint: ShapeHint, what: str, other: str) -> Mismatch:
    """SHP712; other: where a name has its size from."""
    template = '{what} is annotated "{pattern}", '
    facts: dict[str, Value] = {"what": what, "pattern": hint.text}
    if isinstance(clash, RankClash):
        template += "which has {expected} axes, and has {found}"
        facts |= {"expected": clash.wanted, "found": value.shape.least_rank}
    else:
        template += "and axis {place} is {found}, not {expected}"
        facts |= {"place": clash.axis, "found": clash.found, "expected": clash.expected}
        if clash.origin != "pattern":
            template += ", which `{axis}` is in {other}"
            facts |= {"axis": clash.name, "other": other}
    return Mismatch("SHP712", template, operand=value, **facts)
