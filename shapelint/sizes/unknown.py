"""The unknown size, which absorbs whatever is computed with it."""

from __future__ import annotations

from typing import Any, Final


class Unknown:
    """The type of `UNKNOWN`, of which there is one instance per process.

    Arithmetic with it gives it back; it is equal to itself only and has no order.

    >>> 3 * UNKNOWN + 1
    ?
    >>> import copy; copy.deepcopy(UNKNOWN) is UNKNOWN
    True
    """

    __slots__ = ()
    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = object.__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "?"

    def __reduce__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> Unknown:
        return self

    def __deepcopy__(self, memo: Any) -> Unknown:
        return self

    def __neg__(self) -> Unknown:
        return self

    def __pos__(self) -> Unknown:
        return self

    def __abs__(self) -> Unknown:
        return self

    def _absorb(self, other: object) -> Unknown:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _absorb
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _absorb


UNKNOWN: Final = Unknown()
