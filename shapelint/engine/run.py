"""One analysis under way: the machine that rules see, and the record of what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import reduce
from time import process_time
from typing import Literal, TypeAlias

from shapelint.engine import saved_files
from shapelint.engine.alternatives import of_each
from shapelint.engine.blame import Blame
from shapelint.engine.budget import CONTEXTS, LOOK, RULE, SECONDS, STEPS, BudgetSpent
from shapelint.engine.contracts import Hints
from shapelint.engine.effort import Ended, Gaps
from shapelint.engine.heap import Delta, Heap, Mark
from shapelint.engine.journal import Journal
from shapelint.engine.memory import Memory
from shapelint.engine.modules import Modules
from shapelint.engine.objects import BoundFunction, ClassValue, Either, Frame, Function, Place, Scope, takes
from shapelint.engine.remarks import Remark
from shapelint.engine.spellings import spelled
from shapelint.engine.telling import report_of
from shapelint.engine.texts import in_variable
from shapelint.engine.uneven import in_cases
from shapelint.engine.witnessing import Act, RuleCall
from shapelint.findings.report import RelatedAt, Report
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import derives, find
from shapelint.rules.shared.filters import check_name
from shapelint.rules.values import (
    AS_ARRAY,
    SHAPED,
    UNKNOWN,
    UNKNOWN_SHAPE,
    DictValue,
    Flow,
    Instance,
    ListValue,
    Mutable,
    Site,
    Tensor,
    Value,
    shared,
)
from shapelint.sizes import Shape, facts
from shapelint.source.program import Attr, Expr, Name, Program

Seen: TypeAlias = "dict[Shape, Literal['tensor', 'array'] | None]"  # of a binding, in each context
Reports: TypeAlias = list[Report]


class AtSite:
    """A context manager that keeps a site on the stack of sites (by hand: every call and operator passes here)."""

    __slots__ = ("_site", "_sites")

    def __init__(self, sites: list[Site], site: Site) -> None:
        self._sites = sites
        self._site = site

    def __enter__(self) -> None:
        self._sites.append(self._site)

    def __exit__(self, *_: object) -> None:
        self._sites.pop()


@dataclass(slots=True)
class Run:
    """The state of one analysis.  `strict` lets faults of rules through (for tests)."""

    file: str
    strict: bool = False
    modules: Modules | None = None
    journal: Journal | None = None  # where reports are to keep the call that they are about
    trusting: bool = False  # whether comments that say shapes are believed
    unasked: bool = False  # whether the program is started with no options
    stating: bool = True  # whether somebody wants to know of the shapes of variables
    asked: bool = False  # whether it has looked at its options
    scopes: dict[str, Scope] = field(default_factory=dict)  # of the project's modules that were imported, by file
    heap: Heap = field(default_factory=Heap)
    steps: int = STEPS
    floor: int = 0  # the step at which the part under way must end
    until: float = field(default_factory=lambda: process_time() + SECONDS)
    look: int = STEPS  # the step at which to look at the clock
    taken: int = 0  # steps, where a budget of the file has ended it
    ended: Ended = ""  # by which one
    gaps: Gaps = field(default_factory=Gaps)
    depth: int = 0
    recursions: int = 0  # calls of functions within themselves that were followed because they count
    quiet: int = 0
    became: Value = None  # what the call under way turns its tensor into
    attempts: int = 0  # to report anything, whether or not it was to be told
    memory: Memory = field(default_factory=Memory)
    forks: list[int] = field(default_factory=list)  # for paths under way that will be taken back: objects made before
    sites: list[Site] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    entered: list[Instance] = field(default_factory=list)
    alone: bool = False  # whether functions and classes are looked at by themselves
    assigned: dict[Place, set[str]] = field(default_factory=dict)  # attributes that methods set, as far as asked for
    switched: frozenset[str] = frozenset()  # then, attributes whose texts someone else sets
    blame: Blame = field(init=False)
    branches: list[int] = field(default_factory=list)  # under way, undecided: how many calls led to each
    found: dict[tuple[str, str, int], Report] = field(default_factory=dict)
    bound: dict[tuple[int, str], Seen] = field(default_factory=dict)
    untold: dict[tuple[Scope, str], int] = field(default_factory=dict)  # where variables became tensors, if not None
    captures: list[list[Report]] = field(default_factory=list)
    reached: set[Place] = field(default_factory=set)  # functions and classes that were evaluated
    settled: frozenset[Place] = frozenset()  # those that were before any function was looked at by itself
    handed: list[Function | BoundFunction] = field(default_factory=list)  # those that someone else may call
    doubted: set[Place] = field(default_factory=set)  # functions in which a finding was not certain
    hints: dict[Place, Hints | None] = field(default_factory=dict)  # that functions were seen to have
    turned: Counter[Place] = field(default_factory=Counter)  # steps that loops took to go through their items
    trying: int = 0  # attempts under way that leave nothing behind but what is found
    tried: set[tuple[object, ...]] = field(default_factory=set)  # loops over uneven batches, with how they were reached
    remarks: dict[int, Remark] = field(default_factory=dict)  # comments of the file that say shapes, met so far
    assigned_hints: dict[Place, Value] = field(default_factory=dict)  # likewise annotated assignments
    faults: list[str] = field(default_factory=list)
    settings: DictValue = field(default_factory=DictValue)
    files: Mutable = field(default_factory=Mutable)  # what the program has put into files, by their paths
    program: Program | None = None  # that of the file
    spellings: dict[str, frozenset[str]] = field(default_factory=dict)  # by file, of those that a rule asked about
    chances: dict[tuple[object, ...], tuple[Value, Tensor, Scope | None]] = field(default_factory=dict)  # numbers read
    named_in: dict[int, tuple[Expr, tuple[Name | Attr, ...]]] = field(default_factory=dict)  # tests, by identity

    def __post_init__(self) -> None:
        self.blame = Blame(self.file, self.described)

    # --- the Machine that rules see ---

    @property
    def site(self) -> Site | None:
        """The call under way."""
        return self.sites[-1] if self.sites else None

    def spelled(self) -> frozenset[str]:
        """What the file of the call under way speaks of."""
        file = self.site.file if self.site is not None else self.file
        if file not in self.spellings:
            program = self.modules.read(file) if self.modules is not None and file != self.file else self.program
            self.spellings[file] = spelled(program) if program is not None else frozenset()
        return self.spellings[file]

    def arrays(self) -> Iterator[Tensor]:
        """The arrays that variables of the running functions and the scopes around them hold."""
        scopes = {id(scope): scope for frame in self.frames for scope in frame.scope.chain()}
        for scope in scopes.values():
            for value in scope.slots.values():
                if isinstance(value, Tensor) and value.kind == "array":
                    yield value

    def call(self, callee: Value, args: Iterable[Value] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """Call any value."""
        from shapelint.engine.calls import call

        return call(self, callee, Args(tuple(args), kwargs or {}))

    def get(self, owner: Value, name: str) -> Value:
        """Read an attribute; UNKNOWN where there is none."""
        from shapelint.engine.attributes import get

        return get(self, owner, name)

    def item(self, owner: Value, index: Value) -> Value:
        """Read `owner[index]`."""
        from shapelint.engine.subscripts import item

        return item(self, owner, index)

    def put(self, owner: Value, key: Value, value: Value) -> None:
        """Set a slot of something mutable."""
        if isinstance(owner, Mutable):
            self.heap.write(owner, key, value)

    def keep(self, path: Value, value: Value) -> None:
        """Put something into a file."""
        saved_files.keep(self, path, value)

    def kept(self, path: Value) -> Value:
        """What the program itself has put into a file; UNKNOWN where nothing."""
        return saved_files.kept(self, path)

    def become(self, value: Value) -> None:
        """Take note of what the tensor whose method is called becomes."""
        self.became = value

    def bindings(self) -> dict[tuple[int, str], Seen]:
        """What has been said of the shapes of variables, to go back to."""
        return {key: dict(seen) for key, seen in self.bound.items()}

    def is_a(self, value: Value, name: str) -> bool:
        """Whether `value` is an instance of the framework's class `name`."""
        if not isinstance(value, Instance):
            return False
        order = value.cls.order if isinstance(value.cls, ClassValue) else (value.cls,)
        return derives((cls.name for cls in order if isinstance(cls, Rule)), name)

    def user_method(self, owner: Value, name: str) -> Value | None:
        """The bound method that the program itself defines for `owner`, or None."""
        from shapelint.engine.attributes import user_attribute

        return user_attribute(self, owner, name)

    def hand(self, value: Value) -> None:
        """Note that someone else may call a function of the program, with whatever arguments."""
        from shapelint.engine.forgetting import forget_captured

        if isinstance(value, Function | BoundFunction):
            self.handed.append(value)
            forget_captured(self, value)

    @contextmanager
    def setting(self, name: str, value: Value) -> Iterator[None]:
        """While a setting has another value."""
        slots = self.settings.slots
        before = dict(slots)
        slots[name] = value
        try:
            yield
        finally:
            slots.pop(name, None)
            slots.update({name: before[name]} if name in before else {})

    def takes(self, callee: Value, name: str, *, named: bool = False) -> bool | None:
        """Whether a function of the program has a parameter for this keyword; None where it is no such function."""
        return takes(callee, name, named=named)

    def make(self, name: str, slots: Mapping[Value, Value]) -> Value:
        """A new instance of a framework's class, no constructor run."""
        return Instance(find(name), self.site, dict(slots))

    def list(self, items: Iterable[Value]) -> ListValue:
        """A new list."""
        return ListValue(tuple(items))

    def in_batches(self, batch: Value, action: Callable[[Value], Value]) -> Value:
        """What `action` gives for a batch; where the last batch is smaller, it is tried with either, too."""

        def turn(value: Value) -> bool:
            action(value)
            return True

        site = self.site
        uneven = in_cases(self, self.frames[-1], site.at, batch, turn) if site is not None else []
        result = action(batch)
        self.record_new(uneven)
        return result

    def report(self, mismatch: Mismatch, act: Act | None = None) -> None:
        """Record a finding at the innermost call that lies in the checked file; act: what Python does there itself."""
        self.attempts += 1
        if self.quiet or facts.contradictory():
            return
        own = mismatch.site if mismatch.site is not None and mismatch.site.file == self.file else None
        site = own or next((site for site in reversed(self.sites) if site.file == self.file), None)
        if site is not None:
            unsure = self.blame.calls(self.sites[: max(self.branches, default=0)])
            told = replace(report_of(mismatch, site), callers=self.blame.calls(self.sites), unsure=unsure)
            if self.journal is not None:
                told = replace(told, witness=self.journal.witness(mismatch, act, len(self.sites)))
            self.record_report(self._from_elsewhere(told))

    def _from_elsewhere(self, report: Report) -> Report:
        """Where the operation lies in another file, the call into it is at fault, and the operation is told besides."""
        report = replace(report, related=tuple(each for each in report.related if not self.described(each[1])))
        innermost = next((site for site in reversed(self.sites) if not self.described(site.file)), None)
        if innermost is None or innermost.file == self.file:
            return report
        there = RelatedAt(innermost.at, innermost.file, "what does not fit is here")
        return replace(report, related=(there, *report.related), origin=(innermost.file, innermost.at))

    def described(self, file: str) -> bool:
        """Whether a file is our own description of a library: nobody is sent there, nor told its names."""
        return file != self.file and self.modules is not None and self.modules.described(file)

    # --- the engine's own ---

    def noted(self, rule: Rule, args: Args, layer: Instance | None, action: Callable[[], Value]) -> Value:
        """What the action gives; meanwhile the call of the rule stands in the journal, if one is kept.

        layer: the one that is called, if it is a call of a layer.
        """
        self.step(RULE)
        if self.journal is None:
            return action()
        told = args if rule.around is None else rule.around(rule, args, self)
        with self.journal.during(RuleCall(rule, told, layer, len(self.sites)), self.sites):
            result = action()
            self.journal.ended(result)
            return result

    def step(self, cost: int = 1) -> None:
        """Count one evaluation; raises BudgetSpent."""
        self.steps -= cost
        if self.steps < self.look:
            self.look = self.steps - LOOK
            if process_time() > self.until:
                self._end("time")
        if self.steps < self.floor:
            self._end("steps")

    def _end(self, why: Literal["steps", "time"]) -> None:
        """Raise BudgetSpent, and note what is not done to its end."""
        if why == "time" or self.steps < 0:
            self.taken, self.ended, self.steps = STEPS - max(self.steps, 0), why, -1
        for frame in self.frames:
            if frame.function is not None:
                self.gaps.cut[frame.function.place] = frame.function.full_name
        raise BudgetSpent

    def at(self, scope: Scope, at: int) -> AtSite:
        """While a call, operator or index at this node is evaluated."""
        return AtSite(self.sites, Site(scope.file, at))

    @contextmanager
    def silent(self) -> Iterator[None]:
        """While what is run is expected to fail, or is only a guess; so it says nothing of sizes either."""
        known = facts.mark()
        self.quiet += 1
        try:
            yield
        finally:
            self.quiet -= 1
            facts.undo(known)

    def record_report(self, report: Report) -> None:
        """Keep a report, or hand it to whoever is capturing; the first of its code and place counts."""
        self.attempts += 1
        doubtful = next((frame for frame in self.frames if frame.left or frame.left_turn), None)
        if doubtful is not None:
            self.doubt(doubtful)
        elif self.captures:
            self.captures[-1].append(report)
        else:
            self.blame.failed(report)
            self.found.setdefault((report.code, report.file, report.at), report)

    def record_new(self, reports: Iterable[Report]) -> None:
        """Keep those of which nothing is told yet at their places."""
        told = [*self.found, *((each.code, each.file, each.at) for captured in self.captures for each in captured)]
        for report in reports:
            if (report.code, report.file, report.at) not in told:
                self.record_report(report)

    def doubt(self, frame: Frame) -> None:
        """Note that a finding in a function may stand in a branch that its caller never takes."""
        if frame.function is not None:
            self.doubted.add(frame.function.place)

    @contextmanager
    def captured(self) -> Iterator[Reports]:
        """While findings are collected for someone to weigh, instead of being kept."""
        found: Reports = []
        self.captures.append(found)
        try:
            yield found
        finally:
            self.captures.pop()

    @contextmanager
    def forked(self) -> Iterator[None]:
        """While a path is run whose changes will be taken back."""
        self.forks.append(Mutable.births)
        try:
            yield
        finally:
            self.forks.pop()

    @contextmanager
    def branching(self) -> Iterator[None]:
        """While the ways of a branch are gone of which nobody knows which is taken."""
        self.branches.append(len(self.sites))
        try:
            yield
        finally:
            self.branches.pop()

    def delta(self, frame: Frame, mark: Mark) -> Delta | None:
        """What the present path has changed since `mark`, or None where nothing takes it back before the exit."""
        return None if len(self.forks) == frame.forks else self.heap.delta(mark, self.forks[-1])

    def bind(self, scope: Scope, name: str, value: Value, at: int) -> None:
        """Set a variable; a tensor remembers its name, and the binding is recorded for `shapelint shapes`."""
        self.heap.write(scope, name, self.named(scope, name, value, at))

    def named(self, scope: Scope, name: str, value: Value, at: int, told: bool = True) -> Value:
        """A value on its way into a variable or attribute; of an iterator there items may be taken.

        told: whether it certainly gets there at some time, so that something can be said of the binding.
        """
        if isinstance(value, Either):
            return of_each(value, lambda option: self.named(scope, name, option, at, told=value.each))
        if not isinstance(value, Tensor):
            if isinstance(value, Instance) and told:
                self._record_table(scope, name, value, at)
            if value is UNKNOWN and self.alone and told:  # so that what other callers give is not said of all
                self.record(scope, name, UNKNOWN_SHAPE, at)
            return in_variable(value)
        if self.described(scope.file):
            return value
        if told:
            self.record(scope, name, value.shape, at, value.kind)
        else:
            self.untold[scope, name] = at
        misnamed = check_name(name, value)
        if misnamed is not None:
            self.report(misnamed)
        flow = value.flow or shared(Flow("", value.shape, Site(scope.file, at)))
        return replace(value, flow=shared(replace(flow, name=name)))

    def certain(self, scope: Scope, name: str, value: Value) -> None:
        """Every run that goes on has gone through a test which says that the variable is no None: a tensor, then."""
        at = self.untold.get((scope, name))
        if isinstance(value, Tensor) and at is not None:
            self.record(scope, name, value.shape, at, value.kind)

    def _record_table(self, scope: Scope, name: str, value: Instance, at: int) -> None:
        """A table, or a sparse matrix, has a shape as an array has it."""
        shape = next((value.slots[slot] for slot in (AS_ARRAY, SHAPED) if slot in value.slots), None)
        if isinstance(shape, Shape):
            self.record(scope, name, shape, at, "array")

    def record(
        self, scope: Scope, name: str, shape: Shape, at: int, kind: Literal["tensor", "array"] | None = None
    ) -> None:
        """Note a binding, once for each shape that a context gives it.

        kind: None where nobody knows whether it is any of these.

        What the program itself runs is not blurred by what is tried later with arguments that nobody knows.
        """
        if not self.stating or scope.file != self.file or scope.settled or self.trying:
            return
        shapes = self.bound.setdefault((at, name), {})
        if len(shapes) >= CONTEXTS and shape not in shapes:
            joined = reduce(Shape.join, shapes)
            shapes.clear()
            shapes[joined] = kind
        shapes[shape] = kind or shapes.get(shape)
