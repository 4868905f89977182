"""Sequences of different length, packed and taken apart again."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.joining import parts
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.recurrence import PACKED, Packed
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Many, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


def _sequences(sequences: Value, name: str) -> tuple[Size, Shape]:
    """How many sequences, and the axes of one element, which are those of the first.

    Raises Mismatch SHP304 where elements certainly do not stretch to them, SHP101 where a sequence has no axes.
    """
    row = parts(sequences)
    if row is None or row == ():
        return UNKNOWN, UNKNOWN_SHAPE
    items = row if isinstance(row, tuple) else (row.each,)
    shapes = [shape_of(item) for item in items]
    for item, shape in zip(items, shapes, strict=True):
        if shape == Shape(()):
            raise Mismatch("SHP101", "{name} joins sequences, gets a scalar", operand=culprit(item), name=name)
        if not _stretches(shape, shapes[0]):
            raise Mismatch(
                "SHP304",
                "{name} gets sequences of {first} and of {shape}: their elements differ in shape",
                operand=culprit(item),
                name=name,
                first=shapes[0],
                shape=shape,
            )
    count = len(row) if isinstance(row, tuple) else row.length
    return count, UNKNOWN_SHAPE if shapes[0].open else Shape(shapes[0].dims[1:])


def _stretches(shape: Shape, first: Shape) -> bool:
    """Whether the elements of a sequence may fit into those of the first."""
    if shape.open or first.open:
        return True
    if len(shape.dims) > len(first.dims):
        return False
    pairs = zip(reversed(shape.dims[1:]), reversed(first.dims[1:]), strict=False)
    return all(equal(size, wanted) is not False or equal(size, 1) is not False for size, wanted in pairs)


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
