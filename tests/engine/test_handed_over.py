"""What someone else is given may be changed, and may be called: objects with callbacks, functions that fill lists."""

from __future__ import annotations

import pytest

from tests.engine.programs import codes

CALLBACK = """
import torch
from lib import Trainer, load
class Callback:
    def __init__(self):
        self.found, self.result = [], []
    def on_end(self, out):
        self.found.append(out)
        self.result = torch.cat(self.found)
def predict():
    callback = Callback()
    HAND
    return (torch.zeros(3) - callback.result).abs()
"""
HOOK = """
import numpy as np
import torch
from lib import keep
def gradients():
    x = torch.zeros(3, requires_grad=True)
    grads = []
    def save():
        def hook(grad):
            grads.append(grad.numpy())
        return hook
    HAND
    x.sum().backward()
    return np.swapaxes(np.array(grads), 0, 1)
"""
COUNTER = """
import torch
from lib import run
def total():
    size = 2
    def more():
        nonlocal size
        size += 1
    HAND
    return torch.zeros(2) + torch.zeros(size + 1)
"""
MIXIN = """
import numpy as np
class Mixin:
    def __init__(self):
        self._classes = -1
    @property
    def classes(self):
        return self._classes
    HAND
    def abstain(self):
        return np.zeros(self.classes)
"""
SETTER = "@classes.setter\n    def classes(self, value):\n        self._classes = value"
HANDED = {
    "in a list": (CALLBACK, "Trainer(callbacks=[callback]).predict(load())", "load()", "SHP708"),
    "by itself": (CALLBACK, "Trainer(callback).predict(load())", "load()", "SHP708"),
    "in a dict": (CALLBACK, "Trainer({'end': callback}).predict(load())", "load()", "SHP708"),
    "a hook of a tensor": (HOOK, "x.register_hook(save())", "save()", "SHP502"),
    "a lambda": (HOOK, "x.register_hook(lambda grad: grads.append(grad))", "save()", "SHP502"),
    "a function that fills a list": (HOOK, "keep(save())", "keep(1)", "SHP502"),
    "a function that counts": (COUNTER, "run(more)", "run(1)", "SHP301"),
    "a setter": (MIXIN, SETTER, "pass", "SHP707"),
}


@pytest.mark.parametrize("name", HANDED)
def test_what_was_handed_over_may_be_another(name: str) -> None:
    text, handed, kept, code = HANDED[name]
    assert codes(text.replace("HAND", handed)) == []
    assert codes(text.replace("HAND", kept)) == [code]


MODES = """
import torch
from torch import nn
from elsewhere import Keep, prepare
class Step:
    def __init__(self):
        self._mode = "s"
    @property
    def mode(self):
        return self._mode
    @mode.setter
    def mode(self, value):
        if value not in ("s", "m"):
            raise ValueError(value)
        self._mode = value
class Conv(nn.Conv2d, Step):
    def __init__(self, inside, outside, mode="s"):
        super().__init__(inside, outside, 3)
        self._mode = "s"
        self.mode = mode
    def forward(self, x):
        if self.mode == "s":
            return super().forward(x)
        return super().forward(x.flatten(0, 1)).unflatten(0, x.shape[:2])
def set_mode(net, mode):
    modules = [net]
    while modules:
        m = modules.pop()
        if hasattr(m, "mode"):
            m.mode = mode
        if not isinstance(m, Keep):
            modules.extend(reversed(tuple(m.children())))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Conv(3, 4), nn.ReLU(), Conv(4, 4), nn.ReLU(), Conv(4, 4))
        self.head = Conv(4, 5)
        SWITCHED
    def forward(self, x):
        return self.head(self.body(x))
Net()(torch.zeros(2, 3, 3, 14, 14))
"""


def test_parts_that_are_set_one_by_one_or_by_someone_else() -> None:
    assert codes(MODES.replace("SWITCHED", "set_mode(self, 'm')")) == []
    assert codes(MODES.replace("SWITCHED", "prepare(self)")) == []
    assert codes(MODES.replace("SWITCHED", "pass")) == ["SHP101"]


def test_a_row_that_is_picked_by_a_place_that_nobody_knows_is_filled() -> None:
    text = """
import torch
def adjacent(triples):
    lists = [[] for _ in range(triples.max())]
    for i, (s, _, o) in enumerate(triples):
        lists[s].append((i, o.item()))
    return torch.cat([torch.as_tensor(each) for each in lists], dim=0)
class Edges:
    def __init__(self, triples):
        self.neighbours = adjacent(triples)
    def some(self):
        return self.neighbours[0:2, :]
"""
    assert codes(text) == []


def test_a_function_that_has_another_value_once_the_file_is_started() -> None:
    text = """
import torch
def measure(x):
    return x.sum()
class Meter:
    def read(self, x):
        return measure(x)
if __name__ == "__main__":
    measure = measure(torch.ones(3))
    print(measure)
"""
    assert codes(text) == []


INHERITED = """
import torch
from lib import Base
class Mode(Base):
    def __init__(self):
        self.data, self.last = [], torch.zeros(2)
    def on_event(self, x):
        self.data.append(x)
        self.last = x
mode = Mode()
HERE
a = torch.tensor(mode.data)[-1]
b = mode.last + torch.zeros(3)
"""


@pytest.mark.parametrize("called", ["mode.start()", "with mode:\n    torch.zeros(3)", "with mode as held:\n    pass"])
def test_what_is_inherited_from_a_class_that_nobody_knows_may_call_the_methods_of_the_object(called: str) -> None:
    assert codes(INHERITED.replace("HERE", called)) == []
    assert codes(INHERITED.replace("HERE", called).replace("(Base)", "").replace("mode.start()", "")) != []


SETTING = """
import threading
import torch
class Held:
    def __init__(self):
        self.x = torch.zeros(2)
    def widen(self):
        self.x = torch.zeros(7)
held = Held()
def job():
    BODY
threading.Thread(target=job).start()
y = held.x + torch.zeros(7)
"""


def test_a_function_that_someone_else_calls_sets_attributes() -> None:
    assert codes(SETTING.replace("BODY", "held.x = torch.zeros(7)")) == []
    assert codes(SETTING.replace("BODY", "held.widen()")) == []
    assert codes(SETTING.replace("BODY", "held = Held()")) == ["SHP301"]


CLEARED = """
import torch
def clear(x):
    x.data = torch.empty(0)
x = torch.ones(2, 3)
CALL
assert x.numel() == 0
"""


def test_the_data_of_a_tensor_that_was_handed_over_may_be_others() -> None:
    assert codes(CLEARED.replace("CALL", "clear(x)")) == []
    assert codes(CLEARED.replace("CALL", "")) == ["SHP711"]
