"""A confirming run: every finding's witness is put to the framework that it is about."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cache
from multiprocessing.util import Finalize
from types import TracebackType
from typing import Final

from shapelint.confirm.bench import Bench
from shapelint.confirm.concrete import concrete
from shapelint.confirm.fixes import fixed
from shapelint.confirm.judge import Answer, of_orders, verdict
from shapelint.confirm.kernels.stage import covered
from shapelint.confirm.play import fails_with
from shapelint.confirm.wire import NotAllowedError, encoded
from shapelint.findings.catalogue import CATALOGUE, FAILURES
from shapelint.findings.finding import Finding
from shapelint.findings.report import show
from shapelint.findings.witness import Unfit, Verdict, Witness

DEVICES: Final = ("cuda", "mps", "xpu", "cpu", "numpy")
# Root of a rule's name -> the library that it needs, and the world that is asked.
_WORLDS: Final = {
    "torch": ("torch", "torch"),
    "einops": ("torch", "torch"),
    "keras": ("keras", "keras"),
    "qkeras": ("qkeras", "keras"),
    "tf": ("tensorflow", "tensorflow"),
    "numpy": ("numpy", "numpy"),
}


class Session:
    """Workers for the frameworks at hand, and the device that they are to run on."""

    def __init__(self, device: str = "", seconds: float = 20.0) -> None:
        self.device = device
        self.seconds = seconds
        self._benches: dict[str, Bench] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the workers."""
        self._stack.close()

    def confirmed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings with their verdicts; a suggested fix that does not pass is dropped."""
        for finding in findings:
            yield finding if finding.code in FAILURES else self._confirmed(finding)

    def _confirmed(self, finding: Finding) -> Finding:
        witness = finding.witness
        if witness is None or isinstance(witness, Unfit):
            reason = witness.reason if witness is not None else "there is no call to run"
            return replace(finding, verdict=Verdict("not run", reason))
        plain = concrete(witness, finding.code)
        if isinstance(plain, Unfit):
            return replace(finding, verdict=Verdict("not run", plain.reason))
        found, bench = self._answered(finding.code, plain)
        told = replace(finding, verdict=found)
        if bench is None or found.state != "confirmed":
            return told
        trials = list(_allowed(fixed(plain)))
        answers = [bench.ask(encoded(trial)) for trial in trials]
        failed = any("raised" in each for each in answers) or any(fails_with(each, finding.code) for each in trials)
        passes = bool(answers) and not failed and all("gave" in each for each in answers)
        told = replace(told, verdict=_in_full(replace(found, fixed=passes), finding, plain, answers))
        return replace(told, help=None, edits=()) if failed else told

    def _answered(self, code: str, witness: Witness) -> tuple[Verdict, Bench | None]:
        """The verdict of the first world that can run the witness, and the world."""
        lacking = (
            "there is no reference kernel" if self.device == "numpy" else f"{_library(witness.rule)} is not installed"
        )
        found = Verdict("not run", lacking)
        advice = CATALOGUE[code].severity == "advice"
        for bench in self._worlds(witness):
            answer = bench.ask(encoded(witness), "orders" if advice else "play")
            world = bench.world if not bench.absent else ""
            found = of_orders(witness, answer, world) if advice else verdict(code, witness, answer, world)
            if bench.name == "numpy" and not witness.rule.startswith("numpy."):
                found = _by_reference(found)
            if "failed" not in answer:
                return found, bench
        return found, None

    def answers(self, witness: Witness) -> Iterator[tuple[str, Answer]]:
        """What each world says to a call, under its name."""
        for bench in self._worlds(witness):
            answer = bench.ask(encoded(witness))
            reference = bench.name == "numpy" and not witness.rule.startswith("numpy.")
            yield f"{bench.world}{' (reference)' if reference else ''}", answer

    def _worlds(self, witness: Witness) -> Iterator[Bench]:
        """The framework, where it is installed, then the reference kernels, where there are enough of them."""
        library, world = _WORLDS.get(witness.rule.partition(".")[0], ("", ""))
        if library and (self.device != "numpy" or world == "numpy") and importlib.util.find_spec(library) is not None:
            yield self._bench(world)
        if world != "numpy" and covered(witness) and importlib.util.find_spec("numpy") is not None:
            yield self._bench("numpy")

    def _bench(self, world: str) -> Bench:
        if world not in self._benches:
            device = self.device if world == "torch" else ""
            self._benches[world] = self._stack.enter_context(Bench(world, device, self.seconds))
        return self._benches[world]


@cache
def lasting() -> Session:
    """A session that lasts as long as the process, for a host that checks file by file."""
    session = Session()
    Finalize(None, session.close, exitpriority=10)  # unlike atexit in the processes of a pool too
    return session


def _by_reference(found: Verdict) -> Verdict:
    """What a kernel accepts, a framework may refuse all the same: NumPy broadcasts where others do not."""
    world = f"the reference kernels in {found.world}" if found.world else ""
    if found.state == "refuted":
        return Verdict("not run", f"the reference kernel takes it: {found.text}", world)
    return replace(found, world=world)


def _allowed(trials: Iterable[Witness]) -> Iterator[Witness]:
    """Those that may be handed to a worker."""
    for trial in trials:
        with suppress(NotAllowedError):
            encoded(trial)
            yield trial


def _in_full(found: Verdict, finding: Finding, witness: Witness, fixes: Sequence[Answer]) -> Verdict:
    """With the loss as it is meant, and for a model the two sides of its loss; fixes: what came of them."""
    if finding.code != "SHP402":
        return found
    if witness.rule.startswith("keras.Model."):
        facts = {fact.name: fact.value for fact in finding.facts}
        return replace(found, text=f"{found.text}: {show(facts.get('output'))} against {show(facts.get('target'))}")
    meant = next((answer.get("value") for answer in fixes), None)
    return replace(found, text=f"{found.text}, {meant:.4g} as meant") if isinstance(meant, float) else found


def _library(rule: str) -> str:
    root = rule.partition(".")[0]
    return {"tf": "TensorFlow", "keras": "Keras", "torch": "PyTorch"}.get(root, root)
