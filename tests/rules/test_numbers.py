"""How often whole numbers stand in an array: what is known of it is what NumPy counts."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.programs import shapes

SMALL = st.integers(0, 4)
MADE = (
    st.builds("np.arange({})".format, st.integers(1, 5))
    | st.builds("np.arange({}, 6)".format, st.integers(0, 5))
    | st.builds("np.full({}, {})".format, SMALL, SMALL)
    | st.builds("np.zeros({}, dtype=int)".format, SMALL)
    | st.builds("np.array({})".format, st.lists(SMALL, min_size=1, max_size=6))
)
CHANGED = (
    "np.repeat({0}, {1})",
    "np.tile({0}, {1})",
    "np.tile({0}, ({1}, 1)).ravel()",
    "np.repeat({0}, np.arange(len({0})))",
    "np.repeat({0}, list(range(len({0}))))",
    "{0}[np.random.permutation(len({0}))]",
    "{0}[:{1}]",
    "{0}[::-1]",
    "{0}[{0} >= {1}]",
    "np.flip({0})",
    "(np.arange(12) % ({1} + 1))",
    "(np.arange(12) // ({1} + 1))",
    "(np.random.permutation(12) % ({1} + 1))",
    "np.sort({0})",
    "np.where({0} == {1}, 0, {0})",
    "np.random.choice({0}, len({0}))",
    "np.concatenate([{0}, {0}])",
    "np.concatenate([{0}, {0} + 1])",
    "np.concatenate([{0}, np.full(2, {1})])",
    "np.concatenate(np.split({0}, [{1}])[::-1])",
    "{0}.reshape(-1, 1)[:, 0].astype(np.int64)",
)
ARRAYS = st.recursive(
    MADE,
    lambda inner: st.builds(lambda form, x, n: form.format(x, n), st.sampled_from(CHANGED), inner, SMALL),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(ARRAYS, SMALL)
def test_counts(array: str, number: int) -> None:
    text = f"""
import numpy as np
np.random.seed(0)
x = {array}
equal = np.where(x == {number})[0]
other = x[x != {number}]
less, least = x[x < {number}], x[x <= {number}]
more, most_of_all = x[x > {number}], x[x >= {number}]
several = np.unique(x)
counts = np.bincount(x)
most = np.zeros(x.max() + 1) if len(x) else np.zeros(0)
"""
    names: dict[str, np.ndarray] = {}
    try:
        exec(text, names)
    except (ValueError, IndexError):  # `random.choice` of nothing
        return
    for name, stated in shapes(text).items():
        for sizes in stated:
            assert sizes is not None
            assert all(
                isinstance(size, str) or size is None or size == real
                for size, real in zip(sizes, names[name].shape, strict=True)
            ), name


def test_labels_that_are_repeated_or_joined() -> None:
    text = """
import numpy as np
import torch
labels = np.repeat(np.arange(5), 20)[np.random.permutation(100)]
third = np.where(labels == 2)[0]
rows = np.concatenate([np.full(10, i) for i in range(4)])
first = rows[rows == 0]
halves = np.concatenate([np.zeros(30), np.ones(20)])
ones = np.where(halves == 1)[0]
table = torch.zeros(int(labels.max()) + 1, 3)
other = torch.arange(5).repeat_interleave(20)
rest = other[other != 2]
seen = labels[labels < 3]
queries = np.arange(96) % 12 < 3
asked = np.zeros(96)[queries]
groups = np.arange(60) // 10
one = groups[groups == 4]
"""
    found = shapes(text)
    assert [found[name][-1] for name in ("third", "first", "ones", "table", "rest", "seen", "asked", "one")] == [
        (20,), (10,), (20,), (5, 3), (80,), (60,), (24,), (10,),
    ]  # fmt: skip
