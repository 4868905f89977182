"""`shapelint rules`: every code, and every layer and function that is known, by library."""

from __future__ import annotations

import argparse
from collections import defaultdict

from shapelint.cli.outcome import CLEAN
from shapelint.findings.catalogue import CATALOGUE, FAMILIES
from shapelint.rules import registry


def run(options: argparse.Namespace) -> int:
    """Print both lists."""
    print("Codes")
    for family, about in FAMILIES.items():
        print(f"\n  {family}xx  {about}")
        for info in CATALOGUE.values():
            if info.code.startswith(family):
                print(f"    {info.code}  {info.severity:<7}  {info.name}: {info.summary}")
    for library, names in sorted(_names_by_library().items()):
        print(f"\n{library} ({len(names)})")
        for name in names:
            print(f"  {name}")
    return CLEAN


def _names_by_library() -> dict[str, list[str]]:
    by_library: dict[str, list[str]] = defaultdict(list)
    for rule in registry.everything():
        by_library[rule.name.partition(".")[0]].append(rule.name)
    return {library: sorted(names) for library, names in by_library.items()}
