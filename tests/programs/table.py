"""docs/programs.md: how well the shapes that shapelint states describe a real run of each program.

`python -m tests.programs.table` writes it, and refuses where the exact share of the programs that it holds would fall.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.programs.comparing import compare
from tests.programs.kept import PROGRAMS
from tests.programs.mutating import chosen, figures, judged_all

TABLE: Final = Path(__file__).parents[2] / "docs" / "programs.md"
VERDICTS: Final = ("exact", "partial", "missing", "wrong")
_HEAD: Final = """\
# Programs

Every program of `fixtures/programs` is run, and the true shape of each name that it binds to a tensor or an array is
compared with what `shapelint shapes` states.  exact: every size that was always the same is stated; partial: some size
is left open; missing: nothing is said, or not even the number of axes; wrong: something untrue is said.  No row may get
worse; `python -m tests.programs.table` writes this page.

Then each program is broken in small ways (a size is changed, a call, an option or an axis left out, two arguments are
swapped), run, and checked as it is then.
"""
_EACH: Final = 8  # ways in which each program is broken
_BROKEN: Final = re.compile(r"^Broken in up to .*$", re.MULTILINE)
_ROW: Final = re.compile(r"^\| (\S+) \|" + r" (\d+) \|" * len(VERDICTS), re.MULTILINE)

Counts = Counter[str]


def measured(path: Path) -> Counts:
    """How many bindings of a program got each verdict."""
    return Counter(one.verdict for one in compare(path))


def recorded() -> dict[str, Counts]:
    """The rows of the page as it is."""
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    return {name: Counter(dict(zip(VERDICTS, map(int, counts), strict=True))) for name, *counts in _ROW.findall(text)}


def share(counts: Counts) -> float:
    """The part of all bindings that is stated exactly."""
    return counts["exact"] / max(1, counts.total())


def total(rows: Mapping[str, Counts]) -> Counts:
    """All rows in one."""
    return sum(rows.values(), Counter())


def found_of_broken() -> str:
    """What the page tells of broken programs; "" where it tells nothing."""
    told = _BROKEN.search(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else None
    return told[0] if told else ""


def written(rows: Mapping[str, Counts], broken: str) -> str:
    """The page for these rows, and what was found of broken programs."""
    everything = total(rows)
    lines = [_HEAD, f"Exact: {share(everything):.1%} of {everything.total()} bindings.", "", broken, ""]
    lines += [f"| program | {' | '.join(VERDICTS)} |", "|---|" + "---|" * len(VERDICTS)]
    lines += [f"| {name} | {' | '.join(str(row[word]) for word in VERDICTS)} |" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure all programs and write the page."""
    rows = {name: measured(path) for name, path in PROGRAMS.items()}
    known = {name: row for name, row in recorded().items() if name in rows}
    before, now = share(total(known)), share(total({name: rows[name] for name in known}))
    if now < before:
        print(f"exact falls from {before:.1%} to {now:.1%}; {TABLE.name} is left as it is")
        return 1
    broken = figures(list(judged_all(chosen(list(PROGRAMS.values()), _EACH))))
    TABLE.write_text(written(rows, f"Broken in up to {_EACH} ways each. {broken}"), encoding="utf-8")
    print(f"{share(total(rows)):.1%} exact; {broken}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
