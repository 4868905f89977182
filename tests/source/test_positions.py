"""Places agree with those of Python's own `ast`, to the column."""

from __future__ import annotations

import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapelint.findings.finding import Place
from shapelint.source.decode import decode
from shapelint.source.placing import offsets
from shapelint.source.read import read
from tests.source.agree import disagreement
from tests.source.layouts import ODD

STANDARD = [
    "ast.py",
    "asyncio/tasks.py",
    "dataclasses.py",
    "statistics.py",
    "test/test_patma.py",
    "test/test_unpack_ex.py",
    "typing.py",
]
TORCH = [
    "nn/modules/conv.py",
    "nn/modules/module.py",
    "nn/modules/rnn.py",
    "nn/modules/transformer.py",
    "nn/parallel/data_parallel.py",
]
KERAS = [
    "src/backend/torch/image.py",
    "src/layers/layer.py",
    "src/layers/reshaping/cropping2d.py",
    "src/layers/rnn/lstm.py",
    "src/models/functional.py",
]


def corpus() -> list[Path]:
    """A sample of the sources that are installed here."""
    found = [Path(sysconfig.get_path("stdlib")) / name for name in STANDARD]
    for package, names in (("torch", TORCH), ("keras", KERAS)):
        spec = find_spec(package)
        for place in spec.submodule_search_locations or [] if spec else []:
            found += [Path(place) / name for name in names]
    return [path for path in found if path.exists()]


@pytest.mark.parametrize("path", corpus(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapelint.source.positions.whole", lambda *_: pytest.fail("not read piece by piece"))
    assert disagreement(decode(path.read_bytes())) == []


LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


@pytest.mark.parametrize("ends", LINE_ENDS)
@pytest.mark.parametrize("name", ODD)
def test_odd_layouts(name: str, ends: str) -> None:
    assert disagreement(LINE_ENDS[ends].join(ODD[name])) == []


def test_mixed_line_ends() -> None:
    assert disagreement("a = 1\r\n\rb = '''x\ry\r\nz'''\n\r\nif c:\r\n\n  d = (\r 1)\re\n") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(sorted(set(ODD) - {"no end", "space at the end"})), min_size=1, max_size=4), st.data())
def test_odd_layouts_one_after_the_other(names: list[str], data: st.DataObject) -> None:
    ends = st.sampled_from(sorted(LINE_ENDS))
    text = "".join(LINE_ENDS[data.draw(ends)].join(ODD[name]) for name in names)
    assert disagreement(text) == []


@pytest.mark.parametrize(
    ("data", "line", "col"),
    [
        (b"\xef\xbb\xbfx = torch\n", 1, 0),
        (b"# coding: latin-1\n\xe9\xe9 = '\xe9' ; x = torch\n", 2, 11),
        ("# coding: shift-jis\n日 = '本' ; x = torch\n".encode("shift-jis"), 2, 10),
        ("'é😀' ; x = torch\n".encode(), 1, 7),
    ],
)
def test_columns_are_code_points(data: bytes, line: int, col: int) -> None:
    source = read(data, "f.py")
    last = source.program.body[-1]
    assert source.positions.of(last.at) == Place("f.py", line, col, line, col + 9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("_ = x.view(1)\\\n  .sum(2)", "sum"),
        ("_ = f(x)", "f"),
        ("_ = a @\\\n  b", "@"),
        ("_ = x[ 1, 2 ]", "1, 2"),
        ("_ = not a", "not"),
        ("_ = a  is  not  b", "is  not"),
        ("_ = a or b", "or"),
        ("_ = a", "a"),
        ("a += b", "+="),
        ("@d\ndef f(): pass", "f"),
        ("class C: pass", "C"),
    ],
)
def test_points(text: str, expected: str) -> None:
    source = read(text, "f.py")
    (statement,) = source.program.body
    place = source.positions.point(getattr(statement, "value", statement).at if text.startswith("_") else statement.at)
    lines = text.split("\n")
    assert place.line == place.end_line
    assert lines[place.line - 1][place.col : place.end_col] == expected


def test_many_places_at_once() -> None:
    source = read("a = 1\nb = f(2)\n", "f.py")
    found = source.positions.all_of([0, 3, 4])
    assert found == {at: source.positions.of(at) for at in (0, 3, 4)}


@pytest.mark.parametrize("at", [-1, 3, 100])
def test_no_such_node(at: int) -> None:
    source = read("a = 1\n", "f.py")
    with pytest.raises(IndexError):
        source.positions.of(at)


def test_only_the_piece_at_hand_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "import a\nclass B:\n    c = 1\n    def d(self):\n        return self.e\n    def f(self): pass\ng = 2\n"
    source = read(text, "f.py")
    texts: list[str] = []
    monkeypatch.setattr(
        "shapelint.source.positions.offsets", lambda text, begins: [texts.append(text), offsets(text, begins)][1]
    )
    (_, cls, _) = source.program.body
    method = cls.body[1]  # type: ignore[attr-defined]
    place = source.positions.of(method.body[0].value.at)
    assert (place.line, place.col, place.end_line, place.end_col) == (5, 15, 5, 21)
    assert texts == ["class _:\n    pass\n    def d(self):\n        return self.e\n"]
    assert source.positions.of(cls.at) == Place("f.py", 2, 0, 6, 21)
