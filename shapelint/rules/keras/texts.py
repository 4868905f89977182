"""Texts as rows of numbers, by the `Tokenizer` of Keras 1 and 2."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.keras.sequences import count_of
from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Many, SomeInt, Tensor, Value
from shapelint.sizes import Shape

_TOKENIZER: Final = "keras.preprocessing.text.Tokenizer"
_WORDS: Final = "#words"  # slot: how many words are counted; None for all that occur


@kind(_TOKENIZER)
def tokenizer(num_words=None, *args, layer: Instance, machine: Machine, **kwargs):
    """Gives every word of some texts a number.

    >>> Tokenizer(num_words=1000)
    'Tokenizer'
    """
    machine.put(layer, _WORDS, kwargs.get("nb_words", num_words))


@op(f"{_TOKENIZER}.fit_on_texts")
def fit_on_texts(self, texts):
    """Count the words of texts, which stay as they are.

    >>> Tokenizer().fit_on_texts(["a b", "c"])
    None
    """


@op(f"{_TOKENIZER}.texts_to_sequences")
def texts_to_sequences(self, texts):
    """Give the numbers of the words of each text, as lists.

    >>> keras.utils.pad_sequences(Tokenizer().texts_to_sequences(["a b", "c"]), 50)
    (2, 50)
    """
    words = ListValue(Many(SomeInt()))
    return ListValue(Many(words, count_of(texts)))


def _counted(self: Value, texts: Value) -> Value:
    words = self.slots.get(_WORDS, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    return Tensor(Shape((count_of(texts), UNKNOWN if words is None else size_in(words))), "numpy", "float")


@op(f"{_TOKENIZER}.texts_to_matrix")
def texts_to_matrix(self, texts, mode="binary"):
    """Say for each text which of all words it has, or how often.

    >>> Tokenizer(num_words=1000).texts_to_matrix(["a b", "c"])
    (2, 1000)
    >>> Tokenizer().texts_to_matrix(["a b", "c"])
    (2, None)
    """
    return _counted(self, texts)


@op(f"{_TOKENIZER}.sequences_to_matrix")
def sequences_to_matrix(self, sequences, mode="binary"):
    """Say for each row of numbers of words which of all words it has, or how often.

    >>> Tokenizer(num_words=1000).sequences_to_matrix([[3, 7], [5]])
    (2, 1000)
    """
    return _counted(self, sequences)
