"""Binding the arguments of a call to a signature, where some arguments may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shapelint.rules.form import REQUIRED, Param, Rule
from shapelint.rules.values import UNKNOWN, Value


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of a call; `open` where a `*rest` or `**rest` of unknown content stands among them."""

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)
    open: bool = False


class BadCall(Exception):
    """The arguments do not fit the signature."""


class MissingArgument(BadCall):
    """An argument that has no default is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"needs an argument `{name}`")
        self.name = name


def bind(params: tuple[Param, ...], args: Args) -> dict[str, Value]:
    """Every parameter's value: given, default, or UNKNOWN where an open argument list may have given it.

    Raises BadCall for a missing, surplus or unexpected argument.
    """
    bound: dict[str, Value] = {}
    rest = list(args.positional)
    keywords = dict(args.keywords)
    unexpected = _unexpected(params, keywords)
    if unexpected is not None:
        raise BadCall(f"has no argument `{unexpected}`")
    for param in params:
        match param.kind:
            case "star":
                bound[param.name] = UNKNOWN if args.open else tuple(rest)
                rest = []
            case "double_star":
                bound[param.name] = keywords
                keywords = {}
            case "keyword":
                bound[param.name] = _default(param, keywords, args)
            case _:
                if rest:
                    if param.name in keywords and param.kind == "plain":
                        raise BadCall(f"got several values for `{param.name}`")
                    bound[param.name] = rest.pop(0)
                else:
                    bound[param.name] = _default(param, keywords, args)
    if rest and not args.open:
        raise BadCall(f"takes {len(args.positional) - len(rest)} positional arguments, got {len(args.positional)}")
    return bound


def _unexpected(params: tuple[Param, ...], keywords: Mapping[str, Value]) -> str | None:
    """A keyword that no parameter takes."""
    if any(param.kind == "double_star" for param in params):
        return None
    taken = {param.name for param in params if param.kind in ("plain", "keyword")}
    return next((name for name in keywords if name not in taken), None)


def _default(param: Param, keywords: dict[str, Value], args: Args) -> Value:
    if param.name in keywords and param.kind != "positional":
        return keywords.pop(param.name)
    if args.open:
        return UNKNOWN
    if param.default is REQUIRED:
        raise MissingArgument(param.name)
    return param.default


# What the base of every Keras layer takes for the shape of its input; kept apart from the layer's own arguments.
_DECLARED: Final = ("input_shape", "batch_input_shape", "input_dim", "input_length", "batch_size")


def bind_rule(rule: Rule, args: Args) -> dict[str, Value]:
    """Bind to a rule's signature, old spellings of arguments included.

    A Keras layer also takes the arguments of its base, and in each version some that another does not know: they are
    returned beside its own, those that declare an input as `#input_shape`.  Raises BadCall.
    """
    positional, keywords = args.positional, dict(args.keywords)
    if rule.adapt is not None:
        positional, keywords = rule.adapt(positional, keywords)
    for old, new in rule.aliases.items():
        if old in keywords and new not in keywords:
            keywords[new] = keywords.pop(old)
    if rule.before and not args.open:
        given_first = {param.name for param in rule.params[: len(positional)]}
        keywords = {name: value for name, value in rule.before.items() if name not in given_first} | keywords
    extra: dict[str, Value] = {}
    if rule.kind == "layer" and rule.family == "keras":
        own = {param.name for param in rule.params}
        extra = {f"#{name}" if name in _DECLARED else name: keywords.pop(name) for name in keywords.keys() - own}
    given = Args(positional, keywords, args.open)
    _companions(rule, given)
    return bind(rule.params, given) | extra


def _companions(rule: Rule, args: Args) -> None:
    """What is given goes with something else that must be given, too.  Raises MissingArgument."""
    names = [param.name for param in rule.params][: len(args.positional)] if rule.needs else []
    for name, other in rule.needs.items():
        if not args.open and name in args.keywords and other not in (*names, *args.keywords):
            raise MissingArgument(other)
