"""How much of a framework's public names, and of what public model code calls, has a rule."""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shapelint.confirm.worlds import resolve
from shapelint.rules.names import canonical
from shapelint.rules.registry import find, resolve_method

_VOCABULARY: Final = Path(__file__).parent / "vocabulary"


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a framework: the canonical names of what is public in it."""

    title: str
    names: tuple[str, ...]

    def missing(self) -> list[str]:
        """The names without a rule."""
        return [name for name in self.names if find(canonical(name)) is None]


def public(owner: str, wanted: Callable[[object], bool], names: Iterable[str] = ()) -> tuple[str, ...]:
    """The public names of a module or class whose objects are wanted: of those given, else of all."""
    holder = resolve(owner)
    found = names or [name for name in dir(holder) if not name.startswith("_")]
    return tuple(f"{owner}.{name}" for name in sorted(found) if wanted(getattr(holder, name, None)))


def is_class(value: object) -> bool:
    """Whether it is a class."""
    return inspect.isclass(value)


def is_function(value: object) -> bool:
    """Whether it can be called and is no class."""
    return callable(value) and not inspect.isclass(value)


def vocabulary(name: str) -> dict[str, int]:
    """How often each name is called: names that can carry or change a shape, counted over public repositories."""
    with (_VOCABULARY / f"{name}.tsv").open(encoding="utf-8") as file:
        return {row["name"]: int(row["calls"]) for row in csv.DictReader(file, delimiter="\t")}


def listed(name: str) -> tuple[str, ...]:
    """The names of a library that is no longer installed, as its documentation had them."""
    return tuple((_VOCABULARY / f"{name}.txt").read_text(encoding="utf-8").split())


@dataclass(frozen=True, slots=True)
class Counted:
    """A vocabulary and which of its names have no rule."""

    title: str
    calls: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def share(self) -> float:
        """The part of all calls that has a rule."""
        return 1 - sum(self.calls[name] for name in self.missing) / sum(self.calls.values())

    @property
    def share_of_names(self) -> float:
        """The part of all names that has a rule."""
        return 1 - len(self.missing) / len(self.calls)


def counted(title: str, name: str) -> Counted:
    """The calls by full name."""
    calls = vocabulary(name)
    return Counted(title, calls, tuple(each for each in calls if not _known(each)))


def _known(name: str) -> bool:
    full = canonical(name)
    owner, _, attribute = full.rpartition(".")
    return find(full) is not None or (find(owner) is not None and resolve_method((owner,), attribute) is not None)


def counted_methods(title: str, name: str, owners: tuple[str, ...]) -> Counted:
    """The calls of methods on receivers of the given classes."""
    calls = vocabulary(name)
    return Counted(
        title, calls, tuple(each for each in calls if all(find(f"{owner}.{each}") is None for owner in owners))
    )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why names that match a pattern have no rule."""

    why: str
    pattern: re.Pattern[str]


def reasons(table: Mapping[str, str]) -> tuple[Reason, ...]:
    """Reasons from a table of why -> pattern of whole names."""
    return tuple(Reason(why, re.compile(rf"(?:{pattern})\Z", re.VERBOSE)) for why, pattern in table.items())


def reason_of(name: str, why: tuple[Reason, ...]) -> str | None:
    """Why a name is left out, None where nobody has said."""
    return next((reason.why for reason in why if reason.pattern.match(name)), None)


def page(title: str, areas: Iterable[Area], vocabularies: Iterable[Counted], why: tuple[Reason, ...]) -> str:
    """The page about a framework, in Markdown."""
    lines = [
        f"# Coverage: {title}",
        "",
        "Made by `python tests/rules/test_coverage.py`; a test keeps it up to date.",
        "",
    ]
    lines += ["| public names of | names | with a rule | left out |", "|---|---|---|---|"]
    left: dict[str, list[str]] = {}
    for area in areas:
        missing = area.missing()
        lines.append(f"| {area.title} | {len(area.names)} | {len(area.names) - len(missing)} | {len(missing)} |")
        for name in missing:
            left.setdefault(reason_of(name, why) or "no reason yet", []).append(name)
    lines += ["", "| what public model code calls | names | with a rule | of all calls |", "|---|---|---|---|"]
    for words in vocabularies:
        count = len(words.calls) - len(words.missing)
        lines.append(f"| {words.title} | {len(words.calls)} | {count} | {words.share:.2%} |")
        for name in words.missing:
            left.setdefault(reason_of(name, why) or "no reason yet", []).append(name)
    lines += ["", "## Left out"]
    for reason in (*(each.why for each in why), "no reason yet"):
        names = sorted(dict.fromkeys(left.get(reason, ())))
        if names:
            lines += ["", f"**{reason}** ({len(names)}): {', '.join(f'`{name}`' for name in names)}"]
    return "\n".join(lines) + "\n"
