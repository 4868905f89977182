"""Declaring many functions that do the same to shapes, one row each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from shapelint.rules.form import Adapt, Around, Rule, op
from shapelint.rules.values import Value

_KEYWORDS: Final = inspect.Parameter.VAR_KEYWORD


def declare(
    names: str | tuple[str, ...],
    parameters: str,
    made: Callable[..., Value],
    doc: str,
    *,
    dtype: str | None = None,
    call: str | None = None,
    legacy: Mapping[str, str] | None = None,
    least: Mapping[str, int] | None = None,
    adapt: Adapt | None = None,
    needs: Mapping[str, str] | None = None,
    around: Around | None = None,
) -> Rule:
    """Declare a function whose signature is `parameters`, written as in a `def`.

    made: gets by keyword those of the parameters that it names (all if it takes `**given`), and `machine` if it names
    that.  doc: the docstring, in which `@` stands for what an example calls: `call`, or the last part of the name.
    legacy: other spellings of keywords -> those of the signature; least, adapt, needs, around: as in `op`.
    """
    wanted = inspect.signature(made).parameters
    own = inspect.signature(_function(f"def body({parameters}): ...", {})).parameters
    every = any(param.kind is _KEYWORDS for param in wanted.values())
    handed = [name for name in own if every or name in wanted]
    if "machine" in wanted:
        has_keywords = any(param.kind in (inspect.Parameter.KEYWORD_ONLY, _KEYWORDS) for param in own.values())
        parameters = _with_machine(parameters, has_keywords or "*" in parameters)
        handed.append("machine")
    text = f"def body({parameters}): return made({', '.join(f'{name}={name}' for name in handed)})"
    body = _function(text, {"made": made})
    short = (names if isinstance(names, str) else names[0]).rpartition(".")[2]
    body.__doc__ = doc.replace("@", call or short)
    return op(names, dtype=dtype, legacy=legacy, least=least, adapt=adapt, needs=needs, around=around)(body)


def of(made: Callable[..., Value], *names: str) -> Callable[..., Value]:
    """What `declare` hands to `made` one by one: the values of these parameters."""

    def handed(**given: Value) -> Value:
        return made(*(given[name] for name in names))

    return handed


def words(text: str) -> tuple[str, ...]:
    """The names in a text."""
    return tuple(text.split())


def _with_machine(parameters: str, keywords: bool) -> str:
    before, star, rest = parameters.partition("**")
    inserted = "machine" if keywords and "*" in before else "*, machine"
    return f"{before}{inserted}, {star}{rest}" if star else f"{parameters}, {inserted}"


def _function(text: str, scope: dict[str, Any]) -> Callable[..., Any]:
    exec(text, scope)  # our own declarations only, never a checked program's text
    body: Callable[..., Any] = scope["body"]
    return body
