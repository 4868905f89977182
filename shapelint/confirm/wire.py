"""Witnesses between processes, as JSON.

What is read is checked as if a stranger had sent it: sizes, numbers, texts and names that are not allowed are refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from shapelint.confirm.allowed import MOST_ELEMENTS, MOST_NUMBER, name_allowed, rule_allowed, text_allowed
from shapelint.findings.witness import Array, Cut, Form, Public, Ref, Row, Step, Term, Witness

_FORMS: Final[dict[str, Form]] = {"use": "use", "call": "call", "read": "read", "unpack": "unpack", "index": "index"}
_MOST_NAMES: Final = 256
_MOST_DEPTH: Final = 16  # of rows in rows
_WORKERS: Final = frozenset({"num_workers", "workers", "use_multiprocessing", "n_jobs", "pin_memory"})
_BARE: Final = frozenset({"tf.Session"})  # made with nothing, and so with no address of another machine
_DTYPES: Final = (None, "float", "int", "bool", "complex")


class NotAllowedError(ValueError):
    """Something that no worker is to be handed."""


def cleaned(witness: Witness) -> Witness:
    """Without the keyword arguments that may not be handed over; they decide nothing, or the witness fails to fail.

    Raises NotAllowedError for a positional one.
    """
    return replace(witness, steps=tuple(map(_cleaned, witness.steps)))


def _cleaned(step: Step) -> Step:
    kept = []
    for name, value in step.keywords:
        if name in _WORKERS:
            continue
        try:
            _encoded(value, step.rule)
        except NotAllowedError:
            continue
        kept.append((name, value))
    for value in step.args:
        _encoded(value, step.rule)
    return replace(step, keywords=tuple(kept))


def encoded(witness: Witness) -> list[Any]:
    """A witness with numbers for sizes as plain JSON.  Raises NotAllowedError."""
    return [
        {
            "form": step.form,
            "rule": step.rule,
            "args": [_encoded(value, step.rule) for value in step.args],
            "keywords": {name: _encoded(value, step.rule) for name, value in step.keywords},
        }
        for step in witness.steps
    ]


def decoded(data: Any) -> Witness:
    """The witness of such JSON.  Raises NotAllowedError."""
    if not isinstance(data, list):
        raise NotAllowedError("a witness is a list of steps")
    steps = tuple(_step(entry, at) for at, entry in enumerate(data))
    if sum(map(_elements, steps)) > MOST_ELEMENTS:
        raise NotAllowedError("the arrays are too large")
    return Witness(steps)


def elements(witness: Witness) -> int:
    """How many numbers the arrays of a witness hold together."""
    return sum(map(_elements, witness.steps))


def _elements(step: Step) -> int:
    return sum(_in_term(term) for term in step.terms())


def _in_term(term: Term) -> int:
    if isinstance(term, Array):
        return max(math.prod(term.numbers), term.reach)
    return sum(map(_in_term, term.items)) if isinstance(term, Row) else 0


def _encoded(term: Term, rule: str, depth: int = 0) -> Any:
    if depth > _MOST_DEPTH:
        raise NotAllowedError("rows in rows in rows")
    if isinstance(term, Row):
        return {term.kind: [_encoded(item, rule, depth + 1) for item in term.items]}
    handler = _ENCODE.get(type(term))
    if handler is None:
        raise NotAllowedError(f"{type(term).__name__} cannot be handed over")
    return handler(term, rule)


def _text(term: str, rule: str) -> str:
    if not text_allowed(term, rule):
        raise NotAllowedError("a text that is no known word of a framework")
    return term


def _number(term: float, rule: str) -> float:
    if abs(term) > MOST_NUMBER or term != term:
        raise NotAllowedError("a number too large to be tried")
    return term


def _public(term: Public, rule: str) -> Any:
    if not name_allowed(term.name):
        raise NotAllowedError("a name that has no rule")
    return {"public": term.name}


def _array(term: Array, rule: str) -> Any:
    if not all(isinstance(size, int) for size in term.sizes) or not _whole(term.content):
        raise NotAllowedError("a size that is no number")
    if not _whole(term.strides):
        raise NotAllowedError("a stride that is no number")
    return {"array": list(term.sizes), "dtype": term.dtype, "content": term.content, "strides": term.strides}


def _whole(content: Any) -> bool:
    items = content if isinstance(content, tuple) else (content,)
    return content is None or all(isinstance(item, int) and abs(item) <= MOST_NUMBER for item in items)


_ENCODE: Final[dict[type, Callable[[Any, str], Any]]] = {
    int: _number,
    float: _number,
    bool: lambda term, rule: term,
    type(None): lambda term, rule: term,
    str: _text,
    Array: _array,
    Cut: lambda term, rule: {"cut": [_encoded(end, rule) for end in (term.lower, term.upper, term.step)]},
    Public: _public,
    Ref: lambda term, rule: {"ref": term.step},
}


def _step(data: Any, at: int) -> Step:
    if not isinstance(data, dict) or data.keys() != {"form", "rule", "args", "keywords"}:
        raise NotAllowedError("not a step")
    form, rule = _FORMS.get(data["form"]), data["rule"]
    if form is None or not isinstance(rule, str) or not rule_allowed(rule):
        raise NotAllowedError("what has no rule is not run")
    if not all(name.isidentifier() and name not in _WORKERS for name in data["keywords"]):
        raise NotAllowedError("not the name of an argument")
    if rule in _BARE and (data["args"] or data["keywords"]):
        raise NotAllowedError("it is made with nothing")
    if form == "unpack" and not (len(data["args"]) == 2 and data["args"][1] in range(1, _MOST_NAMES)):
        raise NotAllowedError("not a number of names")
    keywords = tuple((name, _term(value, rule, at)) for name, value in data["keywords"].items())
    return Step(form, rule, tuple(_term(value, rule, at) for value in data["args"]), keywords)


def _term(data: Any, rule: str, at: int, depth: int = 0) -> Term:
    if depth > _MOST_DEPTH:
        raise NotAllowedError("rows in rows in rows")
    if isinstance(data, dict) and data.keys() in ({"tuple"}, {"list"}, {"dict"}):
        ((kind, items),) = data.items()
        terms = tuple(_term(item, rule, at, depth + 1) for item in items)
        if kind == "dict" and not all(_is_pair(term) for term in terms):
            raise NotAllowedError("not pairs of what is made and what is given for it")
        return Row(kind, terms)
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, int | float):
        return _number(data, rule)
    if isinstance(data, str):
        return _text(data, rule)
    if isinstance(data, dict) and data:
        reader = _DECODE.get(next(iter(data)))
        if reader is not None:
            return reader(data, rule, at)
    raise NotAllowedError("not a value")


def _is_pair(term: Term) -> bool:
    """Whether it says what is given for what an earlier step makes."""
    return isinstance(term, Row) and len(term.items) == 2 and isinstance(term.items[0], Ref)


def _read_array(data: Any, rule: str, at: int) -> Array:
    sizes, content = data["array"], data.get("content")
    if not isinstance(sizes, list) or not all(type(size) is int and 0 <= size <= MOST_NUMBER for size in sizes):
        raise NotAllowedError("not sizes")
    if data.get("dtype") not in _DTYPES:
        raise NotAllowedError("not a kind of number")
    content = tuple(content) if isinstance(content, list) else content
    if not _whole(content) or (isinstance(content, tuple) and len(content) != math.prod(sizes)):
        raise NotAllowedError("not whole numbers, one for each place")
    strides = data.get("strides")
    if strides is not None and not (
        isinstance(strides, list)
        and len(strides) == len(sizes)
        and all(type(each) is int and 0 <= each <= MOST_NUMBER for each in strides)
    ):
        raise NotAllowedError("not strides")
    return Array(tuple(sizes), data.get("dtype"), content=content, strides=tuple(strides) if strides else None)


def _read_public(data: Any, rule: str, at: int) -> Public:
    name = data["public"]
    if not isinstance(name, str) or not name_allowed(name):
        raise NotAllowedError("a name that has no rule")
    return Public(name)


def _read_ref(data: Any, rule: str, at: int) -> Ref:
    if type(data["ref"]) is not int or not 0 <= data["ref"] < at:
        raise NotAllowedError("not an earlier step")
    return Ref(data["ref"])


_DECODE: Final[dict[str, Callable[[Any, str, int], Term]]] = {
    "array": _read_array,
    "cut": lambda data, rule, at: Cut(*(_term(end, rule, at) for end in data["cut"])),
    "public": _read_public,
    "ref": _read_ref,
}
