"""Suggested edits as replacements in the text of a file, where it is certain what they replace.

They are only proposed here: whoever applies one checks the text again, and the finding has to be gone.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Iterator
from typing import Final

from shapelint.findings.edits import Action, Apply, Brackets, Change, Instead
from shapelint.findings.finding import Finding, Place, Replacement
from shapelint.findings.witness import Row, Term

_METHODS: Final = ("torch.Tensor", "numpy.ndarray")
_PROPERTIES: Final = frozenset({"T", "mT", "H", "mH"})
_SIMPLE: Final = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
_ARITHMETIC: Final[dict[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_SHAPES: Final = frozenset({"view", "reshape"})  # what takes sizes one by one


def replacements(text: str, finding: Finding) -> Iterator[Replacement]:
    """A replacement for each suggested edit that is plainly one of the text."""
    edits = [edit[0] for edit in finding.edits if len(edit) == 1]
    if not edits:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            page = _Page(text, finding.place.file, ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    node = page.at(finding.place)
    for action in edits:
        found = _replacement(page, node, action, finding) if node is not None else None
        if found is not None:
            yield found


def mended(text: str, replacement: Replacement) -> str:
    """The text with the replacement."""
    start, end = _offsets(text, replacement.place)
    return text[:start] + replacement.text + text[end:]


class _Page:
    """A text and its tree."""

    def __init__(self, text: str, file: str, tree: ast.Module) -> None:
        self.text = text
        self.file = file
        self.lines = text.split("\n")
        self.expressions = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]

    def at(self, place: Place) -> ast.expr | None:
        """The outermost expression that is exactly there."""
        return next((node for node in self.expressions if self.place(node) == place), None)

    def place(self, node: ast.expr) -> Place:
        """Where an expression stands, in code points."""
        end_line, end_col = node.end_lineno or node.lineno, node.end_col_offset or 0
        return Place(
            self.file,
            node.lineno,
            self._points(node.lineno, node.col_offset),
            end_line,
            self._points(end_line, end_col),
        )

    def source(self, node: ast.expr) -> str:
        """Its text."""
        start, end = _offsets(self.text, self.place(node))
        return self.text[start:end]

    def _points(self, line: int, column: int) -> int:
        return len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))


def _offsets(text: str, place: Place) -> tuple[int, int]:
    begins = [0]
    for line in text.split("\n"):
        begins.append(begins[-1] + len(line) + 1)
    return begins[place.line - 1] + place.col, begins[place.end_line - 1] + place.end_col


def _replacement(page: _Page, node: ast.expr, action: Action, finding: Finding) -> Replacement | None:
    if isinstance(action, Apply):
        return _applied(page, node, action)
    if isinstance(action, Change):
        return _changed(page, node, action, finding)
    if isinstance(action, Instead):
        return _renamed(page, node, action)
    return _bracketed(page, node, action) if isinstance(action, Brackets) else None


def _applied(page: _Page, node: ast.expr, action: Apply) -> Replacement | None:
    """A method or an index behind the operand, which stands in the call once."""
    found = [each for each in ast.walk(node) if isinstance(each, ast.expr) and page.source(each) == action.operand]
    behind = _suffix(action)
    if len(found) != 1 or found[0] is node or behind is None:
        return None
    source = page.source(found[0])
    return Replacement(page.place(found[0]), (source if isinstance(found[0], _SIMPLE) else f"({source})") + behind)


def _suffix(action: Apply) -> str | None:
    owner, _, name = action.rule.rpartition(".")
    args = _spelled(action.args)
    if args is None:
        return None
    if action.rule == "tuple.__getitem__":
        return f"[{args}]"
    if owner not in _METHODS:
        return None
    return f".{name}" if name in _PROPERTIES and not args else f".{name}({args})"


def _changed(page: _Page, node: ast.expr, action: Change, finding: Finding) -> Replacement | None:
    """Another value for what is given by name, or for the only number that is the one expected."""
    value = _spelled((action.value,))
    made = [page.at(related.place) for related in finding.related if related.place.file == page.file]
    calls = [each for each in (node, *made) if isinstance(each, ast.Call)]
    if value is None or not calls:
        return None
    named = [pair.value for call in calls for pair in call.keywords if pair.arg == action.argument]
    if named:
        return Replacement(page.place(named[0]), value)
    if isinstance(action.value, Row):
        return _sizes(page, calls, action.value)
    expected = next((fact.value for fact in finding.facts if fact.name == "expected"), None)
    found = [arg for call in calls for arg in call.args if expected is not None and _number(arg) == expected]
    return Replacement(page.place(found[0]), value) if len(found) == 1 else None


def _sizes(page: _Page, calls: list[ast.Call], row: Row) -> Replacement | None:
    """Other sizes in `x.view(3, 5)`, or in the only row of as many that is given."""
    sizes, call = _spelled(row.items), calls[0]
    if sizes is None:
        return None
    rows = [arg for each in calls for arg in each.args if isinstance(arg, ast.Tuple | ast.List)]
    if len(rows) == 1 and len(rows[0].elts) == len(row.items) > 1:
        return Replacement(page.place(rows[0]), f"[{sizes}]" if isinstance(rows[0], ast.List) else f"({sizes})")
    one_by_one = isinstance(call.func, ast.Attribute) and call.func.attr in _SHAPES and not call.keywords
    if rows or not one_by_one or len(call.args) != len(row.items) or any(map(_is_starred, call.args)):
        return None
    first, last = page.place(call.args[0]), page.place(call.args[-1])
    return Replacement(Place(page.file, first.line, first.col, last.end_line, last.end_col), sizes)


def _is_starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def _number(node: ast.expr) -> int | None:
    """A whole number, or what a program multiplies and adds up of some."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if not isinstance(node, ast.BinOp) or type(node.op) not in _ARITHMETIC:
        return None
    left, right = _number(node.left), _number(node.right)
    return None if left is None or right is None else _ARITHMETIC[type(node.op)](left, right)


