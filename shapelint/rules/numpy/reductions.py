"""Sums, means, maxima and the like along axes, and the running ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.numpy.arrays import array
from shapelint.rules.numpy.table_functions import each as each_of_table
from shapelint.rules.numpy.table_functions import reduced as reduced_table
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import matrices
from shapelint.rules.shared.operands import along, axes_in, culprit, is_int, measured
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of, places
from shapelint.sizes import Dim, Shape, Size, maximum, minimum, product

_WHERE: Final = "initial=None, where=True"
# name -> parameters behind `a, axis=None`, what follows `keepdims`
_FUNCTIONS: Final = {
    "sum": f"dtype=None, out=None, keepdims=False, {_WHERE}",
    "prod": f"dtype=None, out=None, keepdims=False, {_WHERE}",
    "nanprod": f"dtype=None, out=None, keepdims=False, {_WHERE}",
    "nansum": f"dtype=None, out=None, keepdims=False, {_WHERE}",
    "max": f"out=None, keepdims=False, {_WHERE}",
    "min": f"out=None, keepdims=False, {_WHERE}",
    "amax": f"out=None, keepdims=False, {_WHERE}",
    "amin": f"out=None, keepdims=False, {_WHERE}",
    "nanmax": f"out=None, keepdims=False, {_WHERE}",
    "nanmin": f"out=None, keepdims=False, {_WHERE}",
    "mean": "dtype=None, out=None, keepdims=False, *, where=True",
    "nanmean": "dtype=None, out=None, keepdims=False, *, where=True",
    "std": "dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None",
    "var": "dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None",
    "nanstd": "dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None",
    "nanvar": "dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None",
    "any": "out=None, keepdims=False, *, where=True",
    "all": "out=None, keepdims=False, *, where=True",
    "median": "out=None, overwrite_input=False, keepdims=False",
    "nanmedian": "out=None, overwrite_input=False, keepdims=False",
    "ptp": "out=None, keepdims=False",
    "argmax": "out=None, *, keepdims=False",
    "argmin": "out=None, *, keepdims=False",
    "nanargmax": "out=None, *, keepdims=False",
    "nanargmin": "out=None, *, keepdims=False",
    "count_nonzero": "*, keepdims=False",
}
_METHODS: Final = {
    "sum": "dtype=None, out=None, **kwargs",
    "prod": "dtype=None, out=None, **kwargs",
    "mean": "dtype=None, out=None, **kwargs",
    "std": "dtype=None, out=None, ddof=0, **kwargs",
    "var": "dtype=None, out=None, ddof=0, **kwargs",
    "max": "out=None, **kwargs",
    "min": "out=None, **kwargs",
    "any": "out=None, keepdims=False, *, where=True",
    "all": "out=None, keepdims=False, *, where=True",
    "argmax": "out=None, *, keepdims=False",
    "argmin": "out=None, *, keepdims=False",
}
_KIND: Final = {
    "any": "bool", "all": "bool", "argmax": "int", "argmin": "int", "nanargmax": "int", "nanargmin": "int",
    "count_nonzero": "int",
}  # fmt: skip
_FLOATS: Final = ("mean", "nanmean", "std", "var", "nanstd", "nanvar", "median", "nanmedian")
# To these a number has no axis; to the others it has one, if that is named by itself.
_STRICT: Final = ("median", "nanmedian", "nanargmax", "nanargmin")
_LOSSES: Final = ("sum", "mean", "nansum", "nanmean")
_OF_SIZES: Final[dict[str, Callable[[tuple[Size, ...]], Size]]] = {
    "sum": lambda sizes: sum(sizes, start=0),
    "prod": product,
    "max": lambda sizes: maximum(*sizes),
    "amax": lambda sizes: maximum(*sizes),
    "min": lambda sizes: minimum(*sizes),
    "amin": lambda sizes: minimum(*sizes),
}
_DOC: Final = """Reduce an array along one axis, several, or all of them.

    >>> {call}
    (2, 4)
    >>> {keeping}
    (2, 1, 4)
    >>> {outside}
    SHP502 axis 3 is out of range
    """


def _made(name: str, a: Value, axis: Value, keepdims: Value, machine: Any) -> Value:
    of_table = reduced_table(name, a, axis, machine)
    if of_table is not None:
        return of_table
    sizes = _sizes(a)
    if axis is None and sizes and name in _OF_SIZES:
        return Tensor(Shape(()), "numpy", "int", _OF_SIZES[name](sizes))
    if isinstance(a, Shape) and axis is None and name in _OF_SIZES:
        return array(Shape(()), "int")
    if axis is None and name in _LOSSES:
        check_loss(a, machine)
    if name in _STRICT or not is_int(axis):
        for each in axes_in(axis) or ():
            check_axis(a, each, least=0)
    kind = _KIND.get(name, "float" if name in _FLOATS and number_kind(a) in ("int", "bool") else number_kind(a))
    if name in _PLACES:
        return places(reduced(a, axis, keepdims), "numpy", along(a, axis))
    return array(reduced(a, axis, keepdims), kind)


_PLACES: Final = ("argmax", "argmin", "nanargmax", "nanargmin")


def _sizes(a: Value) -> tuple[Size, ...] | None:
    """A row of sizes, of which a sum or product is a size again."""
    if not isinstance(a, tuple | ListValue) and not (isinstance(a, Tensor) and isinstance(a.content, tuple)):
        return None
    items = items_of(a)
    plain = items is not None and all(isinstance(item, int | Dim) and not isinstance(item, bool) for item in items)
    return items if plain else None


def _function(name: str, parameters: str) -> None:
    def made(a: Value, axis: Value, keepdims: Value, machine: Any) -> Value:
        return _made(name, a, axis, keepdims, machine)

    several = not name.endswith(("argmax", "argmin"))
    outside = "@([2, 3], axis=3)"
    doc = _DOC.format(call="@([2, 3, 4], axis=1)", keeping="@([2, 3, 4], 1, keepdims=True)", outside=outside)
    if several:
        doc = doc.rstrip() + "\n    >>> @([2, 3, 4, 5], axis=(1, 3))\n    (2, 4)\n    "
    declare(f"numpy.{name}", f"a, axis=None, {parameters}", made, doc)


def _method(name: str, parameters: str) -> None:
    if "**kwargs" in parameters:

        def made(self: Value, axis: Value, kwargs: Any, machine: Any) -> Value:
            return _made(name, self, axis, kwargs.get("keepdims", False), machine)

    else:

        def made(self: Value, axis: Value, keepdims: Value, machine: Any) -> Value:  # type: ignore[misc]
            return _made(name, self, axis, keepdims, machine)

    doc = _DOC.format(call="[2, 3, 4].@(axis=1)", keeping="[2, 3, 4].@(1, keepdims=True)", outside="[2, 3].@(axis=3)")
    declare(f"numpy.ndarray.{name}", f"self, /, axis=None, {parameters}", made, doc)


for _name, _parameters in _FUNCTIONS.items():
    _function(_name, _parameters)
for _name, _parameters in _METHODS.items():
    _method(_name, _parameters)


def _running(a: Value, axis: Value, machine: Any) -> Value:
    of_table = each_of_table(a, machine)
    if of_table is not None:
        return of_table
    check_axis(a, axis)
    row = axis is None or measured(a) == Shape(())
    return array(Shape((measured(a).numel(),)) if row else measured(a), number_kind(a))


_RUNNING = """Sum or multiply up along an axis; without one, along all elements in a row.

    >>> {0}@({1}axis=1)
    (2, 3)
    >>> {0}@({2})
    (6,)
    >>> {0}@({1}axis=2)
    SHP502
    """
for _name in ("cumsum", "cumprod", "nancumsum", "nancumprod"):
    declare(f"numpy.{_name}", "a, axis=None, dtype=None, out=None", _running, _RUNNING.format("", "[2, 3], ", "[2, 3]"))
for _name in ("cumsum", "cumprod"):
    declare(
        f"numpy.ndarray.{_name}",
        "self, /, axis=None, dtype=None, out=None",
        lambda self, axis, machine: _running(self, axis, machine),
        _RUNNING.format("[2, 3].", "", ""),
    )


_CUMULATIVE = """Sum or multiply up along an axis, perhaps beginning with what there is before the first.

    >>> @([2, 3], axis=1)
    (2, 3)
    >>> @([2, 3], axis=1, include_initial=True)
    (2, 4)
    >>> @([4])
    (4,)
    >>> @([2, 3], axis=2)
    SHP502
    >>> @([2, 3])
    SHP706
    """


def _cumulative(x: Value, axis: Value, include_initial: Value) -> Value:
    shape = measured(x)
    if axis is None and not shape.open and len(shape.dims) > 1:
        raise Mismatch(
            "SHP706", "the call does not say along which of {rank} axes", operand=culprit(x), rank=len(shape.dims)
        )
    place = check_axis(x, 0 if axis is None else axis)
    if place is None or not isinstance(include_initial, bool):
        return array(UNKNOWN_SHAPE if shape.open else Shape((UNKNOWN,) * len(shape.dims)), number_kind(x))
    if not shape.dims:
        return array(Shape((1 + include_initial,)), number_kind(x))
    return array(shape.replace(place, shape.dims[place] + include_initial), number_kind(x))


for _name in ("cumulative_sum", "cumulative_prod"):
    declare(
        f"numpy.{_name}",
        "x, /, *, axis=None, dtype=None, out=None, include_initial=False",
        _cumulative,
        _CUMULATIVE,
    )


def _normed(x: Value, axis: Value, keepdims: Value) -> Value:
    for each in axes_in(axis) or ():
        check_axis(x, each, least=0)
    return array(reduced(x, axis, keepdims))


declare(
    "numpy.linalg.vector_norm",
    "x, /, *, axis=None, keepdims=False, ord=2",
    _normed,
    """Take the norm of vectors.

    >>> @([2, 3], axis=1)
    (2,)
    >>> @([2, 3])
    ()
    >>> @([2, 3], axis=2)
    SHP502
    """,
)
declare(
    "numpy.linalg.matrix_norm",
    "x, /, *, keepdims=False, ord='fro'",
    lambda x, keepdims: array(reduced(matrices("matrix_norm", x).shape, (-2, -1), keepdims)),
    """Take the norm of matrices, which stand on the last two axes.

    >>> @([5, 2, 3])
    (5,)
    >>> @([5, 2, 3], keepdims=True)
    (5, 1, 1)
    >>> @([3])
    SHP101
    """,
)


@op("numpy.linalg.norm")
def norm(x, ord=None, axis=None, keepdims=False):
    """Take the norm along one axis (of vectors), two (of matrices), or of everything.

    >>> norm([2, 3], axis=1)
    (2,)
    >>> norm([2, 3], axis=1, keepdims=True)
    (2, 1)
    >>> norm([2, 3, 4], axis=(0, 2))
    (3,)
    >>> norm([2, 3, 4])
    ()
    >>> norm([2, 3, 4], ord=2)
    SHP101
    >>> norm([2, 3], axis=2)
    SHP502
    """
    shape, axes = measured(x), axes_in(axis)
    for each in axes or ():
        check_axis(x, each, least=0)
    count = len(axes) if axes is not None else shape.rank if axis is None and ord is not None else None
    if count is not None and not 1 <= count <= 2:
        raise Mismatch(
            "SHP101",
            "a norm is that of vectors or matrices: {count} axes of {shape} are neither",
            operand=culprit(x),
            count=count,
            shape=str(shape),
        )
    return array(reduced(x, axis, keepdims))
