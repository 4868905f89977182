"""Undecided branches of a function whose caller knows sizes: what fits in one of them may be all that ever happens."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes

HEAD = "import torch\nimport argparse\nimport random\nfrom torch import nn\nfrom formats import FLAT, DEEP\n"
CONVERT = """
def convert(x, kind):
    if kind == FLAT:
        return nn.Linear(8, 2)(x)
    return nn.Conv2d(3, 4, 3)(x)
"""
TWO_WAYS = """
class Net(nn.Module):
    def __init__(self, width, kind):
        super().__init__()
        self.kind = kind
        self.narrow, self.wide = nn.Linear(3, 4), nn.Linear(5, 4)
    def forward(self, x):
        return self.narrow(x) if self.kind else self.wide(x)
"""
SILENT = {
    "one branch fits": CONVERT + "convert(torch.zeros(2, 8), FLAT)\n",
    "the other fits": CONVERT + "convert(torch.zeros(2, 3, 9, 9), DEEP)\n",
    "an expression": TWO_WAYS + "Net(3, FLAT)(torch.zeros(2, 3))\n",
    "below the branch": "def flat(x):\n    return nn.Linear(8, 2)(x)\ndef f(x, kind):\n    if kind == FLAT:\n"
    "        x = flat(x)\n    return x\nf(torch.zeros(2, 3), DEEP)\n",
    "a loop that is left": "def f(xs, kind):\n    for x in xs:\n        if kind == FLAT:\n            continue\n"
    "        nn.Linear(8, 2)(x)\nf([torch.zeros(2, 3)], FLAT)\n",
    "a match": "def f(x, kind):\n    match kind:\n        case FLAT.value:\n            nn.Linear(8, 2)(x)\n"
    "f(torch.zeros(2, 3), DEEP)\n",
}
FOUND = {
    "no branch fits": TWO_WAYS.replace("self.wide(x)", "self.narrow(x + 1)") + "Net(3, FLAT)(torch.zeros(2, 7))\n",
    "the other branch raises": "def f(x, kind):\n    if kind == FLAT:\n        nn.Linear(8, 2)(x)\n    else:\n"
    "        raise ValueError(kind)\nf(torch.zeros(2, 3), FLAT)\n",
    "whatever the caller knows": "def f(x, kind):\n    if kind == FLAT:\n        y = torch.zeros(2, 3)\n"
    "        nn.Linear(8, 2)(y)\nf(torch.zeros(2, 3), DEEP)\n",
    "an option of the script": "args = argparse.ArgumentParser().parse_args()\nif args.flat:\n"
    "    nn.Linear(8, 2)(torch.zeros(2, 3))\n",
    "a main function": "def main(args):\n    x = torch.zeros(2, 3)\n    if args.flat:\n        nn.Linear(8, 2)(x)\n"
    "main(argparse.ArgumentParser().parse_args())\n",
    "now and then": "def f(x, every):\n    for step in range(1000):\n        if step % every == 0:\n"
    "            nn.Linear(8, 2)(x)\nf(torch.zeros(2, 3), FLAT)\n",
    "by chance": "def f(x):\n    if random.random() < 0.5:\n        nn.Linear(8, 2)(x)\nf(torch.zeros(2, 3))\n",
    "in training": "class Net(nn.Module):\n    def forward(self, x):\n        if self.training:\n"
    "            return nn.Linear(8, 2)(x)\n        return x\nNet()(torch.zeros(2, 3))\n",
    "before the branch": "def f(x, kind):\n    y = nn.Linear(8, 2)(x)\n    if kind == FLAT:\n        return x\n"
    "    return y\nf(torch.zeros(2, 3), FLAT)\n",
}


@pytest.mark.parametrize("name", SILENT)
def test_silent_where_another_branch_may_be_meant(name: str) -> None:
    assert codes(HEAD + SILENT[name]) == []


@pytest.mark.parametrize("name", FOUND)
def test_found_where_the_branch_is_as_good_as_any(name: str) -> None:
    assert codes(HEAD + FOUND[name]) == ["SHP201"]


CHOSEN = """
import numpy as np
counts = np.random.randn(5)
for i in range(5):
    if counts[i] > 0:
        y = np.zeros(3) + np.zeros(FOUR)
    else:
        z = counts[i + PLACE]
"""


def test_data_choose_the_turns_of_a_loop_that_run_a_branch() -> None:
    assert codes(CHOSEN.replace("FOUR", "3").replace("PLACE", "1")) == []  # the last may be another
    assert codes(CHOSEN.replace("FOUR", "4").replace("PLACE", "1")) == ["SHP301"]
    assert codes(CHOSEN.replace("FOUR", "3").replace("PLACE", "5")) == ["SHP506"]


OF_SOME = """
import numpy as np
def merge(mols):
    sizes = np.array([len(mol.atoms) for mol in mols])
    lists = [np.empty([sizes[deg], deg]) for deg in range(3)]
    for deg in range(3):
        for mol in mols:
            near = mol.lists[deg]
            for i in range(near.shape[0]):
                for j in range(near.shape[1]):
                    lists[deg][i, j + PLUS] = near[i, j]
"""


def test_data_choose_the_turns_of_a_loop_that_run_another() -> None:
    assert codes(OF_SOME.replace("PLUS", "0")) == []  # of the first there is nothing
    assert codes(OF_SOME.replace("j + PLUS", "5")) == ["SHP506"]


def test_a_loop_that_is_over_turns_no_more_however_much_it_takes() -> None:
    costly = "".join(f"            here = here + {number}\n" for number in range(200))
    text = f"""
