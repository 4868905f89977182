"""The same elements on other axes, and what a tensor says of itself."""

from __future__ import annotations

from dataclasses import replace

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.axes import check_axis, expanded, squeezed, swapped, transposed
from shapelint.rules.shared.dtypes import dtype_in
from shapelint.rules.shared.operands import axes_in, culprit, measured
from shapelint.rules.shared.samples import batch_reshaped
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.tensorflow.feeding import fed, fetched
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape, Size, equal


def _rank(x: Value) -> Size:
    rank = measured(x).rank
    return UNKNOWN if rank is None else rank


@op(("tf.reshape", "tf.manip.reshape"))
def reshape(tensor, shape, name=None, *, machine):
    """Put the elements, in order, on axes of other sizes, one of which may be -1.

    >>> reshape([2, 6], (3, 4))
    (3, 4)
    >>> reshape([2, 6], (4, -1))
    (4, 3)
    >>> reshape([50, 784], (-1, 28, 28, 1))
    (50, 28, 28, 1)
    >>> reshape([50, 784], (-1, 28, 29, 1))
    SHP501 which do not divide by the 812 of (-1, 28, 29, 1)
    >>> reshape([2, 6], (5, 2))
    SHP501 (2, 6) has 12 elements, (5, 2) has 10
    """
    if isinstance(shape, Tensor) and shape.content is None:
        shape = shape_argument(shape)
    return batch_reshaped(tensor, shape, machine)


@op("tf.transpose")
def transpose(a, perm=None, conjugate=False, name="transpose"):
    """Reverse the axes, the batch among them, or put them in another order.

    >>> transpose([2, 3, 4])
    (4, 3, 2)
    >>> transpose([2, 3, 4], perm=(0, 2, 1))
    (2, 4, 3)
    >>> transpose([2, 3, 4], (0, 1))
    SHP504
    """
    return transposed(a, perm)


@op(("tf.linalg.matrix_transpose", "tf.matrix_transpose", "tf.linalg.transpose"))
def matrix_transpose(a, name="matrix_transpose", conjugate=False):
    """Exchange the last two axes.

    >>> matrix_transpose([2, 3, 4])
    (2, 4, 3)
    """
    return swapped(a, -1, -2)


@op("tf.expand_dims", legacy={"dim": "axis"})
def expand_dims(input, axis, name=None):
    """Add an axis of size 1.

    >>> expand_dims([2, 3], 0)
    (1, 2, 3)
    >>> expand_dims([2, 3], -1)
    (2, 3, 1)
    >>> expand_dims([2, 3], 3)
    SHP502
    """
    return expanded(input, axis)


@op("tf.squeeze", legacy={"squeeze_dims": "axis"})
def squeeze(input, axis=None, name=None):
    """Drop axes of size 1: all of them, or those named.

    >>> squeeze([2, 1, 3, 1])
    (2, 3)
    >>> squeeze([2, 1, 3, 1], 1)
    (2, 3, 1)
    >>> squeeze([2, 1], 0)
    SHP501 axis 0 cannot be squeezed
    """
    for each in axes_in(axis) or ():
        check_axis(input, each, least=0)
    return squeezed(input, None if axes_in(axis) == () else axis)


@op("tf.broadcast_to", least={"shape": 0})
def broadcast_to(input, shape, name=None):
    """Stretch axes of size 1, and missing ones in front, to a shape.

    >>> broadcast_to([3], (2, 3))
    (2, 3)
    >>> broadcast_to([2], (2, 3))
    SHP301
    >>> broadcast_to([3, 1], (3,))
    SHP301
    """
    wanted = shape_argument(shape)
    check_fits(wanted, input, extra=False)
    return wanted


@op("tf.shape")
def shape_of_tensor(input, out_type=None, name=None):
    """Give the sizes of the axes as a tensor.

    >>> tf.shape([2, 3])
    (2,)
    """
    found = measured(input)
    if found.open:
        return tensor(Shape((UNKNOWN,)), "int", input)
    return tensor(Shape((len(found.dims),)), "int", content=found.dims)


@op("tf.rank")
def rank_of(input, name=None):
    """Give the number of axes.

    >>> tf.rank([2, 3])
    ()
    """
    return tensor(Shape(()), "int", content=measured(input).rank)


@op("tf.size")
def size_of(input, out_type=None, name=None):
    """Give the number of elements.

    >>> tf.size([2, 3])
    ()
    """
    return tensor(Shape(()), "int", content=measured(input).numel())


@op("tf.ensure_shape", least={"shape": 0})
def ensure_shape(x, shape, name=None):
    """Check the shape while the program runs, and know it from here on.

    >>> ensure_shape([2, 3], (2, 3))
    (2, 3)
    >>> ensure_shape([2, 3], (None, 3))
    (2, 3)
    >>> ensure_shape([2, 3], (None, 4))
    SHP301 (2, 3) is not
    """
    return _merged(x, shape)


@op("tf.Tensor.set_shape")
def set_shape(self, shape, *, machine):
    """Say what is known of the shape of a tensor from here on.

    >>> [2, 3].set_shape((2, None))
    None
    >>> [2, 3].set_shape((2, 4))
    SHP301 (2, 3) is not
    """
    merged = _merged(self, shape)
    if isinstance(self, Tensor):
        machine.become(replace(self, shape=merged))


def _merged(x: Value, shape: Value) -> Shape:
    """What two statements of a shape say together.  Raises Mismatch SHP301 where both cannot be true."""
    known, wanted = measured(x), shape_argument(shape)
    if not known.open and not wanted.open:
        fits = len(known.dims) == len(wanted.dims) and all(
            equal(a, b) is not False for a, b in zip(known.dims, wanted.dims, strict=True)
        )
        if not fits:
            raise Mismatch("SHP301", "{known} is not {wanted}", operand=culprit(x), known=known, wanted=wanted)
    if known.open or wanted.open or len(known.dims) != len(wanted.dims):
        return wanted
    return Shape(tuple(b if a is UNKNOWN else a for a, b in zip(known.dims, wanted.dims, strict=True)))


@prop("tf.Tensor.shape")
def shape(self):
    """The sizes of the axes.

    >>> [2, 3].shape[1]
    3
    """
    return shape_value(self)


@prop("tf.Tensor.ndim")
def ndim(self):
    """The number of axes.

    >>> [2, 3].ndim
    2
    """
    return _rank(self)


@prop("tf.Tensor.dtype")
def dtype(self):
    """The kind of number; nothing here depends on it exactly.

    >>> [2, 3].dtype
    None
    """
    return dtype_in(self)


@op("tf.Tensor.get_shape")
def get_shape(self):
    """The sizes of the axes.

    >>> len([2, 3].get_shape())
    2
    """
    return shape_value(self)


@op("tf.Tensor.numpy")
def numpy(self):
    """Give the elements as an array of NumPy's.

    >>> [2, 3].numpy()
    (2, 3)
    """
    return Tensor(self.shape, "numpy", self.dtype)


@op("tf.Tensor.eval")
def evaluated(self, feed_dict=None, session=None, *, machine):
    """Work out the elements in a session of TensorFlow 1.

    >>> get_variable("weights", (2, 3)).eval()
    (2, 3)
    """
    return fetched(self, fed(feed_dict), machine)


@op("tf.Tensor.__len__")
def length(self):
    """The size of the first axis.

    >>> [2, 3].__len__()
    2
    """
    return self.shape.axis(0)
