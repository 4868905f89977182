"""The values that only the engine makes: scopes, functions, classes, and what binds them to instances."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from shapelint.rules.binding import Args
from shapelint.rules.form import REQUIRED, Rule
from shapelint.rules.registry import derives
from shapelint.rules.values import Instance, Mutable, Value
from shapelint.sizes import Size
from shapelint.source.program import Block, ClassDef, FunctionDef, Lambda

if TYPE_CHECKING:
    from shapelint.engine.contracts import Contract
    from shapelint.engine.heap import Mark
    from shapelint.engine.run import Run
    from shapelint.findings.report import Report


Place: TypeAlias = tuple[str, int]  # a file, and the `at` of a node in it


class Scope(Mutable):
    """The variables of a module, a class body or one call of a function; slots are the names."""

    __slots__ = ("file", "kind", "outer", "parent", "settled")

    def __init__(self, kind: str, parent: Scope | None, file: str) -> None:
        super().__init__()
        self.kind = kind  # "module", "class" or "function"
        self.parent = parent
        self.file = file
        self.settled = False  # whether its bindings are known already from calls of the program's own
        self.outer: dict[str, Scope] = {}  # names declared global or nonlocal, and where they live

    @property
    def module(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or lambda of the program, with the scope around it and its evaluated defaults."""

    node: FunctionDef | Lambda
    scope: Scope
    defaults: Mapping[str, Value]
    owner: ClassValue | None = None

    @property
    def place(self) -> Place:
        """Where it is defined."""
        return self.scope.file, self.node.at

    @property
    def name(self) -> str:
        """Its name; "<lambda>" for one without."""
        return self.node.name if isinstance(self.node, FunctionDef) else "<lambda>"

    @property
    def full_name(self) -> str:
        """Its name behind that of its class."""
        return self.name if self.owner is None else f"{self.owner.name}.{self.name}"


class ClassValue(Mutable):
    """A class of the program; slots are its attributes."""

    __slots__ = ("bases", "node", "scope", "traits")

    def __init__(self, node: ClassDef, bases: tuple[Value, ...], scope: Scope) -> None:
        super().__init__(scope.slots)
        self.node = node
        self.bases = bases
        self.scope = scope
        self.traits: frozenset[str] = frozenset()  # "dataclass", "model", "namedtuple", "enum", …

    @property
    def name(self) -> str:
        """The class's name."""
        return self.node.name

    @property
    def order(self) -> tuple[Value, ...]:
        """The method resolution order: classes, rules and unknown bases, each once (its last place counts)."""
        found: list[Value] = [self]
        for base in self.bases:
            found.extend(base.order if isinstance(base, ClassValue) else (base,))
        once = [value for index, value in enumerate(found) if not any(value is later for later in found[index + 1 :])]
        rules = [value for value in once if isinstance(value, Rule)]
        # A framework's class brings its own bases along, behind itself.
        return tuple(value for value in once if len(rules) < 2 or not _is_base(value, rules))


def setters_of(cls: Value) -> list[Function]:
    """The functions that the properties of a class of the program call when they are assigned to."""
    order = cls.order if isinstance(cls, ClassValue) else ()
    held = [value for entry in order if isinstance(entry, ClassValue) for value in entry.slots.values()]
    return [each.setter for each in held if isinstance(each, Descriptor) and each.setter is not None]


def has_unknown_base(value: Instance) -> bool:
    """Whether an object is of a class that nobody knows, or of one that derives from such a class."""
    order = value.cls.order if isinstance(value.cls, ClassValue) else (value.cls,)
    return not all(isinstance(cls, ClassValue | Rule) for cls in order)


def _is_base(value: Value, rules: list[Rule]) -> bool:
    others = (rule for rule in rules if rule is not value)
    return isinstance(value, Rule) and any(derives((rule.name,), value.name) for rule in others)


