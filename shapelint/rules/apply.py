"""Running a rule on values: constructing a layer, calling it, calling an op."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from shapelint.rules.binding import Args, MissingArgument, bind, bind_rule
from shapelint.rules.fixes import Fix, remade
from shapelint.rules.form import REQUIRED, Rule, Weight
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, excess, require_at_least, tuple_for_tensor
from shapelint.rules.nonzero import ones_in
from shapelint.rules.shared.strides import OTHER_FORMAT, resulting
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    AsIs,
    Flow,
    Instance,
    ListValue,
    Many,
    Named,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    items_of,
    shape_of,
    shared,
    sizes_of,
)
from shapelint.sizes import AxisClash, Dim, GrammarError, RankClash, Shape, Size, equal, shape_from

_WORDS: Final = {
    "in_features": "features",
    "input_size": "features",
    "in_channels": "channels",
    "num_features": "channels",
    "num_channels": "channels",
}
MADE: Final = "#made"  # slot of a framework's layer: its constructor arguments
BUILT: Final = "#built"  # slot of a Keras layer: the axes bound by the call that built it
INPUT: Final = "#input"  # slot of a Keras layer: the shape it was first called on
OUTPUT: Final = "#output"
OPEN: Final = "#open"  # beside constructor arguments: some of them are not known
_MOST_PARENTS: Final = 16  # of the items of one list


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Constructor arguments of a layer, by parameter."""

    args: Mapping[str, Value]


def construct(rule: Rule, args: Args) -> dict[str, Value]:
    """Bind and check the constructor's arguments.

    Raises BadCall, or Mismatch where a declared requirement of the construction does not hold.
    """
    bound = bound_to(rule, args)
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
        axes = _match(rule, called, made)
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
    return _finish(rule, result, axes | _sizes(made), called, machine)


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
    if rule.around is not None:
        args = rule.around(rule, args, machine)
    bound = _as_set(rule, bound_to(rule, args), machine)
    _large_enough(rule, bound)
    _no_row(rule, bound)
    try:
        axes = _match(rule, bound, bound)
        given = {**axes, "machine": machine, "axes": axes, "complete": not args.open}
        result = run_body(rule, bound, {name: given.get(name, UNKNOWN) for name in rule.injected})
    except Mismatch as mismatch:
        mismatch.named_by(rule.params)
        raise
    return _finish(rule, result, axes | _sizes(bound), bound, machine)


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


def _sizes(bound: Mapping[str, Value]) -> dict[str, Size | tuple[Size, ...]]:
    """The arguments that an axis name can stand for."""
    found: dict[str, Size | tuple[Size, ...]] = {}
    for name, value in bound.items():
        if isinstance(value, bool):
            continue
        if isinstance(value, int | Dim) or value is UNKNOWN:
            found[name] = value
        elif isinstance(value, SomeInt | SomeNumber):
            found[name] = UNKNOWN
        elif not isinstance(value, Tensor) and items_of(value) is not None:
            found[name] = sizes_of(value) or ()
    return found


def _match(rule: Rule, called: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """The axes that the inputs bind."""
    signature = rule.signature
    if signature is None:
        return {}
    names = [name or _only_input(rule) for name in signature.input_names]
    values = [called.get(name) for name in names]
    shapes = [None if value is None else shape_of(value) for value in values]
    result = signature.match(shapes, _sizes(given))
    if isinstance(result, RankClash):
        raise Mismatch(
            "SHP101",
            "{layer} expects {wanted} axes ({pattern}), gets {found}",
            operand=values[result.input],
            help=_edited(rule, values[result.input], given),
            excess=excess(len(result.found.dims), result.lowest, result.highest),
            layer=rule.short,
            wanted=result.wanted,
            pattern=signature.input_text(result.input),
            found=result.found,
        )
    if isinstance(result, AxisClash):
        operand = values[result.input]
        raise _axis_mismatch(rule, result, operand, _edited(rule, operand, given) or _remade(rule, result))
    return dict(result.items())


def _only_input(rule: Rule) -> str:
    return rule.call_params[0].name if rule.kind == "layer" else rule.params[0].name


def _axis_mismatch(rule: Rule, clash: AxisClash, operand: Value, help: Fix | None) -> Mismatch:
    word = _WORDS.get(clash.name, f"on axis `{clash.name}`")
    return Mismatch(
        rule.code,
        "{layer} expects {expected} {word}, gets {found}",
        operand=operand,
        layer=rule.short,
        axis=clash.name,
        expected=clash.expected,
        found=clash.found,
        word=word,
        help=help,
    )


def _edited(rule: Rule, operand: Value, given: Mapping[str, Value]) -> Fix | None:
    """The edit of the input that would fit, where the rule knows one."""
    return rule.advise(operand, given) if rule.advise is not None else None


def _remade(rule: Rule, clash: AxisClash) -> Fix | None:
    """The constructor that would fit, where one argument fixes the axis and its size is a number."""
    if rule.kind != "layer" or not isinstance(clash.found, int):
        return None
    names = [param.name for param in rule.params]
    if clash.name not in names:
        return None
    return remade(rule.short, clash.name, clash.found, first=names[0] == clash.name)


def _tensors(bound: Mapping[str, Value]) -> list[Tensor]:
    """The tensor operands, those in rows of them included, in the order of the parameters."""
    found: list[Tensor] = []
    for value in bound.values():
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple | ListValue):
            found.extend(item for item in (items_of(value) or ())[:_MOST_PARENTS] if isinstance(item, Tensor))
    return found


