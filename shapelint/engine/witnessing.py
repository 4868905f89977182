"""The witness of a finding: the call under way, written down before the program changes what it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shapelint.engine.objects import ClassValue
from shapelint.engine.writing import NoWitnessError, Writer
from shapelint.findings.edits import mapped, values
from shapelint.findings.witness import (
    ANYTHING,
    Array,
    Ref,
    Row,
    Step,
    Term,
    Unfit,
    Witness,
)
from shapelint.rules.apply import BUILT, INPUT, MADE, Made
from shapelint.rules.binding import Args
from shapelint.rules.fixes import Fix
from shapelint.rules.form import REQUIRED, Param, Rule
from shapelint.rules.values import (
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Site,
    Tensor,
    Value,
    items_of,
)
from shapelint.sizes import Dim, Shape

_DECLARED: Final = "#declared"
_DECLARING: Final = ("#input_shape", "#input_dim")  # among constructor arguments: what a first layer says of its input
_TRAINING: Final = frozenset(
    f"keras.Model.{name}"
    for name in ("fit", "evaluate", "train_on_batch", "test_on_batch", "predict", "predict_on_batch", "fit_generator")
)
_INPUTS, _OUTPUTS, _LAYERS, _LOSS = "#inputs", "#outputs", "#layers", "#loss"


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

    def write(writer: _Writer) -> None:
        writer.call(first)
        writer.given = site, Ref(len(writer.steps) - 1)
        writer.call(then)

    return _written(write)


def witness_of_act(act: Act, call: RuleCall | None, fix: Fix | None = None) -> Witness | Unfit:
    """The witness of what Python does with a value; call: of the rule that gave the value."""
    if call is None and not isinstance(act.value, Instance | Tensor):
        return Unfit("there is no call of a layer or function to be run")
    return _written(lambda writer: writer.act(act, call), fix)


def _written(write: Callable[[_Writer], object], fix: Fix | None = None, declared: bool = False) -> Witness | Unfit:
    writer = _Writer()
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


class _Writer(Writer):
    """Calls as they are written, each layer and each node of a graph once.

    declared: whether what comes from an input of a model is written as that, with the sizes that it leaves open;
    given: where a call stands that is written already, and what it gave, as soon as that is asked for; abridged:
    whether layers that cannot be written are left out of models.
    """

    def __init__(self) -> None:
        super().__init__()
        self.given: tuple[Site, Ref] | None = None
        self.abridged = False
        self.declared = False
        self.nodes: dict[int, Term] = {}  # of graphs

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

    def instance(self, value: Instance) -> Term:
        """A layer or model."""
        rule = value.cls if isinstance(value.cls, Rule) else None
        if rule is None and isinstance(value.cls, ClassValue):
            rule = next((cls for cls in value.cls.order if isinstance(cls, Rule)), None)
        if rule is None or (isinstance(value.cls, ClassValue) and _INPUTS not in value.slots):
            raise NoWitnessError("an object of the program's own takes part")
        return self.model(value, rule) if _is_model(value, rule) else self.layer(value, rule)

    # --- layers and models ---

    def layer(self, layer: Instance, rule: Rule) -> Ref:
        """A layer as it was made."""
        known = self.made.get(id(layer))
        if known is not None:
            return known
        made = layer.slots.get(MADE)
        if not isinstance(made, Made):
            raise NoWitnessError(f"how the {rule.short} was made is not known")
        ref = self.step(Step("use", rule.name, *self.construction(rule, made.args)))
        self.made[id(layer)] = ref
        return ref

    def built(self, layer: Instance, rule: Rule) -> Ref:
        """The layer that is called; one that has its weights already gets them again by a call like its first."""
        ref = self.layer(layer, rule)
        first = layer.slots.get(INPUT)
        if BUILT in layer.slots and isinstance(first, Shape) and first.rank:
            self.step(Step("call", rule.name, (ref, Array(tuple(map(self.size, first.dims)), _first_dtype(rule)))))
        return ref

    def construction(
        self, rule: Rule, bound: Mapping[str, Value]
    ) -> tuple[tuple[Term, ...], tuple[tuple[str, Term], ...]]:
        """Constructor arguments that differ from their defaults."""
        positional: list[Term] = []
        keywords: dict[str, Value] = {}
        for param in rule.params:
            value = bound.get(param.name, UNKNOWN)
            if param.kind == "star":
                positional += self.terms(items_of(value) or ())
            elif param.kind == "double_star":
                keywords.update(value if isinstance(value, Mapping) else {})
            elif not _is_default(param, value):
                if param.default is REQUIRED and self.term(value) is ANYTHING:
                    raise NoWitnessError(f"the `{param.name}` that the {rule.short} is made with is not known")
                keywords[param.name] = value
        keywords.update({name[1:]: bound[name] for name in _DECLARING if name in bound})
        return tuple(positional), self.keywords(keywords.items())

    def model(self, model: Instance, rule: Rule) -> Ref:
        """A Keras model made again from its layers, and compiled as it was."""
        known = self.made.get(id(model))
        if known is not None:
            return known
        ref = self.functional(model) if rule.short != "Sequential" else self.sequential(model)
        self.made[id(model)] = ref
        if _LOSS in model.slots and not self.abridged:
            loss = self.term(model.slots[_LOSS])
            if loss is ANYTHING:
                raise NoWitnessError("the loss is the program's own")
            self.step(Step("use", "keras.Model.compile", (ref, "sgd", loss)))
        return ref

    def functional(self, model: Instance) -> Ref:
        """A model by the graph between its inputs and its outputs."""
        inputs, outputs = (self.graph(model.slots.get(slot, UNKNOWN)) for slot in (_INPUTS, _OUTPUTS))
        return self.step(Step("use", "keras.Model", (inputs, outputs)))

    def sequential(self, model: Instance) -> Ref:
        """A model by its row of layers."""
        layers = model.slots.get(_LAYERS)
        if not isinstance(layers, tuple):
            raise NoWitnessError("the layers of the model are not known")
        begin: list[Term] = [self.graph(model.slots[_INPUTS])] if _INPUTS in model.slots else []
        rest = [self.instance(layer) for layer in layers if isinstance(layer, Instance)]
        return self.step(Step("use", "keras.Sequential", (Row("list", (*begin, *rest)),)))

    def graph(self, value: Value) -> Term:
        """Keras tensors, nested, by the layers that they come from."""
        if isinstance(value, DictValue):
            return Row("list", tuple(map(self.graph, value.slots.values())))
        if isinstance(value, tuple | ListValue):
            return Row("list", tuple(self.graph(item) for item in items_of(value) or ()))
        maker = value.flow.maker if isinstance(value, Tensor) and value.flow is not None else None
        if maker is None:
            raise NoWitnessError("how the model was put together is not known")
        if id(maker) not in self.nodes:
            self.nodes[id(maker)] = self.node(maker)
        return self.nodes[id(maker)]

    def node(self, node: Any) -> Term:
        """One call of a layer in a graph."""
        declared = node.layer.slots.get(_DECLARED)
        if isinstance(declared, Shape):
            sizes: list[Term] = [None if isinstance(size, Dim) else self.term(size) for size in declared.dims]
            return self.step(Step("use", "keras.layers.Input", (), (("batch_shape", Row("tuple", tuple(sizes))),)))
        if node.outputs != 1:
            raise NoWitnessError("a layer of the model gives several tensors")
        try:
            layer = self.instance(node.layer)
        except NoWitnessError:
            if self.abridged and node.args:  # what it is called on is a graph all the same
                return self.graph(node.args[0])
            raise
        args = [self.graph(each) if _holds_tensors(each) else self.term(each) for each in node.args]
        return self.step(Step("call", node.layer.cls.name, (layer, *args)))


def _holds_tensors(value: Value) -> bool:
    items = items_of(value) if isinstance(value, tuple | ListValue) else (value,)
    return any(isinstance(item, Tensor) for item in items or ())


def _is_model(value: Instance, rule: Rule) -> bool:
    return _INPUTS in value.slots or _LAYERS in value.slots or rule.short in ("Sequential", "Model")


def _first_dtype(rule: Rule) -> str:
    return "int" if rule.short.startswith("Embedding") else "float"


def _is_default(param: Param, value: Value) -> bool:
    plain = isinstance(value, str | int | float) and type(value) is type(param.default)
    return value is param.default or (plain and value == param.default)
