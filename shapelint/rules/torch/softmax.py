"""Activations along an axis, and those with a weight per channel."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Normalized, Tensor, Value, shape_of
from shapelint.sizes import Shape, divides, equal


@layer("torch.nn.PReLU", weights={"weight": "num_parameters"}, least={"num_parameters": 0})
def prelu_layer(num_parameters=1, init=0.25, device=None, dtype=None, *, input):
    """ReLU with a learnt slope below 0: one for all, or one per channel (dim 1).

    >>> PReLU()([2, 3])
    (2, 3)
    >>> PReLU(3)([2, 3, 4])
    (2, 3, 4)
    >>> PReLU(4)([2, 3, 4])
    SHP201 axis `num_parameters` is 3, expected 4
    """
    return _sloped(input, num_parameters)


@op(("torch.nn.functional.prelu", "torch.prelu", "torch.Tensor.prelu"))
def prelu(input, weight):
    """ReLU with a slope below 0: one for all, or one per channel (dim 1).

    >>> prelu([2, 3, 4], [3])
    (2, 3, 4)
    >>> [2, 3].prelu([])
    (2, 3)
    >>> prelu([2, 3, 4], [4])
    SHP201
    >>> prelu([2, 3, 4], [3, 1])
    SHP101
    """
    slopes = shape_of(weight)
    if len(slopes.dims) > 1:
        raise Mismatch("SHP101", "prelu takes a row of slopes, gets {found}", operand=culprit(weight), found=slopes)
    return _sloped(input, slopes.numel())


def _sloped(input: Value, count: Value) -> Shape:
    shape, count = shape_of(input), size_in(count)
    if not shape.open and equal(count, 1) is False:
        channels = shape.axis(1) if len(shape.dims) > 1 else 1
        if equal(channels, count) is False:
            raise Mismatch(
                "SHP201",
                "PReLU has {expected} slopes, gets {found} channels on dim 1",
                operand=culprit(input),
                axis="num_parameters",
                expected=count,
                found=channels,
            )
    return shape


@layer("torch.nn.GLU")
def glu_layer(dim=-1, *, input):
    """One half of an axis times the sigmoid of the other.

    >>> GLU()([2, 6])
    (2, 3)
    >>> GLU(1)([2, 6, 5])
    (2, 3, 5)
    >>> GLU()([2, 5])
    SHP202
    """
    return _halved(input, dim)


@op("torch.nn.functional.glu")
def glu(input, dim=-1):
    """One half of an axis times the sigmoid of the other.

    >>> glu([2, 6])
    (2, 3)
    >>> glu([2, 5])
    SHP202
    >>> glu([2, 6], 2)
    SHP502
    >>> glu([])
    SHP101
    """
    return _halved(input, dim)


def _halved(input: Value, dim: Value) -> Value:
    check_axis(input, dim, name="dim")
    shape = shape_of(input)
    if shape == Shape(()):
        raise Mismatch("SHP101", "GLU halves an axis, and gets a number", operand=culprit(input))
    if not is_int(dim):
        return UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims))
    size = shape.axis(dim)
    if divides(2, size) is False:
        raise Mismatch("SHP202", "GLU halves dim {dim}, which has {size}", operand=culprit(input), dim=dim, size=size)
    return shape.replace(dim, size // 2)


def _softmax_layer(name: str, sentence: str) -> None:
    def softmax_layer(dim=None, *, input):
        return _normalized(input, dim)

    softmax_layer.__doc__ = f"""{sentence}

    >>> {name}(dim=1)([2, 3])
    (2, 3)
    >>> {name}(dim=2)([2, 3])
    SHP502
    """
    layer(f"torch.nn.{name}")(softmax_layer)


_softmax_layer("Softmax", "Positive values that sum to 1 along an axis.")
_softmax_layer("LogSoftmax", "The logarithm of softmax.")
_softmax_layer("Softmin", "Softmax of the negated input.")


@layer("torch.nn.Softmax2d", "N? C H W -> N? C H W")
def softmax2d():
    """Softmax over the channels at every place.

    >>> Softmax2d()([2, 3, 4, 5])
    (2, 3, 4, 5)
    >>> Softmax2d()([2, 3])
    SHP101
    """


def _softmax(name: str, sentence: str) -> None:
    def softmax(input, dim=None, _stacklevel=3, dtype=None):
        return _normalized(input, dim)

    softmax.__doc__ = f"""{sentence}

    >>> {name}([2, 3], dim=-1)
    (2, 3)
    >>> {name}([2, 3], dim=2)
    SHP502
    """
    op(f"torch.nn.functional.{name}")(softmax)


_softmax("softmax", "Positive values that sum to 1 along an axis.")
_softmax("log_softmax", "The logarithm of softmax.")
_softmax("softmin", "Softmax of the negated input.")


@op("torch.nn.functional.gumbel_softmax")
def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """A differentiable draw from the distribution along an axis.

    >>> gumbel_softmax([2, 3])
    (2, 3)
    >>> gumbel_softmax([2, 3], dim=2)
    SHP502
    """
    return _normalized(logits, dim)


def _methods(name: str, sentence: str) -> None:
    def softmax(input, dim, dtype=None, *, out=None):
        return _normalized(input, dim)

    softmax.__doc__ = f"""{sentence}

    >>> {name}([2, 3], 1)
    (2, 3)
    >>> [2, 3].{name}(-1)
    (2, 3)
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}", f"torch.special.{name}"))(softmax)


_methods("softmax", "Positive values that sum to 1 along an axis.")
_methods("log_softmax", "The logarithm of softmax.")


def _normalized(input: Value, dim: Value) -> Tensor:
    check_axis(input, dim, name="dim")
    role = Normalized(dim % len(shape_of(input).dims)) if is_int(dim) and shape_of(input).rank else None
    return Tensor(shape_of(input), "torch", "float", role=role)
