"""Classes as Python has them: what is assigned to a property, and what constructors of other libraries set."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.engine.programs import shapes
from tests.engine.working import compare

PROGRAMS = {
    "properties that are assigned to and deleted": """
        import torch
        from functools import cached_property
        from torch import nn
        class Sized:
            def __init__(self):
                self._width = 8
            @property
            def width(self):
                return self._width
            @width.setter
            def width(self, value):
                self._width = 2 * value
            @width.deleter
            def width(self):
                self._width = 1
            @cached_property
            def area(self):
                return self._width ** 2
        class Net(nn.Module, Sized):
            def __init__(self):
                nn.Module.__init__(self)
                Sized.__init__(self)
                self.head = nn.Linear(8, 2)
        one, net = Sized(), Net()
        a = torch.zeros(one.width)
        one.width = 3
        b = torch.zeros(one.width)
        one.width += 1
        c, d = torch.zeros(one.width), torch.zeros(one.area)
        one.area = 5
        e = torch.zeros(one.area)
        del one.width
        f = torch.zeros(one.width)
        net.width = 5
        g = nn.Linear(net.width, 4)(torch.zeros(3, 10))
    """,
    "a property that only a subclass can set": """
        import torch
        class Base:
            @property
            def dim(self):
                raise NotImplementedError
        class Kept(Base):
            def __init__(self, dim):
                self._dim = dim
            @property
            def dim(self):
                return self._dim
            @dim.setter
            def dim(self, value):
                self._dim = value
        kept = Kept(4096)
        if len("ab") == 2:
            kept.dim = 1024
        a = torch.zeros(kept.dim)
    """,
    "kinds that stand together": """
        import torch
        from torch import nn
        class Part(nn.Module):
            pass
        def told(value):
            if isinstance(value, nn.MaxPool2d | nn.AvgPool2d | Part):
                return 1
            return 2 if isinstance(value, int | None) else 3 if isinstance(value, (str, float)) else 4
        values = [nn.AvgPool2d(2), Part(), nn.ReLU(), 5, None, "text", 0.5, [1]]
        a, b, c, d, e, f, g, h = [torch.zeros(told(value)) for value in values]
    """,
    "classes that make something else of a call": """
        import torch
        from torch import nn
        class Single:
            one, width = None, 4
            def __new__(cls, width=4):
                if cls.one is None:
                    cls.one = super().__new__(cls)
                    cls.one.width = width
                return cls.one
        class Other:
            size = 5
            def __init__(self, kind):
                self.kind = kind
        class Factory:
            size = 3
            def __new__(cls, kind):
                return Other(kind)
        class Base(nn.Module):
            def __new__(cls, *args, **kwargs):
                made = super().__new__(cls)
                made.extra = 5
                return made
        class Net(Base):
            def __init__(self, width):
                super().__init__()
                self.fc = nn.Linear(width, 3)
            def forward(self, x):
                return self.fc(x)
        a, b, c = torch.zeros(Single(6).width), torch.zeros(Factory("x").size), Net(4)(torch.zeros(2, 4))
    """,
    "metaclasses": """
        import torch
        class Singleton(type):
            made = {}
            def __call__(cls, *args, **kwargs):
                if cls not in cls.made:
                    cls.made[cls] = super().__call__(*args, **kwargs)
                return cls.made[cls]
        class Config(metaclass=Singleton):
            width = 2
            def __init__(self, width):
                self.width = width
        class Meta(type):
            def __call__(cls, *args, **kwargs):
                made = super().__call__()
                made.depth = args[0]
                return made
        class Deep(metaclass=Meta):
            depth = 2
        a, b = torch.zeros(Config(7).width), torch.zeros(Deep(7).depth)
    """,
    "descriptors of the program": """
        import torch
        class Kept:
            def __set_name__(self, owner, name):
                self.slot = "_" + name
            def __get__(self, owner, cls=None):
                return getattr(owner, self.slot)
            def __set__(self, owner, value):
                setattr(owner, self.slot, value + 1)
        class Sized:
            size, other = Kept(), Kept()
            def __init__(self, size):
                self.size, self.other = size, 2
        a = torch.zeros(Sized(3).size, Sized(3).other)
    """,
    "a base of a framework's class that is a base as well": """
        from abc import ABC
        import torch
        from torch import nn
        class Recurrent(ABC, nn.RNNBase):
            def width(self):
                return self.hidden_size
        class Own(Recurrent, nn.LSTM):
            pass
        class Plain(nn.Module):
            def total(self):
                return sum(p.numel() for p in self.parameters())
        class Both(Plain, nn.Linear):
            pass
        own = Own(3, 5, batch_first=True)
        a, (b, c) = own(torch.zeros(2, 7, 3))
        d, e = torch.zeros(own.width()), Both(4, 6)(torch.zeros(2, 4))
    """,
    "a constructor called by its class": """
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                nn.Module.__init__(self)
                self.head = nn.Linear(8, 2)
        class Head(nn.Linear):
            def __init__(self, width):
                nn.Linear.__init__(self, width, 2 * width)
        a, b = torch.zeros(len(list(Net().children()))), Head(3)(torch.zeros(5, 3))
    """,
    "tensors are no numbers of Python's": """
        import numpy as np, torch
        def taken(value):
            if isinstance(value, int):
                value = float(value)
            return value
        def shared(value):
            if np.isscalar(value):
                value = 1.0 if value == 0 else value
            else:
                value[value == 0] = 1.0
            return value
        a, b = taken(torch.tensor([1, 2])), taken(np.zeros((2, 1), dtype=int))
        c, d = shared(np.zeros(3)), torch.zeros(1 if np.isscalar(0.5) else 2)
    """,
    "the ends of slices": """
        import torch
        def splits(n, folds):
            for k in range(1, folds):
                yield slice(0, k * 5), slice(k * 5, k * 5 + 3)
        rows = torch.zeros(20, 2)
        for train, test in splits(20, 2):
            a, b, c = rows[train], rows[test.start - 2:test.stop], torch.zeros(2 if test.step is None else 3)
    """,
    "conditions that act": """
        import torch
        rows = [torch.zeros(1, 4), torch.zeros(1, 6), torch.zeros(1, 7), torch.zeros(2)]
        assert rows.pop(0).shape == (1, 4)
        a = torch.zeros(len(rows))
        if rows.pop(0).shape == (1, 6):
            b = torch.zeros(len(rows))
        for width in (7,):
            assert rows.pop(0).shape[-1] == width and len(rows) == 1
        c = rows.pop()
        left, counts = [3, 2, 1], {1: 4, 2: 5}
        counts[left.pop()] += 1
        d, e = torch.zeros(len(left)), torch.zeros(counts[1])
    """,
    "models of pydantic": """
        import torch
        from typing import Optional
        from pydantic import BaseModel, ConfigDict, Field, field_validator
        from pydantic.dataclasses import dataclass
        class Size(BaseModel):
            model_config = ConfigDict(extra="forbid")
            width: int = 8
            depth: Optional[int] = 4
        class Wide(Size):
            heads: int = Field(2, gt=0)
            sizes: list[int] = Field(default_factory=lambda: [1, 2, 3])
            inner: Size = Field(default=Size(width=6))
            def head(self):
                return self.width // self.heads
        class Opened(Size):
            def __init__(self, factor, **rest):
                super().__init__(width=factor * 3, **rest)
        @dataclass
        class Row:
            length: int = 5
        a, b = torch.zeros(Size().width), torch.zeros(Size(width=16).width)
        c = torch.zeros(1 if Size(depth=None).depth is None else 2)
        wide = Wide(width=12, heads=3)
        d, e, f = torch.zeros(wide.head()), torch.zeros(len(wide.sizes)), torch.zeros(wide.inner.width)
        wide.width = 30
        g, h = torch.zeros(wide.head()), torch.zeros(Opened(2, depth=7).width, Opened(2, depth=7).depth)
        i = torch.zeros(Row(length=9).length, Row().length)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_is_told(name: str) -> None:
    compare(PROGRAMS[name])


