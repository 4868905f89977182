"""What an array says of itself, and its copies in other forms."""

from __future__ import annotations

from shapelint.rules.form import op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import dtype_in, dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.indexing import check_inside
from shapelint.rules.shared.operands import is_int, measured, require_axes
from shapelint.rules.shared.shapes import numbers_of_shape
from shapelint.rules.values import UNKNOWN, Tensor, Value, is_soft, nested
from shapelint.sizes import Dim, Size, equal


def _rank(x: Value) -> Size:
    rank = measured(x).rank
    return UNKNOWN if rank is None else rank


@prop("numpy.ndarray.shape")
def shape(self):
    """The sizes of the axes.

    >>> [2, 3].shape
    (2, 3)
    """
    return numbers_of_shape(self)


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
    return dtype_in(self)


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
    return numbers_of_shape(a)


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
    return UNKNOWN if args else self.number


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
    return nested(self.shape.dims, self.dtype) if not self.shape.open else UNKNOWN


@op("numpy.ndarray.__len__")
def length(self):
    """The size of the first axis.

    >>> [2, 3].__len__()
    2
    >>> [].__len__()
    SHP101
    """
    require_axes("len", self)
    return self.shape.axis(0)


@op("numpy.ndarray.fill")
def fill(self, value):
    """Set all elements to one value.

    >>> [2, 3].fill(0)
    None
    """


def _fact(name: str, what: str) -> None:
    def body(self):
        return UNKNOWN

    body.__doc__ = f"""{what}; nothing here depends on it.

    >>> [2, 3].{name}
    None
    """
    prop(f"numpy.ndarray.{name}")(body)


for _name, _what in (
    ("nbytes", "How many bytes the elements take"),
    ("itemsize", "How many bytes an element takes"),
    ("strides", "How many bytes lie between neighbours on each axis"),
    ("flags", "How the elements are held"),
    ("base", "The array that holds the elements"),
    ("data", "The memory that holds the elements"),
    ("device", "Where the elements are held"),
    ("flat", "The elements one by one"),
):
    _fact(_name, _what)


@op("numpy.ndarray.view")
def view(self, *args, dtype=None, type=None):
    """Read the same bytes as another kind of number; the last axis may get longer or shorter.

    >>> [2, 4].view()
    (2, 4)
    >>> [2, 4].view("int32")
    (2, None)
    """
    plain = not args and dtype is None
    return array(self.shape if plain else self.shape.replace(-1, UNKNOWN), self.dtype if plain else None)


@op("numpy.ndarray.byteswap")
def byteswap(self, inplace=False):
    """Exchange the bytes of every element; the shape stays.

    >>> [2, 3].byteswap()
    (2, 3)
    """
    return array(self.shape, self.dtype)


@op("numpy.ndarray.tobytes")
def tobytes(self, order="C"):
    """Give the elements as bytes.

    >>> [2].tobytes()
    None
    """
    return UNKNOWN


@op("numpy.ndarray.resize", least={"new_shape": 0})
def resize(self, *new_shape, refcheck=True, machine):
    """Give the array another shape, in place; more elements are zeros.

    >>> [2, 3].resize((3, 2), refcheck=False)
    None
    """
    if new_shape not in ((), (None,)):
        sizes = new_shape[0] if len(new_shape) == 1 else new_shape
        machine.become(array(shape_argument(sizes), self.dtype))


@op("numpy.ndarray.setflags")
def setflags(self, write=None, align=None, uic=None):
    """Say whether the elements may be changed.

    >>> [2, 3].setflags(write=False)
    None
    """
