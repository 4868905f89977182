"""The process in which a framework is asked: a line of JSON in, a line of JSON out.

It is started in an empty folder, imports one framework, and runs what `wire.decoded` lets through, one experiment after
the other.  It may be killed at any time; nothing depends on how it ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import warnings
from collections.abc import Callable
from typing import Any, Final, TextIO

from shapelint.confirm.kernels.registry import Layer
from shapelint.confirm.kernels.stage import KernelStage
from shapelint.confirm.play import AbsentError, FrameworkStage, StepFailed, play
from shapelint.confirm.wire import NotAllowedError, decoded
from shapelint.confirm.worlds import plain
from shapelint.findings.witness import Array

_MEMORY: Final = 3 << 30  # bytes that experiments may take beyond what the framework itself has
_MOST_TEXT: Final = 2000
_MOST_WEIGHTS: Final = 200
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_OUT_OF_MEMORY: Final = ("out of memory", "can't allocate memory", "Unable to allocate")

Make = Callable[[Array, str, int], Any]


def main(name: str, device: str) -> int:
    """Answer on the descriptor that was standard output until no more is asked."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # frameworks write there too
    warnings.simplefilter("ignore")
    try:
        version, where, make = _WORLDS[name](device)
    except Exception as error:  # a missing library or driver
        _answer(answers, {"absent": f"{type(error).__name__}: {error}"[:_MOST_TEXT]})
        return 1
    stage = KernelStage if name == "numpy" else FrameworkStage
    _limit_memory()
    _answer(answers, {"ready": f"{name} {version}{' on ' + where if where else ''}"})
    for line in sys.stdin:
        _answer(answers, _experiment(json.loads(line), stage(make)))
    return 0


def _answer(answers: TextIO, data: dict[str, Any]) -> None:
    print(json.dumps(data), file=answers, flush=True)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as status:
            data = int(status.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_DATA, (data + _MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _experiment(asked: Any, stage: FrameworkStage) -> dict[str, Any]:
    """What became of it: "raised" with the step and the words, "gave" with the result, or "failed" with the reason."""
    try:
        witness = decoded(asked)
    except NotAllowedError as error:
        return {"failed": f"not allowed: {error}"}
    try:
        result = play(stage, witness)
        return {"gave": _plain(plain(result)), "value": _number(result), "weights": _weights(stage.callee)}
    except StepFailed as failure:
        return _refusal(failure)
    except Exception as error:  # of what the result is read by
        return {"failed": f"the result cannot be read: {type(error).__name__}"}


def _refusal(failure: StepFailed) -> dict[str, Any]:
    error = failure.error
    text = " ".join(_COLOURS.sub("", str(error)).split())[:_MOST_TEXT]
    if isinstance(error, AbsentError):
        return {"failed": f"it has no {text}"}
    if isinstance(error, MemoryError) or any(words in text for words in _OUT_OF_MEMORY):
        return {"failed": "it takes too much memory"}
    if isinstance(error, NotImplementedError | ImportError):
        return {"failed": f"{type(error).__name__}: {text}"}
    return {"raised": text, "type": type(error).__name__, "step": failure.step}


def _plain(value: Any) -> Any:
    """Shapes as lists; of anything else what JSON can hold."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(type(value).__name__)


def _number(value: Any) -> float | None:
    """The number that a loss is."""
    with contextlib.suppress(Exception):
        if getattr(value, "shape", None) is not None and tuple(value.shape) == ():
            return float(value)
    return None


def _weights(layer: Any) -> dict[str, list[int]]:
    """The shapes of the parameters of a layer: PyTorch's and Keras's own, or those of a kernel."""
    if isinstance(layer, Layer):
        named = list(layer.weights.arrays.items())
    elif hasattr(layer, "trainable_weights"):  # first: on PyTorch, Keras's layers are modules as well
        short = [each.path.rpartition("/")[2] for each in layer.weights]
        alone = len(set(short)) == len(short)
        named = [(name if alone else each.path, each) for name, each in zip(short, layer.weights, strict=True)]
    else:
        named = list(layer.named_parameters()) if hasattr(layer, "named_parameters") else []
    return {str(name): list(each.shape) for name, each in named[:_MOST_WEIGHTS]}


# --- worlds ----------------------------------------------------------------------------------------------------------


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


def _torch(device: str) -> tuple[str, str, Make]:
    os.environ.setdefault("CUDA_LAUNCH_BLOCKING", "1")  # else an error is told of a later call
    import torch

    where = device or _best_device(torch)
    if where != "cpu":
        torch.set_default_device(where)
        where = str(torch.zeros(1).device)

    def make(term: Array, rule: str, seed: int) -> Any:
        if term.strides is None:
            return torch.from_numpy(_filled(term, seed)).to(where)
        memory = torch.from_numpy(_filled(Array((term.reach,), term.dtype), seed)).to(where)
        return memory.as_strided(term.numbers, term.steps)

    return torch.__version__.partition("+")[0], where, make


def _best_device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "xpu" if hasattr(torch, "xpu") and torch.xpu.is_available() else "cpu"


def _keras(device: str) -> tuple[str, str, Make]:
    import keras

    def make(term: Array, rule: str, seed: int) -> Any:
        numbers = _filled(term, seed)
        return numbers if rule.startswith("keras.Model.") else keras.ops.convert_to_tensor(numbers)

    return keras.__version__, f"{keras.backend.backend()}", make


def _tensorflow(device: str) -> tuple[str, str, Make]:
    import tensorflow as tf

    return tf.__version__, "", lambda term, rule, seed: tf.constant(_filled(term, seed))


def _numpy(device: str) -> tuple[str, str, Make]:
    import numpy as np

    return np.__version__, "", lambda term, rule, seed: _filled(term, seed)


_WORLDS: Final[dict[str, Callable[[str], tuple[str, str, Make]]]] = {
    "torch": _torch,
    "keras": _keras,
    "tensorflow": _tensorflow,
    "numpy": _numpy,
}
