"""Random calls: NumPy accepts what our rules accept, and gives the shapes that they say."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import pytest

from shapelint.confirm.ours import Ours, plain
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import find
from shapelint.sizes import Dim
from tests.rules.drawn import agrees, axis, index, near, ours, real_shape, sizes, zeros

DRAWS = 60
Call = tuple[tuple[Any, ...], dict[str, Any]]


ROWS: dict[str, Callable[[random.Random], Call]] = {
    "add": lambda d: ((zeros(d), zeros(d)), {}),
    "where": lambda d: ((np.asarray(zeros(d, 2) > 0), zeros(d, 2), zeros(d, 1)), {}),
    "full": lambda d: ((sizes(d, 2), zeros(d, 1)), {}),
    "zeros": lambda d: ((d.choice([3, sizes(d)]), d.choice([float, int, 3])), {}),
    "eye": lambda d: ((d.randint(1, 3), d.choice([None, 2])), {}),
    "arange": lambda d: ((d.randint(-3, 3), d.choice([None, d.randint(-3, 9)]), d.choice([1, 2, -1, 0.5])), {}),
    "linspace": lambda d: ((0.0, d.choice([1.0, zeros(d, 2)]), d.randint(1, 5)), {}),
    "array": lambda d: (([a := zeros(d, 2), a],), {"ndmin": d.randint(0, 4)}),
    "zeros_like": lambda d: ((zeros(d),), {"shape": d.choice([None, (2, 3)])}),
    "random.normal": lambda d: ((zeros(d, 2), 1.0, d.choice([None, sizes(d, 2)])), {}),
    "random.rand": lambda d: (sizes(d, 3, 1), {}),
    "random.randint": lambda d: ((5,), {"size": d.choice([None, 3, sizes(d)])}),
    "random.choice": lambda d: ((d.choice([5, np.zeros(4)]), d.choice([None, 3, sizes(d)])), {}),
    "reshape": lambda d: ((zeros(d), tuple(d.choice([-1, 1, 2, 3, 6]) for _ in range(d.randint(0, 3)))), {}),
    "ndarray.reshape": lambda d: ((zeros(d), *(d.choice([-1, 1, 2, 4]) for _ in range(d.randint(1, 3)))), {}),
    "transpose": lambda d: ((zeros(d), d.choice([None, tuple(d.sample(range(4), d.randint(0, 4)))])), {}),
    "swapaxes": lambda d: ((zeros(d, least=1), axis(d), axis(d)), {}),
    "moveaxis": lambda d: ((zeros(d, least=1), axis(d), axis(d)), {}),
    "rollaxis": lambda d: ((zeros(d, least=1), d.randint(-1, 0), d.randint(0, 1)), {}),
    "squeeze": lambda d: ((zeros(d, largest=2), d.choice([None, axis(d)])), {}),
    "expand_dims": lambda d: ((zeros(d), d.choice([axis(d), (0, -1)])), {}),
    "broadcast_to": lambda d: ((zeros(d, 2), (2, 3, 3)), {}),
    "ravel": lambda d: ((zeros(d),), {}),
    "atleast_3d": lambda d: ((zeros(d),), {}),
    "concatenate": lambda d: (([a := zeros(d), near(d, a)], axis(d)), {}),
    "stack": lambda d: (([a := zeros(d), near(d, a)], axis(d)), {}),
    "vstack": lambda d: (([a := zeros(d, 3), near(d, a)],), {}),
    "hstack": lambda d: (([a := zeros(d, 3), near(d, a)],), {}),
    "dstack": lambda d: (([a := zeros(d), near(d, a)],), {}),
    "column_stack": lambda d: (([a := zeros(d, 2), near(d, a)],), {}),
    "append": lambda d: ((zeros(d, 2), zeros(d, 2), d.choice([None, axis(d)])), {}),
    "split": lambda d: ((zeros(d, 3, 1, 6), d.choice([2, 3, (1, 3)]), d.randint(-2, 1)), {}),
    "array_split": lambda d: ((zeros(d, 3, 1, 6), d.choice([2, 3, (1, 3)]), d.randint(-2, 1)), {}),
    "tile": lambda d: ((zeros(d), d.choice([2, sizes(d)])), {}),
    "repeat": lambda d: ((zeros(d), 2, d.choice([None, axis(d)])), {}),
    "sum": lambda d: ((zeros(d, least=1), d.choice([None, axis(d), (0, -1)])), {"keepdims": d.random() < 0.5}),
    "mean": lambda d: ((zeros(d, least=1), axis(d)), {"keepdims": d.random() < 0.5}),
    "argmax": lambda d: ((zeros(d, least=1), d.choice([None, axis(d)])), {}),
    "ndarray.max": lambda d: ((zeros(d, least=1), axis(d)), {"keepdims": d.random() < 0.5}),
    "cumsum": lambda d: ((zeros(d, least=1), d.choice([None, axis(d)])), {}),
    "percentile": lambda d: ((zeros(d, 3, 1), d.choice([50, (10, 90)]), d.choice([None, axis(d)])), {}),
    "linalg.norm": lambda d: ((zeros(d, 2, 1),), {"axis": axis(d), "keepdims": d.random() < 0.5}),
    "matmul": lambda d: ((zeros(d), zeros(d)), {}),
    "dot": lambda d: ((zeros(d), zeros(d)), {}),
    "inner": lambda d: ((zeros(d), zeros(d)), {}),
    "outer": lambda d: ((zeros(d), zeros(d)), {}),
    "tensordot": lambda d: ((zeros(d), zeros(d), d.choice([0, 1, 2, ((-1,), (0,))])), {}),
    "einsum": lambda d: (
        (d.choice(["ij,jk->ik", "...i,ij->...j", "bi,bi->b", "ij,ji", "...a,...a"]), zeros(d, 3), zeros(d, 3)),
        {},
    ),
    "ndarray.__getitem__": lambda d: ((zeros(d), index(d)), {}),
    "ndarray.__setitem__": lambda d: ((zeros(d), index(d), zeros(d, 2)), {}),
    "ndarray.__iadd__": lambda d: ((zeros(d, least=1), zeros(d)), {}),
    "take": lambda d: ((zeros(d, least=1), np.zeros((2, 3), int), d.choice([None, axis(d)])), {}),
    "nonzero": lambda d: ((zeros(d, least=1),), {}),
    "argwhere": lambda d: ((zeros(d),), {}),
    "delete": lambda d: ((zeros(d, 3, 1), 0, d.choice([None, axis(d)])), {}),
    "sort": lambda d: ((zeros(d, least=1), d.choice([None, axis(d)])), {}),
    "pad": lambda d: ((zeros(d), d.choice([1, (1, 2), ((0, 1), (2, 0)), ((1, 1),)])), {}),
    "flip": lambda d: ((zeros(d, least=1), d.choice([None, axis(d), (0, 1)])), {}),
    "roll": lambda d: ((zeros(d, least=1), 1, d.choice([None, axis(d)])), {}),
    "rot90": lambda d: ((zeros(d, 3, 2), d.randint(-2, 3)), {}),
    "diag": lambda d: ((zeros(d, 2, 1), d.randint(-2, 2)), {}),
    "diagonal": lambda d: ((zeros(d, least=2), d.randint(-2, 2)), {}),
    "trace": lambda d: ((zeros(d, least=2),), {}),
    "meshgrid": lambda d: ((zeros(d, 1, 1), zeros(d, 1, 1)), {"indexing": d.choice(["xy", "ij"])}),
    "diff": lambda d: ((zeros(d, least=1), d.randint(1, 2), axis(d)), {}),
    "convolve": lambda d: ((zeros(d, 1, 1, 6), zeros(d, 1, 1, 6), d.choice(["full", "same", "valid"])), {}),
    "lib.stride_tricks.sliding_window_view": lambda d: ((zeros(d, 2, 1, 6), 3), {"axis": d.randint(-2, 1)}),
    "kron": lambda d: (([zeros(d, 2, 2), zeros(d, 2, 2)]), {}),
    "linalg.svd": lambda d: ((zeros(d, 3, 2),), {"full_matrices": d.random() < 0.5}),
    "fft.rfft": lambda d: ((zeros(d, 3, 1), d.choice([None, 4]), d.randint(-2, 1)), {}),
}


@pytest.mark.parametrize("name", ROWS)
def test_draws(name: str) -> None:
    rule = find(f"numpy.{name}")
    assert rule is not None
    function = reduce(getattr, name.split("."), np)
    draw = random.Random(name)
    outcomes = set()
    for _ in range(DRAWS):
        args, keywords = ROWS[name](draw)
        said = _said(rule, args, keywords)
        real = _real(function, args, keywords)
        call = f"{name}{[np.shape(arg) if isinstance(arg, np.ndarray) else arg for arg in args]} {keywords}"
        assert isinstance(said, str) == isinstance(real, str), f"{call}: {said} against {real}"
        assert isinstance(said, str) or agrees(said, real), f"{call}: {said} against {real}"
        outcomes.add(isinstance(real, str))
    assert False in outcomes, "nothing was accepted"


def _said(rule: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    world = Ours(rule)
    try:
        made = world.call(rule, tuple(map(ours, args)), {key: ours(value) for key, value in keywords.items()})
        return () if isinstance(made, Dim) else plain(made)  # a number by chance
    except Mismatch as mismatch:
        return mismatch.code


def _real(function: Any, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = function(*args, **keywords)
        except Exception as error:  # NumPy refuses with any of a dozen exceptions
            return f"{type(error).__name__}: {error}"
    return None if result is None else real_shape(result)
