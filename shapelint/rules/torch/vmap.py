"""torch.func.vmap: functions of one sample, called on a batch."""

from __future__ import annotations

from collections.abc import Callable

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import culprit, is_int
from shapelint.rules.torch.data import kept
from shapelint.rules.values import UNKNOWN, DictValue, ListValue, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, equal


@kind(("torch.func.vmap", "torch.vmap"))
def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None, layer, machine):
    """A function of one sample as a function of a batch of them.

    >>> torch.func.vmap(lambda x: x.sum())([2, 3])
    (2,)
    >>> torch.func.vmap(lambda x, y: x @ y, in_dims=(1, None), out_dims=-1)([3, 5], [3, 4])
    (4, 5)
    >>> torch.func.vmap(lambda x, y: x + y)([2, 3], [4, 3])
    SHP301
    >>> torch.func.vmap(lambda x: x, in_dims=2)([2, 3])
    SHP502
    """
    for name, value in (("func", func), ("in_dims", in_dims), ("out_dims", out_dims)):
        machine.put(layer, name, value)


@op("torch.func.vmap.__call__")
def mapped(self, *args, machine, **kwargs):
    """Call on a batch.

    >>> torch.func.vmap(lambda x: x * 2)([2, 3])
    (2, 3)
    """
    in_dims, out_dims = kept(self, "in_dims", machine), kept(self, "out_dims", machine)
    if not isinstance(args, tuple):
        return UNKNOWN
    batch = _Batch()
    rows = items_of(in_dims)
    dims = (in_dims,) * len(args) if rows is None else rows
    inner = [batch.taken(arg, dim) for arg, dim in zip(args, dims, strict=False)]
    named = {name: batch.taken(arg, 0) for name, arg in kwargs.items()}
    if len(inner) != len(args) or batch.unknown:
        return UNKNOWN
    return batch.given(machine.call(kept(self, "func", machine), inner, named), out_dims)


class _Batch:
    """The axis that is mapped over, as all operands have it."""

    def __init__(self) -> None:
        self.size: Size | None = None
        self.unknown = False

    def taken(self, arg: Value, dim: Value) -> Value:
        """An argument without the axis.

        Raises Mismatch SHP502, or SHP301 where its size is not that of the others.
        """
        if dim is None:
            return arg
        inner = _over(arg, lambda each: self.taken(each, dim))
        if inner is not None:
            return inner
        if not isinstance(arg, Tensor) or not is_int(dim):
            self.unknown = True
            return UNKNOWN
        if arg.shape == Shape(()):
            raise Mismatch("SHP101", "vmap goes along an axis, gets a scalar", operand=culprit(arg))
        check_axis(arg, dim, name="in_dims")
        self._agree(arg, arg.shape.axis(dim))
        return arg.reshaped(arg.shape.drop(dim))

    def _agree(self, arg: Tensor, size: Size) -> None:
        if self.size is not None and equal(self.size, size) is False:
            raise Mismatch(
                "SHP301",
                "vmap goes along axes of one size, gets {first} and {second}",
                operand=culprit(arg),
                first=self.size,
                second=size,
            )
        if self.size is None or isinstance(size, int):
            self.size = size

    def given(self, result: Value, dim: Value) -> Value:
        """A result with the axis.

        Raises Mismatch SHP502.
        """
        rows = items_of(dim)
        if rows is not None and isinstance(result, tuple) and len(rows) == len(result):
            return tuple(self.given(each, at) for each, at in zip(result, rows, strict=True))
        outer = _over(result, lambda each: self.given(each, dim))
        if outer is not None:
            return outer
        if not isinstance(result, Tensor) or not is_int(dim):
            return UNKNOWN
        check_axis(result, dim, 1, "out_dims")
        return result.reshaped(result.shape.insert(dim, UNKNOWN if self.size is None else self.size))


def _over(value: Value, change: Callable[[Value], Value]) -> Value | None:
    """A container with its items changed; None for what is no container."""
    if isinstance(value, tuple):
        return tuple(map(change, value))
    if isinstance(value, ListValue) and isinstance(value.items, tuple):
        return ListValue(tuple(map(change, value.items)))
    if isinstance(value, DictValue):
        return DictValue({key: change(each) for key, each in value.slots.items()})
    return None
