"""Losses that are the negative log-likelihood of a target: of counts, and of values with a variance."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.loss_forms import declare_loss, declare_plain_loss, is_reduced, loss_value
from shapelint.rules.torch.sides import met
from shapelint.rules.values import Tensor, Value, shape_of
from shapelint.sizes import Bound, Shape, equal


@layer("torch.nn.PoissonNLLLoss", "log_input: *predicted, target: *wanted")
def poisson_nll_layer(
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
    *,
    predicted,
    wanted,
    machine,
):
    """The negative log-likelihood of counts.

    >>> PoissonNLLLoss()([4, 3], [4, 3])
    ()
    >>> PoissonNLLLoss(False, True, reduction="none")([4, 3], [3])
    (4, 3)
    >>> PoissonNLLLoss()([4, 3], [4])
    SHP403
    """
    how = (reduction, size_average, reduce)
    each = _poisson("PoissonNLLLoss", _shape(predicted), _shape(wanted), is_reduced(*how), machine)
    return Tensor(loss_value(each, *how), "torch", "float")


def _shape(bound: Bound) -> Shape:
    return bound if isinstance(bound, Shape) else Shape(tuple(bound) if isinstance(bound, tuple) else (bound,))


def _poisson(loss: str, input: Value, target: Value, reduced: bool, machine: Machine) -> Shape:
    return met(loss, input, target, reduced, machine)


@op("torch.nn.functional.poisson_nll_loss")
def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
    *,
    machine,
):
    """The negative log-likelihood of counts.

    >>> poisson_nll_loss([4, 3], [4, 3])
    ()
    >>> poisson_nll_loss([4, 3], [3], False, full=True, reduction="none")
    (4, 3)
    >>> poisson_nll_loss([4, 1], [4])
    SHP402
    >>> poisson_nll_loss([4, 3], [4])
    SHP403
    """
    how = (reduction, size_average, reduce)
    each = _poisson("poisson_nll_loss", input, target, is_reduced(*how), machine)
    return Tensor(loss_value(each, *how), "torch", "float")


declare_plain_loss(
    "poisson_nll_loss",
    "input, target, log_input, full, eps, reduction",
    _poisson,
    """The negative log-likelihood of counts.

    >>> @([4, 3], [4, 3], True, False, 1e-8, 1)
    ()
    >>> @([4, 3], [3], True, True, 1e-8, 0)
    (4, 3)
    """,
)


def _gaussian(loss: str, input: Value, target: Value, var: Value, reduced: bool, machine: Machine) -> Shape:
    """A variance each: of the input's shape, with an axis of size 1 instead of one of its axes, or without its last."""
    each = met(loss, input, target, reduced, machine)
    wanted, given = shape_of(input), shape_of(var)
    if not isinstance(var, Tensor) or wanted.open or given.open:
        return each
    if not _is_variance(given, wanted):
        raise Mismatch(
            "SHP403",
            "{loss} needs a variance for each element or row of {wanted}, gets {found}",
            operand=culprit(var),
            loss=loss,
            wanted=wanted,
            found=given,
        )
    return broadcasted(each, given.insert(-1, 1) if len(given.dims) < len(wanted.dims) else given, what=loss)


def _is_variance(given: Shape, wanted: Shape) -> bool:
    if len(given.dims) == len(wanted.dims) - 1:
        return agree(given, Shape(wanted.dims[:-1])) is not False
    if len(given.dims) != len(wanted.dims):
        return False
    other = [size for size, real in zip(given.dims, wanted.dims, strict=True) if equal(size, real) is False]
    return not other or (len(other) == 1 and equal(other[0], 1) is not False)


declare_loss(
    "GaussianNLLLoss",
    "gaussian_nll_loss",
    "input, target, var",
    "full=False, eps=1e-6, reduction='mean'",
    _gaussian,
    """The negative log-likelihood of values with a variance each.

    >>> @([4, 3], [4, 3], [4, 3])
    ()
    >>> @([4, 3], [4, 3], [4, 1]; reduction="none")
    (4, 3)
    >>> @([4, 3], [4, 3], [4]; full=True)
    ()
    >>> @([4, 3], [4, 3], 1.0; reduction="none")
    (4, 3)
    >>> @([4, 3], [4, 3], [3])
    SHP403
    """,
    keywords=True,
)
