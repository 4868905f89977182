"""Systems of linear equations, and least squares."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.matrix_batches import Matrices, check_rows, check_shape, common_batch, ints, matrices, square
from shapelint.rules.torch.stretching import stretched
from shapelint.rules.values import UNKNOWN_SHAPE, Named, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal


def _sides(name: str, system: Matrices, B: Value, left: Value) -> Matrices:
    """The right sides of `A X = B`, or of `X A = B` where `left` is false.

    Raises Mismatch SHP101 or SHP302.
    """
    sides = matrices(name, B)
    if isinstance(left, bool):
        check_rows(name, B, system.rows, sides.rows if left else sides.columns, "rows" if left else "columns")
    return sides


def _solved(name: str, system: Matrices, B: Value, left: Value = True) -> Shape:
    """The solutions: as many as the batches of both make together.

    Raises Mismatch SHP101, SHP302, or SHP301 where the axes before the matrices do not broadcast.
    """
    sides = _sides(name, system, B, left)
    return Matrices(common_batch(system, sides), sides.rows, sides.columns).shape


def _is_vector(system: Matrices, B: Shape) -> bool | None:
    """Whether right sides are one vector, or one for each matrix, and not matrices; None where that is undecided."""
    if B.open or (system.batch.open and len(B.dims) != 1):
        return None
    if len(B.dims) == 1:
        return True
    vectors = system.each(system.rows)
    if len(B.dims) != len(vectors.dims):
        return False
    verdicts = [equal(a, b) for a, b in zip(B.dims, vectors.dims, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def _answer(name: str, system: Matrices, B: Value, left: Value) -> Shape:
    """What `solve` gives for matrices or vectors.

    Raises Mismatch as for `_solved`.
    """
    vector = _is_vector(system, shape_of(B))
    if vector is None:
        return UNKNOWN_SHAPE
    if not vector:
        return _solved(name, system, B, left)
    if left is False:
        raise Mismatch(
            "SHP101",
            "{name} with left=False expects matrices on the right, gets vectors {found}",
            operand=culprit(B),
            name=name,
            found=shape_of(B),
        )
    check_rows(name, B, system.rows, shape_of(B).axis(-1), "values")
    return system.each(system.rows)


@op("torch.linalg.solve")
def solve(A, B, *, left=True, out=None):
    """Solve linear equations.

    >>> torch.linalg.solve(torch.eye(3), [3, 4])
    (3, 4)
    >>> torch.linalg.solve(torch.eye(3).expand(2, 3, 3), [3])
    (2, 3)
    >>> torch.linalg.solve(torch.eye(3).expand(2, 3, 3), [2, 3])
    (2, 3)
    >>> torch.linalg.solve(torch.eye(3).expand(2, 3, 3), [5, 1, 4, 3], left=False)
    (5, 2, 4, 3)
    >>> torch.linalg.solve(torch.eye(3), [4, 3])
    SHP302
    >>> torch.linalg.solve(torch.eye(3).expand(2, 3, 3), [5, 3, 4])
    SHP301
    """
    return _answer("solve", square("solve", A), B, left)


@op("torch.linalg.solve_ex")
def solve_ex(A, B, *, left=True, check_errors=False, out=None):
    """Solve linear equations, and say where it failed.

    >>> torch.linalg.solve_ex(torch.eye(3).expand(2, 3, 3), [3, 4])
    ((2, 3, 4), (2,))
    >>> torch.linalg.solve_ex(torch.eye(3), [3])
    ((3,), ())
    >>> torch.linalg.solve_ex(torch.eye(3), [4])
    SHP302
    """
    system = square("solve_ex", A)
    return Named(("result", "info"), (_answer("solve_ex", system, B, left), ints(system.batch)))


@op("torch.linalg.lstsq")
def lstsq(input, b, rcond=None, *, driver=None, out=None):
    """Give the least-squares solutions of systems of equations; what it says of them depends on the driver.

    >>> torch.linalg.lstsq([5, 3], [5, 2])
    ((3, 2), (...,), (...,), (...,))
    >>> torch.linalg.lstsq([2, 5, 3], [2, 5])[0]
    (2, 3)
    >>> torch.linalg.lstsq([5, 3], [5])[0]
    (3,)
    >>> torch.linalg.lstsq([2, 5, 3], [1, 5, 4])[0]
    (2, 3, 4)
    >>> torch.linalg.lstsq([5, 3], [4, 2])
    SHP302
    >>> torch.linalg.lstsq([5, 3], [2, 5, 2])
    SHP101
    """
    found, sides = matrices("lstsq", input), shape_of(b)
    _check_lstsq_rank(b, found, sides)
    vector = _is_vector(found, sides)
    if vector is None:
        solution = UNKNOWN_SHAPE
    elif vector:
        check_rows("lstsq", b, found.rows, sides.axis(-1), "values")
        solution = found.each(found.columns)
    else:
        right = _sides("lstsq", found, b, True)
        solution = Matrices(_lstsq_batch(found, right, sides), found.columns, right.columns).shape
    return Named(("solution", "residuals", "rank", "singular_values"), (solution, *(UNKNOWN_SHAPE,) * 3))


def _lstsq_batch(found: Matrices, right: Matrices, sides: Shape) -> Shape:
    """The axes before the matrices, broadcast; where the right sides have one axis less, their rows count as one too.

    Raises Mismatch SHP301.
    """
    if found.batch.open or right.batch.open or len(right.batch.dims) == len(found.batch.dims):
        return common_batch(found, right)
    batch = broadcasted(found.batch, Shape(sides.dims[:-1]))
    stretched(Tensor(right.batch), batch.dims)
    return batch


def _check_lstsq_rank(b: Value, found: Matrices, sides: Shape) -> None:
    """The right sides have as many axes as the matrices, or one less.

    Raises Mismatch SHP101.
    """
    rank = len(found.batch.dims) + 2
    most, least = (None if found.batch.open else rank), max(rank - 1, 1)
    if (most is not None and len(sides.dims) > most) or (not sides.open and len(sides.dims) < least):
        raise Mismatch(
            "SHP101",
            "lstsq expects right sides of {wanted} axes, gets {found}",
            operand=culprit(b),
            wanted=f"{least} or {rank}",
            found=sides,
        )


@op("torch.linalg.solve_triangular")
def solve_triangular(input, B, *, upper, left=True, unitriangular=False, out=None):
    """Solve triangular systems of equations.

    >>> torch.linalg.solve_triangular([3, 3], [3, 2], upper=True)
    (3, 2)
    >>> torch.linalg.solve_triangular([2, 3, 3], [5, 1, 2, 3], upper=True, left=False)
    (5, 2, 2, 3)
    >>> torch.linalg.solve_triangular([3, 3], [4, 2], upper=True)
    SHP302
    >>> torch.linalg.solve_triangular([3, 3], [3], upper=True)
    SHP101
    """
    return _solved("solve_triangular", square("solve_triangular", input), B, left)


@op(("torch.triangular_solve", "torch.Tensor.triangular_solve"))
def triangular_solve(input, A, upper=True, transpose=False, unitriangular=False, *, out=None):
    """Solve triangular systems of equations; give the matrices back too.

    >>> torch.triangular_solve([3, 2], [2, 3, 3])
    ((2, 3, 2), (2, 3, 3))
    >>> [3, 2].triangular_solve([3, 3], upper=False)
    ((3, 2), (3, 3))
    >>> torch.triangular_solve([4, 2], [3, 3])
    SHP302
    """
    system = square("triangular_solve", A)
    sides = _sides("triangular_solve", system, input, True)
    batch = common_batch(system, sides)
    solved, kept = Matrices(batch, sides.rows, sides.columns), Matrices(batch, system.rows, system.columns)
    return Named(("solution", "cloned_coefficient"), (solved.shape, kept.shape))


@op(("torch.cholesky_solve", "torch.Tensor.cholesky_solve"), legacy={"L": "input2"})
def cholesky_solve(input, input2, upper=False, *, out=None):
    """Solve systems of equations whose matrices are given by their triangular roots.

    >>> torch.cholesky_solve([3, 2], [3, 3])
    (3, 2)
    >>> [5, 3, 2].cholesky_solve([4, 1, 3, 3], True)
    (4, 5, 3, 2)
    >>> torch.cholesky_solve([4, 2], [3, 3])
    SHP302
    """
    return _solved("cholesky_solve", square("cholesky_solve", input2), input)


@op("torch.linalg.lu_solve")
def lu_solve(LU, pivots, B, *, left=True, adjoint=False, out=None):
    """Solve systems of equations whose matrices are given by `lu_factor`.

    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.eye(3)), [3, 2])
    (3, 2)
    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.eye(3).expand(2, 3, 3)), [5, 1, 4, 3], left=False)
    (5, 2, 4, 3)
    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor(torch.eye(3)), [4, 2])
    SHP302
    >>> torch.linalg.lu_solve(*torch.linalg.lu_factor([3, 4]), [3, 2])
    SHP302
    """
    return _lu_solved("lu_solve", LU, pivots, B, left)


@op(("torch.lu_solve", "torch.Tensor.lu_solve"), legacy={"b": "input"})
def lu_solve_first(input, LU_data, LU_pivots, *, out=None):
    """Solve systems of equations whose matrices are given by `lu`.

    >>> torch.lu_solve([3, 2], *torch.lu(torch.eye(3)))
    (3, 2)
    >>> [3, 2].lu_solve(*torch.lu(torch.eye(3).expand(2, 3, 3)))
    (2, 3, 2)
    >>> torch.lu_solve([4, 2], *torch.lu(torch.eye(3)))
    SHP302
    >>> torch.lu_solve([3, 2], torch.eye(3), ints[4])
    SHP302
    """
    return _lu_solved("lu_solve", LU_data, LU_pivots, input)


def _lu_solved(name: str, factors: Value, pivots: Value, B: Value, left: Value = True) -> Shape:
    system = square(name, factors)
    check_shape(name, pivots, system.each(system.rows), "pivots")
    return _solved(name, system, B, left)


@op("torch.linalg.ldl_solve")
def ldl_solve(LD, pivots, B, *, hermitian=False, out=None):
    """Solve systems of equations whose matrices are given by `ldl_factor`.

    >>> torch.linalg.ldl_solve([N, N], ints[N], [N, 2])
    ("N", 2)
    >>> torch.linalg.ldl_solve([2, N, N], ints[2, N], [5, 1, N, 4])
    (5, 2, "N", 4)
    >>> torch.linalg.ldl_solve([N, N], ints[N], [N + 1, 2])
    SHP302
    """
    # The examples are symbolic because PyTorch itself dies of some numbers.
    return _lu_solved("ldl_solve", LD, pivots, B)
