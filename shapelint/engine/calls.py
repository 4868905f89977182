"""Calling a value, by what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine import functions, instances
from shapelint.engine.alternatives import each_way, in_each, unknown_in
from shapelint.engine.attributes import get, user_attribute
from shapelint.engine.forgetting import forget, forget_attribute
from shapelint.engine.guarding import guarded
from shapelint.engine.layers import framework_rule, made_of
from shapelint.engine.mixups import row_called, tensor_called
from shapelint.engine.objects import (
    BoundFunction,
    Builtin,
    ClassValue,
    Either,
    Forward,
    Function,
    Initialiser,
    Partial,
)
from shapelint.engine.overwriting import overwritten_by, reordered, reorders
from shapelint.engine.versions import hangs_on_version
from shapelint.rules.apply import (
    BUILT,
    INPUT,
    MADE,
    OUTPUT,
    Made,
    bound_to,
    call_layer,
    call_op,
    construct,
    run_body,
    same_build,
)
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.hooks import call_hooked
from shapelint.rules.numpy.scalars import scalar
from shapelint.rules.registry import find, lineage, resolve_method
from shapelint.rules.values import (
    UNKNOWN,
    External,
    Instance,
    Method,
    Tensor,
    Value,
    Version,
    shape_of,
)
from shapelint.sizes import Shape

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def call(run: Run, callee: Value, args: Args) -> Value:
    """What `callee(*args)` returns; UNKNOWN for what nobody can call."""
    handler = _CALL.get(type(callee))
    if handler not in _OWN and hangs_on_version(callee, *args.positional):
        return Version()
    if handler is None or handler is _rule:
        overwritten_by(run, callee, args)
    if handler is None:
        return _unknown(run, callee, args)
    return handler(run, callee, args)


def _function(run: Run, callee: Function, args: Args) -> Value:
    return functions.call_function(run, callee, args)


def _bound(run: Run, callee: BoundFunction, args: Args) -> Value:
    return functions.call_function(run, callee.function, _prepend(callee.self, args), callee.self)


def _prepend(first: Value, args: Args) -> Args:
    return replace(args, positional=(first, *args.positional))


def _rule(run: Run, callee: Rule, args: Args) -> Value:
    if callee.kind == "op":
        return in_each(run, args, lambda each: guarded(run, callee, each, lambda: call_op(callee, each, run)), callee)
    instance = Instance(callee, run.site)
    _initialise(run, callee, instance, args)
    return instance


def _initialise(run: Run, rule: Rule, instance: Instance, args: Args) -> None:
    """The constructor of a framework's class, on a new instance."""
    args = unknown_in(args, rule)
    if rule.kind == "layer":
        made = guarded(run, rule, args, lambda: construct(rule, args))
        if made is UNKNOWN:
            made = {param.name: UNKNOWN for param in rule.params}
        run.heap.write(instance, MADE, Made(made))
    else:
        guarded(run, rule, args, lambda: _set_up(run, rule, instance, args))


def _set_up(run: Run, rule: Rule, instance: Instance, args: Args) -> Value:
    extra = {"machine": run, "layer": instance, "complete": not args.open}
    return run_body(rule, bound_to(rule, args), {name: extra[name] for name in rule.injected if name in extra})


def _initialiser(run: Run, callee: Initialiser, args: Args) -> Value:
    _initialise(run, callee.rule, callee.self, args)
    return None


def _class(run: Run, callee: ClassValue, args: Args) -> Value:
    return instances.instantiate(run, callee, args)


def _instance(run: Run, callee: Instance, args: Args) -> Value:
    return call_hooked(callee, args, run, partial(_run_instance, run, callee))


def _run_instance(run: Run, callee: Instance, args: Args) -> Value:
    own = user_attribute(run, callee, "__call__")
    if own is not None:
        return call(run, own, args)
    rule = framework_rule(callee)
    if rule is None:
        return _unknown(run, callee, args)
    caller = resolve_method((rule.name,), "__call__")
    if caller is not None:
        given = _prepend(callee, args)
        return guarded(run, caller, given, lambda: call_op(caller, given, run))
    if rule.kind == "layer":
        for name in ("forward", "call"):
            own = user_attribute(run, callee, name)
            if own is not None:
                return call(run, own, args)
        return _forward(run, Forward(rule, callee), args)
    classes = map(find, lineage((rule.name,)))
    method = next((cls.runs for cls in classes if cls is not None and cls.runs), None)
    return call(run, get(run, callee, method), args) if method else _unknown(run, callee, args)


