"""What is found in classes and functions that nothing calls, and what is not claimed of them."""

from __future__ import annotations

import pytest

from shapelint.api import check_source
from tests.engine.programs import codes, shapes

HEAD = "import torch\nfrom torch import nn\n"


def module(init: str, forward: str, params: str = "d", more: str = "") -> str:
    """A module of a few lines."""
    lines = [HEAD, "class Net(nn.Module):", f"    def __init__(self, {params}):", "        super().__init__()"]
    lines += [f"        {line}" for line in init.splitlines()]
    lines += ["    def forward(self, x):", *(f"        {line}" for line in forward.splitlines())]
    return "\n".join([*lines, more]) + "\n"


CONTRADICTIONS = {
    "features for every width": module(
        "self.a = nn.Linear(d, 4 * d)\nself.b = nn.Linear(d, d)", "return self.b(self.a(x))"
    ),
    "channels for every width": module(
        "self.a = nn.Conv2d(d, 2 * d, 3)\nself.b = nn.BatchNorm2d(d)", "return self.b(self.a(x))"
    ),
    "the class's own defaults": module(
        "self.a = nn.Linear(3, d)\nself.b = nn.Linear(5, 2)", "return self.b(self.a(x))", params="d=4"
    ),
    "the class's own defaults, one of them None": module(
        "self.a = nn.Linear(3, d)\nself.n = (norm or nn.LayerNorm)(d)\nself.b = nn.Linear(5, 2)",
        "return self.b(self.a(x))",
        params="d=4, norm=None",
    ),
    "settings": module(
        "self.a = nn.Linear(c.width, 4 * c.width)\nself.b = nn.Linear(c.width, c.width)",
        "return self.b(self.a(x))",
        params="c",
    ),
    "settings below settings": module(
        "self.a = nn.Linear(c.text.width, 4 * c.text.width)\nself.b = nn.Linear(c.text.width, c.text.width)",
        "return self.b(self.a(x))",
        params="c",
    ),
    "a property of annotated settings": module(
        "self.a = nn.Linear(3, c.wide)\nself.b = nn.Linear(2 * c.wide, 3)",
        "return self.b(self.a(x))",
        params="c: 'Config'",
    ),
    "a function by itself": HEAD + "def f(x):\n    return nn.Linear(3, 4)(torch.zeros(2, 5))\n",
    "both of two layers": module(
        "self.a = nn.Linear(3, 4) if d else nn.Linear(5, 4)", "return self.a(torch.zeros(2, 7))"
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradictions_are_found_without_a_call(name: str) -> None:
    assert codes(CONTRADICTIONS[name]) == ["SHP201"]


SILENT = {
    "settings below other settings": module(
        "self.a = nn.Linear(3, c.text.width)\nself.b = nn.Linear(c.image.width, 3)",
        "return self.b(self.a(x))",
        params="c",
    ),
    "what hangs on a setting below": module(
        "self.a = nn.Linear(3, 5) if c.text.wide else nn.Linear(3, 6)\nself.b = nn.Linear(c.text.sizes[0], 3)",
        "return self.b(self.a(x))",
        params="c",
    ),
    "a default of None that stands for what a caller has to give": module(
        "self.size, self.scale = size, scale",
        "return nn.functional.interpolate(x, self.size, self.scale)",
        params="size=None, scale=None",
    ),
    "a method of the program's own whose name ends as those do that change their tensor": HEAD
    + "class Ops:\n    def sum_(self, x):\n        return x.sum(1)\n    def mul(self, x, y):\n        return x * y\n"
    "def f(ops: Ops = Ops()):\n    x = torch.zeros(3, 4)\n    y = ops.sum_(x)\n"
    "    return torch.mm(ops.mul(x, 2), torch.zeros(4, 2)), y\nf()\n",
    "two names": module("self.a = nn.Linear(d, e)\nself.b = nn.Linear(f, d)", "return self.b(self.a(x))", "d, e, f"),
    "axes named in a method that is called twice": module(
        "self.a = nn.Linear(7, 3)",
        "return self.a(torch.cat([self.flat(x[0]), self.flat(x[1])], -1))",
        more="    def flat(self, x):\n        B, C = x.shape\n        return x.reshape(B, C)\n",
    ),
    "a width that may be a tuple": HEAD + "class A(nn.Module):\n"
    "    def __init__(self, size):\n        super().__init__()\n        self.grid = torch.zeros(size)\n"
    "    def forward(self, x):\n        return self.grid[0, 0]\n",
    "one of two layers": module(
        "self.a = nn.Linear(3, 4) if d else nn.Linear(5, 4)", "return self.a(torch.zeros(2, 5))"
    ),
    "set by another method": module(
        "self.grid = torch.zeros(1, 1, 1, 3)",
        "self.grid = torch.zeros(1, 5, 5, 3)\nreturn x",
        more="    def last(self):\n        return self.grid.squeeze()[:, :, -1]\n",
    ),
    "arguments handed on": HEAD + "class Own(nn.Linear):\n    def __init__(self, *args, **kwargs):\n"
    "        super().__init__(*args, **kwargs)\n    def forward(self, x):\n        return super().forward(x)\n",
    "a layer's own class without a constructor": HEAD + "class Own(nn.Linear):\n"
    "    def forward(self, x):\n        return super().forward(x)\n",
    "expected to raise": HEAD + "import pytest\ndef test():\n    with pytest.raises(RuntimeError):\n"
    "        nn.Linear(3, 4)(torch.zeros(2, 5))\n",
    "in a try": HEAD + "try:\n    nn.Linear(3, 4)(torch.zeros(2, 5))\nexcept RuntimeError:\n    pass\n",
    "a changed attribute of a layer": HEAD + "conv = nn.Conv2d(3, 8, 3, stride=2)\nconv.stride = (1, 1)\n"
    "y = conv(torch.zeros(1, 3, 8, 8))\nz = nn.Linear(6, 2)(y)\n",
}


@pytest.mark.parametrize("name", SILENT)
def test_silent_where_it_may_be_right(name: str) -> None:
    assert codes(SILENT[name]) == []


def test_unpacking_a_shape_names_its_axes() -> None:
    found = shapes(module("pass", "B, T, C = x.shape\ny = x.transpose(1, 2)\nreturn y"))
    assert found["y"] == [("B", "C", "T")]


NAMED = {
    "one size": ("h = self.a(x)\nb = h.shape[0]\ny = h.reshape(b, -1)", "y", ("b", None)),
    "by size": ("h = self.a(x)\nn = h.size(-1)\ny = h.transpose(2, 3)", "y", (None, 4, "n", None)),
    "known already": ("h = self.a(x)\nc = h.size(1)\ny = h.reshape(c, -1)", "y", (4, None)),
    "some and the rest": ("h = self.a(x)\nb, c, *rest = h.shape\ny = h.flatten(2)", "y", ("b", 4, None)),
    "of a shape": ("h = self.a(x)\nt = h.size()[2]\ny = h.mean((1, 3))", "y", (None, "t")),
}


@pytest.mark.parametrize("name", NAMED)
def test_sizes_that_are_read_are_named(name: str) -> None:
    text, variable, wanted = NAMED[name]
    found = shapes(module("self.a = nn.Conv2d(3, 4, 3)", "if x.dim() != 4:\n    raise ValueError\n" + text))
    assert found[variable] == [wanted]


def test_a_finding_is_told_once_for_all_contexts() -> None:
    text = (
        HEAD
        + "layer = nn.Linear(3, 4)\ndef f(x):\n    return layer(x)\nfor n in (1, 2, 5):\n    f(torch.zeros(2, n))\n"
    )
    assert codes(text) == ["SHP201"]


def test_what_comes_out_of_a_finding_is_not_told_again() -> None:
    text = HEAD + "x = nn.Linear(3, 4)(torch.zeros(2, 5))\ny = nn.Linear(7, 2)(x)\nz = (y + 1).relu()\n"
    assert codes(text) == ["SHP201"]


def test_the_counter_of_a_long_loop_does_not_outlive_its_turn() -> None:
    found = shapes(
        HEAD + "rows = []\nfor i in range(1000):\n    row = torch.zeros(i + 1)\n    rows.append(row)\n"
        "window = [torch.zeros(5000)[k : k + 32] for k in range(900)]\nstacked = torch.stack(window)\n"
        "last = rows[-1]\n"
    )
    assert found["last"] == [(None,)]
    assert found["stacked"] == [(900, 32)]


def test_a_file_beyond_the_budget_keeps_what_was_found() -> None:
    from tests.engine.programs import analysis_of

    text = (
        HEAD
        + "nn.Linear(3, 4)(torch.zeros(2, 5))\n"
        + "rows = [[[a + b + c for c in range(60)] for b in range(60)] for a in range(60)]\n"
    )
    analysis = analysis_of(text)
    assert analysis.effort.ended == "steps"
    assert [report.code for report in analysis.reports] == ["SHP201"]


SETTINGS = {
    "two settings may be equal": module(
        "self.a = nn.Linear(3, c.x)\nself.b = nn.Linear(c.y, 3)", "return self.b(self.a(x))", "c"
    ),
    "a setting that is written": module(
        "self.a = nn.Linear(3, c.x)\nif c.wide:\n    c.x = c.y\nself.b = nn.Linear(c.x, 3)",
        "return self.b(self.a(x))",
        "c",
    ),
    "a setting of settings": module(
        "self.a = nn.Linear(3, c.a.x)\nself.b = nn.Linear(c.b.x, 3)", "return self.b(self.a(x))", "c"
    ),
    "a flag, a count, a name": module(
        "self.a = nn.Linear(3, c.x, bias=c.bias)\n"
        "if c.kind == 'wide':\n    self.a = nn.Linear(4, c.x)\n"
        "if c.bias == 0:\n    self.a = nn.Linear(5, c.x)\n"
        "self.more = nn.ModuleList([nn.Linear(c.x, c.x) for _ in range(c.depth)])",
        "x = self.a(torch.zeros(2, 5))\nfor each in self.more:\n    x = each(x)\nreturn x",
        "c",
    ),
    "settings that may be missing": module(
        "self.a = nn.Linear(3, c.x if c else 4)\nself.b = nn.Linear(getattr(c, 'y', 5), 3)",
        "return self.b(self.a(x))",
        "c",
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_nothing_is_claimed_of_settings(name: str) -> None:
    assert codes(SETTINGS[name]) == []


EMPTY = """\
import torch
from torch import nn

class Head(nn.Module):
    def __init__(self, anchors={default}, width=4):
        super().__init__()
        self.layers = len(anchors)
        self.register_buffer("anchors", torch.tensor(anchors).float().view(self.layers, -1, 2))
        self.mix = nn.Linear(width, width)

    def forward(self, x):
        return self.mix(torch.ones(2, {width}))
"""


@pytest.mark.parametrize("default", ["()", "[]", "{}", "None"])
def test_an_empty_default_stands_for_what_callers_give(default: str) -> None:
    assert codes(EMPTY.format(default=default, width=4)) == []
    assert codes(EMPTY.format(default=default, width=5)) == ["SHP201"]


def test_other_defaults_are_tried() -> None:
    assert codes(EMPTY.format(default="((1, 2, 3), (4, 5, 6))", width=4)) == ["SHP501"]


FILLED_LATER = {
    "rows within a list": """
        import torch
        class Logger:
            def __init__(self, runs):
                self.results = [[] for _ in range(runs)]
            def add(self, run, result):
                self.results[run].append(result)
            def best(self, run):
                result = torch.tensor(self.results[run])
                return result[:, 1].max()
    """,
    "a list": """
        import torch
        class Buffer:
            def __init__(self):
                self.rows = []
            def add(self, row):
                self.rows.append(row)
            def first(self):
                return torch.tensor(self.rows)[:, 0]
    """,
    "a default that stands for none": """
        from torch import nn
        class Scores(nn.Module):
            def __init__(self, in_size=-1, out_size=1):
                super().__init__()
                self.head = nn.Linear(in_size, out_size)
            def forward(self, x):
                return self.head(x)
    """,
}


@pytest.mark.parametrize("name", FILLED_LATER)
def test_what_callers_fill_is_not_told_of_as_it_begins(name: str) -> None:
    assert codes(FILLED_LATER[name]) == []


def test_what_stays_as_it_begins_is_told_of() -> None:
    text = FILLED_LATER["a list"].replace("self.rows.append(row)", "pass")
    assert codes(text) == ["SHP506"]


def test_a_setting_of_zero_is_not_in_use() -> None:
    """A method for what a setting turns on is no fault where the setting is 0."""
    text = """
import tensorflow as tf
class Decoder:
    def __init__(self, points=0):
        self.points = points
    def decode(self, record):
        return tf.reshape(record["points"] * 2.0, [-1, self.points, 2])
"""
    assert codes(text) == []


def test_attributes_of_classes_that_class_methods_fill_in() -> None:
    text = """
        from torch import nn
        class Head:
            layer = nn.Module
            @classmethod
            def make(cls):
                cls.layer = nn.Linear(3, 4)
            @classmethod
            def take(cls):
                return cls.layer
            def parts(self):
                return list(self.take().parameters())[0]
    """
    assert codes(text) == []


def test_what_someone_else_may_call_counts() -> None:
    text = """
import animation
import torch
from torch import nn
net = nn.Linear(3, 1)
def forward(x):
    return net(x)
def main():
    forward(torch.zeros(4, 3))
    def callback(frame):
        return forward(torch.zeros(9, 3))
    animation.play(callback)
main()
"""
    assert sorted(shapes(HEAD + text)["x"], key=str) == [(4, 3), (9, 3)]


def test_every_kind_of_part_counts_where_there_are_many() -> None:
    text = """
def fill(tensor):
    tensor.uniform_()
def init(module):
    if isinstance(module, nn.Linear):
        fill(module.weight)
net = nn.Sequential(*[nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 3)) for _ in range(40)])
fill(torch.zeros(7))
net.apply(init)
"""
    assert sorted(shapes(HEAD + text)["tensor"], key=str) == [(3, 4), (4, 3), (7,)]


def test_of_a_name_that_is_assigned_twice_at_once_the_last_value_counts() -> None:
    assert "_" not in shapes(HEAD + "_, loss, _ = torch.zeros(2), torch.zeros(3), None\n")


SWITCHED = (
    HEAD
    + """
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3)
        self.mode = "plain"
    def forward(self, x):
        if self.mode == "plain":
            return self.conv(x)
        elif self.mode == OTHER:
            x, weight = x
            return self.conv(x) * weight, weight
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Layer()
    def weighted(self, x, weight):
        return self.layer((x, weight))
"""
)


def test_a_text_that_nothing_here_sets_may_be_set_by_someone_else() -> None:
    assert codes(SWITCHED.replace("OTHER", '"weighted"')) == []
    assert codes(SWITCHED.replace("OTHER", '"plain"')) == ["SHP708"]


STACKED = """
import torch
STACK, STATE = [], None
def push(each):
    global STATE
    STACK.append(each)
    STATE = each
def sample(x):
    return torch.zeros(2) if STACK else torch.zeros(())
def first(x):
    return sample(x)[0], (torch.zeros(2) if STATE else torch.zeros(()))[0]
"""


def test_what_functions_put_into_variables_of_a_module_is_not_told_of_as_it_begins() -> None:
    assert codes(STACKED) == []
    assert codes(STACKED.replace("STACK.append(each)", "pass").replace("STATE = each", "pass")) == ["SHP506"] * 2


LIBRARY = (
    HEAD
    + """
def apply(net, x):
    out = net(x)
    return out
def check():
    return apply(nn.Linear(3, 4), torch.zeros(2, 3))
"""
)


def test_what_one_caller_gives_is_not_said_of_all() -> None:
    assert shapes(LIBRARY)["out"] == [None, (2, 4)]
    assert shapes(LIBRARY + "check()\n")["out"] == [(2, 4)]


NAMED_BY_CHANCE = (
    HEAD
    + """
import random
class Block(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.first = nn.Linear(4, 4)
        for name in names:
            HOW
    def forward(self, x):
        return torch.cat([x] + [layer(x) for _, layer in self.named_children()], 1)
names = ["layer%d" % random.randint(0, 100000) for i in range(3)]
nn.Linear(20, 2)(Block(names)(torch.zeros(2, 4)))
"""
)


@pytest.mark.parametrize("how", ["self.add_module(name, nn.Linear(4, 4))", "setattr(self, name, nn.Linear(4, 4))"])
def test_nobody_counts_parts_whose_names_nobody_knows(how: str) -> None:
    assert codes(NAMED_BY_CHANCE.replace("HOW", how)) == []
    assert codes(NAMED_BY_CHANCE.replace("HOW", "pass")) == ["SHP201"]


DEFAULTS = (
    HEAD
    + """
import numpy as np
class Net(nn.Module):
    def __init__(self, channels=1, base=16, norm=True, depth=2):
        super().__init__()
        self.first = nn.Conv2d(channels, base, 3)
        self.last = nn.Linear(base, 10)
        self.more = nn.ModuleList([nn.Linear(base * 2 ** i, 7) for i in range(depth)])
    def forward(self, x):
        b, c, h, w = x.shape
        y = self.first(x)
        z = self.last(y.mean((2, 3)))
        return z
def mixed(a):
    lam = np.random.beta(a, a)
    many = np.random.beta(a, a, size=3)
    return lam, many
"""
)


def test_what_a_class_with_defaults_says_holds_for_every_caller() -> None:
    assert shapes(DEFAULTS)["y"] == [("b", "base", "h-2", "w-2")]
    assert shapes(DEFAULTS)["z"] == [("b", 10)]
    assert shapes(DEFAULTS + "Net(base=5)(torch.zeros(1, 1, 9, 9))\n")["y"] == [(1, 5, 7, 7)]
    assert codes(DEFAULTS.replace("nn.Linear(base, 10)", "nn.Linear(2 * base, 10)")) == ["SHP201"]


def test_a_number_drawn_for_what_nobody_knows_need_not_be_an_array() -> None:
    assert "lam" not in shapes(DEFAULTS)
    assert shapes(DEFAULTS)["many"] == [(3,)]


PARTS = """
from torch import nn
class Parts(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts, self.rows = nn.ModuleList(), nn.ModuleList()
    def forward(self, x):
        return self.parts[-1](self.rows[0](x))
"""
FILLS = """
    def add(self, part):
        self.parts.append(part)
        self.rows.add_module("one", part)
"""


def test_what_other_methods_put_into_a_module_list_is_there() -> None:
    assert codes(PARTS + FILLS) == []
    assert codes(PARTS) == ["SHP506", "SHP506"]


def test_what_methods_of_a_part_change_may_have_been_changed() -> None:
    text = """
import torch
from torch import nn
class Ridge(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.register_buffer("weight", torch.zeros(10, width))
    def forward(self, x):
        return torch.mm(self.weight, x.t())
    def finalize(self, found):
        self.weight.data = found
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width, self.output = width, Ridge(width)
    def forward(self, x):
        return self.output(torch.zeros(len(x), self.width + 1))
"""
    assert codes(text) == []
    assert codes(text.replace("self.weight.data = found", "pass")) == ["SHP302"]


@pytest.mark.parametrize(("features", "found"), [("2 * d", ["SHP501"]), ("d + 1", ["SHP501"]), ("d", [])])
def test_heads_times_the_size_of_a_head_are_no_more_than_the_width(features: str, found: list[str]) -> None:
    text = module(
        f"self.h, self.size, self.q = h, d // h, nn.Linear(d, {features})",
        "b, t, _ = x.shape\nreturn self.q(x).view(b, t, self.h, self.size)",
        params="d, h",
    )
    assert codes(text) == found


def test_of_a_tensor_that_may_be_nested_several_axes_may_stay_as_they_are() -> None:
    text = f"""{HEAD}
def heads(x, weight, count):
    x = nn.functional.linear(x, weight)
    return x.reshape(-1, -1, count, 4).transpose(1, 2)
"""
    assert codes(text) == []
    assert codes(text + "heads(torch.zeros(2, 3, 8), torch.zeros(8, 8), 2)\n") == ["SHP501"]


PART = f"""{HEAD}
class Part(nn.Module):
    def __init__(self, width=8, kernels=[2, 4], sizes=[3]):
        super().__init__()
        self.fc = nn.ModuleList([nn.Linear(4, 4) for _ in sizes])
        self.kernels = kernels
    def forward(self, x):
        for i in range(len(self.kernels)):
            x = self.fc[i](x)
        return x
class Wide(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.a, self.b = nn.Linear(width, 2 * width), nn.Linear(width, width)
    def forward(self, x):
        return self.b(self.a(x))
"""
MAKING = """
def build(setting):
    return Part(kernels=setting.kernels, sizes=setting.sizes), Wide(setting.width)
"""


def test_defaults_count_where_the_file_makes_no_object_with_others() -> None:
    """What holds for every width is told all the same."""
    assert codes(PART) == ["SHP506", "SHP201"]
    assert codes(PART + MAKING) == ["SHP201"]


ATTENTION = module(
    "self.a, self.b, self.width = nn.Linear(d, 3 * d), nn.Linear(d, d), d",
    "B, T, C = x.shape\nHERE",
)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("y = self.a(x).view(B, T, C)", ["SHP501"]),
        ("q, k, v = self.a(x).split(C, 2)\n        y = self.b(q).view(B, T, C)", []),
        ("y = self.b(x) + torch.zeros(B, T, C + 1)", []),  # C may be 0
        ("y = self.b(torch.cat([self.b(x), x], 2))", ["SHP201"]),
        ("y = x.view(B, T, C + 1)\n        y = self.b(x)", ["SHP501"]),
        ("y = x.new_zeros(B, C + 1)\n        if C > 3:\n            y = self.b(x)\n        y = self.b(y)", []),
        ("try:\n            self.b(x)\n        except RuntimeError:\n            pass\n        self.a(x[..., :3])", []),
    ],
)
def test_what_fitted_says_that_sizes_are_one(statement: str, found: list[str]) -> None:
    assert codes(ATTENTION.replace("HERE", statement)) == found


def test_the_message_says_which_sizes_are_one() -> None:
    (finding,) = check_source(ATTENTION.replace("HERE", "return self.a(x).view(B, T, C)"))
    assert "(B, T, C) has B*C*T, where d is C: " in finding.message


PERHAPS = (
    "with pytest.raises(RuntimeError):\n    self.a(x)",
    "with contextlib.suppress(RuntimeError):\n    self.a(x)",
    "with Calm():\n    self.a(x)",
    "with elsewhere.calm():\n    self.a(x)",
    "y = self.a(x) if c == 8 else self.b(x)",
    "y = [self.a(x) for _ in range(b) if c == 8]",
    "y = [self.a(x) for _ in elsewhere.rows]",
    "y = c == 8 and self.a(x)",
    "y = c != 8 or self.a(x)",
    "for i in range(b):\n    if c == 8:\n        y = self.a(x)\n        break",
    "for i in range(3):\n    if c != 8:\n        continue\n    y = self.a(x)",
    "for i in range(3):\n    if elsewhere.odd(i):\n        break\n    y = self.a(x)",
    "for y in elsewhere.rows:\n    y = self.a(x)",
    "while c == 8:\n    return self.a(x)",
    "while elsewhere.more():\n    y = self.a(x)",
    "def inner():\n    return self.a(x)\nif c == 8:\n    inner()",
    "rows = (self.a(x) for _ in range(3))",
    "rows = map(lambda _: self.a(x), elsewhere.rows)",
    "match mode:\n    case 'a':\n        y = self.a(x)\n    case _:\n        y = self.b(x)",
    "try:\n    y = self.a(x)\nexcept RuntimeError:\n    y = 0",
    "def rows():\n    yield self.a(x)\nfound = rows()",
)


@pytest.mark.parametrize("perhaps", PERHAPS)
def test_what_may_not_have_been_done_says_nothing_of_sizes(perhaps: str) -> None:
    text = module(
        "self.a, self.b = nn.Linear(8, 2), nn.Linear(9, 2)",
        f"b, c = x.shape\n{perhaps}\nreturn self.b(x)",
        "mode",
        "import contextlib, pytest, elsewhere\nclass Calm:\n    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *found):\n        return True\n",
    ).replace("def forward(self, x):", "def forward(self, x, mode):")
    assert codes(text) == []


def test_what_was_done_for_certain_says_which_sizes_are_one() -> None:
    text = module("self.a, self.b = nn.Linear(8, 2), nn.Linear(9, 2)", "b, c = x.shape\nself.a(x)\nreturn self.b(x)")
    assert codes(text) == ["SHP201"]
