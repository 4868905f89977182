"""Iterators over datasets, as TensorFlow 1 has them."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.tensorflow.datasets import ELEMENT
from shapelint.rules.values import UNKNOWN, Instance

_ITERATOR: Final = "tf.data.Iterator"


@kind((_ITERATOR, "tf.compat.v1.data.Iterator"))
def iterator(*args, layer, **kwargs):
    """Gives the elements of a dataset, one after the other.

    >>> make_one_shot_iterator(tf.data.Dataset.from_tensor_slices([8, 3])).get_next()
    (3,)
    """


@op(
    (
        "tf.data.make_one_shot_iterator",
        "tf.data.make_initializable_iterator",
        "tf.data.Dataset.make_one_shot_iterator",
        "tf.data.Dataset.make_initializable_iterator",
    )
)
def make_iterator(dataset, shared_name=None, *, machine):
    """Go through a dataset once, or again whenever the iterator is initialised.

    >>> rows = tf.data.Dataset.from_tensor_slices(([8, 3], [8]))
    >>> make_one_shot_iterator(rows).get_next()
    ((3,), ())
    """
    element = dataset.slots.get(ELEMENT, UNKNOWN) if isinstance(dataset, Instance) else UNKNOWN
    return machine.make(_ITERATOR, {ELEMENT: element})


@op(f"{_ITERATOR}.get_next")
def get_next(self, name=None):
    """Give the next element.

    >>> make_one_shot_iterator(tf.data.Dataset.from_tensor_slices([8, 3])).get_next()
    (3,)
    """
    return self.slots.get(ELEMENT, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
