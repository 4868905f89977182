"""Sums, products and extremes of all values up to each; integrals and derivatives."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import axes_in, culprit, is_int, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.torch.reductions import require_one_axis
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Named, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, at_most, equal


def _cumulated(name: str, does: str, kinds: str, more: str = "") -> None:
    def made(input: Value, dim: Value) -> Shape:
        require_one_axis(name, dim)
        check_axis(input, dim, name="dim")
        return shape_of(input)

    names = {"f": f"torch.{name}", "m": f"torch.Tensor.{name}", "i": f"torch.Tensor.{name}_"}
    declare(
        tuple(names[kind] for kind in kinds),
        f"input, dim, *, {more}out=None",
        made,
        f"""Give {does} of all values up to each along an axis.

>>> @([2, 3], 1)
(2, 3)
>>> [2, 3].@(axis=-2)
(2, 3)
>>> @([2, 3], 2)
SHP502
>>> [2, 3].@((0, 1))
SHP706
""",
    )


_cumulated("cumsum", "the sum", "fmi", "dtype=None, ")
_cumulated("cumprod", "the product", "fmi", "dtype=None, ")
_cumulated("logcumsumexp", "`logsumexp`", "fm")


def _cumulated_with_indices(name: str, does: str) -> None:
    def body(input, dim, *, out=None):
        require_one_axis(name, dim)
        check_axis(input, dim, name="dim")
        shape = shape_of(input)
        return Named(("values", "indices"), (shape, Tensor(shape, "torch", "int")))

    body.__doc__ = f"""Give {does} of all values up to each, with where it stands.

    >>> {name}([2, 3], 1)
    ((2, 3), (2, 3))
    >>> [2, 3].{name}(axis=0).values
    (2, 3)
    >>> {name}([2, 3], 2)
    SHP502
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"))(body)


_cumulated_with_indices("cummax", "the greatest")
_cumulated_with_indices("cummin", "the smallest")


def _steps(size: Size) -> Size:
    """How many steps lie between so many places."""
    return max(size - 1, 0) if isinstance(size, int) else size - 1


def _between(y: Value, x: Value, dim: Value, what: str) -> tuple[Shape, int] | None:
    """The shape of what is worked out for every step along an axis, and the axis; None where it is not known.

    Raises Mismatch SHP101 for a scalar, SHP502, or SHP301 where `x` has no place for each of `y`.
    """
    shape = shape_of(y)
    if shape == Shape(()):
        raise Mismatch("SHP101", "{what} expects at least 1 axis, gets a scalar", operand=culprit(y), what=what)
    place = check_axis(y, dim, name="dim")
    if place is None:
        return None
    steps = shape.replace(place, _steps(shape.dims[place]))
    return (steps if x is None else broadcasted(steps, _spacing(y, x, place, what), what=what)), place


def _spacing(y: Value, x: Value, place: int, what: str) -> Shape:
    """The shape of the distances between the places `x`: a single axis is that of the integral, others align behind."""
    shape, points = shape_of(y), measured(x)
    if points.open:
        return UNKNOWN_SHAPE
    if len(points.dims) == 1:
        if equal(points.dims[0], shape.dims[place]) is False:
            raise Mismatch(
                "SHP301",
                "{what} along dim {place} of {shape} expects {wanted} places, gets {found}",
                operand=culprit(x),
                what=what,
                place=place,
                shape=shape,
                wanted=shape.dims[place],
                found=points.dims[0],
            )
        points = Shape(tuple(points.dims[0] if at == place else 1 for at in range(len(shape.dims))))
    padded = Shape((*(1,) * (len(shape.dims) - len(points.dims)), *points.dims))
    return padded.replace(place, _steps(padded.dims[place]))


_TRAPEZOID = """Integrate along an axis.

    >>> {name}([2, 3])
    (2,)
    >>> {name}([2, 3], dx=2, dim=0)
    (3,)
    >>> {name}([2, 3], [3])
    (2,)
    >>> {name}([2, 3, 4], [3], dim=1)
    (2, 4)
    >>> {name}([2, 3], [2, 3])
    (2,)
    >>> {name}([2, 3], [2])
    SHP301
    >>> {name}([2, 3], dim=2)
    SHP502
    """


