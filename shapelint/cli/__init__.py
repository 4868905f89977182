"""The command line."""

from __future__ import annotations

from shapelint.cli.main import main

__all__ = ["main"]
