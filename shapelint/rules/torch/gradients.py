"""Gradients: of one number, or with a gradient of the output's own shape."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import require_number
from shapelint.rules.values import UNKNOWN, DictValue, Tensor, Value, items_of


@op("torch.Tensor.backward")
def backward(input, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Compute gradients.

    >>> [2, 3].requires_grad_().sum().backward()
    None
    >>> [2, 3].requires_grad_().backward([2, 3])
    None
    >>> [2, 3].requires_grad_().backward()
    SHP709
    >>> [2, 3].requires_grad_().backward([3])
    SHP301
    """
    _require_gradient("backward()", input, gradient)


def _require_gradient(what: str, output: Value, gradient: Value) -> None:
    """Without a gradient an output must be one number, and a gradient must have its shape.

    Raises Mismatch SHP709 or SHP301.
    """
    if gradient is None:
        require_number(what, output)
    elif isinstance(output, Tensor) and isinstance(gradient, Tensor) and agree(output.shape, gradient.shape) is False:
        raise Mismatch(
            "SHP301",
            "{what} expects a gradient of the shape {output}, gets {found}",
            operand=gradient,
            what=what,
            output=output.shape,
            found=gradient.shape,
        )


@op("torch.autograd.grad")
def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """Give the gradient of outputs with respect to inputs.

    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad(x.sum(), x)
    ((2, 3),)
    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad(x * 2, x, grad_outputs=[2, 3])
    ((2, 3),)
    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad((x * 2, x.sum()), (x, x), ([2, 3], None))
    ((2, 3), (2, 3))
    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad(x * 2, x)
    SHP709
    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad(x * 2, x, [2, 4])
    SHP301
    """
    if is_grads_batched is not False:
        return UNKNOWN
    given = _row(grad_outputs) if grad_outputs is not None else None
    for place, output in enumerate(_row(outputs) or ()):
        if grad_outputs is None or (given is not None and place < len(given)):
            _require_gradient("grad()", output, None if given is None else given[place])
    wanted = _row(inputs)
    return UNKNOWN if wanted is None or isinstance(inputs, DictValue) else tuple(map(_like, wanted))


def _row(value: Value) -> tuple[Value, ...] | None:
    """Several tensors, or one."""
    return (value,) if isinstance(value, Tensor) else items_of(value)


def _like(value: Value) -> Value:
    return value.reshaped(value.shape) if isinstance(value, Tensor) else UNKNOWN
