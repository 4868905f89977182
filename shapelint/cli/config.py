"""`[tool.shapelint]` of the nearest pyproject.toml that has one.

`select`, `ignore` and `exclude` are lists of strings, `confirm` and `trust-comments` are true or false.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapelint.cli.paths import Patterns

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SWITCHES = ("confirm", "trust-comments")
_KEYS = ("select", "ignore", "exclude", *_SWITCHES)


class ConfigError(Exception):
    """A pyproject.toml that does not say what it means; the message is one line and names the file."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the project asks for; None where it leaves the default."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    exclude: Patterns | None = None
    confirm: bool = False
    trust_comments: bool = False


def load(folder: Path) -> Config:
    """The configuration that holds in a folder.  Raises ConfigError."""
    for parent in (folder, *folder.parents):
        file = parent / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _config(file, table)
    return Config()


def trusts_comments(options: argparse.Namespace, config: Config) -> bool:
    """Whether comments that say shapes count; the command line wins over the configuration."""
    return config.trust_comments if options.trust_comments is None else bool(options.trust_comments)


def _table(file: Path) -> dict[str, Any] | None:
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
    return tool.get("shapelint") if isinstance(tool, dict) else None


def _config(file: Path, table: Any) -> Config:
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: [tool.shapelint] is not a table")
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigError(f"{file}: [tool.shapelint] has no option {key!r}; there are {', '.join(_KEYS)}")
        if key in _SWITCHES:
            if not isinstance(value, bool):
                raise ConfigError(f"{file}: {key} in [tool.shapelint] is neither true nor false")
        elif not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ConfigError(f"{file}: {key} in [tool.shapelint] is not a list of strings")
    return Config(
        select=tuple(table["select"]) if "select" in table else None,
        ignore=tuple(table["ignore"]) if "ignore" in table else None,
        exclude=_patterns(file, table["exclude"]) if "exclude" in table else None,
        confirm=table.get("confirm", False),
        trust_comments=table.get("trust-comments", False),
    )


def _patterns(file: Path, lines: list[str]) -> Patterns:
    try:
        return Patterns.of(file.parent, lines)
    except ValueError as error:
        raise ConfigError(f"{file}: exclude in [tool.shapelint]: {error}") from error
