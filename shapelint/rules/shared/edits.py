"""Suggestions as their libraries write them."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, applied, instead
from shapelint.rules.shared.operands import called, measured
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape

_CLASSES: Final = {"torch": "torch.Tensor", "numpy": "numpy.ndarray"}
# How a library gives an array another shape, or a new axis of size 1, by a function.
_RESHAPE: Final = {"tf": "tf.reshape", "keras": "keras.ops.reshape"}
_NEW_AXIS: Final = {"numpy": "numpy.expand_dims", "tf": "tf.expand_dims", "keras": "keras.ops.expand_dims"}

# How a library concatenates, and what it calls the axis.
_JOIN: Final = {
    "torch": ("torch.cat", "dim"),
    "numpy": ("numpy.concatenate", "axis"),
    "tf": ("tf.concat", "axis"),
    "keras": ("keras.ops.concatenate", "axis"),
}


def method(operand: Value, name: str, *args: Value, says: str = "", otherwise: str = "input") -> Fix:
    """A method of an operand: `x.transpose(1, 2)`, and what it is good for.

    otherwise: what an operand is called that has no name in the program.
    """
    text = f"{called(operand, otherwise)}.{name}({', '.join(map(str, args))}){says}"
    return applied(operand, f"{_class(operand)}.{name}", *args, text=text)


def transposed(operand: Value, *, text: str) -> Fix:
    """The last two axes exchanged."""
    family = operand.family if isinstance(operand, Tensor) else ""
    if family in ("tf", "keras"):
        return applied(operand, f"{family if family == 'tf' else 'keras.ops'}.transpose", _swapped(operand), text=text)
    return applied(operand, f"{_class(operand)}.swapaxes", -1, -2, text=text)


def reshaped(operand: Value, shape: Shape, *, text: str) -> Fix:
    """The elements in another shape."""
    family = operand.family if isinstance(operand, Tensor) else ""
    return applied(operand, _RESHAPE.get(family, f"{_class(operand)}.reshape"), shape, text=text)


def new_axis(operand: Value, axis: int, *, text: str) -> Fix:
    """An axis of size 1 more."""
    family = operand.family if isinstance(operand, Tensor) else ""
    return applied(operand, _NEW_AXIS.get(family, "torch.Tensor.unsqueeze"), axis, text=text)


def one_column(operand: Value) -> Fix:
    """A row becomes a table of one column."""
    return applied(operand, "numpy.ndarray.reshape", -1, 1, text="one column: .reshape(-1, 1)")


def joined_instead(operand: Value, axis: int, *, text: str) -> Fix | str:
    """Concatenated where they are stacked."""
    name, argument = _JOIN.get(operand.family if isinstance(operand, Tensor) else "", ("", ""))
    return instead(name, (argument, axis), text=text) if name else text


def _class(operand: Value) -> str:
    return _CLASSES.get(operand.family if isinstance(operand, Tensor) else "", "torch.Tensor")


def _swapped(operand: Value) -> tuple[int, ...]:
    rank = len(measured(operand).dims)
    return (*range(rank - 2), rank - 1, rank - 2)
