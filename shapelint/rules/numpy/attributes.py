"""What an array says of itself, and its copies in other forms."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import check_inside
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.shared.shapes import shape_value
from shapelint.rules.values import UNKNOWN, ListValue, Many, Tensor, Value, is_soft
from shapelint.sizes import Dim, Shape, Size, equal


def _rank(x: Value) -> Size:
    rank = measured(x).rank
    return UNKNOWN if rank is None else rank


@prop("numpy.ndarray.shape")
def shape(self):
    """The sizes of the axes.

    >>> [2, 3].shape
    (2, 3)
    """
    return shape_value(self)


@prop("numpy.ndarray.ndim")
def ndim(self):
    """The number of axes.

    >>> [2, 3].ndim
    2
    """
    return _rank(self)


@prop("numpy.ndarray.size")
def size(self):
    """The number of elements.

    >>> [2, 3].size
    6
    """
    return measured(self).numel()


@prop("numpy.ndarray.dtype")
def dtype(self):
    """The kind of number; nothing here depends on it exactly.

    >>> [2, 3].dtype
    None
    """
    return UNKNOWN


def _part(name: str) -> None:
    def body(self):
        return array(self.shape, self.dtype)

    body.__doc__ = f"""The {name} parts of all elements.

    >>> [2, 3].{name}
    (2, 3)
    """
    prop(f"numpy.ndarray.{name}")(body)


for _name in ("real", "imag"):
    _part(_name)


@op("numpy.shape")
def shape_function(a):
    """The sizes of the axes.

    >>> shape([2, 3])
    (2, 3)
    """
    return shape_value(a)


@op("numpy.ndim")
def ndim_function(a):
    """The number of axes.

    >>> ndim([2, 3])
    2
    """
    return _rank(a)


@op("numpy.size")
def size_function(a, axis=None):
    """The number of elements, or the size of one axis.

    >>> size([2, 3])
    6
    >>> size([2, 3], 1)
    3
    """
    if axis is None:
        return measured(a).numel()
    check_axis(a, axis, least=0)
    return measured(a).axis(axis) if is_int(axis) else UNKNOWN


@op("numpy.ndarray.astype")
def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
    """Convert every element to another kind of number.

    >>> [2, 3].astype("int")
    (2, 3)
    """
    kind = dtype_kind(dtype)
    return Tensor(self.shape, "numpy", kind, self.content if kind == self.dtype else None)


_SAME = """Give an array of the same shape.

    >>> [2, 3].@({})
    (2, 3)
    """
for _name, _parameters in (
    ("copy", "self, /, order='C'"),
    ("round", "self, /, decimals=0, out=None"),
    ("conj", "self, /"),
    ("conjugate", "self, /"),
):
    declare(f"numpy.ndarray.{_name}", _parameters, lambda self: array(self.shape, self.dtype), _SAME.format(""))


@op("numpy.ndarray.item")
def item(self, *args):
    """Take one element out as a number.

    >>> [1].item()
    None
    >>> [2, 3].item(1, 2)
    None
    >>> [2, 3].item(6)
    SHP506
    >>> [2, 3].item()
    SHP101 item takes the only element of an array, gets (2, 3)
    """
    if not args and equal(self.shape.numel(), 1) is False:
        raise Mismatch(
            "SHP101", "item takes the only element of an array, gets {shape}", operand=self, shape=str(self.shape)
        )
    places = args[0] if len(args) == 1 and isinstance(args[0], tuple) else args
    if not self.shape.open and places:
        flat = len(places) == 1 and places is args
        _check_element(self, places, (self.shape.numel(),) if flat else self.shape.dims)
    return UNKNOWN


def _check_element(x: Tensor, places: tuple[Value, ...], dims: tuple[Size, ...]) -> None:
    if len(places) != len(dims):
        raise Mismatch(
            "SHP506", "{count} indices on {shape}: item takes one element", operand=x, count=len(places), shape=x.shape
        )
    for axis, (place, size) in enumerate(zip(places, dims, strict=True)):
        if isinstance(place, int | Dim) and not is_soft(place):
            check_inside(place, size, axis, operand=x)


@op("numpy.ndarray.tolist")
def tolist(self, *, machine):
    """Turn the array into nested lists.

    >>> len([2, 3].tolist())
    2
    """
    return _nested(self.shape.dims) if not self.shape.open else UNKNOWN


def _nested(dims: tuple[Size, ...]) -> Value:
    return ListValue(Many(_nested(dims[1:]), dims[0])) if dims else UNKNOWN


@op("numpy.ndarray.__len__")
def length(self):
    """The size of the first axis.

    >>> [2, 3].__len__()
    2
    """
    return self.shape.axis(0)


@op("numpy.ndarray.fill")
def fill(self, value):
    """Set all elements to one value.

    >>> [2, 3].fill(0)
    None
    """


@op("numpy.ndarray.sort")
def sort_in_place(self, axis=-1, kind=None, order=None, *, stable=None):
    """Sort along an axis, in place.

    >>> [2, 3].sort()
    None
    >>> [2, 3].sort(axis=2)
    SHP502
    """
    check_axis(self, axis, least=0)


def _sorted(a: Value, axis: Value, kind: str | None) -> Tensor:
    if axis is None:
        return array(Shape((measured(a).numel(),)), kind)
    check_axis(a, axis, least=0)
    return array(measured(a), kind)


def _order(a: Value, axis: Value) -> Tensor:
    return _sorted((a,) if measured(a) == Shape(()) else a, axis, "int")  # a number counts as one of a row


_SORT = """Sort along an axis, or say in which order the elements would stand.

    >>> {0}
    (2, 3)
    >>> {1}
    SHP502
    """
_ORDER = "axis=-1, kind=None, order=None, *, stable=None"
_AT = _SORT.format("@([2, 3])", "@([2, 3], axis=2)")
declare("numpy.sort", f"a, {_ORDER}", lambda a, axis: _sorted(a, axis, number_kind(a)), _AT)
declare("numpy.argsort", f"a, {_ORDER}", _order, _AT)
declare(
    "numpy.ndarray.argsort",
    f"self, /, {_ORDER}",
    lambda self, axis: _order(self, axis),
    _SORT.format("[2, 3].@()", "[2, 3].@(axis=2)"),
)
