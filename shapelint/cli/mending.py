"""Suggested edits as replacements in the text, each of which was tried: checked again, the finding is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from time import process_time
from typing import Final

from shapelint.api import check
from shapelint.findings.finding import Finding, Replacement
from shapelint.findings.select import selection
from shapelint.source.mending import mended, replacements

_MOST_SECONDS: Final = 10.0  # of the processor that trials may take in a run


class Mender:
    """Tries replacements; text_of: the text of a file, None where it cannot be had."""

    def __init__(self, text_of: Callable[[str], str | None]) -> None:
        self.text_of = cache(text_of)
        self.found = cache(self._found)
        self.left = _MOST_SECONDS

    def __call__(self, finding: Finding) -> Iterator[Replacement]:
        """Those after which the finding is gone, and no other has come."""
        text = self.text_of(finding.place.file) if finding.edits else None
        if text is None:
            return
        for replacement in replacements(text, finding):
            begin = process_time()
            helps = self.left > 0 and self._helps(text, finding, replacement)
            self.left -= process_time() - begin
            if helps:
                yield replacement

    def _helps(self, text: str, finding: Finding, replacement: Replacement) -> bool:
        file = finding.place.file
        after = self._found(mended(text, replacement), file)
        before = self.found(text, file)
        gone = Counter([(finding.code, finding.place.line)])
        return gone <= before and after <= before - gone

    def _found(self, text: str, file: str) -> Counter[tuple[str, int]]:
        """How often each code stands on each line."""
        return Counter((found.code, found.place.line) for found in check(text, file, selection(None, None)))
