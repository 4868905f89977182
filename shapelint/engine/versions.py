"""Which version of a library is installed: what a program does for another one than ours is not judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from shapelint.rules.values import ListValue, Many, Value, Version

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def hangs_on_version(*values: Value) -> bool:
    """Whether one of these, or an item of it, hangs on the version of a library.

    >>> hangs_on_version(3, Version()), hangs_on_version((Version(), 8)), hangs_on_version("1.8")
    (True, True, False)
    """
    return any(map(_hangs, values))


def _hangs(value: Value) -> bool:
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, Many):
        value = value.each
    return isinstance(value, Version) or (
        isinstance(value, tuple) and any(isinstance(each, Version) for each in value[:4])
    )


@contextmanager
def judged(run: Run, test: Value) -> Iterator[None]:
    """While the branches of a test are run: nothing is told where the test asks for a version."""
    if not isinstance(test, Version):
        yield
        return
    with run.silent():
        yield
