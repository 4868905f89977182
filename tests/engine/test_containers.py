"""Lists, sets, deques and dicts: what they hold after each method, and where nobody can tell."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes, size

# Each program leaves a number in `n`; Python itself says which.
CHANGED = {
    "remove": "l = [1, 2, 3]\nl.remove(2)\nn = len(l) + l[1]",
    "insert at the end": "l = [1, 2]\nl.insert(5, 7)\nn = l[-1]",
    "insert before the last": "l = [1, 2]\nl.insert(-1, 7)\nn = l[1]",
    "a slice is set": "l = [1, 2, 3]\nl[1:] = [4, 5, 6]\nn = len(l) + l[2]",
    "a slice is deleted": "l = [1, 2, 3]\ndel l[:2]\nn = len(l) + l[0]",
    "deque with an end": "d = deque(maxlen=3)\nfor i in range(9):\n    d.append(i)\nn = len(d) + d[0]",
    "deque with an end at the left": "d = deque([1, 2, 3], 2)\nd.appendleft(7)\nn = len(d) + d[0]",
    "deque from both sides": "d = deque([1, 2])\nd.appendleft(5)\nd.extendleft([6, 7])\nd.popleft()\nn = len(d) + d[0]",
    "discard": "s = {1, 2}\ns.discard(1)\ns.discard(9)\nn = len(s)",
    "sets together": "s = {1, 2}\ns.update([2, 5])\nn = len(s | {7}) * 100 + len(s & {2, 5}) * 10 + len(s - {1})",
    "sets apart": "n = len({1, 2, 3} ^ {3, 4}) * 10 + len({1, 2}.union([2], [5]))",
    "popitem": "d = {1: 2, 3: 4}\nk, v = d.popitem()\nn = len(d) + k * v",
    "default dict": "d = defaultdict(list)\nd['a'].append(1)\nd['a'].append(2)\nd['b']\nn = len(d['a']) + len(d)",
    "counter": "c = Counter('abca')\nn = len(c) + c['a'] * c.most_common(1)[0][1]",
    "setdefault": "d = {}\nd.setdefault('a', []).append(1)\nd.setdefault('a', []).append(1)\nn = len(d['a'])",
    "attributes": "class A: pass\na = A()\na.x = 3\nn = vars(a)['x'] + a.__dict__['x']",
    "variables": "k = 4\nn = locals()['k'] + globals()['k']",
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_a_method_leaves(name: str) -> None:
    text = "from collections import Counter, defaultdict, deque\n" + CHANGED[name]
    namespace: dict[str, int] = {}
    exec(text, namespace)
    assert size("n", text) == namespace["n"]


# Of each, `n` is a number that nobody knows.
UNTOLD = {
    "one of several lists": "b = [[] for _ in range(3)]\nb[i].append(1)\nn = len(b[0])",
    "one of many lists": "b = [[] for _ in range(99)]\nb[i].append(1)\nn = len(b[0])",
    "one of the lists of a dict": "d = {'a': [], 'b': []}\nd[i].append(1)\nn = len(d['a'])",
    "of a default dict": "d = defaultdict(list)\nd[i].append(1)\nn = len(d['a'])",
    "of a dict that is set": "d = {}\nd.setdefault(i, []).append(1)\nn = len(d['a'])",
    "by another name": "d = {'a': [], 'b': []}\nl = d[i]\nl += [1]\nl.extend([2])\nn = len(d['a'])",
    "lists of an attribute": "class A:\n    def __init__(self, k): self.l = [k]\nx = A(1) if i else A(2)\n"
    "x.l.append(1)\ny = [x]\nn = len(x.l)",
    "a deque up to nobody knows what": "d = deque(maxlen=i)\nd.append(1)\nn = len(d)",
    "an unknown key": "d = {'a': 3}\nd[i] = 4\nn = d['a']",
    "an unknown dict": "d = {'a': 3}\nd.update(i)\nn = d['a']",
    "an unknown dict besides": "d = {**{'a': 3}, **i}\nn = d['a']",
    "an unknown attribute": "class A: pass\na = A()\na.x = 3\nsetattr(a, i, 4)\nn = a.x",
    "unknown attributes": "class A: pass\na = A()\na.x = 3\na.__dict__.update(i)\nn = a.x",
    "unknown variables": "k = 3\nglobals().update(i)\nn = k",
    "a method nobody wrote down": "d = OrderedDict(a=1)\nd.move_to_end('a')\nn = d['a']",
    "one list or another": "a, b = [], []\n(a if i else b).append(1)\nn = len(b)",
    "one list or another, the first": "a, b = [], []\n(a if i else b).append(1)\nn = len(a)",
    "one dict or another": "a, b = {}, {}\n(a if i else b)['k'] = 1\nn = len(b)",
    "a variable for one of two": "a, b = [], []\nif i:\n    t = a\nelse:\n    t = b\nt.append(1)\nn = len(b)",
    "a variable for one or a new one": "a = []\nt = a\nif i:\n    t = []\nt.append(1)\nn = len(a)",
    "in place, of one of two": "a, b = [], []\nt = a\nif i:\n    t = b\nt += [1]\nn = len(b)",
    "in a loop": "a, b = [], []\nfor k in range(99):\n    (a if i[k] else b).append(k)\nn = len(b)",
    "that a function gives": "a, b = [], []\ndef f():\n    if i:\n        return a\n    return b\n"
    "f().append(1)\nn = len(b)",
    "that a function is given": "a, b = [], []\ndef f(t):\n    t.append(1)\nf(a if i else b)\nn = len(b)",
    "of one object or another": "class A:\n    def __init__(self):\n        self.l = []\n"
    "a, b = [A() for _ in range(2)]\n(a if i else b).l.append(1)\nn = len(b.l)",
    "of one object or another, the first": "class A:\n    def __init__(self):\n        self.l = []\n"
    "a, b = [A() for _ in range(2)]\n(a if i else b).l.append(1)\nn = len(a.l)",
    "a list that is emptied when it is full": "a, b = [], []\nfor k in range(100):\n    a.append(k)\n"
    "    if len(a) == 8:\n        b.append(a)\n        a = []\nn = len(b)",
    "a list that something is done with when it is long": "a, b = [], []\nfor k in range(100):\n    a.append(k)\n"
    "    if len(a) > 50:\n        b.append(k)\nn = len(b)",
    "an iterator that its loop takes items of": "a, b = iter(range(100)), []\nfor k in a:\n    b.append(next(a))\n"
    "n = len(b)",
    "a generator that an item was taken of": "a = (k for k in range(99))\nnext(a)\nn = len(list(a))",
    "a list or none": "a = []\nb = a if i else None\nif b is not None:\n    b.append(1)\nn = len(a)",
    "a dict or none, given to a function": "a = {}\ndef f(to=None):\n    if to is not None:\n        to['k'] = 1\n"
    "f(a if i else None)\nn = len(a)",
    "an unknown key is deleted": "d = {'a': 3, 'b': 4}\ndel d[i]\nn = len(d)",
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_may_have_changed_is_not_told(name: str) -> None:
    head = "from collections import OrderedDict, defaultdict, deque\nfrom somewhere import i\n"
    assert not isinstance(size("n", head + UNTOLD[name]), int)


def test_settings_that_may_be_others_are_no_sizes() -> None:
    text = """
        import torch
        from torch import nn
        from somewhere import load
        config = {"hidden": 128, "name": "net"}
        config.update(load())
        nn.Linear(config["hidden"], 10)(torch.zeros(2, 64))
    """
    assert codes(text) == []


def test_another_kind_of_value_stands_under_another_key() -> None:
    text = """
        import torch
        from torch import nn
        from somewhere import name
        held = {"width": 128}
        held[name] = "text"
        nn.Linear(held["width"], 10)(torch.zeros(2, 64))
    """
    assert codes(text) == ["SHP201"]
