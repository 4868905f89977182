"""Shapes that a program writes down for TensorFlow."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN_SHAPE


@op("tf.TensorSpec", least={"shape": 0})
def tensor_spec(shape, dtype="float32", name=None):
    """Say what a tensor looks like.

    >>> tf.TensorSpec((2, 3)).shape[1]
    3
    """
    return tensor(shape_argument(shape))


@op("tf.TensorShape", least={"dims": 0})
def tensor_shape(dims):
    """Say which sizes a shape has, None for those that are not known.

    >>> len(tf.TensorShape((2, None)))
    2
    """
    return shape_value(UNKNOWN_SHAPE if dims is None else shape_argument(dims))
