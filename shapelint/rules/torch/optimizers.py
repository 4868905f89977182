"""torch.optim: optimizers, as far as they call what a program gives them."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import kind, op

_BASE: Final = "torch.optim.Optimizer"


@kind(_BASE)
def optimizer(params, defaults):
    """What all optimizers derive from.

    >>> torch.optim.Optimizer.__name__
    'Optimizer'
    """


_ADAM: Final = "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay="
_LATER: Final = "maximize=False, capturable=False, differentiable=False"
for _name, _parameters in (
    (
        "ASGD",
        "params, lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0, foreach=None, maximize=False, "
        "differentiable=False, capturable=False",
    ),
    (
        "Adadelta",
        "params, lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *, capturable=False, maximize=False, "
        "differentiable=False",
    ),
    (
        "Adafactor",
        "params, lr=0.01, beta2_decay=-0.8, eps=(None, 0.001), d=1.0, weight_decay=0.0, *, foreach=None, "
        "maximize=False",
    ),
    (
        "Adagrad",
        "params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *, "
        "maximize=False, differentiable=False, fused=None",
    ),
    ("Adam", f"{_ADAM}0, amsgrad=False, *, foreach=None, {_LATER}, fused=None, decoupled_weight_decay=False"),
    (
        "AdamW",
        f"{_ADAM}0.01, amsgrad=False, *, maximize=False, foreach=None, capturable=False, differentiable=False, "
        "fused=None",
    ),
    (
        "Adamax",
        "params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *, maximize=False, "
        "differentiable=False, capturable=False",
    ),
    (
        "LBFGS",
        "params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-07, tolerance_change=1e-09, history_size=100, "
        "line_search_fn=None",
    ),
    (
        "Muon",
        "params, lr=0.001, weight_decay=0.1, momentum=0.95, nesterov=True, ns_coefficients=(3.4445, -4.775, 2.0315), "
        "eps=1e-07, ns_steps=5, adjust_lr_fn=None",
    ),
    (
        "NAdam",
        "params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, momentum_decay=0.004, "
        f"decoupled_weight_decay=False, *, foreach=None, {_LATER}",
    ),
    ("RAdam", f"{_ADAM}0, decoupled_weight_decay=False, *, foreach=None, {_LATER}"),
    (
        "RMSprop",
        "params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0, centered=False, capturable=False, "
        "foreach=None, maximize=False, differentiable=False",
    ),
    (
        "Rprop",
        "params, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), *, capturable=False, foreach=None, maximize=False, "
        "differentiable=False",
    ),
    (
        "SGD",
        "params, lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *, maximize=False, foreach=None, "
        "differentiable=False, fused=None",
    ),
    ("SparseAdam", "params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, maximize=False"),
):
    _space: dict[str, Any] = {}
    exec(f"def body({_parameters}): return None", _space)
    _space["body"].__doc__ = f"""Change parameters by their gradients.

    >>> torch.optim.{_name}([torch.nn.Parameter(torch.zeros(3, 4))], lr=0.1).zero_grad()
    None
    """
    kind(f"torch.optim.{_name}", bases=(_BASE,))(_space["body"])


@op(f"{_BASE}.zero_grad")
def zero_grad(self, set_to_none=True):
    """Forget the gradients.

    >>> torch.optim.SGD([torch.nn.Parameter(torch.zeros(3))]).zero_grad()
    None
    """


@op(f"{_BASE}.step")
def step(self, closure=None, *, machine):
    """Make a step; a closure computes the loss anew, and its gradients.

    >>> x = torch.nn.Parameter(torch.zeros(3))
    >>> torch.optim.SGD([x], lr=0.1).step(lambda: (x * x).sum())
    ()
    """
    return None if closure is None else machine.call(closure)
