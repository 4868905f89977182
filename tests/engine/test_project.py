"""Imports between the files of a project are followed, and a finding stands where the checked file is at fault."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapelint.api import Row, check_file, check_source, shapes_of

FILES = {
    "pyproject.toml": "",
    "src/nets/__init__.py": """
        from .cnn import Net as Model
        from . import blocks
        from .later import Missing
    """,
    "src/nets/cnn.py": """
        from __future__ import annotations
        from typing import TYPE_CHECKING
        from torch import nn
        from .blocks import block
        if TYPE_CHECKING:
            from .nowhere import Nothing
        class Net(nn.Module):
            def __init__(self, classes, width=16):
                super().__init__()
                self.body = nn.Sequential(block(3, width), block(width, 2 * width))
                self.head = nn.Linear(2 * width * 8 * 8, classes)
            def forward(self, x):
                return self.head(self.body(x).flatten(1))
    """,
    "src/nets/blocks.py": """
        import torch.nn as nn
        import nets.cnn
        __all__ = ["block"]
        def block(i, o):
            return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        def hidden(x):
            return x
    """,
    "src/nets/own_fault.py": """
        from torch import nn
        class Broken(nn.Module):
            def __init__(self, d=8):
                super().__init__()
                self.a, self.b = nn.Linear(d, 4), nn.Linear(d, 3)
            def forward(self, x):
                return self.b(self.a(x))
    """,
    "src/zoo/__init__.py": """
        from .registry import MODELS
        from . import members
    """,
    "src/zoo/registry.py": """
        class Registry:
            def __init__(self):
                self.held = {}
            def add(self, name):
                def wrap(cls):
                    self.held[name] = cls
                    return cls
                return wrap
            def build(self, name, *given):
                return self.held[name](*given)
        MODELS = Registry()
    """,
    "src/zoo/members.py": """
        from torch import nn
        from .registry import MODELS
        @MODELS.add("small")
        class Small(nn.Module):
            def __init__(self, n):
                super().__init__()
                self.fc = nn.Linear(3, n)
            def forward(self, x):
                return self.fc(x)
    """,
    "scripts/batches.py": """
        import torch
        def batches(n):
            for _ in range(10):
                yield torch.zeros(n, 3, 32, 32), torch.zeros(n, dtype=torch.long)
    """,
    "scripts/plain/pooled.py": """
        import torch
        def pooled(x):
            return x.mean(1)
    """,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path


def written(project: Path, text: str, name: str = "scripts/main.py") -> Path:
    path = project / name
    path.write_text("import torch\n" + dedent(text), encoding="utf-8")
    return path


def shape(rows: list[Row], name: str) -> object:
    return next((row.shape for row in rows if row.name == name), "not stated")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("from nets import Model\ny = Model(10)(torch.zeros(4, 3, 32, 32))", (4, 10)),
        ("from nets.cnn import Net\ny = Net(10)(torch.zeros(4, 3, 32, 32))", (4, 10)),
        (
            "from collections import OrderedDict\nfrom math import prod\n"
            "y = torch.zeros(prod((2, 3)), len(OrderedDict(a=1)))",
            (6, 1),
        ),
        ("import nets\ny = nets.Model(5)(torch.zeros(4, 3, 32, 32))", (4, 5)),
        ("import nets.cnn\ny = nets.cnn.Net(5)(torch.zeros(4, 3, 32, 32))", (4, 5)),
        ("import nets.cnn as c\ny = c.Net(5)(torch.zeros(4, 3, 32, 32))", (4, 5)),
        ("from nets import cnn\ny = cnn.Net(5)(torch.zeros(4, 3, 32, 32))", (4, 5)),
        ("from nets import blocks\ny = blocks.block(3, 7)(torch.zeros(1, 3, 8, 8))", (1, 7, 4, 4)),
        ("from nets.blocks import *\ny = block(3, 7)(torch.zeros(1, 3, 8, 8))", (1, 7, 4, 4)),
        ("from nets.blocks import *\ny = hidden(torch.zeros(1, 3))", "not stated"),
        ("from batches import batches\nfor y, target in batches(6): pass", (6, 3, 32, 32)),
        ("from plain.pooled import pooled\ny = pooled(torch.zeros(1, 3, 8))", (1, 8)),
        ("from plain import pooled\ny = pooled.pooled(torch.zeros(1, 3, 8))", (1, 8)),
        ("def f():\n    from nets import Model\n    return Model(3)\ny = f()(torch.zeros(4, 3, 32, 32))", (4, 3)),
        ("from zoo import MODELS\ny = MODELS.build('small', 7)(torch.zeros(4, 3))", (4, 7)),
        ("import zoo.registry as r\nimport zoo\ny = torch.zeros(2 if 'small' in r.MODELS.held else 3)", (2,)),
        ("from nets import Missing\ny = Missing(10)(torch.zeros(4, 3, 32, 32))", "not stated"),
        ("from nowhere import Net\ny = Net(10)(torch.zeros(4, 3, 32, 32))", "not stated"),
        ("from logging import getLogger as Net\ny = Net(10)(torch.zeros(4, 3, 32, 32))", "not stated"),
    ],
)
def test_imports_are_followed(project: Path, lines: str, expected: object) -> None:
    path = written(project, lines)
    assert shape(shapes_of(path.read_bytes(), str(path)), "y") == expected
    assert check_file(path) == []


def test_relative_imports_and_cycles(project: Path) -> None:
    path = written(project, "from .cnn import Net\ny = Net(2)(torch.zeros(1, 3, 32, 32))", "src/nets/more.py")
    assert shape(shapes_of(path.read_bytes(), str(path)), "y") == (1, 2)


def test_the_call_into_another_file_is_at_fault(project: Path) -> None:
    path = written(project, "from nets import Model\nmodel = Model(10)\ny = model(torch.zeros(4, 3, 64, 64))")
    (finding,) = check_file(path)
    assert (finding.code, finding.place.line) == ("SHP201", 4)
    places = [(Path(related.place.file).name, related.place.line) for related in finding.related]
    assert places == [("cnn.py", 14), ("cnn.py", 12)]


def test_a_fault_of_the_other_file_is_told_there(project: Path) -> None:
    path = written(project, "from nets.own_fault import Broken\ny = Broken()(torch.zeros(2, 8))")
    assert check_file(path) == []
    assert [finding.code for finding in check_file(project / "src/nets/own_fault.py")] == ["SHP201"]


def test_text_that_is_not_saved_sees_its_siblings(project: Path) -> None:
    text = "import torch\nfrom nets import Model\ny = Model(10)(torch.zeros(4, 1, 32, 32))\n"
    assert [finding.code for finding in check_source(text, str(project / "scripts/new.py"))] == ["SHP201"]


@pytest.mark.parametrize(
    "added",
    [
        "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'other', 'code'))",
        "import os.path as osp, sys\nHERE = osp.dirname(osp.abspath(__file__))\n"
        "sys.path.append(osp.join(osp.dirname(HERE), 'other', 'code'))",
        "import sys\nfrom pathlib import Path\nROOT = Path(__file__).resolve().parents[1]\n"
        "if str(ROOT) not in sys.path:\n    sys.path.insert(1, str(ROOT / 'other' / 'code'))",
    ],
)
def test_folders_that_a_file_adds(project: Path, added: str) -> None:
    (project / "other/code").mkdir(parents=True)
    (project / "other/code/aside.py").write_text("from far import net\n")
    (project / "other/code/far.py").write_text("import torch\nnet = torch.nn.Linear(3, 5)\n")
    path = written(project, f"{added}\nfrom aside import net\ny = net(torch.zeros(2, 3))")
    assert shape(shapes_of(path.read_bytes(), str(path)), "y") == (2, 5)


def test_a_module_of_the_same_name_elsewhere(project: Path) -> None:
    where = "import sys\nsys.path.insert(0, {})\nnet = torch.nn.Linear(3, 4)\nfrom main import net\n"
    use = "y = net(torch.zeros(2, 3))"
    path = written(project, where.format("sys.argv[1]") + use)
    assert shape(shapes_of(path.read_bytes(), str(path)), "y") == "not stated"
    (project / "main.py").write_text("import torch\nnet = torch.nn.Linear(3, 7)\n")
    path = written(project, "import os\n" + where.format("os.path.dirname(os.path.dirname(__file__))") + use)
    assert shape(shapes_of(path.read_bytes(), str(path)), "y") == (2, 7)


def test_relative_paths_stay_relative(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    written(project, "from nets import Model\ny = Model(10)(torch.zeros(4, 1, 32, 32))")
    (finding,) = check_file("scripts/main.py")
    assert finding.related[0].place.file == str(Path("src/nets/cnn.py"))


def test_a_file_that_cannot_be_read_is_unknown(project: Path) -> None:
    (project / "scripts/batches.py").write_text("def broken(:\n", encoding="utf-8")
    path = written(project, "from batches import batches\nfor y, target in batches(6): pass")
    assert check_file(path) == []


POOL = """import keras
from keras import ops
class Pool(keras.layers.Layer):
    def call(self, x):
        weights = ops.softmax(ops.matmul(x, ops.ones((6, 1))), axis=0)
        return ops.matmul(ops.transpose(weights), x)
"""


def test_a_layer_of_another_file_may_sum_over_the_nodes_of_a_graph(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text(POOL)
    model = "x = keras.Input((6,))\nmodel = keras.Model(x, Pool()(x))\n"
    assert check_source(f"import keras\nfrom pool import Pool\n{model}", str(tmp_path / "model.py")) == []
    assert [each.code for each in check_source(POOL + model, str(tmp_path / "whole.py"))] == ["SHP105"]