def _integral(name: str) -> None:
    def body(y, x=None, *, dx=1, dim=-1):
        found = _between(y, x, dim, name)
        return UNKNOWN_SHAPE if found is None else reduced(found[0], found[1])

    body.__doc__ = _TRAPEZOID.format(name=name)
    op(f"torch.{name}")(body)


_integral("trapezoid")
_integral("trapz")


@op("torch.cumulative_trapezoid")
def cumulative_trapezoid(y, x=None, *, dx=1, dim=-1):
    """Integrate along an axis, up to each place behind the first.

    >>> cumulative_trapezoid([2, 3])
    (2, 2)
    >>> cumulative_trapezoid([2, 3, 4], [3], dim=1)
    (2, 2, 4)
    >>> cumulative_trapezoid([2, 3], [2, 3])
    (2, 2)
    >>> cumulative_trapezoid([2, 3], [2])
    SHP301
    """
    found = _between(y, x, dim, "cumulative_trapezoid")
    return UNKNOWN_SHAPE if found is None else found[0]


@op("torch.gradient")
def gradient(input, *, spacing=None, dim=None, edge_order=1):
    """Estimate the derivative along every axis, or those in `dim`.

    >>> gradient([2, 3])
    ((2, 3), (2, 3))
    >>> gradient([2, 3, 4], dim=(0, 2))
    ((2, 3, 4), (2, 3, 4))
    >>> gradient([2, 3], axis=1, spacing=2.0)
    ((2, 3),)
    >>> gradient([4, 3], spacing=([4], [3]))
    ((4, 3), (4, 3))
    >>> gradient([4, 3], spacing=(1.0, 2.0), edge_order=2)
    ((4, 3), (4, 3))
    >>> gradient([4, 3], spacing=(1.0,), dim=0)
    ((4, 3),)
    >>> gradient([2, 3], spacing=(1.0, 2.0, 3.0))
    SHP706
    >>> gradient([2, 3], dim=2)
    SHP502
    >>> gradient([1, 3])
    SHP707
    >>> gradient([4, 3], edge_order=3)
    SHP706
    """
    if is_int(edge_order) and edge_order not in (1, 2):
        raise Mismatch("SHP706", "edge_order is {order}, expected 1 or 2", order=edge_order)
    shape = shape_of(input)
    axes = axes_in(tuple(range(len(shape.dims)))) if dim is None and not shape.open else axes_in(dim)
    if axes is None:
        return UNKNOWN
    if axes and shape == Shape(()):
        raise Mismatch("SHP502", "a scalar has no axis {dim}", operand=culprit(input), dim=axes)
    reduced(input, axes, name="dim")
    given = items_of(spacing)
    if given is not None and len(given) != len(axes):
        raise Mismatch("SHP706", "gradient gets {found} spacings for {wanted} axes", found=len(given), wanted=len(axes))
    for axis in axes:
        _require_places(input, shape.axis(axis), edge_order)
    places = given or (None,) * len(axes)
    return tuple(_derived(shape, axis, each, edge_order) for axis, each in zip(axes, places, strict=True))


def _require_places(input: Value, size: Size, edge_order: Value) -> None:
    if is_int(edge_order) and at_most(edge_order + 1, size) is False:
        raise Mismatch(
            "SHP707",
            "gradient with edge_order={order} expects at least {least} places on an axis, gets {size}",
            operand=culprit(input),
            order=edge_order,
            least=edge_order + 1,
            size=size,
        )


def _derived(shape: Shape, axis: int, places: Value, edge_order: Value) -> Shape:
    """The shape of a derivative: as many places as values, or either three of them.

    Raises Mismatch SHP101, SHP707, or SHP301 where the places are neither.
    """
    if not isinstance(places, Tensor):
        return shape
    if not places.shape.open and len(places.shape.dims) != 1:
        raise Mismatch("SHP101", "gradient expects places on 1 axis, gets {found}", operand=places, found=places.shape)
    _require_places(places, places.shape.axis(-1), edge_order)
    inner = broadcasted(Shape((shape.axis(axis) - 2,)), Shape((places.shape.axis(-1) - 2,)), what="gradient")
    return shape.replace(axis, inner.dims[0] + 2)
