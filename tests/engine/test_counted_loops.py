"""Loops that turn until there are as many as are wanted."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.engine.programs import shapes
from tests.engine.working import compare

PROGRAMS = {
    "items that are kept": """
        import random
        import numpy as np
        taken = [3]
        while len(taken) < 4:
            j = random.randrange(9)
            if j not in taken:
                taken.append(j)
        few = np.zeros(len(taken))

        def drawn(n):
            rows = []
            while n > len(rows):
                x = np.random.randn(3)
                if x.sum() <= 0:
                    continue
                rows.append(x)
            return np.stack(rows)
        many = drawn(100)
    """,
    "numbers": """
        import random
        import numpy as np
        i = k = 0
        while i < 1000:
            if random.random() < 0.9:
                i += 1
        while k <= 1000:
            k += 1
        a, b = np.zeros(i), np.zeros(k)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sizes(name: str) -> None:
    compare(PROGRAMS[name])


OTHER_STEPS = {
    "two at once": "kept.append(1)\n    if by_chance():\n        kept.append(2)",
    "several": "kept.extend(range(by_chance()))",
    "within another loop": "for _ in range(by_chance()):\n        kept.append(1)",
    "an end before": "if by_chance():\n        break\n    kept.append(1)",
    "another bound": "kept.append(1)\n    most = by_chance()",
    "by someone else": "fill(kept)\n    kept.append(1)",
    "away again": "kept.append(1)\n    if by_chance():\n        kept.pop()",
}


@pytest.mark.parametrize("name", OTHER_STEPS)
def test_other_steps(name: str) -> None:
    """Nothing is said where more may come, or less."""
    program = f"""
import numpy as np
from elsewhere import by_chance, fill
kept, most = [], 5
while len(kept) < most:
    {OTHER_STEPS[name]}
x = np.zeros(len(kept))
"""
    (sizes,) = shapes(dedent(program))["x"]
    assert sizes is None or not isinstance(sizes[0], int)
