"""torch.autograd: gradients, which have the shapes of what they are taken of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.fixes import Fix, applied, either
from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.losses import agree
from shapelint.rules.shared.operands import require_number
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, ListValue, Tensor, Value, items_of
from shapelint.sizes import Shape


def check_starts(name: str, outputs: Value, starts: Value, batched: bool = False) -> None:
    """The gradients that are given have the shapes of what they belong to; where none is, that is one number.

    batched: whether they stand side by side on a first axis.  Raises Mismatch SHP709 or SHP301.
    """
    tensors, given = _row(outputs), (None,) if starts is None else _row(starts)
    if tensors is None or given is None:
        return
    for output, start in zip(tensors, given * len(tensors) if starts is None else given, strict=False):
        if start is None and batched:
            raise Mismatch("SHP706", "{name} has no batch of gradients in grad_outputs", name=name)
        if start is None:
            require_number(name, output, help=_one_number(name, output))
        elif isinstance(start, Tensor) and isinstance(output, Tensor):
            check_like(name, start, output.shape, batched)


def _one_number(name: str, output: Value) -> Fix | str:
    """As data only where nothing else is asked about the way to the output."""
    text = ".mean() or .sum() makes it one"
    if not name.startswith("backward"):
        return text
    return either(*(applied(output, f"torch.Tensor.{name}", text=text) for name in ("mean", "sum")))


def check_like(name: str, start: Tensor, shape: Shape, batched: bool = False) -> None:
    """A gradient has just the shape of what it belongs to.

    Raises Mismatch SHP301.
    """
    wanted = Shape((UNKNOWN, *shape.dims)) if batched and not shape.open else UNKNOWN_SHAPE if batched else shape
    if agree(wanted, start.shape) is False:
        raise Mismatch(
            "SHP301",
            "{name} expects a gradient of the shape {wanted}, gets {found}",
            operand=start,
            name=name,
            wanted=wanted,
            found=start.shape,
        )


def _row(value: Value) -> tuple[Value, ...] | None:
    return (value,) if isinstance(value, Tensor) else items_of(value)


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
    check_starts("backward()", input, gradient)


@op("torch.autograd.backward")
def backward_of_several(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None
):
    """Compute gradients.

    >>> torch.autograd.backward([2, 3].requires_grad_().sum())
    None
    >>> torch.autograd.backward(([2].requires_grad_(), [3].requires_grad_()), ([2], [3]))
    None
    >>> torch.autograd.backward([2].requires_grad_())
    SHP709
    """
    if grad_variables is None:
        check_starts("backward()", tensors, grad_tensors)


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
    """Give the gradients of the outputs with respect to the inputs.

    >>> x = [2, 3].requires_grad_()
    >>> torch.autograd.grad((x * x).sum(), x)
    ((2, 3),)
    >>> torch.autograd.grad(x * x, (x,), grad_outputs=torch.ones_like(x))
    ((2, 3),)
    >>> torch.autograd.grad(x * x, x, [5, 2, 3], is_grads_batched=True)
    ((5, 2, 3),)
    >>> torch.autograd.grad((x * 2, x.sum()), (x, x), ([2, 3], None))
    ((2, 3), (2, 3))
    >>> torch.autograd.grad(x * x, x)
    SHP709
    >>> torch.autograd.grad(x * x, x, grad_outputs=[2, 4])
    SHP301
    """
    if not isinstance(is_grads_batched, bool):
        return UNKNOWN
    check_starts("grad()", outputs, grad_outputs, is_grads_batched)
    leaves = {None: inputs} if isinstance(inputs, Tensor) else inputs.slots if isinstance(inputs, DictValue) else None
    row = tuple(leaves.values()) if leaves is not None else items_of(inputs)
    if row is None or (allow_unused not in (None, False) and materialize_grads is not True):
        return UNKNOWN
    found = tuple(_gradient(each, grad_outputs, is_grads_batched) for each in row)
    return DictValue(dict(zip(inputs.slots, found, strict=True))) if isinstance(inputs, DictValue) else found


def _gradient(of: Value, starts: Value, batched: Value) -> Value:
    if not isinstance(of, Tensor) or not isinstance(batched, bool):
        return UNKNOWN
    if not batched:
        return of.reshaped(of.shape)
    first = (_row(starts) or (UNKNOWN,))[0]
    count = first.shape.axis(0) if isinstance(first, Tensor) else UNKNOWN
    return of.reshaped(Shape((count, *of.shape.dims)) if not of.shape.open else of.shape)


def like(value: Value) -> Value:
    """Gradients with respect to a tensor, or to all in containers."""
    make = _LIKE.get(type(value))
    return make(value) if make else UNKNOWN


_LIKE: Final[dict[type, Callable[[Any], Value]]] = {
    Tensor: lambda value: value.reshaped(value.shape),
    tuple: lambda value: tuple(map(like, value)),
    ListValue: lambda value: ListValue(tuple(map(like, value.items))) if isinstance(value.items, tuple) else UNKNOWN,
    DictValue: lambda value: DictValue({key: like(each) for key, each in value.slots.items()}),
}


def crossed(output: Value, *inputs: Value) -> Value:
    """Derivatives of every element of an output by every element of the inputs, all of them tensors."""
    operands = (output, *inputs)
    if not all(isinstance(each, Tensor) for each in operands) or any(each.shape.open for each in operands):
        return UNKNOWN
    return output.reshaped(Shape(tuple(size for each in operands for size in each.shape.dims)))


def _called(func: Value, inputs: Value, machine: Machine) -> Value:
    return machine.call(func, (inputs,) if isinstance(inputs, Tensor) else items_of(inputs) or (UNKNOWN,))


def _jacobian(func: Value, inputs: Value, machine: Machine) -> Value:
    output = _called(func, inputs, machine)
    if isinstance(output, tuple):
        return tuple(_by_inputs(each, inputs) for each in output)
    return _by_inputs(output, inputs)


def _by_inputs(output: Value, inputs: Value) -> Value:
    return tuple(crossed(output, each) for each in inputs) if isinstance(inputs, tuple) else crossed(output, inputs)


def _hessian(func: Value, inputs: Value, machine: Machine) -> Value:
    output = _called(func, inputs, machine)
    require_number("hessian()", output)
    if isinstance(inputs, tuple):
        return tuple(tuple(crossed(like(one), other) for other in inputs) for one in inputs)
    return crossed(like(inputs), inputs)


def _product(name: str) -> Callable[..., Value]:
    """A product of a vector with the derivatives: from the left it belongs to the output, else to the inputs."""

    def made(func: Value, inputs: Value, v: Value, machine: Machine) -> Value:
        output = _called(func, inputs, machine)
        if name in ("hvp", "vhp"):
            require_number(f"{name}()", output)
        check_starts(f"{name}()", output if name == "vjp" else inputs, v)
        return output, like(output if name == "jvp" else inputs)

    return made


_SQUARED: Final = "lambda x: x * x, [2, 3]"
_SUMMED: Final = "lambda x: (x * x).sum(), [2, 3]"
for _name, _more, _made, _does, _example, _result in (
    ("jacobian", "strategy='reverse-mode'", _jacobian, "all derivatives", _SQUARED, "(2, 3, 2, 3)"),
    ("hessian", "outer_jacobian_strategy='reverse-mode'", _hessian, "all second derivatives", _SUMMED, "(2, 3, 2, 3)"),
):
    declare(
        f"torch.autograd.functional.{_name}",
        f"func, inputs, create_graph=False, strict=False, vectorize=False, {_more}",
        _made,
        f"Give {_does} of a function.\n\n>>> torch.autograd.functional.{_name}({_example})\n{_result}",
    )
for _name, _example, _wrong, _code, _result in (
    ("vjp", _SUMMED, _SQUARED + ", [3]", "SHP301", "((), (2, 3))"),
    ("jvp", _SQUARED + ", [2, 3]", _SQUARED + ", [3]", "SHP301", "((2, 3), (2, 3))"),
    ("hvp", _SUMMED + ", [2, 3]", _SUMMED, "SHP709", "((), (2, 3))"),
    ("vhp", _SUMMED + ", [2, 3]", _SUMMED, "SHP709", "((), (2, 3))"),
):
    declare(
        f"torch.autograd.functional.{_name}",
        "func, inputs, v=None, create_graph=False, strict=False",
        _product(_name),
        f"""Give a function's value and a product with its derivatives.

>>> torch.autograd.functional.{_name}({_example})
{_result}
>>> torch.autograd.functional.{_name}({_wrong})
{_code}
""",
    )
