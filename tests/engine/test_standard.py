"""Python's own modules compute what they compute: what is known at the end is what a run ends with."""

from __future__ import annotations

from tests.engine.programs import analysis_of

TEXT = r"""
import contextlib
import functools
import heapq
import itertools
import math
import operator
import random
import statistics
import string
import time
from collections import ChainMap, Counter
import torch
rng = random.Random(3)
a1 = torch.tensor([rng.random() for _ in range(4)])
a2 = torch.tensor(rng.choice([1, 2, 3]))
a3 = torch.tensor(rng.sample(range(10), 3))
a4 = torch.tensor([rng.gauss(0, 1), rng.uniform(0, 1), rng.randint(1, 5), rng.randrange(4)])
a5 = torch.tensor(rng.choices([1, 2], k=5))
lst = list(range(6))
rng.shuffle(lst)
a6 = torch.tensor(lst)
b1 = torch.zeros(list(itertools.accumulate([2, 3]))[-1])
b3 = [torch.zeros(i, o) for i, o in itertools.pairwise([2, 3, 4])][-1]
b4 = torch.zeros(functools.reduce(operator.mul, (2, 3, 4), 1))
b5 = torch.zeros(operator.add(2, 3), operator.sub(5, 1))
b6 = [torch.zeros(n) for n in itertools.chain([2], (3,))][1]
b7 = [torch.zeros(a, b) for a, b in itertools.zip_longest([2, 3], [4], fillvalue=7)][1]
b8 = list(itertools.starmap(torch.zeros, [(2, 3), (4, 5)]))[1]
b9 = torch.zeros(sorted([(3, "a"), (1, "b")], key=lambda p: p[0])[0][0])
b10 = torch.zeros(max([(3, 7), (1, 9)], key=operator.itemgetter(1))[0])
b11 = torch.zeros(min([4, 2], key=lambda v: -v))
c1 = torch.zeros(math.isqrt(17), math.floor(3.7), math.ceil(2.1), math.comb(4, 2), math.factorial(3))
c2 = torch.zeros(int(math.log2(8)), int(math.sqrt(16)), round(2.6), abs(-3), divmod(7, 2)[0], 7 // 2)
c3 = torch.zeros(int(math.pow(2, 3)), int(statistics.mean([2, 4])), int(math.hypot(3, 4)))
d1 = torch.zeros(len("a b c".split()), len("abc".upper()), len(",".join(["a", "b"])), "abc".index("c"), len("x" * 3))
d3 = torch.zeros(len(string.ascii_lowercase), len(set("hello")), ord("c") - ord("a"), len(sorted(set("hello world"))))
d4 = {ch: i for i, ch in enumerate(sorted(set("hello world")))}
d5 = torch.tensor([d4[c] for c in "hello"])
d7 = torch.zeros(int("conv3x3"[-1]), int("block_4".split("_")[1]), {"s": 2, "m": 3}["model-m".rpartition("-")[2]])
e1 = ChainMap({"a": 2}, {"b": 3})
e2 = torch.zeros(e1["a"], e1["b"])
cnt = Counter("abracadabra")
e3 = torch.zeros(len(cnt), len(cnt.most_common(2)), cnt["a"])
heap = [5, 1, 4]; heapq.heapify(heap)
e5 = torch.zeros(len(heap))
e7 = torch.zeros(any([0, 1]) + 1, all([1, 1]) + 1, sum(x > 1 for x in [1, 2, 3]))
@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
e8 = torch.zeros(fib(7))
@functools.wraps(fib)
def again(n): return torch.zeros(n)
e9 = again(3)
@contextlib.contextmanager
def scope(n):
    yield torch.zeros(n)
with scope(4) as e10:
    e11 = e10 + 1
def log(fn):
    @functools.wraps(fn)
    def inner(*args, **kwargs):
        start = time.time()
        out = fn(*args, **kwargs)
        print(f"{fn.__name__} {time.time() - start:.2f}")
        return out
    return inner
@log
def make(n, m=2): return torch.zeros(n, m)
e12 = make(5, m=4)
e14 = torch.zeros(*map(int, "3x4x5".split("x")))
e15 = torch.zeros(tuple(int(v) for v in "2,3".split(",")))
e17 = torch.zeros(len([*range(3), *"ab"]), (lambda x, y=2: x * y)(3))
first, *mid, last = [2, 3, 4, 5]
e18 = torch.zeros(first, len(mid), last)
x = y = 3
x, y = y + 1, x
e19 = torch.zeros(x, y)
e20 = torch.zeros(2 if "a" in "cab" else 3, 0x10, 1_0, 2**3, 7 % 4, -(-7 // 2), 1 << 2)
nested = {"enc": {"dims": [4, 8]}, "dec": {"dims": [8, 4]}}
e21 = [torch.zeros(*v["dims"]) for k, v in nested.items()][1]
nested["enc"].setdefault("k", 3); nested.update(z=5)
e22 = torch.zeros(nested["enc"]["k"], nested.pop("z"), nested.get("q", 2))
e23 = torch.zeros({**nested["enc"], "k": 6}["k"], dict(zip("ab", (2, 3)))["b"], dict(a=1, b=4)["b"])
while (n := len(lst)) > 3:
    lst.pop()
e24 = torch.zeros(n)
match (2, 3):
    case (a, 3): e25 = torch.zeros(a)
    case _: e25 = torch.zeros(9)
e27 = torch.zeros(len(list(filter(lambda v: v > 2, [1, 2, 3, 4]))), len(list(filter(None, [0, 1, 2]))))
e28 = torch.zeros(next(i for i, v in enumerate([5, 6, 7]) if v == 6) + 1, next(iter([3])), list(reversed([2, 3]))[0])
e29 = torch.zeros(int(3.9), int(round(0.25 * 10)), int(10 * 0.3), int(7 / 2))
bits = format(5, "b")
e30 = torch.zeros(len(bits), len(bin(5)) - 2, len(hex(255)))
e33 = torch.zeros(len(str(100)), len("%d-%s" % (3, "ab")), len("{}-{:>3}".format(1, 2)))
e31 = torch.zeros(len(list(itertools.groupby("aab"))), len(list(itertools.compress("abc", [1, 0, 1]))))
e32 = torch.zeros(len(list(itertools.takewhile(lambda v: v < 3, [1, 2, 3]))), len(range(2, 11, 3)))
e34 = torch.zeros(range(5)[-1], len(range(10)[2:5]))
b12 = [torch.zeros(n, k) for n, k in zip(itertools.count(2, 3), itertools.islice(itertools.cycle([4, 4]), 2))][1]
heapq.heappop(heap)
b13 = torch.zeros(dict.fromkeys("ab", 3)["b"], len(heap))
b14 = torch.tensor(heapq.nlargest(2, [3, 1, 2]))
b15 = torch.tensor([sum(rng.random() for _ in range(100)), max(2.5, rng.random())])
b17 = torch.tensor([sum(rng.randint(1, 3) for _ in "ab")])
class Twice:
    def __init__(self, fn):
        self.fn = fn
    def __call__(self, n):
        return self.fn(2 * n)
@Twice
def wide(n):
    return torch.zeros(n, 3)
b16 = wide(4)
"""


def test_what_python_itself_computes_is_known() -> None:
    analysis = analysis_of(TEXT)
    assert [report.template for report in analysis.reports] == []
    names: dict[str, object] = {}
    exec(TEXT, names)
    said = {binding.name: binding.shape for binding in analysis.bindings}
    real = {name: tuple(value.shape) for name, value in names.items() if hasattr(value, "shape") and name != "torch"}
    assert len(real) > 50
    assert {name: said.get(name) for name in real} == real


def test_nobody_knows_what_is_taken_by_a_row_of_keys_of_any_length() -> None:
    text = """
        import torch
        from operator import itemgetter
        def held(points, registry):
            return torch.Tensor(itemgetter(*points)(registry)).view(4, 3)
    """
    assert [report.template for report in analysis_of(text).reports] == []
