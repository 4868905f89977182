"""New tensors of given numbers: of lists, arrays, buffers and other tensors."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import dtype_kind, number_kind
from shapelint.rules.shared.operands import is_int, measured, require_number, size_in
from shapelint.rules.torch.creation import dtype_of, of_sizes
from shapelint.rules.torch.rows import row
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    Instance,
    ListValue,
    Many,
    SomeInt,
    SomeNumber,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, equal

_MOST_CONTENT: Final = 64


def of_data(data: Value, dtype: Value = None) -> Tensor:
    """A tensor of the given numbers; a row of sizes or a single one is remembered.

    Raises Mismatch SHP304 where nested rows differ in length, or SHP709 where a tensor stands for one of the numbers.
    """
    kind = dtype_kind(dtype, number_kind(data) if not isinstance(data, Instance) else None)
    if data == () or (isinstance(data, ListValue) and data.items == ()):
        return Tensor(Shape((0,)), "torch", dtype_kind(dtype, "float"))
    return Tensor(_stacked(data), "torch", kind, _content(data))


def _stacked(data: Value) -> Shape:
    """The shape of nested rows; what the first row says is what the others are held to."""
    items = data.items if isinstance(data, ListValue) else data
    if isinstance(items, Many):
        inner = _entry(items.each, 0)
        return UNKNOWN_SHAPE if inner.open else Shape((items.length, *inner.dims))
    if not isinstance(items, tuple):
        return shape_of(data)
    if not items:
        return Shape((0,))
    first = inner = _entry(items[0], 0)
    for item in items[1:]:
        entry = _entry(item, len(first.dims))
        _require_as_long(first, entry)
        inner = inner.join(entry)
    return UNKNOWN_SHAPE if inner.open else Shape((len(items), *inner.dims))


def _entry(item: Value, depth: int) -> Shape:
    """The shape of one item of a row.

    One of PyTorch's own tensors stands for the number that it holds; where the first item was a row (of rows: so many
    axes as `depth` says), it is gone through like one.
    """
    if isinstance(item, Tensor) and item.family == "torch":
        if depth:
            return item.shape
        require_number("a place in a row of numbers", item, help="torch.stack puts tensors side by side")
        return Shape(())
    return _stacked(item) if isinstance(item, tuple | ListValue | Many) else measured(item)


def _require_as_long(first: Shape, other: Shape) -> None:
    """Where the first row is empty, the others are not looked at."""
    if first.open or other.open or any(equal(size, 0) is not False for size in first.dims):
        return
    pairs = list(zip(first.dims, other.dims, strict=False))
    if len(first.dims) != len(other.dims) or any(equal(one, size) is False for one, size in pairs):
        raise Mismatch("SHP304", "rows of numbers differ: {one} and {other}", one=first, other=other)


def _content(data: Value) -> Value:
    if isinstance(data, Tensor):
        return data.content
    if isinstance(data, int | Dim) and not isinstance(data, bool):
        return data
    items = items_of(data) if isinstance(data, tuple | ListValue) else None
    if items and len(items) <= _MOST_CONTENT and all(is_int(item) or isinstance(item, Dim) for item in items):
        return items
    return None


@op("torch.tensor")
def tensor(data, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Make a tensor of numbers, or of nested lists of them.

    >>> torch.tensor(3.0)
    ()
    >>> torch.tensor((1, 2, 3))
    (3,)
    >>> torch.tensor(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> torch.tensor(())
    (0,)
    >>> torch.tensor(range(4))
    (4,)
    >>> torch.tensor(([1], []))
    (2,)
    >>> torch.tensor(([3].numpy(), [3].numpy()))
    (2, 3)
    >>> torch.tensor(((1, 2), [2]))
    (2, 2)
    >>> torch.tensor(((1, 2), [3]))
    SHP304
    >>> torch.tensor(([2], [2]))
    SHP709
    >>> torch.tensor(((1, 2), (3,)))
    SHP304
    """
    return of_data(data, dtype)


@op("torch.as_tensor")
def as_tensor(data, dtype=None, device=None):
    """Make a tensor of an array, a tensor, numbers, or nested lists of them.

    >>> torch.as_tensor([2, 3])
    (2, 3)
    >>> torch.as_tensor((1, 2))
    (2,)
    >>> torch.as_tensor([2, 3].numpy())
    (2, 3)
    >>> torch.as_tensor(([2], [2]))
    SHP709
    """
    return of_data(data, dtype)


