"""Ragged tensors of TensorFlow: rows of several lengths."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit, measured, size_in
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.tensorflow.sparse import sparse, tensor_shape
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import SHAPED, UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Value, items_of
from shapelint.sizes import Shape, Size, equal

RAGGED: Final = "tf.RaggedTensor"
_FULL: Final = "#full"  # the shape that holds its longest rows


def ragged(machine, shape: Shape, full: Shape = UNKNOWN_SHAPE) -> Value:
    """A ragged tensor; a size that differs from row to row is unknown.  full: of the longest rows."""
    return machine.make(RAGGED, {SHAPED: shape, _FULL: shape if full.open else full})


def _shape(value: Value) -> Shape:
    found = value.slots.get(SHAPED) if isinstance(value, Instance) else None
    return found if isinstance(found, Shape) else measured(value)


@kind(RAGGED)
def ragged_tensor(*args, layer, **kwargs):
    """Rows of several lengths.

    >>> tf.ragged.constant(((1, 2), (3,)))
    (2, None)
    """


def _nested(value: Value) -> tuple[Value, ...] | None:
    return items_of(value) if isinstance(value, tuple | ListValue) else None


def _rank(value: Value) -> int | None:
    """How deep rows are nested; None where that is not known."""
    rows = _nested(value)
    if rows is None:
        return 0 if isinstance(value, int | float | bool | str) else None
    depths = {_rank(row) for row in rows}
    return None if None in depths else 1 + max((depth for depth in depths if depth is not None), default=0)


def _longest(value: Value, rank: int) -> tuple[int, ...]:
    """The greatest length on every level."""
    if rank == 0:
        return ()
    rows = _nested(value) or ()
    below = [_longest(row, rank - 1) for row in rows]
    return (len(rows), *(max(column) for column in zip(*below, strict=True))) if below else (0,) * rank


@op("tf.ragged.constant")
def constant(pylist, dtype=None, ragged_rank=None, inner_shape=None, name=None, row_splits_dtype="int64", *, machine):
    """Make one of nested rows.

    >>> tf.ragged.constant(((1, 2), (3,)))
    (2, None)
    >>> tf.ragged.constant((((1,), (2, 3)), ((4,),)))
    (2, None, None)
    >>> tf.ragged.constant((1, 2))
    (2,)
    """
    rank = _rank(pylist)
    if not rank or ragged_rank is not None or inner_shape is not None:
        return UNKNOWN
    full = Shape(_longest(pylist, rank))
    if rank == 1:
        return tensor(full, None)
    return ragged(machine, Shape((full.dims[0], *(UNKNOWN,) * (rank - 1))), full)


_FROM: Final = {
    "row_lengths": ("row_lengths", 0),
    "row_starts": ("row_starts", 0),
    "row_limits": ("row_limits", 0),
    "row_splits": ("row_splits", -1),
}


def _made(values: Value, rows: Size, machine) -> Value:
    inner = _shape(values)
    if not inner.open and not inner.dims:
        raise Mismatch("SHP101", "rows are made of values on one axis, not of a scalar", operand=culprit(values))
    dims = inner.dims[1:] if not inner.open else ()
    return ragged(machine, UNKNOWN_SHAPE if inner.open else Shape((rows, UNKNOWN, *dims)))


def _check_cut(values: Value, numbers: Value, name: str) -> None:
    """Raises Mismatch SHP301 where the rows that the numbers cut certainly hold more or fewer values than there are."""
    cuts, inner = items_of(numbers), _shape(values)
    if not cuts or not all(isinstance(each, int) for each in cuts) or not inner.dims or name == "row_starts":
        return
    count = sum(cuts) if name == "row_lengths" else cuts[-1]
    if equal(inner.axis(0), count) is False:
        raise Mismatch("SHP301", "rows of {count} values are cut from {found}", operand=culprit(values), count=count,
                       found=inner.axis(0))  # fmt: skip


def _from(name: str, argument: str, more: int) -> None:
    scope: dict[str, Any] = {
        "made": _made,
        "check": _check_cut,
        "size": lambda row: tensor_shape(row).axis(0) if tensor_shape(row).dims else UNKNOWN,
    }
    exec(  # our own declarations only
        f"def body(values, {argument}, name=None, validate=True, *, machine):\n"
        f"    if validate is True:\n        check(values, {argument}, {name!r})\n"
        f"    return made(values, size({argument}) + {more}, machine)",
        scope,
    )
    example = {"row_lengths": "(2, 4)", "row_starts": "(0, 2)", "row_limits": "(2, 6)", "row_splits": "(0, 2, 6)"}[name]
    scope["body"].__doc__ = f"""Cut values into rows.

    >>> tf.RaggedTensor.from_{name}([6, 3], {example})
    (2, None, 3)
    """
    if name != "row_starts":
        scope["body"].__doc__ += f""">>> tf.RaggedTensor.from_{name}([7, 3], {example})
    SHP301
    """
    op(f"{RAGGED}.from_{name}")(scope["body"])


for _name, (_argument, _more) in _FROM.items():
    _from(_name, _argument, _more)


@op(f"{RAGGED}.from_value_rowids")
def from_value_rowids(values, value_rowids, nrows=None, name=None, validate=True, *, machine):
    """Put values into the rows that the numbers say.

    >>> tf.RaggedTensor.from_value_rowids([3, 2], (0, 0, 2), nrows=5)
    (5, None, 2)
    >>> tf.RaggedTensor.from_value_rowids([3, 2], (0, 0, 2))
    (None, None, 2)
    """
    ids = tensor_shape(value_rowids)
    if ids.dims and _shape(values).dims and equal(ids.dims[0], _shape(values).axis(0)) is False:
        raise Mismatch("SHP301", "{ids} numbers of rows stand beside {values} values", operand=culprit(values),
                       ids=ids.dims[0], values=_shape(values).axis(0))  # fmt: skip
    return _made(values, UNKNOWN if nrows is None else size_in(nrows), machine)


@op(f"{RAGGED}.from_tensor")
def from_tensor(
    tensor, lengths=None, padding=None, ragged_rank=1, name=None, row_splits_dtype="int64", *, machine
):  # fmt: skip
    """Make rows of those of a dense tensor, perhaps shorter ones.

    >>> tf.RaggedTensor.from_tensor([4, 5, 3], lengths=(1, 2, 3, 4))
    (4, None, 3)
    >>> tf.RaggedTensor.from_tensor([4])
    SHP101
    """
    shape = measured(tensor)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch("SHP101", "rows are on at least two axes, not {shape}", operand=culprit(tensor), shape=shape)
    plain = not shape.open and ragged_rank == 1
    return ragged(machine, Shape((shape.dims[0], UNKNOWN, *shape.dims[2:])) if plain else UNKNOWN_SHAPE)


@op(f"{RAGGED}.to_tensor")
def to_tensor(self, default_value=None, name=None, shape=None):
    """Make all rows as long as the longest, or as asked.

    >>> tf.ragged.constant(((1, 2), (3,))).to_tensor()
    (2, 2)
    >>> tf.ragged.constant(((1, 2), (3,))).to_tensor(shape=(None, 4))
    (2, 4)
    >>> tf.RaggedTensor.from_row_lengths([6, 3], (2, 4)).to_tensor()
    (2, None, 3)
    """
    full = self.slots.get(_FULL) if isinstance(self, Instance) else None
    if not isinstance(full, Shape):
        return UNKNOWN_SHAPE
    if shape is None:
        return tensor(full, None)
    asked = items_of(shape)
    if asked is None or full.open or len(asked) != len(full.dims):
        return UNKNOWN_SHAPE
    sizes = shape_argument(shape).dims
    return tensor(
        Shape(
            tuple(there if want is None else size for want, size, there in zip(asked, sizes, full.dims, strict=True))
        ),
        None,
    )


@op(f"{RAGGED}.to_sparse")
def to_sparse(self, name=None, *, machine):
    """Make it sparse, of the size of its longest rows.

    >>> tf.ragged.constant(((1, 2), (3,))).to_sparse()
    (2, 2)
    """
    full = self.slots.get(_FULL) if isinstance(self, Instance) else None
    return sparse(machine, full if isinstance(full, Shape) else UNKNOWN_SHAPE)


@prop(f"{RAGGED}.shape")
def shape(self):
    """Its sizes, unknown where they differ.

    >>> tf.ragged.constant(((1, 2), (3,))).shape
    (2, None)
    """
    return shape_value(_shape(self))


def _of_rows(name: str) -> None:
    def body(self, *args, **kwargs):
        rows = _shape(self).axis(0) if _shape(self).dims else UNKNOWN
        return tensor(Shape((rows,)), "int") if not args and not kwargs else UNKNOWN

    body.__doc__ = f"""A number for each row.

    >>> tf.ragged.constant(((1, 2), (3,))).{name}()
    (2,)
    """
    op(f"{RAGGED}.{name}")(body)


for _name in ("row_lengths", "row_starts", "row_limits"):
    _of_rows(_name)
