"""Our declarations have the frameworks' own parameters, in their order, with their defaults."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from overloads import Overload, overloads

from shapelint.confirm.worlds import framework_of, resolve
from shapelint.rules.binding import Args, BadCall, bind_rule
from shapelint.rules.form import REQUIRED, Rule
from shapelint.rules.registry import everything

_PLAIN: Final = (int, float, str, bool, type(None), tuple)
_STAR: Final = inspect.Parameter.VAR_POSITIONAL
_VARIABLE: Final = (_STAR, inspect.Parameter.VAR_KEYWORD)
_KEYWORD: Final = inspect.Parameter.KEYWORD_ONLY


def theirs(rule: Rule) -> Mapping[str, inspect.Parameter] | None:
    """The framework's own parameters, without the object; None where Python cannot tell."""
    found = resolve(rule.name)
    try:
        signature = inspect.signature(found.__init__ if inspect.isclass(found) else found)
    except (TypeError, ValueError):
        return None
    params = {name: param for name, param in signature.parameters.items() if name != "self"}
    named = {name: param for name, param in params.items() if param.kind not in _VARIABLE}
    return None if params and not named else named


def _checkable(rule: Rule) -> bool:
    """Operators are never called by name, and properties have no arguments."""
    called = rule.kind != "property" and not rule.short.startswith("__")
    return called and framework_of(rule) is not None and resolve(rule.name) is not None


RULES: Final = list(filter(_checkable, everything()))
_READABLE: Final = [rule for rule in RULES if theirs(rule) is not None]
_PUBLISHED: Final = [rule for rule in RULES if rule.family == "torch" and any(map(overloads, rule.names))]


@pytest.mark.parametrize("rule", _READABLE, ids=lambda rule: rule.name)
def test_signature(rule: Rule) -> None:
    expected = theirs(rule) or {}
    params = [param for param in rule.params if param.kind not in ("star", "double_star")]
    ours = {param.name: param.default for param in params[_is_method(rule.name) :]}
    assert list(ours) == list(expected), f"{list(ours)} against {list(expected)}"
    for name, param in expected.items():
        if param.default is REQUIRED:
            assert ours[name] is REQUIRED, name
        elif isinstance(param.default, _PLAIN) and _is_plain(ours[name]):
            assert ours[name] == param.default, name


def _is_method(name: str) -> bool:
    """Whether the first parameter is the object."""
    owner, _, short = name.rpartition(".")
    cls = resolve(owner)
    if not inspect.isclass(cls) or inspect.isclass(resolve(name)):
        return False
    return not isinstance(inspect.getattr_static(cls, short), staticmethod | classmethod)


def _is_plain(value: Any) -> bool:
    return isinstance(value, _PLAIN) and value is not REQUIRED


@pytest.mark.parametrize("rule", _PUBLISHED, ids=lambda rule: rule.name)
def test_every_overload_is_taken(rule: Rule) -> None:
    """Under each of its names, whether arguments stand by position or by keyword."""
    faults = [
        f"{name}({', '.join(map(str, overload))}): {fault}"
        for name in rule.names
        if resolve(name) is not None and not name.rpartition(".")[2].startswith("__")
        for overload in overloads(name)
        for fault in _faults(rule, name, _without_object(name, overload))
    ]
    assert not faults, "\n".join(faults)


def _without_object(name: str, overload: Overload) -> Overload:
    return overload[1:] if overload and (_is_method(name) or inspect.isclass(resolve(name))) else overload


def _faults(rule: Rule, name: str, overload: Overload) -> Iterator[str]:
    """What goes wrong when a rule is called as an overload may be."""
    left_out = _BUILTIN_ONLY if rule in _READABLE else frozenset()
    method = _is_method(name)
    named = [param for param in overload if param.kind not in _VARIABLE and param.name not in left_out]
    if name in _KEYWORDS_IN_FACT:
        named = [*named[:1], *(param.replace(kind=_KEYWORD) for param in named[1:])]
    placed = [param for param in named if param.kind is not _KEYWORD]
    least = [param for param in named if param.default is REQUIRED]
    starred = any(param.kind is _STAR for param in overload)
    calls = {
        "by position": (placed, [param for param in named if param not in placed]),
        "by keyword": ([], named),
        "with the least": (least, []) if all(param in placed for param in least) else ([], least),
    }
    for how, (first, rest) in calls.items():
        by_place = starred or name in _PLACES_IN_FACT or any(param.kind is param.POSITIONAL_ONLY for param in named)
        if how == "by keyword" and by_place:
            continue
        given = {param.name: Given(param.name) for param in (*first, *rest)}
        positional = [given[param.name] for param in first] + [Given("more")] * (starred and first == placed)
        args = Args(((Given("object"),) if method else ()) + tuple(positional), {p.name: given[p.name] for p in rest})
        try:
            bound = bind_rule(rule, args)
        except BadCall as refusal:
            yield f"{how}: {refusal}"
            continue
        for word, value in given.items():
            found = bound.get(rule.aliases.get(word, word), value)
            if isinstance(found, Given) and found is not value:
                yield f"{how}: `{word}` is taken for {found}"


class Given:
    """An argument, known again by its identity."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"the framework's `{self.name}`"


# What builtins take though their stubs do not say so, and what a family of functions and methods shares.
_MORE: Final = frozenset(["out", "memory_format", "non_blocking"])
# A stub's default that the function does not have: its parser reads the word `Mean` as 0, which is no reduction.
_MISPRINTED: Final = frozenset(["reduction"])
# What only the builtin spelling of a function takes that is else written in Python, and has no bearing on shapes.
_BUILTIN_ONLY: Final = frozenset(["out", "generator"])
# Told by position in a stub, by keyword alone in fact; and the other way round.
_KEYWORDS_IN_FACT: Final = frozenset(
    ["torch.tensor", "torch.Tensor.new_tensor", "torch.nn.functional.gelu", "torch.quantize_per_tensor"]
)
_PLACES_IN_FACT: Final = frozenset(["torch.nn.Sequential", "torch.nn.Module.to"])


@pytest.mark.parametrize("rule", _PUBLISHED, ids=lambda rule: rule.name)
def test_defaults_and_names_are_of_an_overload(rule: Rule) -> None:
    """No argument is ours alone, and what is left out is what it is in the framework."""
    names = [name for name in rule.names if resolve(name) is not None]
    published = [param for name in names for overload in overloads(name) for param in overload]
    starred = any(param.kind in _VARIABLE for param in published)
    defaults: dict[str, list[Any]] = {}
    for param in published:
        defaults.setdefault(rule.aliases.get(param.name, param.name), []).append(param.default)
    for param in rule.params[1 if any(map(_is_method, rule.names)) else 0 :]:
        if param.kind in ("star", "double_star"):
            continue
        assert starred or param.name in defaults or param.name in _MORE, f"no overload has `{param.name}`"
        plain = [each for each in defaults.get(param.name, ()) if _is_plain(each) and param.name not in _MISPRINTED]
        if plain and _is_plain(param.default):
            assert param.default in plain or param.default is None, f"{param.name}={param.default} against {plain}"
