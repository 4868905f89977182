"""Packing sequences of different length, and taking them apart again."""

from __future__ import annotations

from itertools import pairwise

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.assignment import check_fits
from shapelint.rules.shared.joining import parts
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.torch.normed import check_least_rank
from shapelint.rules.torch.packed import Packed, check_steps, packed, packed_of
from shapelint.rules.values import (
    UNKNOWN,
    UNKNOWN_SHAPE,
    ListValue,
    Many,
    Tensor,
    Value,
    items_of,
    shape_of,
)
from shapelint.sizes import Dim, Shape, Size, at_most, equal, less, maximum, minimum


@op("torch.nn.utils.rnn.pack_padded_sequence")
def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True, *, machine):
    """Take the padding out of sequences.

    >>> GRU(3, 7)(torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 4)))[1]
    (1, 2, 7)
    >>> torch.nn.utils.rnn.pack_padded_sequence([2, 6, 3], (4, 5), batch_first=True, enforce_sorted=False).data
    (9, 3)
    >>> torch.nn.utils.rnn.pack_padded_sequence([5, 2], (5, 4)).batch_sizes
    (5,)
    >>> torch.nn.utils.rnn.pack_padded_sequence([2, 5, 3], (5, 4)).data
    SHP804 the lengths of 2 sequences, for a batch of 5
    >>> torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (4, 5)).data
    SHP706
    >>> torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 0)).data
    SHP707
    >>> torch.nn.utils.rnn.pack_padded_sequence([5], (5,)).data
    SHP101
    """
    shape = check_least_rank("pack_padded_sequence", input, 2, "length and batch first")
    batch = _batch(shape, batch_first)
    count = _check_count(input, shape, batch, lengths, batch_first, enforce_sorted)
    known = _known(lengths)
    if known is not None:
        _check_lengths(known, enforce_sorted)
    rest = UNKNOWN_SHAPE if shape.open else Shape(shape.dims[2:])
    kept = batch if enforce_sorted is True and (isinstance(batch, int) or count is UNKNOWN) else count
    steps = UNKNOWN if not isinstance(batch_first, bool) or shape.open else shape.dims[1 if batch_first else 0]
    return packed(Packed(kept, rest, known, _order(kept, enforce_sorted), steps), machine, _kind(input))


def _batch(shape: Shape, batch_first: Value) -> Size:
    known = not shape.open and isinstance(batch_first, bool)
    return shape.dims[0 if batch_first else 1] if known else UNKNOWN


def _kind(input: Value) -> str | None:
    return input.dtype if isinstance(input, Tensor) else None


def _order(batch: Size, enforce_sorted: Value) -> Value:
    if enforce_sorted is True:
        return None
    return Tensor(Shape((batch,)), "torch", "int") if enforce_sorted is False else UNKNOWN


def _known(lengths: Value) -> tuple[Size, ...] | None:
    items = items_of(lengths)
    return items if items is not None and all(isinstance(item, int | Dim) for item in items) else None


def _check_count(
    input: Value, shape: Shape, batch: Size, lengths: Value, batch_first: Value, enforce_sorted: Value
) -> Size:
    """How many lengths there are: one for each sequence; some of those that are sorted may be left out.

    Raises Mismatch SHP804, or SHP101 where lengths are no row.
    """
    given = shape_of(lengths)
    if len(given.dims) > 1 or given == Shape(()):
        raise Mismatch("SHP101", "lengths are a row, not {found}", operand=culprit(lengths), found=given)
    count = given.axis(-1)
    wrong = equal(count, batch) is False if enforce_sorted is True else less(batch, count) is True
    if wrong:
        other = shape.axis(1 if batch_first else 0)
        raise Mismatch(
            "SHP804",
            "the lengths of {found} sequences, for a batch of {expected}",
            operand=culprit(input),
            help=_other_order(batch_first) if equal(count, other) else None,
            found=count,
            expected=batch,
        )
    return count


def _other_order(batch_first: Value) -> Fix:
    text = f"batch_first={not batch_first} takes the batch from the other axis"
    return changed("batch_first", not batch_first, text=text)


def _check_lengths(lengths: tuple[Size, ...], enforce_sorted: Value) -> None:
    """Every sequence has an element; they come sorted where that is asked.

    Raises Mismatch SHP707, or SHP706.
    """
    for length in lengths:
        if at_most(length, 0) is True:
            raise Mismatch("SHP707", "a length is {found}, expected at least 1", found=length)
    rising = any(less(first, second) is True for first, second in pairwise(lengths))
    if enforce_sorted is True and rising:
        raise Mismatch(
            "SHP706",
            "the lengths {lengths} do not fall, as enforce_sorted asks",
            help=changed("enforce_sorted", False, text="enforce_sorted=False sorts them"),
            lengths=lengths,
        )


def _expected(sequences: Value, name: str) -> Packed | None:
    """What is known of a packed sequence.

    Raises Mismatch SHP706 for a tensor.
    """
    if isinstance(sequences, Tensor):
        raise Mismatch("SHP706", "{name} expects a packed sequence, gets a tensor", operand=sequences, name=name)
    return packed_of(sequences)


