"""Packed sequences: sequences of different length without their padding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import picked
from shapelint.rules.values import FIELDS, UNKNOWN, UNKNOWN_SHAPE, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, less, maximum, minimum

_CLASS: Final = "torch.nn.utils.rnn.PackedSequence"
_PACKED: Final = "#packed"  # slot of a PackedSequence
_FIELDS: Final = ("data", "batch_sizes", "sorted_indices", "unsorted_indices")


@dataclass(frozen=True, slots=True)
class Packed:
    """How many sequences, the axes of one element of them, and their lengths, None where they are not known.

    order: the indices that sort them, None where they came sorted, UNKNOWN where nobody knows; steps: how many there
    were with the padding.
    """

    batch: Size
    rest: Shape
    lengths: tuple[Size, ...] | None
    order: Value
    steps: Size = UNKNOWN

    @property
    def longest(self) -> Size:
        """The length of the longest."""
        return maximum(*self.lengths) if self.lengths else UNKNOWN

    @property
    def total(self) -> Size:
        """The elements of all together."""
        if self.lengths is None:
            return UNKNOWN
        total: Size = 0
        for length in self.lengths:
            total = total + minimum(length, self.steps)
        return total


def packed_of(value: Value) -> Packed | None:
    """What is known of a packed sequence; None for anything else."""
    found = value.slots.get(_PACKED) if isinstance(value, Instance) else None
    return found if isinstance(found, Packed) else None


def check_steps(sequences: Packed) -> None:
    """No sequence is longer than it was with its padding.

    Raises Mismatch SHP707 where one certainly is.
    """
    if less(sequences.steps, sequences.longest) is True:
        raise Mismatch(
            "SHP707",
            "a length is {longest}, and the sequences have {steps} steps",
            longest=sequences.longest,
            steps=sequences.steps,
        )


def packed(sequences: Packed, machine: Machine, dtype: str | None) -> Value:
    """A packed sequence."""
    data = Shape((sequences.total, *sequences.rest.dims), sequences.rest.open)
    indices = (
        Tensor(Shape((sequences.batch,)), "torch", "int") if isinstance(sequences.order, Tensor) else sequences.order
    )
    fields = {
        "data": Tensor(UNKNOWN_SHAPE if data.open else data, "torch", dtype),
        "batch_sizes": Tensor(Shape((sequences.longest,)), "torch", "int"),
        "sorted_indices": indices,
        "unsorted_indices": indices,
    }
    return machine.make(_CLASS, {_PACKED: sequences, FIELDS: _FIELDS, **fields})


@kind(_CLASS, bases=("builtins.tuple",))
def packed_sequence(data, batch_sizes=None, sorted_indices=None, unsorted_indices=None, *, layer, machine):
    """Sequences of different length without their padding.

    >>> packed = torch.nn.utils.rnn.PackedSequence([9, 3], ints[5])
    >>> packed.data
    (9, 3)
    >>> torch.nn.utils.rnn.PackedSequence(([9, 3], ints[5])).batch_sizes
    (5,)
    """
    items = items_of(data) if batch_sizes is None and not isinstance(data, Tensor) else (data, batch_sizes)
    if items is None or len(items) != 2:
        items = (UNKNOWN, UNKNOWN)
    rest = shape_of(items[0])
    known = Packed(UNKNOWN, UNKNOWN_SHAPE if rest.open else Shape(rest.dims[1:]), None, sorted_indices)
    for name, value in (
        (_PACKED, known),
        (FIELDS, _FIELDS),
        *zip(_FIELDS, (*items, sorted_indices, unsorted_indices), strict=True),
    ):
        machine.put(layer, name, value)


def _fields(self: Value) -> tuple[Value, ...]:
    slots: Mapping[Value, Value] = self.slots if isinstance(self, Instance) else {}
    return tuple(slots.get(name, UNKNOWN) for name in _FIELDS)


@op(f"{_CLASS}.__iter__")
def iterate(self):
    """Give the data, the sizes of the batches, and what sorts them.

    >>> list(torch.nn.utils.rnn.PackedSequence([9, 3], ints[5]))
    ((9, 3), (5,), None, None)
    """
    return _fields(self)


@op(f"{_CLASS}.__getitem__")
def getitem(self, index):
    """Give one of the fields.

    >>> torch.nn.utils.rnn.PackedSequence([9, 3], ints[5])[0]
    (9, 3)
    >>> torch.nn.utils.rnn.PackedSequence([9, 3], ints[5])[4]
    SHP506
    """
    return picked(_fields(self), index, "a packed sequence")


@op(f"{_CLASS}.__len__")
def length(self):
    """Count the fields.

    >>> len(torch.nn.utils.rnn.PackedSequence([9, 3], ints[5]))
    4
    """
    return len(_FIELDS)


declare(
    tuple(f"{_CLASS}.{name}" for name in ("to", "cpu", "cuda", "float", "double", "half", "long", "int", "pin_memory")),
    "self, *args, **kwargs",
    lambda self: self,
    """Move or convert the data.

    >>> torch.nn.utils.rnn.PackedSequence([9, 3], ints[5]).to('cpu').data
    (9, 3)
    """,
)
