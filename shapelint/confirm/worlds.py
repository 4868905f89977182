"""Worlds that are frameworks, and how to ask any world for an example's outcome."""

from __future__ import annotations

import importlib
import importlib.util
import operator
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final, Protocol

from shapelint.confirm.examples import Example
from shapelint.confirm.expressions import World, run
from shapelint.rules.form import Rule

MODULES: Final = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "np": "numpy",
    "numpy": "numpy",
    "keras": "keras",
    "layers": "keras.layers",
    "ops": "keras.ops",
    "K": "keras.backend",
    "tf": "tf",
    "einops": "einops",
}
# Where a short name is looked for beside the rule's own neighbours.
_NEIGHBOURS: Final = {
    "torch": ("torch.nn", "torch", "torch.nn.functional"),
    "einops": ("torch.nn", "einops", "torch"),
    "keras": ("keras.layers", "keras", "keras.ops", "keras.preprocessing.image"),
    "qkeras": ("qkeras", "keras.layers"),
    "nolearn": ("nolearn.lasagne",),
    "tf": ("tf", "keras.layers", "tf.data", "tf.nn.rnn_cell"),
    "numpy": ("numpy",),
    "sklearn": (
        "sklearn.preprocessing",
        "sklearn.datasets",
        "sklearn.model_selection",
        "sklearn.linear_model",
        "sklearn.decomposition",
        "numpy",
    ),
    "pandas": ("pandas", "numpy"),
    "scipy": ("sklearn.preprocessing", "numpy"),
}
# Where an installed library has the names below a canonical one; the first place that has a name is the one.
_LEGACY: Final = "tf_keras.api._v1.keras.__internal__.legacy"
_PLACES: Final = (
    ("tf.layers", f"{_LEGACY}.layers"),
    ("tf.nn.rnn_cell", f"{_LEGACY}.rnn_cell"),
    ("tf.contrib.layers", "tf_slim.layers"),
    ("tf.contrib.slim", "tf_slim"),
    ("tf", "tensorflow"),
    ("tf", "tensorflow.compat.v1"),
)
# What TensorFlow says where it wants a `with` statement around a call, which no example has.
_NEEDS_WITH: Final = re.compile(r"non-persistent GradientTape can only|No default session is registered")
_MOST_ITEMS: Final = 1000
_UNARY: Final[dict[str, Callable[[Any], Any]]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_PYTHON: Final[dict[str, Any]] = {
    "range": range,
    "slice": slice,
    "len": len,
    "list": list,
    "OrderedDict": OrderedDict,
}


class Absent(Exception):
    """This world does not have what an example speaks of."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an example.

    value: the result in plain values (see `Example`) where it was accepted; codes: of what our world reported;
    message: of the refusal or the reports.
    """

    accepted: bool
    value: Any = None
    codes: tuple[str, ...] = ()
    message: str = ""


class AnyWorld(World, Protocol):
    """A world that can be asked for outcomes."""

    def outcome(self, example: Example) -> Outcome:
        """What becomes of an example; raises Absent where the world lacks what it names."""


def spellings(rule: Rule, name: str) -> list[str]:
    """The full names that a name in a rule's examples can stand for."""
    own = [full for full in rule.names if full.rpartition(".")[2] == name]
    if name in MODULES and not own:
        return [MODULES[name]]
    around = [full.rpartition(".")[0] for full in rule.names]
    beyond = [owner.rpartition(".")[0] for owner in around]  # where the class of a method stands
    prefixes = dict.fromkeys([*around, *_NEIGHBOURS.get(rule.name.partition(".")[0], ()), *beyond])
    return [*own, *(f"{prefix}.{name}" for prefix in prefixes if prefix)]


class Framework:
    """A framework itself: values are its own, operators are Python's."""

    def __init__(self, rule: Rule, make: Callable[[tuple[int, ...], str], Any]) -> None:
        self.rule = rule
        self.make = make

    def outcome(self, example: Example) -> Outcome:
        """What the framework does with it."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = plain(run(self, example.setup, example.source))
        except (Absent, SyntaxError):
            raise
        except ImportError as error:  # another library that the call needs is not installed
            raise Absent(str(error)) from None
        except Exception as error:  # frameworks refuse with any exception there is
            return Outcome(False, message=f"{type(error).__name__}: {error}")
        return Outcome(True, value)

    def tensor(self, sizes: tuple[Any, ...], dtype: str) -> Any:
        """Ones, or zeros where they may be used as indices."""
        return self.make(sizes, dtype)

    def lookup(self, name: str) -> Any:
        """The framework's own object."""
        if name in _PYTHON:
            return _PYTHON[name]
        for full in spellings(self.rule, name):
            found = resolve(full)
            if found is not None:
                return found
        raise Absent(name)

    def symbol(self, name: str) -> Any:
        """No framework knows symbols."""
        raise Absent(name)

    def call(self, callee: Any, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """A real call."""
        return callee(*args, **keywords)

    def get(self, owner: Any, name: str) -> Any:
        """A real attribute."""
        return getattr(owner, name)

    def item(self, owner: Any, index: Any) -> Any:
        """A real item."""
        return owner[index]

    def set_item(self, owner: Any, index: Any, value: Any) -> None:
        """A real assignment."""
        owner[index] = value

    def slice(self, lower: Any, upper: Any, step: Any) -> Any:
        """A real slice."""
        return slice(lower, upper, step)

    def binary(self, op: str, left: Any, right: Any) -> Any:
        """A real operator."""
        return getattr(operator, op)(left, right)

    def unary(self, op: str, value: Any) -> Any:
        """A real operator."""
        return _UNARY[op](value)

    def sequence(self, items: list[Any]) -> Any:
        """A real list."""
        return items

    def mapping(self, items: dict[Any, Any]) -> Any:
        """A real dict."""
        return items


class _TensorFlow(Framework):
    """TensorFlow; what it had in version 1 alone is asked of a graph, as is what it does not do at once."""

    def outcome(self, example: Example) -> Outcome:
        """What the framework does with it; an example may enter graphs and sessions, which its thread alone is in."""
        found = None if is_old(self.rule.name) else _alone(super().outcome, example)
        if found is None or (not found.accepted and "eager" in found.message):
            found = _alone(self._in_a_graph, example)
        if _NEEDS_WITH.search(found.message):
            raise Absent(found.message)
        return found

    def _in_a_graph(self, example: Example) -> Outcome:
        with resolve("tf.Graph")().as_default():
            found = super().outcome(example)
            entered = resolve("tf.get_default_session")()
            if entered is not None:  # what is left open now would be closed in another thread
                entered.__exit__(None, None, None)
        return found


def _alone(action: Callable[[Example], Outcome], example: Example) -> Outcome:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(action, example).result()


def is_old(name: str) -> bool:
    """Whether later versions of TensorFlow have it for the programs of the first alone."""
    return _imported(f"tensorflow{name.removeprefix('tf')}") is None


@cache
def resolve(name: str) -> Any:
    """The object of an installed library under a canonical name, or None.

    What TensorFlow 1 alone had is looked for where later versions keep it.
    """
    for library, place in _PLACES:
        if name == library or name.startswith(f"{library}."):
            found = _imported(place + name.removeprefix(library))
            if found is not None:
                return found
    return _imported(name)


def _imported(name: str) -> Any:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part, None)
        return found
    return None


def plain(value: Any) -> Any:
    """A framework's value in plain values: arrays by their shape, `...` for what a graph does not know of it."""
    if type(value).__name__ == "TensorShape":
        return _of_graph(value)
    shape = getattr(value, "shape", None)
    if shape is not None and not isinstance(value, type):  # first: NumPy's numbers are Python's too
        return _of_graph(shape) if hasattr(shape, "rank") else tuple(shape)
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, dict) and not type(value).__module__.startswith("sklearn"):  # an object that can be indexed
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return tuple(plain(each) for each in value)
    if isinstance(value, Iterator | KeysView | ValuesView | ItemsView):
        row = tuple(islice(value, _MOST_ITEMS + 1))
        if len(row) > _MOST_ITEMS:
            raise Absent("an iterator without end")
        return tuple(map(plain, row))
    return type(value).__name__


