"""Every rule against its framework, on random calls made from the rule's own examples.

`pytest --draws 2000` draws more; `python tests/rules/test_example_draws.py torch.nn.Conv 200` lists what differs.
"""

from __future__ import annotations

import io
import os
import re
import sys
import warnings
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Final

import pytest

pytest.importorskip("torch")
os.environ["KERAS_BACKEND"] = "torch"
sys.path.insert(0, str(Path(__file__).parent))

from drawing import Blurred, Vague, counted, matches
from example_draws import Drawn, draws, real_examples
from other_python import Elsewhere, world_of
from refusals import is_excused

from shapelint.confirm.examples import examples_of
from shapelint.confirm.ours import Ours
from shapelint.confirm.worlds import Absent, Framework, Outcome
from shapelint.rules.binding import BadCall
from shapelint.rules.form import Rule
from shapelint.rules.registry import everything

SEED: Final = 30
DRAWN: Final = ("torch.", "einops.", "keras.", "numpy.", "tf.", "sklearn.", "pandas.", "matplotlib.")
_SLOW: Final = "keras.applications."  # whole networks: tests/rules/test_keras_applications.py asks for some of them
RULES: Final = [
    rule
    for rule in everything()
    if not rule.name.startswith(_SLOW) and world_of(rule) is not None and real_examples(rule)
]
# Refusals that speak of the kind of the numbers, of their values, or of what an argument may be: nothing of a shape.
NOT_OF_SHAPES: Final = re.compile(
    r"^TypeError"
    r"|not implemented for|dtype|data type|scalar type|to be (?:integral|floating)|should be (?:integers|of floating)"
    r"|Only \"zeros\" padding mode|[Pp]robability|to be in \[0, ?1\]|p should be in"
    r"|non-negative p values|max must be larger than min|random_ expects 'from'|only supported when use_reentrant"
    r"|The diagonal element|not positive.definite|is singular|using it on lu_solve would result in a division by zero"
    r"|persistent_workers option needs|requires timeout == 0"
    r"|are not supported together|does not require grad|in strict mode"
    r"|ldl_factor(?:_ex)?: Unknown error code|not implemented on the CPU"
    r"|must be smaller than num_classes|Target .* is out of bounds|overflow|out of memory|allocate memory"
    r"|only p == 1 and p == 2|Expected tensor to have size 0 at dimension 0, but got size \d+ for argument #2 'targets'"
    r"|Expected more than 1 (?:value per channel|spatial element) when training"  # the mode may be another
    r"|Feature dropout requires at least 2 dimensions"  # likewise
    r"|^AttributeError: '(?:GRU|LSTM|RNN|RNNBase)' object has no attribute '(?:weight|bias)_"  # made with fewer layers
    r"|TensorAccessor expected 1 dims"  # a way of the CPU alone
    r"|[Ii]nvalid multinomial|satisfy the constraint|should be a symmetric|must be positive, but got"
    r"|to be within the support|cache_size must be|to be greater than ndim"
    r"|_ expects (?:'from'|to return a \[from|lambda |sigma |std )|non-empty sparse tensor|unique dim order"
    r"|Calculated output size per channel: \((?:\d+ x )*0(?: x \d+)*\)\. Output"  # other ways of the CPU give nothing
    r"|^ZeroDivisionError: float division|expected padding_mode to be 'zeros', 'border'"
    r"|Anti-alias option is restricted|align_corners option can only|recompute_scale_factor is not meaningful"
    r"|window overlap add min|stft requires the return_complex parameter"  # other versions do not
    r"|< number of ones in mask|allocate memory|max must be larger than min|non-negative p values"
    r"|refers to a single memory location"
    r"|zero_point|`quant_min`|buffer length|bounds for storage|could not create a primitive"
)


def ours(rule: Rule, drawn: Drawn, world: type[Ours] = Ours) -> Outcome:
    """What our rules say; a call that fits no signature is refused."""
    try:
        return world(rule).outcome(drawn.example)
    except (BadCall, LookupError) as refusal:  # no such argument, no such method
        return Outcome(False, message=str(refusal))