@dataclass(frozen=True, slots=True, eq=False)
class FieldOf:
    """What a data class says of a field.

    default, factory: `REQUIRED` where there is none; init: whether the constructor takes it.
    """

    default: Value = REQUIRED
    factory: Value = REQUIRED
    init: bool = True


@dataclass(frozen=True, slots=True)
class BoundFunction:
    function: Function
    self: Value


def takes(callee: Value, name: str, *, named: bool = False) -> bool | None:
    """Whether a function of the program has a parameter for this keyword; None where it is no such function.

    named: whether it must be called so, `**kwargs` not counting.
    """
    function = callee.function if isinstance(callee, BoundFunction) else callee
    if not isinstance(function, Function):
        return None
    return any(param.name == name or (param.kind == "double_star" and not named) for param in function.node.params)


@dataclass(frozen=True, slots=True, eq=False)
class Descriptor:
    """`property`, `cached_property`, `classmethod` or `staticmethod` around a function.

    setter, deleter: the functions that a property calls when it is assigned to or deleted.
    """

    kind: str
    function: Function
    setter: Function | None = None
    deleter: Function | None = None

    @property
    def computed(self) -> bool:
        """Whether reading it calls the function."""
        return self.kind in ("property", "cached_property")


@dataclass(frozen=True, slots=True)
class Super:
    """`super()` in a method of `cls`."""

    cls: ClassValue
    self: Value


@dataclass(frozen=True, slots=True)
class Initialiser:
    """`__init__` of a framework's class, bound to an instance of a class derived from it."""

    rule: Rule
    self: Instance


@dataclass(frozen=True, slots=True)
class Forward:
    """The call of a framework's layer itself, below what a derived class makes of it."""

    rule: Rule
    self: Instance


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """A callable with some arguments given."""

    callee: Value
    args: Args


@dataclass(frozen=True, slots=True, eq=False)
class Builtin:
    """A function of Python's own, or a method of one of its objects bound to it."""

    name: str
    run: Callable[[Run, Args], Value]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several values, depending on a condition nobody knows.

    Objects that can be called or asked for attributes, or None; a tensor, a number or None; or a row of values or None.
    each: whether it certainly is each of them at some time.
    """

    options: tuple[Value, ...]
    each: bool = field(default=False, compare=False)


@dataclass(slots=True)
class Exit:
    """A way out of a function or loop that was taken on some path: what that path had changed, and brought back."""

    kind: str  # "return", "break" or "continue"
    delta: Value  # None for the path that is not taken back: its state is the heap's
    level: int = 0  # how many loops of the function stood around it; 0 for a return
    value: Value = None


@dataclass(slots=True)
class Frame:
    """One running function (or module or class body)."""

    scope: Scope
    function: Function | None = None
    self: Value = None
    exits: list[Exit] = field(default_factory=list)
    returns: Mark = (0, 0)  # the heap's mark to which a `return` counts its changes
    forks: int = 0  # how many undecided branches stood around the call
    loops: list[Mark] = field(default_factory=list)  # likewise for `break` and `continue`
    yields: list[Value] = field(default_factory=list)
    orderly: bool = True  # whether every one of them is yielded exactly once
    yielded: Size = 0  # how many there are, as far as nothing is undecided
    steady: int = 0  # how many undecided branches stood around the turn of a loop under way, or around the call
    rooted: bool = False  # whether nothing that its caller knows of sizes came in
    left: bool = False  # whether an undecided branch that hangs on the caller may have returned already
    contract: Contract | None = None  # what the annotations of the function say of shapes
    turning: tuple[str, ...] = ()  # the variables of loops under way whose items are gone through one by one
    # What was found under a test that chooses among them, by the test and turn by turn.
    suspects: dict[int, list[list[Report]]] = field(default_factory=dict)
    left_turn: bool = False  # whether one may have ended the turn of a loop that is under way


def body_of(function: Function) -> Block:
    """The statements of a `def`."""
    return function.node.body if isinstance(function.node, FunctionDef) else ()
