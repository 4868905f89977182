"""`# noqa` comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapelint.source.comments import noqa


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\n", {}),
        ("x = 1  # noqa\n", {1: None}),
        ("x = 1\ny = 2  # NOQA", {2: None}),
        ("x = 1  # noqa: SHP201\n", {1: {"SHP201"}}),
        ("x = 1  # noqa:shp201,E501 W1\n", {1: {"SHP201", "E501", "W1"}}),
        ("x = 1  # noqa: SHP2, because\n", {1: {"SHP2"}}),
        ("x = 1  # noqa because of it\n", {1: None}),
        ("x = 1  # why  # noqa: SHP2\n", {1: {"SHP2"}}),
        ("x = '# noqa'\n", {}),
        ("x = '''\n# noqa\n'''\n", {}),
        ("x = 1\r\ny = 2  # noqa\r\n", {2: None}),
        ("x = 1\ry = 2  # noqa\r", {2: None}),
        ("f(\n    1,  # noqa\n    2,\n)\n", {2: None}),
        ("x = '''a\nb'''  # noqa: SHP3\n", {1: {"SHP3"}, 2: {"SHP3"}}),
        ("x = 1 + \\\n  2  # noqa\ny\n", {1: None, 2: None}),
        ("x = f'''{a\n['''b''']}'''  # noqa\ny\n", {1: None, 2: None}),
        ("x = f'# noqa {a}'\n", {}),
        ('x = f"{d["# noqa"]}"\n', {}),
        ("x = (  # noqa: E1\n  '''\n''')  # noqa: SHP1\n", {1: {"E1"}, 2: {"SHP1"}, 3: {"SHP1"}}),
        ("x = '\n# noqa\n", {2: None}),
    ],
)
def test_lines(text: str, expected: dict[int, set[str] | None]) -> None:
    assert noqa(text) == expected


PIECES = [*"#\n\r'\"\\ f{}()x", "# noqa", "'''"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= line <= lines for line in noqa(text))
