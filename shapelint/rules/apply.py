"""Running a rule on values: constructing a layer, calling it, calling an op."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from shapelint.rules.binding import Args, MissingArgument, bind, bind_rule
from shapelint.rules.form import REQUIRED, Rule
from shapelint.rules.machine import Machine
from shapelint.rules.matching import match, sizes_among
from shapelint.rules.mismatch import Mismatch, require_at_least, tuple_for_tensor
from shapelint.rules.open_calls import call_open, in_any_case
from shapelint.rules.outcome import finish
from shapelint.rules.shared.operands import number_in
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Value
from shapelint.sizes import Size, equal

MADE: Final = "#made"  # slot of a framework's layer: its constructor arguments
BUILT: Final = "#built"  # slot of a Keras layer: the axes bound by the call that built it
INPUT: Final = "#input"  # slot of a Keras layer: the shape it was first called on
OUTPUT: Final = "#output"
OPEN: Final = "#open"  # beside constructor arguments: some of them are not known


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Constructor arguments of a layer, by parameter."""

    args: Mapping[str, Value]


def construct(rule: Rule, args: Args) -> dict[str, Value]:
    """Bind and check the constructor's arguments.

    Raises BadCall, or Mismatch where a declared requirement of the construction does not hold.
    """
    bound = {name: number_in(value) for name, value in bound_to(rule, args).items()}
    if rule.adjust is not None:
        bound = rule.adjust(bound)
    if args.open:
        bound[OPEN] = True
    _large_enough(rule, bound)
    given = {**bound, "complete": not args.open}
    for check in rule.checks:
        names = check.__code__.co_varnames[: check.__code__.co_argcount + check.__code__.co_kwonlyargcount]
        check(**{name: given[name] for name in names})
    return bound


def bound_to(rule: Rule, args: Args) -> dict[str, Value]:
    """The arguments by parameter.  Raises BadCall, or Mismatch SHP706 where one that has no default is left out."""
    return _complete(rule, lambda: bind_rule(rule, args))


def _complete(rule: Rule, binding: Callable[[], dict[str, Value]]) -> dict[str, Value]:
    """What binding gives; other versions of Keras and TensorFlow call some of their arguments by other names."""
    try:
        return binding()
    except MissingArgument as missing:
        if rule.family not in ("torch", "numpy") and not rule.name.startswith("keras.ops."):
            raise
        raise Mismatch("SHP706", "{layer} needs an argument `{name}`", layer=rule.short, name=missing.name) from missing


def _large_enough(rule: Rule, bound: Mapping[str, Value]) -> None:
    for name, least in rule.least.items():
        require_at_least(least, name, bound[name])


def _no_row(rule: Rule, given: Mapping[str, Value]) -> None:
    """What PyTorch calls `input` is a tensor, and no tuple of them."""
    if tensor_parameter(rule) and isinstance(given["input"], tuple | ListValue):
        raise tuple_for_tensor("{layer} expects a tensor, gets {row}", given["input"], layer=rule.short)


def tensor_parameter(rule: Rule) -> str | None:
    """The first parameter of a call that takes nothing but a tensor, if there is one: what PyTorch calls `input`."""
    params = rule.call_params if rule.kind == "layer" else rule.params
    tensor = rule.family == "torch" and bool(params) and params[0].name == "input" and not params[0].anything
    return "input" if tensor else None


def call_layer(
    rule: Rule,
    made: Mapping[str, Value],
    args: Args,
    layer: Value,
    machine: Machine,
    built: dict[str, Value] | None = None,
) -> Value:
    """Call a constructed layer; `built` is filled with the axes that the inputs bound.

    A body given `axes` may bind more of them.  Raises BadCall, or Mismatch where the inputs do not fit.
    """
    called = _complete(rule, lambda: bind(rule.call_params, args))
    _no_row(rule, called)
    try:
        axes = match(rule, called, made)
        context = {"machine": machine, "layer": layer, "axes": axes, "complete": OPEN not in made}
        given = {**axes, **called, **context}
        extra = {name: given[name] for name in rule.injected}
        own = _as_set(rule, {param.name: made[param.name] for param in rule.params}, machine)
        result = run_body(rule, own, extra)
    except Mismatch as mismatch:
        mismatch.named_by((*rule.params, *rule.call_params))
        mismatch.layer = layer if isinstance(layer, Instance) else None
        if isinstance(layer, Instance) and layer.made is not None:
            mismatch.related = (*mismatch.related, (layer.made, f"{rule.short} is made here"))
        raise
    if built is not None:
        built.update(axes)
    return finish(rule, result, axes | sizes_among(made), called, machine)


