"""Programs that would take for ever, or all of the memory, take a few seconds and keep what was found."""

from __future__ import annotations

from time import process_time

import pytest

from shapelint.engine.budget import SECONDS, STEPS
from tests.engine.programs import analysis_of

HEAD = "import torch\nfrom torch import nn\nbad = nn.Linear(3, 4)(torch.zeros(2, 5))\n"
FOUND_FIRST = ["SHP201"]


def loop(start: str, *body: str) -> str:
    return start + "\nfor i in range(60):\n" + "".join(f"    {line}\n" for line in body)


NASTY = {
    "lists that double": loop("t = [torch.zeros(2)]", "t = t + t", "t.extend(t)", "t = [*t, *t]") + "torch.cat(t)\n",
    "rows in rows": loop("t = (1,)\nl = [1]\nd = {}", "t = (t, t)", "l = [l, l]", "d = {'a': d, 'b': d}")
    + "x = torch.tensor(t)\ny = torch.tensor(l)\n",
    "a list in itself": "l = []\nl.append(l)\nl.append([l])\nx = torch.tensor(l)\n",
    "numbers that square": loop("n = 3", "n = n * n") + "x = torch.zeros(n)\n",
    "texts that double": loop("s = 'ab'", "s += s", "s = ','.join([s, s])", "s = s.replace('a', s)"),
    "sizes that square": loop("x = torch.zeros(3)", "x = torch.outer(x, x).flatten()"),
    "a long literal": f"x = torch.tensor([{', '.join(map(str, range(10_000)))}])\n",
    "shapes in many contexts": loop("x = torch.zeros(2, 3)", "for j in range(60):", "    x = torch.cat([x, x])"),
}


@pytest.mark.parametrize("name", NASTY)
def test_nothing_takes_for_ever(name: str) -> None:
    start = process_time()
    found = analysis_of(HEAD + NASTY[name])
    assert process_time() - start < 1.5 * SECONDS
    assert [report.code for report in found.reports][:1] == FOUND_FIRST


CALLS = "".join(
    f"def f{n}(x, c):\n    if c:\n        return f{n + 1}(x, c)\n    return f{n + 1}(x + 1, c)\n" for n in range(30)
)


def test_what_a_budget_left_out_is_told() -> None:
    text = HEAD + CALLS + "def f30(x, c):\n    return x\nf0(torch.zeros(2), input())\ndef later(x):\n    return x\n"
    found = analysis_of(text)
    assert [report.code for report in found.reports] == FOUND_FIRST
    assert found.effort.ended in ("steps", "time")
    assert found.effort.steps <= STEPS + 10
    assert found.effort.cut[0][0] == "f0"
    assert found.effort.unreached[-1][0] == "later"


def test_what_else_was_left_out_is_told() -> None:
    effort = analysis_of("""
    import torch
    from torch import nn

    @unknown
    def decorated(x):
        return x

    class Left:
        @unknown
        def method(self):
            pass

    class Net(nn.Module):
        def forward(self, x):
            return self.again(x, 5)
        def again(self, x, n):
            return self.again(x, n) if unknown(n) else x

    y = torch.zeros(1)
    for i in range(1000):
        y = torch.stack([y, y])
    Net()(y)
    """).effort
    assert effort.ended == ""
    assert 0 < effort.steps < STEPS
    assert [name for name, _ in effort.unreached] == ["decorated", "Left"]
    assert effort.deep == ("Net.again",)
    assert effort.cut == ()


def test_a_loop_whose_state_changes_every_turn_is_told() -> None:
    text = "import torch\nd = {{}}\nn = unknown()\nwhile n():\n    d = {}\nx = torch.zeros(2)\n"
    assert len(analysis_of(text.format("{'x': d}")).effort.loops) == 1
    assert analysis_of(text.format("{'x': n}")).effort.loops == ()


def test_bindings_are_joined_once_there_are_too_many_contexts() -> None:
    text = "import torch\nfor i in range(60):\n    for j in range(3):\n        x = torch.zeros(i * 3 + j, 4)\n"
    shapes = {binding.shape for binding in analysis_of(text).bindings}
    assert (None, 4) in shapes
    assert len(shapes) <= 65


def test_a_loop_that_has_taken_many_steps_takes_its_turns_together() -> None:
    text = """
    import random
    import torch

    def turns(rows):
        found = []
        for row in rows:
            best = row * 2
            for turn in range(1, 30):
                best = torch.where(best > row, best, row)
            found.append(best)
        return found

    for epoch in range({epochs}):
        y = torch.stack(turns(torch.zeros(50, random.randint(3, 9))))
    """
    many, one = (analysis_of(text.format(epochs=epochs)) for epochs in (12, 1))
    assert many.effort.steps < 5 * one.effort.steps
    assert {str(binding.shape) for binding in many.bindings if binding.name == "y"} == {"(50, 'n')"}


def test_what_a_cut_off_run_may_do_again_is_not_said_to_have_one_shape() -> None:
    text = "import torch\ndef g(x):\n    y = x * 2\n    return y\nz = g(torch.zeros(3))\n" + CALLS
    text += "def f30(x, c):\n    return x\nf0(torch.zeros(2), input())\ng(torch.zeros(4))\n"
    known = {binding.name: binding.shape for binding in analysis_of(text).bindings}
    assert known["y"] is None
    assert known["z"] == (3,)