FOREIGN = {
    "a base that nobody knows": """
        import torch
        from somewhere import Base
        class Settings(Base):
            width = 8
        made = Settings({size})
    """,
    "its constructor called by another": """
        import torch
        from somewhere import Base
        class Settings(Base):
            width = 8
            def __init__(self, **rest):
                super().__init__(**rest)
        made = Settings({size})
    """,
    "a class that reads its attributes itself": """
        import torch
        class Settings:
            width = 8
            def __init__(self, *args, **rest):
                pass
            def __getattribute__(self, name):
                return 16
        made = Settings({size})
    """,
    "a decorator that nobody knows": """
        import torch
        from somewhere import structure
        @structure
        class Settings:
            width: int = 8
        made = Settings({size})
    """,
    "a model whose fields are checked": """
        import torch
        from pydantic import BaseModel, field_validator
        class Settings(BaseModel):
            width: int = 8
            @field_validator("width")
            @classmethod
            def even(cls, value):
                return value // 2 * 2
        made = Settings({size})
    """,
}


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("size", ["width=16", "**read()", "*read()"])
def test_what_others_construct_is_not_what_the_class_declares(name: str, size: str) -> None:
    found = shapes(dedent(FOREIGN[name].format(size=size)) + "x = torch.zeros(made.width)\n")
    assert found["x"] == [None]


def test_what_a_constructor_is_not_given_stays_as_the_class_declares_it() -> None:
    text = dedent(FOREIGN["a base that nobody knows"].format(size="depth=3")) + "x = torch.zeros(made.width)\n"
    assert shapes(text)["x"] == [(8,)]
