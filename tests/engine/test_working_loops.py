"""Loops that run: nothing is told of them, and what is known at the end is what a run ends with."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

PROGRAMS = {
    "a turn that goes on or leaves": """
        import torch
        found = []
        for c in [1, 0]:
            if len(found) > 3:
                continue
            break
        else:
            found.append(1)
        x = torch.zeros(len(found), 2)
        """,
    "an `else` with a loop in it": """
        import torch
        found, other = {0: 1}, {0: 1}
        for c in range(4):
            if c == 3:
                break
        else:
            found[2] = 5
            for c in range(0):
                pass
        x = torch.zeros(len(found))
        """,
    "the first turn makes another kind of thing of what the others make longer": """
        import numpy as np
        import torch
        rows, out, u = np.zeros(2), None, torch.zeros(3)
        for _ in range(500):
            x = torch.zeros(4, 3)
            rows = np.vstack([rows, np.zeros(2)])
            out = x if out is None else torch.cat([out, x])
            u = torch.stack([u, u]) if u.dim() == 1 else torch.cat([u, u[:1]])
        rows, out, u = rows * 1, out * 1, u * 1
        """,
    "items that have nothing of what they are counted by": """
        import numpy as np
        import torch
        from torch import nn
        rng = np.random.default_rng(0)
        seen = []
        def counted():
            seen.append(1)
            return torch.zeros(4, len(seen))
        layers = nn.ModuleList([nn.Linear(2, 3) for _ in range(9)])
        layers[0] = nn.Linear(5, 7)
        a, b = layers[0].weight, layers[1].weight
        c = torch.cat([counted() for _ in range(5)], 1)
        d = torch.stack([torch.randn(3) for _ in range(20)])
        e = np.array([(rng.normal(), 2.0) for _ in range(30)])
        rows = [[0] * 3 for _ in range(6)]
        rows[0].append(1)
        f, g = np.zeros(len(rows[0])), np.zeros(len(rows[1]))
    """,
    "rows of which the last ones are kept": """
        from collections import deque
        import torch
        last, many = deque(maxlen=10), deque(maxlen=1000)
        for i in range(200):
            last.append(torch.zeros(3))
            many.extend([torch.zeros(2), torch.zeros(2)])
        a, b = torch.stack(list(last)), torch.stack(list(many))
    """,
    "generators that never end": """
        import itertools
        import torch
        def batches():
            while True:
                yield torch.zeros(4, 2)
        a = torch.cat(list(itertools.islice(batches(), 4)))
        for i, b in zip(range(3), batches()):
            pass
        for c in batches():
            break
        def few(n):
            i = 0
            while True:
                if i == n:
                    return
                i += 1
                yield torch.zeros(2)
        count = sum(1 for _ in few(3))
    """,
    "a last turn that leaves the loop": """
        import torch
        def sampled(steps, x):
            for i in reversed(range(steps)):
                mean = x * i
                if i == 0:
                    return mean
                x = mean + torch.randn_like(x)
        a = sampled(100, torch.zeros(2, 3))
        b = sampled(40, torch.zeros(2, 3))
        def found(n):
            for i in range(100):
                if i == n:
                    break
            else:
                return torch.zeros(7)
            return torch.zeros(3)
        c, d = found(99), found(100)
        def every(n):
            rows = []
            for i in range(n):
                rows.append(torch.zeros(2))
                if i == n - 1:
                    return torch.stack(rows)
        e = every(5)
    """,
    "windows from a list of their beginnings": """
        import torch
        from torch.utils.data import DataLoader, Dataset
        class Windows(Dataset):
            def __init__(self, rows, width, stride=3):
                self.rows, self.width = torch.as_tensor(rows), width
                self.starts = list(range(0, len(rows) - width + 1, stride))
            def __len__(self):
                return len(self.starts)
            def __getitem__(self, i):
                first = self.starts[i]
                return self.rows[first:first + self.width].t()
        for a in DataLoader(Windows(torch.zeros(2015, 6), 96), batch_size=8, drop_last=True):
            pass
        for first in list(range(0, 1920, 3)):
            b = torch.zeros(2015)[first:first + 96]
        starts = list(range(0, 1920, 3))
        for k in range(len(starts)):
            c = torch.zeros(2015)[starts[k]:starts[k] + 96]
        for first in list(range(0, 300, 3)):
            e = torch.zeros(300, 2)[first:first + 3]
    """,
    "places that data choose": """
        import numpy as np
        def mark(center, counts, size, step):
            first = center[0] - (size - 1) // 2 * step
            for i in range(size):
                counts[first + i * step] += 1
        def spread(counts, step):
            new = np.zeros_like(counts)
            for j in range(counts.shape[0]):
                if counts[j] > 0:
                    mark((j, 0), new, 3, step)
            return new
        counts = np.zeros(31, dtype=np.int32)
        counts[15] = 1
        for step in (3, 2, 1):
            counts = spread(counts, step)
        for i in range(31):
            if counts[i] == 0:
                continue
            last = counts[i + 1]
    """,
    "windows until the rows end": """
        import numpy as np
        def windows(rows, before, after):
            first, second = [], []
            for start in range(len(rows)):
                middle = start + before
                end = middle + after
                if end > len(rows):
                    break
                first.append(rows[start:middle, :])
                second.append(rows[middle:end, 0])
            return np.array(first), np.array(second)
        a, b = windows(np.zeros((216, 5)), 24, 12)
        c, d = windows(np.zeros((40, 5)), 24, 12)
        def targets(rows, width):
            found = []
            for start in range(0, len(rows), 2):
                if len(rows) - 1 < start + width:
                    break
                found.append(rows[start + width])
            else:
                found = [0]
            return np.array(found)
        e = targets(np.arange(30), 7)
    """,
    "pictures turned by chance": """
        import numpy as np
        import torch
        image, turns = np.zeros((4, 4, 3)), np.random.randint(4)
        turned = np.rot90(image, turns)
        other = torch.rot90(torch.zeros(3, 4, 4), int(turns), (1, 2))
        full = torch.utils.data.TensorDataset(torch.zeros(50, 3))
        train, rest = torch.utils.data.random_split(full, [40, 10])
        rows = full.tensors[0][train.indices]
    """,
    "rows in many steps": """
        import numpy as np
        import torch
        x, order = np.zeros((500, 3)), torch.randperm(500)
        for start in range(0, len(x), 5):
            rows, chosen = x[start : start + 5], x[order[start : start + 5]]
        for start in range(20, 500, 5):
            later = x[start - 20 : start - 20 + 5]
    """,
    "few costly turns": """
        import numpy as np
        x, weights = np.zeros((700, 6)), [np.zeros((6, 6)) for _ in range(12)]
        for turn in range(3):
            order = np.random.permutation(len(x))
            for start in range(0, len(x), 50):
                rows = x[order[start : start + 50]]
                out = rows
                for weight in weights:
                    for _ in range(12):
                        out = np.maximum(out @ weight, 0) + rows
    """,
    "rows that begin with the first turn": """
        import numpy as np
        def joined(parts):
            rows = []
            for index, part in enumerate(parts):
                row = np.reshape(part, [-1, 4])
                if index == 0:
                    rows = row
                else:
                    rows = np.concatenate((rows, row), axis=0)
            return rows
        found = joined([np.zeros((2, 8)), np.zeros((3, 4))])
    """,
    "a loop over none, whose count is drawn": """
        import torch
        def dropped(x, low, high):
            times = torch.randint(low=low, high=high + 1, size=(len(x),))
            for i in range(len(x)):
                if times[i] == 0:
                    continue
                start = torch.randint(low=0, high=9, size=(times[i],))
                for j in range(times[i]):
                    x[i, start[j] : start[j] + 3] = 0.0
            return x
        none, some = dropped(torch.rand(3, 20), 0, 0), dropped(torch.rand(3, 20), 1, 2)
    """,
    "lists that grow while other things change": """
        import random
        import numpy as np
        import torch
        returns, pairs, best, rate, kept = [], [0, 0], 0.0, 0.1, []
        for _ in range(300):
            total, steps = 0.0, 0
            while True:
                total += random.random()
                steps += 1
                if random.random() < 0.5:
                    break
            returns.append(total)
            pairs += [steps, steps]
            best = max(best, total)
            rate *= 0.9
            if total > best:
                kept.append(total)
        smooth = np.convolve(returns, np.ones(10) / 10, mode="valid")
        lengths = np.asarray(pairs)
        rows, w = [torch.zeros(3)], torch.rand(3)
        for i in range(200):
            for j in range(100):
                best = max(best, j * rate)
                w = w - 0.1 * w * best
                rows.append(w)
        stacked = torch.stack(rows)
    """,
    "what every turn makes longer": """
        import torch
        embed, head = torch.nn.Embedding(50, 8), torch.nn.Linear(8, 50)
        def generate(tokens, count, width=32):
            for _ in range(count):
                seen = tokens if tokens.size(1) <= width else tokens[:, -width:]
                steps = embed(seen) + torch.zeros(seen.shape[1], 8)
                chosen = torch.multinomial(head(steps)[:, -1, :].softmax(-1), num_samples=1)
                tokens = torch.cat((tokens, chosen), dim=1)
            return tokens
        a = generate(torch.zeros(2, 4, dtype=torch.long), 100)
        def grown():
            count, mask, places = 3, torch.ones(1, 1), ()
            for step in range(200):
                count += 2
                mask = torch.cat([mask, mask.new_ones(1, 2)], dim=1)
                places = places + (step,)
            return torch.zeros(count, 2), mask, torch.zeros(len(places))
        def kept():
            queue, short = torch.zeros(5), torch.zeros(1, 3)
            for step in range(100):
                queue = torch.cat([queue[1:], torch.zeros(1)])
                if step % 2:
                    short = torch.cat([short, short[:1]])
            return queue, short[0]
        (b, c, d), (e, f) = grown(), kept()
    """,
    "numbers that are counted from the counter of a long loop": """
        import numpy as np
        for k in range(1, 1000):
            a, b = np.array([1 / k, -1 / k**2]), np.array([(-1) ** k, 0.9**k, 2**k, k**-1])
            c, d = np.array([abs(k - 5), k / (k + 1)]), np.array([k & 3, k >> 1, ~k, +k, -k, k % 7, k // 3])
    """,
    "more layers than a loop is gone through for": """
        import torch, torch.nn as nn
        class Causal(nn.Module):
            def __init__(self, width, steps):
                super().__init__()
                self.cut, self.conv = steps, nn.Conv1d(width, width, 2, padding=steps, dilation=steps)
            def forward(self, x):
                return self.conv(x)[:, :, : -self.cut]
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.start = Causal(4, 1)
                self.blocks = nn.ModuleList()
                for _ in range(10):
                    self.blocks.extend(nn.Sequential(nn.ReLU(), Causal(4, 2 ** (i % 3))) for i in range(8))
            def forward(self, x):
                found, x = [], self.start(x)
                for block in self.blocks:
                    x = block(x)
                    found.append(x)
                return torch.stack(found).sum(0), len(found)
        a, n = Net()(torch.zeros(2, 4, 9))
        b = torch.zeros(n)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])
