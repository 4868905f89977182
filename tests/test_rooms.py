"""Who may import whom, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "shapelint"

# Room -> the rooms (or single modules) of ours that it may import beside itself.
MAY_IMPORT = {
    "sizes": set(),
    "findings": {"sizes"},
    "source": {"sizes", "findings"},
    "rules": {"sizes", "findings"},
    "engine": {"sizes", "findings", "rules", "source.program"},
    "confirm": {"sizes", "findings", "rules"},
    "described": set(),  # programs that are read, and never imported
}
DOORS = {"__init__", "__main__", "api", "cli", "flake8_plugin"}
FREE = {"__version__", "TYPE_CHECKING"}  # of the package itself
FOR_DOORS = DOORS | {"sizes", "findings", "source", "rules", "engine"}
# Of the front doors only the command line starts what runs real layers.
FOR = {door: FOR_DOORS | {"confirm"} for door in ("cli", "flake8_plugin")}

# Package from outside -> the only rooms that import it.
OUTSIDE = {
    "libcst": {"source"},
    "torch": {"confirm", "described"},
    "keras": {"confirm"},
    "tensorflow": {"confirm"},
    "flake8": {"flake8_plugin"},
    "pathspec": {"cli"},
    "tomli": {"cli"},
    "tomllib": {"cli"},
}

MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(module: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that is imported anywhere in a module."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level and room_of(module) == "described":
                continue  # its files stand for those of another package
            assert node.level == 0, f"{module}:{node.lineno}: imports are absolute"
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def allowed(room: str, name: str) -> bool:
    top, _, rest = name.partition(".")
    if top != "shapelint":
        return room in OUTSIDE.get(top, {room})
    permitted = FOR.get(room) or (FOR_DOORS if room in DOORS else MAY_IMPORT[room] | {room})
    return rest in FREE or any(rest == one or rest.startswith(one + ".") for one in permitted)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_imports_stay_in_their_rooms(module: Path) -> None:
    room = room_of(module)
    assert room in DOORS | MAY_IMPORT.keys(), f"a room that nobody planned: {room}"
    wrong = [f"line {line}: {name}" for line, name in imports(module) if not allowed(room, name)]
    assert not wrong, f"{room} may not import this"


def test_every_folder_is_a_package() -> None:
    folders = {module.parent for module in MODULES}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_the_rule_itself() -> None:
    assert allowed("engine", "shapelint.source.program.Call")
    assert not allowed("engine", "shapelint.source.read.read")
    assert not allowed("rules", "shapelint.engine.run")
    assert not allowed("api", "shapelint.confirm.worlds")
    assert not allowed("flake8_plugin", "torch")
    assert not allowed("findings", "libcst")
    assert allowed("source", "libcst")
    assert allowed("sizes", "fractions")


def fresh(program: str) -> str:
    """What a program prints in a new interpreter."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


LOADED = "print(sorted({name.partition('.')[0] for name in sys.modules} & {'numpy', 'libcst', 'torch', 'keras'}))"


def test_importing_the_plugin_loads_nothing() -> None:
    program = "import sys, shapelint.flake8_plugin; print(sorted(n for n in sys.modules if n.startswith('shapelint')))"
    assert fresh(program) == "['shapelint', 'shapelint.flake8_plugin']"


def test_a_file_without_model_code_costs_nothing() -> None:
    program = "import sys, ast; from shapelint.flake8_plugin import Plugin; text = 'x = 1\\n'; "
    run = "assert not list(Plugin(ast.parse(text), 'a.py', [text]).run()); "
    assert fresh(program + run + LOADED) == "[]"


def test_checking_loads_no_framework() -> None:
    program = "import sys, shapelint; shapelint.check_source('import torch\\nx = torch.zeros(2, 3)\\n'); "
    assert set(eval(fresh(program + LOADED))) <= {"numpy", "libcst"}


def test_the_version_is_one() -> None:
    assert fresh("import shapelint; print(shapelint.__version__)") == fresh(
        "from importlib.metadata import version; print(version('shapelint'))"
    )
