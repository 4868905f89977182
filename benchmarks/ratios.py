"""What each part of a check costs, as ratios within one run: to libcst's own parse of the same text.

Call it as `python benchmarks/ratios.py [FILE …]`; without files it takes the ordinary fixtures.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import libcst

from shapelint.api import check_file
from shapelint.engine import analyse
from shapelint.engine.shelf import SHELF
from shapelint.source.read import read
from shapelint.source.sniff import wanted

FIXTURES = Path(__file__).parent.parent / "fixtures"
TURNS = 3


def best(action: Callable[[], object]) -> float:
    """Seconds of the fastest of a few turns."""
    times = []
    for _ in range(TURNS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def report(name: str, text: str) -> None:
    """One line of ratios."""
    data = text.encode()
    source = read(text, name)
    parse = best(lambda: libcst.parse_module(text))
    sniff = best(lambda: wanted(data))
    reading = best(lambda: read(text, name))
    analysis = best(lambda: analyse(source.program))
    lines = text.count("\n")
    print(
        f"{name[-50:]:50} {lines:6} lines  parse {parse * 1e3:7.1f} ms = 1   sniff {sniff / parse:6.4f}   "
        f"read {reading / parse:5.2f}   analyse {analysis / parse:5.2f}"
    )


def import_cost() -> None:
    """What the import of the flake8 plugin takes, on every file of every project, as Python itself counts it."""
    command = [sys.executable, "-X", "importtime", "-c", "import shapelint.flake8_plugin"]
    told = [subprocess.run(command, capture_output=True, text=True, check=True).stderr for _ in range(TURNS)]
    best_us = min(int(text.splitlines()[-1].split("|")[1]) for text in told)
    print(f"import of the plugin: {best_us / 1e3:.1f} ms")


def imported() -> None:
    """What is saved for the programs by keeping the modules that they import, for the next file of one process."""
    files = [str(path) for path in sorted((FIXTURES / "programs").rglob("*.py")) if "import" in path.read_text()]

    def every() -> None:
        for file in files:
            check_file(file)

    def apart() -> None:
        with SHELF.closed():
            every()

    every()  # parses them
    alone = best(apart)
    print(f"modules kept: {best(every) / alone:.2f} of the time that each file takes by itself")


def main() -> None:
    """Print everything."""
    files = [Path(name) for name in sys.argv[1:]] or sorted((FIXTURES / "ordinary").glob("*.py"))
    for file in files:
        report(str(file), file.read_text())
    import_cost()
    imported()


if __name__ == "__main__":
    main()
