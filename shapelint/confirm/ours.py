"""Our world: rules run one by one, on a machine that knows no program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from types import FunctionType, MethodType
from typing import Any, Final

from shapelint.confirm.examples import Example
from shapelint.confirm.expressions import run
from shapelint.confirm.plain import plain
from shapelint.confirm.worlds import MODULES, Absent, Outcome, spellings
from shapelint.findings.catalogue import CATALOGUE
from shapelint.rules.apply import BUILT, INPUT, MADE, OUTPUT, Made, call_layer, call_op, construct, same_build
from shapelint.rules.binding import Args, bind_rule
from shapelint.rules.form import Rule
from shapelint.rules.hooks import call_hooked
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.names import canonical
from shapelint.rules.registry import derives, find, resolve_method
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.values import (
    CLASSES,
    UNKNOWN,
    DictValue,
    External,
    Instance,
    ListValue,
    Many,
    Method,
    Mutable,
    Named,
    Range,
    Site,
    SliceOf,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.rules.weights import layer_weights
from shapelint.sizes import Shape, symbol


class Ours:
    """The rules; a Mismatch that is an error ends the example, a warning is noted."""

    site: Site | None = None

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.settings = DictValue()
        self.reports: list[Mismatch] = []

    def outcome(self, example: Example) -> Outcome:
        """What the rules say; raises BadCall where an example does not fit a rule's signature."""
        self.reports = []
        try:
            value = run(self, example.setup, example.source)
        except Mismatch as mismatch:
            return Outcome(False, None, (mismatch.code,), mismatch.brief)
        codes = tuple(mismatch.code for mismatch in self.reports)
        return Outcome(True, plain(value), codes, "; ".join(mismatch.brief for mismatch in self.reports))

    # --- what examples need ---

    def tensor(self, sizes: tuple[Any, ...], dtype: str) -> Value:
        """A new tensor of the rule's family."""
        dims = tuple(BATCH if size is None else size for size in sizes)
        return Tensor(Shape(dims), self.rule.family, dtype, strides="packed")

    def lookup(self, name: str) -> Value:
        """A rule, or a library."""
        if name in _PYTHON:
            return _PYTHON[name](self)
        for full in spellings(self.rule, name):
            found = find(full)
            if found is not None:
                return found
        if name in MODULES:
            return External(MODULES[name])
        raise Absent(name)

    def length(self, value: Value) -> Value:
        """`len(value)`."""
        if isinstance(value, Instance):
            return self.call(self.get(value, "__len__"))
        items = items_of(value)
        return shape_of(value).axis(0) if items is None else len(items)

    def symbol(self, name: str) -> Value:
        """A symbol."""
        return symbol(name)

    def slice(self, lower: Value, upper: Value, step: Value) -> Value:
        """A slice."""
        return SliceOf(lower, upper, step)

    def sequence(self, items: Iterable[Value]) -> ListValue:
        """A list."""
        return ListValue(tuple(items))

    def mapping(self, items: dict[Value, Value]) -> Value:
        """A dict."""
        return DictValue(items)

    def item(self, owner: Value, index: Value) -> Value:
        """`owner[index]`: Python's own of sequences, else the rule of `__getitem__`."""
        if isinstance(owner, DictValue):
            return owner.slots.get(index, UNKNOWN)
        items = owner if isinstance(owner, tuple | Many) else owner.items if isinstance(owner, ListValue) else None
        if isinstance(items, Many):
            return items.each
        if items is not None:
            return _item(items, slice(index.lower, index.upper, index.step) if isinstance(index, SliceOf) else index)
        if isinstance(owner, Rule):
            found = find(f"{owner.name}.__getitem__")
            return UNKNOWN if found is None else self.call(found, (index,))
        return self.call(self.get(owner, "__getitem__"), (index,))

    def set_item(self, owner: Value, index: Value, value: Value) -> None:
        """`owner[index] = value`."""
        self.call(self.get(owner, "__setitem__"), (index, value))

    def binary(self, op: str, left: Value, right: Value) -> Value:
        """The rule of the operator."""
        if not isinstance(left, Tensor) and not isinstance(right, Tensor):
            return getattr(left, op)(right)
        owner = left if isinstance(left, Tensor) else right
        return self.call(self._method(CLASSES[owner.family], op), (left, right))

    def unary(self, op: str, value: Value) -> Value:
        """The shape stays."""
        return value if isinstance(value, Tensor) else -value

    # --- what rules need ---

    def call(self, callee: Value, args: Iterable[Value] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """Call a rule, a layer, a method or a function of the example."""
        return called(self, callee, Args(tuple(args), kwargs or {}))

    def get(self, owner: Value, name: str) -> Value:
        """Read an attribute."""
        if isinstance(owner, External):
            full = canonical(f"{owner.name}.{name}")
            return find(full) or External(full)
        if isinstance(owner, Rule):
            return owner.short if name == "__name__" else find(f"{owner.name}.{name}") or UNKNOWN
        if isinstance(owner, Tensor):
            return self._bind(self._method(CLASSES[owner.family], name), owner)
        if isinstance(owner, Named):
            return owner.get(name)
        if isinstance(owner, DictValue):
            views = {"values": lambda: tuple(owner.slots.values()), "keys": lambda: tuple(owner.slots)}
            return views.get(name, UNKNOWN)
        return self._of_instance(owner, name) if isinstance(owner, Instance) else UNKNOWN

    def spelled(self) -> frozenset[str]:
        """Examples stand in no file."""
        return frozenset()

    @property
    def entered(self) -> tuple[Value, ...]:
        """Examples enter nothing."""
        return ()

    @property
    def alone(self) -> bool:
        """Examples are run as they stand."""
        return False

    def arrays(self) -> tuple[Tensor, ...]:
        """Examples have no variables."""
        return ()

    def _of_instance(self, owner: Instance, name: str) -> Value:
        if name in owner.slots:
            return owner.slots[name]
        if name in ("forward", "call") and owner.cls.kind == "layer":
            return lambda *args, **keywords: _forward(self, owner, Args(args, keywords))
        made = owner.slots.get(MADE)
        if made is not None:
            weights = layer_weights(owner.cls, made.args, owner.slots.get(BUILT) or {})
            if name in weights:
                weight = weights[name]
                there = Tensor(weight.shape, owner.cls.family, "float")
                return there if weight.there else None if weight.there is False else UNKNOWN
            if name in made.args:
                return made.args[name]
        return self._bind(resolve_method((owner.cls.name,), name), owner)

    def _method(self, classes: tuple[str, ...], name: str) -> Value:
        found = (find(f"{cls}.{name}") for cls in classes)
        rule = next((rule for rule in found if rule is not None), None)
        if rule is None:
            raise LookupError(f"no rule for `{name}` of {classes[0]}")
        return rule

    def _bind(self, rule: Rule | None, owner: Value) -> Value:
        if rule is None:
            return UNKNOWN
        return call_op(rule, Args((owner,)), self) if rule.kind == "property" else Method(rule, owner)

    def put(self, owner: Value, key: Value, value: Value) -> None:
        """Set a slot."""
        if isinstance(owner, Mutable):
            owner.slots[key] = value

    def keep(self, path: Value, value: Value) -> None:
        """Put something into a file."""

    def kept(self, path: Value) -> Value:
        """What has been put into a file; nobody knows here."""
        return UNKNOWN

    def become(self, value: Value) -> None:
        """Examples look at what a call gives only."""

    def is_a(self, value: Value, name: str) -> bool:
        """Whether `value` is an instance of a framework's class."""
        return isinstance(value, Instance) and derives((value.cls.name,), name)

    def user_method(self, owner: Value, name: str) -> Value | None:
        """Examples define no classes."""
        return None

    def hand(self, value: Value) -> None:
        """Examples are at their end."""

    def make(self, name: str, slots: Mapping[Value, Value]) -> Value:
        """A new instance."""
        return Instance(find(name), None, dict(slots))

    def list(self, items: Iterable[Value]) -> ListValue:
        """A new list."""
        return self.sequence(items)

    def setting(self, name: str, value: Value) -> AbstractContextManager[None]:
        """Examples set nothing for a while."""
        return nullcontext()

    def takes(self, callee: Value, name: str, *, named: bool = False) -> bool | None:
        """Examples define no functions."""
        return None

    def in_batches(self, batch: Value, action: Callable[[Value], Value]) -> Value:
        """One batch stands for all."""
        return action(batch)

    def silent(self) -> AbstractContextManager[None]:
        """What is run inside may be refused."""
        return suppress(Mismatch)

    def report(self, mismatch: Mismatch) -> None:
        """Note a warning; an error ends the example."""
        if CATALOGUE[mismatch.code].severity == "error":
            raise mismatch
        self.reports.append(mismatch)


def _item(items: tuple[Value, ...], index: Any) -> Value:
    if not isinstance(index, int | slice):
        return UNKNOWN  # any of them
    try:
        return items[index]
    except IndexError:
        raise Mismatch("SHP506", "{count} items have no item {index}", count=len(items), index=index) from None


def _rule(world: Ours, rule: Rule, args: Args) -> Value:
    if rule.kind == "op":
        return call_op(rule, args, world)
    instance = Instance(rule)
    if rule.kind == "layer":
        instance.slots[MADE] = Made(construct(rule, args))
        return instance
    bound = bind_rule(rule, args)
    extra = {"machine": world, "layer": instance, "complete": not args.open}
    positional: list[Value] = []
    keywords = {name: extra[name] for name in rule.injected if name in extra}
    for param in rule.params:
        value = bound[param.name]
        if param.kind == "star":
            positional.extend(value if isinstance(value, tuple) else (value,))
        elif param.kind == "double_star":
            keywords.update(value)
        else:
            keywords[param.name] = value
    rule.body(*positional, **keywords)
    return instance


def _instance(world: Ours, layer: Instance, args: Args) -> Value:
    return call_hooked(layer, args, world, partial(_run_instance, world, layer))


def _run_instance(world: Ours, layer: Instance, args: Args) -> Value:
    rule: Rule = layer.cls
    caller = resolve_method((rule.name,), "__call__")
    if caller is not None:
        return call_op(caller, Args((layer, *args.positional), args.keywords), world)
    if rule.kind != "layer":
        return world.call(world.get(layer, rule.runs or "forward"), args.positional, args.keywords)
    return _forward(world, layer, args)


def _forward(world: Ours, layer: Instance, args: Args) -> Value:
    """Call the layer itself, below its `__call__`."""
    rule: Rule = layer.cls
    built: dict[str, Value] = {}
    result = call_layer(rule, layer.slots[MADE].args, args, layer, world, built)
    if BUILT in layer.slots:
        same_build(rule, layer.slots[BUILT], built, args, layer)
    else:
        layer.slots |= {BUILT: built, INPUT: shape_of(args.positional[0]) if args.positional else UNKNOWN}
    layer.slots[OUTPUT] = result
    return result


def _method(world: Ours, method: Method, args: Args) -> Value:
    return call_op(method.rule, Args((method.self, *args.positional), args.keywords, args.open), world)


def _function(world: Ours, function: Callable[..., Value], args: Args) -> Value:
    return function(*args.positional, **args.keywords)


def _range(*ends: Value) -> Range:
    return Range(*((0, *ends, 1) if len(ends) == 1 else (*ends, 1)[:3]))


def _slice(*ends: Value) -> SliceOf:
    return SliceOf(*((None, *ends, None) if len(ends) == 1 else (*ends, None)[:3]))


_PYTHON: Final[dict[str, Callable[[Ours], Callable[..., Value]]]] = {
    "range": lambda world: _range,
    "slice": lambda world: _slice,
    "len": lambda world: world.length,
    "list": lambda world: lambda value: world.call(world.get(value, "__iter__")),
    "OrderedDict": lambda world: lambda items: items,
}


def called(ours: Ours, callee: Value, args: Args) -> Value:
    """What a call gives in our world."""
    handler = _CALL.get(type(callee))
    return handler(ours, callee, args) if handler else UNKNOWN


_CALL: Final[dict[type, Callable[[Ours, Any, Args], Value]]] = {
    Rule: _rule,
    Instance: _instance,
    Method: _method,
    FunctionType: _function,
    MethodType: _function,
}
