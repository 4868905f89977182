"""Finding a rule by name; a framework's declarations are imported when a name of it is first asked for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
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
    "scipy": ("numpy",),
    "pandas": ("numpy",),
    "matplotlib": ("numpy",),
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


def lineage(names: Iterable[str]) -> Iterator[str]:
    """Classes of a framework by name, and what they derive from, breadth first."""
    queue = list(names)
    while queue:
        name = queue.pop(0)
        yield name
        owner = find(name)
        if owner is not None:
            queue.extend(owner.bases)


def derives(classes: Iterable[str], name: str) -> bool:
    """Whether one of these classes of a framework is, or derives from, the class `name`, by any of its names."""
    for each in lineage(classes):
        rule = find(each)
        if name in (rule.names if rule is not None else (each.removeprefix("builtins."),)):
            return True
    return False


def resolve_method(bases: tuple[str, ...], attribute: str) -> Rule | None:
    """The rule of an attribute of a framework's class: looked up in it, then in what it derives from."""
    return next((rule for name in lineage(bases) if (rule := find(f"{name}.{attribute}"))), None)
