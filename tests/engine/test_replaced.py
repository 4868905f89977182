"""What a program replaces in other modules, classes and objects: by its own hand or by another's."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapelint.api import check_file

SIZES = """
    import torch
    from torch import nn
    WIDTH = 8
    def spectrum(x):
        return torch.stft(x, 400, return_complex=True)
    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Linear(WIDTH, 4)
        def features(self, x):
            return spectrum(x)[..., :WIDTH].abs()
        def forward(self, x):
            return self.body(self.features(x))
"""
# Each runs: what it has put in place of `spectrum`, or of `features`, takes what the program's own does not.
FITTING = {
    "by hand": "import sizes\nsizes.spectrum = lambda x: torch.rand(2, 3, 8)\nsizes.Encoder()(torch.rand(2, 32))",
    "a method": "sizes.Encoder.features = lambda self, x: x\nsizes.Encoder()(torch.rand(2, 8))",
    "a method of an object": "e = sizes.Encoder()\ne.features = lambda x: x\ne(torch.rand(2, 8))",
    "a number": "sizes.WIDTH = 6\nsizes.Encoder().body(torch.rand(2, 6))",
    "by a fixture": """
        def test(monkeypatch):
            monkeypatch.setattr(sizes, "spectrum", lambda x: torch.rand(2, 3, 8))
            sizes.Encoder()(torch.rand(2, 32))
    """,
    "by a fixture, in a class": """
        def test(mocker):
            mocker.patch.object(sizes.Encoder, "features", lambda self, x: x)
            sizes.Encoder()(torch.rand(2, 8))
    """,
    "by a fixture, in an object": """
        def test(monkeypatch):
            encoder = sizes.Encoder()
            monkeypatch.setattr(encoder, "features", lambda x: x)
            encoder(torch.rand(2, 8))
    """,
    "by the library": """
        from unittest import mock
        with mock.patch.object(sizes, "spectrum", lambda x: torch.rand(2, 3, 8)):
            sizes.Encoder()(torch.rand(2, 32))
    """,
    "by a decorator": """
        from unittest.mock import patch
        @patch.object(sizes, "spectrum", lambda x: torch.rand(2, 3, 8))
        def test():
            sizes.Encoder()(torch.rand(2, 32))
        test()
    """,
    "by its full name": """
        from unittest.mock import patch
        with patch("sizes.spectrum", lambda x: torch.rand(2, 3, 8)):
            sizes.Encoder()(torch.rand(2, 32))
    """,
    "by its full name, by a fixture": """
        def test(monkeypatch):
            monkeypatch.setattr("sizes.spectrum", lambda x: torch.rand(2, 3, 8))
            sizes.Encoder()(torch.rand(2, 32))
    """,
}


def _codes(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "sizes.py").write_text(dedent(SIZES))
    main = tmp_path / "main.py"
    main.write_text("import sizes\nimport torch\n" + dedent(text))
    return [finding.code for finding in check_file(main)]


@pytest.mark.parametrize("name", FITTING)
def test_what_was_replaced_is_not_told_of(tmp_path: Path, name: str) -> None:
    assert _codes(tmp_path, FITTING[name]) == []


def test_what_stands_is_told_of(tmp_path: Path) -> None:
    assert _codes(tmp_path, "sizes.Encoder()(torch.rand(2, 32))") == ["SHP503"]
    assert _codes(tmp_path, "sizes.WIDTH = 6\nsizes.Encoder().body(torch.rand(2, 8))") == ["SHP201"]
