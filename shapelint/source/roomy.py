"""Running something that recurses deeply, without bringing the process down."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from shapelint.source.errors import SourceError

T = TypeVar("T")

_BASE: Final = 16 * 1024 * 1024
_PER_LEVEL: Final = 32 * 1024  # bytes; libcst's parser takes about 10 KB of C stack for a level of nesting
_FRAMES_PER_LEVEL: Final = 12  # Python frames that libcst's code generator takes for one, at most
_one_at_a_time = threading.Lock()


# Enough for what is not deep by the count of its tokens, and yet too deep for the frames left to the caller.
_ORDINARY_LEVELS: Final = 1_000


def recursing(work: Callable[[], T], levels: int) -> T:
    """The result of `work`, which recurses: run right here where `levels` is 0 and that goes well, else with more room.

    Raises what `work` raises, and SourceError where the machine has not that much room.
    """
    if levels:
        return _roomy(work, levels)
    try:
        return work()
    except RecursionError:
        return _roomy(work, _ORDINARY_LEVELS)


def _roomy(work: Callable[[], T], levels: int) -> T:
    """The result of `work`, run on a thread with room for `levels` of nesting."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # handed to the caller's thread, whatever it is
            errors.append(error)

    # Both settings are the whole process's: they are held only while the one thread that needs them is at work.
    with _one_at_a_time:
        frames = sys.getrecursionlimit()
        size = threading.stack_size()
        try:
            threading.stack_size(_BASE + _PER_LEVEL * levels)
            sys.setrecursionlimit(max(frames, 2_000 + _FRAMES_PER_LEVEL * levels))
            thread = threading.Thread(target=run, name="shapelint-reader", daemon=True)
            thread.start()
        except (RuntimeError, ValueError, MemoryError):
            raise SourceError("the file nests deeper than this machine has room for") from None
        finally:
            threading.stack_size(size)
        try:
            thread.join()
        finally:
            sys.setrecursionlimit(frames)
    if errors:
        raise errors[0]
    return results[0]
