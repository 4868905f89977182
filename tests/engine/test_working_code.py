"""Ordinary code that runs: nothing is told of it, and what is known at its end is what a run ends with."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

PROGRAMS = {
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
    "a closure that an optimizer calls": """
        import torch
        from torch import nn
        net = nn.Linear(3, 1)
        def residual(t):
            return net(t).square().mean()
        first = residual(torch.zeros(8, 3))
        optimizer = torch.optim.LBFGS(net.parameters(), lr=0.1, max_iter=2)
        def closure():
            optimizer.zero_grad()
            loss = residual(torch.zeros(7, 3))
            loss.backward()
            return loss
        last = optimizer.step(closure)
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
    "functions with gradients of their own": """
        import torch
        from torch import nn
        from torch.autograd.function import Function
        class Sign(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x.sign()
            @staticmethod
            def backward(ctx, grad):
                x, = ctx.saved_tensors
                return grad * (x.abs() < 1).float()
        class Affine(torch.autograd.Function):
            @staticmethod
            def forward(x, weight, bias=None):
                out = x @ weight.t()
                return out if bias is None else out + bias
            @staticmethod
            def setup_context(ctx, inputs, output):
                x, weight, bias = inputs
                ctx.save_for_backward(x, weight)
            @staticmethod
            def backward(ctx, grad):
                x, weight = ctx.saved_tensors
                return grad @ weight, grad.t() @ x, grad.sum(0)
        class Reverse(Function):
            @classmethod
            def forward(cls, ctx, x, alpha):
                ctx.alpha = alpha
                return x.view_as(x)
            @staticmethod
            def backward(ctx, grad):
                return grad.neg() * ctx.alpha, None
        sign = Sign.apply
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc = nn.Linear(8, 5)
                self.weight = nn.Parameter(torch.zeros(3, 5))
            def forward(self, x):
                return Affine.apply(Reverse.apply(sign(self.fc(x)), 0.5), self.weight, torch.zeros(3))
        y = Net()(torch.zeros(6, 8))
        y.sum().backward()
    """,
    "attributes by Python's own methods": """
        import torch
        from torch import nn
        class Frozen:
            def __init__(self, width):
                super().__setattr__("width", width)
            def __setattr__(self, name, value):
                raise AttributeError(name)
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                for name, width in {"first": 3, "second": 5}.items():
                    self.__setattr__(name, nn.Linear(4, width))
            def forward(self, x):
                return {name: self.__getattr__(name)(x) for name in ("first", "second")}
        found = Net()(torch.zeros(2, 4))
        a, b, c = found["first"], found["second"], torch.zeros(Frozen(7).width)
        del found
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
    "weights that are filled by the class of their module": """
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3)
                self.norm = nn.BatchNorm2d(8)
                self.head = nn.Linear(8, 4)
                for m in self.modules():
                    name = m.__class__.__name__
                    if type(m) in {nn.Linear, nn.Conv2d}:
                        nn.init.kaiming_normal_(m.weight.data)
                    if type(m) == nn.Linear or type(m) is nn.Conv2d or m.__class__ == nn.Linear:
                        nn.init.xavier_uniform_(m.weight)
                    if name == "Linear" or name.find("Conv") != -1 or "Conv" in name:
                        nn.init.xavier_uniform_(m.weight)
        weight = Net().head.weight
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
    "a branch for another class than the one at hand": """
        import numpy as np
        try:
            from schedulers import Euler, Quantised
        except ImportError:
            class Euler: ...
            class Quantised: ...
        class Common:
            @property
            def sample(self):
                return np.zeros((4, 3))
            def check(self):
                for kind in self.kinds:
                    found = self.sample(5) if kind == Quantised else self.sample
                return found
        class OfEuler(Common):
            kinds = (Euler,)
        found = OfEuler().check()
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
    "an argument that a function of its own looks at": """
        import random
        import torch
        def exists(v):
            return v is not None
        def default(v, d):
            return v if exists(v) else (d() if callable(d) else d)
        def both(x, other=None):
            other = default(other, lambda: torch.zeros_like(x))
            if exists(other) and other.ndim == 2:
                x = torch.cat((x, other), dim=1)
            return x
        x = torch.rand(2, 3)
        given = x if random.random() < 2 else None
        found = both(x, given)
        noise = torch.cat([found, given], 1) if exists(given) else found
        again = default(given, x) * 2
        del noise
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
    "functions and names drawn at random": """
        import numpy as np
        def circle(x):
            return np.zeros(x)
        def square(x):
            return np.zeros((x, x))
        drawn = np.random.choice([circle, square])
        drawn(3)
        several = np.random.choice([circle, square], 2)
        several[0](3)
        name = np.random.choice(["relu", "tanh"])
        length = len(name) + len(name.upper())
        edges = [0, 2, 10, 100]
        counts, edges = np.histogram(np.random.rand(5), edges)
        del drawn, name, several
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
    "gradients": """
        import torch
        w = torch.ones(3, 4, requires_grad=True)
        if w.grad is not None:
            w.grad.zero_()
        (w * 2).sum().backward()
        a = w.grad[0]
        b = w - 0.1 * w.grad
        linear = torch.nn.Linear(2, 3)
        linear(torch.ones(4, 2)).sum().backward()
        c = torch.cat([p.grad.view(-1) for p in linear.parameters()])
    """,
    "what type something is": """
        import torch, torch.nn as nn
        from collections import OrderedDict, deque
        def asked(number=32, row=[1, 2], x=torch.ones(3), pair=(1, 2), text="a"):
            yield from (type(number) is list, type(number) is int, type(number) is not int, type(number) == float)
            yield from (type(row) is list, type(row) == list, type(row) in (list, tuple), type(number) in (list, tuple))
            yield from (type(x) is list, type(x) == tuple, type(pair) == int, type(pair) is int, type(text) is str)
            yield from (type(text) == nn.Linear, type(set(row)) is dict, type(dict(a=1)) is list, type(deque()) is int)
            yield from (type(nn.Linear(1, 2)) == nn.Linear, type(nn.Linear(1, 2)) is nn.Conv2d)
            yield type(list(pair)) == list
        a = torch.zeros(*[1 + each for each in asked()])
        if type({1, 2}) is list or type(OrderedDict()) is dict or type(torch.ones(2).shape) is tuple:
            c = a[0]
        b = torch.zeros(len(type([1])([2, 3])))
    """,
    "parts that are taken out of a network": """
        import torch, torch.nn as nn
        class Shrinking(nn.Sequential):
            def __init__(self, channels):
                super().__init__()
                self.add_module("conv", nn.Conv2d(channels, channels, 1))
                self.add_module("pool", nn.AvgPool2d(2, 2))
        class Net(nn.Module):
            def __init__(self, kept):
                super().__init__()
                self.first, self.second = Shrinking(3), Shrinking(3)
                self.both = nn.Sequential(self.first, self.second)
                if kept == 1:
                    del self.first.pool
                elif kept == 0:
                    del self.first.pool
                    delattr(self.both[1], "pool")
            def forward(self, x):
                return self.both(x)
        a, b, c = (Net(kept)(torch.rand(1, 3, 8, 8)) for kept in (0, 1, 2))
        net = Net(2)
        del net.both
        d = torch.zeros(len(list(net.children())), len(net.first))
    """,
    "names that Python has anyway, imported": """
        from builtins import range, zip
        import builtins
        import numpy as np
        a = [np.ones(i + 1) for i in range(2)][1]
        b = np.ones(builtins.len(a))
        error = 0
        for i, (one, other) in enumerate(zip(a, b)):
            error -= np.log(one + other)
    """,
    "attributes that a class sets in its own way": """
        import torch, torch.nn as nn
        class Named(nn.Module):
            def __init__(self):
                super().__init__()
                self.names = []
                self.first = nn.Linear(3, 4)
                self.second = nn.Linear(4, 5)
            def __setattr__(self, name, value):
                super().__setattr__(name, value)
                if isinstance(value, nn.Module):
                    self.names.append(name)
            def forward(self, x):
                for name in self.names:
                    x = getattr(self, name)(x)
                return x
        class Sizes:
            def __init__(self):
                self.width = 3
            def __setattr__(self, name, value):
                object.__setattr__(self, name, value + 1)
        a, b = Named()(torch.ones(2, 3)), torch.zeros(Sizes().width)
        for step in range(10):
            if step > 3:
                pass
        c = torch.zeros(step)
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
    "context managers of one's own": """
        import contextlib
        import torch
        STACK, WIDTH = [], {"now": 2}
        class Plate:
            def __init__(self, size):
                self.size = size
            def __enter__(self):
                STACK.append(self)
                return self
            def __exit__(self, *args):
                self.left = len(STACK)
                STACK.pop()
        def sample(found):
            for plate in STACK:
                found = found.expand(plate.size, *found.shape)
            return found
        def inside(early):
            with Plate(7):
                if early is None:
                    return sample(torch.zeros(2))
                for step in range(3):
                    if step > early:
                        break
            return sample(torch.zeros(4))
        @contextlib.contextmanager
        def wide(width):
            before, WIDTH["now"] = WIDTH["now"], width
            yield torch.zeros(width)
            WIDTH["now"] = before
        with Plate(5):
            a = sample(torch.zeros(()))
            with Plate(3) as plate:
                b = sample(torch.zeros(2))
        c, d, e = sample(torch.zeros(2)), inside(None), inside(1)
        with wide(9) as f:
            g = f + 1
        h, i = torch.zeros(WIDTH["now"]), torch.zeros(plate.left)
    """,
    "a class method of a class behind the framework's": """
        import torch, torch.nn as nn
        class Sized:
            WIDTH = 4
            @classmethod
            def small(cls, **rest):
                return cls(cls.WIDTH, **rest)
        class Net(nn.Module, Sized):
            def __init__(self, width, bias=True):
                super().__init__()
                self.head = nn.Linear(width, 2 * width, bias=bias)
            def forward(self, x):
                return self.head(x)
        a, b = Net.small(bias=False)(torch.zeros(3, 4)), torch.zeros(Net.WIDTH)
    """,
    "numbers that are counted from the counter of a long loop": """
        import numpy as np
        for k in range(1, 1000):
            a, b = np.array([1 / k, -1 / k**2]), np.array([(-1) ** k, 0.9**k, 2**k, k**-1])
            c, d = np.array([abs(k - 5), k / (k + 1)]), np.array([k & 3, k >> 1, ~k, +k, -k, k % 7, k // 3])
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
