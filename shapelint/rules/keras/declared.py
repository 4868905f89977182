"""Shapes as a Keras program declares them: None for an axis of any size, the batch left out or given."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

from shapelint.rules.fixes import changed
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.batch import BATCH
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Tensor, Value, is_soft, items_of
from shapelint.sizes import Dim, Shape, Size, Symbol, equal, symbol

_numbers: Final = count(1)


def any_size() -> Dim:
    """A fresh size for an axis declared as None, shown as None; no two of them are known to be equal."""
    return symbol(f"any{next(_numbers)}", show="None")


def is_undefined(size: Value) -> bool:
    """Whether a size is one that was declared as None, or made of such sizes alone."""
    if not isinstance(size, Dim) or len(size.terms) != 1:
        return False
    ((monomial, _),) = size.terms
    return all(isinstance(atom, Symbol) and atom.show == "None" and atom.name != "batch" for atom, _ in monomial)


def size_of(entry: Value) -> Size:
    """One entry of a declared shape."""
    if entry is None:
        return any_size()
    require_at_least(0, "a size of the shape", entry)
    return entry if isinstance(entry, int | Dim) and not isinstance(entry, bool) else UNKNOWN


def sample_sizes(shape: Value) -> tuple[Size, ...] | None:
    """The sizes of a shape without its batch; None where their number is not known.

    Raises Mismatch SHP702 where a number stands for the shape, as `(N)` does.
    """
    if is_int(shape) or (isinstance(shape, Dim) and not is_soft(shape)):
        raise Mismatch(
            "SHP702",
            "the shape is the number {shape}, not a tuple",
            help=changed("shape", (shape,), text=f"({shape},)"),
            shape=shape,
        )
    if isinstance(shape, Shape):
        return None if shape.open else shape.dims
    items = items_of(shape)
    return None if items is None else tuple(map(size_of, items))


def batched(sizes: tuple[Size, ...] | None, batch: Value = None) -> Shape:
    """The shape of an input whose samples have these sizes."""
    if sizes is None:
        return Shape((), open=True)
    return Shape((BATCH if batch is None else size_of(batch), *sizes))


def whole(shape: Value) -> Shape:
    """A shape declared with its batch: `batch_shape`, or `input_shape` as `build` gets it."""
    if isinstance(shape, Shape):
        return shape
    items = items_of(shape)
    if items is None:
        return Shape((), open=True)
    return Shape(tuple(BATCH if at == 0 and entry is None else size_of(entry) for at, entry in enumerate(items)))


def differs(shape: Shape, told: Shape) -> bool:
    """Whether what a program says of a shape is certainly not so."""
    if shape.open or told.open:
        return False
    if len(shape.dims) != len(told.dims):
        return True
    return any(equal(a, b) is False for a, b in zip(shape.dims, told.dims, strict=True))


def input_of(made: Mapping[str, Value]) -> Shape | None:
    """The input that a first layer declares among its own arguments; None where it declares none.

    Raises Mismatch SHP702.
    """
    if "#batch_input_shape" in made:
        return whole(made["#batch_input_shape"])
    batch = made.get("#batch_size")
    if "#input_shape" in made:
        return batched(sample_sizes(made["#input_shape"]), batch)
    if "#input_dim" in made:
        length = (size_of(made["#input_length"]),) if "#input_length" in made else ()
        return batched((*length, size_of(made["#input_dim"])), batch)
    if "#input_length" in made:  # of an Embedding, whose `input_dim` is the number of words
        return batched((size_of(made["#input_length"]),), batch)
    return None


def check_counts_samples(
    sizes: tuple[Size, ...] | None, machine: Machine, surplus: bool = False, argument: str = "shape"
) -> None:
    """Report SHP102 where a declared shape is that of a whole data set, the number of samples included.

    That is certain where an array in sight has exactly this shape, perhaps but for one channel, and either the layer
    has no use for so many axes (`surplus`), or another array holds one target for each of as many samples.
    """
    if sizes is None or len(sizes) < 2 or not all(isinstance(size, int) for size in sizes):
        return
    arrays = list(machine.arrays())
    shapes = [Shape(sizes), Shape(sizes[:-1])] if sizes[-1] == 1 and surplus else [Shape(sizes)]
    data = next((array for array in arrays if array.shape in shapes), None)
    if data is not None and (surplus or any(_targets(array, sizes[0]) for array in arrays)):
        machine.report(
            Mismatch(
                "SHP102",
                "the input shape {shape} counts the {samples} samples of the data",
                operand=data,
                help=changed(argument, sizes[1:], text=f"a shape says what one sample is: {Shape(sizes[1:])}"),
                shape=sizes,
                samples=sizes[0],
            )
        )


def _targets(array: Tensor, samples: Size) -> bool:
    """Whether an array can be the labels of so many samples."""
    dims = array.shape.dims
    if array.shape.open or not dims or equal(dims[0], samples) is not True:
        return False
    return len(dims) == 1 or (len(dims) == 2 and equal(dims[1], 1) is True)
