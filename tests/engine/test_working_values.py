"""Rows, numbers and arrays in code that runs: nothing is told of it, and what is known is what a run ends with."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes
from tests.engine.working import compare

PROGRAMS = {
    "kinds of collections.abc and of numbers": """
        import collections.abc, numbers
        import torch
        from collections.abc import Iterable, Mapping
        from typing import Sequence
        class Pairs:
            def __iter__(self):
                return iter((1, 2))
        def pair(x):
            return x if isinstance(x, collections.abc.Iterable) else (x, x)
        def count(value, *kinds):
            return 3 if isinstance(value, kinds) else 4
        a, b = torch.zeros(pair(7)), torch.zeros(pair((3, 4)))
        c = torch.zeros(count(7, Iterable), count(None, Iterable), count("a", Sequence), count({}, Mapping))
        d = torch.zeros(count(2.5, numbers.Integral), count(2.5, numbers.Real), count(True, numbers.Number))
        e = torch.zeros(count(torch.zeros(2), Iterable), count(torch.zeros(2), Sequence, numbers.Number))
        f = torch.zeros(count(Pairs(), Iterable), count([1], Sequence), count((1,), Mapping, numbers.Number))
    """,
    "characters of texts": """
        import numpy as np
        rows = np.asarray(["+--+", "|  |"], dtype="c")
        a, b = np.zeros(3), rows[1, 2]
    """,
    "rows in rows, part by part": """
        import torch
        def detached(hidden):
            if isinstance(hidden, torch.Tensor):
                return hidden.detach()
            return tuple(detached(each) for each in hidden)
        a, (b, c) = detached((torch.zeros(2, 3), (torch.zeros(4), torch.zeros(5))))
        def moved(batch):
            if isinstance(batch, dict):
                return {key: moved(value) for key, value in batch.items()}
            if isinstance(batch, list):
                return [moved(each) for each in batch]
            return batch.float()
        batch = moved({"images": [torch.zeros(3), torch.zeros(4)], "labels": torch.zeros(6)})
        d, e = batch["images"][1], batch["labels"]
    """,
    "places that are the same or not": """
        import random
        import torch
        class World:
            def __init__(self):
                self.place, self.goal, self.turns = (0, 0), (2, random.randint(0, 2)), 0
            def step(self, by):
                self.turns += 1
                self.place = (self.place[0] + by, random.randint(0, 2))
                return self.place == self.goal or self.turns >= 30
        world = World()
        ended = [world.step(1) for _ in range(4)]
        mask = 1.0 - torch.tensor(ended, dtype=torch.float).unsqueeze(1)
    """,
    "rows cut by an index that was written down": """
        import numpy as np
        def padded(rows, axes=1):
            longest = np.max([np.shape(row)[:axes] for row in rows], axis=0)
            cuts = [np.s_[: longest[at]] for at in range(axes)]
            cut = tuple(cuts) if len(cuts) > 1 else cuts[0]
            return np.array([np.pad(row[cut], [(0, longest[0] - len(row))]) for row in rows])
        first = padded([[1], [0], [1]])[:, 0]
        kept = np.zeros((4, 7))[np.index_exp[..., 1:4]]
    """,
    "rows cut by what nobody knows": """
        import ast
        import numpy as np
        cut = slice(*ast.literal_eval("(0, 1)"))
        first = np.pad([3][cut], (0, 2))[0:1]
        wide = np.zeros((2, 5))
    """,
    "texts in an array": """
        import numpy as np
        words = np.array(["ab", "c"])
        lengths = np.array([len(word) for word in words])
        first = [word[0] for word in words]
    """,
    "lists in an array of objects": """
        import numpy as np
        rows = np.empty(2, dtype=object)
        rows[0], rows[1] = [1, 2, 3], [4]
        flags = np.zeros((len(rows), 8))
        for at, row in enumerate(rows):
            for place in row:
                flags[at, place] = 1.0
            flags[at, row] = 1.0
        longest = max([max(row) for row in rows])
    """,
    "an array that is resized in place": """
        import numpy as np
        class Signal:
            def __init__(self):
                self.wave = np.zeros((2, 6))
                self.wave.resize((3, 4))
        data = np.sin(np.linspace(0, 1, 20))
        data.resize((20, 1))
        after = data
        del data
        wave = Signal().wave
    """,
    "tensors that out= resizes": """
        import torch
        class Search:
            def __init__(self):
                self.scores, self.places = torch.empty(0), torch.LongTensor()
            def step(self, x):
                torch.topk(x, k=3, out=(self.scores, self.places))
                return self.scores[:, :2], torch.gather(x, 1, self.places)
        top, found = Search().step(torch.rand(4, 9))
        total = torch.empty(0)
        torch.cat([top, top], out=total)
        after, rows = total, total[1, :2]
        del total
    """,
    "a tensor as a row behind rows of numbers": """
        import torch
        masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]], torch.zeros(2, 2)])
    """,
    "as many numbers as NumPy has counted": """
        import numpy as np
        import torch
        def filled(a, b, kernel_size=None):
            if kernel_size is None:
                shape = (a, b)
            elif type(kernel_size) is int:
                shape = (a, b) + tuple((kernel_size,))
            else:
                shape = (a, b) + (*kernel_size,)
            count = np.prod(shape)
            values = torch.FloatTensor(count).uniform_(-1, 1)
            for i in range(0, count):
                values[i] /= 2
            return values.reshape(shape)
        small = filled(3, 4)
    """,
    "a tensor on one path and a number on the other": """
        import random
        import torch
        from torch.nn import functional as F
        def step(x, t):
            noise = torch.randn_like(x) if t > 0 else 0.0
            return x + 0.1 * noise
        x = torch.zeros(2, 3)
        for t in reversed(range(100)):
            x = step(x, t)
        loss, seen = 0, 0.0
        for _ in range(random.randint(70, 80)):
            loss = loss + F.mse_loss(x, x, reduction="none")
            seen += x.sum(0)
            seen = max(0, 1) * -seen
        half, first, mean = loss / 2, loss[0], seen / 70
        gate = torch.sigmoid(loss)
    """,
    "rows of numbers and of vectors by chance": """
        import random
        import numpy as np
        import torch
        from torch.utils.data import DataLoader
        def sample():
            return torch.zeros(3), torch.tensor([1 for _ in range(random.randint(2, 2))])
        def joined(batch):
            inputs, labels = zip(*batch)
            return torch.stack(inputs), torch.cat(labels)
        loader = DataLoader([sample() for _ in range(10)], batch_size=5, collate_fn=joined)
        for inputs, labels in loader:
            pass
        angle, costs = np.random.uniform(-1, 1), []
        for _ in range(100):
            costs.append(angle**2 + 0.1)
            angle = np.clip(angle + 0.1 * np.sin(angle), -8, 8)
        found = np.array(costs)
        del angle, labels
    """,
    "numbers of NumPy": """
        import numpy as np
        import torch
        def scaled(x, gain=np.sqrt(2)):
            return x * gain
        share = 1.0 - np.sqrt(0.5)
        depth, width = np.log2(16), np.ceil(np.sqrt(10))
        rows = np.zeros((int(depth) + 1, int(width), int(round(np.sqrt(16) / 2))))
        branch = np.zeros(3 if np.sqrt(4) > 1.5 else 2)
        power = np.zeros(int(2 ** np.floor(np.log2(20))))
        weights = torch.nn.init.orthogonal_(torch.zeros(3, 3), np.sqrt(2))
        scale = torch.ones([]) * np.log(1 / 0.07)
        first, second = scaled(torch.ones(2)), np.sqrt(2) * torch.ones(2)
        pixels, one, count = np.uint8(np.ones((4, 4)) * 255), np.float32(3), np.zeros(int(np.int64(4)))
    """,
    "how often each place is the best": """
        import numpy as np
        import torch
        x = torch.rand(8, 6, 4)
        _, chosen = x.topk(2, dim=-1)
        used = torch.bincount(chosen.flatten(), minlength=4) / chosen.numel()
        best = torch.bincount(x.max(dim=2)[1].reshape(-1).cpu(), minlength=4)
        first = np.bincount(x.numpy().argmax(axis=1).ravel(), minlength=6)
        drawn = torch.bincount(torch.multinomial(torch.rand(4), 9, replacement=True), minlength=5)
        order = torch.bincount(torch.argsort(x, dim=1)[:, :3].flatten(), minlength=6)
        weights = torch.zeros(4)[chosen]
        rows = [weights[0, int(k)] for k in x[0].argmax(1)]
    """,
    "what is true or false": """
        import random
        import numpy as np
        import torch
        from collections import namedtuple
        Step = namedtuple("Step", ("state", "done"))
        steps, x, done = [], 0, False
        for _ in range(200):
            x = max(0, min(4, x + random.choice((-1, 1))))
            done = x == 4 or x < 1
            steps.append(Step(None if done else np.zeros(3), done))
        batch = random.sample(steps, 16)
        state, ended = zip(*batch)
        dones = torch.tensor(ended, dtype=torch.float32)
        target = torch.ones(16) + 0.9 * (1 - dones)
        alive = np.array([step.state is not None for step in batch])
        last = np.array([not step.done for step in batch], dtype=bool) & ~alive
        worth = torch.tensor([1 - done, bool(x)])
        del state, ended
    """,
    "a tensor or nothing": """
        import random
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.gru, self.lstm = nn.GRUCell(3, 5), nn.LSTM(3, 5)
                self.last = None
            def forward(self, x, mask=None):
                h = pair = None
                for _ in range(random.randint(70, 80)):
                    h = self.gru(x, h)
                    out, pair = self.lstm(x, pair)
                    if pair is not None:
                        pair = tuple(part.detach() for part in pair)
                    if isinstance(self.last, torch.Tensor):
                        h = h + self.last
                    self.last = h
                if mask:
                    h = h * 2
                return h, out, pair[0]
        h, out, cell = Net()(torch.zeros(4, 3), torch.ones(1) if random.random() < 2 else None)
        keep = torch.ones(4, 1) if random.random() < 2 else None
        if keep is None:
            keep = torch.zeros(4, 1)
        kept = h * keep
        masked = h if keep is None else h.masked_fill(keep == 0, 0.0)
    """,
    "axes changed in place": """
        import torch
        def prepared(image):
            image.unsqueeze_(0)
            return image
        picture = torch.zeros(3, 8, 8)
        ready = prepared(picture)
        out = torch.nn.Conv2d(3, 4, 3)(ready)
        weights = torch.rand(5)
        weights.unsqueeze_(1)
        def scores(x):
            return x.mm(weights)
        by_weight = scores(torch.rand(4, 5))
        other = torch.rand(2, 7)
        other.t_()
        turned = torch.rand(2, 3, 4)
        turned.transpose_(0, 2).squeeze_().swapaxes_(0, 1)
        first, second, third = weights, other, turned
        del picture, weights, other, turned
    """,
    "windows that begin at places that were counted": """
        import numpy as np
        import torch
        from torch.utils.data import DataLoader, Dataset
        class Windows(Dataset):
            def __init__(self, series, history, horizon, stride=6):
                self.series, self.history, self.horizon = series, history, horizon
                self.starts = np.arange(0, series.shape[1] - history - horizon + 1, stride)
            def __len__(self):
                return len(self.starts)
            def __getitem__(self, i):
                s = self.starts[i]
                middle, end = s + self.history, s + self.history + self.horizon
                return self.series[:, s:middle], torch.from_numpy(self.series[:, middle:end])
        for x, y in DataLoader(Windows(np.zeros((3, 200)), 24, 8), batch_size=4, drop_last=True):
            last = y[:, :, -1]
        places = np.random.permutation(np.arange(10, 90))[:5]
        place = places[0]
        part = np.zeros((3, 100))[:, place - 10 : place + 10]
        begins = np.random.randint(0, 30, 5)
        begins.fill(95)
        cut = np.zeros((3, 100))[:, begins[0] : begins[0] + 10].sum(1)
        steps = torch.arange(0, 900, 3)
        begin = steps[7]
        piece = torch.zeros(1000)[begin : begin + 50]
    """,
    "what numbers of arrays come to": """
        import numpy as np, torch, torch.nn as nn
        w = torch.ones(3, 4, 5)
        n, m = np.prod(w.shape), np.prod(w.shape[1:])
        a = nn.Linear(m, m // 2)(w.flatten(1))
        b = torch.zeros(n // 4, max(m, 3), min(m, 4))
        c = torch.zeros(len([0] * m), int(np.sqrt(np.prod((4, 4)))))
        lengths = torch.LongTensor(list(map(len, ("abc", "abcde"))))
        d = torch.zeros(lengths.max(), lengths.sum(), int(max(lengths)))
        e = [torch.zeros(length) for length in lengths][1]
        total = 0
        for p in nn.Linear(3, 4).parameters():
            total += np.prod(p.shape)
    """,
    "single numbers out of arrays": """
        import numpy as np, torch
        labels = np.array([2, 0, 2])
        a, (b, c, d) = labels[0], labels
        e, f = torch.zeros([5, 6][labels[1]]), torch.zeros(3 if labels[0] == 2 else 4)
        counts = {}
        for label in labels:
            counts[label] = counts.get(label, 0) + 1
        rows, names = [torch.zeros(1), torch.zeros(2), torch.zeros(3)], {0: "a", 2: "bc"}
        g, h, i = torch.zeros(len(counts)), rows[labels[2]], torch.zeros(len(names[labels[0]]))
        rows[labels[1]] = torch.zeros(9)
        j, k, l = rows[0], np.zeros(5)[labels[0] :], torch.zeros(labels[0] + labels[2])
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])


