"""What makes the first values of variables: called on a shape, it gives a tensor of it."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.shared.families import words
from shapelint.rules.tensorflow.tensors import shape_argument

_ONE: Final = "tf.random_normal_initializer"
_OTHERS: Final = words(
    "zeros ones constant random_uniform truncated_normal glorot_uniform glorot_normal variance_scaling orthogonal "
    "uniform_unit_scaling"
)


@kind((
    _ONE,
    *(f"tf.{name}_initializer" for name in _OTHERS),
    *(f"tf.initializers.{name}" for name in ("random_normal", *_OTHERS)),
    "tf.contrib.layers.xavier_initializer", "tf.contrib.layers.variance_scaling_initializer",
))  # fmt: skip
def initializer(*args, layer, **kwargs):
    """Makes first values.

    >>> tf.zeros_initializer()((3, 4))
    (3, 4)
    """


@op(f"{_ONE}.__call__")
def first_values(self, shape, *args, **kwargs):
    """First values of a shape.

    >>> tf.random_normal_initializer()((3, 4))
    (3, 4)
    >>> tf.constant_initializer(2)(shape=(3,))
    (3,)
    """
    return shape_argument(shape)
