"""`shapelint explain`: the page of a code, or what is known of a layer or function."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator

from shapelint.cli.outcome import CLEAN, FAILED, complain
from shapelint.findings import catalogue
from shapelint.rules import registry
from shapelint.rules.form import REQUIRED, Param, Rule

_STARS = {"star": "*", "double_star": "**"}


def run(options: argparse.Namespace) -> int:
    """Print the explanation of the subject."""
    subject = options.subject.strip()
    info = catalogue.find(subject)
    if info is not None:
        print(catalogue.page(info.code).rstrip())
        return CLEAN
    rule = registry.find_any(subject)
    if rule is None:
        complain(f"nothing is known of {subject!r}{suggestion(subject)}")
        return FAILED
    print("\n".join(_describe(rule)))
    return CLEAN


def _describe(rule: Rule) -> Iterator[str]:
    yield f"{rule.name}({', '.join(_parameters(rule.params))})"
    if rule.pattern is not None:
        yield f"\nshapes   {rule.pattern}"
    for name, shape in rule.weights.items():
        yield f"weight   {name}: {shape}"
    if len(rule.names) > 1:
        yield f"also     {', '.join(rule.names[1:])}"
    if rule.doc:
        yield f"\n{rule.doc}"


def _parameters(params: tuple[Param, ...]) -> Iterator[str]:
    """The parameters as Python would print them."""
    star = False
    for param in params:
        if param.kind == "keyword" and not star:
            yield "*"
        star = star or param.kind in ("star", "keyword")
        default = "" if param.default is REQUIRED else f"={param.default!r}"
        yield f"{_STARS.get(param.kind, '')}{param.name}{default}"


def suggestion(subject: str) -> str:
    """The names that the subject may stand for: the same last part in several libraries, else similar spellings."""
    names = [name for rule in registry.everything() for name in rule.names]
    last = subject.rpartition(".")[2]
    same = [name for name in names if name.rpartition(".")[2] == last]
    same = same or [name for name in names if name.rpartition(".")[2].lower() == last.lower()]
    if not same:
        known = {word.lower(): word for info in catalogue.CATALOGUE.values() for word in (info.code, info.name)}
        known |= {name.lower(): name for name in names} | {name.rpartition(".")[2].lower(): name for name in names}
        same = [known[match] for match in difflib.get_close_matches(subject.lower(), known, n=3)]
    return f"; did you mean {', '.join(dict.fromkeys(same))}?" if same else ""
