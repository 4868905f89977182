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
