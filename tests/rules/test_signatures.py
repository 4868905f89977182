"""Our declarations have the frameworks' own parameters, in their order, with their defaults."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import pytest

from shapelint.confirm.worlds import framework_of, resolve
from shapelint.rules.form import REQUIRED, Rule
from shapelint.rules.registry import everything

_PLAIN = (int, float, str, bool, type(None), tuple)
_VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def theirs(rule: Rule) -> Mapping[str, inspect.Parameter] | None:
    """The framework's own parameters, without the object; None where Python cannot tell."""
    found = resolve(rule.name)
    try:
        signature = inspect.signature(found.__init__ if inspect.isclass(found) else found)
    except (TypeError, ValueError):
        return None
    named = {name: param for name, param in signature.parameters.items() if param.kind not in _VARIABLE}
    named.pop("self", None)
    return named or None


def _checkable(rule: Rule) -> bool:
    """Operators are never called by name, and properties have no arguments."""
    called = rule.kind != "property" and not rule.short.startswith("__")
    return called and framework_of(rule) is not None and resolve(rule.name) is not None


@pytest.mark.parametrize("rule", list(filter(_checkable, everything())), ids=lambda rule: rule.name)
def test_signature(rule: Rule) -> None:
    expected = theirs(rule)
    if expected is None:
        pytest.skip("the framework's own signature cannot be read")
    params = [param for param in rule.params if param.kind not in ("star", "double_star")]
    ours = {param.name: param.default for param in params[_is_method(rule) :]}
    assert list(ours) == list(expected), f"{list(ours)} against {list(expected)}"
    for name, param in expected.items():
        if param.default is REQUIRED:
            assert ours[name] is REQUIRED, name
        elif isinstance(param.default, _PLAIN) and _is_plain(ours[name]):
            assert ours[name] == param.default, name


def _is_method(rule: Rule) -> bool:
    """Whether our first parameter is the object."""
    owner = resolve(rule.name.rpartition(".")[0])
    if rule.kind != "op" or not inspect.isclass(owner):
        return False
    return not isinstance(inspect.getattr_static(owner, rule.short), staticmethod | classmethod)


def _is_plain(value: Any) -> bool:
    return isinstance(value, _PLAIN) and value is not REQUIRED
