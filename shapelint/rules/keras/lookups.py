"""Layers that number categories, by a table or by hashing."""

from __future__ import annotations

from typing import Any, Final

from shapelint.rules.form import Rule, layer
from shapelint.rules.keras.preprocessing import encoded
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Size

_LOOKUP: Final = """Put its number in a vocabulary in the place of every {what}.

    >>> {name}(vocabulary={words})(ints[2, 3])
    (2, 3)
    >>> {name}(vocabulary={words}, output_mode="one_hot")(ints[2, 3])
    (2, 3, 3)
    >>> {name}(vocabulary={words}, output_mode="multi_hot")(ints[2, 3])
    (2, 3)
    >>> {name}(output_mode="count", max_tokens=9, pad_to_max_tokens=True, vocabulary={words})(ints[2, 3])
    (2, 9)
    """
_PARAMETERS: Final = {
    "IntegerLookup": "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=-1, vocabulary=None, "
    "vocabulary_dtype='int64', idf_weights=None, invert=False, output_mode='int', sparse=False, "
    "pad_to_max_tokens=False, oov_method='floormod', salt=None, name=None",
    "StringLookup": "max_tokens=None, num_oov_indices=1, mask_token=None, oov_token='[UNK]', vocabulary=None, "
    "idf_weights=None, invert=False, output_mode='int', pad_to_max_tokens=False, sparse=False, encoding='utf-8', "
    "name=None, salt=None",
}
_WHAT: Final = {"IntegerLookup": ("number", "(1, 2)"), "StringLookup": ("text", '("a", "b")')}


def _looked_up(inputs: Value, output_mode: Value, vocabulary: Value, oov: Value, most: Value, padded: Value) -> Value:
    if padded is True and most is not None:
        count: Size = size_in(most)
    else:
        words = items_of(vocabulary) if not isinstance(vocabulary, str) else None
        count = UNKNOWN if words is None else len(words) + size_in(oov)
    return encoded(measured(inputs), output_mode, count) if isinstance(output_mode, str) else UNKNOWN_SHAPE


def _declare(name: str) -> Rule:
    scope: dict[str, Any] = {"made": _looked_up}
    text = (
        f"def body({_PARAMETERS[name]}, *, inputs): "
        "return made(inputs, output_mode, vocabulary, num_oov_indices, max_tokens, pad_to_max_tokens)"
    )
    exec(text, scope)  # our own declarations only, never a checked program's text
    what, words = _WHAT[name]
    scope["body"].__doc__ = _LOOKUP.format(name=name, what=what, words=words)
    return layer(f"keras.layers.{name}", call="inputs", dtype="int", least={"num_oov_indices": 0})(scope["body"])


LOOKUPS: Final = tuple(map(_declare, _PARAMETERS))


@layer("keras.layers.Hashing", call="inputs", dtype="int", least={"num_bins": 1})
def hashing(num_bins, mask_value=None, salt=None, output_mode="int", sparse=False, *, inputs):
    """Put the number of a bin in the place of every category, by hashing.

    >>> Hashing(4)(ints[2, 3])
    (2, 3)
    >>> Hashing(4, output_mode="one_hot")(ints[2, 3])
    (2, 3, 4)
    """
    return encoded(measured(inputs), output_mode, size_in(num_bins))


@layer("keras.layers.HashedCrossing", call="inputs", dtype="int", least={"num_bins": 1})
def hashed_crossing(num_bins, output_mode="int", sparse=False, name=None, dtype=None, *, inputs):
    """Put the number of a bin in the place of every pair of categories, by hashing.

    >>> HashedCrossing(4)((ints[2], ints[2]))
    (2,)
    >>> HashedCrossing(4, output_mode="one_hot")((ints[2], ints[2]))
    (2, 4)
    """
    row = items_of(inputs)
    if not row:
        return UNKNOWN
    return encoded(measured(row[0]), output_mode, size_in(num_bins))