def same_build(rule: Rule, first: Mapping[str, Value], now: Mapping[str, Value], args: Args, layer: Instance) -> None:
    """A layer whose weights exist already must get the sizes that it was built for.

    Raises Mismatch SHP203.
    """
    words = {word for pattern in rule.weights.values() for word in re.findall(r"[^\W\d]\w*", pattern.split(" if ")[0])}
    for name in sorted(words & first.keys() & now.keys()):
        if isinstance(first[name], Size) and isinstance(now[name], Size) and equal(first[name], now[name]) is False:
            made = ((layer.made, f"`{rule.short}` made here"),) if layer.made else ()
            raise Mismatch(
                "SHP203",
                "this {layer} was built for {expected} on axis `{axis}` by its first call, gets {found}",
                operand=args.positional[0] if args.positional else None,
                related=made,
                layer=rule.short,
                axis=name,
                expected=first[name],
                found=now[name],
                help=f"make one {rule.short} for each input width",
            )


def call_op(rule: Rule, args: Args, machine: Machine) -> Value:
    """Call a function or method.

    Raises BadCall, or Mismatch where the arguments do not fit.
    """
    if args.open and not acts(rule):
        return call_open(args, lambda filled: _call_op(rule, filled, machine))
    return _call_op(rule, args, machine)


def acts(rule: Rule) -> bool:
    """Whether a rule may change an object that it is given, which it is to do once."""
    return "machine" in rule.injected and bool(rule.params) and rule.params[0].name == "self"


def _call_op(rule: Rule, args: Args, machine: Machine) -> Value:
    if rule.around is not None:
        args = rule.around(rule, args, machine)
    bound = _as_set(rule, bound_to(rule, args), machine)
    return in_any_case(_cases(rule, bound), lambda case: _run_op(rule, case, not args.open, machine))


def _cases(rule: Rule, bound: dict[str, Value]) -> list[dict[str, Value]]:
    """The arguments, and those with None for what nobody knows and is None by default: `x.argmax(dim)`."""
    options = () if acts(rule) else rule.may_be_none
    unknown = [name for name in options if bound[name] is UNKNOWN]
    if not unknown:
        return [bound]
    several = [{**bound, name: None} for name in unknown] if len(unknown) > 1 else []
    return [bound, {**bound, **dict.fromkeys(unknown)}, *several]


def _run_op(rule: Rule, bound: dict[str, Value], complete: bool, machine: Machine) -> Value:
    _large_enough(rule, bound)
    _no_row(rule, bound)
    try:
        axes = match(rule, bound, bound)
        given = {**axes, "machine": machine, "axes": axes, "complete": complete}
        result = run_body(rule, bound, {name: given.get(name, UNKNOWN) for name in rule.injected})
    except Mismatch as mismatch:
        mismatch.named_by(rule.params)
        raise
    return finish(rule, result, axes | sizes_among(bound), bound, machine)


def _as_set(rule: Rule, bound: dict[str, Value], machine: Machine) -> dict[str, Value]:
    """The arguments with what the program has set for the whole library, for those that are None.

    `keras.data_format` is the setting for every `data_format` of Keras.
    """
    for setting, value in machine.settings.slots.items():
        library, _, name = str(setting).partition(".")
        if library == rule.family and bound.get(name, REQUIRED) is None:
            bound = {**bound, name: value}
    return bound


def run_body(rule: Rule, bound: Mapping[str, Value], extra: Mapping[str, Value]) -> Value:
    """Call a rule's body with bound arguments and what is injected."""
    positional: list[Value] = []
    keywords = dict(extra)
    for param in rule.params:
        value = bound[param.name]
        match param.kind:
            case "star":
                positional.extend(value if isinstance(value, tuple) else (value,))
            case "double_star":
                keywords.update(value if isinstance(value, Mapping) else {})
            case "keyword":
                keywords[param.name] = value
            case _:
                positional.append(value)
    return rule.body(*positional, **keywords)
