"""Layers and models of Keras as witnesses make them again: a layer as it was made, a model from its layers or graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shapelint.engine.objects import ClassValue
from shapelint.engine.writing import NoWitnessError, Writer
from shapelint.findings.witness import ANYTHING, Array, Ref, Row, Step, Term
from shapelint.rules.apply import BUILT, INPUT, MADE, Made
from shapelint.rules.form import REQUIRED, Param, Rule
from shapelint.rules.keras.graph import Node
from shapelint.rules.values import UNKNOWN, DictValue, Instance, ListValue, Tensor, Value, items_of
from shapelint.sizes import Dim, Shape

_DECLARED: Final = "#declared"
_DECLARING: Final = ("#input_shape", "#input_dim")  # among constructor arguments: what a first layer says of its input
_INPUTS, _OUTPUTS, _LAYERS, _LOSS = "#inputs", "#outputs", "#layers", "#loss"


class ModelWriter(Writer):
    """Layers and models as they are written, each layer and each node of a graph once.

    abridged: whether layers that cannot be written are left out of models.
    """

    def __init__(self) -> None:
        super().__init__()
        self.abridged = False
        self.nodes: dict[int, Term] = {}  # of graphs

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
        if not isinstance(maker, Node):
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
