"""Distributions of one of several classes, of vectors that hang together, and of matrices."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.densities import scored
from shapelint.rules.torch.distributions import (
    BASE,
    COUNT,
    DTYPE,
    SUPPORT,
    at_least_rank,
    extended,
    floats,
    joined,
    keep,
    names,
    only_one,
    shapes_of,
    slot,
)
from shapelint.rules.torch.matrix_batches import square
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, Value, shape_of
from shapelint.sizes import Shape, Size, divides, equal

_MATRIX: Final = "#matrix"  # slot: the shape of the matrices of a MultivariateNormal


@kind(names("Categorical"), bases=(BASE,))
def categorical(probs=None, logits=None, validate_args=None, *, layer, machine):
    """The choice of one of several classes, whose chances stand on the last axis.

    >>> torch.distributions.Categorical(logits=[2, 3]).sample()
    (2,)
    >>> torch.distributions.Categorical([2, 3]).sample((4,))
    (4, 2)
    >>> torch.distributions.Categorical(logits=[2, 3]).log_prob(ints[5, 2])
    (5, 2)
    >>> torch.distributions.Categorical([2, 3]).logits
    (2, 3)
    >>> torch.distributions.Categorical([2, 3]).enumerate_support()
    (3, 2)
    >>> torch.distributions.Categorical(logits=[])
    SHP101
    >>> torch.distributions.Categorical([3], [3])
    SHP706
    >>> torch.distributions.Categorical(logits=[2, 3]).log_prob(ints[4])
    SHP301
    """
    found = only_one(probs=probs, logits=logits)
    shape = UNKNOWN_SHAPE if found is None else at_least_rank(1, *found)
    slots = {DTYPE: "int", COUNT: 1, SUPPORT: shape.axis(-1), "probs": floats(shape), "logits": floats(shape)}
    keep(layer, machine, Shape(shape.dims[:-1], shape.open), Shape(()), validate_args, **slots)


def _matrix(**given: Value) -> Value:
    """The one matrix that is given, or one of unknown shape.

    Raises Mismatch SHP101, SHP302, SHP706 or SHP707.
    """
    found = only_one(**given)
    if found is None:
        return floats(UNKNOWN_SHAPE)
    at_least_rank(2, *found)
    if found[0] == "scale_tril":
        require_at_least(1, "the height of `scale_tril`", shape_of(found[1]).axis(-2))
    else:
        square(f"`{found[0]}`", found[1])
    return found[1]


@kind(names("MultivariateNormal"), bases=(BASE,))
def multivariate_normal(
    loc,
    covariance_matrix=None,
    precision_matrix=None,
    scale_tril=None,
    validate_args=None,
    *,
    layer,
    machine,
):
    """Normal distributions of vectors; the matrices are as wide as these.

    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(3)).sample()
    (2, 3)
    >>> torch.distributions.MultivariateNormal([3], scale_tril=torch.eye(3).expand(4, 3, 3)).batch_shape
    (4,)
    >>> torch.distributions.MultivariateNormal([2, 3], precision_matrix=torch.eye(3)).log_prob([5, 2, 3])
    (5, 2)
    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(3)).precision_matrix
    (2, 3, 3)
    >>> torch.distributions.MultivariateNormal([2, 3], [3])
    SHP101
    >>> torch.distributions.MultivariateNormal([2, 3])
    SHP706
    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(4)).rsample()
    SHP302
    """
    given = {
        "covariance_matrix": covariance_matrix,
        "precision_matrix": precision_matrix,
        "scale_tril": scale_tril,
    }
    place, matrix = at_least_rank(1, "loc", loc), shape_of(_matrix(**given))
    batch = broadcasted(
        Shape(matrix.dims[:-2], matrix.open), Shape(place.dims[:-1], place.open), what="the batches of the parameters"
    )
    event = Shape(place.tail(1))
    keep(layer, machine, batch, event, validate_args, loc=floats(joined(batch, event)), **{_MATRIX: matrix})
    for name in given:
        if given[name] is not None:
            machine.put(layer, name, floats(joined(batch, Shape(matrix.tail(2)))))


def _misfit(self: Value, template: str) -> Mismatch:
    made = self.made if isinstance(self, Instance) else None
    return Mismatch(
        "SHP302",
        template,
        length=shapes_of(self)[1].axis(-1),
        matrix=slot(self, _MATRIX),
        related=((made, "MultivariateNormal is made here"),) if made else (),
    )


def _sizes(self: Value) -> tuple[Size, Size, Size]:
    """How long the vectors are, and how high and wide the matrices."""
    matrix = slot(self, _MATRIX)
    rows, columns = (matrix if isinstance(matrix, Shape) else UNKNOWN_SHAPE).tail(2)
    return shapes_of(self)[1].axis(-1), rows, columns


_NORMAL: Final = names("MultivariateNormal")[0]


@op((f"{_NORMAL}.sample", f"{_NORMAL}.rsample"))
def sample(self, sample_shape=()):
    """Draw vectors.

    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(3)).sample((5,))
    (5, 2, 3)
    >>> torch.distributions.MultivariateNormal([3], torch.eye(3)).rsample()
    (3,)
    >>> torch.distributions.MultivariateNormal([3], torch.eye(4)).sample()
    SHP302
    """
    length, rows, columns = _sizes(self)
    if equal(length, columns) is False or equal(length, rows) is False:
        raise _misfit(self, "matrices {matrix} do not fit vectors of {length}")
    return floats(extended(self, sample_shape))


@op(f"{_NORMAL}.log_prob")
def log_prob(self, value):
    """Give the logarithm of the density at vectors.

    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(3)).log_prob([3])
    (2,)
    >>> torch.distributions.MultivariateNormal([3], torch.eye(3)).log_prob([5, 3])
    (5,)
    >>> torch.distributions.MultivariateNormal([3], torch.eye(4)).log_prob([3])
    SHP302
    """
    each, matrix, length = scored(self, value), slot(self, _MATRIX), _sizes(self)[0]
    # The elements of all matrices, and those of all vectors, are cut to size without a look at their axes.
    matrices = matrix.numel() if isinstance(matrix, Shape) else UNKNOWN
    vectors = each.numel() * length
    if divides(length * length, matrices) is False or divides(matrices, vectors * length) is False:
        raise _misfit(self, "matrices {matrix} do not fit vectors of {length}")
    return floats(each)


def _of_matrix(name: str) -> None:
    def body(self):
        length, rows, _ = _sizes(self)
        if equal(rows, length) is False and equal(rows, 1) is False:
            raise _misfit(self, f"no {name} can be made for vectors of {{length}}: the matrices are {{matrix}}")
        batch, event = shapes_of(self)
        return floats(joined(batch, event if name == "variance" else Shape((*event.dims, *event.dims))))

    gives = "(2, 3)" if name == "variance" else "(2, 3, 3)"
    body.__doc__ = f"""The {name.replace("_", " ")} of every distribution of the batch.

    >>> torch.distributions.MultivariateNormal([2, 3], torch.eye(3)).{name}
    {gives}
    """
    prop(f"{_NORMAL}.{name}")(body)


for _name in ("variance", "covariance_matrix", "precision_matrix", "scale_tril"):
    _of_matrix(_name)


@kind(names("LowRankMultivariateNormal"), bases=(BASE,))
def low_rank_multivariate_normal(loc, cov_factor, cov_diag, validate_args=None, *, layer, machine):
    """Normal distributions of vectors, with few directions in which they hang together.

    >>> torch.distributions.LowRankMultivariateNormal([2, 3], [3, 2], [3]).sample()
    (2, 3)
    >>> torch.distributions.LowRankMultivariateNormal([3], [4, 3, 2], [3]).log_prob([4, 3])
    (4,)
    >>> torch.distributions.LowRankMultivariateNormal([2, 3], [3, 2], [3]).covariance_matrix
    (2, 3, 3)
    >>> torch.distributions.LowRankMultivariateNormal([2, 3], [3, 2], [3]).cov_factor
    (2, 3, 2)
    >>> torch.distributions.LowRankMultivariateNormal([2, 3], [4, 2], [3])
    SHP302
    """
    place, factor, diagonal = (
        at_least_rank(rank, name, value)
        for rank, name, value in ((1, "loc", loc), (2, "cov_factor", cov_factor), (1, "cov_diag", cov_diag))
    )
    event = Shape(place.tail(1))
    for name, length, value in (("cov_factor", factor.axis(-2), cov_factor), ("cov_diag", diagonal.axis(-1), cov_diag)):
        if equal(length, event.dims[0]) is False:
            raise Mismatch(
                "SHP302",
                "`{name}` is for vectors of {length}, `loc` holds vectors of {expected}",
                operand=culprit(value),
                name=name,
                length=length,
                expected=event.dims[0],
            )
    batch = broadcasted(
        Shape(place.dims[:-1], place.open),
        Shape(factor.dims[:-2], factor.open),
        Shape(diagonal.dims[:-1], diagonal.open),
        what="the batches of the parameters",
    )
    matrices = floats(joined(batch, Shape((*event.dims, *event.dims))))
    keep(
        layer,
        machine,
        batch,
        event,
        validate_args,
        loc=floats(joined(batch, event)),
        cov_diag=floats(joined(batch, event)),
        cov_factor=floats(joined(batch, Shape((*event.dims, factor.axis(-1))))),
        covariance_matrix=matrices,
        precision_matrix=matrices,
        scale_tril=matrices,
    )


@kind(names("Wishart"), bases=(BASE,))
def wishart(df, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None, *, layer, machine):
    """A distribution of covariance matrices.

    >>> torch.distributions.Wishart(8.0, torch.eye(3)).sample((2,))
    (2, 3, 3)
    >>> torch.distributions.Wishart(8.0 * [4], scale_tril=torch.eye(3)).batch_shape
    (4,)
    >>> torch.distributions.Wishart(8.0, [3, 4])
    SHP302
    >>> torch.distributions.Wishart(8.0)
    SHP706
    """
    given = {
        "covariance_matrix": covariance_matrix,
        "precision_matrix": precision_matrix,
        "scale_tril": scale_tril,
    }
    matrix = shape_of(_matrix(**given))
    batch = broadcasted(Shape(matrix.dims[:-2], matrix.open), df, what="the batches of the parameters")
    event = Shape(matrix.tail(2))
    slots = {name: floats(joined(batch, event)) for name in given}
    keep(layer, machine, batch, event, validate_args, df=floats(batch), **slots)


@kind(names("LKJCholesky"), bases=(BASE,))
def lkj_cholesky(dim, concentration=1.0, validate_args=None, *, layer, machine):
    """A distribution of the factors of correlation matrices.

    >>> torch.distributions.LKJCholesky(3, [2]).sample((4,))
    (4, 2, 3, 3)
    >>> torch.distributions.LKJCholesky(3).event_shape
    (3, 3)
    >>> torch.distributions.LKJCholesky(1)
    SHP707
    """
    require_at_least(2, "dim", dim)
    batch = shape_of(concentration)
    keep(layer, machine, batch, Shape((size_in(dim),) * 2), validate_args, concentration=floats(batch))
