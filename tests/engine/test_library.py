"""Python's own library: options of the command line, named tuples, chance, iterators."""

from __future__ import annotations

import pytest

from shapelint import check_source, shapes_of
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


STARTED = """
import argparse
import torch
parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=8)
parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default="4,6")
parser.add_argument("--kind", choices=["mean", "sum"], default="mean")
parser.add_argument("--deep", action="store_true")
parser.add_argument("--count", type=int, required=True)
options = parser.parse_args()
x = torch.zeros(options.width, *options.sizes, options.count)
if options.kind == "sum":
    y = x.sum(0)
else:
    z = x.mean(0)
if options.deep:
    z = z.sum(0)
w = torch.nn.Linear(options.width, 5)(torch.zeros(3, 9))
"""


def test_shapes_are_those_of_a_start_without_options() -> None:
    found = [(row.line, row.name, row.shape) for row in shapes_of(STARTED)]
    assert found[0] == (11, "x", (8, 4, 6, "count"))
    assert (13, "y", None) in found  # reached with an option only
    assert (15, "z", (4, 6, "count")) in found
    assert check_source(STARTED) == []  # whoever gives `--width 9` has no error


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
    "fields of a named tuple": (
        "from collections import namedtuple\nStep = namedtuple('Step', 'a b c')\n"
        "rows = {name: [at] for at, name in enumerate(Step._fields)}\nrows['b'].append(5)\n"
        "n = Step(**{name: sum(row) for name, row in rows.items()}).b",
        6,
    ),
    "a named tuple of a row": (
        "from collections import namedtuple\nStep = namedtuple('Step', 'a b')\nn = Step._make([3, 4]).b",
        4,
    ),
    "a class of named tuples": (
        "from collections import namedtuple\nclass Box(namedtuple('Box', 'w h')):\n    def area(self):\n"
        "        return self.w * self.h\nn = Box(3, 4).area()",
        12,
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


LENGTHS: dict[str, tuple[str, Sizes]] = {
    "padded to a length": ("ids = [k for k in things][:12]\nids = ids + [0] * (12 - len(ids))", (12,)),
    "a row of one length": ("a = [k for k in things]\nids = [0] * len(a)", ("n",)),
    "repeated less than once": ("ids = [1, 2] * (3 - 5)", (0,)),
    "items and more": ("ids = [1, *[0 for k in things], 2]", ("n+2",)),
    "text by its places": ("ids = ['abc'.index(c) for c in things]", ("n",)),
    "a set": ("ids = list({1, 2, 2, 1, 3})", (3,)),
    "a set of a list": ("ids = list(set([1, 1, 4]))", (2,)),
    "a set of long text": ("ids = sorted(set('abcab' * 50))", (3,)),
    "a set that grows": ("ids = set()\nfor k in [3, 3, 4]:\n    ids.add(k)", (2,)),
    "a set of a comprehension": ("ids = list({k % 2 for k in range(6)})", (2,)),
    "a set nobody knows": ("ids = list(set([len(things), 3]))", ("n",)),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths(name: str) -> None:
    text, wanted = LENGTHS[name]
    head = "from somewhere import things\nimport torch\n"
    assert shapes(head + text + "\nx = torch.zeros(len(ids))\n")["x"] == [wanted]


NUMBERS = {
    "a loss": "torch.zeros(3).mean().item()",
    "one of two": "0.5 if flag else 1",
    "chance": "random.random() * 2 - 1",
    "a time": "time.time() / 3",
    "of a list": "[0.1, 0.2][flag]",
    "a float": "float(flag)",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_that_nobody_knows_have_no_axes(name: str) -> None:
    head = "import random, time, torch\nfrom somewhere import flag\n"
    found = shapes(head + f"n = {NUMBERS[name]}\nx = torch.tensor([n, n])\ny = x * n + n\n")
    assert found["x"] == found["y"] == [(2,)]


INDICES = {
    "looked up": "{'a': 0, 'b': 1}[thing]",
    "one for each": "[len(str(thing)) for thing in things]",
    "padded": "pad_sequence([torch.tensor([len(str(each)) for each in thing]) for thing in things])",
}


@pytest.mark.parametrize("name", INDICES)
def test_whole_numbers_that_nobody_knows_are_indices(name: str) -> None:
    head = "import torch\nfrom torch.nn.utils.rnn import pad_sequence\nfrom somewhere import thing, things\n"
    found = shapes(head + f"at = torch.as_tensor({INDICES[name]})\nx = torch.zeros(9, 4)[at]\n")
    assert found["x"] == [(*(found["at"][0] or ()), 4)]


def test_columns_of_many_rows() -> None:
    text = """
        import torch
        from torch.nn.utils.rnn import pad_sequence
        from somewhere import things
        rows = [(torch.zeros(3, 4), torch.zeros(2)) for _ in things]
        a, b = zip(*rows)
        x, y = torch.stack(a), torch.cat(b)
    """
    found = shapes(text)
    assert found["x"] == [("n", 3, 4)]
    assert found["y"] == [("2*n",)]


def test_the_first_of_what_a_call_gives() -> None:
    text = "import torch\nnet = torch.nn.Linear(3, 4)\nw = next(net.parameters())\nb = next(iter([w, w[0]]))\n"
    found = shapes(text)
    assert (found["w"], found["b"]) == ([(4, 3)], [(4, 3)])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('["--wide"]', (3, 8)),
        ('["--size", "5", "--wide"]', (5, 8)),
        ('["--size=7"]', (7, 2)),
        ('["-s", "5"]', ("size", None)),
        ('["--siz", "5"]', ("size", None)),
    ],
)
def test_options_that_a_program_gives_itself(words: str, found: Sizes) -> None:
    text = f"""
import argparse
import torch
parser = argparse.ArgumentParser()
parser.add_argument("-s", "--size", type=int, default=3)
parser.add_argument("--wide", action="store_true")
opt = parser.parse_args({words})
x = torch.zeros(opt.size, 8 if opt.wide else 2)
"""
    assert shapes(text)["x"] == [found]
