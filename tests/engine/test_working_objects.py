"""Classes, functions and networks that run: nothing is told of them, and what is known is what a run ends with."""

from __future__ import annotations

import pytest

from tests.engine.working import compare

PROGRAMS = {
    "parameters by name, which come sorted": """
        from collections import OrderedDict
        import torch
        from torch import nn
        scales = nn.ParameterDict({"b": nn.Parameter(torch.zeros(2)), "a": nn.Parameter(torch.zeros(3))})
        a, b = scales.values()
        for name in scales:
            c = scales[name]
        losses = {name: scales[name].sum() for name in scales}
        d = sum(torch.exp(-scales[name].mean()) * loss for name, loss in losses.items())
        kept = nn.ParameterDict(OrderedDict(b=nn.Parameter(torch.zeros(2)), a=nn.Parameter(torch.zeros(3))))
        e = kept["b"]
    """,
    "objects that show themselves": """
        import torch
        seen = []
        class Matrix:
            def __init__(self, n):
                self.counts = torch.zeros(n, n)
            def __repr__(self):
                seen.append(self.counts.sum(1))
                return "matrix"
        class Named(Matrix):
            def __str__(self):
                seen.append(self.counts[0, 0])
                return "named" + super().__repr__()
            def __format__(self, spec):
                seen.append(self.counts[:2])
                return "a" * 7
        print(Matrix(3), "and")
        text = str(Named(4)) + f"{Named(5):>3}" + repr(Matrix(6)) + f"{Matrix(7)!r}"
        a, b, c, d, e, f = seen
        g = torch.zeros(len(text))
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
    "gradients that nobody asks for": """
        import torch
        class Scaled(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, weight):
                ctx.save_for_backward(x, weight)
                return x @ weight
            @staticmethod
            def backward(ctx, grad):
                x, weight = ctx.saved_tensors
                return grad.mm(weight.t()), x.t().mm(grad)
        a = Scaled.apply(torch.zeros(4), torch.zeros(4, 3))
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
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])
