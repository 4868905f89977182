"""What is installed: each framework's version, its device, and how numbers get into it and out again.

Only workers use this: a framework is imported as soon as its entry is called.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from shapelint.findings.witness import Array

Make = Callable[[Array, str, int], Any]
_MEMORY: Final = 4 << 30  # bytes of a GPU that experiments may take


def _at_once() -> None:
    """There is nothing to do."""


@dataclass(frozen=True, slots=True)
class Installed:
    """make: an array for a call of a rule, by its number among the arrays; numbers: an array of NumPy of a result;
    seed: makes what is by chance the same as ever; settle: waits until the device is done; graph: within it calls are
    written down first, where there is such a thing.
    """

    version: str
    where: str
    make: Make
    numbers: Callable[[Any], Any]
    seed: Callable[[], object] = _at_once
    settle: Callable[[], None] = _at_once
    graph: Callable[[], AbstractContextManager[object]] | None = None


def _filled(term: Array, seed: int) -> Any:
    """The numbers of an array as NumPy has them: what is known of them, else some between 0.1 and 0.9, or zeros."""
    import numpy as np

    if term.content is not None:
        return np.reshape(np.asarray(term.content, dtype=np.int64), term.numbers)
    kind = term.dtype or "float"
    if kind in ("int", "bool"):
        return np.zeros(term.numbers, dtype=np.int64 if kind == "int" else np.bool_)
    numbers = np.random.default_rng(seed).uniform(0.1, 0.9, term.numbers).astype(np.float32)
    return numbers.astype(np.complex64) if kind == "complex" else numbers


def _torch(device: str) -> Installed:
    os.environ.setdefault("CUDA_LAUNCH_BLOCKING", "1")  # else an error is told of a later call
    import torch

    where = device or _best_device(torch)
    if where != "cpu":
        torch.set_default_device(where)
        where = str(torch.zeros(1).device)
    if where.startswith("cuda"):
        whole = torch.cuda.get_device_properties(where).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, _MEMORY / whole))
        # Both orders of two calls are compared in float32, not in what a tensor core makes of it.
        torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False

    def make(term: Array, rule: str, seed: int) -> Any:
        if term.strides is None:
            return torch.from_numpy(_filled(term, seed)).to(where)
        memory = torch.from_numpy(_filled(Array((term.reach,), term.dtype), seed)).to(where)
        return memory.as_strided(term.numbers, term.steps)

    def settle() -> None:
        if where.startswith("cuda"):
            torch.cuda.synchronize()
        elif where.startswith("mps"):
            torch.mps.synchronize()
        elif where.startswith("xpu"):
            torch.xpu.synchronize()

    version = torch.__version__.partition("+")[0]
    numbers, seed = (lambda value: value.detach().cpu().numpy()), (lambda: torch.manual_seed(0))
    return Installed(version, where, make, numbers, seed, settle)


def _best_device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "xpu" if hasattr(torch, "xpu") and torch.xpu.is_available() else "cpu"


def _keras(device: str) -> Installed:
    import keras

    if keras.backend.backend() == "tensorflow":  # graphs take seconds for each model, and refuse in words of their own
        import tensorflow as tf

        tf.config.run_functions_eagerly(True)

    def make(term: Array, rule: str, seed: int) -> Any:
        numbers = _filled(term, seed)
        return numbers if rule.startswith(("keras.Model.", "numpy.")) else keras.ops.convert_to_tensor(numbers)

    def seed() -> None:
        keras.utils.set_random_seed(0)

    where = _keras_device(keras, keras.backend.backend())
    return Installed(keras.__version__, where, make, keras.ops.convert_to_numpy, seed)


def _keras_device(keras: Any, backend: str) -> str:
    """The backend, and the device that it runs on unless that is a CPU."""
    try:
        device = str(keras.ops.convert_to_tensor(0.0).device).rpartition("device:")[2].lower()
    except AttributeError:
        return backend
    return backend if device.startswith("cpu") else f"{backend} on {device}"


def _tensorflow(device: str) -> Installed:
    # It imports Keras as soon as that is asked for, which then finds no settings of the user's to read.
    os.environ.update(KERAS_BACKEND="tensorflow", KERAS_HOME=os.getcwd())
    import tensorflow as tf

    def make(term: Array, rule: str, seed: int) -> Any:
        numbers = _filled(term, seed)
        if rule.startswith("tf.Session."):
            return numbers
        return tf.Variable(numbers) if rule.startswith("tf.Variable.") else tf.constant(numbers)

    def seed() -> None:
        tf.random.set_seed(0)

    graph = lambda: tf.Graph().as_default()  # noqa: E731
    where = "gpu:0" if tf.config.list_logical_devices("GPU") else ""
    return Installed(tf.__version__, where, make, lambda value: value.numpy(), seed, graph=graph)


def _numpy(device: str) -> Installed:
    import numpy as np

    def make(term: Array, rule: str, seed: int) -> Any:
        return _filled(term, seed)

    return Installed(np.__version__, "", make, np.asarray)


WORLDS: Final[dict[str, Callable[[str], Installed]]] = {
    "torch": _torch,
    "keras": _keras,
    "tensorflow": _tensorflow,
    "numpy": _numpy,
}
