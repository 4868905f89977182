"""Tensors of texts and bytes: `tf.strings`, and records that are decoded."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import axes_in, culprit, measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.tensorflow.reductions import AXIS
from shapelint.rules.tensorflow.tensors import constant, tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape


def _texts(value: Value) -> Shape:
    """The shape of texts; one that is written out has no axes."""
    return Shape(()) if isinstance(value, str) else constant(value).shape if _is_row(value) else measured(value)


def _is_row(value: Value) -> bool:
    return not isinstance(value, Tensor) and items_of(value) is not None


_EACH: Final = """Work on every text by itself.

    >>> @(tf.as_string([2, 3]){})
    (2, 3)
    """
for _names, _parameters, _given, _kind in (
    (("tf.strings.lower",), "input, encoding='', name=None", "", "object"),
    (("tf.strings.upper",), "input, encoding='', name=None", "", "object"),
    (("tf.strings.strip", "tf.string_strip"), "input, name=None", "", "object"),
    (("tf.strings.length", "tf.string_length"), "input, unit='BYTE', name=None", "", "int"),
    (("tf.strings.regex_replace", "tf.regex_replace"), "input, pattern, rewrite, replace_global=True, name=None",
     ", '0', '1'", "object"),
    (("tf.strings.regex_full_match",), "input, pattern, name=None", ", '0'", "bool"),
    (("tf.strings.to_hash_bucket_fast", "tf.string_to_hash_bucket_fast"), "input, num_buckets, name=None", ", 5",
     "int"),
    (("tf.strings.to_hash_bucket",), "input, num_buckets, name=None", ", 5", "int"),
    (("tf.io.encode_base64", "tf.encode_base64"), "input, pad=False, name=None", "", "object"),
):  # fmt: skip
    declare(
        _names,
        _parameters,
        lambda **given: _texts(given["input"]),
        _EACH.format(_given),
        dtype=_kind,
        legacy={"source": "input", "string_tensor": "input"},
        least={"num_buckets": 1} if "num_buckets" in _parameters else {},
    )


@op(("tf.strings.to_number", "tf.string_to_number"), legacy={"string_tensor": "input"})
def to_number(input, out_type="float32", name=None):
    """Read a number from every text.

    >>> tf.strings.to_number(tf.as_string([2, 3]))
    (2, 3)
    """
    return tensor(_texts(input), dtype_kind(out_type), input)


@op(("tf.strings.join", "tf.string_join"), dtype="object")
def join(inputs, separator="", name=None):
    """Put texts behind each other, element by element; one without axes goes with any.

    >>> tf.strings.join((tf.as_string([2, 3]), "of", tf.as_string([2, 3])))
    (2, 3)
    >>> tf.strings.join((tf.as_string([2, 3]), tf.as_string([2, 1])))
    SHP304
    """
    row = items_of(inputs)
    if row is None:
        return UNKNOWN
    shapes = [shape for shape in map(_texts, row) if shape != Shape(())]
    for other in shapes[1:]:
        if differ(shapes[0], other):
            raise Mismatch("SHP304", "texts of {first} stand beside texts of {other}", operand=culprit(*row),
                           first=shapes[0], other=other)  # fmt: skip
    return shapes[0] if shapes else Shape(())


@op(("tf.strings.reduce_join", "tf.reduce_join"), dtype="object", legacy=AXIS)
def reduce_join(inputs, axis=None, keepdims=False, separator="", name=None):
    """Put all texts along an axis behind each other.

    >>> tf.strings.reduce_join(tf.as_string([2, 3]), axis=1)
    (2,)
    >>> tf.strings.reduce_join(tf.as_string([2, 3]))
    ()
    >>> tf.strings.reduce_join(tf.as_string([2, 3]), axis=2)
    SHP502
    """
    shape = _texts(inputs)
    for each in axes_in(axis) or ():
        check_axis(shape, each, least=0)
    return reduced(tensor(shape), axis, False if keepdims is None else keepdims)


@op(("tf.io.decode_raw", "tf.decode_raw"), legacy={"bytes": "input_bytes"})
def decode_raw(input_bytes, out_type, little_endian=True, fixed_length=None, name=None):
    """Read the bytes of every text as numbers, however many these are.

    >>> tf.io.decode_raw(tf.as_string([2, 3]), "uint8")
    (2, 3, None)
    """
    shape = _texts(input_bytes)
    return tensor(UNKNOWN_SHAPE if shape.open else Shape((*shape.dims, UNKNOWN)), dtype_kind(out_type), input_bytes)


@op(("tf.io.decode_csv", "tf.decode_csv"))
def decode_csv(
    records,
    record_defaults,
    field_delim=",",
    use_quote_delim=True,
    na_value="",
    select_cols=None,
    name=None,
    *,
    machine,
):
    """Cut lines into columns: a tensor of the shape of the lines for each.

    >>> tf.io.decode_csv(tf.as_string([5]), ((1.0,),))
    ((5,),)
    """
    columns = items_of(record_defaults)
    if columns is None:
        return UNKNOWN
    return machine.list(tensor(_texts(records), None) for _ in columns)


@op(("tf.io.serialize_tensor", "tf.serialize_tensor"), dtype="object")
def serialize_tensor(tensor, name=None):
    """Write a tensor as bytes.

    >>> serialize_tensor([2, 3])
    ()
    """
    return Shape(())


@op("tf.audio.decode_wav", least={"desired_channels": -1, "desired_samples": -1})
def decode_wav(contents, desired_channels=-1, desired_samples=-1, name=None):
    """Read sound: samples by channels, and the rate.

    >>> tf.audio.decode_wav(tf.audio.encode_wav([8, 2], 8000))
    ((None, None), ())
    """
    sizes = [each if isinstance(each, int) and each > 0 else UNKNOWN for each in (desired_samples, desired_channels)]
    return tensor(Shape(tuple(sizes))), tensor(Shape(()), "int")


@op("tf.audio.encode_wav", dtype="object", least={"sample_rate": 1})
def encode_wav(audio, sample_rate, name=None):
    """Write sound, samples by channels, as bytes.

    >>> tf.audio.encode_wav([8, 2], 8000)
    ()
    >>> tf.audio.encode_wav([8], 8000)
    SHP101
    """
    check_rank(audio, "encode_wav", 2, 2, "samples channels")
    return Shape(())
