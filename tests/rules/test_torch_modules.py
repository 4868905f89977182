"""Whole programs around modules: state dicts, replaced weights, copies, containers that change."""

from __future__ import annotations

from textwrap import dedent

from tests.engine.programs import analysis_of

PRELUDE = """
import copy
from collections import OrderedDict
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, width), nn.BatchNorm1d(width), nn.ReLU())
        self.head = nn.Linear(width, 10)
        self.register_buffer("places", torch.zeros(width))
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return self.head(self.body(x) * self.scale + self.places)

"""


def run(text: str) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The last shape of every name, and the findings."""
    found = analysis_of(PRELUDE + dedent(text))
    shapes = {binding.name: binding.shape for binding in found.bindings}
    return shapes, [(report.code, report.template) for report in found.reports]


def codes(text: str) -> list[str]:
    return [code for code, _ in run(text)[1]]


def test_states_of_like_modules_are_exchanged() -> None:
    assert codes("Net(16).load_state_dict(Net(16).state_dict())") == []


def test_states_of_other_sizes_are_refused() -> None:
    assert codes("Net(16).load_state_dict(Net(32).state_dict())") == ["SHP201"]
    assert codes("Net(16).load_state_dict(Net(32).state_dict(), strict=False)") == ["SHP201"]


def test_states_of_other_names_are_refused() -> None:
    more = "other = Net(16)\nother.more = nn.Linear(3, 4)\n"
    assert codes(more + "Net(16).load_state_dict(other.state_dict())") == ["SHP706"]
    assert codes(more + "other.load_state_dict(Net(16).state_dict())") == ["SHP706"]
    assert codes(more + "other.load_state_dict(Net(16).state_dict(), strict=False)") == []


def test_states_that_were_changed() -> None:
    left_out = """
        state = Net(32).state_dict()
        kept = {name: value for name, value in state.items() if not name.startswith("head")}
        Net(32).load_state_dict(kept, strict=False)
        """
    assert codes(left_out) == []
    assert codes(left_out.replace(", strict=False", "")) == ["SHP706"]
    assert codes("state = Net(32).state_dict()\ndel state['head.bias']\nNet(32).load_state_dict(state)") == ["SHP706"]
    assert codes("state = Net(32).state_dict()\nstate.pop('head.bias')\nNet(32).load_state_dict(state)") == ["SHP706"]
    saved = "torch.save(Net(32).state_dict(), 'net.pt')\nNet(16).load_state_dict(torch.load('net.pt'))"
    assert codes(saved) == ["SHP201"]
    assert codes(saved.replace("load('net", "load('other")) == []
    assert codes(saved.replace("Net(16)", "Net(32)")) == []


def test_modules_that_save_in_their_own_way() -> None:
    own = """
        class Own(Net):
            def __init__(self, width):
                super().__init__(width)
                self._register_load_state_dict_pre_hook(self._rename)

            def _rename(self, state, prefix, *more):
                state.clear()

        Own(16).load_state_dict(Net(32).state_dict())
        """
    assert codes(own) == []
    assert codes("nn.utils.weight_norm(nn.Linear(3, 4)).load_state_dict(nn.Linear(3, 4).state_dict())") == []
    assert codes("a = nn.utils.parametrizations.spectral_norm(nn.Linear(3, 4))\nn = list(a.parameters())") == []


def test_shapes_of_a_state() -> None:
    shapes, found = run(
        """
        state = Net(16).state_dict()
        weight = state["body.0.weight"]
        mean = state["body.1.running_mean"]
        places = state["places"]
        data = Net(16).head.weight.data
        """
    )
    assert found == []
    assert [shapes[name] for name in ("weight", "mean", "places", "data")] == [(16, 8), (16,), (16,), (10, 16)]


def test_weights_that_are_replaced() -> None:
    shapes, found = run(
        """
        fc = nn.Linear(8, 4)
        fc.weight = nn.Parameter(torch.zeros(6, 5))
        fc.bias = None
        out = fc(torch.zeros(2, 5))
        width = torch.zeros(fc.in_features)
        table = nn.Embedding(100, 16)
        table.weight.data = torch.zeros(50, 32)
        rows = table(torch.zeros(2, 3, dtype=torch.long))
        setattr(fc, "weight", nn.Parameter(torch.zeros(7, 5)))
        again = fc(torch.zeros(2, 5))
        """
    )
    assert found == []
    assert [shapes[name] for name in ("out", "width", "rows", "again")] == [(2, 6), (8,), (2, 3, 32), (2, 7)]


def test_weights_that_are_tied() -> None:
    tied = """
        class Model(nn.Module):
            def __init__(self, words, embedded, hidden):
                super().__init__()
                self.table = nn.Embedding(words, embedded)
                self.rnn = nn.LSTM(embedded, hidden, batch_first=True)
                self.out = nn.Linear(hidden, words)
                self.out.weight = self.table.weight

            def forward(self, x):
                return self.out(self.rnn(self.table(x))[0])

        scores = Model(100, {embedded}, 32)(torch.zeros(4, 7, dtype=torch.long))
        """
    shapes, found = run(tied.format(embedded=32))
    assert found == []
    assert shapes["scores"] == (4, 7, 100)
    assert codes(tied.format(embedded=16)) == ["SHP201"]


def test_copies_change_apart() -> None:
    shapes, found = run(
        """
        net = Net(16)
        twin = copy.deepcopy(net)
        twin.head = nn.Linear(16, 3)
        twin.body[0] = nn.Linear(5, 16)
        first, second = net(torch.zeros(4, 8)), twin(torch.zeros(4, 5))
        """
    )
    assert found == []
    assert (shapes["first"], shapes["second"]) == ((4, 10), (4, 3))


def test_containers_that_change() -> None:
    shapes, found = run(
        """
        chain = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
        chain[2] = nn.Linear(4, 7)
        first = chain(torch.zeros(3, 8))
        del chain[0]
        second = chain(torch.zeros(3, 4))
        chain.append(nn.Linear(7, 9))
        third = chain(torch.zeros(3, 4))
        last = chain.pop(-1)
        fourth = last(torch.zeros(3, 7))
        part = chain[1:](torch.zeros(3, 4))
        longer = (chain + nn.Sequential(nn.Linear(7, 5)))(torch.zeros(3, 4))
        named = nn.Sequential(OrderedDict([("one", nn.Linear(4, 4)), ("two", nn.ReLU())]))
        named.one = nn.Linear(6, 4)
        fifth = named(torch.zeros(3, 6))
        """
    )
    assert found == []
    names = ("first", "second", "third", "fourth", "part", "longer", "fifth")
    assert [shapes[name] for name in names] == [(3, 7), (3, 7), (3, 9), (3, 9), (3, 7), (3, 5), (3, 4)]


def test_items_that_are_not_there() -> None:
    assert codes("nn.ModuleList([nn.Linear(3, 4)])[1]") == ["SHP506"]
    assert codes("layers = nn.ModuleList([nn.Linear(3, 4)])\nfor i in range(2):\n    layers[i]") == ["SHP506"]


def test_functions_applied_to_all_parts() -> None:
    shared = """
        def start(module):
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.{fill}(module.bias)

        Net(16).apply(start)
        """
    assert codes(shared.format(fill="zeros_")) == []
    assert codes(shared.format(fill="xavier_uniform_")) == ["SHP101"]


def test_parameters_in_a_row() -> None:
    shapes, found = run(
        """
        count = torch.zeros(len(list(Net(16).parameters())))
        vector = nn.utils.parameters_to_vector(Net(16).parameters())
        shared = nn.Linear(4, 4)
        twice = nn.ModuleList([shared, shared])
        once = torch.zeros(len(list(twice.parameters())))
        both = torch.zeros(len(twice.state_dict()))
        """
    )
    assert found == []
    assert [shapes[name] for name in ("count", "vector", "once", "both")] == [(7,), (362,), (2,), (4,)]


def test_modules_that_someone_else_has_changed() -> None:
    changed = "import elsewhere\nnet = Net(16)\nelsewhere.change(net)\nnet.load_state_dict(Net(32).state_dict())"
    assert codes(changed) == []
    gone = "net = Net(16)\ndelattr(net, 'head')\nnet.load_state_dict(Net(16).state_dict())"
    assert codes(gone) == ["SHP706"]
    assert codes(gone.replace("delattr(net, 'head')", "del net.head")) == ["SHP706"]
    filtered = """
        import elsewhere
        state = {name: value for name, value in Net(32).state_dict().items() if name in elsewhere.names}
        Net(32).load_state_dict(state)
        """
    assert codes(filtered) == []
    renamed = """
        state = OrderedDict()
        for name, value in nn.DataParallel(Net(32)).state_dict().items():
            state[name[7:]] = value
        Net(32).load_state_dict(state)
        """
    assert codes(renamed) == []
    assert codes("Net(32).load_state_dict(nn.DataParallel(Net(32)).state_dict())") == ["SHP706"]


def test_undecided_modules() -> None:
    undecided = """
        import elsewhere

        class Choosing(Net):
            def __init__(self, width):
                super().__init__(width)
                if elsewhere.flag:
                    self.more = nn.Linear(3, 4)
                self.last = nn.Linear(3, 4) if elsewhere.flag else nn.Identity()

        Choosing(16).load_state_dict(Choosing(16).state_dict())
        Choosing(16).load_state_dict(Net(16).state_dict())
        Net(16).load_state_dict(Choosing(16).state_dict())
        """
    assert codes(undecided) == []


def test_hooks() -> None:
    shapes, found = run(
        """
        features = {}

        def keep(name):
            def hook(module, inputs, output):
                features[name] = output.detach()
            return hook

        net = Net(16)
        net.head.register_forward_hook(keep("head"))
        handle = net.register_forward_hook(lambda module, inputs, output: output[:, :3])
        first = net(torch.zeros(4, 8))
        handle.remove()
        second = net(torch.zeros(5, 8))
        kept = features["head"]
        """
    )
    assert found == []
    assert [shapes[name] for name in ("first", "second", "kept")] == [(4, 3), (5, 10), (5, 10)]


def test_a_hook_of_one_branch() -> None:
    shapes, found = run(
        """
        import sys

        net = Net(16)
        if len(sys.argv) > 1:
            net.register_forward_hook(lambda module, inputs, output: output[:, :3])
        unknown = net(torch.zeros(4, 8))
        """
    )
    assert found == []
    assert shapes.get("unknown") is None


def test_a_module_of_one_class_or_another_is_taken_in() -> None:
    _, found = run(
        """
        import sys

        made = nn.Linear if len(sys.argv) > 1 else nn.Bilinear
        net = nn.Sequential()
        net.add_module(str(len(sys.argv)), made(*map(int, sys.argv)))
        last = net[-1]
        """
    )
    assert found == []
