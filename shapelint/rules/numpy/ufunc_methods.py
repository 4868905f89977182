"""What functions of two arrays offer besides: every pair, running results, and one result of a whole axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.numpy.arrays import array as made
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape

_ARITHMETIC: Final = words("add subtract multiply divide true_divide floor_divide power maximum minimum mod hypot")
_COMPARISONS: Final = words("equal not_equal less less_equal greater greater_equal")
_TESTS: Final = (*_COMPARISONS, *words("logical_and logical_or logical_xor"))
_BITS: Final = words("bitwise_and bitwise_or bitwise_xor")


def _kind(name: str, *operands: Value) -> str | None:
    return "bool" if name in _TESTS else promoted(*operands) if len(operands) > 1 else number_kind(operands[0])


def _methods(name: str) -> None:
    def outer(A: Value, B: Value) -> Tensor:
        left, right = measured(A), measured(B)
        both = UNKNOWN_SHAPE if left.open or right.open else Shape((*left.dims, *right.dims))
        return made(both, _kind(name, A, B) if name not in ("divide", "true_divide") else None)

    def reduce(array: Value, axis: Value, kwargs: Mapping[str, Value]) -> Tensor:
        return made(reduced(array, axis, kwargs.get("keepdims", False)), _kind(name, array))

    def accumulate(array: Value, axis: Value) -> Tensor:
        check_rank(array, f"{name}.accumulate", 1)
        check_axis(array, axis)
        return made(measured(array), _kind(name, array))

    kind = "ints" if name in _BITS else "floats"
    declare(
        f"numpy.{name}.outer",
        "A, B, /, **kwargs",
        outer,
        f"""Put every element of one array together with every one of the other.

    >>> np.{name}.outer({kind}[3], {kind}[4, 2])
    (3, 4, 2)
    """,
    )
    if name in _COMPARISONS:
        return  # what they give is of another kind than what they take
    declare(
        f"numpy.{name}.reduce",
        "array, /, axis=0, dtype=None, out=None, **kwargs",
        reduce,
        f"""One result of all elements along an axis.

    >>> np.{name}.reduce({kind}[3, 4])
    (4,)
    >>> np.{name}.reduce({kind}[3, 4], axis=1, keepdims=True)
    (3, 1)
    """,
    )
    declare(
        f"numpy.{name}.accumulate",
        "array, /, axis=0, dtype=None, out=None",
        accumulate,
        f"""The results of more and more elements along an axis.

    >>> np.{name}.accumulate({kind}[3, 4], axis=1)
    (3, 4)
    >>> np.{name}.accumulate({kind}[3, 4], axis=2)
    SHP502
    """,
    )


for _name in (*_ARITHMETIC, *_TESTS, *_BITS):
    _methods(_name)
