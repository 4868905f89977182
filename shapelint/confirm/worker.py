"""The process in which a framework is asked: many experiments in a line of JSON, a line for each answer.

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
from dataclasses import asdict
from typing import Any, Final, TextIO

from shapelint.confirm.guard import guard, is_forbidden
from shapelint.confirm.installed import WORLDS, Installed
from shapelint.confirm.kernels.models import Model, Modules, parameters
from shapelint.confirm.kernels.registry import Layer, kernel_of
from shapelint.confirm.kernels.stage import KernelStage
from shapelint.confirm.measure import NotComparableError, measured
from shapelint.confirm.play import AbsentError, FrameworkStage, StepFailed, play
from shapelint.confirm.wire import NotAllowedError, decoded
from shapelint.confirm.worlds import is_old, plain
from shapelint.findings.witness import Witness

_MEMORY: Final = 3 << 30  # bytes that experiments may take beyond what the framework itself has
_MOST_TEXT: Final = 2000
_MOST_WEIGHTS: Final = 200
_ROOTS: Final = {"torch": "torch", "keras": "keras", "tensorflow": "tf", "numpy": "numpy"}  # of names, by world
_RUNS: Final = frozenset({"tf.Session.run"})  # what does what is written down in a graph
_MOST_NUMBERS: Final = 4096  # of a result that are sent back
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_INNER: Final = re.compile(r"\{\{function_node [^}]*\}\} | \[Op:\w+\](?: name:)?")  # how TensorFlow's inside is called
_TENSOR: Final = re.compile(r"\b[Tt]ensor\(\[[^()]*\)")
_OUT_OF_MEMORY: Final = ("out of memory", "can't allocate memory", "Unable to allocate", "CUBLAS_STATUS_ALLOC_FAILED")
# What a device says of itself, and after which it may say nothing else any more.
_FAILURES: Final = ("CUDA error", "CUDA driver", "device-side assert", "CUDNN_STATUS", "CUBLAS_STATUS", "HIP error")
# What is said of kinds of number and of devices, and nothing of shapes.
_OTHER_WORDS: Final = ("on the same device", "different devices", "not implemented for '", "for the MPS framework")


def main(name: str, device: str) -> int:
    """Answer on the descriptor that was standard output until no more is asked."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # frameworks write there too
    warnings.simplefilter("ignore")
    try:
        world = WORLDS[name](device)
    except Exception as error:  # a missing library or driver
        _answer(answers, {"absent": f"{name} cannot be used here: {type(error).__name__}: {error}"[:_MOST_TEXT]})
        return 1
    stage = KernelStage if name == "numpy" else FrameworkStage
    kernel_of(f"{_ROOTS[name]}.")  # what has to be imported for any call is not counted to the first one's time
    _limit_memory()
    guard()
    _answer(answers, {"ready": f"{name} {world.version}{' on ' + world.where if world.where else ''}"})
    for line in sys.stdin:
        for asked in json.loads(line):
            try:
                answer = _QUESTIONS[asked["question"]](asked["steps"], stage(world.make), world)
            except Exception as error:  # of what is no witness at all
                answer = {"failed": f"not understood: {type(error).__name__}"}
            _answer(answers, answer)
            if "last" in answer:
                return 1
    return 0