@op("torch.nn.utils.rnn.pad_packed_sequence")
def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    """Put the padding back: the sequences, and their lengths.

    >>> packed = torch.nn.utils.rnn.pack_padded_sequence([5, 2, 3], (5, 4))
    >>> torch.nn.utils.rnn.pad_packed_sequence(GRU(3, 7)(packed)[0])
    ((5, 2, 7), (2,))
    >>> torch.nn.utils.rnn.pad_packed_sequence(packed, batch_first=True, total_length=6)
    ((2, 6, 3), (2,))
    >>> torch.nn.utils.rnn.pad_packed_sequence(packed, total_length=4)
    SHP707
    >>> torch.nn.utils.rnn.pad_packed_sequence([5, 2, 3])
    SHP706
    """
    known = _expected(sequence, "pad_packed_sequence")
    if known is None or not isinstance(batch_first, bool):
        return UNKNOWN_SHAPE, Tensor(Shape((UNKNOWN,)), "torch", "int")
    check_steps(known)
    length = known.longest
    if total_length is not None:
        length = size_in(total_length)
        if less(length, known.longest) is True:
            raise Mismatch(
                "SHP707",
                "total_length is {found}, and the longest sequence has {longest}",
                found=length,
                longest=known.longest,
            )
    first = (known.batch, length) if batch_first else (length, known.batch)
    shape = UNKNOWN_SHAPE if known.rest.open else Shape((*first, *known.rest.dims))
    return shape, Tensor(Shape((known.batch,)), "torch", "int")


@op("torch.nn.utils.rnn.pack_sequence")
def pack_sequence(sequences, enforce_sorted=True, *, machine):
    """Pack sequences of different length.

    >>> GRU(3, 7)(torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 3]]))[1]
    (1, 2, 7)
    >>> torch.nn.utils.rnn.pack_sequence([[4], [5]], enforce_sorted=False).data
    (9,)
    >>> torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 4]]).data
    SHP304
    >>> torch.nn.utils.rnn.pack_sequence([[4, 3], [5, 3]]).data
    SHP706
    """
    count, lengths, rest = _sequences(sequences)
    if lengths is not None:
        _check_lengths(lengths, enforce_sorted)
    row = parts(sequences)
    first = row[0] if isinstance(row, tuple) and row else None
    longest = maximum(*lengths) if lengths else UNKNOWN
    return packed(Packed(count, rest, lengths, _order(count, enforce_sorted), longest), machine, _kind(first))


def _sequences(sequences: Value) -> tuple[Size, tuple[Size, ...] | None, Shape]:
    """How many sequences, their lengths, and the axes of one element, which are those of the first.

    Raises Mismatch SHP304 where elements certainly do not stretch to them, SHP101 where a sequence has no axes.
    """
    row = parts(sequences)
    if row is None:
        return UNKNOWN, None, UNKNOWN_SHAPE
    if row == ():
        raise Mismatch("SHP706", "pack_sequence needs sequences, gets none")
    items = row if isinstance(row, tuple) else (row.each,)
    shapes = [check_least_rank("a sequence", item, 1, "its length") for item in items]
    if shapes[0].open:
        return len(row) if isinstance(row, tuple) else row.length, None, UNKNOWN_SHAPE
    for item, shape in zip(items, shapes, strict=True):
        _check_element(item, shape, shapes[0])
    rest = Shape(shapes[0].dims[1:])
    if isinstance(row, tuple):
        return len(row), tuple(shape.axis(0) for shape in shapes), rest
    return row.length, None, rest


def _check_element(item: Value, shape: Shape, first: Shape) -> None:
    if shape.open:
        return
    try:
        check_fits(Shape((shape.dims[0], *first.dims[1:])), item, extra=False)
    except Mismatch as mismatch:
        raise Mismatch(
            "SHP304",
            "sequences of {first} and of {shape}: their elements differ in shape",
            operand=culprit(item),
            first=first,
            shape=shape,
        ) from mismatch


@op("torch.nn.utils.rnn.unpack_sequence")
def unpack_sequence(packed_sequences):
    """Give the sequences of a packed one.

    >>> torch.nn.utils.rnn.unpack_sequence(torch.nn.utils.rnn.pack_sequence([[5, 3], [4, 3]]))
    ((5, 3), (4, 3))
    """
    known = _expected(packed_sequences, "unpack_sequence")
    if known is None or known.rest.open:
        return UNKNOWN
    return _apart(known.batch, known.lengths, known.rest.dims, None)


@op("torch.nn.utils.rnn.unpad_sequence")
def unpad_sequence(padded_sequences, lengths, batch_first=False):
    """Give the sequences without their padding.

    >>> torch.nn.utils.rnn.unpad_sequence([5, 2, 3], torch.tensor((5, 4)))
    ((5, 3), (4, 3))
    >>> torch.nn.utils.rnn.unpad_sequence([2, 5], torch.tensor((7, 4)), batch_first=True)
    ((5,), (4,))
    >>> torch.nn.utils.rnn.unpad_sequence([2, 5, 3], torch.tensor((5, 4)))
    SHP804
    """
    shape = check_least_rank("unpad_sequence", padded_sequences, 2, "length and batch first")
    if shape.open or not isinstance(batch_first, bool) or len(shape_of(lengths).dims) != 1:
        return UNKNOWN
    batch = _batch(shape, batch_first)
    _check_count(padded_sequences, shape, batch, lengths, batch_first, True)
    known, whole = _known(lengths), shape.dims[1 if batch_first else 0]
    kept = None if known is None else tuple(minimum(maximum(length, 0), whole) for length in known)
    return _apart(batch, kept, shape.dims[2:], _kind(padded_sequences))


def _apart(count: Size, lengths: tuple[Size, ...] | None, rest: tuple[Size, ...], dtype: str | None) -> ListValue:
    if lengths is not None:
        return ListValue(tuple(Tensor(Shape((length, *rest)), "torch", dtype) for length in lengths))
    each = Tensor(Shape((UNKNOWN, *rest)), "torch", dtype)
    return ListValue((each,) * count if isinstance(count, int) and count <= 64 else Many(each, count))