def test_the_rows_of_a_tensor_are_handed_over_one_by_one() -> None:
    compare(
        """
        import numpy as np
        import torch
        def line(x, w, b):
            return w * x + b
        def first(*rows):
            return rows[0]
        params = torch.tensor([1.0, 0.0], requires_grad=True)
        for _ in range(3):
            loss = (line(torch.zeros(11), *params) ** 2).mean()
            loss.backward()
            with torch.no_grad():
                params -= 0.1 * params.grad
        a = line(torch.zeros(11), *params)
        b = first(*torch.zeros(3, 4))
        c = first(*np.zeros((2, 5)), torch.zeros(6))
        d = line(*torch.zeros(3, 7))
        e = first(*{"k": 1}, torch.zeros(2))
        f = torch.zeros(len(e), len([*torch.zeros(5, 2)]))
        """
    )


def test_what_stands_in_an_array_of_texts_is_a_text() -> None:
    compare(
        """
        import numpy as np
        names = np.array(["ab", "cde"])
        def letters(text):
            return len([letter for letter in text])
        def of_all(rows):
            found = np.asarray(rows)
            return [[letter for letter in each] for _, each in np.ndenumerate(found)]
        a = np.vectorize(letters)(names)
        b = np.zeros(len(of_all(["ab", "cde"])))
        for at, number in np.ndenumerate(np.zeros((2, 3))):
            c = np.zeros(3) * number
        """
    )


