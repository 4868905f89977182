"""The witness of a finding: the call under way, written down before the program changes what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from shapelint.engine.model_writing import ModelWriter
from shapelint.engine.writing import NoWitnessError
from shapelint.findings.edits import mapped, values
from shapelint.findings.witness import ANYTHING, Ref, Row, Step, Term, Unfit, Witness
from shapelint.rules.apply import MADE
from shapelint.rules.binding import Args
from shapelint.rules.fixes import Fix
from shapelint.rules.form import Rule
from shapelint.rules.values import UNKNOWN, DictValue, Instance, Many, Site, Tensor, TensorKey, Value
from shapelint.sizes import Dim

_TRAINING: Final = frozenset(
    f"keras.Model.{name}"
    for name in ("fit", "evaluate", "train_on_batch", "test_on_batch", "predict", "predict_on_batch", "fit_generator")
)
_WORDS: Final = {"float": "float32", "int": "int32", "bool": "bool", "complex": "complex64"}  # for kinds of number


@dataclass(frozen=True, slots=True)
class RuleCall:
    """A call of a rule; layer: the one that is called, if it is a call of a layer; depth: of the sites around it."""

    rule: Rule
    args: Args
    layer: Instance | None
    depth: int


@dataclass(frozen=True, slots=True)
class Act:
    """What Python itself does with a value: unpacks it into `operand` names, or indexes it with `operand`."""

    form: Literal["unpack", "index"]
    value: Value
    operand: Value


def witness_of(call: RuleCall | None, fix: Fix | None = None, *, declared: bool = False) -> Witness | Unfit:
    """The witness of a finding in a call; fix: what is suggested; declared: whether it is about a size that is None."""
    if call is None:
        return Unfit("there is no call of a layer or function to be run")
    return _written(lambda writer: writer.call(call), fix, declared)


def witness_of_order(first: RuleCall, then: RuleCall, site: Site) -> Witness | Unfit:
    """The witness of two calls, of which the other order is advised; site: where the first one stands."""

    def write(writer: CallWriter) -> None:
        writer.call(first)
        writer.given = site, Ref(len(writer.steps) - 1)
        writer.call(then)

    return _written(write)


def witness_of_act(act: Act, call: RuleCall | None, fix: Fix | None = None) -> Witness | Unfit:
    """The witness of what Python does with a value; call: of the rule that gave the value."""
    if call is None and not isinstance(act.value, Instance | Tensor):
        return Unfit("there is no call of a layer or function to be run")
    return _written(lambda writer: writer.act(act, call), fix)


def _written(write: Callable[[CallWriter], object], fix: Fix | None = None, declared: bool = False) -> Witness | Unfit:
    writer = CallWriter()
    writer.declared = declared
    writer.edited = id(fix.operand) if fix is not None and fix.operand is not None else None
    try:
        write(writer)
        edits = mapped(fix.edits, writer.known) if fix is not None else ()
        edits = () if ANYTHING in values(edits) else edits
    except NoWitnessError as reason:
        return Unfit(str(reason))
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as fault:
        return Unfit(f"the call cannot be written down ({type(fault).__name__})")
    return Witness(tuple(writer.steps), writer.bounds(), edits)


class CallWriter(ModelWriter):
    """Calls as they are written, and before them what they need.

    declared: whether what comes from an input of a model is written as that, with the sizes that it leaves open;
    given: where a call stands that is written already, and what it gave, as soon as that is asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.given: tuple[Site, Ref] | None = None
        self.declared = False

    def term(self, value: Value) -> Term:
        """A value; a tensor that comes straight from the call that was written before is what that gave."""
        if self.given is not None and isinstance(value, Tensor) and value.flow is not None:
            site, ref = self.given
            if value.flow.site == site:
                return ref
        maker = value.flow.maker if self.declared and isinstance(value, Tensor) and value.flow is not None else None
        return self.graph(value) if maker is not None else super().term(value)

    def call(self, call: RuleCall) -> None:
        """The call under way, and before it what it needs."""
        rule, args = call.rule, call.args
        if call.layer is not None:
            layer = self.built(call.layer, rule)
            self.step(Step("call", rule.name, (layer, *self.terms(args.positional)), self.named(args)))
            return
        if rule.name in _TRAINING:
            try:
                self.training(rule, args)
            except NoWitnessError:
                self.prediction(args)
            return
        if rule.name == "tf.Session.run":
            self.feeding(args)
            return
        if rule.kind == "property":
            self.step(Step("read", rule.name, tuple(self.terms(args.positional))))
            return
        self.step(Step("use", rule.name, tuple(self.received(args)), self.named(args)))

    def received(self, args: Args) -> list[Term]:
        """Positional arguments; a layer whose weights are asked for has them already."""
        first = args.positional[0] if args.positional else None
        if isinstance(first, Instance) and isinstance(first.cls, Rule) and MADE in first.slots:
            made = self.layer(first, first.cls) if self.declared else self.built(first, first.cls)
            return [made, *self.terms(args.positional[1:])]
        return self.terms(args.positional)

    def act(self, act: Act, call: RuleCall | None) -> None:
        """What Python does with a value, and before it what gives the value."""
        if call is not None:
            self.call(call)
            value: Term = Ref(len(self.steps) - 1)
        else:
            value = self.term(act.value)
        operand = self.term(act.operand)
        if operand is ANYTHING:
            raise NoWitnessError("what it is indexed with is not known")
        rule = self.steps[-1].rule if self.steps else "torch.Tensor.__iter__"
        self.step(Step(act.form, rule, (value, operand)))

    def training(self, rule: Rule, args: Args) -> None:
        """A model asked about data: once, in silence; a generator's batch is handed over by itself."""
        model, *rest = args.positional
        given = (*rest, *(args.keywords.get(name) for name in ("x", "generator", "y")))
        data = [value for value in given if value is not None][:2]
        each = data[0].each if data and isinstance(data[0], Many) else None
        if isinstance(each, tuple) and len(each) > 1:
            terms = [self.term(value) for value in (model, *each[:2])]
            self.step(Step("use", "keras.Model.train_on_batch", tuple(terms)))
            return
        terms = [self.term(value) for value in (model, *data)]
        if ANYTHING in terms:
            raise NoWitnessError("the data is not known")
        once = (("epochs", 1),) if rule.short == "fit" else ()
        size = self.keywords([("batch_size", args.keywords.get("batch_size", UNKNOWN))])
        quiet = (("verbose", 0),) if rule.short in ("fit", "evaluate", "predict") else ()
        self.step(Step("use", rule.name, tuple(terms), (*once, *size, *quiet)))

    def prediction(self, args: Args) -> None:
        """A model that cannot be trained, for it holds what is the program's own, is asked about its input alone."""
        self.steps.clear()
        self.made.clear()
        self.nodes.clear()
        self.abridged = True
        model, *rest = (*args.positional, args.keywords.get("x"))
        terms = self.term(model), self.term(rest[0] if rest else UNKNOWN)
        if ANYTHING in terms:
            raise NoWitnessError("the data is not known")
        self.step(Step("use", "keras.Model.predict", terms, (("verbose", 0),)))

    def feeding(self, args: Args) -> None:
        """A session that is asked for what it is fed, of placeholders as they are declared."""
        given = args.keywords.get("feed_dict", args.positional[2] if len(args.positional) > 2 else UNKNOWN)
        slots = given.slots if isinstance(given, DictValue) else {}
        pairs = [
            Row("tuple", (self.placeholder(key.tensor), self.term(value)))
            for key, value in slots.items()
            if isinstance(key, TensorKey) and key.what.startswith("placeholder") and isinstance(value, Tensor)
        ]
        if not pairs:
            raise NoWitnessError("what is fed is not known")
        session = self.step(Step("use", "tf.Session"))
        asked = Row("list", tuple(pair.items[0] for pair in pairs))
        self.step(Step("use", "tf.Session.run", (session, asked), (("feed_dict", Row("dict", tuple(pairs))),)))

    def placeholder(self, tensor: Tensor) -> Ref:
        """What will be fed, by what is declared of it."""
        if tensor.shape.open:
            raise NoWitnessError("the sizes of a placeholder are not known")
        sizes = tuple(None if isinstance(size, Dim) else self.size(size) for size in tensor.shape.dims)
        shape = ("shape", Row("tuple", sizes))
        return self.step(Step("use", "tf.placeholder", (_WORDS.get(tensor.dtype or "", "float32"),), (shape,)))
