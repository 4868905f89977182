"""The form of a rule: a function that looks like the layer or op that it stands for.

    @layer("torch.nn.Linear", "*batch in_features -> *batch out_features",
           weights={"weight": "out_features in_features", "bias": "out_features if bias"})
    def linear(in_features, out_features, bias=True, device=None, dtype=None):
        '''Mix the last axis.

        >>> Linear(5, 7)([2, 3, 5])
        (2, 3, 7)
        '''

The parameters are the framework's own, with its defaults.  Keyword-only parameters named after an axis of the pattern,
an argument of the layer's call, or one of `INJECTED`, are filled in by the caller of the rule; any other is the
framework's.  The body returns None (the pattern says all), a dict of the output axes that the pattern cannot know, a
Shape, a Tensor, or a tuple of these; it raises `Mismatch` where the call cannot be right.

In examples a list is a tensor of that shape (`ints[2, 3]`, `bools[2, 3]` for other kinds of number).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from shapelint.rules.fixes import Fix
from shapelint.rules.values import Memory, Value
from shapelint.sizes import Shape, Signature, parse_signature

if TYPE_CHECKING:
    from shapelint.rules.binding import Args
    from shapelint.rules.machine import Machine

Body = Callable[..., Value]
WeightsOf = Callable[[Mapping[str, Value]], Mapping[str, "Weight | Shape | None"] | None]
Adjust = Callable[[dict[str, Value]], dict[str, Value]]
Advise = Callable[[Value, Mapping[str, Value]], Fix | None]
Presumes = Callable[[Mapping[str, Value]], "Shape | None"]
Around = Callable[["Rule", "Args", "Machine"], "Args"]
Adapt = Callable[[tuple[Value, ...], dict[str, Value]], tuple[tuple[Value, ...], dict[str, Value]]]

REQUIRED: Final = inspect.Parameter.empty
INJECTED: Final = frozenset({"machine", "layer", "axes", "complete"})
_ROOTS: Final = {
    "torch": "torch",
    "einops": "torch",
    "numpy": "numpy",
    "tf": "tf",
    "keras": "keras",
    "qkeras": "keras",
    "lasagne": "keras",
    "nolearn": "keras",
    "sklearn": "numpy",
    "pandas": "numpy",
    "scipy": "numpy",
    "matplotlib": "numpy",
}
# PyTorch's built-in functions take NumPy's words for theirs, and what they call the first argument inside.
_OF_NUMPY: Final = {
    "axis": "dim",
    "keepdims": "keepdim",
    "x": "input",
    "a": "input",
    "x1": "input",
    "self": "input",
    "x2": "other",
}
_LAYER_BASE: Final = {"torch": "torch.nn.Module", "keras": "keras.layers.Layer"}
_CALL: Final = {"torch": "input", "keras": "inputs, training=None, mask=None"}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a signature; default `REQUIRED` where there is none.

    anything: it is annotated with `object`, and takes what is no tensor too.
    """

    name: str
    kind: Literal["positional", "plain", "star", "keyword", "double_star"]
    default: Value
    anything: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """A parameter of a layer; there: whether the layer was made with it, None where nobody knows."""

    shape: Shape
    there: bool | None = True


# Parameters that say nothing of a shape.
_OF_NO_SHAPE: Final = frozenset(
    {"device", "dtype", "out", "generator", "name", "layout", "memory_format", "like", "seed", "rng", "pin_memory"}
)
_KINDS: Final[Mapping[Any, Literal["positional", "plain", "star", "keyword", "double_star"]]] = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "plain",
    inspect.Parameter.VAR_POSITIONAL: "star",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_KEYWORD: "double_star",
}


