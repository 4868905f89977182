"""Sequences of different length, packed and taken apart again."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.joining import parts, stacked
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.recurrence import PACKED, Packed
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Many, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size


def _sequences(sequences: Value, name: str) -> tuple[Size, Shape]:
    """How many sequences, and the axes of one element.

    Raises Mismatch SHP304 where elements certainly differ, SHP101 where one has no axes.
    """
    row = parts(sequences)
    if row is None or row == ():
        return UNKNOWN, UNKNOWN_SHAPE
    items = row if isinstance(row, tuple) else (row.each,)
    for item in items:
        if shape_of(item) == Shape(()):
            raise Mismatch("SHP101", "{name} joins sequences, gets a scalar", operand=culprit(item), name=name)
    shapes = [shape_of(item) for item in items]
    rest = stacked(tuple(Shape(shape.dims[1:], shape.open) for shape in shapes))
    count = len(row) if isinstance(row, tuple) else row.length
    return count, UNKNOWN_SHAPE if any(shape.open for shape in shapes) else Shape(rest.dims[1:])


@op("torch.nn.utils.rnn.pack_sequence")
def pack_sequence(sequences, enforce_sorted=True, *, machine):
    """Pack sequences of different length.

    >>> GRU(3, 7)(torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 3]]))[1]
    (1, 2, 7)
    >>> torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 4]])
    SHP304
    """
    count, rest = _sequences(sequences, "pack_sequence")
    return machine.make("torch.nn.utils.rnn.PackedSequence", {PACKED: Packed(count, () if rest.open else rest.dims)})


@op("torch.nn.utils.rnn.unpack_sequence")
def unpack_sequence(packed_sequences):
    """Give the sequences of a packed one.

    >>> torch.nn.utils.rnn.unpack_sequence(torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 3]]))
    ((None, 3), (None, 3))
    """
    packed = packed_sequences.slots.get(PACKED) if isinstance(packed_sequences, Instance) else None
    if not isinstance(packed, Packed) or not packed.rest:
        return UNKNOWN
    return _apart(packed.batch, packed.rest, None)


@op("torch.nn.utils.rnn.unpad_sequence")
def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """Give the sequences without their padding.

    >>> torch.nn.utils.rnn.unpad_sequence([5, 2, 3], torch.tensor((5, 4)))
    ((None, 3), (None, 3))
    """
    shape = shape_of(padded_sequences)
    if shape.open or len(shape.dims) < 2 or not isinstance(batch_first, bool):
        return UNKNOWN
    dtype = padded_sequences.dtype if isinstance(padded_sequences, Tensor) else None
    return _apart(shape.dims[0 if batch_first else 1], shape.dims[2:], dtype)


def _apart(count: Size, rest: tuple[Size, ...], dtype: str | None) -> ListValue:
    each = Tensor(Shape((UNKNOWN, *rest)), "torch", dtype)
    return ListValue((each,) * count if isinstance(count, int) and count <= 64 else Many(each, count))
