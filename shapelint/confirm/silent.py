"""Silent mistakes, shown in numbers: what becomes of samples, losses and filters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shapelint.findings.finding import Finding
from shapelint.findings.report import show
from shapelint.findings.witness import Array, Row, Term, Witness
from shapelint.sizes import Shape, broadcast

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A finding that was run: the answer of the call as written, and of the call with each of the suggested fixes."""

    finding: Finding
    witness: Witness
    answer: Answer
    fixes: Sequence[Answer] = ()

    @property
    def arrays(self) -> list[Array]:
        """The arrays of the call."""
        return arrays_of(self.witness)

    @property
    def gave(self) -> Any:
        """The shape of the result, or what else it is."""
        return self.answer["gave"]

    @property
    def meant(self) -> Answer:
        """The answer of the call with the fix, empty where none was run."""
        return next((fix for fix in self.fixes if "gave" in fix), {})


# What an author writes of a value, of which the call that gives it is run.
WRITTEN: Final = frozenset({"SHP711", "SHP712"})


def told(run: Run) -> str | None:
    """What shows the mistake, None where this call by itself does not show it."""
    return _TELL.get(run.finding.code, _gives)(run)


def arrays_of(witness: Witness) -> list[Array]:
    """The arrays of the last step, those in rows included."""
    found: list[Array] = []
    queue: list[Term] = list(witness.steps[-1].terms())
    while queue:
        term = queue.pop(0)
        if isinstance(term, Array):
            found.append(term)
        elif isinstance(term, Row):
            queue = [*term.items, *queue]
    return found


def shown(value: Any) -> str:
    """A result: an array by its shape.

    >>> shown([3, 5]), shown([None, 5]), shown([[3, 5], [2]]), shown("History")
    ('(3, 5)', '(?, 5)', '(3, 5), (2,)', 'History')
    """
    if not isinstance(value, list):
        return str(value)
    sizes = all(each is None or type(each) is int for each in value)
    return show(tuple(value)) if sizes else ", ".join(map(shown, value))


# --- losses ----------------------------------------------------------------------------------------------------------


def _broadcasts(run: Run) -> str | None:
    """Two sides that are stretched against each other."""
    sides = [array.numbers for array in run.arrays][:2]
    if run.witness.rule.startswith("keras.Model."):
        facts = {fact.name: fact.value for fact in run.finding.facts}
        return (
            f"it trains without a word{_losses(run)}: {show(facts.get('output'))} against {show(facts.get('target'))}"
        )
    if len(sides) < 2 or sides[0] == sides[1]:
        return None
    whole = broadcast(*map(Shape, sides))
    if not isinstance(whole, Shape):
        return None
    is_loss = run.answer.get("value") is not None
    done = "the loss is taken over" if is_loss else "the result is"
    return f"{show(sides[0])} against {show(sides[1])}: {done} {whole}{_losses(run) if is_loss else _squares(run)}"


def _losses(run: Run) -> str:
    """Of the call as written, and of the call as it is meant.

    >>> from shapelint.findings.finding import Place
    >>> some = Finding("SHP402", Place("a.py", 1, 0, 1, 1), "")
    >>> _losses(Run(some, Witness(()), {"value": 0.25}, [{"gave": [], "value": 0.5}]))
    ', 0.25 as written, 0.5 as meant'
    """
    return _compared(run.answer.get("value"), run.meant.get("value"))


def _compared(written: Any, meant: Any) -> str:
    if not isinstance(written, float):
        return ""
    return f", {written:.4g} as written{f', {meant:.4g} as meant' if isinstance(meant, float) else ''}"


def _squares(run: Run) -> str:
    """The mean of the squares, which is what becomes of a difference."""
    text = _compared(run.answer.get("squares"), run.meant.get("squares"))
    return f"; its mean square is{text[1:]}" if text else ""


def _other_classes(run: Run) -> str | None:
    """What the probabilities of one sample sum to over the classes, which a loss takes from dim 1."""
    one, meant = (_first_sum(run.witness.rule, answer) for answer in (run.answer, run.meant))
    if one is None:
        return _gives(run)
    better = f", with the fix to {meant:.4g}" if meant is not None else ""
    return f"of {shown(run.gave)} the classes of the first sample, on dim 1, sum to {one:.4g}{better}"


