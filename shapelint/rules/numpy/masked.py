"""Masked arrays of NumPy: arrays, some elements of which do not count."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, converted, made
from shapelint.rules.shared.axes import check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value
from shapelint.sizes import Shape, equal


def _check_mask(data: Shape, mask: Value) -> None:
    """Raises Mismatch SHP301 where a mask certainly has neither one element nor as many as the data."""
    shape = measured(mask) if isinstance(mask, Tensor | tuple | ListValue) else UNKNOWN_SHAPE
    if not data.open and not shape.open:
        count = shape.numel()
        if equal(count, 1) is False and equal(count, data.numel()) is False:
            raise Mismatch(
                "SHP301", "a mask {mask} is put on data {data}", operand=culprit(mask), mask=shape, data=data
            )


@op(("numpy.ma.masked_array", "numpy.ma.array", "numpy.ma.MaskedArray"))
def masked_array(
    data, mask=UNKNOWN, dtype=None, copy=False, subok=True, ndmin=0, fill_value=None, keep_mask=True, hard_mask=None,
    shrink=True, order=None,
):  # fmt: skip
    """Put a mask on an array.

    >>> masked_array([3, 4], mask=bools[3, 4])
    (3, 4)
    >>> masked_array((1, 2, 3), mask=(0, 0, 1))
    (3,)
    >>> masked_array([3, 4], mask=bools[4])
    SHP301
    """
    found = converted(data, dtype)
    _check_mask(found.shape, mask)
    if found.shape.open or not is_int(ndmin):
        return array(found.shape if ndmin == 0 else UNKNOWN_SHAPE, found.dtype)
    return array(Shape((1,) * (ndmin - len(found.shape.dims)) + found.shape.dims), found.dtype)


@op("numpy.ma.masked_where")
def masked_where(condition, a, copy=True):
    """Mask where a condition holds.

    >>> masked_where(bools[3, 4], [3, 4])
    (3, 4)
    >>> masked_where(bools[4], [3, 4])
    SHP301
    """
    found, shape = converted(a), measured(condition)
    pairs = zip(shape.dims, found.shape.dims, strict=False)
    known = isinstance(condition, Tensor) and not shape.open and not found.shape.open and shape.dims
    if known and (shape.rank != found.shape.rank or any(equal(x, y) is False for x, y in pairs)):
        raise Mismatch("SHP301", "a condition {condition} is put to data {data}", operand=culprit(condition, a),
                       condition=shape, data=found.shape)  # fmt: skip
    return array(found.shape, found.dtype)


_COMPARED: Final = {
    "masked_equal": "x, value, copy=True", "masked_not_equal": "x, value, copy=True",
    "masked_greater": "x, value, copy=True", "masked_greater_equal": "x, value, copy=True",
    "masked_less": "x, value, copy=True", "masked_less_equal": "x, value, copy=True",
    "masked_inside": "x, v1, v2, copy=True", "masked_outside": "x, v1, v2, copy=True",
    "masked_values": "x, value, rtol=1e-05, atol=1e-08, copy=True, shrink=True",
}  # fmt: skip


def _same(name: str, parameters: str, first: str, example: str) -> None:
    declare(
        f"numpy.ma.{name}",
        parameters,
        lambda **given: converted(given[first]),
        f"""Give an array of the same shape.

    >>> @({example})
    (3, 4)
    """,
    )


for _name, _parameters in _COMPARED.items():
    _same(_name, _parameters, "x", "[3, 4], 1, 2" if "v1" in _parameters else "[3, 4], 1")
_same("masked_invalid", "a, copy=True", "a", "[3, 4]")
_same("filled", "a, fill_value=None", "a", "[3, 4], 0")
_same("getdata", "a, subok=True", "a", "[3, 4]")
_same("getmaskarray", "arr", "arr", "[3, 4]")
_same("fix_invalid", "a, mask=False, copy=True, fill_value=None", "a", "[3, 4]")
_same("masked_all_like", "arr", "arr", "[3, 4]")


@op("numpy.ma.masked_all", least={"shape": 0})
def masked_all(shape, dtype=float):
    """An array in which everything is masked.

    >>> masked_all((2, 3))
    (2, 3)
    """
    return made("np.ma.masked_all", shape, dtype if isinstance(dtype, str) else None)


@op(("numpy.ma.compressed",))
def compressed(x):
    """What is not masked, in a row.

    >>> compressed([3, 4])
    (None,)
    """
    return array(Shape((UNKNOWN,)), converted(x).dtype)


@op(("numpy.ma.compress_rows", "numpy.ma.compress_cols"))
def compress_rows(a):
    """Leave out what lies in a row, or in a column, with something masked.

    >>> compress_rows([3, 4])
    (None, None)
    >>> compress_rows([3])
    SHP101
    """
    check_rank(a, "a table", 2, 2)
    return array(Shape((UNKNOWN, UNKNOWN)))


@op(("numpy.ma.count",))
def count(a, axis=None, keepdims=False):
    """How many elements are not masked, along one axis, several, or all of them.

    >>> count([3, 4], axis=0)
    (4,)
    >>> count([3, 4], axis=2)
    SHP502
    """
    if measured(a).rank == 0 and is_int(axis) and axis in (0, -1):
        return 1  # no array, but a number
    return array(reduced(a, axis, keepdims), "int")


@op("numpy.ma.count_masked")
def count_masked(arr, axis=None):
    """How many elements are masked.

    >>> count_masked([3, 4], 1)
    (3,)
    """
    return array(reduced(arr, axis), "int") if axis is None or axes_in(axis) is not None else UNKNOWN


# Methods that only masked arrays have.
@op("numpy.ndarray.filled")
def filled(self, fill_value=None):
    """Put a number where something is masked.

    >>> np.ma.masked_array([3, 4], mask=bools[3, 4]).filled(0)
    (3, 4)
    """
    return array(measured(self), self.dtype)


@op("numpy.ndarray.compressed")
def compressed_method(self):
    """What is not masked, in a row.

    >>> np.ma.masked_array([3, 4], mask=bools[3, 4]).compressed()
    (None,)
    """
    return array(Shape((UNKNOWN,)), self.dtype)


@op("numpy.ndarray.count")
def count_method(self, axis=None, keepdims=False):
    """How many elements are not masked.

    >>> np.ma.masked_array([3, 4], mask=bools[3, 4]).count(axis=0)
    (4,)
    """
    return array(reduced(self, axis, keepdims), "int")


@prop("numpy.ndarray.mask")
def mask(self):
    """What is masked; a single truth where nothing is.

    >>> np.ma.masked_array([3, 4]).mask
    None
    """
    return UNKNOWN
