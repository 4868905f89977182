"""Elements put where indices say, and rows that belong together."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, is_int, measured, size_in
from shapelint.rules.tensorflow.tensors import shape_argument, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape, equal


def _check_updates(indices: Value, updates: Value, target: Shape) -> None:
    """Each row of the last axis of the indices is a place; the updates hold what is put there.

    Raises Mismatch SHP506 where a place has more indices than the target has axes, or SHP301.
    """
    check_rank(target, "the target of updates", 1)
    places, put = check_rank(indices, "the indices of updates", 2), check_rank(updates, "the updates", 1)
    if places.open or target.open or not places.dims or not isinstance(places.dims[-1], int):
        return
    taken = places.dims[-1]
    if taken > len(target.dims):
        raise Mismatch("SHP506", "{count} indices on {shape}", operand=culprit(indices), count=taken, shape=target)
    wanted = Shape((*places.dims[:-1], *target.dims[taken:]))
    same = len(wanted.dims) == len(put.dims) and all(
        equal(a, b) is not False for a, b in zip(wanted.dims, put.dims, strict=True)
    )
    if not put.open and not same:
        raise Mismatch(
            "SHP301",
            "the indices take updates of the shape {wanted}, not {found}",
            operand=culprit(updates),
            wanted=wanted,
            found=put,
        )


@op("tf.scatter_nd", least={"shape": 0})
def scatter_nd(indices, updates, shape, bad_indices_policy="", name=None):
    """Put updates into zeros; the last axis of the indices says where each stands.

    >>> scatter_nd(ints[3, 1], [3], (8,))
    (8,)
    >>> scatter_nd(ints[3, 1], [3, 4], (8, 4))
    (8, 4)
    >>> scatter_nd(ints[3, 1], [2], (8,))
    SHP301
    """
    target = shape_argument(shape)
    _check_updates(indices, updates, target)
    return tensor(target, number_kind(updates), updates)


_UPDATED: Final = """Change elements or rows; the last axis of the indices says where each stands.

    >>> @([8, 4], ints[3, 1], [3, 4])
    (8, 4)
    >>> @([8, 4], ints[3, 2], [3])
    (8, 4)
    >>> @([8, 4], ints[3, 2], [3, 4])
    SHP301
    >>> @([8], ints[3, 2], [3])
    SHP506
    >>> @([8], ints[3], [3])
    SHP101
    """


def _updated(target: Value, indices: Value, updates: Value) -> Value:
    _check_updates(indices, updates, measured(target))
    return tensor(measured(target), number_kind(target), target)


for _how in ("update", "add", "sub", "max", "min"):
    _names = (f"tf.tensor_scatter_nd_{_how}", f"tf.tensor_scatter_{_how}")
    declare(
        _names[:1] if _how in ("max", "min") else _names,
        "tensor, indices, updates, name=None" if _how == "update" else
        "tensor, indices, updates, bad_indices_policy='', name=None",
        lambda **given: _updated(given["tensor"], given["indices"], given["updates"]),
        _UPDATED,
    )  # fmt: skip

for _how in ("update", "add", "sub", "max", "min"):
    declare(
        (f"tf.Variable.scatter_nd_{_how}", f"tf.Tensor.scatter_nd_{_how}"),
        "self, indices, updates, name=None",
        lambda **given: _updated(given["self"], given["indices"], given["updates"]),
        """Change elements or rows of a variable; the last axis of the indices says where each stands.

    >>> tf.Variable(tf.zeros((8, 4))).@(ints[3, 1], [3, 4])
    (8, 4)
    >>> tf.Variable(tf.zeros((8, 4))).@(ints[3, 1], [3, 5])
    SHP301
    """,
    )


def _rows_updated(ref: Value, indices: Value, updates: Value) -> Value:
    """Rows changed by their numbers; one number is put everywhere.  Raises Mismatch SHP301."""
    target, places, put = check_rank(ref, "a variable whose rows are changed", 1), measured(indices), measured(updates)
    wanted = Shape((*places.dims, *target.dims[1:]))
    if not (target.open or places.open) and put != Shape(()) and differ(put, wanted):
        raise Mismatch(
            "SHP301",
            "the indices take updates of the shape {wanted}, not {found}",
            operand=culprit(updates),
            wanted=wanted,
            found=put,
        )
    return tensor(target, number_kind(ref), ref)


for _how in ("update", "add", "sub", "mul", "div", "max", "min"):
    declare(
        f"tf.scatter_{_how}",
        "ref, indices, updates, use_locking=False, name=None",
        lambda ref, indices, updates: _rows_updated(ref, indices, updates),
        """Change rows of a variable, in TensorFlow 1.

    >>> @(get_variable("rows", (8, 4)), ints[3], [3, 4])
    (8, 4)
    >>> @(get_variable("rows", (8, 4)), ints[3], [2, 4])
    SHP301
    """,
    )


_SEGMENTS: Final = """Combine the rows that have one number.

    >>> @([5, 3], ints[5]{0})
    ({1}, 3)
    >>> @([5, 3], ints[4]{0})
    SHP301
    """


def _segments(data: Value, ids: Value, count: Value = None) -> Value:
    rows, numbers = measured(data), measured(ids)
    rank = 1 if count is None else len(numbers.dims)
    if rows.open or numbers.open:
        return tensor(UNKNOWN_SHAPE, number_kind(data), data)
    fits = len(numbers.dims) == rank <= len(rows.dims) and all(
        equal(a, b) is not False for a, b in zip(numbers.dims, rows.dims, strict=False)
    )
    if not fits:
        raise Mismatch(
            "SHP301", "{ids} numbers do not belong to the rows of {rows}", operand=culprit(data), ids=numbers, rows=rows
        )
    first = UNKNOWN if count is None else count if is_int(count) else size_in(count)
    return tensor(Shape((first, *rows.dims[rank:])), number_kind(data), data)


for _how in ("sum", "mean", "max", "min", "prod", "sqrt_n"):
    if _how != "sqrt_n":
        declare(
            (f"tf.math.segment_{_how}", f"tf.segment_{_how}"),
            "data, segment_ids, name=None",
            lambda data, segment_ids: _segments(data, segment_ids),
            _SEGMENTS.format("", "None"),
        )
    declare(
        (f"tf.math.unsorted_segment_{_how}", f"tf.unsorted_segment_{_how}"),
        "data, segment_ids, num_segments, name=None",
        lambda data, segment_ids, num_segments: _segments(data, segment_ids, num_segments),
        _SEGMENTS.format(", 4", "4"),
        least={"num_segments": 0},
    )


@op(("tf.linalg.set_diag", "tf.matrix_set_diag"))
def set_diag(input, diagonal, name="set_diag", k=0, align="RIGHT_LEFT"):
    """Put other elements on the diagonal of matrices.

    >>> set_diag([2, 4, 4], [2, 4])
    (2, 4, 4)
    >>> set_diag([2, 4, 4], [4])
    SHP301
    """
    shape, given = check_rank(input, "set_diag", 2), measured(diagonal)
    if is_int(k) and len(shape.dims) > 1 and not shape.open and not given.open:
        sides = shape.dims[-2:]
        rows, columns = (side if isinstance(side, int) else UNKNOWN for side in sides)
        known = rows is not UNKNOWN and columns is not UNKNOWN
        length = min(rows + min(k, 0), columns - max(k, 0)) if known else UNKNOWN
        wanted = Shape((*shape.dims[:-2], length))
        if len(wanted.dims) != len(given.dims) or any(
            equal(a, b) is False for a, b in zip(wanted.dims, given.dims, strict=True)
        ):
            raise Mismatch(
                "SHP301",
                "the diagonal of {shape} has the shape {wanted}, not {given}",
                operand=culprit(diagonal, input),
                shape=shape,
                wanted=wanted,
                given=given,
            )
    return Tensor(shape, input.family, input.dtype) if isinstance(input, Tensor) else tensor(shape)
