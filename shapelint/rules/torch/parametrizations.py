"""torch.nn.utils: functions that change how a module keeps its weights, and give it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import OPAQUE, UNKNOWN_SHAPE, Instance, Tensor, Value
from shapelint.sizes import Shape, equal

_NORMED: Final = "torch.nn.utils.weight_norm(nn.Linear(3, 4))"
_ORTHOGONAL: Final = "torch.nn.utils.parametrizations.orthogonal(nn.Linear(3, 4))"


def weight_shape(module: Value, name: Value, machine: Machine) -> Shape:
    """The shape of a module's parameter; unknown where it is not known."""
    weight = machine.get(module, name) if isinstance(module, Instance) and isinstance(name, str) else None
    return weight.shape if isinstance(weight, Tensor) else UNKNOWN_SHAPE


def changed(module: Value, machine: Machine) -> Value:
    """The module, of whose weights nobody knows any more under which names they are kept."""
    machine.put(module, OPAQUE, True)
    return module


def _check_rows(shape: Shape, axis: int, what: str) -> None:
    """A weight without rows has no direction.

    Raises Mismatch SHP707.
    """
    if equal(shape.axis(axis), 0) is True:
        raise Mismatch("SHP707", "{what} needs a weight with rows, gets {shape}", what=what, shape=shape)


def _weight_norm(module: Value, name: Value, dim: Value, machine: Machine) -> Value:
    shape = weight_shape(module, name, machine)
    check_axis(shape, dim, name="dim")
    if is_int(dim) and dim != -1:  # which is one norm for all
        _check_rows(shape, dim, "weight_norm")
    return changed(module, machine)


declare(
    ("torch.nn.utils.parametrizations.weight_norm", "torch.nn.utils.weight_norm"),
    "module, name='weight', dim=0",
    _weight_norm,
    """Give the module with its weight as length times direction.

    >>> @(Linear(3, 4))([2, 3])
    (2, 4)
    >>> @(Linear(3, 4), dim=None)([2, 3])
    (2, 4)
    >>> @(Linear(3, 4), "bias", 1)([2, 3])
    SHP502
    """,
)


@op("torch.nn.utils.spectral_norm", least={"n_power_iterations": 1})
def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None, *, machine):
    """Give the module with its weight over its greatest singular value.

    >>> torch.nn.utils.spectral_norm(Linear(3, 4))([2, 3])
    (2, 4)
    >>> torch.nn.utils.spectral_norm(nn.Conv2d(3, 4, 5), dim=1)([2, 3, 8, 8])
    (2, 4, 4, 4)
    >>> torch.nn.utils.spectral_norm(Linear(3, 4), dim=2)([2, 3])
    SHP502
    >>> torch.nn.utils.spectral_norm(Linear(3, 4), dim=-1)([2, 3])
    SHP707
    """
    shape = weight_shape(module, name, machine)
    require_at_least(0, "dim", dim)
    check_axis(shape, dim, name="dim")
    _check_rows(shape, 0, "spectral_norm")
    return changed(module, machine)


@op("torch.nn.utils.parametrizations.spectral_norm", least={"n_power_iterations": 1})
def parametrized_spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None, *, machine):
    """Give the module with its weight over its greatest singular value.

    >>> torch.nn.utils.parametrizations.spectral_norm(Linear(3, 4))([2, 3])
    (2, 4)
    >>> torch.nn.utils.parametrizations.spectral_norm(Linear(3, 4), dim=-1)([2, 3])
    (2, 4)
    >>> torch.nn.utils.parametrizations.spectral_norm(Linear(3, 4), dim=2)([2, 3])
    SHP502
    """
    check_axis(weight_shape(module, name, machine), dim, name="dim")
    return changed(module, machine)


@op("torch.nn.utils.parametrizations.orthogonal")
def orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True, machine):
    """Give the module with an orthogonal weight.

    >>> torch.nn.utils.parametrizations.orthogonal(Linear(3, 4))([2, 3])
    (2, 4)
    >>> torch.nn.utils.parametrizations.orthogonal(Linear(3, 4), "bias")([2, 3])
    SHP101
    """
    shape = weight_shape(module, name, machine)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "only matrices are orthogonal, not {shape}", shape=shape)
    return changed(module, machine)


# Function, its signature, what it does, the call of the example.
_GIVING_BACK: Final = (
    (
        "torch.nn.utils.remove_weight_norm",
        "module, name='weight'",
        "Give the module with a plain weight again.",
        f"torch.nn.utils.remove_weight_norm({_NORMED})",
    ),
    (
        "torch.nn.utils.remove_spectral_norm",
        "module, name='weight'",
        "Give the module with a plain weight again.",
        "torch.nn.utils.remove_spectral_norm(torch.nn.utils.spectral_norm(nn.Linear(3, 4)))",
    ),
    (
        "torch.nn.utils.parametrize.register_parametrization",
        "module, tensor_name, parametrization, *, unsafe=False",
        "Give the module with a weight that a function makes from another.",
        "torch.nn.utils.parametrize.register_parametrization(nn.Linear(3, 4), 'weight', nn.Tanh())",
    ),
    (
        "torch.nn.utils.parametrize.remove_parametrizations",
        "module, tensor_name, leave_parametrized=True",
        "Give the module with a plain weight again.",
        f"torch.nn.utils.parametrize.remove_parametrizations({_ORTHOGONAL}, 'weight')",
    ),
)
for _name, _signature, _does, _call in _GIVING_BACK:
    declare(_name, _signature, changed, f"{_does}\n\n>>> {_call}([2, 3])\n(2, 4)")

