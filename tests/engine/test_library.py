"""Python's own library: options of the command line, named tuples, chance, iterators."""

from __future__ import annotations

import pytest

from tests.engine.programs import Sizes, codes, shapes, size

OPTIONS = """
import argparse
import torch
def make():
    parser = argparse.ArgumentParser()
    group = parser.add_argument_group("sizes")
    group.add_argument("-d", "--latent-dim", type=int, default=100)
    parser.add_argument("--img_size", type=int, default="32", dest="image")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--maybe", type=int, default=None)
    parser.add_argument("--many", type=int, nargs="+", default=[3])
    parser.add_argument("count", type=int)
    parser.add_argument("--fast", action="store_true")
    parser.set_defaults(kind=5)
    return parser
opt = make().parse_args({})
"""


@pytest.mark.parametrize(
    ("expression", "by_anyone", "by_default"),
    [
        ("opt.latent_dim", "latent_dim", 100),
        ("opt.image // 4", "image//4", 8),
        ("opt.maybe", None, None),
        ("opt.many[0]", None, 3),
        ("opt.kind", 5, 5),
        ("opt.count", "count", None),
        ("len(vars(opt))", "n", "n"),
    ],
)
def test_options(expression: str, by_anyone: Sizes, by_default: Sizes) -> None:
    for given, wanted in (("", by_anyone), ("[]", by_default)):
        (found,) = shapes(OPTIONS.format(given) + f"x = torch.zeros(2, {expression})\n")["x"]
        assert found is not None
        assert found[-1] == wanted


def test_an_option_is_a_size_that_has_to_fit() -> None:
    text = OPTIONS.format("") + "a = torch.nn.Linear(opt.latent_dim, 2 * opt.latent_dim)\n"
    assert codes(text + "a(torch.zeros(3, opt.latent_dim))\n") == []
    assert codes(text + "a(torch.zeros(3, 64))\n") == []
    assert codes(text + "a(torch.zeros(3, opt.latent_dim + 1))\n") == ["SHP201"]


KNOWN = {
    "named tuple": (
        "from collections import namedtuple\nStep = namedtuple('Step', 'a b')\ns = Step(3, b=4)\n"
        "n = s.a * 10 + s[1] + len(s)",
        36,
    ),
    "named tuple with defaults": (
        "from collections import namedtuple\nS = namedtuple('S', ['a', 'b'], defaults=[7])\nn = S(1).b",
        7,
    ),
    "rows of named tuples": (
        "from collections import namedtuple\nStep = namedtuple('Step', ('a', 'b'))\n"
        "batch = Step(*zip(*[Step(1, 2), Step(3, 4)]))\nn = batch.b[1]",
        4,
    ),
    "chain": ("from itertools import chain\nn = sum(chain([1, 2], (3,), range(4)))", 12),
    "filter": ("n = sum(filter(lambda k: k % 2, range(6)))", 9),
    "a sample": ("import random\nn = len(random.sample(range(9), 4))", 4),
    "a choice of one kind": ("import random\nn = random.choice([5, 5])", 5),
    "deque": ("from collections import deque\nd = deque(maxlen=4)\nd.append(3)\nn = d[0]", 3),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known(name: str) -> None:
    text, wanted = KNOWN[name]
    assert size("n", text) == wanted
