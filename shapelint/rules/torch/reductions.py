"""Reductions along axes."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.advice import advise_pool_first
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import along, axes_in
from shapelint.rules.shared.predictions import check_loss
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.torch.rows import row
from shapelint.rules.values import UNKNOWN, ListValue, Named, SomeInt, Tensor, Value, items_of, places, shape_of
from shapelint.sizes import Shape


def reduce(input: Value, dim: Value = None, keepdim: Value = False) -> Shape:
    """The shape after a reduction over `dim`: None or no axis for all of them.

    Raises Mismatch SHP502.
    """
    return reduced(input, None if items_of(dim) == () else dim, keepdim, name="dim")


def reduce_one(what: str, input: Value, dim: Value, keepdim: Value = False, several: str = "") -> Shape:
    """The shape after a reduction along one axis, or over everything where `dim` is None.

    what: the function's name; several: another that takes several axes.  Raises Mismatch SHP502, or SHP706 for a row
    of axes.
    """
    require_one_axis(what, dim, several)
    return reduced(input, SomeInt() if dim is UNKNOWN else dim, keepdim, name="dim")


def require_one_axis(what: str, dim: Value, several: str = "") -> None:
    """An axis must be a number, and no row of them.

    Raises Mismatch SHP706.
    """
    if isinstance(dim, tuple | ListValue):
        raise Mismatch(
            "SHP706",
            "{what} goes along one axis, not along dim={dim}",
            help=f"{several} takes several axes" if several else None,
            what=what,
            dim=items_of(dim) or "several",
        )


def with_indices(what: str, input: Value, dim: Value, keepdim: Value = False, several: str = "") -> Named:
    """Values along an axis and where they stand.

    Raises as `reduce_one` does.
    """
    shape = reduce_one(what, input, dim, keepdim, several)
    return Named(("values", "indices"), (shape, places(shape, "torch", along(input, dim))))


def _floats(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "float")


def _bools(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    """No axis at all leaves everything as it is."""
    shape = shape_of(input) if items_of(dim) == () else reduce(input, dim, keepdim)
    return Tensor(shape, "torch", "bool")


def _ints(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", "int")


def _summed(input: Value, dim: Value = None, keepdim: Value = False) -> Tensor:
    return Tensor(reduce(input, dim, keepdim), "torch", _sum_kind(input))


def _sum_kind(input: Value) -> str | None:
    dtype = input.dtype if isinstance(input, Tensor) else None
    return "int" if dtype == "bool" else dtype


def _averaged(input: Value, dim: Value = None, keepdim: Value = False, *, machine: Machine) -> Tensor:
    advise_pool_first(input, dim, "the mean is taken", machine)
    if dim is None:
        check_loss(input, machine)
    return _floats(input, dim, keepdim)


def _totalled(input: Value, dim: Value = None, keepdim: Value = False, *, machine: Machine) -> Tensor:
    if dim is None:
        check_loss(input, machine)
    return _summed(input, dim, keepdim)


# Name, its signature, what it gives.
_OVER_AXES: Final = (
    ("sum", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the sum", _totalled),
    ("nansum", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the sum of what is a number", _summed),
    ("mean", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the mean", _averaged),
    ("nanmean", "input, dim=None, keepdim=False, *, dtype=None, out=None", "the mean of what is a number", _floats),
    ("amax", "input, dim=(), keepdim=False, *, out=None", "the greatest value", reduce),
    ("amin", "input, dim=(), keepdim=False, *, out=None", "the smallest value", reduce),
    ("all", "input, dim=None, keepdim=False, *, out=None", "whether all hold", _bools),
    ("any", "input, dim=None, keepdim=False, *, out=None", "whether one holds", _bools),
)
_ALONG_AXIS = """Give {does}, of everything or along `dim`.