def _forward(run: Run, callee: Forward, args: Args) -> Value:
    """Call a framework's layer itself; a Keras layer is built by its first call."""
    rule, layer = callee.rule, callee.self
    made = made_of(layer)
    if made is None:
        return UNKNOWN
    return in_each(
        run, args, lambda each: guarded(run, rule, each, lambda: _checked(run, rule, made, layer, each), layer), rule
    )


def _checked(run: Run, rule: Rule, made: Made, layer: Instance, args: Args) -> Value:
    if rule.family != "keras":
        return call_layer(rule, made.args, args, layer, run)
    built: dict[str, Value] = {}
    result = call_layer(rule, made.args, args, layer, run, built)
    first = layer.slots.get(BUILT)
    if first is None:
        run.heap.write(layer, BUILT, built)
        if args.positional:
            run.heap.write(layer, INPUT, shape_of(args.positional[0]))
    else:
        same_build(rule, first, built, args, layer)
    run.heap.write(layer, OUTPUT, result)
    return result


def _method(run: Run, callee: Method, args: Args) -> Value:
    given = _prepend(callee.self, args)
    if reorders(callee.rule):
        moved = callee.self if isinstance(callee.self, Tensor) else args.positional[0] if args.positional else None
        if isinstance(moved, Tensor):
            reordered(run, moved)
    rule = callee.rule
    return in_each(run, given, lambda each: guarded(run, rule, each, lambda: call_op(rule, each, run)), rule)


def _builtin(run: Run, callee: Builtin, args: Args) -> Value:
    try:
        return callee.run(run, args)
    except (TypeError, ValueError, IndexError, KeyError, ZeroDivisionError, OverflowError):
        return UNKNOWN  # the program would raise, or Python's own function was asked about values only we have


def _partial(run: Run, callee: Partial, args: Args) -> Value:
    given = callee.args
    return call(
        run,
        callee.callee,
        Args(given.positional + args.positional, {**given.keywords, **args.keywords}, given.open or args.open),
    )


def _either(run: Run, callee: Either, args: Args) -> Value:
    """Call each that can be called."""
    return each_way(run, [partial(call, run, option, args) for option in callee.options if option is not None])


_HARMLESS: Final = (
    "torch",
    "numpy",
    "keras",
    "tf",
    "builtins",
    "math",
    "logging",
    "warnings",
    "sys",
    "os",
    "time",
    "json",
    "copy",
    "matplotlib",
    "pandas",
    "sklearn",
    "scipy",
    "seaborn",
    "statsmodels",
    "plotly",
    "IPython",
)


def _unknown(run: Run, callee: Value, args: Args) -> Value:
    """Something nobody knows was called: lists, dicts and named attributes may have changed, functions be called."""
    for value in (*args.positional, *args.keywords.values()):
        run.hand(value)
    if isinstance(callee, External) and callee.name.partition(".")[0] in _HARMLESS:
        numpy = callee.name.startswith("numpy.") and len(args.positional) == 1
        return scalar(callee.name, args.positional[0]) if numpy else UNKNOWN
    for value in (*args.positional, *args.keywords.values()):
        forget(run, value)
    for owner, name in pairwise((UNKNOWN, *args.positional)):
        forget_attribute(run, owner, name)
    return UNKNOWN


_OWN: Final = (_function, _bound, _class, _instance, _partial)  # which are run

_CALL: Final[dict[type, Callable[[Run, Any, Args], Value]]] = {
    Function: _function,
    BoundFunction: _bound,
    Rule: _rule,
    ClassValue: _class,
    Instance: _instance,
    Initialiser: _initialiser,
    Forward: _forward,
    Method: _method,
    Builtin: _builtin,
    Partial: _partial,
    Either: _either,
    Tensor: lambda run, callee, args: tensor_called(run, callee),
    Shape: lambda run, callee, args: row_called(run, callee),
    tuple: lambda run, callee, args: row_called(run, callee),
}
