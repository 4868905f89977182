"""`keras.ops`: triangles and diagonals of matrices."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.twins import tensor, twin
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import matrices
from shapelint.rules.values import Value

_TRIANGLE: Final = """Keep one triangle of every matrix.

    >>> @([2, 3])
    (2, 3)
    >>> @([5, 2, 3], 1)
    (5, 2, 3)
    >>> @([3])
    SHP101
    """
for _name in ("tril", "triu"):
    declare(
        f"keras.ops.{_name}",
        "x, k=0",
        lambda x, name=_name: tensor(matrices(name, x).shape, number_kind(x)),
        _TRIANGLE,
    )


@op("keras.ops.diag")
def diag(x, k=0, *, machine):
    """Make a matrix with a diagonal, or take the diagonal out of one.

    >>> ops.diag([3])
    (3, 3)
    >>> ops.diag([3, 4])
    (3,)
    >>> ops.diag([2, 3, 4])
    SHP101
    """
    return twin("numpy.diag", machine, x, k)


@op("keras.ops.diagflat")
def diagflat(x, k=0, *, machine):
    """Make a matrix with all elements of a tensor on a diagonal.

    >>> ops.diagflat([2, 3])
    (6, 6)
    >>> ops.diagflat([2], 1)
    (3, 3)
    """
    return twin("numpy.diagflat", machine, x, k)


_AT: Final = "x, offset=0, axis1=0, axis2=1"


def _along_diagonal(name: str, does: str, examples: tuple[str, str]) -> None:
    def made(x: Value, offset: Value, axis1: Value, axis2: Value, machine: Machine) -> Value:
        return twin(f"numpy.{name}", machine, x, offset, axis1, axis2)

    declare(
        f"keras.ops.{name}",
        _AT,
        made,
        f"""{does}

    >>> ops.@([3, 4])
    {examples[0]}
    >>> ops.@([2, 3, 4], 1, 1, 2)
    {examples[1]}
    >>> ops.@([2, 3, 4], axis1=1)
    SHP502
    """,
    )


_along_diagonal("diagonal", "Take the diagonal of two axes; it becomes the last axis.", ("(3,)", "(2, 3)"))
_along_diagonal("trace", "Sum the diagonal of two axes.", ("()", "(2,)"))
