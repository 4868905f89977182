"""Which codes are reported: `select` and `ignore` by prefix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shapelint.findings.catalogue import CATALOGUE, FAILURES

ALL = "SHP"


class UnknownCodeError(ValueError):
    """A prefix that no code begins with."""

    def __init__(self, prefix: str) -> None:
        super().__init__(f"no code begins with {prefix!r}")
        self.prefix = prefix


@dataclass(frozen=True, slots=True)
class Selection:
    """Prefixes to report and prefixes to leave out; of two that fit a code, the longer decides, and of two equal ones
    `ignore`.

    Advice is reported only where `select` reaches into it by name (`SHP9`, `SHP901`).  That a file could not be
    checked is reported whatever `select` says, and left out only by `ignore`.
    Raises UnknownCodeError for a prefix that no code begins with.
    """

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    _wanted: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for prefix in self.select + self.ignore:
            if not any(code.startswith(prefix) for code in CATALOGUE):
                raise UnknownCodeError(prefix)
        object.__setattr__(self, "_wanted", frozenset(code for code in CATALOGUE if self._decide(code)))

    def _decide(self, code: str) -> bool:
        least = len("SHP9") if CATALOGUE[code].severity == "advice" else len(ALL)
        selected = max((len(prefix) for prefix in self.select if _fits(prefix, code, least)), default=0)
        if code in FAILURES:
            selected = max(selected, 1)
        return selected > max((len(prefix) for prefix in self.ignore if _fits(prefix, code)), default=0)

    def wants(self, code: str) -> bool:
        return code in self._wanted


def _fits(prefix: str, code: str, least: int = 1) -> bool:
    return len(prefix) >= least and code.startswith(prefix)


def selection(select: Iterable[str] | None = None, ignore: Iterable[str] | None = None) -> Selection:
    """A Selection from what a person wrote: any case, None for the default.  Raises UnknownCodeError."""
    return Selection(
        select=(ALL,) if select is None else _prefixes(select),
        ignore=() if ignore is None else _prefixes(ignore),
    )


def _prefixes(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip().upper() for word in words if word.strip())
