"""Turning a rule's Mismatch into a Report: facts in plain values, and the flow behind the operand at fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.engine.operators import DUNDER
from shapelint.findings.finding import Fact
from shapelint.findings.report import Cause, RelatedAt, Report, StepAt
from shapelint.rules.mismatch import Mismatch, show
from shapelint.rules.values import UNKNOWN, Flow, Site, Tensor, Value
from shapelint.sizes import Dim, Shape, Size, facts
from shapelint.sizes.dim import of_atom

# Operators as they are written.
_SPOKEN: Final = {name: op for op, name in DUNDER.items()} | {"__getitem__": "[...]", "__rsub__": "-", "__radd__": "+"}

_Plain = str | int | float | bool | tuple[str | int | None, ...] | None


def _plain_shape(shape: Shape) -> _Plain:
    if shape.open:
        return str(shape)
    return tuple(size if isinstance(size, int) else None if size is UNKNOWN else str(size) for size in shape.dims)


_PLAIN: Final[dict[type, Callable[[Any], _Plain]]] = {
    Tensor: lambda value: _plain_shape(value.shape),
    Shape: _plain_shape,
    int: lambda value: value,
    float: lambda value: value,
    bool: lambda value: value,
    str: lambda value: value,
}


def plain(value: Value) -> _Plain:
    """A fact's value without our own types."""
    return _PLAIN.get(type(value), show)(value)


def report_of(mismatch: Mismatch, site: Site) -> Report:
    """The report of a mismatch at a node."""
    told = [Fact(name, plain(value)) for name, value in mismatch.facts.items()]
    operand = mismatch.operand
    flow: tuple[StepAt, ...] = ()
    template = mismatch.template
    known = _known(operand, *mismatch.facts.values())
    if known:
        told.append(Fact("known", known))
        template += ", where {known}"
    if isinstance(operand, Tensor):
        told.append(Fact("operand.shape", plain(operand)))
        named = operand.flow.name if operand.flow else None
        told.append(Fact("operand", f"`{named}`" if named else "its input"))
        flow = _flow(operand.flow, site)
        template += ": {operand} is {operand.shape}"
    fix = mismatch.fix
    return Report(
        mismatch.code,
        site.at,
        site.file,
        template,
        tuple(told),
        flow,
        _related(mismatch),
        mismatch.help,
        fix.edits if fix is not None else (),
        cause=_cause(mismatch),
    )


def _known(*values: Value) -> str:
    """What the symbols in some sizes were found to be, `C is n_embd`; names that are alike tell nothing."""
    symbols: dict[str, Size] = {}
    for value in values:
        shape = value.shape if isinstance(value, Tensor) else value
        for size in shape.dims if isinstance(shape, Shape) else (shape,):
            for each in size.symbols() if isinstance(size, Dim) else ():
                symbols[str(each)] = of_atom(each)
    told = ((name, facts.meaning(size)) for name, size in sorted(symbols.items()))
    return " and ".join(f"{name} is {found}" for name, found in told if found is not None and str(found) != name)


_STEPS: Final = 3  # through which an axis too many is followed back: a split, the name of a part


def _cause(mismatch: Mismatch) -> Cause | None:
    """What it goes back to: of axes too many how many they are, of anything else all that is told of it."""
    operand = mismatch.operand
    flow = operand.flow if isinstance(operand, Tensor) else None
    sources: set[object] = {("layer", mismatch.layer.born)} if mismatch.layer is not None else set()
    if mismatch.excess is not None:
        steps = flow.steps(_STEPS) if flow is not None else ()
        return Cause(("axes", mismatch.excess), frozenset({*sources, *map(_step, steps)}))
    if flow is not None:
        sources.add(_step(flow))
    facts = tuple((name, plain(value)) for name, value in mismatch.facts.items())
    return Cause((mismatch.code, mismatch.template, facts), frozenset(sources)) if sources else None


def _step(flow: Flow) -> tuple[object, ...]:
    """A step, by whatever name it goes."""
    return flow.what, flow.shape, flow.site, tuple(map(id, flow.parents))


def _flow(flow: Flow | None, site: Site) -> tuple[StepAt, ...]:
    """The steps that have a place in the same file, oldest first."""
    steps: list[StepAt] = []
    for step in flow.steps() if flow else ():
        if step.site is None or not step.what or step.site.file != site.file:
            continue
        if step.parents and step.parents[0].shape == step.shape:  # an activation says nothing of how a shape came about
            continue
        steps.append(StepAt(_SPOKEN.get(step.what, step.what), str(step.shape), step.site.at, step.site.file))
    return tuple(reversed(steps))


def _related(mismatch: Mismatch) -> tuple[RelatedAt, ...]:
    return tuple(RelatedAt(place.at, place.file, label) for place, label in mismatch.related)
