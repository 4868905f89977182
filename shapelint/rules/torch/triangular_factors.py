"""Matrices as products of triangular ones: LU and LDL."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.torch.matrix_batches import Matrices, ints, matrices, square
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Tensor, Value
from shapelint.sizes import Shape

_OF_LU: Final = ("P", "L", "U")


@op("torch.linalg.lu")
def lu(A, *, pivot=True, out=None):
    """Give a permutation, a lower and an upper triangle whose product is the input.

    >>> torch.linalg.lu([2, 4, 3])
    ((2, 4, 4), (2, 4, 3), (2, 3, 3))
    >>> torch.linalg.lu([3, 4])
    ((3, 3), (3, 3), (3, 4))
    >>> torch.linalg.lu([4])
    SHP101
    """
    found = matrices("lu", A)
    permutation = found.each(found.rows, found.rows) if pivot is True else UNKNOWN_SHAPE
    return Named(_OF_LU, (permutation, *_triangles(found)))


def _triangles(found: Matrices) -> tuple[Shape, Shape]:
    return found.each(found.rows, found.least), found.each(found.least, found.columns)


def _packed(name: str, input: Value, info: Value) -> Value:
    """Both triangles in one matrix, the pivots, and (`info`) whether it failed."""
    if not isinstance(info, bool):
        return UNKNOWN
    found = matrices(name, input)
    parts = found.shape, ints(found.each(found.least)), ints(found.batch)
    return Named(("LU", "pivots", "info")[: 2 + info], parts[: 2 + info])


declare(
    "torch.linalg.lu_factor",
    "A, *, pivot=True, out=None",
    lambda A: _packed("lu_factor", A, False),
    """Give the triangles of matrices in one, and the pivots.

>>> torch.linalg.lu_factor(torch.eye(3, 4))
((3, 4), (3,))
>>> torch.linalg.lu_factor(torch.eye(3))[1]
(3,)
>>> torch.linalg.lu_factor([3])
SHP101
""",
)
declare(
    "torch.linalg.lu_factor_ex",
    "A, *, pivot=True, check_errors=False, out=None",
    lambda A: _packed("lu_factor_ex", A, True),
    """Give the triangles of matrices in one, the pivots, and whether it failed.

>>> torch.linalg.lu_factor_ex([2, 3, 4])
((2, 3, 4), (2, 3), (2,))
>>> torch.linalg.lu_factor_ex([3])
SHP101
""",
)
declare(
    ("torch.lu", "torch.Tensor.lu"),
    "A, pivot=True, get_infos=False, out=None",
    lambda A, get_infos: _packed("lu", A, get_infos),
    """Give the triangles of matrices in one, the pivots, and whether it failed if that is asked for.

>>> torch.lu([2, 3, 4])
((2, 3, 4), (2, 3))
>>> [5, 4].lu(get_infos=True)
((5, 4), (4,), ())
>>> torch.lu([3])
SHP101
""",
)


@op("torch.lu_unpack")
def lu_unpack(LU_data, LU_pivots, unpack_data=True, unpack_pivots=True, *, out=None):
    """Take the permutation and the triangles out of what `lu` packed; what is not asked for is empty.

    >>> torch.lu_unpack(*torch.lu([2, 5, 4]))
    ((2, 5, 5), (2, 5, 4), (2, 4, 4))
    >>> torch.lu_unpack(*torch.lu([3, 4]), unpack_data=False)
    ((3, 3), (0,), (0,))
    >>> torch.lu_unpack(*torch.lu([3, 4]), unpack_pivots=False)
    ((0,), (3, 3), (3, 4))
    >>> torch.lu_unpack([5], ints[5])
    SHP101
    """
    found, empty = matrices("lu_unpack", LU_data), Shape((0,))
    if not isinstance(unpack_data, bool) or not isinstance(unpack_pivots, bool):
        return UNKNOWN
    permutation = found.each(found.rows, found.rows) if unpack_pivots else empty
    return Named(_OF_LU, (permutation, *(_triangles(found) if unpack_data else (empty, empty))))


@op("torch.linalg.ldl_factor")
def ldl_factor(input, *, hermitian=False, out=None):
    """Give a triangle and a block diagonal of symmetric matrices in one, and the pivots.

    >>> torch.linalg.ldl_factor(torch.eye(3).expand(2, 3, 3))
    ((2, 3, 3), (2, 3))
    >>> torch.linalg.ldl_factor([3, 4])
    SHP302
    """
    return Named(("LD", "pivots"), _ldl("ldl_factor", input)[:2])


@op("torch.linalg.ldl_factor_ex")
def ldl_factor_ex(input, *, hermitian=False, check_errors=False, out=None):
    """Give a triangle and a block diagonal of symmetric matrices in one, the pivots, and whether it failed.

    >>> torch.linalg.ldl_factor_ex(torch.eye(3).expand(2, 3, 3))
    ((2, 3, 3), (2, 3), (2,))
    >>> torch.linalg.ldl_factor_ex([3])
    SHP101
    """
    return Named(("LD", "pivots", "info"), _ldl("ldl_factor_ex", input))


def _ldl(name: str, input: Value) -> tuple[Shape, Tensor, Tensor]:
    found = square(name, input)
    return found.shape, ints(found.each(found.rows)), ints(found.batch)
