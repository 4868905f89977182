"""What a step of training is given, taken apart: inputs, targets and the weights of samples."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.values import UNKNOWN, DictValue, ListValue, Tensor, items_of


@op("keras.utils.unpack_x_y_sample_weight")
def unpack_x_y_sample_weight(data):
    """Inputs, targets and weights, None for what is not there.

    >>> keras.utils.unpack_x_y_sample_weight(([2, 3], [2]))
    ((2, 3), (2,), None)
    >>> keras.utils.unpack_x_y_sample_weight([2, 3])
    ((2, 3), None, None)
    """
    if isinstance(data, Tensor | DictValue):
        return data, None, None
    items = items_of(data) if isinstance(data, tuple | ListValue) else None
    if not items or len(items) > 3:
        return UNKNOWN
    return (*items, None, None)[:3]


@op("keras.utils.pack_x_y_sample_weight")
def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    """What a step of training is given; inputs alone stand for themselves.

    >>> keras.utils.pack_x_y_sample_weight([2, 3], [2])
    ((2, 3), (2,))
    >>> keras.utils.pack_x_y_sample_weight([2, 3])
    (2, 3)
    """
    if y is None:
        return x if not isinstance(x, tuple | ListValue) else (x,)
    return (x, y) if sample_weight is None else (x, y, sample_weight)
