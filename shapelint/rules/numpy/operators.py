"""Operators of arrays, and those that work in place."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.pointwise import pair
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.values import Tensor, Value

_OPERATORS: Final = {
    "__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__floordiv__": "//", "__mod__": "%",
    "__pow__": "**", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">=", "__eq__": "==", "__ne__": "!=",
    "__and__": "&", "__or__": "|", "__xor__": "^", "__lshift__": "<<", "__rshift__": ">>",
}  # fmt: skip
_OPERATOR = """Combine two operands element by element, `@`; axes of size 1 and missing ones in front are stretched.

    >>> {kind}[4, 1] @ {kind}[3]
    (4, 3)
    """


def _operator(name: str, sign: str) -> None:
    test = sign in ("<", "<=", ">", ">=", "==", "!=")

    def made(self: Value, value: Value) -> Tensor:
        return pair(self, value, division=sign == "/", test=test)

    doc = _OPERATOR.format(kind="ints" if sign in ("&", "|", "^", "<<", ">>") else "floats")
    if sign in ("==", "!="):
        doc = doc.rstrip() + f'\n    >>> np.array(("a", "b")) {sign} "a"\n    (2,)\n    '
    else:
        doc = doc.rstrip() + "\n    >>> ints[2, 3] @ ints[2, 4]\n    SHP301 3 meets 4 on axis -1\n    "
    if sign in ("<<", ">>"):
        doc = f"Shift every element, `{sign}`.\n\n    >>> ints[4, 1].{name}(ints[3])\n    (4, 3)\n    "
    parameters = "self, value, mod=None, /" if sign == "**" else "self, value, /"
    declare(f"numpy.ndarray.{name}", parameters, made, doc, call=sign)


for _name, _sign in _OPERATORS.items():
    _operator(_name, _sign)

declare(
    "numpy.ndarray.__abs__",
    "self, /",
    lambda self: array(measured(self), number_kind(self)),
    """Take every element without its sign.

    >>> [2, 3].__abs__()
    (2, 3)
    """,
)
_IN_PLACE = """Combine with another operand, in place: the shape stays, and the other must broadcast into it.

    >>> {kind}[4, 3].@({kind}[3])
    (4, 3)
    >>> {kind}[3].@({kind}[4, 3])
    SHP301 (4, 3) does not fit into (3,)
    """


def _in_place(self: Value, value: Value, machine: Any) -> Tensor:
    if not isinstance(self, Tensor) or self.shape.rank in (0, None):
        return pair(self, value)  # a number that a reduction gave has no place of its own
    try:
        check_fits(self.shape, value, extra=False)
    except Mismatch as mismatch:
        machine.report(mismatch)  # what the name holds keeps its shape
    return array(self.shape, self.dtype)


for _name, _sign in _OPERATORS.items():
    if _sign[0] not in "<>=!":
        _kind = "ints" if _sign in ("&", "|", "^") else "floats"
        declare(f"numpy.ndarray.__i{_name[2:]}", "self, value, /", _in_place, _IN_PLACE.format(kind=_kind))
