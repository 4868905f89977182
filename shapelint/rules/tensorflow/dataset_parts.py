"""`tf.data`: the same elements, some of them, in another order, or several times, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import is_int, size_in
from shapelint.rules.tensorflow.datasets import COUNT, DATASET, ELEMENT, even_count, made_dataset, part_of, with_element
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Shape, Size, at_most

_KEEPING: Final = (
    ("prefetch", "self, buffer_size, name=None", "1"),
    ("cache", "self, filename='', name=None", ""),
    ("with_options", "self, options, name=None", "tf.data.Options()"),
)
_KEPT = """Give the same elements.

    >>> tf.data.Dataset.from_tensor_slices([3, 2]).@({}).as_numpy_iterator()
    {}
    """
for _name, _parameters, _given in _KEEPING:
    declare(
        f"{DATASET}.{_name}",
        _parameters,
        lambda self, machine: with_element(self, part_of(self, ELEMENT), machine),
        _KEPT.format(_given, "((2,), (2,), (2,))"),
    )
declare(
    f"{DATASET}.filter",
    "self, predicate, name=None",
    lambda self, machine: made_dataset(machine, part_of(self, ELEMENT)),
    _KEPT.format("lambda x: True", "(..., (2,))"),
)


def _counting(name: str, given: str, counted: Callable[[int, int], Size], doc: str) -> None:
    """A part of a dataset, or several of it; counted: how many elements of so many for an argument."""

    def made(self: Value, count: Value, machine: Any) -> Value:
        whole = even_count(self)
        found = counted(whole, count) if whole is not None and is_int(count) else UNKNOWN
        return made_dataset(machine, part_of(self, ELEMENT), found)

    declare(f"{DATASET}.{name}", f"self, {given}, name=None", made, doc)


_PARTS: Final = """{what}

    >>> tf.data.Dataset.from_tensor_slices([5, 2]).@(2).as_numpy_iterator()
    {after}
    >>> tf.data.Dataset.from_tensor_slices([5, 2]).batch(2).@(2).element_spec
    (None, 2)
    """
_counting("repeat", "count=None", lambda n, times: n * times if times >= 0 else UNKNOWN, _PARTS.format(
    what="Give the same elements so many times.", after=f"({', '.join(['(2,)'] * 10)})"
))  # fmt: skip
_counting("take", "count", lambda n, most: min(n, most) if most >= 0 else n, _PARTS.format(
    what="Give the first elements.", after="((2,), (2,))"
))  # fmt: skip
_counting("skip", "count", lambda n, gone: max(n - gone, 0) if gone >= 0 else 0, _PARTS.format(
    what="Give all but the first elements.", after="((2,), (2,), (2,))"
))  # fmt: skip


def _shuffled(self: Value, machine: Any) -> Value:
    count = even_count(self)
    return made_dataset(machine, part_of(self, ELEMENT), UNKNOWN if count is None else count)


declare(
    f"{DATASET}.shuffle",
    "self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None",
    _shuffled,
    _KEPT.format("5", "((2,), (2,), (2,))"),
)


@op(f"{DATASET}.shard", least={"num_shards": 1, "index": 0})
def shard(self, num_shards, index, name=None, *, machine):
    """Take every so many-th element.

    >>> tf.data.Dataset.from_tensor_slices([5, 3]).shard(2, 0).as_numpy_iterator()
    ((3,), (3,), (3,))
    >>> tf.data.Dataset.from_tensor_slices([5, 3]).batch(2).shard(2, 0).element_spec
    (None, 3)
    >>> tf.data.Dataset.from_tensor_slices([4, 3]).shard(2, 2).cardinality()
    SHP707
    """
    if at_most(size_in(num_shards), size_in(index)) is True:
        raise Mismatch("SHP707", "index is {index}, there are {count} shards", index=index, count=num_shards)
    count = even_count(self)
    known = is_int(num_shards) and is_int(index)
    share = (count - index - 1) // num_shards + 1 if count is not None and known else UNKNOWN
    return made_dataset(machine, part_of(self, ELEMENT), share)


@op((f"{DATASET}.get_single_element", "tf.data.experimental.get_single_element"))
def get_single_element(dataset, name=None):
    """The only element.

    >>> tf.data.Dataset.from_tensors([4, 3]).get_single_element()
    (4, 3)
    """
    return part_of(dataset, ELEMENT)


@op(f"{DATASET}.__len__")
def length(self):
    """How many elements there are, as a number.

    >>> len(tf.data.Dataset.from_tensor_slices([4, 3]))
    4
    """
    return part_of(self, COUNT)


@op(f"{DATASET}.cardinality")
def cardinality(self):
    """How many elements there are.

    >>> tf.data.Dataset.from_tensor_slices([4, 3]).cardinality()
    ()
    """
    return tensor(Shape(()), "int", content=part_of(self, COUNT))
