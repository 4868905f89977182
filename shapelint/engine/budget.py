"""How much is done for one file."""

from __future__ import annotations

from typing import Final

STEPS: Final = 300_000  # node evaluations per file, some ten to twenty microseconds each
RULE: Final = 8  # evaluations that the call of a rule counts for
SECONDS: Final = 8.0  # of the processor's time, should evaluations take longer than that
UNROLL: Final = 64  # the longest iterable whose items are gone through one by one
UNROLL_LAYERS: Final = 256  # likewise of layers and networks
UNROLL_PARTS: Final = 2048  # of those that the program changes on the way
TURNS_STEPS: Final = 20_000  # that the turns of a loop may take one by one; more are taken together
LOOK: Final = 2_000  # evaluations between two looks at the clock
DEPTH: Final = 60  # calls within calls
CONTEXTS: Final = 64  # in which the shape of one binding is kept apart


class BudgetSpent(Exception):
    """The budget of the file, or of the part of it under way, is used up."""
