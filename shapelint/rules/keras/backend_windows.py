"""`keras.backend` of Keras 1 and 2: convolutions, pooling and padding in other forms."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.ordering import channels_first
from shapelint.rules.keras.resizing import padded, stretched
from shapelint.rules.keras.twins import tensor
from shapelint.rules.keras.windows_ops import POOLS, STEPS, convolved_with, depthwise, pooled
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, items_of
from shapelint.sizes import Shape


@op("keras.backend.conv3d", least=STEPS)
def conv3d(x, kernel, strides=(1, 1, 1), padding="valid", data_format=None, dilation_rate=(1, 1, 1), *, machine):
    """Slide a kernel (sizes, channels in, channels out) over volumes.

    >>> K.conv3d([2, 9, 9, 9, 3], [3, 3, 3, 3, 8])
    (2, 7, 7, 7, 8)
    >>> K.conv3d([2, 9, 9, 9, 3], [3, 3, 3, 4, 8])
    SHP201
    """
    return convolved_with(x, kernel, strides, padding, data_format, dilation_rate, machine)


@op("keras.backend.depthwise_conv2d", least=STEPS)
def depthwise_conv2d(
    x, depthwise_kernel, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1), *, machine
):
    """Slide a kernel (sizes, channels, multiplier) over each channel by itself.

    >>> K.depthwise_conv2d([2, 9, 9, 3], [3, 3, 3, 2])
    (2, 7, 7, 6)
    >>> K.depthwise_conv2d([2, 9, 9, 3], [3, 3, 4, 2])
    SHP201
    """
    return tensor(depthwise(x, depthwise_kernel, strides, padding, data_format, dilation_rate, machine))


@op("keras.backend.separable_conv2d", least=STEPS)
def separable_conv2d(
    x,
    depthwise_kernel,
    pointwise_kernel,
    strides=(1, 1),
    padding="valid",
    data_format=None,
    dilation_rate=(1, 1),
    *,
    machine,
):
    """Slide a kernel over each channel by itself, then mix the channels.

    >>> K.separable_conv2d([2, 9, 9, 3], [3, 3, 3, 2], [1, 1, 6, 8])
    (2, 7, 7, 8)
    >>> K.separable_conv2d([2, 9, 9, 3], [3, 3, 3, 2], [1, 1, 5, 8])
    SHP201
    """
    between = depthwise(x, depthwise_kernel, strides, padding, data_format, dilation_rate, machine)
    return convolved_with(tensor(between), pointwise_kernel, 1, padding, data_format, 1, machine)


@op("keras.backend.conv2d_transpose", least=STEPS)
def conv2d_transpose(x, kernel, output_shape, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1)):
    """Spread each pixel over a window, so that an image of a given shape comes out.

    >>> K.conv2d_transpose([2, 9, 9, 3], [3, 3, 8, 3], (2, 19, 19, 8), (2, 2))
    (2, 19, 19, 8)
    """
    sizes = items_of(output_shape)
    return tensor(UNKNOWN_SHAPE if sizes is None else Shape(tuple(map(size_in, sizes))))


@op("keras.backend.pool3d", least=POOLS)
def pool3d(x, pool_size, strides=(1, 1, 1), padding="valid", data_format=None, pool_mode="max", *, machine):
    """Take one number of each window of a volume.

    >>> K.pool3d([2, 9, 9, 9, 3], (2, 2, 2), (2, 2, 2))
    (2, 4, 4, 4, 3)
    """
    return pooled(x, pool_size, strides, padding, data_format, machine)


@op("keras.backend.resize_volumes")
def resize_volumes(x, depth_factor, height_factor, width_factor, data_format, *, machine):
    """Repeat the voxels of a volume.

    >>> K.resize_volumes([2, 4, 4, 4, 3], 2, 3, 1, "channels_last")
    (2, 8, 12, 4, 3)
    """
    factors = (depth_factor, height_factor, width_factor)
    return tensor(stretched(x, 3, factors, channels_first(data_format, machine)), number_kind(x))


@op("keras.backend.spatial_3d_padding")
def spatial_3d_padding(x, padding=((1, 1), (1, 1), (1, 1)), data_format=None, *, machine):
    """Put zeros around a volume.

    >>> K.spatial_3d_padding([2, 4, 4, 4, 3])
    (2, 6, 6, 6, 3)
    """
    return tensor(padded(x, 3, padding, channels_first(data_format, machine)), number_kind(x))


@op("keras.backend.batch_normalization")
def batch_normalization(x, mean, var, beta, gamma, axis=-1, epsilon=0.001):
    """Centre and scale an axis by given statistics; the shape stays.

    >>> K.batch_normalization([2, 4, 3], [3], [3], [3], [3])
    (2, 4, 3)
    """
    return tensor(measured(x), number_kind(x))


@op("keras.backend.ctc_batch_cost")
def ctc_batch_cost(y_true, y_pred, input_length, label_length):
    """Compare sequences of labels with longer ones of probabilities: one number for each sample, in a column.

    >>> K.ctc_batch_cost(ints[2, 5], [2, 9, 7], ints[2, 1], ints[2, 1])
    (2, 1)
    """
    shape = measured(y_pred)
    return tensor(Shape((UNKNOWN if shape.open or not shape.dims else shape.dims[0], 1)))


@op("keras.backend.ctc_decode")
def ctc_decode(y_pred, input_length, greedy=True, beam_width=100, top_paths=1):
    """Read sequences of labels off probabilities; how long they are depends on the data.

    >>> K.ctc_decode([2, 9, 7], ints[2])
    None
    """
    return UNKNOWN


@op("keras.backend.in_top_k")
def in_top_k(predictions, targets, k):
    """Say of every row whether its target is among the largest predictions.

    >>> K.in_top_k([4, 5], ints[4], 2)
    (4,)
    """
    return tensor(measured(targets), "bool")
