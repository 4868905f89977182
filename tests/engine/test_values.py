"""What expressions, loops, branches, calls and classes compute, against what Python computes."""

from __future__ import annotations

import pytest

from tests.engine.programs import analysis_of, codes, shapes, size

# Each program leaves a number in `n`; Python itself says which.
PROGRAMS = {
    "arithmetic": "n = (7 + 3 * 5 - 2) // 4 % 10 + 2 ** 3",
    "chain of comparisons": "a = 3\nn = 5 if 1 < a <= 3 else 7",
    "and or": "n = (0 or 4) + (3 and 2) + len([] or [1])",
    "unrolled loop": "n = 1\nfor i in range(5):\n    n += i * 2",
    "nested loops with break": """
        n = 0
        for i in range(6):
            for j in range(6):
                if j > i:
                    break
                n += 1
            else:
                n += 100
            if n > 50:
                break
    """,
    "continue": "n = 1\nfor i in range(10):\n    if i % 2:\n        continue\n    n += i",
    "while": "n = 1\nwhile n < 20:\n    n *= 3",
    "while with break": "n = 0\nwhile True:\n    n += 1\n    break",
    "enumerate zip reversed": "n = sum(i * a * b for i, (a, b) in enumerate(zip([1, 2, 3], reversed([4, 5, 6]))))",
    "comprehension with test": "n = len([x for x in range(9) if x % 3 == 0])",
    "nested comprehension": "n = len([(a, b) for a in range(3) for b in range(a)])",
    "dict": "d = {'a': 2, **{'b': 5}}\nd['c'] = 7\nd.update(e=1)\nn = sum(d.values()) + d.get('zz', 4) + d.pop('a')",
    "dict comprehension": "d = {k: v * 2 for k, v in zip('abc', range(1, 4))}\nn = d['c'] + len(d)",
    "list methods": "l = [3]\nl.append(4)\nl.extend([5, 6])\nl.insert(0, 9)\nl += [1]\nn = l[0] + l.pop() + len(l)",
    "slices": "l = list(range(10))\nn = len(l[2:8:2]) + l[-1] + l[1:][0]",
    "star unpacking": "first, *rest, last = 1, 2, 3, 4\nn = first + last + len(rest)",
    "swap": "a, b = 2, 9\na, b = b, a\nn = a - b",
    "closure": """
        def outer(k):
            def inner(x):
                return x * k
            return inner
        n = outer(4)(3)
    """,
    "nonlocal and global": """
        total = 1
        def outer():
            count = 0
            def bump():
                nonlocal count
                global total
                count += 2
                total += count
            bump()
            bump()
            return count
        n = outer() + total
    """,
    "arguments": """
        def f(a, b=2, *rest, c=5, **more):
            return a + b + len(rest) + c + len(more) + more.get('z', 0)
        n = f(1) + f(1, 2, 3, 4, c=1, z=10, y=0) + f(*[1, 2], **{'c': 3})
    """,
    "lambda default": "n = (lambda x, y=3: x * y)(4)",
    "early return": """
        def f(x):
            if x > 3:
                return 10
            for i in range(x):
                if i == 2:
                    return i
            return 7
        n = f(5) + f(3) + f(1)
    """,
    "recursion": "def f(x):\n    return 1 if x <= 1 else x * f(x - 1)\nn = f(2)",
    "class": """
        class Base:
            scale = 3
            def __init__(self, k):
                self.k = k
            def value(self):
                return self.k * self.scale
            @property
            def twice(self):
                return self.value() * 2
            @staticmethod
            def plus(x):
                return x + 1
            @classmethod
            def make(cls):
                return cls(5)
        class Derived(Base):
            scale = 2
            def value(self):
                return super().value() + 1
        n = Derived.make().twice + Base(1).value() + Derived.plus(2)
    """,
    "dataclass": """
        from dataclasses import dataclass
        @dataclass
        class Config:
            width: int
            heads: int = 4
            def head(self):
                return self.width // self.heads
        @dataclass
        class Wide(Config):
            extra: int = 7
        n = Config(32).head() + Wide(heads=2, width=8).extra
    """,
    "mutation in branch that is taken": "l = []\nif 2 > 1:\n    l.append(1)\nelse:\n    l.extend([2, 3])\nn = len(l)",
    "f-string key": "d = {f'layer{i}': i for i in range(4)}\nn = d[f'layer{1 + 2}']",
    "getattr setattr": """
        class A:
            pass
        a = A()
        setattr(a, 'size', 6)
        n = getattr(a, 'size') + getattr(a, 'other', 3) + (1 if hasattr(a, 'size') else 0)
    """,
    "match": "k = 3\nmatch k:\n    case 1:\n        n = 5\n    case 2 | 3:\n        n = 8\n    case _:\n        n = 9",
    "match sequence": "match (2, 5):\n    case [a, b]:\n        n = a * b",
    "walrus": "n = (k := 4) + k",
    "try import": "try:\n    import torch\n    n = 4\nexcept ImportError:\n    n = 5\nn = 4",
    "partial and map": "from functools import partial\nn = sum(map(partial(lambda a, b: a * b, 3), [1, 2]))",
    "math": "import math\nn = int(math.sqrt(49)) + math.ceil(2.1) + math.prod([2, 3])",
    "min max abs round": "n = max(3, 8) + min([4, 2]) + abs(-3) + round(2.4)",
    "text": "n = len('a,b,c'.split(',')) + int('7') + len('-'.join(['x', 'y']))",
    "isinstance": "n = (1 if isinstance(3, int) else 2) + (4 if isinstance((1,), (list, tuple)) else 8)",
    "chained assignment": "a = b = 3\na += 1\nn = a * b",
    "delete": "d = {'a': 1, 'b': 2}\ndel d['a']\nn = len(d)",
    "generator function": "def g():\n    for i in range(3):\n        yield 5\nfor n in g():\n    pass",
    "name main": "n = 2\nif __name__ == '__main__':\n    n = 3",
    "decorator": """
        import functools
        def twice(f):
            @functools.wraps(f)
            def inner(*a):
                return f(*a) * 2
            return inner
        @twice
        def f(x):
            return x + 1
        n = f(3)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_computes_as_python_does(name: str) -> None:
    from textwrap import dedent

    text = dedent(PROGRAMS[name])
    namespace: dict[str, object] = {"__name__": "__main__"}
    exec(text, namespace)
    assert size("n", text) == namespace["n"]


# What nobody can know is unknown: both ways of an undecided condition are joined.
UNDECIDED = {
    "if": ("n = 3\nif flag:\n    n = 4", None),
    "if agreeing": ("if flag:\n    n = 4\nelse:\n    n = 4", 4),
    "if bound on one side": ("if flag:\n    n = 4", 4),
    "branch that raises": ("n = 3\nif flag:\n    n = 4\n    raise ValueError", 3),
    "early return": ("def f():\n    if flag:\n        return 3\n    return 3\nn = f()", 3),
    "early return differing": ("def f():\n    if flag:\n        return 3\n    return 4\nn = f()", None),
    "attribute": ("class A: pass\na = A()\na.k = 2\nif flag:\n    a.k = 3\nn = a.k", None),
    "attribute before return": (
        "class A: pass\na = A()\na.k = 2\ndef f():\n    if flag:\n        a.k = 3\n        return\nf()\nn = a.k",
        None,
    ),
    "list": ("l = [1]\nif flag:\n    l.append(2)\nn = len(l)", None),
    "loop": ("n = 1\nfor i in things:\n    n += 1", None),
    "loop that changes nothing": ("n = 5\nfor i in things:\n    n = 5", 5),
    "break": ("n = 1\nfor i in range(3):\n    if flag:\n        n = 2\n        break", None),
    "handler": ("n = 1\ntry:\n    n = 2\nexcept ValueError:\n    n = 3", None),
    "long loop": ("l = []\nfor i in range(1000):\n    l.append(i)\nn = len(l)", 1000),
    "long loop growing by two": ("l = [0]\nfor i in range(300):\n    l.append(i)\n    l.append(i)\nn = len(l)", 601),
    "long loop that calls": (
        "def f(i):\n    k = i\n    return k\nl = []\nfor i in range(300):\n    l.append(f(i))\nn = len(l)",
        300,
    ),
    "object made in a branch": (
        "class A:\n    def __init__(self):\n        self.k = 4\nclass B: pass\nb = B()\nif flag:\n    b.a = A()\n"
        "n = b.a.k if hasattr(b.a, 'k') else 5",
        4,
    ),
    "objects alike": (
        "class A:\n    def __init__(self):\n        self.k = 4\na = A()\nfor i in things:\n    a = A()\n"
        "for i in things:\n    a = A()\nn = a.k",
        4,
    ),
    "greatest of numbers and arrays": ("n = int(max(np.ones((2, 3)).sum(), 1).reshape(1).shape[0])", 1),
    "long loop with condition": ("l = []\nfor i in range(1000):\n    if flag:\n        l.append(i)\nn = len(l)", None),
    "one of two lists": ("a, b = [0], [1]\n(flag and a or b).append(2)\nn = len(a)", None),
    "an empty list is passed over": ("a, b = [], [1]\n(flag and a or b).append(2)\nn = len(b)", 2),
    "key of a dict": ("d = {'a': 1}\nif flag:\n    d['b'] = 2\nn = len(d)", None),
    "key of a dict in a loop": ("d = {'a': 1}\nfor i in things:\n    d['b'] = 2\nn = d.get('b', 3)", None),
    "keywords": ("d = {}\nif flag:\n    d['k'] = 2\ndef f(k=3):\n    return k\nn = f(**d)", None),
    "attribute asked for": (
        "class A: pass\na = A()\nif flag:\n    a.k = 3\nn = a.k if hasattr(a, 'k') else 4",
        None,
    ),
    "attribute set for certain": (
        "class A: pass\na = A()\nif flag:\n    a.k = 3\na.k = 5\nn = a.k if hasattr(a, 'k') else 4",
        5,
    ),
    "attribute that is made when it is asked for": (
        "class A:\n    def __getattr__(self, name):\n        return things[name]\nn = 3 if hasattr(A(), 'k') else 4",
        None,
    ),
    "passed to a stranger": ("l = [1, 2]\nstranger(l)\nn = len(l)", None),
    "conditional function": ("f = (lambda: 3) if flag else (lambda: 3)\nn = f()", 3),
    "conditional class": (
        "class A:\n    k = 4\nclass B:\n    k = 4\nmade = A() if flag else B()\nn = made.k",
        4,
    ),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_joins_what_is_undecided(name: str) -> None:
    text, expected = UNDECIDED[name]
    found = size("n", "from somewhere import flag, things, stranger\n" + text)
    assert (found if isinstance(found, int) else None) == expected


def test_calls_of_the_program_are_not_blurred_by_what_nobody_calls() -> None:
    found = shapes(
        """
        import numpy as np
        def f(n):
            inner = np.zeros(n)
            return [np.zeros(n) for m in range(2) if (other := np.zeros(n)).any()]
        def g(n):
            return f(n)
        f(3)
        """
    )
    assert (found["inner"], found["other"]) == ([(3,)], [(3,)])


def test_loops_within_recursion_come_to_an_end() -> None:
    analysis = analysis_of(
        """
        import torch
        from torch import nn
        def swap(model):
            for name, module in model.named_children():
                if isinstance(module, nn.BatchNorm2d):
                    new = nn.GroupNorm(1, module.num_features)
                    new.weight.data.copy_(module.weight)
                    model._modules[name] = new
                if len(list(module.children())) > 0:
                    swap(module)
        """
    )
    assert not analysis.effort.ended
    assert analysis.effort.steps < 15_000


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("np.zeros((3, 4))", (3, 4)),
        ("torch.zeros(3, 4)", (3, 4)),
        ("(np.zeros((5, 4)), 0)", (5, 4)),
        ("[torch.zeros(5, 4)]", (5, 4)),
    ],
)
def test_no_tensor_is_a_tuple_or_a_list(made: str, expected: tuple[int, ...]) -> None:
    text = f"import numpy as np\nimport torch\ndata = {made}\nx = data[0] if isinstance(data, (tuple, list)) else data"
    assert shapes(text)["x"] == [expected]


def test_arrays_and_tensors_are_told_apart() -> None:
    text = """
        import numpy as np
        import torch
        def made(data):
            if isinstance(data, np.ndarray):
                return torch.zeros(2)
            return torch.zeros(3) if isinstance(data, torch.Tensor) else torch.zeros(4)
        def turned(data):
            return torch.zeros(3) if isinstance(data, torch.Tensor) else torch.zeros(2)
        a, b, c = made(np.zeros(5)), made(torch.zeros(5)), turned(np.zeros(5))
        """
    found = shapes(text)
    assert [found[name] for name in "abc"] == [[(2,)], [(3,)], [(2,)]]


def test_an_object_says_what_it_is_as_an_array() -> None:
    text = """
        import numpy as np
        class Table:
            def __init__(self, width):
                self.width = width
            def __array__(self, dtype=None, copy=None):
                return np.zeros((3, self.width))
        a, b, c = np.array(Table(4)), np.asarray(Table(5)), np.array(Table(6), ndmin=3)
        """
    found = shapes(text)
    assert [found[name] for name in "abc"] == [[(3, 4)], [(3, 5)], [(1, 3, 6)]]


def test_packed_sequences_are_tuples() -> None:
    text = """
        import torch
        from torch.nn.utils.rnn import pack_padded_sequence
        packed = pack_padded_sequence(torch.zeros(3, 5, 2), [5, 4, 1], batch_first=True)
        x = torch.zeros(2, 3) if isinstance(packed, tuple) else torch.zeros(5)
        y = torch.zeros(2, 3) if isinstance(torch.nn.Linear(2, 3), tuple) else torch.zeros(5)
        """
    assert shapes(text)["x"] == [(2, 3)]
    assert shapes(text)["y"] == [(5,)]


def test_one_row_for_each_context() -> None:
    found = shapes(
        """
        import numpy as np
        def f(n):
            inner = np.zeros(n)
            return inner
        f(3)
        f(4)
        """
    )
    assert found["inner"] == [(3,), (4,)]


def test_tensors_are_keys_whose_values_are_joined() -> None:
    found = shapes(
        """
        import numpy as np
        import tensorflow as tf
        x, y = tf.placeholder(tf.float32, [None, 3]), tf.placeholder(tf.float32, [None])
        fed = {x: np.zeros((5, 3)), y: np.zeros(5)}
        either = fed[x]
        fed[x] = np.zeros((5, 3))
        rows = tf.Session().run(x, fed)
        others = tf.Session().run(x, {key: value for key, value in ((x, np.ones((4, 3))),)})
        if x.name == "rows":
            fed[x] = np.zeros((6, 3))
        unsure = tf.Session().run(x, fed)
        """
    )
    assert found["either"] == [None]
    assert found["rows"] == [(5, 3)]
    assert found["others"] == [(4, 3)]
    assert found["unsure"] == [(None, 3)]


WINDOWS = {
    "all within": ("[slice(0, 8), slice(4, 12), slice(8, 16)]", 8),
    "one beyond the end": ("[slice(0, 8), slice(12, 20)]", None),
    "of two lengths": ("[slice(0, 8), slice(4, 10)]", None),
    "from the start": ("[slice(None, 8), slice(8, 16)]", 8),
    "by twos": ("[slice(0, 8, 2), slice(8, 16, 2)]", None),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_one_of_several_slices(name: str) -> None:
    text, length = WINDOWS[name]
    head = "import random, torch\nx = torch.zeros(16, 3)\n"
    assert shapes(head + f"y = x[random.choice({text})]\n")["y"] == [(length, 3)]


def test_cells_of_a_table_may_be_arrays() -> None:
    text = """
        import numpy as np
        import pandas as pd
        table = pd.DataFrame({"image": [np.zeros((3, 4)), np.ones((3, 4))], "label": [1, 2]})
        below = np.concatenate(table["image"].values)
        beside = np.stack(table["image"].values)
        assert beside.shape == (2, 3, 4)
    """
    assert codes(text) == []
