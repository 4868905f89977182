"""Running the steps of a witness in a world."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any, Final, Protocol

from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import resolve
from shapelint.findings.witness import Array, Cut, Public, Ref, Row, Step, Term, Witness
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.rules.values import DictValue, External, Instance, ListValue, SliceOf, Tensor, TensorKey
from shapelint.sizes import Shape


class Stage(Protocol):
    """What the steps need of a world."""

    def array(self, term: Array, rule: str) -> Any:
        """An array for a call of `rule`."""

    def public(self, name: str) -> Any:
        """What stands under a canonical name."""

    def row(self, kind: str, items: list[Any]) -> Any:
        """A tuple, list or dict."""

    def cut(self, lower: Any, upper: Any, step: Any) -> Any:
        """A slice."""

    def use(self, rule: str, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """Call what stands under the name."""

    def call(self, callee: Any, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """Call a layer."""

    def read(self, owner: Any, name: str) -> Any:
        """Read an attribute."""

    def unpack(self, value: Any, count: int) -> Any:
        """Unpack a row into `count` names."""

    def index(self, value: Any, key: Any) -> Any:
        """`value[key]`."""


class StepFailed(Exception):
    """A step that was refused: its number, and what the world said."""

    def __init__(self, step: int, error: BaseException) -> None:
        super().__init__(step, error)
        self.step = step
        self.error = error


def play(stage: Stage, witness: Witness) -> Any:
    """What the last step gives.  Raises StepFailed."""
    results: list[Any] = []
    for at, step in enumerate(witness.steps):
        try:
            results.append(played(stage, step, results))
        except Exception as error:  # worlds refuse with any exception there is
            raise StepFailed(at, error) from error
    return results[-1]


def played(stage: Stage, step: Step, results: list[Any]) -> Any:
    """What one step gives; results: of the steps before it."""
    args = [_value(stage, term, step.rule, results) for term in step.args]
    keywords = {name: _value(stage, term, step.rule, results) for name, term in step.keywords}
    match step.form:
        case "use":
            return stage.use(step.rule, args, keywords)
        case "call":
            return stage.call(args[0], args[1:], keywords)
        case "unpack":
            return stage.unpack(args[0], args[1])
        case "index":
            return stage.index(args[0], args[1])
        case _:
            return stage.read(args[0], step.rule.rpartition(".")[2])


def _value(stage: Stage, term: Term, rule: str, results: list[Any]) -> Any:
    if isinstance(term, Array):
        return stage.array(term, rule)
    if isinstance(term, Row):
        return stage.row(term.kind, [_value(stage, item, rule, results) for item in term.items])
    if isinstance(term, Cut):
        return stage.cut(*(_value(stage, end, rule, results) for end in (term.lower, term.upper, term.step)))
    if isinstance(term, Ref):
        return results[term.step]
    return stage.public(term.name) if isinstance(term, Public) else term


# --- our rules -------------------------------------------------------------------------------------------------------


class OurStage:
    """Our rules, on values that are known."""

    def __init__(self, witness: Witness) -> None:
        self.world = Ours(_rule_of(witness.rule))
        self.callee: Any = None  # the layer that was made or called last

    def array(self, term: Array, rule: str) -> Any:
        """A tensor of the family of what is called; models are given arrays."""
        family = "numpy" if rule.startswith("keras.Model.") else _rule_of(rule).family
        return Tensor(Shape(term.numbers), family, term.dtype, content=term.content, strides=term.strides or "packed")

    def public(self, name: str) -> Any:
        """A rule, or the library's own."""
        return ... if name == "..." else find(name) or External(name)

    def row(self, kind: str, items: list[Any]) -> Any:
        """A tuple, list or dict."""
        if kind == "dict":
            return DictValue({TensorKey.of(key) if isinstance(key, Tensor) else key: value for key, value in items})
        return tuple(items) if kind == "tuple" else ListValue(tuple(items))

    def cut(self, lower: Any, upper: Any, step: Any) -> Any:
        """A slice."""
        return SliceOf(lower, upper, step)

    def use(self, rule: str, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """Run the rule."""
        result = self.world.call(_rule_of(rule), args, keywords)
        self.callee = result if isinstance(result, Instance) else self.callee
        return result

    def call(self, callee: Any, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """Call the layer."""
        self.callee = callee
        return self.world.call(callee, args, keywords)

    def read(self, owner: Any, name: str) -> Any:
        """Read the attribute."""
        return self.world.get(owner, name)

    def unpack(self, value: Any, count: int) -> Any:
        """Unpacking is Python's own."""
        items = value.items if isinstance(value, ListValue) else value
        if isinstance(items, tuple) and len(items) != count:
            raise Mismatch("SHP505", "{parts} values are unpacked into {count} names", parts=len(items), count=count)
        return value

    def index(self, value: Any, key: Any) -> Any:
        """The rule of the index."""
        return self.world.item(value, key)


def _rule_of(name: str) -> Any:
    found = find(name)
    if found is None:
        raise LookupError(name)
    return found


def failure(witness: Witness, code: str) -> Mismatch | None:
    """What our rules say of the last step of the witness under that code; None where they say something else."""
    stage = OurStage(witness)
    try:
        play(stage, witness)
    except StepFailed as failed:
        error = failed.error
        last = failed.step == len(witness.steps) - 1
        return error if last and isinstance(error, Mismatch) and error.code == code else None
    return next((report for report in stage.world.reports if report.code == code), None)


def fails_with(witness: Witness, code: str) -> bool:
    """Whether our rules find the code in the last step of the witness, and nothing before it."""
    return failure(witness, code) is not None


def accepts(witness: Witness) -> bool:
    """Whether our rules have nothing against the witness."""
    try:
        play(OurStage(witness), witness)
    except StepFailed:
        return False
    return True


def refuses(witness: Witness) -> bool:
    """Whether our rules refuse the last step of the witness, whatever the code."""
    try:
        play(OurStage(witness), witness)
    except StepFailed as failure:
        return failure.step == len(witness.steps) - 1 and isinstance(failure.error, Mismatch)
    return False


# --- frameworks ------------------------------------------------------------------------------------------------------

_REFLECTED: Final = {
    f"__r{name}__": f"__{name}__" for name in ("add", "sub", "mul", "truediv", "matmul", "pow", "floordiv")
}


def _tracked(value: Any) -> Any:
    """A tensor of which gradients can be asked."""
    if isinstance(value, tuple | list):
        return type(value)(map(_tracked, value))
    wanted = getattr(value, "is_floating_point", None)
    return value.requires_grad_() if wanted is not None and wanted() else value


class AbsentError(Exception):
    """This world does not have what a step names."""


class FrameworkStage:
    """A framework itself; `make` makes its arrays from a shape, a kind of number and what is in them."""

    def __init__(self, make: Any) -> None:
        self.make = make
        self.made = 0
        self.callee: Any = None  # the layer that was made or called last

    def array(self, term: Array, rule: str) -> Any:
        """Random numbers, the same ones in every run."""
        self.made += 1
        return self.make(term, rule, self.made)

    def public(self, name: str) -> Any:
        """The framework's own object."""
        return ... if name == "..." else self._resolved(name)

    def _function(self, rule: str, args: list[Any]) -> Any:
        """What stands under the name; a method is that of the object's own class, as a program would find it."""
        owner, _, name = rule.rpartition(".")
        cls = resolve(owner)
        if args and isinstance(cls, type) and isinstance(args[0], cls):
            return getattr(type(args[0]), name, None) or self._resolved(rule)
        return self._resolved(rule)

    def _resolved(self, name: str) -> Any:
        rule = find(name)
        for each in (name, *(rule.names if rule is not None else ())):
            found = resolve(each)
            if found is not None:
                return found
        raise AbsentError(name)

    def row(self, kind: str, items: list[Any]) -> Any:
        """A tuple, list or dict."""
        return dict(items) if kind == "dict" else tuple(items) if kind == "tuple" else items

    def cut(self, lower: Any, upper: Any, step: Any) -> Any:
        """A slice."""
        return slice(lower, upper, step)

    def use(self, rule: str, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """A real call; operators are Python's."""
        name = rule.rpartition(".")[2]
        if rule == "torch.Tensor.backward" or rule.startswith("torch.autograd."):
            args = [_tracked(arg) for arg in args]
        if name in _REFLECTED:
            name, args = _REFLECTED[name], args[::-1]
        if name.startswith("__") and hasattr(operator, name) and not keywords:
            return getattr(operator, name)(*args)
        result = self._function(rule, args)(*args, **keywords)
        if getattr(find(rule), "kind", "") == "layer":
            self.callee = result
        return result

    def call(self, callee: Any, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """A real call of a layer."""
        self.callee = callee
        return callee(*args, **keywords)

    def read(self, owner: Any, name: str) -> Any:
        """A real attribute."""
        return getattr(owner, name)

    def unpack(self, value: Any, count: int) -> Any:
        """Real unpacking, which refuses in Python's own words."""
        names = ", ".join(f"x{at}" for at in range(count))
        found: dict[str, Any] = {"value": value}
        exec(f"{names}{',' if count == 1 else ''} = value", {"__builtins__": {}}, found)  # names of our own making
        return value

    def index(self, value: Any, key: Any) -> Any:
        """A real index."""
        return value[key]
