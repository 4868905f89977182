"""Any text is read or refused, never anything else."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shapelint.source.outline import outline
from shapelint.source.read import Source, SourceError, read
from tests.source.agree import disagreement

TOKENS = [
    *"()[]{}:,;.=+-*/%@&|^~<>!\\#'\"$?`",
    *("\n", "\n    ", "\n        ", "\r\n", "\r", "\t", "\f", " ", "\n\f", "\\\n", "\0", "\ufeff", "\ud800", "é", "日"),
    *("a", "b.c", "_", "1", "0x1", "1_0", "1.5", "1j", "07", "1e999", "...", ":=", "**", "//", "->", "==", "+="),
    *('"""', "'''", "'a'", 'f"', "f'{", "}'", "rb'", "t'{", "{a!r:>3}", "{{", "}}", "\\N{DASH}"),
    *("def f(", "):", "class A", "if ", "elif ", "else:", "for ", " in ", "while ", "try:", "except", "finally:"),
    *("with ", " as ", "match ", "case ", "import ", "from ", "return ", "yield ", "await ", "async ", "lambda "),
    *("not ", " and ", " or ", " is ", "global ", "del ", "assert ", "raise ", "pass", "type ", "print >>", "exec "),
]

soup = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)


def consider(data: bytes | str) -> None:
    """Read it, and place every node."""
    try:
        source = read(data, "f.py")
    except SourceError as error:
        refused = ("\n" in error.message, error.line >= 1, error.col >= 0)
    else:
        refused = None
    if refused is not None:
        assert refused == (False, True, True)
        return
    assert isinstance(source, Source)
    for at in range(source.positions.count):
        source.positions.of(at)
        source.positions.point(at)


@settings(max_examples=600, suppress_health_check=list(HealthCheck), deadline=None)
@given(soup)
@example("x = (a\n")
@example("if a:\npass")
@example("\ufeff\ufeffx")
@example("x = '\ud800'")
@example("match")
@example("f'{a:{b!r}}'")
@example("\\")
@example("(" * 30)
@example("x = 1e999j, 07, 0xg")
def test_token_soup(text: str) -> None:
    consider(text)


@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(data: bytes) -> None:
    consider(data)


statement = st.sampled_from(
    [
        "{e} = {e}",
        "def f(a={e}):\n    return {e}",
        "if {e}:\n    x = {e}\nelse:\n    {e}",
        "for x in {e}: {e}",
        "print({e}, k={e})",
        "x = f'''{{{e}}} {{{e}!r:>{{{e}}}}}'''",
        "@{e}\nclass A({e}): y = {e}",
        "x = [{e}\n  for y in {e} if {e}]",
    ]
)
ATOMS = [
    *("a", "1", "'s'", "b'' b''", "(a)", "a.b", "a[1, :]", "f(a, *b)", "-a", "a if b else c", "[a, (b)]", "{1: a}"),
    *("lambda: a", "a or b and c", "not a", "a < b < c", "(yield)", "(a := b)", "{*a}", "(a for a in b)", "f'{a}'"),
    *("...", "(\na +\n b)"),
]
atom = st.sampled_from(ATOMS)


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(statement, min_size=1, max_size=5), st.data())
def test_valid_programs_agree_with_ast(statements: list[str], data: st.DataObject) -> None:
    parts = []
    for each in statements:
        while "{e}" in each:
            each = each.replace("{e}", data.draw(atom).replace("{", "{{").replace("}", "}}"), 1)
        parts.append(each.replace("{{", "{").replace("}}", "}"))
    text = data.draw(st.sampled_from(["\n", "\n\n", "\n# c\n", "\r\n", "  # c\n"])).join(parts) + "\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "f.py", "exec", flags=ast.PyCF_ONLY_AST)
        except SyntaxError:
            return
    assert disagreement(text) == []


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(soup)
def test_outline_is_a_partition(text: str) -> None:
    try:
        found = outline(text)
    except SourceError:
        return
    assert list(found.starts) == sorted(set(found.starts))
    assert all(0 <= start <= len(text) for start in found.starts)


def test_python_s_own_words() -> None:
    with pytest.raises(SourceError, match=r"^syntax error: Missing parentheses in call to 'print'") as caught:
        read("import a\nprint 1\n", "f.py")
    assert (caught.value.line, caught.value.col) == (2, 0)
    with pytest.raises(SourceError, match=r"^libcst's parser cannot read this line$") as caught:
        read("import a\n(b): int = 1\n", "f.py")
    assert caught.value.line == 2