@op("torch.asarray")
def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=None):
    """Make a tensor of an array, a tensor, numbers, or nested lists of them.

    >>> torch.asarray([2, 3])
    (2, 3)
    >>> torch.asarray((1, 2))
    (2,)
    >>> torch.asarray([2, 3].numpy())
    (2, 3)
    """
    return of_data(obj, dtype)


@op(("torch.from_numpy", "torch.from_dlpack"), legacy={"ext_tensor": "ndarray"})
def from_numpy(ndarray, *, device=None, copy=None):
    """Make a tensor of an array.

    >>> torch.from_numpy([2, 3].numpy())
    (2, 3)
    """
    return of_data(ndarray)


@op("torch.frombuffer")
def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """Make a vector of the numbers in a buffer.

    >>> torch.frombuffer(b"12345678", dtype=torch.int32)
    (None,)
    >>> torch.frombuffer(b"12345678", dtype=torch.int32, count=2)
    (2,)
    """
    if count == 0:
        raise Mismatch("SHP707", "count is 0, expected at least 1", help="-1 takes all")
    return of_sizes((UNKNOWN if isinstance(count, int) and count < 0 else size_in(count),), dtype)


def _is_size(value: Value) -> bool:
    """Whether it counts as a size or a row of them; a number of NumPy does, one of PyTorch is data."""
    if isinstance(value, Tensor):
        return value.family == "numpy" and value.shape.rank == 0
    return isinstance(value, int | Dim | Shape | SomeInt | SomeNumber)


def _constructed(args: tuple[Value, ...], size: Value, kind: str | None) -> Tensor:
    """What the old constructors make: a tensor of several sizes or of a `torch.Size`, or of the numbers in a row.

    A plain tuple of whole numbers may be either.
    """
    if size is not None or len(args) > 1 or any(map(_is_size, args)):
        return Tensor(of_sizes(row(args, size)).shape, "torch", kind)
    if not args:
        return Tensor(Shape((0,)), "torch", kind)
    if isinstance(args[0], tuple) and args[0] and all(size_in(item) is item for item in args[0]):
        return Tensor(UNKNOWN_SHAPE, "torch", kind)
    return Tensor(of_data(args[0]).shape, "torch", kind, _content(args[0]) if kind == "int" else None)


_CONSTRUCTED: Final = """Make a tensor of the sizes, or of the numbers in a row.

    >>> {made}(2, 3)
    (2, 3)
    >>> {made}(range(3))
    (3,)
    >>> {made}([0.5, 1.5])
    (2,)
    >>> {made}(((1, 2, 3), (4, 5, 6)))
    (2, 3)
    >>> {made}({tensor})
    (2, 3)
    >>> {made}((2, 3))
    (...,)
    >>> {made}()
    (0,)
    >>> {made}(2, -3)
    SHP707
    >>> {made}(((1, 2), (3,)))
    SHP304
    """


def _typed(name: str, kind: str | None, tensor: str) -> None:
    def body(*args, size=None, device=None):
        return _constructed(args, size, kind)

    body.__doc__ = _CONSTRUCTED.format(made=f"torch.{name}", tensor=tensor)
    op(f"torch.{name}")(body)


for _name, _kind, _tensor in (
    ("FloatTensor", "float", "[2, 3]"),
    ("DoubleTensor", "float", "[2, 3].double()"),
    ("HalfTensor", "float", "[2, 3].half()"),
    ("BFloat16Tensor", "float", "[2, 3].bfloat16()"),
    ("LongTensor", "int", "ints[2, 3]"),
    ("IntTensor", "int", "ints[2, 3].int()"),
    ("ShortTensor", "int", "ints[2, 3].short()"),
    ("CharTensor", "int", "ints[2, 3].char()"),
    ("ByteTensor", None, "ints[2, 3].byte()"),
    ("BoolTensor", "bool", "bools[2, 3]"),
    ("Tensor", "float", "[2, 3]"),
):
    _typed(_name, _kind, _tensor)


def _new(input, *args, size=None, storage=None, other=None, device=None):
    given = next((value for value in (storage, other) if value is not None), None)
    return _constructed(args if given is None else (given,), size, dtype_of(input))


_new.__doc__ = _CONSTRUCTED.format(made="[5].new", tensor="[2, 3]")
op("torch.Tensor.new")(_new)


@op("torch.Tensor.new_tensor")
def new_tensor(input, data, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Make a tensor of numbers, of the same kind.

    >>> [5].new_tensor((1, 2))
    (2,)
    >>> [5].new_tensor([2, 3])
    (2, 3)
    >>> [5].new_tensor(((1, 2), (3,)))
    SHP304
    """
    return Tensor(of_data(data).shape, "torch", dtype_kind(dtype, dtype_of(input)), _content(data))
