"""The witness of a finding: the call under way, written down before the program changes what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from shapelint.engine.objects import ClassValue
from shapelint.findings.witness import (
    ANYTHING,
    Array,
    Bounds,
    Cut,
    Public,
    Ref,
    Row,
    Step,
    Term,
    Unfit,
    Witness,
)
from shapelint.rules.apply import BUILT, INPUT, MADE, Made
from shapelint.rules.binding import Args
from shapelint.rules.form import Param, Rule
from shapelint.rules.values import (
    UNKNOWN,
    External,
    Instance,
    ListValue,
    Many,
    Named,
    Range,
    SliceOf,
    SomeInt,
    Tensor,
    Value,
    items_of,
)
from shapelint.sizes import Dim, Shape, Symbol
from shapelint.sizes.compare import resolve
from shapelint.sizes.ledger import narrowed

_MOST_STEPS: Final = 400
_MOST_ITEMS: Final = 256
_DECLARED: Final = "#declared"
_DECLARING: Final = (
    "#input_shape",
    "#input_dim",
)  # slots of constructor arguments: what a first layer says of its input
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


class _NoWitness(Exception):
    """Something that cannot be written down; the message says what."""


def witness_of(call: RuleCall | None) -> Witness | Unfit:
    """The witness of a finding in a call."""
    if call is None:
        return Unfit("no layer or function takes part: Python itself refuses")
    return _written(lambda writer: writer.call(call))


def witness_of_act(act: Act, call: RuleCall | None) -> Witness | Unfit:
    """The witness of what Python does with a value; call: of the rule that gave the value."""
    if call is None and not isinstance(act.value, Instance | Tensor):
        return Unfit("no layer or function takes part: Python itself refuses")
    return _written(lambda writer: writer.act(act, call))


def _written(write: Callable[[_Writer], object]) -> Witness | Unfit:
    writer = _Writer()
    try:
        write(writer)
    except _NoWitness as reason:
        return Unfit(str(reason))
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as fault:
        return Unfit(f"the call cannot be written down ({type(fault).__name__})")
    return Witness(tuple(writer.steps), writer.bounds())


class _Writer:
    """Steps as they are written, each layer and each node of a graph once."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.made: dict[int, Ref] = {}
        self.symbols: set[Symbol] = set()

    def bounds(self) -> tuple[Bounds, ...]:
        """What is known of every symbol that was written."""
        known = [(symbol, narrowed(symbol)) for symbol in sorted(self.symbols, key=lambda symbol: symbol.key)]
        return tuple(Bounds(symbol, found.low, found.high, found.multiple_of) for symbol, found in known)

    def step(self, step: Step) -> Ref:
        """Add a step."""
        if len(self.steps) >= _MOST_STEPS:
            raise _NoWitness("too many layers take part")
        self.steps.append(step)
        return Ref(len(self.steps) - 1)

    def call(self, call: RuleCall) -> None:
        """The call under way, and before it what it needs."""
        rule, args = call.rule, call.args
        if call.layer is not None:
            layer = self.built(call.layer, rule)
            self.step(Step("call", rule.name, (layer, *self.terms(args.positional)), self.named(args)))
            return
        if rule.name in _TRAINING:
            self.training(rule, args)
            return
        if rule.kind == "property":
            self.step(Step("read", rule.name, tuple(self.terms(args.positional))))
            return
        self.step(Step("use", rule.name, tuple(self.received(args)), self.named(args)))

    def received(self, args: Args) -> list[Term]:
        """Positional arguments; a layer whose weights are asked for has them already."""
        first = args.positional[0] if args.positional else None
        if isinstance(first, Instance) and isinstance(first.cls, Rule) and MADE in first.slots:
            return [self.built(first, first.cls), *self.terms(args.positional[1:])]
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
            raise _NoWitness("what it is indexed with is not known")
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
            raise _NoWitness("the data is not known")
        once = (("epochs", 1),) if rule.short == "fit" else ()
        size = self.keywords([("batch_size", args.keywords.get("batch_size", UNKNOWN))])
        quiet = (("verbose", 0),) if rule.short in ("fit", "evaluate", "predict") else ()
        self.step(Step("use", rule.name, tuple(terms), (*once, *size, *quiet)))

    def named(self, args: Args) -> tuple[tuple[str, Term], ...]:
        """Keyword arguments; what nobody knows is left to its default."""
        return self.keywords(args.keywords.items())

    def keywords(self, given: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Term], ...]:
        """Keyword arguments that are known."""
        terms = ((name, self.term(value)) for name, value in given)
        return tuple((name, term) for name, term in terms if term is not ANYTHING)

    def terms(self, values: Iterable[Value]) -> list[Term]:
        """Positional arguments; those at the end that nobody knows are left to their defaults."""
        found = [self.term(value) for value in values]
        while found and found[-1] is ANYTHING:
            found.pop()
        return found

    # --- values ---

    def term(self, value: Value) -> Term:
        """A value as plain data; `ANYTHING` for one that nobody knows, or that is the program's own."""
        handler = _TERMS.get(type(value))
        return handler(self, value) if handler is not None else ANYTHING

    def size(self, value: Value) -> int | Dim | None:
        """A size; None for one that nobody knows."""
        if isinstance(value, Dim):
            value = resolve(value)
        if isinstance(value, Dim):
            self.symbols |= value.symbols()
        return value if isinstance(value, int | Dim) else None

    def array(self, tensor: Tensor) -> Array:
        """A tensor by its shape."""
        content: Any = None
        if isinstance(tensor.content, int | Dim):
            content = self.size(tensor.content)
        elif isinstance(tensor.content, tuple) and all(isinstance(item, int | Dim) for item in tensor.content):
            content = tuple(self.size(item) for item in tensor.content)
        name = tensor.flow.name if tensor.flow is not None else None
        sizes = tuple(map(self.size, tensor.shape.dims))
        strides: Any = None
        if isinstance(tensor.strides, tuple) and all(isinstance(each, int | Dim) for each in tensor.strides):
            strides = tuple(self.size(each) for each in tensor.strides)
        return Array(sizes, tensor.dtype, tensor.shape.open, content, name, strides)

    def dim(self, value: Dim) -> Term:
        """A number that is a size."""
        found = self.size(value)
        return ANYTHING if found is None else found

    def row(self, kind: Any, items: Iterable[Value]) -> Term:
        """A tuple or list."""
        terms = tuple(map(self.term, items))
        return ANYTHING if len(terms) > _MOST_ITEMS else Row(kind, terms)

    def many(self, kind: Any, value: Many) -> Term:
        """A row of which every item is alike."""
        items = items_of(value)
        return ANYTHING if items is None else self.row(kind, items)

    def listed(self, value: ListValue) -> Term:
        """A list."""
        items = value.items
        return self.many("list", items) if isinstance(items, Many) else self.row("list", items)

    def shape(self, value: Shape) -> Term:
        """A shape as an argument."""
        return ANYTHING if value.open else self.row("tuple", value.dims)

    def instance(self, value: Instance) -> Term:
        """A layer or model."""
        rule = value.cls if isinstance(value.cls, Rule) else None
        if rule is None and isinstance(value.cls, ClassValue):
            rule = next((cls for cls in value.cls.order if isinstance(cls, Rule)), None)
        if rule is None or (isinstance(value.cls, ClassValue) and _INPUTS not in value.slots):
            raise _NoWitness("an object of the program's own takes part")
        return self.model(value, rule) if _is_model(value, rule) else self.layer(value, rule)

    # --- layers and models ---

    def layer(self, layer: Instance, rule: Rule) -> Ref:
        """A layer as it was made."""
        known = self.made.get(id(layer))
        if known is not None:
            return known
        made = layer.slots.get(MADE)
        if not isinstance(made, Made):
            raise _NoWitness(f"how the {rule.short} was made is not known")
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
        if _LOSS in model.slots:
            loss = self.term(model.slots[_LOSS])
            if loss is ANYTHING:
                raise _NoWitness("the loss is the program's own")
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
            raise _NoWitness("the layers of the model are not known")
        begin: list[Term] = [self.graph(model.slots[_INPUTS])] if _INPUTS in model.slots else []
        rest = [self.instance(layer) for layer in layers if isinstance(layer, Instance)]
        return self.step(Step("use", "keras.Sequential", (Row("list", (*begin, *rest)),)))

    def graph(self, value: Value) -> Term:
        """Keras tensors, nested, by the layers that they come from."""
        if isinstance(value, tuple | ListValue):
            return Row("list", tuple(self.graph(item) for item in items_of(value) or ()))
        maker = value.flow.maker if isinstance(value, Tensor) and value.flow is not None else None
        if maker is None:
            raise _NoWitness("how the model was put together is not known")
        if id(maker) not in self.made:
            self.made[id(maker)] = self.node(maker)
        return self.made[id(maker)]

    def node(self, node: Any) -> Ref:
        """One call of a layer in a graph."""
        declared = node.layer.slots.get(_DECLARED)
        if isinstance(declared, Shape):
            sizes: list[Term] = [None if isinstance(size, Dim) else self.term(size) for size in declared.dims]
            return self.step(Step("use", "keras.layers.Input", (), (("batch_shape", Row("tuple", tuple(sizes))),)))
        if node.outputs != 1:
            raise _NoWitness("a layer of the model gives several tensors")
        layer = self.instance(node.layer)
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


def _itself(writer: _Writer, value: Value) -> Term:
    plain: Term = value
    return plain


def _range(writer: _Writer, value: Range) -> Term:
    items = items_of(value)
    return ANYTHING if items is None else writer.row("list", items)


_TERMS: Final[dict[type, Callable[[_Writer, Any], Term]]] = {
    **dict.fromkeys((int, float, bool, str, type(None)), _itself),
    Tensor: _Writer.array,
    Dim: _Writer.dim,
    tuple: lambda writer, value: writer.row("tuple", value),
    Named: lambda writer, value: writer.row("tuple", value),
    ListValue: _Writer.listed,
    Many: lambda writer, value: writer.many("tuple", value),
    Shape: _Writer.shape,
    SliceOf: lambda writer, value: Cut(*(writer.term(end) for end in (value.lower, value.upper, value.step))),
    type(...): lambda writer, value: Public("..."),
    SomeInt: lambda writer, value: 0,
    Range: _range,
    External: lambda writer, value: Public(value.name),
    Rule: lambda writer, value: Public(value.name),
    Instance: _Writer.instance,
}
