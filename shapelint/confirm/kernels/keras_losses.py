"""Losses of Keras: one number for each row, and the classes that take their mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.activations import log_softmax
from shapelint.confirm.kernels.registry import Array, op

Loss = Callable[[Array, Array], Array]
_LEAST: Final = 1e-7


def same_rank(y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Without an axis of one number that only one of them has; rows of numbers get one instead."""
    if abs(y_true.ndim - y_pred.ndim) != 1:
        return y_true, y_pred
    longer, shorter = (y_true, y_pred) if y_true.ndim > y_pred.ndim else (y_pred, y_true)
    if longer.shape[-1] != 1:
        return y_true, y_pred
    if shorter.ndim == 1:
        longer, shorter = longer, shorter[:, None]
    else:
        longer = longer[..., 0]
    return (longer, shorter) if y_true.ndim > y_pred.ndim else (shorter, longer)


def _same_shape(y_true: Array, y_pred: Array) -> None:
    if y_true.shape != y_pred.shape:
        raise ValueError(f"a target of shape {y_pred.shape} is wanted, got {y_true.shape}")


def _of_chances(chances: Array, from_logits: bool) -> Array:
    """Logarithms of what sums to 1 along the last axis."""
    if from_logits:
        return log_softmax(chances, -1)
    return np.log(np.clip(chances / chances.sum(-1, keepdims=True), _LEAST, 1 - _LEAST))


def _by_difference(measure: Callable[[Array, Array], Array]) -> Loss:
    """The mean of a measure over the last axis of two arrays, broadcast."""

    def loss(y_true: Array, y_pred: Array) -> Array:
        y_true, y_pred = same_rank(y_true, y_pred)
        return measure(y_true, y_pred).mean(-1)

    return loss


def _huber(y_true: Array, y_pred: Array) -> Array:
    far = np.abs(y_pred - y_true)
    return np.where(far <= 1, far * far / 2, far - 0.5)


def _in_logarithms(y_true: Array, y_pred: Array) -> Array:
    one, other = (np.log(np.maximum(each, _LEAST) + 1) for each in (y_true, y_pred))
    return (one - other) ** 2


def _log_cosh(y_true: Array, y_pred: Array) -> Array:
    far = y_pred - y_true
    return far + np.logaddexp(0, -2 * far) - np.log(2)


def categorical(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """Chances (*batch, C) against chances of the same shape."""
    _same_shape(y_true, y_pred)
    return -(y_true * _of_chances(y_pred, from_logits)).sum(-1)


def sparse_categorical(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """Chances (*batch, C) against classes (*batch)."""
    classes = y_true[..., 0] if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1 else y_true
    if classes.shape != y_pred.shape[:-1]:
        raise ValueError(f"classes of shape {y_pred.shape[:-1]} are wanted, got {classes.shape}")
    chances = _of_chances(y_pred, from_logits)
    return -np.take_along_axis(chances, classes.astype(np.int64)[..., None], -1)[..., 0]


def binary(y_true: Array, y_pred: Array, from_logits: bool = False) -> Array:
    """Chances against chances of the same shape."""
    _same_shape(y_true, y_pred)
    if from_logits:
        return (np.logaddexp(0, y_pred) - y_pred * y_true).mean(-1)
    chances = np.clip(y_pred, _LEAST, 1 - _LEAST)
    return -(y_true * np.log(chances) + (1 - y_true) * np.log(1 - chances)).mean(-1)


def divergence(y_true: Array, y_pred: Array) -> Array:
    """Of chances from chances, broadcast."""
    one, other = (np.clip(each, _LEAST, 1) for each in (y_true, y_pred))
    return (one * np.log(one / other)).sum(-1)


def poisson(y_true: Array, y_pred: Array) -> Array:
    """Counts against rates, broadcast."""
    return (y_pred - y_true * np.log(y_pred + _LEAST)).mean(-1)


# Function, class, short names, kernel.
_LOSSES: Final[tuple[tuple[str, str, tuple[str, ...], Callable[..., Array]], ...]] = (
    ("mean_squared_error", "MeanSquaredError", ("mse",), _by_difference(lambda true, pred: (pred - true) ** 2)),
    ("mean_absolute_error", "MeanAbsoluteError", ("mae",), _by_difference(lambda true, pred: np.abs(pred - true))),
    (
        "mean_absolute_percentage_error",
        "MeanAbsolutePercentageError",
        ("mape",),
        _by_difference(lambda true, pred: 100 * np.abs((true - pred) / np.maximum(np.abs(true), _LEAST))),
    ),
    (
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        ("msle",),
        _by_difference(_in_logarithms),
    ),
    ("huber", "Huber", ("huber_loss",), _by_difference(_huber)),
    ("log_cosh", "LogCosh", ("logcosh",), _by_difference(_log_cosh)),
    ("kl_divergence", "KLDivergence", ("kld", "kullback_leibler_divergence"), divergence),
    ("poisson", "Poisson", (), poisson),
    ("categorical_crossentropy", "CategoricalCrossentropy", (), categorical),
    ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", (), sparse_categorical),
    ("binary_crossentropy", "BinaryCrossentropy", (), binary),
)
BY_NAME: Final[dict[str, Loss]] = {}


class Mean:
    """A loss that is made: the mean of those of all rows."""

    def __init__(self, function: Callable[..., Array], settings: dict[str, Any]) -> None:
        self.function = function
        self.settings = {name: value for name, value in settings.items() if name != "name"}

    def __call__(self, y_true: Array, y_pred: Array) -> Array:
        """One number."""
        if self.settings.keys() - {"from_logits"}:
            raise NotImplementedError(f"{', '.join(self.settings)} have no reference kernel")
        return self.function(*same_rank(y_true, y_pred), **self.settings).mean()


def _declare(name: str, cls: str, short: tuple[str, ...], function: Callable[..., Array]) -> None:
    op(f"keras.losses.{name}")(function)
    op(f"keras.losses.{cls}")(lambda **settings: Mean(function, settings))
    BY_NAME.update(dict.fromkeys((name, cls, *short), function))


for _row in _LOSSES:
    _declare(*_row)