def verdict(rule: Rule, said: Outcome, real: Outcome, vague: bool) -> str | None:
    """What is wrong with what we said of a call; vague: whether part of the answer may be unknown."""
    if real.accepted:
        if rule.optional and real.value is None:
            return None
        if not said.accepted:
            return "false alarm"
        if not matches(said.value, real.value):
            return "wrong shape"
        return None if vague or said.value == real.value or _has_gap(real.value) else "unknown shape"
    if not said.accepted or NOT_OF_SHAPES.search(real.message) or is_excused(rule.name, real.message):
        return None
    return "missed"


def may_be_vague(rule: Rule) -> bool:
    """Whether the examples themselves say that not everything can be known."""
    return any(example.code is None and _has_gap(example.expected) for example in examples_of(rule))


def _has_gap(value: Any) -> bool:
    inner = tuple(value.values()) if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return value is None or value is ... or any(map(_has_gap, inner))


def differences(rule: Rule, count: int) -> list[tuple[str, Drawn, Outcome, Outcome]]:
    """The drawn calls on which the framework and we do not agree."""
    world = world_of(rule)
    assert world is not None
    vague = may_be_vague(rule)
    found = []
    for drawn in draws(rule, count, SEED):
        real = _real(world, drawn)
        if real is not None:
            said = ours(rule, drawn)
            wrong = verdict(rule, said, real, vague)
            if wrong:
                found.append((wrong, drawn, said, real))
    return found


def _real(world: Framework | Elsewhere, drawn: Drawn) -> Outcome | None:
    try:
        with redirect_stdout(io.StringIO()):  # a model's summary, say
            return world.outcome(drawn.example)
    except Absent:
        return None


def told(difference: tuple[str, Drawn, Outcome, Outcome]) -> str:
    wrong, drawn, said, real = difference
    theirs = real.value if real.accepted else " ".join(real.message.split())[:300]
    return f"{wrong}: {drawn}\n  ours: {said.value if said.accepted else said.message}\n  framework: {theirs}"


CASES: Final = [pytest.param(rule, id=rule.name) for rule in RULES if rule.name.startswith(DRAWN)]


def _share(rule: Rule, count: int) -> int:
    """How many calls are drawn for a rule: Keras answers slowly, it gets half of them."""
    return count // 2 if rule.name.startswith("keras.") else count


@pytest.mark.parametrize("rule", CASES)
def test_draws(rule: Rule, draw_count: int) -> None:
    found = differences(rule, _share(rule, draw_count))
    assert not found, "\n".join(map(told, found[:3]))


@pytest.mark.parametrize("rule", CASES)
def test_vague_draws(rule: Rule, draw_count: int) -> None:
    """What we say of a call that we only half know must hold of the call."""
    found = vague_differences(rule, _share(rule, draw_count) // 5)
    assert not found, "\n".join(map(told, found[:3]))


def vague_differences(rule: Rule, count: int) -> list[tuple[str, Drawn, Outcome, Outcome]]:
    """The drawn calls of which we say something false when some of their sizes are symbols or not known."""
    world = world_of(rule)
    assert world is not None
    found = []
    for drawn in draws(rule, count, SEED + 1):
        real = _real(world, drawn)
        if real is None or not real.accepted:
            continue
        blur = Blurred(str(drawn))
        blurred = Drawn(tuple(map(blur.text, drawn.setup)), blur.text(drawn.source))
        said = ours(rule, blurred, Vague)
        left_out = rule.optional and real.value is None
        if not said.accepted or not (left_out or matches(counted(said.value), real.value)):
            found.append(("false alarm" if not said.accepted else "wrong shape", blurred, said, real))
    return found


def main(prefix: str, count: int = 200) -> None:
    """Print what differs for the rules whose names begin with `prefix`, and how much of it there is."""
    warnings.simplefilter("ignore")
    totals: Counter[str] = Counter()
    for rule in RULES:
        if rule.name.startswith(prefix):
            found = differences(rule, count) + vague_differences(rule, count // 5)
            totals["calls"] += count
            totals.update(difference[0] for difference in found)
            kinds = {difference[0]: difference for difference in reversed(found)}
            for kind, first in kinds.items():
                print(f"{rule.name} ({sum(each[0] == kind for each in found)}) {told(first)}")
    print(dict(totals))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
