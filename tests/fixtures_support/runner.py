"""Runs the fixtures in a few processes, one per framework, and reads back what they did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures_support.marks import Marks, marks_of
from tests.fixtures_support.recording import Seen
from tests.fixtures_support.worker import Outcome, Raised

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
# Variables that name an interpreter which has a module, where this one does not.
PYTHONS = {"tensorflow": "SHAPELINT_TENSORFLOW_PYTHON", "torchvision": "SHAPELINT_TORCHVISION_PYTHON"}


@dataclass(frozen=True, slots=True)
class Group:
    """Fixtures that share a process: the modules that they need, and the environment they run in."""

    name: str
    needs: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def python(self) -> str:
        """The interpreter to use."""
        others = [os.environ.get(PYTHONS[name]) for name in self.needs if name in PYTHONS]
        return next(filter(None, others), sys.executable)

    def missing(self) -> str | None:
        """The first module that the interpreter lacks."""
        return next((name for name in self.needs if not _has(self.python, name)), None)


_QUIET = (("TF_CPP_MIN_LOG_LEVEL", "3"), ("OMP_NUM_THREADS", "1"), ("CUDA_VISIBLE_DEVICES", "-1"))
_TORCH_KERAS = (("KERAS_BACKEND", "torch"),)
_TF_KERAS = (("KERAS_BACKEND", "tensorflow"),)
_GROUPS = {
    ("torch", None): Group("torch", ("torch",)),
    ("numpy", None): Group("torch", ("torch",)),
    ("torchvision", None): Group("torchvision", ("torch", "torchvision")),
    ("keras", None): Group("keras", ("torch", "keras"), _TORCH_KERAS),
    ("tensorflow", None): Group("tensorflow", ("tensorflow", "keras"), _TF_KERAS),
    ("legacy", "keras2"): Group("keras2", ("tensorflow", "tf_keras"), (("TF_USE_LEGACY_KERAS", "1"),)),
    ("legacy", "tf1"): Group("tf1", ("tensorflow",)),
    ("legacy", "slim"): Group("slim", ("tensorflow", "tf_slim"), (("TF_USE_LEGACY_KERAS", "1"),)),
}


def fixtures() -> dict[str, Path]:
    """Every fixture, by its path below the fixtures' folder."""
    return {path.relative_to(FIXTURES).as_posix(): path for path in sorted(FIXTURES.rglob("*.py"))}


def group_of(marks: Marks) -> Group | None:
    """Where a fixture runs, None if it cannot run any more."""
    return _GROUPS.get((marks.runs, marks.stand_in))


def run_all(paths: Iterable[Path], timeout: float = 300) -> Mapping[Path, Outcome | str]:
    """What each fixture did, or why it did not run.  Raises RuntimeError when a process of a group dies."""
    results: dict[Path, Outcome | str] = {}
    groups: defaultdict[Group, list[Path]] = defaultdict(list)
    for path in paths:
        if group := group_of(marks_of(path)):
            groups[group].append(path)
        else:
            results[path] = "no installable framework runs it"
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for ran in [pool.submit(_run_group, group, members, timeout) for group, members in groups.items()]:
            results |= ran.result()
    return results


def _run_group(group: Group, paths: list[Path], timeout: float) -> Mapping[Path, Outcome | str]:
    if missing := group.missing():
        return dict.fromkeys(paths, f"{missing} is not installed")
    command = [group.python, "-m", "tests.fixtures_support.worker", *map(str, paths)]
    environment = {**os.environ, **dict(_QUIET + group.environment)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    outcomes = [_read(line) for line in done.stdout.splitlines()]
    if len(outcomes) != len(paths):
        raise RuntimeError(f"{group.name} died on {paths[len(outcomes)].name}: {done.stderr[-2000:]}")
    return dict(zip(paths, outcomes, strict=True))


def _read(line: str) -> Outcome:
    row = json.loads(line)
    raised = Raised(**row["raised"]) if row["raised"] else None
    seen = tuple(
        Seen(item["line"], item["name"], tuple(item["marked"]), _sizes(item["actual"]), item["fits"])
        for item in row["seen"]
    )
    return Outcome(row["file"], row["seconds"], raised, seen, tuple(row["reached"]))


def _sizes(sizes: list[int | None] | None) -> tuple[int | None, ...] | None:
    return None if sizes is None else tuple(sizes)


def _has(python: str, module: str) -> bool:
    probe = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([python, "-c", probe], check=False).returncode == 0