def _answer(answers: TextIO, data: dict[str, Any]) -> None:
    print(json.dumps(data), file=answers, flush=True)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as status:
            data = int(status.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_DATA, (data + _MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _experiment(asked: Any, stage: FrameworkStage, world: Installed, *, many: bool = False) -> dict[str, Any]:
    """What became of it: "raised" with the step and the words, "gave" with the result, or "failed" with the reason.

    "last" is there where the process is of no more use.
    """
    world.seed()
    try:
        witness = decoded(asked)
    except NotAllowedError as error:
        return {"failed": f"not allowed: {error}"}
    try:
        result = _played(stage, witness, world)
        found = {"gave": _plain(plain(result)), "value": _number(result), "weights": _weights(stage.callee)}
        return {**found, **_in_it(result, world)} if many else found
    except StepFailed as failure:
        return _refusal(failure)
    except Exception as error:  # of what the result is read by
        return {"failed": f"the result cannot be read: {type(error).__name__}"}


def _played(stage: FrameworkStage, witness: Witness, world: Installed) -> Any:
    """What the last step gives.  Raises StepFailed.

    What a framework had for graphs alone is written down in one first, which refuses what is done otherwise.
    """
    if world.graph is not None and any(is_old(step.rule) for step in witness.steps):
        with world.graph():
            result = play(type(stage)(stage.make), witness)
        if witness.rule in _RUNS:
            return result
    return play(stage, witness)


def _in_numbers(asked: Any, stage: FrameworkStage, world: Installed) -> dict[str, Any]:
    """As `_experiment`; "squares" is the mean of the squares of an array, "numbers" what is in a small one, flat."""
    return _experiment(asked, stage, world, many=True)


def _orders(asked: Any, stage: FrameworkStage, world: Installed) -> dict[str, Any]:
    """Both orders of the last two calls: "difference", "largest", "written" and "other" (seconds), or as above."""
    try:
        return asdict(measured(stage, decoded(asked), world.numbers, world.settle))
    except NotAllowedError as error:
        return {"failed": f"not allowed: {error}"}
    except NotComparableError as error:
        return {"failed": f"the orders cannot be compared: {error}"}
    except StepFailed as failure:
        return _refusal(failure)


_QUESTIONS: Final[dict[str, Callable[[Any, FrameworkStage, Installed], dict[str, Any]]]] = {
    "play": _experiment,
    "numbers": _in_numbers,
    "orders": _orders,
}


def _words(error: BaseException) -> str:
    """The framework's own words, on one line, without what a reader has no use for.

    >>> _words(ValueError("{{function_node __wrapped__AddV2}} Incompatible shapes: [2] vs. [3] [Op:AddV2]"))
    'Incompatible shapes: [2] vs. [3]'
    >>> _words(ValueError("Invalid input shape for input tensor([0.5, 0.8]), got (2,)"))
    'Invalid input shape for input a tensor, got (2,)'
    """
    text = " ".join(_COLOURS.sub("", str(error)).split())
    return _TENSOR.sub("a tensor", _INNER.sub("", text)).strip()[:_MOST_TEXT]


def _refusal(failure: StepFailed) -> dict[str, Any]:
    error = failure.error
    text = _words(error)
    if is_forbidden(error):
        return {"failed": "it would read, write or start something"}
    if isinstance(error, AbsentError):
        return {"failed": f"it has no {text}"}
    if isinstance(error, MemoryError) or any(words in text for words in _OUT_OF_MEMORY):
        return {"failed": "it takes too much memory"}
    if any(words in text for words in _FAILURES):
        return {"failed": f"the device failed: {text}", "last": True}
    if any(words in text for words in _OTHER_WORDS):
        return {"failed": text}
    if isinstance(error, NotImplementedError | ImportError):
        return {"failed": f"{type(error).__name__}: {text}"}
    return {"raised": text, "type": type(error).__name__, "step": failure.step}


def _plain(value: Any) -> Any:
    """Shapes as lists; of anything else what JSON can hold."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(type(value).__name__)


def _in_it(result: Any, world: Installed) -> dict[str, Any]:
    with contextlib.suppress(Exception):
        flat = world.numbers(result).reshape(-1).astype(float)
        numbers = list(map(float, flat)) if flat.size <= _MOST_NUMBERS else None
        return {"squares": float((flat * flat).mean()), "numbers": numbers}
    return {}


def _number(value: Any) -> float | None:
    """The number that a loss is, of a training the first one."""
    with contextlib.suppress(Exception):
        if hasattr(value, "history"):
            return float(value.history["loss"][0])
        if isinstance(value, float):
            return float(value)
        if isinstance(value, list) and value and getattr(value[0], "shape", None) == ():
            return float(value[0])
        if getattr(value, "shape", None) is not None and tuple(value.shape) == ():
            return float(value)
    return None


def _weights(layer: Any) -> dict[str, list[int]]:
    """The shapes of the parameters of a layer: PyTorch's and Keras's own, or those of a kernel."""
    if isinstance(layer, Layer | Model | Modules):
        named = list(parameters(layer).items())
    elif hasattr(layer, "trainable_weights"):  # first: on PyTorch, Keras's layers are modules as well
        short = [each.path.rpartition("/")[2] for each in layer.weights]
        alone = len(set(short)) == len(short)
        long = [each.path.partition("/")[2].replace("/", ".") for each in layer.weights]  # without the layer's own name
        named = list(zip(short if alone else long, layer.weights, strict=True))
    else:
        named = list(layer.named_parameters()) if hasattr(layer, "named_parameters") else []
    return {str(name): list(each.shape) for name, each in named[:_MOST_WEIGHTS]}
