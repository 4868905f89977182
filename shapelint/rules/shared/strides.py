"""Where the elements of a tensor stand in memory, as far as that is certain: what can be seen without a copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.values import External, ListValue, Memory, Strides, Tensor, Value, items_of, shape_of
from shapelint.sizes import UNKNOWN, Dim, Shape, Size, equal, less, product

OTHER_FORMAT: Final = "torch.memory_format"  # a setting: weights of layers may lie in another order than new ones do
_USUAL: Final = (None, External("torch.contiguous_format"), External("torch.preserve_format"))
_ELSEWHERE: Final = ("out", "memory_format", "layout")  # arguments that say where a result is to stand
_PLAIN: Final = (int, float, complex, str, Dim, External, type(None))


def strides_of(x: Value) -> tuple[Size, ...] | None:
    """The strides of a tensor, None where they are not known."""
    if not isinstance(x, Tensor) or x.shape.open:
        return None
    return packed(x.shape) if x.strides == "packed" else x.strides


def packed(shape: Shape) -> tuple[Size, ...]:
    """The strides of a new tensor: the last axis runs fastest.

    >>> packed(Shape((2, 3, 4)))
    (12, 4, 1)
    """
    return tuple(product(shape.dims[at + 1 :]) for at in range(len(shape.dims)))


def is_packed(x: Value) -> bool | None:
    """Whether the last axis runs fastest and nothing is left out (`x.is_contiguous()`), axes of size 1 aside."""
    strides, shape = strides_of(x), shape_of(x)
    if strides is None or any(less(0, size) is not True for size in shape.dims):
        return None
    verdicts = set()
    for size, stride, wanted in zip(shape.dims, strides, packed(shape), strict=True):
        one, same = equal(size, 1), equal(stride, wanted)
        verdicts.add(True if one or same else None if None in (one, same) else False)
    return False if False in verdicts else None if None in verdicts else True


def packed_again(x: Value) -> Strides:
    """The strides of `x.contiguous()`, which is `x` itself where that is packed."""
    shape = shape_of(x)
    if shape.open or is_new(x) or is_packed(x) is False:
        return None if shape.open else "packed"
    return _but_for_ones(shape, packed(shape))


def _but_for_ones(shape: Shape, strides: tuple[Size, ...]) -> tuple[Size, ...]:
    """The strides that certainly matter: those of axes of size 1 are left open."""
    rows = zip(shape.dims, strides, strict=True)
    return tuple(stride if equal(size, 1) is False else UNKNOWN for size, stride in rows)


def is_new(x: Value) -> bool:
    """Whether the strides certainly are those of a new tensor, those of axes of size 1 included.

    PyTorch's functions for images look at all of them to tell the order of the axes.
    """
    strides, shape = strides_of(x), shape_of(x)
    return (isinstance(x, Tensor) and x.strides == "packed") or (
        strides is not None and all(equal(*pair) is True for pair in zip(strides, packed(shape), strict=True))
    )


def note_format(memory_format: Value, machine: Machine) -> None:
    """Remember where a program lays tensors out in an order of its own: from there on weights may lie so too."""
    if memory_format not in _USUAL:
        machine.put(machine.settings, OTHER_FORMAT, True)


def is_dense(x: Tensor) -> bool:
    """Whether the elements certainly fill their memory, each with a place of its own, in whatever order of the axes."""
    strides = strides_of(x)
    if strides is None:
        return False
    left = [pair for pair in zip(x.shape.dims, strides, strict=True) if equal(pair[0], 1) is not True]
    reach: Size = 1
    while left:
        fastest = next((at for at, (_, stride) in enumerate(left) if equal(stride, reach)), None)
        if fastest is None:
            return False
        reach = reach * left.pop(fastest)[0]
    return True


def seen(x: Value, shape: Shape, strides: Strides = None) -> Tensor:
    """The memory of `x` under another shape."""
    return Tensor(shape, "torch", x.dtype if isinstance(x, Tensor) else None, strides=strides)


def rearranged(x: Value, change: Callable[[Value], Shape]) -> Tensor:
    """A view whose axes are some of those of `x`, in the order that `change` gives to the sizes."""
    shape, strides = change(x), strides_of(x)
    return seen(x, shape, None if strides is None or shape.open else change(Shape(strides)).dims)


def resulting(memory: Memory, shape: Shape, bound: Mapping[str, Value]) -> Strides:
    """The strides of a result that has memory of its own, from the arguments of the call."""
    if any(bound.get(name) is not None for name in _ELSEWHERE):
        return None
    if memory == "packed":
        return "packed"
    operands = _tensors(bound.values())
    if not operands:
        return None
    if all(map(is_new, operands)):
        return "packed"
    first = operands[0]
    if memory == "ordinary" or first.shape != shape or any(other.strides != first.strides for other in operands):
        return None
    if not is_dense(first) or any(other.shape != shape for other in operands):
        return None
    return _but_for_ones(shape, strides_of(first) or ())


def _tensors(values: Iterable[Value]) -> list[Tensor] | None:
    """The tensors among arguments; None where there may be more of them."""
    found: list[Tensor] = []
    for value in values:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, tuple | ListValue):
            items = items_of(value)
            inner = None if items is None else _tensors(items)
            if inner is None:
                return None
            found += inner
        elif not isinstance(value, _PLAIN):
            return None
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """Two axes, one behind the other, that do not lie in one piece in memory."""

    before: int
    behind: int


def viewed(x: Value, target: Shape) -> Strides | Gap:
    """The strides of `x.view(target)`, which has as many elements; a gap where only a copy can have that shape.

    PyTorch's rule: the axes of `x` fall into runs of which each lies in one piece in memory, and no axis of the target
    may reach over the start of a run.  Axes of size 1 do not matter.
    """
    strides, sizes = strides_of(x), shape_of(x).dims
    if is_new(x):
        return "packed"
    if strides is None or target.open or any(less(0, size) is not True for size in sizes):
        return None
    axes = [at for at, size in enumerate(sizes) if equal(size, 1) is not True]
    found: list[Size] = []
    rest = list(target.dims)
    while axes:
        run = _run(axes, sizes, strides)
        if run is None:
            return None
        elements, step = product(sizes[at] for at in run), strides[run[-1]]
        taken: Size = 1
        while rest and (not axes or less(taken, elements)):
            found.insert(0, taken * step if equal(rest[-1], 1) is False else UNKNOWN)
            taken = taken * rest.pop()
        if axes and equal(taken, elements) is not True:
            too_much = equal(taken, elements) is False and less(taken, elements) is False
            return Gap(axes[-1], run[0]) if too_much else None
    return (*(UNKNOWN,) * len(rest), *found)


def _run(axes: list[int], sizes: tuple[Size, ...], strides: tuple[Size, ...]) -> list[int] | None:
    """The last axes that lie in one piece, taken off the list; None where it is not known where they start."""
    run = [axes.pop()]
    reach = strides[run[0]] * sizes[run[0]]
    while axes and (one_piece := equal(strides[axes[-1]], reach)) is not False:
        if one_piece is None:
            return None
        run.insert(0, axes.pop())
        reach = reach * sizes[run[0]]
    return None if axes and equal(sizes[axes[-1]], 1) is None else run
