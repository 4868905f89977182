"""Sparse tensors of TensorFlow: they have a shape, and only some functions take them."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank, expanded, transposed
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import axes_in, culprit, measured, size_in
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.shared.reshaping import reshaped
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import SHAPED, UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal

SPARSE: Final = "tf.sparse.SparseTensor"
_COUNT: Final = "#count"  # how many of its elements are kept


def sparse(machine, shape: Shape, count: Size = UNKNOWN) -> Value:
    """A sparse tensor."""
    return machine.make(SPARSE, {SHAPED: shape, _COUNT: count})


def shape_of_sparse(value: Value) -> Shape:
    """The shape of a sparse tensor, or of a dense one that stands in its place."""
    found = value.slots.get(SHAPED) if isinstance(value, Instance) else None
    return found if isinstance(found, Shape) else measured(value)


@kind((SPARSE, "tf.SparseTensor"))
def sparse_tensor(indices, values, dense_shape, *, layer, machine):
    """A tensor of which only what is not zero is kept.

    >>> SparseTensor(((0, 0), (1, 2)), (1.0, 2.0), (3, 4))
    (3, 4)
    >>> SparseTensor(((0, 0), (1, 2)), (1.0,), (3, 4))
    SHP301 2 places hold 1 values
    >>> SparseTensor(((0, 0), (1, 2)), (1.0, 2.0), (3, 4, 5))
    SHP301 places of 2 numbers
    """
    places, kept = tensor_shape(indices), tensor_shape(values)
    shape = shape_argument(dense_shape)
    if places.rank is not None and places.rank != 2:
        raise Mismatch("SHP101", "indices has two axes (values axes), not {found}", found=places)
    if places.dims and kept.dims and equal(places.dims[0], kept.dims[0]) is False:
        raise Mismatch("SHP301", "{places} places hold {kept} values", places=places.dims[0], kept=kept.dims[0])
    if places.dims and not shape.open and equal(places.dims[1], len(shape.dims)) is False:
        raise Mismatch(
            "SHP301", "places of {count} numbers are in no tensor {shape}", count=places.dims[1], shape=shape
        )
    machine.put(layer, SHAPED, shape)
    machine.put(layer, _COUNT, kept.axis(0) if kept.dims else UNKNOWN)


def tensor_shape(value: Value) -> Shape:
    """The shape of a tensor, or of rows of numbers."""
    items = None if isinstance(value, Tensor) else items_of(value)
    if items is None:
        return measured(value)
    inner = tensor_shape(items[0]) if items else Shape(())
    return inner if inner.open else Shape((len(items), *inner.dims))


@prop(f"{SPARSE}.shape")
def shape(self):
    """Its sizes.

    >>> tf.sparse.from_dense([4, 5]).shape
    (4, 5)
    """
    return shape_value(shape_of_sparse(self))


@op(f"{SPARSE}.get_shape")
def get_shape(self):
    """Its sizes.

    >>> tf.sparse.from_dense([4, 5]).get_shape()
    (4, 5)
    """
    return shape_value(shape_of_sparse(self))


@prop(f"{SPARSE}.dense_shape")
def dense_shape(self):
    """Its sizes as a tensor.

    >>> tf.sparse.from_dense([4, 5]).dense_shape
    (2,)
    """
    found = shape_of_sparse(self)
    return tensor(
        Shape((UNKNOWN if found.open else len(found.dims),)), "int", content=None if found.open else found.dims
    )


@prop(f"{SPARSE}.values")
def values(self):
    """What is kept.

    >>> SparseTensor(((0, 0), (1, 2)), (1.0, 2.0), (3, 4)).values
    (2,)
    """
    return tensor(Shape((size_in(self.slots.get(_COUNT)),)), None)


@prop(f"{SPARSE}.indices")
def indices(self):
    """Where it stands.

    >>> SparseTensor(((0, 0), (1, 2)), (1.0, 2.0), (3, 4)).indices
    (2, 2)
    """
    rank = shape_of_sparse(self).rank
    return tensor(Shape((size_in(self.slots.get(_COUNT)), UNKNOWN if rank is None else rank)), "int")


@op(("tf.sparse.from_dense",))
def from_dense(tensor, name=None, *, machine):
    """Keep what is not zero.

    >>> from_dense([4, 5])
    (4, 5)
    """
    return sparse(machine, measured(tensor))


@op(("tf.sparse.to_dense", "tf.sparse_tensor_to_dense"))
def to_dense(sp_input, default_value=None, validate_indices=True, name=None):
    """Fill in what is not kept.

    >>> to_dense(from_dense([4, 5]))
    (4, 5)
    """
    return shape_of_sparse(sp_input)


@op("tf.sparse_to_dense")
def sparse_to_dense(sparse_indices, output_shape, sparse_values, default_value=0, validate_indices=True, name=None):
    """Put values where the indices say, and a default everywhere else.

    >>> sparse_to_dense(((0, 0), (1, 2)), (3, 4), (1.0, 2.0))
    (3, 4)
    """
    return shape_argument(output_shape)


@op("tf.sparse_placeholder")
def sparse_placeholder(dtype, shape=None, name=None, *, machine):
    """Declare what is to be fed.

    >>> sparse_placeholder("float32", (3, 4))
    (3, 4)
    """
    return sparse(machine, UNKNOWN_SHAPE if shape is None else shape_argument(shape))


@op((
    "tf.sparse.sparse_dense_matmul", "tf.sparse.matmul", "tf.sparse_tensor_dense_matmul", "tf.sparse_matmul",
))  # fmt: skip
def sparse_dense_matmul(sp_a, b, adjoint_a=False, adjoint_b=False, name=None):
    """Multiply two matrices, one of which is sparse.

    >>> sparse_dense_matmul(from_dense([4, 5]), [5, 3])
    (4, 3)
    >>> sparse_dense_matmul(from_dense([4, 5]), [4, 3], adjoint_a=True)
    (5, 3)
    >>> sparse_dense_matmul([3, 4], from_dense([4, 5]))
    (3, 5)
    >>> sparse_dense_matmul(from_dense([4, 5]), [4, 3])
    SHP302
    >>> sparse_dense_matmul(from_dense([4, 5]), [5])
    SHP101
    """
    sides = []
    for side, turned in ((sp_a, adjoint_a), (b, adjoint_b)):
        found = check_rank(shape_of_sparse(side), "sparse_dense_matmul", 2, 2)
        known = not found.open and isinstance(turned, bool)
        rows, columns = found.dims if known else (UNKNOWN, UNKNOWN)
        sides.append((columns, rows) if turned is True else (rows, columns))
    (rows, left), (right, columns) = sides
    if equal(left, right) is False:
        raise Mismatch("SHP302", "{left} columns meet {right} rows", operand=culprit(b, sp_a), left=left, right=right)
    return Shape((rows, columns))


@op(("tf.sparse.reorder", "tf.sparse_reorder"))
def reorder(sp_input, name=None, *, machine):
    """Put what is kept in order; the shape stays.

    >>> reorder(from_dense([4, 5]))
    (4, 5)
    """
    return sparse(machine, shape_of_sparse(sp_input))


@op(("tf.sparse.softmax", "tf.sparse_softmax"))
def softmax(sp_input, name=None, *, machine):
    """Let what is kept on the last axis sum to one; the shape stays.

    >>> softmax(from_dense([4, 5]))
    (4, 5)
    >>> softmax(from_dense([4]))
    SHP101
    """
    return sparse(machine, check_rank(shape_of_sparse(sp_input), "softmax", 2))


@op(("tf.sparse.retain", "tf.sparse_retain"))
def retain(sp_input, to_retain, *, machine):
    """Keep less; the shape stays.

    >>> retain(from_dense([4, 5]), bools[20])
    (4, 5)
    >>> retain(from_dense([4, 5]), bools[4, 5])
    SHP101
    """
    check_rank(to_retain, "to_retain", 1, 1)
    return sparse(machine, shape_of_sparse(sp_input))


@op(("tf.sparse.reshape", "tf.sparse_reshape"))
def sparse_reshape(sp_input, shape, name=None, *, machine):
    """Put the elements on other axes.

    >>> tf.sparse.reshape(from_dense([4, 5]), (-1, 2))
    (10, 2)
    >>> tf.sparse.reshape(from_dense([4, 5]), (-1, 3))
    SHP501
    """
    return sparse(machine, reshaped(shape_of_sparse(sp_input), shape))


@op(("tf.sparse.transpose", "tf.sparse_transpose"))
def sparse_transpose(sp_input, perm=None, name=None, *, machine):
    """Reverse the axes, or put them in another order.

    >>> tf.sparse.transpose(from_dense([2, 4, 5]))
    (5, 4, 2)
    >>> tf.sparse.transpose(from_dense([2, 4, 5]), (1, 1, 0))
    (...,)
    >>> tf.sparse.transpose(from_dense([2, 4, 5]), (1, 0))
    SHP504
    """
    order, rank = axes_in(perm), shape_of_sparse(sp_input).rank
    if order is not None and len(set(order)) < len(order) == rank:  # TensorFlow does not look
        return sparse(machine, UNKNOWN_SHAPE)
    return sparse(machine, transposed(shape_of_sparse(sp_input), perm))


@op(("tf.sparse.expand_dims",))
def sparse_expand_dims(sp_input, axis=None, name=None, *, machine):
    """Add an axis of one.

    >>> tf.sparse.expand_dims(from_dense([4, 5]), 0)
    (1, 4, 5)
    >>> tf.sparse.expand_dims(from_dense([4, 5]))
    (4, 5, 1)
    """
    return sparse(machine, expanded(shape_of_sparse(sp_input), -1 if axis is None else axis))


@op(("tf.sparse.concat", "tf.sparse_concat"))
def sparse_concat(axis, sp_inputs, expand_nonconcat_dims=False, name=None, *, machine):
    """Put one behind the other.

    >>> tf.sparse.concat(1, [from_dense([4, 5]), from_dense([4, 6])])
    (4, 11)
    >>> tf.sparse.concat(0, (from_dense([4, 5]), from_dense([4, 6])))
    SHP303
    """
    items = items_of(sp_inputs)
    if items is None or expand_nonconcat_dims is not False:
        return UNKNOWN
    return sparse(machine, concatenated(tuple(tensor(shape_of_sparse(each)) for each in items), axis))


def _differ(a: Size, b: Size) -> bool:
    return equal(a, b) is False


@op(("tf.sparse.add", "tf.sparse_add"))
def sparse_add(a, b, threshold=0, *, machine):
    """Add; what is dense makes the sum dense.

    >>> tf.sparse.add(from_dense([4, 5]), from_dense([4, 5]))
    (4, 5)
    >>> tf.sparse.add(from_dense([4, 5]), [4, 6])
    SHP301
    """
    left, right = shape_of_sparse(a), shape_of_sparse(b)
    known = not left.open and not right.open
    if known and (len(left.dims) != len(right.dims) or any(map(_differ, left.dims, right.dims))):
        raise Mismatch("SHP301", "{left} is not added to {right}", operand=culprit(a, b), left=left, right=right)
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        return left if right.open else right
    return sparse(machine, left) if isinstance(a, Instance) and isinstance(b, Instance) else UNKNOWN


def _reduction(name: str) -> None:
    def body(sp_input, axis=None, keepdims=None, output_is_sparse=False, name=None, *, machine):
        for each in axes_in(axis) or ():
            check_axis(shape_of_sparse(sp_input), each, least=0)
        found = reduced(shape_of_sparse(sp_input), axis, False if keepdims is None else keepdims)
        return found if output_is_sparse is False else sparse(machine, found) if output_is_sparse is True else UNKNOWN

    body.__doc__ = f"""Reduce along one axis, several, or all of them.

    >>> tf.sparse.{name}(from_dense([4, 5]), 1)
    (4,)
    >>> tf.sparse.{name}(from_dense([4, 5]), 2)
    SHP502
    """
    op((f"tf.sparse.{name}", f"tf.sparse_{name}"))(body)


_reduction("reduce_sum")
_reduction("reduce_max")


@op("tf.sparse.eye", least={"num_rows": 0, "num_columns": 0})
def sparse_eye(num_rows, num_columns=None, dtype="float32", name=None, *, machine):
    """Ones on the diagonal.

    >>> tf.sparse.eye(3)
    (3, 3)
    >>> tf.sparse.eye(3, 4)
    (3, 4)
    """
    rows = size_in(num_rows)
    return sparse(machine, Shape((rows, rows if num_columns is None else size_in(num_columns))))
