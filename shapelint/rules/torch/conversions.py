"""Methods that give the tensor itself: as another kind of number, or elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import MASKS_TOO, dtype_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare, of, words
from shapelint.rules.shared.operands import culprit
from shapelint.rules.shared.strides import is_dense, note_format, packed_again
from shapelint.rules.values import UNKNOWN, External, Tensor, Value, shape_of
from shapelint.sizes import Shape, equal

# Method, its signature behind `input`, what it does.
_SAME: Final = (
    ("detach", "", "Cut off from the gradients"),
    ("detach_", "", "Cut off from the gradients"),
    ("share_memory_", "", "Move to shared memory"),
    ("to_mkldnn", ", dtype=None", "Lay the elements as another library wants them"),
)
_FUNCTIONS: Final = ("detach", "detach_")
_CASTS: Final = {
    "float": "float",
    "double": "float",
    "half": "float",
    "bfloat16": "float",
    "long": "int",
    "int": "int",
    "short": "int",
    "char": "int",
    "byte": None,  # as an index it is a mask
    "bool": "bool",
    "cfloat": "complex",
    "cdouble": "complex",
    "chalf": "complex",
}


def _itself(input: Value) -> Value:
    """The same tensor: what is known of its role and content stays."""
    return input


def _copied(input: Value, memory_format: Value = None) -> Value:
    """The same in new memory, whatever its order of the axes."""
    if not isinstance(input, Tensor):
        return input
    kept = memory_format is None or memory_format == External("torch.preserve_format")
    return replace(input, strides=input.strides if kept and is_dense(input) else None)


def _packed(input: Value, memory_format: Value, machine: Machine) -> Value:
    """The same with the last axis running fastest in memory."""
    note_format(memory_format, machine)
    if not isinstance(input, Tensor):
        return input
    usual = memory_format is None or memory_format == External("torch.contiguous_format")
    return replace(input, strides=packed_again(input) if usual else None)


def _cast(input: Value, kind: str | None, memory_format: Value = None) -> Value:
    return replace(_copied(input, memory_format), dtype=kind) if isinstance(input, Tensor) else UNKNOWN


for _name, _more, _does in _SAME:
    _names = (f"torch.Tensor.{_name}", *((f"torch.{_name}",) if _name in _FUNCTIONS else ()))
    declare(_names, f"input{_more}", _itself, f"{_does}.\n\n>>> [2, 3].@()\n(2, 3)")
declare(
    ("torch.Tensor.clone", "torch.clone"),
    "input, *, memory_format=None",
    _copied,
    "Copy.\n\n>>> [2, 3].@()\n(2, 3)",
)
declare(
    "torch.Tensor.contiguous",
    "input, memory_format=None",
    _packed,
    "Lay the elements side by side in memory.\n\n>>> [2, 3].@()\n(2, 3)",
)
declare(
    "torch.Tensor.requires_grad_",
    "input, mode=True",
    _itself,
    "Turn gradients on or off.\n\n>>> [2, 3].@()\n(2, 3)\n>>> [2, 3].@(requires_grad=False)\n(2, 3)",
    legacy={"requires_grad": "mode"},
)
for _names, _more in (
    (("torch.Tensor.cpu",), "memory_format=None"),
    (
        words("torch.Tensor.cuda torch.Tensor.xpu torch.Tensor.ipu torch.Tensor.mtia"),
        "device=None, non_blocking=False, memory_format=None",
    ),
    (("torch.Tensor.pin_memory",), "device=None"),
):
    declare(_names, f"input, {_more}", _copied, "Bring to a device.\n\n>>> [2, 3].cpu()\n(2, 3)")
for _name, _kind in _CASTS.items():
    declare(
        f"torch.Tensor.{_name}",
        "input, memory_format=None",
        partial(_cast, kind=_kind),
        "Convert every number.\n\n>>> [2, 3].@()\n(2, 3)",
    )


@op("torch.Tensor.to")
def to(input, *args, dtype=None, device=None, other=None, non_blocking=False, copy=False, memory_format=None, machine):
    """Convert to another kind of number, or bring elsewhere.

    >>> [2, 3].to("cpu")
    (2, 3)
    >>> [2, 3].to(torch.int64)
    (2, 3)
    >>> [2, 3].to("cpu", torch.float64, non_blocking=True)
    (2, 3)
    >>> [2, 3].to(ints[5])
    (2, 3)
    """
    note_format(memory_format, machine)
    named = [dtype, other, *args]
    kinds = [value.dtype for value in named if isinstance(value, Tensor)]
    kinds += [dtype_kind(value) for value in named if isinstance(value, External)]
    known = [kind for kind in kinds if kind is not None]
    if known:
        return _cast(input, known[0], memory_format)
    other_kind = any(value is UNKNOWN or value == External(MASKS_TOO) for value in named) and _is_index(input)
    return _cast(input, None, memory_format) if other_kind else _copied(input, memory_format)


def _is_index(input: Value) -> bool:
    """Whether another dtype would change what the tensor means as an index."""
    return isinstance(input, Tensor) and input.dtype in ("int", "bool")


@op("torch.Tensor.type")
def type_(input, dtype=None, non_blocking=False, **kwargs):
    """Convert to a kind of number, or name the present one.

    >>> [2, 3].type(torch.int64)
    (2, 3)
    >>> [2, 3].type("torch.LongTensor")
    (2, 3)
    >>> [2, 3].type()
    None
    """
    return UNKNOWN if dtype is None else _cast(input, dtype_kind(dtype))


@op("torch.Tensor.type_as")
def type_as(input, other):
    """Convert to the kind of number of another tensor.

    >>> [2, 3].type_as(ints[5])
    (2, 3)
    """
    return _cast(input, other.dtype if isinstance(other, Tensor) else None)


@op("torch.Tensor.as_subclass")
def as_subclass(input, cls):
    """Give the same tensor as another class.

    >>> [2, 3].as_subclass(nn.Parameter)
    (2, 3)
    """
    return input


@op("torch.view_as_real")
def view_as_real(input):
    """Give complex numbers as pairs on a last axis.

    >>> view_as_real(complexes[2, 3])
    (2, 3, 2)
    """
    shape = shape_of(input)
    return Tensor(Shape((*shape.dims, 2), shape.open), "torch", "float")


@op("torch.view_as_complex")
def view_as_complex(input):
    """Give pairs on the last axis as complex numbers.

    >>> view_as_complex([2, 3, 2])
    (2, 3)
    >>> view_as_complex([2, 3])
    SHP201
    >>> view_as_complex([])
    SHP101
    """
    shape = shape_of(input)
    if shape == Shape(()):
        raise Mismatch("SHP101", "view_as_complex expects at least 1 axis, gets a scalar", operand=culprit(input))
    if equal(shape.axis(-1), 2) is False:
        raise Mismatch(
            "SHP201",
            "view_as_complex expects pairs on the last axis, gets {found}",
            operand=culprit(input),
            axis="last",
            expected=2,
            found=shape.axis(-1),
        )
    return Tensor(shape.drop(-1), "torch", "complex")


def _of_parts(one: Value, other: Value) -> Tensor:
    return Tensor(broadcasted(one, other), "torch", "complex")


_PARTS: Final = """Make complex numbers of two parts.

>>> torch.@([2, 3], [2, 3])
(2, 3)
>>> torch.@([2, 1], [3])
(2, 3)
>>> torch.@([2, 3], [2])
SHP301
"""
declare("torch.complex", "real, imag, *, out=None", of(_of_parts, "real", "imag"), _PARTS)
declare("torch.polar", "abs, angle, *, out=None", of(_of_parts, "abs", "angle"), _PARTS)
