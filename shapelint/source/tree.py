"""Text to libcst's tree, with every way in which that can fail turned into a SourceError."""

from __future__ import annotations

import ast
import gc
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import libcst as cst

from shapelint.source.errors import SourceError

# libcst's errors place everything at the first line; the message has the line, and about the column.
_AT: Final = re.compile(r"error at (\d+):\d+")


@contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection for the moment: a tree is a great many new objects, none of which is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def parse(text: str) -> cst.Module:
    """The tree of a text; raises SourceError where it has none."""
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise _syntax_error(text, error) from None
    except UnicodeEncodeError as error:
        raise SourceError(f"not Unicode text: {error.reason}", *_line_and_column(text, error.start)) from None
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # libcst validates the tree as it builds it, and its checks raise several kinds
        raise SourceError(f"libcst cannot read this file: {error}") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the native parser; not an Exception, and not importable
            raise
        raise SourceError(f"libcst cannot read this file: {error}") from None


def _syntax_error(text: str, error: cst.ParserSyntaxError) -> SourceError:
    """Python's own words for a syntax error, which are clearer; libcst's where this Python sees none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as ours:
        return SourceError(f"syntax error: {ours.msg}", ours.lineno or 1, max(0, (ours.offset or 1) - 1))
    except (ValueError, RecursionError, MemoryError):
        pass
    match = _AT.search(error.message)
    line = int(match[1]) if match else error.raw_line
    return SourceError("libcst's parser cannot read this line", line)


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    lines = text[:offset].splitlines(keepends=True) or [""]
    return len(lines), len(lines[-1])
