"""torch.nn.utils: functions that change how a module keeps its weights, and give it back."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of
from shapelint.sizes import Shape, Size

_PRUNE: Final = "torch.nn.utils.prune."
_NORMED: Final = "torch.nn.utils.weight_norm(nn.Linear(3, 4))"
_ORTHOGONAL: Final = "torch.nn.utils.parametrizations.orthogonal(nn.Linear(3, 4))"

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
    (
        f"{_PRUNE}l1_unstructured",
        "module, name, amount, importance_scores=None",
        "Give the module with the smallest weights masked.",
        f"{_PRUNE}l1_unstructured(nn.Linear(3, 4), 'weight', 0.5)",
    ),
    (
        f"{_PRUNE}random_unstructured",
        "module, name, amount",
        "Give the module with some weights masked by chance.",
        f"{_PRUNE}random_unstructured(nn.Linear(3, 4), 'weight', 0.5)",
    ),
    (
        f"{_PRUNE}ln_structured",
        "module, name, amount, n, dim, importance_scores=None",
        "Give the module with the smallest rows of weights masked.",
        f"{_PRUNE}ln_structured(nn.Linear(3, 4), 'weight', 0.5, 2, 0)",
    ),
    (
        f"{_PRUNE}random_structured",
        "module, name, amount, dim",
        "Give the module with some rows of weights masked by chance.",
        f"{_PRUNE}random_structured(nn.Linear(3, 4), 'weight', 0.5, 0)",
    ),
    (
        f"{_PRUNE}identity",
        "module, name",
        "Give the module with a mask that hides nothing.",
        f"{_PRUNE}identity(nn.Linear(3, 4), 'weight')",
    ),
    (
        f"{_PRUNE}remove",
        "module, name",
        "Give the module with its mask made part of the weight.",
        f"{_PRUNE}remove({_PRUNE}identity(nn.Linear(3, 4), 'weight'), 'weight')",
    ),
    (
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm",
        "module, process_group=None",
        "Give the module with its batch normalisations counting over all processes.",
        "torch.nn.SyncBatchNorm.convert_sync_batchnorm(nn.Linear(3, 4))",
    ),
)


def _module(module: Value) -> Value:
    return module


for _name, _signature, _does, _call in _GIVING_BACK:
    declare(_name, _signature, _module, f"{_does}\n\n>>> {_call}([2, 3])\n(2, 4)")


@op("torch.nn.utils.parameters_to_vector")
def parameters_to_vector(parameters):
    """Give all parameters as one vector.

    >>> torch.nn.utils.parameters_to_vector([[3, 4], [5]])
    (17,)
    """
    items = items_of(parameters)
    if not items:
        return Shape((UNKNOWN,))
    total: Size = 0
    for item in items:
        total = total + shape_of(item).numel()
    return Shape((total,))


@op("torch.nn.utils.fuse_conv_bn_eval")
def fuse_conv_bn_eval(conv, bn, transpose=False):
    """Give the convolution with the normalisation behind it made part of it.

    >>> torch.nn.utils.fuse_conv_bn_eval(nn.Conv2d(3, 4, 3).eval(), nn.BatchNorm2d(4).eval())([2, 3, 5, 5])
    (2, 4, 3, 3)
    """
    return conv
