"""The marks of a fixture: what stands in its comments about shapes, findings and how it runs.

On a line:
    `# shape: 16 32 H//2 None`       the one tensor or array bound on that line (`()` is a scalar)
    `# shape: a=3 4; b=5`            several names
    `# error: SHP201 64; x.T`        a finding, and phrases that its message or help must hold
    `# warning: …`, `# advice: …`    the same, for what runs silently
On a line of its own, at the top:
    `# runs: torch`                  torch, torchvision, keras, tensorflow, numpy, or legacy: spellings of older ones
    `# stand-in: keras2`             the replacement under which a legacy file still runs: keras2, tf1 or slim
    `# row: 7`                       the question that the file stands for
    `# advice: on`                   advice is to be asked for
Several marks may share a comment, each after its own `#`.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, TypeVar, get_args

from tests.fixtures_support.bindings import bound_names

Severity: TypeAlias = Literal["error", "warning", "advice"]
Runs: TypeAlias = Literal["torch", "torchvision", "keras", "tensorflow", "numpy", "legacy"]
StandIn: TypeAlias = Literal["keras2", "tf1", "slim"]
Size: TypeAlias = int | str

FREE: Final = "None"  # an axis that a framework leaves open, such as the batch of a Keras input
UNKNOWN: Final = "?"

_T = TypeVar("_T")
_RUNS: Final[dict[str, Runs]] = {name: name for name in get_args(Runs)}
_STAND_INS: Final[dict[str, StandIn]] = {name: name for name in get_args(StandIn)}
_SEVERITIES: Final[dict[str, Severity]] = {name: name for name in get_args(Severity)}
_SETTINGS: Final = ("runs", "stand-in", "row", "advice")
_CODE: Final = re.compile(r"SHP\d{3}")


class MarkError(ValueError):
    """A mark that cannot be read; the message holds its line."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class ShapeMark:
    """The shape of `name` as bound on `line`: an int is exact, FREE and UNKNOWN as above, other text is symbolic."""

    line: int
    name: str
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class FindingMark:
    """A finding that is expected on `line`; the severity is what a real run does there."""

    line: int
    severity: Severity
    code: str
    phrases: tuple[str, ...] = ()

    def says(self, text: str) -> bool:
        """Whether `text` (message and help) holds every phrase, apart from case and backticks."""
        plain = _plain(text)
        return all(_plain(phrase) in plain for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that is marked in one fixture."""

    runs: Runs
    stand_in: StandIn | None
    row: int | None
    advice: bool
    shapes: tuple[ShapeMark, ...]
    findings: tuple[FindingMark, ...]


def read_marks(text: str) -> Marks:
    """Read the marks of a fixture.  Raises MarkError for one that makes no sense, SyntaxError for no Python."""
    names = _names_by_line(text)
    shapes: list[ShapeMark] = []
    findings: list[FindingMark] = []
    settings: dict[str, str] = {}
    for line, alone, key, value in _comments(text):
        if alone:
            _set(settings, line, key, value)
        elif key == "shape":
            shapes += _read_shapes(line, value, names[line])
        elif severity := _SEVERITIES.get(key):
            findings.append(_read_finding(line, severity, value))
    return Marks(
        runs=_choice("runs", settings.get("runs"), _RUNS),
        stand_in=_choice("stand-in", settings["stand-in"], _STAND_INS) if "stand-in" in settings else None,
        row=int(settings["row"]) if "row" in settings else None,
        advice=settings.get("advice") == "on",
        shapes=tuple(shapes),
        findings=tuple(findings),
    )


def marks_of(path: Path) -> Marks:
    """The marks of the fixture at `path`.  Raises as `read_marks` does."""
    return read_marks(path.read_text(encoding="utf-8"))


def without_comments(text: str) -> str:
    """The same program without its comments, every token in its place: no mark can be taken for documentation."""
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            line = lines[row - 1]
            lines[row - 1] = line[:column].rstrip(" ") + line[column + len(token.string) :]
    return "".join(lines)


def _set(settings: dict[str, str], line: int, key: str, value: str) -> None:
    if key in _SETTINGS:
        settings[key] = value
    elif key == "shape" or key in _SEVERITIES:
        raise MarkError(line, f"`# {key}:` belongs on the line that it is about")


def _choice(key: str, value: str | None, choices: Mapping[str, _T]) -> _T:
    if value is None or value not in choices:
        raise MarkError(1, f"`# {key}:` is one of {', '.join(choices)}, not {value}")
    return choices[value]


def _comments(text: str) -> Iterator[tuple[int, bool, str, str]]:
    """Line, whether the comment stands alone on it, key and value of each mark."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, column = token.start
        alone = not token.line[:column].strip()
        for part in token.string.split("#")[1:]:
            key, colon, value = part.strip().partition(":")
            if colon:
                yield line, alone, key, value.strip()


def _names_by_line(text: str) -> defaultdict[int, list[str]]:
    names: defaultdict[int, list[str]] = defaultdict(list)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt):
            for line, name in bound_names(node):
                names[line].append(name)
    return names


def _read_shapes(line: int, value: str, names: list[str]) -> Iterator[ShapeMark]:
    parts = [part.strip() for part in value.split(";")]
    if len(parts) == 1 and "=" not in value:
        wanted = {name for name in names if name != "_"}
        if len(wanted) != 1:
            raise MarkError(line, f"say which name the shape is of: {', '.join(names) or 'none is bound here'}")
        parts = [f"{wanted.pop()}={value}"]
    for part in parts:
        name, _, sizes = (piece.strip() for piece in part.partition("="))
        if name not in names:
            raise MarkError(line, f"{name} is not bound here")
        yield ShapeMark(line, name, _read_sizes(line, sizes))


def _read_sizes(line: int, text: str) -> tuple[Size, ...]:
    if not text:
        raise MarkError(line, "no sizes; a scalar is ()")
    return () if text == "()" else tuple(int(size) if size.isdigit() else size for size in text.split())


def _read_finding(line: int, severity: Severity, value: str) -> FindingMark:
    code, _, words = value.partition(" ")
    if not _CODE.fullmatch(code):
        raise MarkError(line, f"{code!r} is not a code")
    phrases = tuple(phrase.strip() for phrase in words.split(";") if phrase.strip())
    return FindingMark(line, severity, code, phrases)


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").lower().split())
