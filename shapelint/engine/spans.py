"""Between which numbers a number lies of which no more is known."""

from __future__ import annotations

from typing import TypeAlias

from shapelint.rules.values import SomeInt, Value, is_soft, number_within
from shapelint.sizes import Dim, bounds

Span: TypeAlias = tuple[int | None, int | None]


def span(value: Value) -> Span:
    """The least and the greatest that a whole number can be; None where there is no end.

    >>> span(3), span(SomeInt(high=2)), span(SomeInt())
    ((3, 3), (None, 2), (None, None))
    """
    if isinstance(value, int):
        return value, value
    if isinstance(value, Dim) and not is_soft(value):
        return bounds(value)
    return (value.low, value.high) if isinstance(value, SomeInt) else (None, None)


def either_number(left: Value, right: Value) -> SomeInt:
    """One of two whole numbers: between the ends of the one that can be all that the other can.

    >>> either_number(SomeInt(high=2), 2), either_number(SomeInt(high=2), 3)
    (SomeInt(low=None, high=2), SomeInt(low=None, high=None))
    """
    spans = span(left), span(right)
    return next((SomeInt(*wide) for wide, narrow in (spans, spans[::-1]) if _within(narrow, wide)), SomeInt())


def one_number(value: SomeInt) -> Value:
    """A number that a variable holds: the same each time that it is read there, so it has a name from then on.

    >>> one_number(SomeInt(0, 9)), one_number(SomeInt(0))
    (n, SomeInt(low=0, high=None))
    """
    return value if value.low is None or value.high is None else number_within(value.low, value.high)


def opposite(number: SomeInt) -> SomeInt:
    """`-number`

    >>> opposite(SomeInt(2, 5)), opposite(SomeInt(low=1))
    (SomeInt(low=-5, high=-2), SomeInt(low=None, high=-1))
    """
    low, high = (None if end is None else -end for end in (number.high, number.low))
    return SomeInt(low, high)


def _within(narrow: Span, wide: Span) -> bool:
    above = wide[0] is None or (narrow[0] is not None and wide[0] <= narrow[0])
    return above and (wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1]))


def below(left: Value, right: Value) -> bool:
    """Whether a whole number is certainly less than another.

    >>> below(SomeInt(high=2), 3), below(2, SomeInt(high=3))
    (True, False)
    """
    high, low = span(left)[1], span(right)[0]
    return high is not None and low is not None and high < low
