"""Places agree with those of Python's own `ast`, to the column."""

from __future__ import annotations

import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapelint.findings.finding import Place
from shapelint.source.decode import decode
from shapelint.source.read import read
from tests.source.agree import disagreement

STANDARD = ["ast.py", "dataclasses.py", "typing.py", "asyncio/tasks.py", "statistics.py", "test/test_unpack_ex.py", "test/test_patma.py"]  # fmt: skip
TORCH = ["nn/modules/rnn.py", "nn/modules/conv.py", "nn/modules/transformer.py", "nn/modules/module.py", "nn/parallel/data_parallel.py"]  # fmt: skip
KERAS = ["src/layers/layer.py", "src/layers/reshaping/cropping2d.py", "src/layers/rnn/lstm.py", "src/models/functional.py", "src/backend/torch/image.py"]  # fmt: skip


def corpus() -> list[Path]:
    """A sample of the sources that are installed here."""
    found = [Path(sysconfig.get_path("stdlib")) / name for name in STANDARD]
    for package, names in (("torch", TORCH), ("keras", KERAS)):
        spec = find_spec(package)
        for place in spec.submodule_search_locations or [] if spec else []:
            found += [Path(place) / name for name in names]
    return [path for path in found if path.exists()]


@pytest.mark.parametrize("path", corpus(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_real_files(path: Path) -> None:
    assert disagreement(decode(path.read_bytes())) == []


ODD = {
    "parentheses": "x = ((a)) + (b) * (c,)\ny = ((1, 2))\nz = (a for a in b), f(a for a in b)\nw = f((a for a in b))\nv = (\n  a\n).b(  c  )[ d ]\n",
    "index": "x[1,]\nx[ 1 , 2 ]\nx[1:2, ...,  :]\nx[(a):(b)]\nx[a :  ]\nx[ : : 2 ]\nx[1, a :\n  ]\nx[*a]\nx[(a, b)]\n" if sys.version_info >= (3, 11) else "x[1,]\n",
    "decorators": "@a\n@b.c(1,\n  2)\n# comment\n\nasync def f(): pass\n\n\n@ d\nclass C ( A , k = 1 ) :\n    @e\n    def g(self): return 1\n",
    "nested": "class A:\n  def f(self):\n    def g(x):\n        class B:\n\n            # c\n            y = x . z\n        return B\n    return g\n",
    "continuations": "x = a + \\\n    b\nif a and \\\n   b: c = \\\n d\nfrom a import \\\n  b\nassert \\\n  a\n",
    "comments": "# a\n\n  # b\nx = [ # c\n  1, # d, e\n  # ]\n  2 ]  # f\n# g\nif a: # h\n  # i\n  b # j\n  # k\n# l\nelse: # m\n  c\n# n\n",
    "semicolons": "a = 1; b = 2;\nif a: b; c\nclass D: x = 1; y = 2\n",
    "tabs": "if a:\n\tb\t=\tc\n\tif d:\n\t\te [ 1 ]\nelse:\n        f\n",
    "form feeds": "\fx = 1\n\f\n\fdef f():\n    a\n\f\n    b\n  \fy = 2\n\f@a\n\fclass C: pass\nz\f=\f3\n",
    "no end": "if a:\n    b",
    "space at the end": "x = 1\n  \n\t\n\f",
    "unicode": "é = 'naïve 日本' + ß\nπ(λ='😀', x=é) [ 'a' ]\n# 😀\nclass Ω: ü = 1\n",
    "strings": "x = 'a' 'b'\ny = ('a'\n     \"b\"\n     '''c\nd''')\nz = f'{a}' 'b', f'''{\na}''', b'a', '\\\n'\n",
    "docstring": "#!/bin/x\n# -*- c -*-\n\n'''Doc\nstring'''\nx = 1\ndef f():\n  'doc'\n  y\n",
    "match": "match (a, b):\n  case [ (1), *x ] if y: pass\n  case {'a': 1, **r} | C(d=(2)) as z: pass\n  case (a, b) , _: pass\n  case -1 | 1+2j | None: pass\nmatch a, b:\n  case []: pass\n",
    "definitions": "def f(a, /, b: int = 1, *c: (x), d=(2), **e) -> (int): pass\nx = lambda a, *b, c=1, **d: (yield)\ny = lambda: 0\n",
    "calls": "f ( a , * b , k = c , ** d )\nf(a)(b) . c\nf(*[2], **{'a': 1})\n",
    "operators": "- a ** - b\nnot  a and b or ( c )\na if b else c\na < b <= c is not d not in e\n(x := 1)\na @ b // c\n",
    "blocks": "try:\n  a\nexcept (B, C) as e:\n  b\nexcept D: c\nelse:\n  d\nfinally:\n  e\nwith a as b, (c) as (d, e): f\nwhile a: b\nelse: c\nfor a , b in c : break\n",
    "imports": "import a.b as c, d\nfrom . import (\n  a ,\n  b as c,\n)\nfrom .. a . b import *\nglobal x , y\n",
    "assignments": "a = b = c , d\na : int\na.b : (int) = (1)\na [ 0 ] += 1 ,\n* a , b = c\n[ a , ( b ) ] = c\n",
    "elif": "if a:\n  b\nelif c :\n  d\nelif e: f\nelse :\n  g\nh\n",
    "dicts": "{ ** a , 'b' : ( c ) , }\n{ a : b for a in c if d if ( e ) }\n{ * a , b }\n[ a for b in c for ( d ) in e ]\n",
    "type": "type X = int\nx = 1\n" if sys.version_info >= (3, 12) else "x = 1\n",
    "unusual clauses": "@(a)\n@[b][0]\ndef f(): pass\n'not a doc'\nelse_ = 1\nexcepted = 2\n-x\n(a)\n[b]\n...\n",
}  # fmt: skip

LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


@pytest.mark.parametrize("ends", LINE_ENDS)
@pytest.mark.parametrize("name", ODD)
def test_odd_layouts(name: str, ends: str) -> None:
    assert disagreement(ODD[name].replace("\n", LINE_ENDS[ends])) == []


def test_mixed_line_ends() -> None:
    assert disagreement("a = 1\r\n\rb = '''x\ry\r\nz'''\n\r\nif c:\r\n\n  d = (\r 1)\re\n") == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(sorted(set(ODD) - {"no end", "space at the end"})), min_size=1, max_size=4), st.data())
def test_odd_layouts_one_after_the_other(names: list[str], data: st.DataObject) -> None:
    text = "".join(ODD[name].replace("\n", LINE_ENDS[data.draw(st.sampled_from(sorted(LINE_ENDS)))]) for name in names)
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
