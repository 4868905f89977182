"""Objects of Python's own that hold sizes: enumerations, data classes, namespaces, registries, recursion."""

from __future__ import annotations

import pytest

from tests.engine.programs import shapes, size

ENUMS = """
from enum import Enum, IntEnum, auto
class Pool(Enum):
    AVG = "avg"
    MAX = "max"
    def double(self):
        return 2 * len(self.value)
class Kind(str, Enum):
    A = "a"
    B = "bb"
class N(IntEnum):
    X = 4
    Y = 5
class M(Enum):
    P = auto()
    Q = auto()
table = {Pool.AVG: 3, Pool.MAX: 4}
"""
FIELDS = """
import copy
from dataclasses import asdict, dataclass, field, replace
from types import SimpleNamespace
from typing import ClassVar
@dataclass
class Text:
    width: int = 12
@dataclass
class Base:
    kind: ClassVar[int] = 3
    text: Text = field(default_factory=Text)
    sizes: list = field(default_factory=lambda: [1, 2])
    n: int = field(default=4)
@dataclass
class Config(Base):
    m: int = 5
    total: int = field(init=False)
    def __post_init__(self):
        self.total = self.m + self.n
    def update(self, **given):
        for name, value in given.items():
            if isinstance(value, dict):
                for inner, each in value.items():
                    setattr(getattr(self, name), inner, each)
            else:
                setattr(self, name, value)
c, d = Config(m=6), Config()
d.sizes.append(7)
e = copy.copy(c)
e.n = 9
c.update(text={"width": 20}, m=8)
space = SimpleNamespace(widths=[8, 16], deep=SimpleNamespace(n=2))
"""
CALLS = """
from functools import reduce
def factorial(n):
    return 1 if n <= 1 else n * factorial(n - 1)
def depth(items):
    return 0 if not items else 1 + depth(items[1:])
registry = {}
def register(name):
    def wrap(cls):
        registry[name] = cls
        return cls
    return wrap
class Registry:
    def __init__(self):
        self.held = {}
    def add(self, cls):
        self.held[cls.__name__] = cls
        return cls
shared = Registry()
@register("a")
class A:
    n = 3
@shared.add
class B:
    n = 7
"""


@pytest.mark.parametrize(
    ("text", "expression", "wanted"),
    [
        (ENUMS, "3 if Pool.AVG is Pool.AVG else 4", 3),
        (ENUMS, "3 if Pool('max') == Pool.AVG else 4", 4),
        (ENUMS, "table[Pool['MAX']]", 4),
        (ENUMS, "table.get(Pool.AVG, 9)", 3),
        (ENUMS, "len(Pool.MAX.value) + len(Pool.MAX.name)", 6),
        (ENUMS, "Pool.MAX.double()", 6),
        (ENUMS, "len(Pool) + len([k for k in Pool if k is not Pool.AVG])", 3),
        (ENUMS, "{'a': 2, 'bb': 5}[Kind.B]", 5),
        (ENUMS, "len(Kind.B.value)", 2),
        (ENUMS, "N.X * N.Y", 20),
        (ENUMS, "M.Q.value", 2),
        (FIELDS, "c.text.width", 20),
        (FIELDS, "d.text.width", 12),
        (FIELDS, "len(c.sizes) + 10 * len(d.sizes)", 32),
        (FIELDS, "c.n + c.total", 14),
        (FIELDS, "c.m", 8),
        (FIELDS, "e.n + e.m", 15),
        (FIELDS, "replace(c, m=1).total", 5),
        (FIELDS, "replace(c, m=1).text.width", 20),
        (FIELDS, "asdict(c)['text']['width']", 20),
        (FIELDS, "Config(Text(3)).text.width", 3),
        (FIELDS, "space.widths[1] + space.deep.n", 18),
        (CALLS, "factorial(5)", 120),
        (CALLS, "reduce(lambda a, b: a * b, [2, 3, 4], 2)", 48),
        (CALLS, "registry['a'].n", 3),
        (CALLS, "shared.held['B'].n", 7),
        (CALLS, "B().n + A().n", 10),
    ],
)
def test_sizes(text: str, expression: str, wanted: int) -> None:
    assert size(expression, text) == wanted
    names: dict[str, object] = {"__name__": __name__}  # where dataclasses look
    exec(compile(text, "program", "exec", dont_inherit=True), names)
    assert eval(expression, names) == wanted


NAMED = """
import torch
from typing import NamedTuple

class Sample(NamedTuple):
    image: torch.Tensor
    length: int = 3

samples = [Sample(torch.zeros(4, 5), 3), Sample(torch.zeros(4, 5), 6)]
"""
OF_NAMED = {
    "by name": ("x = samples[0].image", (4, 5)),
    "unpacked": ("x, n = samples[1]", (4, 5)),
    "a default": ("x = torch.zeros(Sample(torch.zeros(2)).length)", (3,)),
    "columns": ("x = torch.stack(Sample(*zip(*samples)).image)", (2, 4, 5)),
    "batches": ("for batch in torch.utils.data.DataLoader(samples, 2):\n    x = batch.image", (2, 4, 5)),
    "an own batch": (
        "def stack(rows):\n    return torch.stack([row.image for row in rows])\n"
        "for x in torch.utils.data.DataLoader(samples, 2, collate_fn=stack):\n    pass",
        (2, 4, 5),
    ),
    "the longest of a batch": (
        "def longest(rows):\n    return torch.zeros(max(row.length for row in rows))\n"
        "for x in torch.utils.data.DataLoader(samples, 2, collate_fn=longest):\n    pass",
        ("n",),
    ),
    "whether it is one": ("x = torch.zeros(1 if isinstance(samples[0], Sample) else 2)", (None,)),
}


@pytest.mark.parametrize("name", OF_NAMED)
def test_named_tuples_of_the_program(name: str) -> None:
    text, wanted = OF_NAMED[name]
    assert shapes(NAMED + text + "\n")["x"][-1] == wanted