def _may_hold(value: Value) -> bool:
    """Whether there may be tensors in an argument of which none is known."""
    row = value.items if isinstance(value, ListValue) else value
    return row is UNKNOWN or isinstance(row, Many)


def _step(tensor: Tensor) -> Flow | None:
    """The last step of an operand, which says what role the operand has."""
    if tensor.role is None or (tensor.flow is not None and tensor.flow.role is not None):
        return tensor.flow
    return shared(replace(tensor.flow or Flow("", tensor.shape, None), role=tensor.role))


# What gives the numbers that it is given, in another order or another kind of array: they stay as large as they are.
_REARRANGING: Final = (
    "view", "reshape", "flatten", "ravel", "squeeze", "unsqueeze", "transpose", "permute", "t", "swapaxes",
    "contiguous", "detach", "clone", "copy", "cpu", "cuda", "to", "numpy", "long", "int", "astype", "expand", "repeat",
    "flip", "roll", "from_numpy", "as_tensor", "asarray", "expand_dims", "broadcast_to", "moveaxis",
)  # fmt: skip


def _finish(
    rule: Rule, result: Value, axes: Mapping[str, Value], called: Mapping[str, Value], machine: Machine
) -> Value:
    """What the body returned, as values: output shapes become tensors that know where they come from."""
    if isinstance(result, AsIs):
        return result.value
    if (result is None or isinstance(result, dict)) and rule.signature is not None:
        shapes = rule.signature.build({**axes, **(result or {})})
        result = shapes[0] if len(shapes) == 1 else shapes
    operands = _tensors(called)
    dtype = rule.dtype or (operands[0].dtype if operands else None if any(map(_may_hold, called.values())) else "float")
    symbolic = rule.family == "tf" and any(operand.family == "keras" for operand in operands)
    parents = tuple(step for step in map(_step, operands) if step is not None)
    like = Tensor(UNKNOWN_SHAPE, "keras" if symbolic else rule.family, dtype)
    kept = operands[0].drawn if operands and rule.short in _REARRANGING else None
    memory = None if rule.kind == "layer" and OTHER_FORMAT in machine.settings.slots else rule.memory

    def dressed(tensor: Tensor) -> Tensor:
        strides = resulting(memory, tensor.shape, called) if memory else tensor.strides
        if kept is not None and tensor.dtype == "int" and tensor.drawn is None and tensor.shape != Shape(()):
            tensor = replace(tensor, drawn=kept)
        ones = ones_in(rule, called, operands[0] if operands else None, tensor) if tensor.ones is None else tensor.ones
        step = shared(Flow(rule.short, tensor.shape, machine.site, parents))
        return replace(tensor, strides=strides, ones=ones, flow=step)

    return _dress(result, like, dressed)


def _dress(result: Value, like: Tensor, dressed: Callable[[Tensor], Tensor]) -> Value:
    """Shapes become tensors of the family and dtype of `like`; `dressed` gives tensors the step that this call is."""
    if isinstance(result, tuple):
        items = tuple(_dress(item, like, dressed) for item in result)
        return result.with_items(items) if isinstance(result, Named) else items
    if isinstance(result, ListValue) and isinstance(result.items, tuple) and any(map(_is_bare, result.items)):
        return ListValue(tuple(_dress(item, like, dressed) for item in result.items))
    if isinstance(result, Shape):
        result = like.reshaped(result)
    return dressed(result) if isinstance(result, Tensor) and result.flow is None else result


def _is_bare(item: Value) -> bool:
    return isinstance(item, Shape) or (isinstance(item, Tensor) and item.flow is None)


def layer_weights(rule: Rule, made: Mapping[str, Value], axes: Mapping[str, Value]) -> dict[str, Weight]:
    """The parameters of a layer, by name."""
    found: dict[str, Weight] = {}
    told = rule.weights_of(made) if rule.weights_of is not None else None
    for name, weight in (told or {}).items():
        known = weight if isinstance(weight, Weight) else Weight(weight or UNKNOWN_SHAPE, weight is not None)
        found[name] = known
    return found | patterned(rule.weights, made, axes)


def patterned(patterns: Mapping[str, str], made: Mapping[str, Value], axes: Mapping[str, Value]) -> dict[str, Weight]:
    """Parameters by their patterns; one behind ` if argument` is there where the argument is true."""
    given = {**axes, **_sizes(made)}
    found: dict[str, Weight] = {}
    for name, pattern in patterns.items():
        text, _, condition = pattern.partition(" if ")
        verdicts = [_truth(made.get(argument, UNKNOWN)) for argument in condition.split(" and ") if argument]
        there = False if False in verdicts else None if None in verdicts else True
        try:
            found[name] = Weight(shape_from(text, given), there)
        except GrammarError:
            found[name] = Weight(UNKNOWN_SHAPE, there)
    return found


def _truth(value: Value) -> bool | None:
    return bool(value) if isinstance(value, bool | int | str) or value is None else None


def weight_shapes(rule: Rule, made: Mapping[str, Value], axes: Mapping[str, Value]) -> dict[str, Shape]:
    """The shapes of the parameters that a layer may have, by name."""
    weights = layer_weights(rule, made, axes)
    return {name: weight.shape for name, weight in weights.items() if weight.there is not False}
