"""Worker processes, one for each framework: started once, asked one witness after the other, replaced when they die."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final

_START: Final = 180.0  # seconds that importing a framework may take
_MOST_STARTS: Final = 4
# The worker's own folder is empty and not on its path: nothing that lies beside the checked program is ever imported.
# Our own package comes before those that are installed, and after Python's.
_BOOT: Final = (
    "import sys; root, name, device = sys.argv[1:]; path = [each for each in sys.path if each]; "
    "at = next((at for at, each in enumerate(path) if each.endswith('-packages')), len(path)); "
    "sys.path[:] = [*path[:at], root, *path[at:]]; "
    "from shapelint.confirm.worker import main; sys.exit(main(name, device))"
)


@dataclass(slots=True)
class Worker:
    """One process and what it says, as lines."""

    process: subprocess.Popen[str]
    lines: queue.Queue[str | None] = field(default_factory=queue.Queue)

    def read(self, timeout: float) -> dict[str, Any] | None:
        """The next answer; None where it dies or takes too long.  Raises TimeoutError."""
        try:
            line = self.lines.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError from None
        try:
            found = json.loads(line) if line else None
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


class Batch:
    """Experiments that a worker was handed at once, and their answers as far as they have been read."""

    def __init__(self, bench: Bench, experiments: list[dict[str, Any]]) -> None:
        self.bench = bench
        self.experiments = experiments
        self.answers: list[dict[str, Any]] = []
        bench.send(experiments)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for at in range(len(self.experiments)):
            while len(self.answers) <= at:
                self._read()
            yield self.answers[at]

    def finish(self) -> None:
        """Read what is not read yet."""
        while len(self.answers) < len(self.experiments):
            self._read()

    def _read(self) -> None:
        answer, alive = self.bench.answer()
        self.answers.append(answer)
        if alive:
            return
        while self.experiments[len(self.answers) :] and self.experiments[len(self.answers)].get("fix"):
            self.answers.append({"failed": "the call itself was not answered"})
        self.bench.send(self.experiments[len(self.answers) :])


class Bench:
    """A framework's workers, the present one and those that replace it."""

    def __init__(self, name: str, device: str = "", seconds: float = 20.0) -> None:
        self.name = name
        self.device = device
        self.seconds = seconds
        self.world = name  # with version and device, as soon as it is known
        self.absent: str | None = None  # why there is no such world
        self._worker: Worker | None = None
        self._batch: Batch | None = None
        self._starts = 0
        self._folder = tempfile.TemporaryDirectory(prefix="shapelint-")

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._folder.cleanup()

    def ask(self, experiment: list[Any], question: str = "play") -> dict[str, Any]:
        """The worker's answer; "failed" with the reason where there is none.

        question: "play" what becomes of the last step, "orders" how the last two steps differ from their other order.
        """
        return next(self.ask_all([{"question": question, "steps": experiment}]))

    def ask_all(self, experiments: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The answers to many experiments, which are handed over at once, in their order and as soon as they are there.

        Each has its own time; those behind one that ends the worker go to the next worker, but for its fixes ("fix").
        """
        if self._batch is not None:
            self._batch.finish()
        self._batch = batch = Batch(self, list(experiments))
        return iter(batch)

    def send(self, experiments: Sequence[dict[str, Any]]) -> None:
        """Hand experiments to the worker; of one that is dead the next answer tells."""
        worker = self._ready() if experiments else None
        if worker is None:
            return
        stdin = worker.process.stdin
        assert stdin is not None
        with contextlib.suppress(OSError):
            stdin.write(json.dumps(experiments) + "\n")
            stdin.flush()

    def answer(self) -> tuple[dict[str, Any], bool]:
        """The worker's next answer, and whether it goes on working; "failed" with the reason where there is none."""
        worker = self._worker
        if worker is None:
            return {"failed": self.absent or "the worker does not start"}, True
        try:
            answer = worker.read(self.seconds)
        except TimeoutError:
            self._stop()
            return {"failed": f"it took more than {self.seconds:g} seconds"}, False
        if answer is None:
            code = self._stop()
            died = f"the worker died ({'signal ' + str(-code) if code < 0 else 'exit code ' + str(code)})"
            return {"failed": died}, False
        if "last" in answer:
            self._stop()
        return answer, "last" not in answer

    def _ready(self) -> Worker | None:
        if self._worker is None and self.absent is None:
            self._start()
        return self._worker

    def _start(self) -> None:
        if self._starts >= _MOST_STARTS:
            self.absent = "its worker died too often"
            return
        self._starts += 1
        worker = _begin(self.name, self.device, self._folder.name)
        self._worker = worker
        try:
            first = worker.read(_START)
        except TimeoutError:
            first = None
        if first is None or "ready" not in first:
            self._stop()
            self.absent = str(first["absent"]) if first and "absent" in first else f"{self.name} cannot be started"
            return
        self.world = str(first["ready"])

    def _stop(self) -> int:
        """End the worker; its exit code."""
        worker, self._worker = self._worker, None
        if worker is None:
            return 0
        process = worker.process
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        try:
            return process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _begin(name: str, device: str, folder: str) -> Worker:
    root = str(Path(__file__).resolve().parents[2])
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    # No framework takes all of a GPU's memory for itself, as there may be others.
    environment.update(TF_CPP_MIN_LOG_LEVEL="3", PYTHONSAFEPATH="1", XLA_PYTHON_CLIENT_PREALLOCATE="false")
    environment.update(TF_FORCE_GPU_ALLOW_GROWTH="true")
    if device == "cpu":
        environment.update(CUDA_VISIBLE_DEVICES="", JAX_PLATFORMS="cpu")
    if device:
        environment["KERAS_TORCH_DEVICE"] = device
    process = subprocess.Popen(
        [sys.executable, "-c", _BOOT, root, name, device],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        text=True,
        encoding="utf-8",
    )
    worker = Worker(process)
    assert process.stdout is not None
    threading.Thread(target=_listen, args=(process.stdout, worker.lines), daemon=True).start()
    return worker


def _listen(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)
