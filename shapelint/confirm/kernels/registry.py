"""Kernels by the canonical name of what they compute, and layers made of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

import numpy as np

from shapelint.confirm import kernels
from shapelint.confirm.kernels.graphs import applied, nodes
from shapelint.rules.binding import Args, bind_rule
from shapelint.rules.form import Rule
from shapelint.rules.registry import find

Array = Any  # an array of NumPy, whose shape is what all this is about
Function = Callable[..., Any]

_LAYERS: Final[dict[str, Function]] = {}
_CHECKS: Final[dict[str, Function]] = {}  # of constructor arguments
_OPS: Final[dict[str, Function]] = {}
_MAKERS: Final[set[str]] = set()


def layer(*names: str, check: Function | None = None) -> Callable[[Function], Function]:
    """Declare the kernel of a layer: a function of its weights, its constructor arguments and its inputs.

    check: raises ValueError for constructor arguments that cannot be.
    """

    def declare(function: Function) -> Function:
        if check is not None:
            _CHECKS.update(dict.fromkeys(names, check))
        _LAYERS.update(dict.fromkeys(names, function))
        return function

    return declare


def divided(number: str, by: str) -> Function:
    """A check: one constructor argument is a multiple of another.

    >>> divided("channels", "groups")({"channels": 6, "groups": 4})
    Traceback (most recent call last):
    ValueError: channels 6 is no multiple of groups 4
    """

    def check(made: Mapping[str, Any]) -> None:
        if made[number] % made[by]:
            raise ValueError(f"{number} {made[number]} is no multiple of {by} {made[by]}")

    return check


def op(*names: str) -> Callable[[Function], Function]:
    """Declare the kernel of a function or method, with its arguments."""

    def declare(function: Function) -> Function:
        _OPS.update(dict.fromkeys(names, function))
        return function

    return declare


def maker(*names: str) -> Callable[[Function], Function]:
    """Declare the kernel of what takes Keras tensors as they are: it puts models together."""
    _MAKERS.update(names)
    return op(*names)


def is_maker(name: str) -> bool:
    """Whether what stands under the name takes Keras tensors as they are."""
    return name in _MAKERS


class Weights:
    """The parameters of a layer: random ones as they are first asked for, unless they are given."""

    def __init__(self, given: Mapping[str, Array] | None = None) -> None:
        self.arrays: dict[str, Array] = dict(given or {})
        self.samples: int | None = None  # that a state is kept of, from call to call

    def __call__(self, name: str, *shape: int) -> Array:
        """The parameter of that name.  Raises ValueError where it exists with another shape."""
        if name not in self.arrays:
            numbers = np.random.default_rng(len(self.arrays)).uniform(-0.5, 0.5, shape)
            self.arrays[name] = numbers.astype(np.float32)
        found = self.arrays[name]
        if found.shape != shape:
            raise ValueError(f"{name} was made with shape {found.shape}, this input needs {shape}")
        return found

    def keep(self, samples: int) -> None:
        """Note of how many samples a state is kept.  Raises ValueError where it is kept of another number."""
        if self.samples not in (None, samples):
            raise ValueError(f"the state is that of {self.samples} samples, this input has {samples}")
        self.samples = samples


class Layer:
    """A layer that computes with a kernel."""

    def __init__(self, rule: Rule, kernel: Function, args: Args) -> None:
        made = bind_rule(rule, args)
        self.made = rule.adjust(made) if rule.adjust is not None else made
        check = next((_CHECKS[name] for name in rule.names if name in _CHECKS), None)
        if check is not None:
            check(self.made)
        self.kernel = kernel
        self.weights = Weights()

    @classmethod
    def like(cls, other: Layer, weights: Mapping[str, Array], **made: Any) -> Layer:
        """A layer as another one, with these parameters as far as they are there, and some arguments changed."""
        found = cls.__new__(cls)
        found.made, found.kernel, found.weights = {**other.made, **made}, other.kernel, Weights(weights)
        return found

    def __call__(self, *inputs: Any, **keywords: Any) -> Any:
        """What it gives for inputs: arrays, or Keras tensors."""
        if nodes([inputs, keywords]):
            return applied(self, inputs, keywords)
        return self.kernel(self.weights, self.made, *inputs, **keywords)


@cache
def _load() -> None:
    for found in pkgutil.iter_modules(kernels.__path__, kernels.__name__ + "."):
        importlib.import_module(found.name)


def kernel_of(name: str) -> Function | None:
    """What makes the layer, or computes the function, of a canonical name; None where there is no kernel."""
    _load()
    rule = find(name)
    for each in rule.names if rule is not None else ():
        if each in _OPS:
            return _OPS[each]
        if rule is not None and each in _LAYERS:
            made = rule, _LAYERS[each]
            return lambda *args, **keywords: Layer(*made, Args(args, keywords))
    return None


def has_kernel(name: str) -> bool:
    """Whether a kernel computes what stands under the name; operators are Python's own.

    >>> has_kernel("torch.nn.Linear"), has_kernel("torch.Tensor.__add__"), has_kernel("torch.fft.fft")
    (True, True, False)
    """
    short = name.rpartition(".")[2]
    return kernel_of(name) is not None or (short.startswith("__") and short.endswith("__"))
