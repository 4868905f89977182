"""`shapelint run`: what a layer or function does to shapes, by our rule and by every world at hand, side by side."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shapelint.cli.explain import suggestion
from shapelint.cli.outcome import CLEAN, FAILED, complain
from shapelint.findings.render.printable import printable, width
from shapelint.findings.report import show

if TYPE_CHECKING:
    from shapelint.confirm.columns import Column


def run(options: argparse.Namespace) -> int:
    """Ask every world, and print."""
    from shapelint.confirm.columns import NotAllowedError, columns
    from shapelint.confirm.session import Session
    from shapelint.confirm.spoken import NotUnderstoodError, read_call

    try:
        witness = read_call(options.call, options.shapes)
        with Session(options.device) as session:
            found = list(columns(witness, session))
    except NotUnderstoodError as error:
        complain(f"{error}{suggestion(error.name) if error.name.isascii() and error.name else ''}")
        return FAILED
    except NotAllowedError as error:
        complain(str(error))
        return FAILED
    for line in _table(found):
        print(printable(line.rstrip()))
    return CLEAN


def _table(found: Sequence[Column]) -> Iterator[str]:
    """A row for each world, and below it a row for each parameter with a column for each world."""
    label = max(len(each.world) for each in found)
    for each in found:
        yield f"{each.world:<{label}}  {each.result}"
    found = [each for each in found if each.weights or not each.result.startswith("not run")]
    names = list(dict.fromkeys(name for each in found for name in each.weights))
    if not names:
        return
    rows = [["parameters", *(each.world for each in found)]]
    rows += [[name, *(_shape(each, name) for each in found)] for name in names]
    rows.append(["in all", *(_count(each) for each in found)])
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    yield ""
    for row in rows:
        yield "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))


def _count(column: Column) -> str:
    if not column.weights:
        return "-"
    return "?" if column.count is None else f"{column.count:,}"


def _shape(column: Column, name: str) -> str:
    return show(column.weights[name]) if name in column.weights else "-"