def _renamed(page: _Page, node: ast.expr, action: Instead) -> Replacement | None:
    """Another function or method of the same owner."""
    func = node.func if isinstance(node, ast.Call) else None
    owner, _, name = action.rule.rpartition(".")
    if not isinstance(func, ast.Attribute):
        return None
    if owner not in _METHODS and page.source(func.value).rpartition(".")[2] != owner.rpartition(".")[2]:
        return None
    whole = page.place(func)
    begin = whole.end_col - len(func.attr)
    return Replacement(Place(page.file, whole.end_line, begin, whole.end_line, whole.end_col), name)


def _bracketed(page: _Page, node: ast.expr, action: Brackets) -> Replacement | None:
    """Brackets of the other kind around the same arguments."""
    inner = node.value if isinstance(node, ast.Subscript) else node.func if isinstance(node, ast.Call) else None
    if inner is None or isinstance(node, ast.Subscript) != (action.which == "round"):
        return None
    rest = page.source(node)[len(page.source(inner)) :]
    open, close = "()" if action.which == "round" else "[]"
    if rest[:1] not in "[(" or rest[-1:] not in "])":
        return None
    start, whole = page.place(inner), page.place(node)
    place = Place(page.file, start.end_line, start.end_col, whole.end_line, whole.end_col)
    return Replacement(place, f"{open}{rest[1:-1]}{close}")


def _spelled(terms: tuple[Term, ...]) -> str | None:
    """Values as a program has them; None where one has only a symbol."""
    told = [_spelled_one(term) for term in terms]
    return None if None in told else ", ".join(each for each in told if each is not None)


def _spelled_one(term: Term) -> str | None:
    if isinstance(term, Row):
        inner = _spelled(term.items)
        if inner is None:
            return None
        return f"[{inner}]" if term.kind == "list" else f"({inner}{',' if len(term.items) == 1 else ''})"
    return repr(term) if term is None or isinstance(term, bool | int | float | str) else None
