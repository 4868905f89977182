"""What models of Keras are asked about data.  Nothing is learnt: the loss is that of the model as it was made."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.keras_losses import BY_NAME, same_rank
from shapelint.confirm.kernels.models import Model
from shapelint.confirm.kernels.registry import Array, op

_BATCH: Final = 32


class History:
    """What a training gives: its loss, once."""

    def __init__(self, loss: float) -> None:
        self.history = {"loss": [loss]}


@op("keras.Model.compile")
def compiled(self: Model, optimizer: Any = "rmsprop", loss: Any = None, **_: Any) -> None:
    """Note the loss."""
    self.loss = loss


@op("keras.Model.predict")
def predicted(self: Model, x: Any, batch_size: int | None = None, verbose: Any = 0, **_: Any) -> Any:
    """The outputs for many samples, batch by batch."""
    arrays = _rows(x)
    count = _samples(arrays)
    size = batch_size or _BATCH
    given = [self(_part(x, arrays, at, size)) for at in range(0, count, size)]
    if isinstance(given[0], list):
        return [np.concatenate(each) for each in zip(*given, strict=True)]
    return np.concatenate(given)


@op("keras.Model.predict_on_batch")
def predicted_on_batch(self: Model, x: Any) -> Any:
    """The outputs for samples that come together."""
    return self(_part(x, _rows(x), 0, _samples(_rows(x))))


@op("keras.Model.evaluate")
def evaluated(self: Model, x: Any, y: Any, batch_size: int | None = None, verbose: Any = 0, **_: Any) -> float:
    """The mean of the losses of all batches, weighed by their samples."""
    arrays, wanted = _rows(x), _rows(y)
    count = _samples([*arrays, *wanted])
    size, total = batch_size or _BATCH, 0.0
    for at in range(0, count, size):
        given = self(_part(x, arrays, at, size))
        total += _loss(self, _part(y, wanted, at, size), given) * min(size, count - at)
    return total / count


@op("keras.Model.fit")
def fitted(self: Model, x: Any, y: Any, batch_size: int | None = None, epochs: int = 1, **_: Any) -> History:
    """The loss before anything is learnt."""
    return History(evaluated(self, x, y, batch_size))


@op("keras.Model.train_on_batch", "keras.Model.test_on_batch")
def trained_on_batch(self: Model, x: Any, y: Any, **_: Any) -> float:
    """The loss on samples that come together."""
    loss: float = evaluated(self, x, y, _samples(_rows(x)))
    return loss


def _rows(value: Any) -> list[Array]:
    return list(value) if isinstance(value, tuple | list) else [value]


def _samples(arrays: list[Array]) -> int:
    """How many there are in each array.  Raises ValueError where they do not agree."""
    counts = [len(array) for array in arrays]
    if len(set(counts)) != 1:
        raise ValueError(f"the arrays hold {', '.join(map(str, counts))} samples")
    return counts[0]


def _part(value: Any, arrays: list[Array], at: int, size: int) -> Any:
    """One batch, nested as the whole is."""
    parts = [array[at : at + size] for array in arrays]
    return parts if isinstance(value, tuple | list) else parts[0]


def _loss(model: Model, target: Any, given: Any) -> float:
    if model.loss is None:
        raise ValueError("the model is not compiled with a loss")
    if isinstance(target, list) or isinstance(given, list):
        targets, outputs = _rows(target), _rows(given)
        if len(targets) != len(outputs):
            raise ValueError(f"the model has {len(outputs)} outputs, gets {len(targets)} targets")
        losses = model.loss if isinstance(model.loss, tuple | list) else [model.loss] * len(outputs)
        return math.fsum(_one(*each) for each in zip(losses, targets, outputs, strict=True))
    return _one(model.loss, target, given)


def _one(loss: Any, target: Array, given: Array) -> float:
    function: Callable[[Array, Array], Array] | None = BY_NAME.get(loss) if isinstance(loss, str) else loss
    if not callable(function):
        raise NotImplementedError(f"the loss {loss!r} has no reference kernel")
    return float(np.mean(function(*same_rank(target, given))))