>>> @([2, 3])
()
>>> @([2, 3, 4], 1)
(2, 4)
>>> [2, 3, 4].@(dim=-1, keepdim=True)
(2, 3, 1)
>>> @([2, 3, 4], axis=0, keepdims=True)
(1, 3, 4)
>>> @([2, 3], 2)
SHP502 dim 2 is out of range: (2, 3) has 2 axes
"""
_ALONG_AXES = """>>> @([2, 3, 4], (0, -1))
(3,)
>>> [2, 3, 4].@((1, 2), True)
(2, 1, 1)
>>> @([2, 3], (0, -2))
SHP502
"""
KEPT_AXIS: Final = {"keepdim": "dim"}
_BOTH_OR_NEITHER: Final = ("sum", "mean")
_NO_AXIS = """>>> @([2, 3], dim=None, keepdim=True)
(1, 1)
>>> [2, 3].@(keepdim=True)
SHP706 needs an argument `dim`
"""
for _name, _signature, _does, _made in _OVER_AXES:
    declare(
        (f"torch.{_name}", f"torch.Tensor.{_name}"),
        _signature,
        _made,
        _ALONG_AXIS.format(does=_does) + _ALONG_AXES + (_NO_AXIS if _name in _BOTH_OR_NEITHER else ""),
        needs=KEPT_AXIS if _name in _BOTH_OR_NEITHER else {},
    )


@op(("torch.hash_tensor", "torch.Tensor.hash_tensor"))
def hash_tensor(input, dim=(), *, keepdim=False, mode=0, out=None):
    """Give a number made of all values, of everything or along `dim`.

    >>> hash_tensor([2, 3])
    ()
    >>> [2, 3].hash_tensor(1)
    (2,)
    >>> hash_tensor([2, 3, 4], (0, 2), keepdim=True)
    (1, 3, 1)
    >>> hash_tensor([2, 3], 2)
    SHP502
    """
    return _ints(input, dim, keepdim)


@op(("torch.prod", "torch.Tensor.prod"), needs=KEPT_AXIS)
def prod(input, dim=None, keepdim=False, *, dtype=None, out=None):
    """Give the product, of everything or along `dim`.

    >>> prod([2, 3])
    ()
    >>> [2, 3].prod(1)
    (2,)
    >>> prod([2, 3, 4], axis=0, keepdims=True)
    (1, 3, 4)
    >>> prod([2, 3], 2)
    SHP502
    >>> prod([2, 3], keepdim=True)
    SHP706
    >>> prod([2, 3, 4], (0, 1))
    SHP706
    """
    return Tensor(reduce_one("prod", input, dim, keepdim), "torch", _sum_kind(input))


def _placed(name: str, does: str) -> None:
    def body(input, dim=None, keepdim=False, *, out=None):
        return places(reduce_one(name, input, dim, keepdim), "torch", along(input, dim))

    doc = _ALONG_AXIS.format(does=does) + ">>> @([2, 3], keepdim=True)\n(1, 1)\n>>> @([2, 3], (0, 1))\nSHP706\n"
    body.__doc__ = doc.replace("@", name)
    op((f"torch.{name}", f"torch.Tensor.{name}"))(body)


_placed("argmax", "where the greatest value stands")
_placed("argmin", "where the smallest value stands")


@op(("torch.logsumexp", "torch.Tensor.logsumexp", "torch.special.logsumexp"))
def logsumexp(input, dim, keepdim=False, *, out=None):
    """Give the logarithm of the sum of e to the power of the values along `dim`.

    >>> logsumexp([2, 3], 1)
    (2,)
    >>> [2, 3].logsumexp((0, 1))
    ()
    >>> [2, 3].logsumexp(axis=-1, keepdims=True)
    (2, 1)
    >>> logsumexp([2, 3], 2)
    SHP502
    """
    return _floats(input, dim, keepdim)


@op("torch.count_nonzero")
def count_nonzero(input, dim=None):
    """Count what is not 0.

    >>> count_nonzero([2, 3])
    ()
    >>> count_nonzero([2, 3], 1)
    (2,)
    >>> count_nonzero([2, 3, 4], dim=(0, 1))
    (4,)
    >>> count_nonzero([2, 3], 2)
    SHP502
    """
    return _ints(input, dim)


@op("torch.Tensor.count_nonzero")
def count_nonzero_method(input, *args, dim=None):
    """Count what is not 0.

    >>> [2, 3].count_nonzero()
    ()
    >>> [2, 3, 4].count_nonzero(0, -1)
    (3,)
    >>> [2, 3, 4].count_nonzero(dim=(0, 1))
    (4,)
    >>> [2, 3].count_nonzero(2)
    SHP502
    """
    return _ints(input, row(args, dim) if args else dim)


def _extreme(name: str, does: str) -> None:
    def body(input, dim=None, keepdim=False, *, out=None):
        if isinstance(dim, Tensor):
            return broadcasted(input, dim)
        if dim is None:
            return Shape(())
        if axes_in(dim) is None and not isinstance(dim, SomeInt) and keepdim is False:
            return UNKNOWN  # it may be a tensor
        return with_indices(name, input, dim, keepdim, f"a{name}")

    body.__doc__ = f"""Give {does} of everything, along `dim` with where it stands, or of two tensors.

    >>> {name}([2, 3])
    ()
    >>> {name}([2, 3], 1)
    ((2,), (2,))
    >>> [2, 3].{name}(dim=0, keepdim=True)
    ((1, 3), (1, 3))
    >>> {name}([2, 3], axis=0).values
    (3,)
    >>> [2, 3].{name}(-1).indices
    (2,)
    >>> {name}([2, 3], [3])
    (2, 3)
    >>> [2, 3].{name}(other=[4, 1, 1])
    (4, 2, 3)
    >>> {name}([2, 3], [2])
    SHP301
    >>> {name}([2, 3], 2)
    SHP502
    >>> [2, 3].{name}((0, 1))
    SHP706
    >>> [2, 3].{name}(keepdim=True)
    SHP706
    """
    op((f"torch.{name}", f"torch.Tensor.{name}"), legacy={"other": "dim", "x2": "dim"}, needs=KEPT_AXIS)(body)


_extreme("max", "the greatest value")
_extreme("min", "the smallest value")


@op(("torch.aminmax", "torch.Tensor.aminmax"))
def aminmax(input, *, dim=None, keepdim=False, out=None):
    """Give the smallest and the greatest value, of everything or along `dim`.

    >>> aminmax([2, 3])
    ((), ())
    >>> aminmax([2, 3], dim=0)
    ((3,), (3,))
    >>> [2, 3].aminmax(dim=-1, keepdim=True).max
    (2, 1)
    >>> aminmax([2, 3], dim=2)
    SHP502
    """
    shape = reduce_one("aminmax", input, dim, keepdim)
    return Named(("min", "max"), (shape, shape))
