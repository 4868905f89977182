"""What prepares data for a model: texts as rows of numbers, sequences of one length, images as arrays."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, Tensor, Value, items_of, shape_of
from shapelint.sizes import Dim, Shape, Size, at_most, maximum


@op(("keras.datasets.imdb.load_data", "keras.datasets.reuters.load_data"), legacy={"nb_words": "num_words"})
def imdb(
    path="imdb.npz", num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2, index_from=3, **kwargs
):
    """Give texts, each a list of words as numbers, and a label for each; how many is not told here.

    >>> batch = [B, 784]
    >>> load_data()
    (((None,), (None,)), ((None,), (None,)))
    """
    texts, labels = Tensor(Shape((UNKNOWN,)), "numpy", "object"), Tensor(Shape((UNKNOWN,)), "numpy", "int")
    return (texts, labels), (texts, labels)


@op(("keras.utils.pad_sequences", "keras.preprocessing.sequence.pad_sequences"), least={"maxlen": 0})
def pad_sequences(sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0):
    """Make all sequences as long as the longest, or of one length.

    >>> pad_sequences([[3], [5]], 4)
    (2, 4)
    >>> pad_sequences([[3], [5]])
    (2, 5)
    >>> pad_sequences([[3, 7], [5, 8]], 4)
    SHP304
    >>> pad_sequences([[3], [5]], 0)
    SHP707
    """
    if maxlen == 0 and truncating == "pre" and at_most(2, _longest(sequences)) is True:  # `row[-0:]` is the whole row
        raise Mismatch("SHP707", "pad_sequences cuts no row to a maxlen of 0 where truncating is 'pre'")
    inner = _inner(sequences)
    if inner is None:
        return Tensor(UNKNOWN_SHAPE, "numpy", "int")
    steps = _longest(sequences) if maxlen is None else size_in(maxlen)
    return Tensor(Shape((count_of(sequences), steps, *inner)), "numpy", "int")


def _longest(sequences: Value) -> Size:
    """The length of the longest row."""
    if isinstance(sequences, Tensor):
        return sequences.shape.axis(1) if sequences.shape.rank and sequences.shape.rank > 1 else UNKNOWN
    lengths = [shape_of(item).dims[:1] for item in items_of(sequences) or () if not shape_of(item).open]
    known = bool(lengths) and len(lengths) == count_of(sequences) and all(lengths)
    return maximum(*(length for (length,) in lengths)) if known else UNKNOWN


def count_of(sequences: Value) -> Size:
    """How many items a list or array holds."""
    if isinstance(sequences, Tensor):
        return sequences.shape.axis(0) if not sequences.shape.open else UNKNOWN
    items = items_of(sequences)
    if items is not None:
        return len(items)
    row = sequences.items if isinstance(sequences, ListValue) else sequences
    length = row.length if isinstance(row, Many) else UNKNOWN
    return length if isinstance(length, int | Dim) else UNKNOWN


def _inner(sequences: Value) -> tuple[Size, ...] | None:
    """The axes behind the steps, none where a sequence is a row of numbers; None where they are not known."""
    if isinstance(sequences, Tensor):
        return None if sequences.shape.open else sequences.shape.dims[2:]
    if not isinstance(sequences, tuple | ListValue):
        return None
    items = items_of(sequences)
    if not items:
        return ()
    shapes = [shape for item in items if not (shape := shape_of(item)).open]
    if any(not shape.dims for shape in shapes):
        raise Mismatch("SHP101", "pad_sequences wants sequences, gets a number")
    steps = [Shape(shape.dims[1:]) for shape in shapes]
    for step in steps[1:]:
        if differ(step, steps[0]):
            raise Mismatch("SHP304", "the steps of a sequence are {a}, those of another {b}", a=steps[0], b=step)
    return steps[0].dims if len(steps) == len(items) else None


@op("keras.utils.normalize")
def normalize(x, axis=-1, order=2):
    """Scale along an axis to length one.

    >>> normalize([4, 3])
    (4, 3)
    >>> normalize([4, 3], axis=2)
    SHP502
    """
    check_axis(x, axis)
    return Tensor(measured(x) if measured(x).dims else UNKNOWN_SHAPE, "numpy", "float")


@op(("keras.utils.img_to_array", "keras.preprocessing.image.img_to_array"))
def img_to_array(img, data_format=None, dtype=None):
    """Turn an image into an array of height, width and channels.

    >>> img_to_array([4, 5, 3])
    (4, 5, 3)
    >>> img_to_array([4, 5])
    (4, 5, 1)
    >>> img_to_array([4])
    SHP101
    """
    if not isinstance(img, Tensor) or img.shape.open:
        return Tensor(Shape((UNKNOWN, UNKNOWN, UNKNOWN)), "numpy", "float")
    shape = check_rank(img, "img_to_array", 2, 3)
    if len(shape.dims) == 2:
        shape = shape.insert(0 if data_format == "channels_first" else 2, 1)
    return Tensor(shape, "numpy", "float")
