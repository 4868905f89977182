"""Keras's own arrays: data sets that it downloads, and labels as rows of zeros and one."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, optional_size
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, equal, less


@op("keras.utils.to_categorical", legacy={"y": "x", "nb_classes": "num_classes"})
def to_categorical(x, num_classes=None):
    """Turn class numbers into rows with a one at the class; a last axis of size 1 goes.

    >>> to_categorical(ints[5], 10)
    (5, 10)
    >>> to_categorical(ints[5], -1)
    (5, None)
    >>> to_categorical(ints[5, 1], 10)
    (5, 10)
    """
    shape = measured(x)
    if shape.open:
        return Tensor(UNKNOWN_SHAPE, "numpy", "float")
    given = optional_size(num_classes)
    count = UNKNOWN if given is None or less(0, given) is not True else given  # no class is not refused
    last = equal(shape.dims[-1], 1) if len(shape.dims) > 1 else False
    if last is None:
        return Tensor(UNKNOWN_SHAPE, "numpy", "float")
    return Tensor(Shape((*(shape.dims[:-1] if last else shape.dims), count)), "numpy", "float")


_Pair = tuple[tuple[int, ...], tuple[int, ...]]
_MNIST: Final[tuple[_Pair, _Pair]] = (((60000, 28, 28), (60000,)), ((10000, 28, 28), (10000,)))
_CIFAR: Final[tuple[_Pair, _Pair]] = (((50000, 32, 32, 3), (50000, 1)), ((10000, 32, 32, 3), (10000, 1)))
_HOUSES: Final[tuple[_Pair, _Pair]] = (((404, 13), (404,)), ((102, 13), (102,)))
_SETS: Final = (
    ("mnist", "path='mnist.npz'", _MNIST),
    ("fashion_mnist", "", _MNIST),
    ("cifar10", "", _CIFAR),
    ("cifar100", "label_mode='fine'", _CIFAR),
    ("boston_housing", "path='boston_housing.npz', test_split=0.2, seed=113", _HOUSES),
)


def _loader(name: str, parameters: str, sizes: tuple[_Pair, _Pair]) -> None:
    kind = "float" if name == "boston_housing" else "int"

    def made(**given: Value) -> Value:
        known = given.get("test_split", 0.2) == 0.2
        return tuple(tuple(_array(dims, kind, known) for dims in pair) for pair in sizes)

    # No framework knows the symbol: the example is not asked of Keras, which would download the arrays.
    declare(
        f"keras.datasets.{name}.load_data",
        parameters,
        made,
        f"""Load the arrays to train and to test with, each with its labels.

    >>> batch = [B, 784]
    >>> load_data()
    {sizes}
    """,
    )


def _array(dims: tuple[int, ...], kind: str, known: bool) -> Tensor:
    return Tensor(Shape(dims if known else (UNKNOWN, *dims[1:])), "numpy", kind)


for _name, _parameters, _sizes in _SETS:
    _loader(_name, _parameters, _sizes)
