"""Branches that hang on what a caller hands over.

A caller may know sizes and yet hand over a condition that nobody knows: `convert(boxes, "xywh")`, where `convert` has a
branch for every format.  The sizes then belong to one of the branches only, and what does not fit in another one is no
finding, unless it fits in none.  Such functions are looked at once more by themselves, with arguments unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import BoundFunction, ClassValue, Frame, Function
from shapelint.engine.paths import Path, fork
from shapelint.engine.softness import is_settings
from shapelint.engine.trials import again
from shapelint.engine.walk import walk
from shapelint.findings.report import Report
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import (
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    is_soft,
)
from shapelint.sizes import Dim, is_counter
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def branch(run: Run, frame: Frame, test: p.Expr | None, paths: list[Path]) -> tuple[bool, list[int]]:
    """Run every path of a branch whose test is undecided; returns as `fork` does.

    test: None where what decides is no expression.
    """
    free = frame.rooted or (test is not None and varies(run, frame, test))
    chosen = free and test is not None and _chooses_turns(frame, test)
    if free and not chosen:
        with run.branching():
            return fork(run, paths)
    findings: list[list[Report]] = []
    raising: list[bool] = []

    def captured(path: Path) -> Path:
        def go() -> bool:
            before = len(frame.exits)
            with run.captured() as found:
                live = path()
            findings.append(found)
            raising.append(not live and len(frame.exits) == before)
            return live

        return go

    before = len(frame.exits)
    result = fork(run, [captured(path) for path in paths])
    if chosen and test is not None:
        _suspect(run, frame, test, [report for found in findings for report in found])
    elif all(found or raises for found, raises in zip(findings, raising, strict=True)):
        for report in next((found for found in findings if found), ()):
            run.record_report(report)
    elif any(findings):
        run.doubt(frame)
    kinds = {exit.kind for exit in frame.exits[before:]}
    frame.left = frame.left or ("return" in kinds and not free)
    frame.left_turn = frame.left_turn or bool(kinds)
    return result


@contextmanager
def doubtful(run: Run, frame: Frame, tests: tuple[p.Expr, ...]) -> Iterator[None]:
    """While something is evaluated that is reached only if tests come out so of which some are undecided."""
    if not tests or frame.rooted or all(varies(run, frame, test) for test in tests):
        yield
        return
    with run.captured() as found:
        yield
    if found:
        run.doubt(frame)


def varies(run: Run, frame: Frame, test: p.Expr) -> bool:
    """Whether a test comes out otherwise from turn to turn or by chance, so that no caller can rely on its outcome."""
    if isinstance(test, p.Logic):
        return all(varies(run, frame, value) for value in test.values)
    if id(test) not in run.named_in:
        run.named_in[id(test)] = test, _named_in(run, frame, test)
    return any(_is_variable(run, frame, node) for node in run.named_in[id(test)][1])


def settle_suspects(run: Run, frame: Frame) -> None:
    """What was found under a test that chooses among the turns of a loop counts where it was found in all of them."""
    for turns in frame.suspects.values():
        places = [{(report.code, report.file, report.at) for report in found} for found in turns]
        certain = set.intersection(*places)
        for report in turns[0]:
            if (report.code, report.file, report.at) in certain:
                run.record_report(report)
        if any(each - certain for each in places):
            run.doubt(frame)
    frame.suspects.clear()


@contextmanager
def of_some_turns(run: Run, frame: Frame, items: p.Expr) -> Iterator[None]:
    """While a loop runs over items of which a turn of a loop around it may have none, `for item in of[i]`."""
    if not _chooses_turns(frame, items):
        yield
        return
    with run.captured() as found:
        yield
    _suspect(run, frame, items, found)


def _suspect(run: Run, frame: Frame, node: p.Expr, found: list[Report]) -> None:
    if not run.quiet:  # else nothing would be found in any case
        frame.suspects.setdefault(node.at, []).append(found)


def _chooses_turns(frame: Frame, test: p.Expr) -> bool:
    """Whether data of the place that a loop has come to are asked for, `if seen[i]`: these decide which turns pass."""
    return bool(frame.turning) and any(isinstance(node, p.Name) and node.id in frame.turning for node in walk(test))


def takes_turns(run: Run, frame: Frame, test: p.Expr) -> bool:
    """Whether a test compares the variable of a loop with a number, so that it comes out either way in some turn."""
    if not isinstance(test, p.Compare) or len(test.rest) > 1:
        return False
    from shapelint.engine.expressions import evaluate

    nodes = (test.left, test.rest[0][1])
    if not all(isinstance(node, p.Name | p.Const) for node in nodes):
        return False
    sides = [evaluate(run, frame, node) for node in nodes]
    symbols = [symbol for side in sides if isinstance(side, Dim) for symbol in side.symbols()]
    return len(symbols) == 1 and is_counter(symbols[0]) and any(isinstance(side, int) for side in sides)


def _named_in(run: Run, frame: Frame, test: p.Expr) -> tuple[p.Name | p.Attr, ...]:
    """The names and attributes below a test that are asked for more than their kind or size."""
    nodes = list(walk(test))
    probed = {id(probe) for node in nodes for probe in _probed(run, frame, node)}
    return tuple(node for node in nodes if isinstance(node, p.Name | p.Attr) and id(node) not in probed)


_PROBES: Final = ("shape", "ndim", "dim", "size", "dtype", "device", "layout", "is_sparse", "is_cuda", "requires_grad")


def _probed(run: Run, frame: Frame, node: p.Node) -> tuple[p.Expr, ...]:
    """What is only asked for its kind or size: `x` of `x.shape`, `len(x)`, `isinstance(x, …)`, `library.is_sparse(x)`.

    The last one where it is a function of the program, which may ask for no more.
    """
    if isinstance(node, p.Attr) and node.name in _PROBES:
        return (node.value,)
    if isinstance(node, p.Call) and (isinstance(node.func, p.Name) or _is_own(run, frame, node.func)):
        return tuple(arg.value for arg in node.args)
    return ()


def _is_own(run: Run, frame: Frame, func: p.Expr) -> bool:
    """Whether it is a function of a module of the program."""
    plain = isinstance(func, p.Attr) and all(isinstance(each, p.Name | p.Attr) for each in walk(func))
    return plain and isinstance(again(run, frame, func), Function)


def _is_variable(run: Run, frame: Frame, node: p.Name | p.Attr) -> bool:
    from shapelint.engine.expressions import lookup

    if isinstance(node, p.Name):
        value = lookup(frame.scope, node.id)
        if isinstance(value, Dim):
            return any(map(is_counter, value.symbols()))
        if isinstance(value, SomeInt):
            return not _is_size(frame, node.id)
        return isinstance(value, SomeNumber) or (isinstance(value, Tensor) and not _is_fixed(value))
    return node.name == "training" or (node.name.startswith("rand") and _is_library(run, frame, node.value))


def _is_size(frame: Frame, name: str) -> bool:
    """Whether a variable of a function is given the size of something, which its caller knows."""
    for node in walk(frame.function.node) if frame.function is not None else ():
        if isinstance(node, p.Assign) and any(isinstance(each, p.Name) and each.id == name for each in node.targets):
            return node.value is not None and any(
                isinstance(each, p.Attr) and each.name in _SIZES for each in walk(node.value)
            )
    return False


_SIZES: Final = ("shape", "size")


def _is_fixed(tensor: Tensor) -> bool:
    """Whether the numbers of a tensor are those that the program says, `torch.zeros(5).std()`."""
    made = [step for step in tensor.flow.ancestors() if not step.parents] if tensor.flow is not None else []
    return bool(made) and all(step.what in _FIXED for step in made)


_FIXED: Final = frozenset({"zeros", "ones", "full", "eye", "identity", "arange", "linspace"})


def _is_library(run: Run, frame: Frame, node: p.Expr) -> bool:
    from shapelint.engine.expressions import lookup

    while isinstance(node, p.Attr):
        node = node.value
    return isinstance(node, p.Name) and isinstance(lookup(frame.scope, node.id), External | Rule)


def tells_sizes(args: Args) -> bool:
    """Whether arguments bring anything along that has sizes."""
    return any(map(_has_sizes, (*args.positional, *args.keywords.values())))


def _has_sizes(value: Value) -> bool:
    if isinstance(value, tuple):
        return any(map(_has_sizes, value))
    if isinstance(value, ListValue | DictValue | Many | Tensor | Function | BoundFunction | ClassValue):
        return True
    if isinstance(value, Instance):
        return bool(value.slots) and not is_settings(value)
    return isinstance(value, int | Dim) and not isinstance(value, bool) and not is_soft(value)