def test_python_goes_through_the_numbers_of_a_set_in_an_order_of_its_own() -> None:
    compare(
        """
        import torch
        a = torch.zeros(list({16, 32}))
        b = torch.zeros(next(iter({7, 3})), *{33, 1}, *sorted({5, 2, 9}))
        sizes = [n for n in {8, 1, 9}]
        c = torch.zeros(sizes)
        d = torch.zeros(tuple(frozenset([64, 8]) | {3} - {8}))
        found = set()
        for n in (12, 5, 4):
            found.add(n)
        e = torch.zeros(*found)
        walls = {(1, 1), (1, 3), (3, 1)}
        free = [(r, c) for r in range(5) for c in range(5) if (r, c) not in walls | {(2, 3)}]
        f = torch.zeros(len(free), *next(iter(walls)))
        names = {("a", 1), ("b", 2), ("a", 1)}
        names.add(("c", 3))
        names.discard(("a", 1))
        g = torch.zeros(len(names), len(names & {("b", 2)}))
        """
    )


ALIASES = """
import torch
class Holder:
    def __init__(self, x):
        self.x = x
row = [torch.zeros(2)]
held, table, kept = row[0], {"x": row[0]}, Holder(row[0])
held.unsqueeze_(0)
"""


@pytest.mark.parametrize("other", ["row[0]", "table['x']", "kept.x"])
def test_a_tensor_whose_shape_changes_in_place_changes_wherever_it_is_held(other: str) -> None:
    joined = f"a = torch.cat([{other}, torch.zeros(3, 2)])\n"
    assert codes(ALIASES + joined) == []
    assert codes(ALIASES.replace("held.unsqueeze_(0)", "") + joined) == ["SHP303"]


def test_what_a_text_says_that_is_run() -> None:
    assert codes("import torch\nn = 2\nexec('n = 5')\nx = torch.zeros(n) + torch.zeros(5)\n") == []
    assert codes("import torch\nn = 2\nexec('m = 5')\nx = torch.zeros(n) + torch.zeros(5)\n") == ["SHP301"]


def test_truths_that_are_counted_are_a_number() -> None:
    compare(
        """
        import random
        import torch
        found = []
        while len(found) < random.randint(2, 9):
            found.append((0, random.choice("ab"), 2))
        doubles = sum(order == 2 for *_, order in found)
        vowels = sum(letter in "aeiou" for _, letter, _ in found)
        a = torch.tensor([doubles, 0.5 * vowels - 0.3 * doubles])
        """
    )
