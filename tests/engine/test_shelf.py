"""Modules that are kept for the next files of a process: what is found hangs on no file that was checked before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest

from shapelint.api import check_file, shapes_of
from shapelint.engine.shelf import SHELF, Shelf

FILES = {
    "pyproject.toml": "",
    "lib/__init__.py": "",
    "lib/config.py": """
        import torch
        class Config:
            width = 3
            sizes = [4]
        REGISTRY = {}
        config = Config()
        TABLE = torch.zeros(2, config.width)
        def widen(n):
            global TABLE
            TABLE = torch.zeros(2, n)
    """,
    "lib/nets.py": """
        from torch import nn
        from .config import Config, config
        class Net(nn.Module):
            def __init__(self, n=config.width):
                super().__init__()
                self.fc = nn.Linear(n, 5)
            def forward(self, x):
                return self.fc(x)
        net = Net()
    """,
    "lib/registering.py": """
        from .config import REGISTRY
        REGISTRY["a"] = 7
    """,
    "lib/one.py": "from .other import B\nclass A:\n    n = B.n + 1\nN = A.n\n",
    "lib/other.py": "class B:\n    n = 2\nfrom .one import A\nM = A.n\n",
    "reads.py": """
        import torch
        from lib import config, nets
        y = nets.net(torch.zeros(6, 3))
        z = torch.zeros(config.config.width, config.Config.width, config.config.sizes[0], len(config.config.sizes))
        t = config.TABLE
        r = torch.zeros(1 if "a" in config.REGISTRY else 2)
    """,
    "writes_attribute.py": """
        import torch
        from lib import config, nets
        config.Config.width = 9
        config.config.sizes.append(8)
        config.config.sizes[0] = 6
        config.widen(11)
        config.REGISTRY["a"] = 1
        nets.net.fc = torch.nn.Linear(4, 2)
        y = nets.net(torch.zeros(6, 4))
        t = config.TABLE
        z = torch.zeros(config.config.width, config.config.sizes[0])
    """,
    "writes_before_import.py": """
        import torch
        from lib.config import Config
        Config.width = 8
        from lib.nets import Net
        y = Net()(torch.zeros(6, 8))
    """,
    "registers.py": """
        import torch
        import lib.registering
        from lib.config import REGISTRY
        x = torch.zeros(REGISTRY["a"])
    """,
    "circle.py": "import torch\nfrom lib.one import N\nx = torch.zeros(N)\n",
    "circle_again.py": "import torch\nfrom lib.other import M\nx = torch.zeros(M)\n",
    "fault.py": "import torch\nfrom lib.nets import net\ny = net(torch.zeros(6, 4))\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty one, whatever other tests have left."""
    fresh = Shelf()
    monkeypatch.setattr("shapelint.engine.modules.SHELF", fresh)
    return fresh


def result(path: Path) -> tuple[list[str], list[object]]:
    return [str(finding) for finding in check_file(path)], list(shapes_of(path.read_bytes(), str(path)))


def shape(path: Path, name: str) -> object:
    return next(row.shape for row in shapes_of(path.read_bytes(), str(path)) if row.name == name)


def test_nothing_hangs_on_what_was_checked_before(project: Path, shelf: Shelf) -> None:
    files = sorted(project.rglob("*.py"))
    with shelf.closed():
        alone = {file: result(file) for file in files}
    for turn in range(4):
        Random(turn).shuffle(files)
        assert {file: result(file) for file in files} == alone
    assert shelf.kept >= {str(project / "lib" / name) for name in ("config.py", "nets.py")}
    assert len(alone[project / "fault.py"][0]) == 1


def test_what_a_file_changes_is_as_it_was_for_the_next_one(project: Path) -> None:
    reads, writes = project / "reads.py", project / "writes_attribute.py"
    before = result(reads)
    assert shape(writes, "y") == (6, 2)
    assert shape(writes, "t") == (2, 11)
    assert shape(writes, "z") == (9, 6)
    assert result(reads) == before
    assert [shape(reads, name) for name in "yztr"] == [(6, 5), (3, 3, 4, 1), (2, 3), (2,)]


def test_a_module_sees_what_was_changed_before_it_is_imported(project: Path) -> None:
    shape(project / "reads.py", "y")
    assert shape(project / "writes_before_import.py", "y") == (6, 5)


def test_what_touches_another_module_is_run_each_time(project: Path, shelf: Shelf) -> None:
    for _ in range(2):
        assert shape(project / "registers.py", "x") == (7,)
        assert shape(project / "circle.py", "x") == (3,)
    assert not shelf.kept & {str(project / "lib" / name) for name in ("registering.py", "one.py", "other.py")}


def test_a_file_that_changes_is_run_anew_with_all_that_imports_it(project: Path) -> None:
    assert shape(project / "reads.py", "t") == (2, 3)
    config = project / "lib" / "config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("width = 3", "width = 4"), encoding="utf-8")
    os.utime(config, ns=(1, 1))
    assert shape(project / "reads.py", "t") == (2, 4)
    assert len(check_file(project / "reads.py")) == 1
    assert check_file(project / "fault.py") == []


def test_it_can_be_closed() -> None:
    with SHELF.closed():
        assert not SHELF.used
    assert SHELF.used
