"""`keras.backend` of Keras 1 and 2: the same elements on other axes, products, joining, indexing."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.batch_lost import check_moved
from shapelint.rules.keras.dotting import batch_dot as dotted
from shapelint.rules.keras.ops_products import checked_dot
from shapelint.rules.keras.twins import tensor, twin, whole_row
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import expanded, permuted, squeezed, transposed
from shapelint.rules.shared.batch import batch_axes
from shapelint.rules.shared.dtypes import number_kind, promoted
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.joining import concatenated, stacked
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.shared.samples import batch_reshaped
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE
from shapelint.sizes import Shape, product


@op("keras.backend.reshape")
def reshape(x, shape, *, machine):
    """Put the elements, in order, on axes of other sizes, one of which may be -1.

    >>> K.reshape([2, 6], (3, -1))
    (3, 4)
    >>> K.reshape([2, 6], (5, 2))
    SHP501
    """
    return tensor(batch_reshaped(x, whole_row(shape), machine), number_kind(x))


@op("keras.backend.permute_dimensions")
def permute_dimensions(x, pattern):
    """Put the axes in another order; the batch is axis 0.

    >>> permute_dimensions([2, 3, 4], (0, 2, 1))
    (2, 4, 3)
    >>> permute_dimensions([2, 3, 4], (2, 1))
    SHP504
    """
    return tensor(permuted(x, pattern), number_kind(x))


@op("keras.backend.transpose")
def transpose(x):
    """Reverse all axes, the batch included.

    >>> K.transpose([2, 3, 4])
    (4, 3, 2)
    """
    return tensor(transposed(x), number_kind(x))


@op("keras.backend.expand_dims")
def expand_dims(x, axis=-1):
    """Add an axis of size 1.

    >>> K.expand_dims([2, 3])
    (2, 3, 1)
    """
    return tensor(expanded(x, axis), number_kind(x))


@op("keras.backend.squeeze")
def squeeze(x, axis):
    """Drop an axis of size 1.

    >>> K.squeeze([2, 1, 3], 1)
    (2, 3)
    >>> K.squeeze([2, 1, 3], 2)
    SHP501
    """
    return tensor(squeezed(x, axis), number_kind(x))


@op("keras.backend.flatten")
def flatten(x):
    """Put all elements in one row, those of all samples too.

    >>> K.flatten([2, 3])
    (6,)
    """
    return tensor(Shape((measured(x).numel(),)), number_kind(x))


@op("keras.backend.batch_flatten")
def batch_flatten(x):
    """Put all elements of each sample in one row.

    >>> batch_flatten([2, 3, 4])
    (2, 12)
    """
    shape = measured(x)
    if shape.open:
        return tensor(Shape((UNKNOWN, UNKNOWN)), number_kind(x))
    return tensor(Shape((shape.axis(0), product(shape.dims[1:]))), number_kind(x))


@op("keras.backend.concatenate")
def concatenate(tensors, axis=-1):
    """Put tensors one behind the other along an axis, the last unless told otherwise.

    >>> K.concatenate([[2, 3], [2, 4]])
    (2, 7)
    >>> K.concatenate([[2, 3], [3, 4]])
    SHP303
    """
    return tensor(concatenated(tensors, axis))


@op(("keras.backend.stack", "keras.backend.pack"))
def stack(x, axis=0):
    """Put tensors of one shape side by side along a new axis.

    >>> K.stack([[2, 3], [2, 3]])
    (2, 2, 3)
    """
    return tensor(stacked(x, axis))


@op("keras.backend.repeat")
def repeat(x, n):
    """Repeat the samples of a (batch, features) tensor as steps.

    >>> K.repeat([2, 3], 5)
    (2, 5, 3)
    >>> K.repeat([2, 3, 4], 5)
    SHP101
    """
    shape = measured(x)
    if not shape.open and len(shape.dims) != 2:
        raise Mismatch(
            "SHP101", "K.repeat expects 2 axes (batch features), gets {found}", operand=x, found=shape,
            help="K.repeat_elements repeats along an axis",
        )  # fmt: skip
    return tensor(Shape((shape.axis(0) if not shape.open else UNKNOWN, size_in(n), shape.axis(-1))), number_kind(x))


@op("keras.backend.repeat_elements")
def repeat_elements(x, rep, axis, *, machine):
    """Repeat each element along an axis.

    >>> repeat_elements([2, 3], 2, 1)
    (2, 6)
    """
    return twin("numpy.repeat", machine, x, rep, axis)


@op("keras.backend.tile")
def tile(x, n, *, machine):
    """Repeat the whole tensor along its axes.

    >>> K.tile([2, 3], (1, 2))
    (2, 6)
    """
    return twin("numpy.tile", machine, x, whole_row(n))


@op("keras.backend.reverse")
def reverse(x, axes):
    """Turn axes round; the shape stays.

    >>> K.reverse([2, 3], 1)
    (2, 3)
    """
    return tensor(measured(x), number_kind(x))


@op("keras.backend.gather")
def gather(reference, indices):
    """Pick rows.

    >>> K.gather([5, 6], ints[2, 3])
    (2, 3, 6)
    """
    whole, picked = measured(reference), measured(indices)
    if whole.open or picked.open or not whole.dims:
        return tensor(UNKNOWN_SHAPE, number_kind(reference))
    return tensor(Shape((*picked.dims, *whole.dims[1:])), number_kind(reference))


@op("keras.backend.one_hot")
def one_hot(indices, num_classes):
    """Make a row of classes of every number.

    >>> K.one_hot(ints[2, 3], 5)
    (2, 3, 5)
    """
    return tensor(measured(indices).insert(-1, size_in(num_classes)))


@op("keras.backend.slice")
def slice_of(x, start, size):
    """Cut out a block.

    >>> K.slice([5, 6], (1, 2), (3, 2))
    (3, 2)
    """
    sizes = whole_row(size)
    if not isinstance(sizes, tuple):
        return tensor(UNKNOWN_SHAPE, number_kind(x))
    known = map(size_in, sizes)
    return tensor(Shape(tuple(UNKNOWN if isinstance(one, int) and one < 0 else one for one in known)), number_kind(x))


@op("keras.backend.dot")
def dot(x, y, *, machine):
    """Sum over the last axis of one and the last but one of the other; all other axes are kept, both batches too.

    >>> K.dot([2, 3], [3, 4])
    (2, 4)
    >>> K.dot([2, 3, 4], [5, 4, 6])
    (2, 3, 5, 6)
    >>> K.dot([2, 3], [4, 5])
    SHP302
    """
    return tensor(checked_dot(x, y, machine, "K.dot", "K.batch_dot"), promoted(x, y))


@op("keras.backend.batch_dot")
def batch_dot(x, y, axes=None, *, machine):
    """Multiply two batches sample by sample and sum along one axis of each.

    >>> batch_dot([3, 8, 200], [3, 10, 200], axes=(2, 2))
    (3, 8, 10)
    >>> batch_dot([3, 8, 200], [3, 200, 10])
    (3, 8, 10)
    >>> batch_dot([3, 8, 200], [3, 10, 200], axes=(2, 1))
    SHP306
    """
    for each, other in ((x, y), (y, x)):
        if 0 in batch_axes(other):
            check_moved(each, machine, "an operand of K.batch_dot")
    return tensor(dotted(x, y, axes, "K.batch_dot"), promoted(x, y))


@op("keras.backend.bias_add")
def bias_add(x, bias, data_format=None):
    """Add a vector along the channels.

    >>> bias_add([2, 3], [3])
    (2, 3)
    """
    if data_format in (None, "channels_last") and measured(bias).rank == 1:
        broadcasted(x, bias, what="K.bias_add")
    return tensor(measured(x), number_kind(x))


@op("keras.backend.temporal_padding")
def temporal_padding(x, padding=(1, 1)):
    """Put zeros at the ends of the steps.

    >>> temporal_padding([2, 5, 4])
    (2, 7, 4)
    """
    from shapelint.rules.keras.resizing import padded

    return tensor(padded(x, 1, padding, False), number_kind(x))


@op("keras.backend.spatial_2d_padding")
def spatial_2d_padding(x, padding=((1, 1), (1, 1)), data_format=None, *, machine):
    """Put zeros around an image.

    >>> spatial_2d_padding([2, 5, 4, 3])
    (2, 7, 6, 3)
    """
    from shapelint.rules.keras.ordering import channels_first
    from shapelint.rules.keras.resizing import padded

    return tensor(padded(x, 2, padding, channels_first(data_format, machine)), number_kind(x))