@dataclass(frozen=True, eq=False)
class Rule:
    """One declaration; `names` are all spellings, the first is the one that is shown."""

    names: tuple[str, ...]
    kind: Literal["layer", "op", "property", "class"]
    body: Body
    pattern: str | None = None
    call: str = ""
    weights: Mapping[str, str] = field(default_factory=dict)
    weights_of: WeightsOf | None = None
    bases: tuple[str, ...] = ()
    dtype: str | None = None
    code: str = "SHP201"
    legacy: Mapping[str, str] = field(default_factory=dict)
    adapt: Adapt | None = None
    adjust: Adjust | None = None
    runs: str | None = None
    advise: Advise | None = None
    least: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    presumes: Presumes | None = None
    before: Mapping[str, Value] = field(default_factory=dict)
    checks: list[Body] = field(default_factory=list)
    around: Around | None = None
    scope: bool = False
    optional: bool = False

    @property
    def name(self) -> str:
        """The canonical name, `torch.nn.Linear`."""
        return self.names[0]

    @property
    def short(self) -> str:
        """The last part of the name, `Linear`."""
        return self.names[0].rpartition(".")[2]

    @property
    def family(self) -> str:
        """Whose tensors it makes: "torch", "numpy", "tf" or "keras"."""
        return _ROOTS.get(self.names[0].partition(".")[0], "torch")

    @property
    def memory(self) -> Memory | None:
        """How what it gives lies in memory, where that is certain."""
        return MEMORY.get(self.names[0])

    @property
    def doc(self) -> str:
        """The declaration's docstring."""
        return inspect.getdoc(self.body) or ""

    @cached_property
    def signature(self) -> Signature | None:
        """The pattern, parsed."""
        return parse_signature(self.pattern) if self.pattern is not None else None

    @cached_property
    def may_be_none(self) -> tuple[str, ...]:
        """The parameters that are None by default, but for those that say nothing of a shape."""
        return tuple(
            param.name
            for param in self.params
            if param.default is None and param.kind in ("plain", "keyword") and param.name not in _OF_NO_SHAPE
        )

    @cached_property
    def of_file(self) -> bool:
        """Whether it puts something into a file, or takes it from one: the path may be a text that nobody knows."""
        return any(param.name in ("f", "filepath") for param in self.params)

    @cached_property
    def call_params(self) -> tuple[Param, ...]:
        """The parameters of a layer's call."""
        text = self.call or self._inputs() or _CALL.get(self.family, "input")
        return _parse_params(text)

    def _inputs(self) -> str:
        names = [name for name in self.signature.input_names if name] if self.signature else []
        optional = self.signature.optional_inputs if self.signature else frozenset()
        return ", ".join(f"{name}=None" if name in optional else name for name in names)

    @cached_property
    def injected(self) -> frozenset[str]:
        """The keyword-only parameters of the body that are no arguments of the framework's."""
        axes = self.signature.input_axes if self.signature else frozenset()
        called = {param.name for param in self.call_params} if self.kind == "layer" else set()
        return frozenset(
            name
            for name, param in self._inspected.items()
            if param.kind is inspect.Parameter.KEYWORD_ONLY and (name in axes or name in called or name in INJECTED)
        )

    @cached_property
    def _inspected(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.body).parameters

    @cached_property
    def of_class(self) -> bool:
        """Whether it is a class method; its first parameter is called `cls`."""
        return next(iter(self._inspected), None) == "cls"

    @cached_property
    def params(self) -> tuple[Param, ...]:
        """The framework's signature: of the constructor for a layer, of the call for an op."""
        return tuple(_param(param) for name, param in self._inspected.items() if name not in self.injected)

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Other spellings of keywords -> those of the signature."""
        own = {param.name for param in self.params}
        known = _OF_NUMPY if self.kind == "op" and self.family == "torch" else {}
        return {old: new for old, new in known.items() if new in own and old not in own} | dict(self.legacy)

    def construction(self, check: Body) -> Body:
        """Declare (as a decorator) what constructing requires; `check` takes constructor arguments by name."""
        self.checks.append(check)
        return check

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}>"


def _parse_params(text: str) -> tuple[Param, ...]:
    made: dict[str, Any] = {}
    exec(f"def call({text}): ...", {}, made)  # our own declarations only, never a checked program's text
    params = inspect.signature(made["call"]).parameters
    return tuple(_param(param) for param in params.values())


def _param(param: inspect.Parameter) -> Param:
    return Param(param.name, _KINDS[param.kind], param.default, param.annotation in (object, "object"))


REGISTRY: Final[dict[str, Rule]] = {}
MEMORY: Final[dict[str, Memory]] = {}  # by a rule's first name; whatever is not in it nobody knows


def _register(rule: Rule) -> Rule:
    for name in rule.names:
        if name in REGISTRY:
            raise ValueError(f"{name} is declared twice")
        REGISTRY[name] = rule
    return rule


def _names(name: str | tuple[str, ...]) -> tuple[str, ...]:
    return (name,) if isinstance(name, str) else name


def layer(
    name: str | tuple[str, ...],
    pattern: str | None = None,
    *,
    call: str = "",
    weights: Mapping[str, str] | WeightsOf | None = None,
    base: str | None = None,
    dtype: str | None = None,
    code: str = "SHP201",
    legacy: Mapping[str, str] | None = None,
    adapt: Adapt | None = None,
    adjust: Adjust | None = None,
    advise: Advise | None = None,
    least: Mapping[str, int] | None = None,
    before: Mapping[str, Value] | None = None,
) -> Callable[[Body], Rule]:
    """Declare a layer.

    pattern: shapes of the call's inputs and outputs in the axis grammar; call: the call's parameters where the pattern
    does not name them; weights: parameter name -> shape pattern over constructor arguments and (Keras) the axes of the
    call that built it, with ` if argument` (` if one and other`) for one that may be absent, or a function of the
    constructor arguments that gives the shapes by name where patterns cannot, None for one that is absent (or for all
    where it cannot tell); dtype: of the outputs where it is not the input's; code: what an axis that does not fit is
    reported as; legacy: old keyword -> today's; adapt: rewrites old positional arguments; adjust: constructor
    arguments as the layer keeps them (`kernel_size=3` as `(3, 3)`); advise: the edit that would make an input fit, from
    the input and the constructor arguments; least: the smallest number that an argument (or each item of it) may be, by
    its name, SHP707 below it; before: the defaults that older versions had where today's has none.
    """

    def declare(body: Body) -> Rule:
        names = _names(name)
        bases = (base or _LAYER_BASE[_ROOTS[names[0].partition(".")[0]]],)
        return _register(
            Rule(
                names,
                "layer",
                body,
                pattern,
                call,
                weights if isinstance(weights, Mapping) else {},
                weights if callable(weights) else None,
                bases,
                dtype,
                code,
                legacy or {},
                adapt,
                adjust,
                advise=advise,
                least=least or {},
                before=before or {},
            )
        )

    return declare


def op(
    name: str | tuple[str, ...],
    pattern: str | None = None,
    *,
    dtype: str | None = None,
    code: str = "SHP302",
    legacy: Mapping[str, str] | None = None,
    adapt: Adapt | None = None,
    least: Mapping[str, int] | None = None,
    needs: Mapping[str, str] | None = None,
    presumes: Presumes | None = None,
    around: Around | None = None,
) -> Callable[[Body], Rule]:
    """Declare a function, or a method of a tensor or a framework's class (`torch.Tensor.view`, `keras.Model.fit`).

    A pattern names the parameters it speaks of: `input: b n m, mat2: b m p -> b n p`; least: as for a layer; needs: an
    argument -> the one that it is never given without; presumes: the shape that the first argument has to have, from
    all arguments, None where that is not known; around: adds the arguments that `with` statements around a call set.
    """

    def declare(body: Body) -> Rule:
        return _register(
            Rule(
                _names(name),
                "op",
                body,
                pattern,
                dtype=dtype,
                code=code,
                legacy=legacy or {},
                adapt=adapt,
                least=least or {},
                needs=needs or {},
                presumes=presumes,
                around=around,
            )
        )

    return declare


def prop(name: str | tuple[str, ...], *, optional: bool = False) -> Callable[[Body], Rule]:
    """Declare a property: the body takes the object alone.

    optional: whether it may be None in place of what the body gives.
    """

    def declare(body: Body) -> Rule:
        return _register(Rule(_names(name), "property", body, optional=optional))

    return declare


def kind(
    name: str | tuple[str, ...],
    *,
    bases: tuple[str, ...] = (),
    runs: str | None = None,
    call: str = "",
    scope: bool = False,
) -> Callable[[Body], Rule]:
    """Declare a class that is no layer by itself; its methods are ops named `class.method`.

    runs: the method that calling an instance runs (`forward`, `call`); scope: whether an instance in a `with` statement
    says something about the calls inside (`Machine.entered`).  The body's signature is the constructor's; the
    body, given `layer` (the new instance) and `machine`, sets it up.
    """

    def declare(body: Body) -> Rule:
        return _register(Rule(_names(name), "class", body, bases=bases, runs=runs, call=call, scope=scope))

    return declare