import numpy as np
def select(indices, size, bound):
    start = 0
    while start < len(indices):
        end = min(start + size, len(indices))
        ordered = np.array(indices[start:end])
        here = 0
        for k in range(bound(0)):
            for l in range(bound(k)):
                here += bound(l)
{costly.replace("            here", "        here")}
        first = ordered[0]
        start = end
    return first
from somewhere import bound
x = select([0, 4, 5, 8], 4, bound)
"""
    assert codes(text) == []


CALLED_BACK = """
import torch
class Trainer:
    def __init__(self):
        self.energy = torch.tensor([])
        self.sampler = None
    def walk(self, x):
        self.energy = torch.cat([self.energy, x])
    def prepare(self, made):
        self.sampler = made(self.walk)
    def train(self, count):
        self.energy = torch.tensor([])
        ACT
        return [self.energy[i] for i in range(5)]
"""


def test_what_nobody_knows_may_call_methods_that_set_attributes() -> None:
    assert codes(CALLED_BACK.replace("ACT", "self.sampler.move(count)")) == []
    assert codes(CALLED_BACK.replace("ACT", "print(count)")) == ["SHP506"]


def test_a_size_that_its_caller_knows_is_no_chance() -> None:
    text = """
import torch
def update(old, state, read):
    now = old.size(1)
    size = torch.relu(read(state)).size(1)
    used = state.sum(-1).view(1, size, 1)
    if now > size:
        return old[:, :size] * used
    return old * used
from somewhere import read
def test():
    update(torch.zeros(4, 10, 7), torch.zeros(1, 5, 7), read)
"""
    assert codes(text) == []


FIXED = """
import torch
def pick(X, values):
    spread = values.std(dim=0)
    if torch.any(spread == 0):
        return X
    return values.permute(1, 0)
def test():
    pick(torch.rand(5, 3), torch.MADE(5))
"""


def test_what_hangs_on_numbers_that_the_program_says_is_no_chance() -> None:
    assert codes(FIXED.replace("MADE", "zeros")) == []
    assert codes(FIXED.replace("MADE", "rand")) == ["SHP504"]


OPEN = """
from abc import ABC, abstractmethod
import torch
class Likelihood(ABC):
    def forward(self, x):
        return torch.distributions.Bernoulli(probs=self.p(x))
    @abstractmethod
    def p(self, x):
        '''Between 0 and 1.'''
"""


def test_a_method_that_is_left_to_subclasses_gives_anything() -> None:
    assert codes(OPEN) == []
    assert codes(OPEN.replace("'''Between 0 and 1.'''", "return None")) == ["SHP706"]


def test_whether_any_is_one_is_known_of_known_numbers() -> None:
    text = """
import torch
seen = torch.tensor([1, 3])
for value in (1, 0):
    mask = seen == value
    if mask.any():
        at = mask.nonzero().item()
    if not (seen >= 1).all() or torch.any(seen > 3):
        torch.zeros(2) + torch.zeros(3)
"""
    assert codes(text) == []


REGISTRY = """
import torch
from somewhere import GRAPH
def check(data, frames):
    for key, value in data.items():
        if key in GRAPH:
            assert value.dim() == 3
    return data
def test():
    check({"pos": torch.rand(17, 3), "pbc": torch.rand(3, 3)}, 3)
"""


def test_none_of_the_items_that_a_caller_hands_over_may_be_meant() -> None:
    assert codes(REGISTRY) == []
    assert codes(REGISTRY.replace("if key in GRAPH", "if value.sum() > 0")) == ["SHP711"]


@pytest.mark.parametrize("test", ["index.is_sparse", "index.layout == torch.sparse_coo", "Tools.is_sparse(index)"])
def test_whether_a_tensor_is_sparse_is_known_to_whoever_hands_it_over(test: str) -> None:
    text = f"""
import torch
class Tools:
    @staticmethod
    def is_sparse(x):
        return isinstance(x, torch.Tensor) and x.layout == torch.sparse_coo
def count(index):
    if {test}:
        return max(index.size(0), index.size(1))
    return int(index.max()) + 1
count(torch.tensor([0, 1, 2]))
"""
    assert codes(text) == []


PERHAPS = """
import torch
from elsewhere import chosen, work
class Settings:
    size = 2
rows, n, table, settings = [], 2, {0: 1, 1: 1}, Settings()
BODY
x = torch.zeros(SIZE) + torch.zeros(7)
"""


@pytest.mark.parametrize(
    ("body", "size"),
    [
        ("try:\n    n = 5\n    raise ValueError\nexcept ValueError:\n    pass", "n"),
        ("try:\n    table[2] = 1\n    raise ValueError\nexcept ValueError:\n    pass", "len(table)"),
        ("try:\n    rows.append(1)\n    work()\n    rows.clear()\nexcept ValueError:\n    pass", "len(rows)"),
        ("try:\n    if chosen():\n        n = 5\n        raise ValueError\nexcept ValueError:\n    pass", "n"),
        (
            "for c in range(4):\n    if chosen():\n        break\n"
            "else:\n    table[2] = 5\n    for c in range(0):\n        pass",
            "len(table)",
        ),
        ("for c in (1, 0):\n    if chosen():\n        continue\n    break\nelse:\n    n = 5", "n"),
        ("if chosen():\n    settings.size = 3", "settings.size"),
    ],
)  # fmt: skip
def test_what_may_have_been_changed_on_the_way_is_not_known(body: str, size: str) -> None:
    assert codes(PERHAPS.replace("BODY", body).replace("SIZE", size)) == []
    assert codes(PERHAPS.replace("BODY", "").replace("SIZE", size)) == ["SHP301"]
