"""The programs that work here: what stands below fixtures/programs and is no part of a package, or its `__main__`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "programs"


def _is_run(path: Path) -> bool:
    if path.name.endswith("_faulty.py") or path.read_text(encoding="utf-8").startswith("# runs: tensorflow"):
        return False  # it is meant to raise, or TensorFlow is elsewhere (`tests/test_fixtures_run.py`)
    return path.name == "__main__.py" or not path.with_name("__init__.py").exists()


PROGRAMS: Final = {path.relative_to(FOLDER).as_posix(): path for path in sorted(FOLDER.rglob("*.py")) if _is_run(path)}
