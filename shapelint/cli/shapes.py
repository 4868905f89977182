"""`shapelint shapes`: the shape of every name that holds a tensor, as JSON or beside the source."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from shapelint.api import NotCheckedError, Row, Sizes, reason, shapes_of
from shapelint.cli import sources
from shapelint.cli.config import ConfigError, load, trusts_comments
from shapelint.cli.outcome import CLEAN, FAILED, complain
from shapelint.cli.paths import STDIN
from shapelint.findings.render.printable import blank, printable, width
from shapelint.findings.report import show

_COLUMN = 60  # where the shapes stand, unless the line is longer


def run(options: argparse.Namespace) -> int:
    """Print the shapes of one file."""
    name = options.stdin_display_name if options.file == STDIN else options.file
    try:
        data = sources.stdin() if options.file == STDIN else Path(options.file).read_bytes()
        trust = trusts_comments(options, load(Path.cwd()))
        rows = shapes_of(data, name, contexts=options.contexts, trust_comments=trust)
    except OSError as error:
        complain(f"{name}: {reason(error)}")
        return FAILED
    except ConfigError as error:
        complain(str(error))
        return FAILED
    except NotCheckedError as error:
        complain(f"{name}:{error.finding.place.line}: {error}")
        return FAILED
    if options.format == "json":
        print(_document(name, rows))
    else:
        for line in _annotated(sources.lines(data), rows):
            print(line)
    return CLEAN


def _document(name: str, rows: Sequence[Row]) -> str:
    shapes = [
        {"line": row.line, "col": row.col, "name": row.name, "shape": _plain(row.shape), "kind": row.kind}
        for row in rows
    ]
    return json.dumps({"file": name, "shapes": shapes}, indent=2)


def _plain(shape: Sizes) -> list[int | str | None] | None:
    """A size that Keras leaves open is null, as it is None in Keras."""
    return None if shape is None else [None if size == "None" else size for size in shape]


def _annotated(lines: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """Every source line, and behind it the names that it binds with their shapes; several contexts stand below it."""
    by_line: dict[int, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_line[row.line][row.col].append(row)
    for number, line in enumerate(lines[:-1] if lines and not lines[-1] else lines, 1):
        text = printable(line).expandtabs(4)
        for notes in _contexts(list(by_line[number].values()) if number in by_line else []):
            yield f"{text}{' ' * max(2, _COLUMN - width(text))}# {notes}" if notes else text
            text = blank(text)


def _contexts(columns: Sequence[Sequence[Row]]) -> Iterator[str]:
    """The notes of one line: the first contexts of all its names, then the second ones …"""
    yield "; ".join(_note(column[0]) for column in columns)
    for context in range(1, max((len(column) for column in columns), default=0)):
        yield "; ".join(_note(column[context]) for column in columns if len(column) > context)


def _note(row: Row) -> str:
    return f"{row.name} {'(...)' if row.shape is None else show(row.shape)}"