_PRUNE: Final = "torch.nn.utils.prune."


def _check_amount(amount: Value, shape: Shape, count: Value) -> None:
    """A count of what is pruned is no more than there is.

    Raises Mismatch SHP707.
    """
    if not is_int(amount):
        return
    require_at_least(0, "amount", amount)
    if isinstance(count, int) and amount > count:
        raise Mismatch("SHP707", "{amount} are to be pruned, of {shape}", amount=amount, shape=shape)


def _check_scores(scores: Value, shape: Shape) -> None:
    given = scores.shape if isinstance(scores, Tensor) else UNKNOWN_SHAPE
    if given.open or shape.open:
        return
    pairs = zip(given.dims, shape.dims, strict=False)
    if len(given.dims) != len(shape.dims) or any(equal(a, b) is False for a, b in pairs):
        raise Mismatch("SHP201", "scores of {given} for a parameter of {shape}", given=given, shape=shape)


def _unstructured(
    module: Value, name: Value, amount: Value, machine: Machine, importance_scores: Value = None
) -> Value:
    shape = weight_shape(module, name, machine)
    _check_amount(amount, shape, shape.numel())
    _check_scores(importance_scores, shape)
    return changed(module, machine)


def _structured(
    module: Value, name: Value, amount: Value, dim: Value, machine: Machine, importance_scores: Value = None
) -> Value:
    shape = weight_shape(module, name, machine)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "rows are pruned from two axes or more, not from {shape}", shape=shape)
    at = check_axis(shape, dim, name="dim")
    _check_amount(amount, shape, None if at is None else shape.dims[at])
    _check_scores(importance_scores, shape)
    return changed(module, machine)


def _unpruned(module: Value, name: Value, machine: Machine) -> Value:
    return changed(module, machine)


def _pruning(name: str, signature: str, made: Callable[..., Value], does: str, given: str, refusal: str) -> None:
    declare(
        f"{_PRUNE}{name}",
        signature,
        made,
        f"""Give the module with {does}.

        >>> {_PRUNE}{name}(nn.Linear(3, 4), 'weight'{given})([2, 3])
        (2, 4)
        {refusal}""",
    )


_WITHOUT: Final = "module, name, amount, importance_scores=None"
_pruning(
    "l1_unstructured",
    _WITHOUT,
    _unstructured,
    "the smallest weights masked",
    ", 0.5",
    f">>> {_PRUNE}l1_unstructured(nn.Linear(3, 4), 'weight', 13)([2, 3])\n        SHP707",
)
_pruning(
    "random_unstructured",
    "module, name, amount",
    _unstructured,
    "some weights masked by chance",
    ", 5",
    f">>> {_PRUNE}random_unstructured(nn.Linear(3, 4), 'bias', 5)([2, 3])\n        SHP707",
)
_pruning(
    "ln_structured",
    "module, name, amount, n, dim, importance_scores=None",
    _structured,
    "the smallest rows of weights masked",
    ", 0.5, 2, 0",
    f">>> {_PRUNE}ln_structured(nn.Linear(3, 4), 'weight', 0.5, 2, 2)([2, 3])\n        SHP502",
)
_pruning(
    "random_structured",
    "module, name, amount, dim",
    _structured,
    "some rows of weights masked by chance",
    ", 0.5, 0",
    f">>> {_PRUNE}random_structured(nn.Linear(3, 4), 'bias', 0.5, 0)([2, 3])\n        SHP101",
)
_pruning("identity", "module, name", _unpruned, "a mask that hides nothing", "", "")
declare(
    f"{_PRUNE}remove",
    "module, name",
    _unpruned,
    f"""Give the module with its mask made part of the weight.

    >>> {_PRUNE}remove({_PRUNE}identity(nn.Linear(3, 4), 'weight'), 'weight')([2, 3])
    (2, 4)
    """,
)


@op(f"{_PRUNE}custom_from_mask")
def custom_from_mask(module, name, mask, *, machine):
    """Give the module with the weights masked that a mask tells.

    >>> torch.nn.utils.prune.custom_from_mask(nn.Linear(3, 4), "weight", [4, 3])([2, 3])
    (2, 4)
    >>> torch.nn.utils.prune.custom_from_mask(nn.Linear(3, 4), "weight", [3, 4])([2, 3])
    SHP201
    """
    _check_scores(mask, weight_shape(module, name, machine))
    return changed(module, machine)
