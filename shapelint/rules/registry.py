"""Finding a rule by name; a framework's declarations are imported when a name of it is first asked for."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Final

from shapelint.rules.form import REGISTRY, Rule
from shapelint.rules.names import canonical

# Which packages of declarations hold the names below a library's root.
_PACKAGES: Final = {
    "torch": ("torch",),
    "einops": ("torch",),
    "keras": ("keras", "tensorflow"),
    "qkeras": ("keras",),
    "tf": ("tensorflow", "keras"),
    "numpy": ("numpy",),
    "sklearn": ("numpy",),
    "pandas": ("numpy",),
    "lasagne": ("keras",),
    "nolearn": ("keras",),
}


def libraries() -> tuple[str, ...]:
    """The roots of canonical names that have declarations."""
    return tuple(_PACKAGES)


@cache
def _load(package: str) -> None:
    module = importlib.import_module(f"shapelint.rules.{package}")
    for found in pkgutil.walk_packages(module.__path__, module.__name__ + "."):
        importlib.import_module(found.name)


def find(name: str) -> Rule | None:
    """The rule for a canonical name, or None."""
    for package in _PACKAGES.get(name.partition(".")[0], ()):
        _load(package)
    return REGISTRY.get(name)


def find_any(spelling: str) -> Rule | None:
    """The rule for any spelling: `tf.keras.layers.Dense`, or a last part that only one library has."""
    rule = find(canonical(spelling))
    if rule is not None:
        return rule
    matches = {rule for rule in everything() if any(name.endswith("." + spelling) for name in rule.names)}
    return matches.pop() if len(matches) == 1 else None


def everything() -> tuple[Rule, ...]:
    """All rules, each once, sorted by name."""
    for packages in _PACKAGES.values():
        for package in packages:
            _load(package)
    return tuple(sorted(set(REGISTRY.values()), key=lambda rule: rule.name))


def resolve_method(bases: tuple[str, ...], attribute: str) -> Rule | None:
    """The rule of an attribute of a framework's class: looked up in it, then in what it derives from."""
    queue = list(bases)
    while queue:
        base = queue.pop(0)
        rule = find(f"{base}.{attribute}")
        if rule is not None:
            return rule
        owner = find(base)
        if owner is not None:
            queue.extend(owner.bases)
    return None
