"""How a command ends."""

from __future__ import annotations

import sys

from shapelint.findings.render.printable import printable

CLEAN, FOUND, FAILED = 0, 1, 2
"""Nothing found; something found; shapelint could not do its job."""


def complain(message: str) -> None:
    """One line on stderr."""
    print(f"shapelint: {printable(message)}", file=sys.stderr)
