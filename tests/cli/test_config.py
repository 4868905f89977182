"""`[tool.shapelint]` in pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from shapelint.cli.config import Config, ConfigError, load


def config(folder: Path, text: str) -> Config:
    (folder / "pyproject.toml").write_text(text)
    return load(folder)


def test_no_table_no_configuration(tmp_path: Path) -> None:
    assert config(tmp_path, "[project]\nname = 'x'\n") == Config()


def test_all_options(tmp_path: Path) -> None:
    made = config(tmp_path, "[tool.shapelint]\nselect = ['SHP2']\nignore = ['SHP202']\nexclude = ['old/']\n")
    assert made.select == ("SHP2",)
    assert not made.trust_comments
    assert config(tmp_path, "[tool.shapelint]\ntrust-comments = true\n").trust_comments
    assert made.ignore == ("SHP202",)
    assert made.exclude is not None
    assert made.exclude.decide(tmp_path / "src" / "old", is_dir=True)
    assert not made.exclude.decide(tmp_path / "src" / "new", is_dir=True)


def test_the_nearest_file_with_a_table_counts(tmp_path: Path) -> None:
    config(tmp_path, "[tool.shapelint]\nselect = ['SHP1']\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert config(inner, "[tool.ruff]\n").select == ("SHP1",)
    assert config(tmp_path / "a", "[tool.shapelint]\n") == Config()
    assert load(inner) == Config()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[tool.shapelint]\nselct = []\n", "no option 'selct'; there are select, ignore, exclude"),
        ("[tool.shapelint]\nselect = 'SHP2'\n", "select in .* is not a list of strings"),
        ("[tool.shapelint]\ntrust-comments = 1\n", "trust-comments in .* is neither true nor false"),
        ("[tool.shapelint]\nignore = [2]\n", "ignore in .* is not a list of strings"),
        ("[tool]\nshapelint = 3\n", "is not a table"),
        ("[tool.shapelint\n", "cannot be read"),
    ],
)
def test_mistakes_are_told_with_the_file(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        config(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "pyproject.toml"))
    assert "\n" not in str(caught.value)
