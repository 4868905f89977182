"""Two calls in both orders on the same random numbers: how far the results differ, and how long each order takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from shapelint.confirm.play import Stage, StepFailed, played
from shapelint.findings.witness import Array, Ref, Step, Term, Witness

ROUNDING: Final = 1e-4  # of the largest number: what float32 loses in sums of some thousand numbers
_SECONDS: Final = 1.0  # that repetitions of one order may take
_MOST_TURNS: Final = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """difference: the largest one; largest: of all numbers in the results; written, other: seconds of each order."""

    difference: float
    largest: float
    written: float
    other: float


class NotComparableError(ValueError):
    """The two calls have no other order."""


def orders(witness: Witness) -> tuple[tuple[Step, Step], tuple[Step, Step], Array]:
    """The last two steps as written, and in the other order, both on the step before them; and the array they take.

    Raises NotComparableError.

    >>> x = Array((2, 3))
    >>> steps = Step("use", "torch.relu", (x,)), Step("use", "torch.mean", (Ref(0), 1))
    >>> written, other, array = orders(Witness(steps))
    >>> [step.args for step in (*written, *other)]
    [(Ref(step=0),), (Ref(step=1), 1), (Ref(step=0), 1), (Ref(step=1),)]
    """
    if len(witness.steps) < 2:
        raise NotComparableError("it is one call alone")
    first, then = witness.steps[-2:]
    at = len(witness.steps) - 2
    arrays = [term for step in (first, then) for term in step.terms() if isinstance(term, Array)]
    if len(arrays) != 1 or arrays[0] not in first.args or then.args.count(Ref(at)) != 1:
        raise NotComparableError("they do not take one array, one after the other")
    written = _with(first, arrays[0], Ref(at)), _with(then, Ref(at), Ref(at + 1))
    return written, (_with(then, Ref(at), Ref(at)), _with(first, arrays[0], Ref(at + 1))), arrays[0]


def _with(step: Step, old: Term, new: Term) -> Step:
    return replace(step, args=tuple(new if term == old else term for term in step.args))


def measured(stage: Stage, witness: Witness, numbers: Callable[[Any], Any], settle: Callable[[], None]) -> Measured:
    """Both orders in a world; numbers: makes an array of NumPy of a result; settle: waits until the device is done.

    Raises StepFailed where a call is refused, NotComparableError.
    """
    import numpy as np

    written, other, array = orders(witness)
    before: list[Any] = []
    for step in witness.steps[:-2]:
        before.append(_attempt(stage, step, before))
    before.append(stage.array(array, written[0].rule))

    one, two = (_read(numbers, _in_turn(stage, pair, before)) for pair in (written, other))
    if one.shape != two.shape:
        raise NotComparableError(f"they give {one.shape} and {two.shape}")
    largest = max(float(np.abs(each).max(initial=0)) for each in (one, two))
    seconds = [_fastest(stage, pair, before, settle) for pair in (written, other)]
    return Measured(float(np.abs(one - two).max(initial=0)), largest, *seconds)


def _read(numbers: Callable[[Any], Any], result: Any) -> Any:
    try:
        return numbers(result)
    except (AttributeError, TypeError, ValueError):
        raise NotComparableError(f"one gives a {type(result).__name__}") from None


def _in_turn(stage: Stage, pair: tuple[Step, Step], before: list[Any]) -> Any:
    between = _attempt(stage, pair[0], before)
    return _attempt(stage, pair[1], [*before, between])


def _attempt(stage: Stage, step: Step, results: list[Any]) -> Any:
    try:
        return played(stage, step, results)
    except Exception as error:  # worlds refuse with any exception there is
        raise StepFailed(len(results), error) from error


def _fastest(stage: Stage, pair: tuple[Step, Step], before: list[Any], settle: Callable[[], None]) -> float:
    """Seconds of the fastest of some turns."""
    taken: list[float] = []
    while len(taken) < _MOST_TURNS and sum(taken) < _SECONDS:
        settle()
        begin = time.perf_counter()
        _in_turn(stage, pair, before)
        settle()
        taken.append(time.perf_counter() - begin)
    return min(taken)
