"""Going through arrays element by element, and functions of numbers that are run on each."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.numpy.arrays import array
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.values import (
    UNKNOWN,
    AsIs,
    Instance,
    Many,
    SomeBool,
    SomeInt,
    Tensor,
    Value,
    is_number,
    items_of,
    sizes_of,
)
from shapelint.sizes import Shape

_FUNCTION, _SIMPLE, _EACH, _COUNT = "#function", "#simple", "#each", "#count"


@kind("numpy.vectorize", runs="call")
def vectorize(pyfunc=None, otypes=None, doc=None, excluded=None, cache=False, signature=None, *, layer, machine):
    """A function of numbers, run on every element of arrays that broadcast.

    >>> vectorize(lambda x: x + 1)([2, 3])
    (2, 3)
    >>> vectorize(lambda x, y: (x, y))([2, 3], [3])
    ((2, 3), (2, 3))
    """
    machine.put(layer, _FUNCTION, pyfunc)
    machine.put(layer, _SIMPLE, signature is None and excluded is None)


@op("numpy.vectorize.call")
def vectorized(self, *args, machine, **kwargs):
    """What the function gives of every element.

    >>> vectorize(lambda x, y: x + y)([2, 3], [3])
    (2, 3)
    >>> vectorize(lambda x, y: x + y)([2, 3], [2])
    SHP301
    """
    if not isinstance(self, Instance) or self.slots.get(_SIMPLE) is not True:
        return UNKNOWN
    common = broadcasted(*args, *kwargs.values(), what="the arguments")
    with machine.silent():
        one = machine.call(
            self.slots[_FUNCTION], tuple(map(_element, args)), {k: _element(v) for k, v in kwargs.items()}
        )
    if isinstance(one, tuple):
        return tuple(array(common, number_kind(each)) for each in one)
    single = isinstance(one, Tensor) and one.shape == Shape(())
    return array(common, number_kind(one)) if single or is_number(one) else UNKNOWN


def _element(value: Value) -> Value:
    """What stands in an array, which may be a text where nobody knows that it holds numbers."""
    return value.item if isinstance(value, Tensor) else value


@op("numpy.ndindex")
def ndindex(*shape):
    """The indices of all elements of an array of that shape, one after the other.

    >>> ndindex(1, 2)
    ((None, None), (None, None))
    """
    sizes = sizes_of(shape[0]) if len(shape) == 1 else sizes_of(shape)
    if sizes is None:
        return UNKNOWN
    require_at_least(0, "shape", sizes)
    return AsIs(Many((SomeInt(),) * len(sizes), Shape(sizes).numel()))


@op("numpy.ndenumerate")
def ndenumerate(arr):
    """The index and the value of every element.

    >>> ndenumerate([1, 2])
    (((None, None), ()), ((None, None), ()))
    """
    shape = measured(arr)
    at = UNKNOWN if shape.open else (SomeInt(),) * len(shape.dims)
    each = _element(arr) if isinstance(arr, Tensor) else array(Shape(()), number_kind(arr))
    return AsIs(Many((at, each), UNKNOWN if shape.open else shape.numel()))


@kind("numpy.nditer")
def nditer(
    op, flags=None, op_flags=None, op_dtypes=None, order="K", casting="safe", op_axes=None, itershape=None,
    buffersize=0, *, layer, machine,
):  # fmt: skip
    """What goes through all elements of an array, or of several that broadcast, and tells where it stands.

    >>> it = nditer([2, 3], flags=["multi_index"])
    >>> it.multi_index
    (None, None)
    """
    rows = items_of(op)
    shape = measured(op) if rows is None else broadcasted(*rows, what="the arrays")
    flagged = flags is not None and "multi_index" in (items_of(flags) or ())
    known = {
        "multi_index": (SomeInt(),) * len(shape.dims) if flagged and not shape.open else UNKNOWN,
        "finished": SomeBool(),
        "itersize": UNKNOWN if shape.open else shape.numel(),
        _EACH: tuple(array(Shape(()), number_kind(row)) for row in rows) if rows else array(Shape(()), number_kind(op)),
        _COUNT: UNKNOWN if shape.open or flags is not None else shape.numel(),
    }
    for name, value in known.items():
        machine.put(layer, name, value)


def _known(iterator: Value, slot: str) -> Value:
    return iterator.slots.get(slot, UNKNOWN) if isinstance(iterator, Instance) else UNKNOWN


@op("numpy.nditer.__iter__")
def nditer_items(self):
    """The elements, one after the other.

    >>> list(nditer([1, 2]))
    ((), ())
    """
    return AsIs(Many(_known(self, _EACH), _known(self, _COUNT)))


@op("numpy.nditer.__getitem__")
def nditer_item(self, index):
    """The element at which it stands, of one of its arrays.

    >>> nditer([2, 3])[0]
    ()
    >>> nditer([2, 3])[1]
    SHP506
    """
    each = _known(self, _EACH)
    if each is UNKNOWN:
        return UNKNOWN
    row = each if isinstance(each, tuple) else (each,)
    if is_int(index) and not -len(row) <= index < len(row):
        raise Mismatch(
            "SHP506", "index {index} lies outside {count} arrays that are gone through", index=index, count=len(row)
        )
    return row[index] if is_int(index) else UNKNOWN


@op("numpy.nditer.iternext")
def nditer_next(self):
    """Go on to the next element; whether there is one.

    >>> nditer([2, 3]).iternext()
    None
    """
    return AsIs(SomeBool())
