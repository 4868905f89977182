"""torch.func: functions of derivatives, made of functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import is_int
from shapelint.rules.torch.data import kept
from shapelint.rules.torch.gradients import check_like, crossed, like
from shapelint.rules.values import UNKNOWN, Tensor, Value, items_of


def _derivative(
    name: str, parameters: str, of: Callable[[Value, Value], Value], does: str, examples: str, scalar: bool
) -> None:
    """Declare what makes a function of a function's derivatives.

    of: the derivatives of an output by an argument, or by several; scalar: whether the output has to be one number.
    """
    signature = inspect.signature(eval(f"lambda {parameters}, layer, machine: None"))  # our own declarations only

    def body(*args: Value, layer: Value, machine: Machine, **rest: Value) -> None:
        given = dict(zip(signature.parameters, args, strict=False)) | rest
        for word in ("func", "argnums", "has_aux"):
            machine.put(layer, word, given.get(word, False))

    body.__signature__ = signature  # type: ignore[attr-defined]
    body.__doc__ = f"{does}\n\n{examples}"
    kind(f"torch.func.{name}")(body)

    @op(f"torch.func.{name}.__call__")
    def called(self, *args, machine, **kwargs):
        return _derived(self, args, kwargs, (name, of, scalar), machine)

    called.body.__doc__ = f"Call it.\n\n{examples.splitlines()[0]}\n{examples.splitlines()[1]}"


_How = tuple[str, Callable[[Value, Value], Value], bool]


def _derived(self: Value, args: Value, kwargs: Mapping[str, Value], how: _How, machine: Machine) -> Value:
    name, of, scalar = how
    argnums, has_aux = kept(self, "argnums", machine), kept(self, "has_aux", machine)
    if not isinstance(args, tuple) or not isinstance(has_aux, bool):
        return UNKNOWN
    result = machine.call(kept(self, "func", machine), args, kwargs)
    output, aux = _unpacked(name, result) if has_aux else (result, UNKNOWN)
    if scalar and (isinstance(output, tuple) or (isinstance(output, Tensor) and output.shape.dims)):
        given = output.shape if isinstance(output, Tensor) else f"{len(output)} of them"
        raise Mismatch("SHP101", "{name} is of functions that give a scalar, not {found}", name=name, found=given)
    chosen = _chosen(args, argnums)
    found = UNKNOWN if chosen is None else of(output, chosen)
    if name == "grad_and_value":
        return found, (output, aux) if has_aux else output
    return (found, aux) if has_aux else found


def _unpacked(name: str, result: Value) -> tuple[Value, Value]:
    """An output and what stands beside it.

    Raises Mismatch SHP706.
    """
    if isinstance(result, tuple) and len(result) == 2:
        return result[0], result[1]
    if isinstance(result, Tensor | tuple):
        raise Mismatch("SHP706", "{name} with has_aux is of functions that give a pair", name=name)
    return UNKNOWN, UNKNOWN


def _chosen(args: tuple[Value, ...], argnums: Value) -> Value | None:
    """The argument, or the tuple of them, that derivatives are taken by.

    Raises Mismatch SHP706 where there is no such argument.
    """
    rows = items_of(argnums)
    places = (argnums,) if rows is None else rows
    if not all(map(is_int, places)):
        return None
    for at in places:
        if not -len(args) <= at < len(args):
            raise Mismatch("SHP706", "argnums is {at}, of {count} arguments", at=at, count=len(args))
    if len({at % len(args) for at in places}) < len(places):
        raise Mismatch("SHP706", "argnums {argnums} names one argument twice", argnums=places)
    return args[argnums] if rows is None else tuple(args[at] for at in places)


def _gradients(_: Value, of: Value) -> Value:
    return like(of)


def _jacobian(output: Value, of: Value) -> Value:
    if isinstance(output, tuple):
        return tuple(_jacobian(each, of) for each in output)
    return tuple(crossed(output, each) for each in of) if isinstance(of, tuple) else crossed(output, of)


def _hessian(output: Value, of: Value) -> Value:
    if isinstance(of, tuple):
        return tuple(tuple(crossed(output, one, other) for other in of) for one in of)
    return crossed(output, of, of)


_ARGNUMS: Final = "func, argnums=0, has_aux=False, *"
_derivative(
    "grad",
    _ARGNUMS,
    _gradients,
    "The gradients of a function that gives a scalar.",
    """>>> torch.func.grad(lambda x: (x * x).sum())([2, 3])
(2, 3)
>>> torch.func.grad(lambda x, y: (x * y).sum(), argnums=(0, 1))([2, 3], [3])
((2, 3), (3,))
>>> torch.func.grad(lambda x: (x.sum(), x), has_aux=True)([2, 3])
((2, 3), (2, 3))
>>> torch.func.grad(lambda x: x * x)([2, 3])
SHP101
""",
    True,
)
_derivative(
    "grad_and_value",
    _ARGNUMS,
    _gradients,
    "The gradients of a function that gives a scalar, and the scalar.",
    """>>> torch.func.grad_and_value(lambda x: (x * x).sum())([2, 3])
((2, 3), ())
>>> torch.func.grad_and_value(lambda x: (x.sum(), x), has_aux=True)([2, 3])
((2, 3), ((), (2, 3)))
""",
    True,
)
_derivative(
    "jacrev",
    "func, argnums=0, *, has_aux=False, chunk_size=None, _preallocate_and_copy=False",
    _jacobian,
    "All derivatives of a function.",
    """>>> torch.func.jacrev(lambda x: x.sum(1))([2, 3])
(2, 2, 3)
>>> torch.func.jacrev(lambda x, y: x * y, argnums=(1,))([2, 3], [3])
((2, 3, 3),)
""",
    False,
)
_derivative(
    "jacfwd",
    "func, argnums=0, has_aux=False, *, randomness='error'",
    _jacobian,
    "All derivatives of a function.",
    """>>> torch.func.jacfwd(lambda x: x.sum(1))([2, 3])
(2, 2, 3)
""",
    False,
)
_derivative(
    "hessian",
    "func, argnums=0, *",
    _hessian,
    "All second derivatives of a function.",
    """>>> torch.func.hessian(lambda x: (x * x).sum())([2, 3])
(2, 3, 2, 3)
""",
    False,
)


@op("torch.func.vjp")
def vjp(func, *primals, has_aux=False, machine):
    """Give a function's value, and a function that multiplies with its derivatives.

    >>> torch.func.vjp(lambda x: x.sum(1), [2, 3])
    ((2,), None)
    """
    if not isinstance(primals, tuple) or not isinstance(has_aux, bool):
        return UNKNOWN
    result = machine.call(func, primals)
    output, *rest = _unpacked("vjp", result) if has_aux else (result,)
    return output, UNKNOWN, *rest


@op("torch.func.jvp")
def jvp(func, primals, tangents, *, strict=False, has_aux=False, machine):
    """Give a function's value, and the product of its derivatives with the tangents.

    >>> torch.func.jvp(lambda x: x.sum(1), ([2, 3],), ([2, 3],))
    ((2,), (2,))
    >>> torch.func.jvp(lambda x: x.sum(1), ([2, 3],), ([3],))
    SHP301
    """
    inputs, directions = items_of(primals), items_of(tangents)
    if inputs is None or directions is None or not isinstance(has_aux, bool):
        return UNKNOWN
    for each, direction in zip(inputs, directions, strict=False):
        if isinstance(each, Tensor) and isinstance(direction, Tensor):
            check_like("jvp()", direction, each.shape)
    result = machine.call(func, inputs)
    output, *rest = _unpacked("jvp", result) if has_aux else (result,)
    return output, like(output), *rest
