"""torch.autograd.Function: functions whose gradients the program computes itself."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.values import UNKNOWN, Tensor, items_of

_CONTEXT: Final = "torch.autograd.function.FunctionCtx"


@kind("torch.autograd.Function")
def function(*args, **kwargs):
    """What a program derives its own functions from: `forward`, and `backward` for the gradients.

    >>> torch.autograd.Function.__name__
    'Function'
    """


@op("torch.autograd.Function.apply")
def apply(cls, *args, machine, **kwargs):
    """Run `forward`, which is given a place to leave things for `backward` unless there is a `setup_context`.

    >>> torch.autograd.Function.apply.__name__
    'apply'
    """
    forward = machine.user_method(cls, "forward")
    if forward is None:
        return UNKNOWN
    context = machine.make(_CONTEXT, {})
    set_up = machine.user_method(cls, "setup_context")
    result = machine.call(forward, args if set_up is not None else (context, *args), kwargs)
    if set_up is not None:
        machine.call(set_up, (context, args, result))
    backward, outputs = machine.user_method(cls, "backward"), items_of(result)
    if backward is not None and (isinstance(result, Tensor) or outputs is not None):
        # Whenever the gradients are asked for, those of the outputs have their shapes.
        gradients = [each if isinstance(each, Tensor) else UNKNOWN for each in outputs or (result,)]
        with machine.silent():  # nobody knows whether they are
            machine.call(backward, (context, *gradients))
    return result


@kind(_CONTEXT)
def context():
    """What `forward` and `backward` leave for each other.

    >>> torch.autograd.function.FunctionCtx.__name__
    'FunctionCtx'
    """


@op(f"{_CONTEXT}.save_for_backward")
def save_for_backward(self, *tensors, machine):
    """Keep tensors until the gradients are asked for.

    >>> torch.autograd.function.FunctionCtx().save_for_backward([2, 3])
    None
    """
    machine.put(self, "saved_tensors", tensors)


@op(f"{_CONTEXT}.mark_dirty")
def mark_dirty(self, *args):
    """Say which inputs are changed in place.

    >>> torch.autograd.function.FunctionCtx().mark_dirty([2, 3])
    None
    """


@op(f"{_CONTEXT}.mark_non_differentiable")
def mark_non_differentiable(self, *args):
    """Say which outputs have no gradient.

    >>> torch.autograd.function.FunctionCtx().mark_non_differentiable([2, 3])
    None
    """


@op(f"{_CONTEXT}.set_materialize_grads")
def set_materialize_grads(self, value):
    """Say whether a gradient that is missing comes as zeros.

    >>> torch.autograd.function.FunctionCtx().set_materialize_grads(False)
    None
    """