def _first_sum(rule: str, answer: Answer) -> float | None:
    """Of the numbers that stand on dim 1 at place 0 of all other axes; logarithms are taken back."""
    shape, numbers = answer.get("gave"), answer.get("numbers")
    if not numbers or not isinstance(shape, list) or len(shape) < 2 or "oftm" not in rule:
        return None
    behind = math.prod(shape[2:])
    row = [numbers[at * behind] for at in range(shape[1])]
    return math.fsum(map(math.exp, row) if "log" in rule.lower() else row)


def _always_zero(run: Run) -> str | None:
    value = run.answer.get("value")
    if not isinstance(value, float):
        return None
    return f"the loss of {show(run.arrays[0].numbers)} is {value:.4g}, on numbers by chance"


# --- samples ---------------------------------------------------------------------------------------------------------


def _samples(run: Run) -> str | None:
    """The number of samples before and after."""
    before, after = run.arrays, run.gave
    if not before and isinstance(after, list) and after.count(None) > 1:
        return f"the samples stand on {after.count(None)} axes of the result: {shown(after)}"
    if not before or not isinstance(after, list) or not before[0].numbers:
        return None
    count = before[0].numbers[0]
    if after and after[0] == count and after.count(count) == 1:
        return None
    what = f"{count} samples become {after[0]}" if after and after[0] != count else f"{count} samples meet each other"
    return f"{what}: {show(before[0].numbers)} gives {shown(after)}"


def _reduced(run: Run) -> str | None:
    """The samples that are summed up, or whatever is done to them."""
    before, after = run.arrays, run.gave
    if not before or not isinstance(after, list) or list(before[0].numbers) == after:
        return None
    sizes = before[0].numbers
    return f"{sizes[0]} samples become one: {show(sizes)} gives {shown(after)}"


def _counted(run: Run) -> str | None:
    """What one sample is taken to be."""
    given = run.gave[1:] if isinstance(run.gave, list) else None
    return f"one sample is taken to be {shown(given)}, a batch to be {shown(run.gave)}" if given else _gives(run)


def _fixed(run: Run) -> str | None:
    """What passes at once, where a model says how many samples it takes."""
    facts = {fact.name: fact.value for fact in run.finding.facts}
    given = [array.numbers for array in run.arrays][:1]
    if not given or "fixed" not in facts:
        return _gives(run)
    batches = f"made for batches of {facts['fixed']}, gets {facts['size']} at a time"
    return f"{batches} without a word: {show(given[0])} gives {shown(run.gave)}"


# --- arrays ----------------------------------------------------------------------------------------------------------


def _row_of_kernel(run: Run) -> str | None:
    """What an index takes of a kernel, and what one filter is."""
    if not run.arrays:
        return None
    kernel = run.arrays[0].numbers
    better = f", the first of its {kernel[-1]} filters {shown(run.meant['gave'])}" if run.meant else ""
    return f"of the kernel {show(kernel)} it takes {shown(run.gave)}{better}"


def nothing_left(run: Run) -> str | None:
    """A result without numbers, of operands that have some; None where it has some too."""
    if not isinstance(run.gave, list) or 0 not in run.gave or any(0 in array.numbers for array in run.arrays):
        return None
    if not run.arrays:
        return None
    before = show(run.arrays[0].numbers)
    return f"nothing is left: {before} gives {shown(run.gave)}"


def _gives(run: Run) -> str | None:
    return f"it runs without a word and gives {shown(run.gave)}{_losses(run)}"


def _as_found(run: Run) -> str | None:
    """The shape of what an author writes another one of."""
    shape = next((fact.value for fact in run.finding.facts if fact.name == "operand.shape"), None)
    if not isinstance(shape, tuple) or run.gave != list(shape):
        return None
    return f"{run.witness.rule.rpartition('.')[2].strip('_')} gives {shown(run.gave)}"


_TELL: Final[dict[str, Callable[[Run], str | None]]] = {
    "SHP102": _counted,
    "SHP104": _samples,
    "SHP105": _reduced,
    "SHP106": _samples,
    "SHP305": _broadcasts,
    "SHP402": _broadcasts,
    "SHP404": _other_classes,
    "SHP405": _always_zero,
    "SHP508": nothing_left,
    "SHP705": _row_of_kernel,
    "SHP711": _as_found,
    "SHP712": _as_found,
    "SHP805": _fixed,
}
