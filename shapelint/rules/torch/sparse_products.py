"""Products and sums of sparse tensors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.torch.creation import of_sizes
from shapelint.rules.torch.matrix_batches import check_shape
from shapelint.rules.torch.reductions import reduce
from shapelint.rules.torch.rows import row
from shapelint.rules.torch.stretching import stretched
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape


@op("torch.sparse.mm", "sparse: n k, dense: k m -> n m", legacy={"mat1": "sparse", "mat2": "dense"})
def mm(sparse, dense, reduce="sum"):
    """Multiply a sparse matrix with another.

    >>> torch.sparse.mm([2, 3].to_sparse(), [3, 4])
    (2, 4)
    >>> torch.sparse.mm([2, 3].to_sparse(), [4, 4])
    SHP302
    >>> torch.sparse.mm([2, 3].to_sparse(), [3])
    SHP101
    """


@op(("torch.smm", "torch.Tensor.smm", "torch.dsmm", "torch.hsmm"), "input: n k, mat2: k m -> n m")
def smm(input, mat2):
    """Multiply a sparse matrix with another.

    >>> torch.smm([2, 3].to_sparse(), [3, 4])
    (2, 4)
    >>> [2, 3].to_sparse().smm([4, 4])
    SHP302
    """


@op("torch.hspmm", "mat1: n k, mat2: k m -> n m")
def hspmm(mat1, mat2, *, out=None):
    """Multiply a sparse matrix with another.

    >>> torch.hspmm([2, 3].to_sparse(), [3, 4])
    (2, 4)
    >>> torch.hspmm([2, 3].to_sparse(), [4, 4])
    SHP302
    """


@op("torch.sparse.addmm", "mat1: n k, mat2: k m -> n m", legacy={"mat": "input"})
def addmm(input, mat1, mat2, *, beta=1, alpha=1, n, m):
    """Add a product of a sparse matrix with another.

    >>> torch.sparse.addmm([2, 4], [2, 3].to_sparse(), [3, 4])
    (2, 4)
    >>> torch.sparse.addmm([5], [2, 3].to_sparse(), [3, 4])
    SHP301
    """
    stretched(input, (n, m))


@op(("torch.sspaddmm", "torch.Tensor.sspaddmm"), "mat1: n k, mat2: k m -> n m")
def sspaddmm(input, mat1, mat2, *, beta=1, alpha=1, out=None, n, m):
    """Add a product of a sparse matrix with another.

    >>> torch.sspaddmm([2, 4].to_sparse(), [2, 3].to_sparse(), [3, 4])
    (2, 4)
    >>> torch.sspaddmm([2, 5].to_sparse(), [2, 3].to_sparse(), [3, 4])
    SHP302
    """
    check_shape("sspaddmm", input, Shape((n, m)), "an input")


@op("torch.sparse.sampled_addmm")
def sampled_addmm(input, mat1, mat2, *, beta=1, alpha=1, out=None):
    """Add a product where the sparse matrix has values.

    >>> torch.sparse.sampled_addmm([N, M], [N, 3], [3, M])
    ("N", "M")
    """
    return shape_of(input)


@op("torch.sparse.sum")
def sum_(input, dim=None, dtype=None):
    """Sum everything or along `dim`.

    >>> torch.sparse.sum([2, 3].to_sparse())
    ()
    >>> torch.sparse.sum([2, 3].to_sparse(), dim=(0,))
    (3,)
    >>> torch.sparse.sum([2, 3].to_sparse(), dim=2)
    SHP502
    """
    return reduce(input, dim)


def _kept(input: Value, dim: Value) -> Shape:
    check_axis(input, dim, name="dim")
    return shape_of(input)


for _name in ("softmax", "log_softmax"):
    declare(
        f"torch.sparse.{_name}",
        "input, dim, *, dtype=None",
        _kept,
        f"""Turn the values of a sparse tensor into chances along an axis.

>>> torch.sparse.{_name}([2, 3].to_sparse(), dim=1)
(2, 3)
>>> torch.sparse.{_name}([2, 3].to_sparse(), 2)
SHP502
""",
    )


@op("torch.sparse.spdiags", least={"shape": 0})
def spdiags(diagonals, offsets, shape, layout=None):
    """Make a sparse matrix of its diagonals.

    >>> torch.sparse.spdiags([2, N], ints[2], (3, 4))
    (3, 4)
    """
    return of_sizes(row((shape,)))
