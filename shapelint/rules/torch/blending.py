"""Functions of three tensors or more, element by element: choices, bounds, mixtures."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.nonzero import rows_of_places
from shapelint.rules.shared.dtypes import promoted
from shapelint.rules.shared.elementwise import broadcasted, in_place
from shapelint.rules.shared.families import declare, of
from shapelint.rules.torch.old_orders import number_second
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape


@op("torch.where")
def where(condition, input=None, other=None, *, out=None):
    """Take from the first where the condition holds, else from the second; alone, give the indices where it holds.

    >>> where(bools[2, 1], [3], [2, 3])
    (2, 3)
    >>> where(bools[2, 3], 1.0, 0.0)
    (2, 3)
    >>> where(bools[2, 3], [4, 1, 1], 0)
    (4, 2, 3)
    >>> where(bools[2, 3], [4], [2, 3])
    SHP301
    >>> where(bools[2, 3])
    ((None,), (None,))
    """
    if input is None:
        return rows_of_places(condition, "torch")
    return Tensor(broadcasted(condition, input, other), "torch", promoted(input, other))


@op("torch.Tensor.where")
def where_method(input, condition, other):
    """Take from the tensor where the condition holds, else from the other.

    >>> [2, 3].where(bools[2, 1], [3])
    (2, 3)
    >>> [2, 3].where(bools[4, 1, 1], 0)
    (4, 2, 3)
    >>> [2, 3].where(bools[2], [3])
    SHP301
    """
    return broadcasted(input, condition, other)


_CLAMP: Final = """Cut every value at both ends.

>>> @([2, 3], 0, 1)
(2, 3)
>>> [2, 3].@(min=[4, 1, 1])
(4, 2, 3)
>>> [2, 3].@([3], [2, 1])
(2, 3)
>>> @([2, 3], [2])
SHP301
"""
_CLAMP_IN_PLACE: Final = """Cut every value at both ends, in place.

>>> [2, 3].@(0, 1)
(2, 3)
>>> @([2, 3], max=[3])
(2, 3)
>>> [2, 3].@([3], [2, 1])
(2, 3)
>>> [2, 3].@(min=[4, 1, 1])
SHP301
"""


def _bounds(min: Value, max: Value) -> tuple[Value, ...]:
    if min is None and max is None:
        raise Mismatch("SHP706", "neither `min` nor `max` is given")
    return tuple(bound for bound in (min, max) if bound is not None)


def _clamped(input: Value, min: Value, max: Value) -> Shape:
    return broadcasted(input, *_bounds(min, max))


def _clamped_in_place(input: Value, min: Value, max: Value) -> Shape:
    return in_place(input, *_bounds(min, max))


for _name in ("clamp", "clip"):
    _signature = "input, min=None, max=None, *, out=None"
    declare((f"torch.{_name}", f"torch.Tensor.{_name}"), _signature, _clamped, _CLAMP)
    declare((f"torch.{_name}_", f"torch.Tensor.{_name}_"), _signature, _clamped_in_place, _CLAMP_IN_PLACE)


_BOUND: Final = """Cut every value on one side.

>>> @([2, 3], 0)
(2, 3)
>>> [2, 3].@([4, 1, 3])
(4, 2, 3)
>>> @([2, 3], [2])
SHP301
"""
_BOUND_IN_PLACE: Final = """Cut every value on one side, in place.

>>> [2, 3].@(0)
(2, 3)
>>> @([2, 3], [3])
(2, 3)
>>> [2, 3].@([4, 1, 3])
SHP301
"""
for _bound in ("min", "max"):
    _name = f"clamp_{_bound}"
    _made, _made_in_place = of(broadcasted, "input", _bound), of(in_place, "input", _bound)
    declare((f"torch.{_name}", f"torch.Tensor.{_name}"), f"input, {_bound}, *, out=None", _made, _BOUND)
    declare((f"torch.{_name}_", f"torch.Tensor.{_name}_"), f"input, {_bound}", _made_in_place, _BOUND_IN_PLACE)

_LERP: Final = """Go from the first to the second by a part.

>>> @([2, 3], [3], 0.5)
(2, 3)
>>> [2, 1].@([3], [4, 1, 1])
(4, 2, 3)
>>> @([2, 3], [3], [2])
SHP301
"""
_LERP_IN_PLACE: Final = """Go to another tensor by a part, in place.

>>> [2, 3].@([3], 0.5)
(2, 3)
>>> [2, 3].@([3], [2, 1])
(2, 3)
>>> [3].@([2, 3], 0.5)
SHP301
>>> [2, 3].@([3], [4, 1, 1])
SHP301
"""
declare(
    ("torch.lerp", "torch.Tensor.lerp"),
    "input, end, weight, *, out=None",
    of(broadcasted, "input", "end", "weight"),
    _LERP,
)
declare(
    "torch.Tensor.lerp_",
    "input, end, weight",
    of(in_place, "input", "end", "weight"),
    _LERP_IN_PLACE,
)

_WEIGHTED: Final = """Add a {what}, element by element.

>>> @([2, 3], [3], [2, 1])
(2, 3)
>>> [3].@([2, 1], [4, 1, 1], value=2)
(4, 2, 3)
>>> [2, 3].@(0.5, [3], [2, 1])
(2, 3)
>>> @([2, 3], [3], [2])
SHP301
"""
_WEIGHTED_IN_PLACE: Final = """Add a {what} in place.

>>> [2, 3].@([3], [2, 1])
(2, 3)
>>> [2, 3].@(0.5, [3], [2, 1])
(2, 3)
>>> [3].@([2, 3], [2, 1])
SHP301
"""
for _name, _what in (("addcmul", "product"), ("addcdiv", "quotient")):
    declare(
        (f"torch.{_name}", f"torch.Tensor.{_name}"),
        "input, tensor1, tensor2, *, value=1, out=None",
        of(broadcasted, "input", "tensor1", "tensor2"),
        _WEIGHTED.format(what=_what),
        adapt=number_second("value", 3),
    )
    declare(
        f"torch.Tensor.{_name}_",
        "input, tensor1, tensor2, *, value=1",
        of(in_place, "input", "tensor1", "tensor2"),
        _WEIGHTED_IN_PLACE.format(what=_what),
        adapt=number_second("value", 3),
    )
