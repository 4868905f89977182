"""What is made of square matrices: inverses, determinants, powers, roots, eigenvalues."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.shared.families import declare
from shapelint.rules.torch.matrix_batches import Matrices, ints, square
from shapelint.rules.values import Named, Tensor, Value
from shapelint.sizes import Shape


def _both(name: str) -> tuple[str, str]:
    return (f"torch.{name}", f"torch.Tensor.{name}")


def _same(found: Matrices) -> Shape:
    return found.shape


def _one_each(found: Matrices) -> Shape:
    return found.batch


def _sign_and_size(found: Matrices) -> Named:
    return Named(("sign", "logabsdet"), (found.batch, found.batch))


def _with_info(name: str) -> Callable[[Matrices], Named]:
    return lambda found: Named((name, "info"), (found.shape, ints(found.batch)))


def _eigenvalues(kind: str) -> Callable[[Matrices], Tensor]:
    return lambda found: Tensor(found.each(found.columns), "torch", kind)


def _pairs(kind: str) -> Callable[[Matrices], Named]:
    return lambda found: Named(
        ("eigenvalues", "eigenvectors"),
        (_eigenvalues(kind)(found), Tensor(found.shape, "torch", kind if kind == "complex" else None)),
    )


# Names, the signature, what it gives, and that of matrices (2, 3, 3).
_OF_SQUARE: Final[tuple[tuple[str | tuple[str, ...], str, str, Callable[[Matrices], Value], str], ...]] = (
    (_both("inverse"), "input, *, out=None", "Invert matrices.", _same, "(2, 3, 3)"),
    ("torch.linalg.inv", "A, *, out=None", "Invert matrices.", _same, "(2, 3, 3)"),
    (
        "torch.linalg.inv_ex",
        "A, *, check_errors=False, out=None",
        "Invert matrices, and say where it failed.",
        _with_info("inverse"),
        "((2, 3, 3), (2,))",
    ),
    (_both("det"), "input", "Give the determinants of matrices.", _one_each, "(2,)"),
    ("torch.linalg.det", "A, *, out=None", "Give the determinants of matrices.", _one_each, "(2,)"),
    (_both("logdet"), "input", "Give the logarithms of determinants.", _one_each, "(2,)"),
    (
        _both("slogdet"),
        "input, *, out=None",
        "Give the sign of determinants, and the logarithm of their magnitude.",
        _sign_and_size,
        "((2,), (2,))",
    ),
    (
        "torch.linalg.slogdet",
        "A, *, out=None",
        "Give the sign of determinants, and the logarithm of their magnitude.",
        _sign_and_size,
        "((2,), (2,))",
    ),
    (
        (*_both("matrix_exp"), "torch.linalg.matrix_exp"),
        "input, *, out=None",
        "Raise e to matrices.",
        _same,
        "(2, 3, 3)",
    ),
    (_both("cholesky"), "input, upper=False, *, out=None", "Give triangular roots.", _same, "(2, 3, 3)"),
    ("torch.linalg.cholesky", "input, *, upper=False, out=None", "Give triangular roots.", _same, "(2, 3, 3)"),
    (
        "torch.linalg.cholesky_ex",
        "input, *, upper=False, check_errors=False, out=None",
        "Give triangular roots, and say where it failed.",
        _with_info("L"),
        "((2, 3, 3), (2,))",
    ),
    (
        _both("cholesky_inverse"),
        "input, upper=False, *, out=None",
        "Give the inverses of matrices whose triangular roots are given.",
        _same,
        "(2, 3, 3)",
    ),
    (
        "torch.linalg.eigvals",
        "input, *, out=None",
        "Give the eigenvalues of matrices.",
        _eigenvalues("complex"),
        "(2, 3)",
    ),
    (
        "torch.linalg.eigvalsh",
        "input, UPLO='L', *, out=None",
        "Give the eigenvalues of symmetric matrices.",
        _eigenvalues("float"),
        "(2, 3)",
    ),
    (
        "torch.linalg.eig",
        "input, *, out=None",
        "Give the eigenvalues and eigenvectors of matrices.",
        _pairs("complex"),
        "((2, 3), (2, 3, 3))",
    ),
    (
        "torch.linalg.eigh",
        "input, UPLO='L', *, out=None",
        "Give the eigenvalues and eigenvectors of symmetric matrices.",
        _pairs("float"),
        "((2, 3), (2, 3, 3))",
    ),
)


def _of_square(
    names: str | tuple[str, ...], parameters: str, does: str, made: Callable[[Matrices], Value], example: str
) -> None:
    first = names if isinstance(names, str) else names[0]
    short = first.rpartition(".")[2]

    def body(**given: Value) -> Value:
        return made(square(short, next(iter(given.values()))))

    declare(
        names,
        parameters,
        body,
        f"""{does}

>>> {first}(torch.eye(3).expand(2, 3, 3))
{example}
>>> {first}([1, 1, 1])
{example.replace("2", "1").replace("3", "1")}
>>> {first}([3, 4])
SHP302
>>> {first}([3])
SHP101
""",
    )


for _row in _OF_SQUARE:
    _of_square(*_row)


def _power(input: Value) -> Shape:
    return square("matrix_power", input).shape


declare(
    (*_both("matrix_power"), "torch.linalg.matrix_power"),
    "input, n, *, out=None",
    _power,
    """Multiply square matrices with themselves so often.

>>> matrix_power([2, 3, 3], 4)
(2, 3, 3)
>>> [1, 1].matrix_power(0)
(1, 1)
>>> matrix_power(torch.eye(3), -2)
(3, 3)
>>> matrix_power([3, 4], 2)
SHP302
>>> matrix_power([3], 2)
SHP101
""",
)
