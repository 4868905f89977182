"""Programs that reach the parts of a module through `_modules`: run for real, and compared."""

from __future__ import annotations

from tests.engine.programs import analysis_of
from tests.engine.working import compare

NET = """
        import torch
        from torch import nn
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.body = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 6))
                self.fc = nn.Linear(6, 10)
            def forward(self, x):
                return self.fc(self.body(x))
        x = torch.zeros(2, 8)
"""


def test_parts_are_read_by_their_names() -> None:
    compare(
        NET
        + """
        net = Net()
        a = net._modules["fc"].weight
        b = net._modules["body"]._modules["0"](x)
        c = torch.zeros(len(list(net._modules.keys())))
        y = x
        for name, part in net._modules.items():
            y = part(y)
        for part in net.body._modules.values():
            x = part(x)
        d = net._modules.get("fc")(y[:, :6])
        last = list(net._modules)[-1]
        e = net._modules[last].bias
        """
    )


def test_parts_are_replaced_and_taken_out() -> None:
    compare(
        NET
        + """
        net = Net()
        net._modules["fc"] = nn.Linear(6, 3)
        a = net(x)
        net.body._modules["2"] = nn.Linear(4, 5)
        net.body._modules["3"] = nn.Linear(5, 6)
        b = net(x)
        del net.body._modules["3"]
        c = net.body(x)
        last = net.body._modules.pop("2")
        d = net.body(x)
        net.body._modules.update({"4": nn.Linear(4, 7), "5": nn.Linear(7, 6)})
        e = net(x)
        net.body._modules.popitem()
        f = net.body(x)
        net._modules.clear()
        g = torch.zeros(len(list(net.children())))
        """
    )


def test_parts_within_parts_are_replaced() -> None:
    compare(
        NET
        + """
        def swap(module):
            for name, part in module._modules.items():
                if isinstance(part, nn.ReLU):
                    module._modules[name] = nn.Linear(4, 4)
                elif len(part._modules) > 0:
                    swap(part)
        net = Net()
        swap(net)
        y = net.body[1](torch.zeros(3, 4))
        z = net(x)
        """
    )


def test_a_part_under_a_name_that_nobody_knows() -> None:
    analysis = analysis_of(
        NET
        + """
        import sys
        net = Net()
        net._modules[sys.argv[1]] = nn.Linear(6, 3)
        y = net(x)
        net.body._modules[sys.argv[2]] = nn.Linear(4, 5)
        z = net(x)
        """
    )
    assert not analysis.reports


def test_a_part_may_be_its_own_key() -> None:
    compare(
        """
        import torch
        from torch import nn
        class Chain(nn.Module):
            def __init__(self, *args):
                super().__init__()
                for block in args:
                    self._modules[block] = block
            def forward(self, x):
                for block in self._modules.values():
                    x = block(x)
                return x
        first = nn.Linear(8, 4)
        net = Chain(first, nn.ReLU(), nn.Linear(4, 6))
        y = net(torch.zeros(2, 8))
        z = net._modules[first](torch.zeros(3, 8))
        """
    )