def _of_graph(shape: Any) -> tuple[Any, ...]:
    return (...,) if shape.rank is None else tuple(... if size is None else size for size in shape)


def _torch(sizes: tuple[int, ...], dtype: str) -> Any:
    import torch

    kinds = {"float": torch.float32, "int": torch.int64, "bool": torch.bool, "complex": torch.complex64}
    return torch.full(sizes, dtype != "int", dtype=kinds[dtype])


def _numpy(sizes: tuple[int, ...], dtype: str) -> Any:
    import numpy as np

    kinds = {"float": np.float64, "int": np.int64, "bool": np.bool_, "complex": np.complex128}
    return np.full(sizes, dtype != "int", dtype=kinds[dtype])


def _keras(sizes: tuple[int, ...], dtype: str) -> Any:
    import keras

    kinds = {"float": "float32", "int": "int32", "bool": "bool", "complex": "complex64"}
    return keras.ops.full(sizes, dtype != "int", dtype=kinds[dtype])


def _tensorflow(sizes: tuple[int, ...], dtype: str) -> Any:
    import tensorflow as tf

    kinds = {"float": tf.float32, "int": tf.int32, "bool": tf.bool, "complex": tf.complex64}
    return tf.cast(tf.fill(sizes, 0 if dtype == "int" else 1), kinds[dtype])


_FRAMEWORKS: Final[dict[str, tuple[tuple[str, ...], Callable[[tuple[int, ...], str], Any]]]] = {
    "torch": (("torch",), _torch),
    "einops": (("torch", "einops"), _torch),
    "keras": (("keras",), _keras),
    "tf": (("tensorflow",), _tensorflow),
    "numpy": (("numpy",), _numpy),
    "sklearn": (("sklearn",), _numpy),
    "pandas": (("pandas",), _numpy),
}


def framework_of(rule: Rule) -> Framework | None:
    """The world of a rule's framework; None where it is not installed."""
    needs, make = _FRAMEWORKS.get(rule.name.partition(".")[0], ((), None))
    if make is None or not all(importlib.util.find_spec(name) for name in needs):
        return None
    return (_TensorFlow if make is _tensorflow else Framework)(rule, make)
