"""Bytes: what text becomes by `encode`, how many there are, and what their methods give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.texts import counted
from shapelint.rules.binding import Args
from shapelint.rules.values import (
    UNKNOWN,
    Many,
    SomeBytes,
    SomeInt,
    SomeText,
    Value,
    is_soft,
    items_of,
)
from shapelint.sizes import Dim, Size, maximum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_BYTE: Final = SomeInt(0, 255)
_MOST: Final = 100_000  # of bytes that are written down one by one


def characters(value: SomeText | SomeBytes) -> Many:
    """What stands in text or bytes that nobody knows: characters, or numbers."""
    return Many(SomeText(1), counted(value)) if isinstance(value, SomeText) else Many(_BYTE, value.length)


def number_of(value: bytes | SomeBytes) -> Size:
    """How many bytes there are.

    >>> number_of(b"abc"), number_of(SomeBytes())
    (3, ?)
    """
    return len(value) if isinstance(value, bytes) else value.length


def either_bytes(left: bytes | SomeBytes, right: bytes | SomeBytes) -> SomeBytes:
    """One of two rows of bytes.

    >>> either_bytes(b"ab", b"cd"), either_bytes(b"ab", b"c")
    (SomeBytes(length=2), SomeBytes(length=?))
    """
    one, other = number_of(left), number_of(right)
    return SomeBytes(one if one == other else UNKNOWN)


def bytes_binary(op: str, left: Value, right: Value) -> Value:
    """`+` and `*` of bytes.

    >>> bytes_binary("+", b"ab", SomeBytes(3)), bytes_binary("*", 2, b"ab")
    (SomeBytes(length=5), SomeBytes(length=4))
    """
    sides = [isinstance(side, bytes | SomeBytes) for side in (left, right)]
    if op == "+" and all(sides):
        if isinstance(left, bytes) and isinstance(right, bytes) and len(left) + len(right) < _MOST:
            return left + right
        return SomeBytes(number_of(left) + number_of(right))
    if op == "*" and not all(sides):
        row, count = (left, right) if sides[0] else (right, left)
        known = isinstance(count, int | Dim) and not is_soft(count)
        return SomeBytes(number_of(row) * maximum(count, 0) if known else UNKNOWN)
    return UNKNOWN


def make_bytes(run: Run, args: Args) -> Value:
    """`bytes(numbers)`, `bytes(text, "utf-8")`, `bytes(5)`"""
    from shapelint.engine.iterating import sequence

    if args.open or not args.positional:
        return b"" if not args.open and not args.keywords else SomeBytes()
    value = args.positional[0]
    if isinstance(value, str | SomeText):
        return encode(run, value, Args(args.positional[1:], args.keywords))
    if isinstance(value, bytes | SomeBytes):
        return value
    if isinstance(value, int | Dim):
        return SomeBytes(UNKNOWN if is_soft(value) else value)
    items = items_of(value)
    if items is not None and all(type(item) is int and 0 <= item < 256 for item in items):
        return bytes(items)
    row = sequence(run, value)
    return SomeBytes(len(row) if isinstance(row, tuple) else row.length)


def encode(run: Run, owner: str | SomeText, args: Args) -> Value:
    r"""`text.encode("utf-8")`

    >>> encode(None, "né", Args()), encode(None, SomeText(3), Args())
    (b'n\xc3\xa9', SomeBytes(length=?))
    """
    given = (*args.positional, *args.keywords.values())
    if isinstance(owner, SomeText) or args.open or not all(isinstance(value, str) for value in given):
        return SomeBytes()
    return _attempt(lambda: owner.encode(*args.positional, **args.keywords), SomeBytes())


def _decode(run: Run, owner: bytes | SomeBytes, args: Args) -> Value:
    given = (*args.positional, *args.keywords.values())
    if isinstance(owner, SomeBytes) or args.open or not all(isinstance(value, str) for value in given):
        return SomeText()
    return _attempt(lambda: owner.decode(*args.positional, **args.keywords), SomeText())


def _hexadecimal(run: Run, owner: bytes | SomeBytes, args: Args) -> Value:
    return owner.hex() if isinstance(owner, bytes) and not args.positional else SomeText()


def _attempt(make: Callable[[], Any], otherwise: Value) -> Value:
    try:
        return make()
    except (LookupError, TypeError, ValueError):
        return otherwise


METHODS: Final[dict[str, Callable[[Run, Any, Args], Value]]] = {"decode": _decode, "hex": _hexadecimal}
