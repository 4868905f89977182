"""Declaring layers of a family, and the examples that layers and functions share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from shapelint.rules.form import Adjust, Rule, WeightsOf, layer
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape


def unchanged(input: Value) -> Shape:
    """The shape of the input."""
    return shape_of(input)


def declare_layer(
    name: str | tuple[str, ...],
    parameters: str,
    made: Callable[..., Value],
    doc: str,
    *,
    call: str = "",
    weights: Mapping[str, str] | WeightsOf | None = None,
    least: Mapping[str, int] | None = None,
    adjust: Adjust | None = None,
) -> Rule:
    """Declare a layer whose constructor's signature is `parameters`, written as in a `def`.

    made: gets by keyword all parameters, and those of `call` and the injected ones that are named behind a `*`.
    """
    names = list(inspect.signature(eval(f"lambda {parameters}: None")).parameters)  # our own declarations only

    def body(*args: Value, **kwargs: Value) -> Value:
        return made(**dict(zip(names, args, strict=False)), **kwargs)

    body.__signature__ = inspect.signature(eval(f"lambda {parameters}: None"))  # type: ignore[attr-defined]
    body.__doc__ = doc
    return layer(name, call=call, weights=weights, least=least, adjust=adjust)(body)


def shape_keeping_layer(name: str, signature: str, sentence: str, example: str = "") -> Rule:
    """Declare a layer whose output has the shape of its input.

    signature: of the constructor, written as in a `def`; example: the constructor's arguments in the docstring.
    """

    def body(*args: Value, input: Value, **kwargs: Value) -> Value:
        return shape_of(input)

    if "*args" not in signature:
        signature += f"{', ' if signature else ''}*, input"
    model = eval(f"lambda {signature}: None")  # our own declarations only, never a checked program's text
    body.__signature__ = inspect.signature(model)  # type: ignore[attr-defined]
    body.__doc__ = f"""{sentence}

    >>> {name}({example})([2, 3, 4, 5])
    (2, 3, 4, 5)
    """
    return layer(f"torch.nn.{name}")(body)


def as_layer(doc: str, name: str) -> str:
    """A docstring whose examples `@(input; options)` are calls of a layer, `name(options)(input)`."""
    return _written(doc, lambda given, made: f"{name}({made})({given})")


def as_function(doc: str, name: str) -> str:
    """A docstring whose examples `@(input; options)` are calls of a function, `name(input, options)`."""
    return _written(doc, lambda given, made: f"{name}({given}{', ' if made else ''}{made})")


def _written(doc: str, written: Callable[[str, str], str]) -> str:
    lines = []
    for line in doc.splitlines():
        before, at, call = line.partition("@(")
        given, _, made = call.rstrip().removesuffix(")").partition("; ")
        lines.append(before + written(given, made) if at else line)
    return "\n".join(lines)
