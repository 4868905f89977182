"""A confirming run: every finding's witness is put to the framework that it is about."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from multiprocessing.util import Finalize
from types import TracebackType
from typing import Any, Final

from shapelint.confirm.bench import Bench
from shapelint.confirm.concrete import concrete
from shapelint.confirm.fixes import fixed
from shapelint.confirm.judge import of_orders, verdict
from shapelint.confirm.kernels.stage import covered
from shapelint.confirm.play import fails_with
from shapelint.confirm.silent import Answer, Run
from shapelint.confirm.wire import NotAllowedError, encoded
from shapelint.findings.catalogue import CATALOGUE, FAILURES
from shapelint.findings.finding import Finding
from shapelint.findings.witness import Verdict, Witness

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
_AT_ONCE: Final = 32  # findings whose experiments are handed over together
Experiment = dict[str, Any]
# What is asked of a finding: advice is measured, of silent mistakes the numbers are looked at.
_QUESTIONS: Final = {"error": "play", "warning": "numbers", "advice": "orders"}
_NOTHING: Final = Witness(())


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be asked for a finding, and of whom.

    finding: as it is where nobody can answer; witness: in numbers; trials: it with each of the suggested fixes;
    experiments: these, as a worker reads them; worlds: who can be asked, one after the other.
    """

    finding: Finding
    witness: Witness = _NOTHING
    trials: tuple[Witness, ...] = ()
    experiments: list[Experiment] = field(default_factory=list)
    worlds: list[Bench] = field(default_factory=list)


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

    @property
    def absent(self) -> Iterator[str]:
        """Why what is installed was not asked: a driver that is missing, say."""
        yield from (bench.absent for bench in self._benches.values() if bench.absent)

    def close(self) -> None:
        """End the workers."""
        self._stack.close()

    def confirmed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings with their verdicts; a suggested fix that does not pass is dropped."""
        rest = iter(findings)
        while group := [self._planned(finding) for finding in islice(rest, _AT_ONCE)]:
            waiting = self._asked(group)
            for plan in group:
                yield self._judged(plan, waiting)

    def _planned(self, finding: Finding) -> _Plan:
        """What is to be asked for a finding, or the verdict where that is known already."""
        if finding.code in FAILURES:
            return _Plan(finding)
        witness = finding.witness
        plain = concrete(witness, finding.code) if isinstance(witness, Witness) else witness
        if not isinstance(plain, Witness):
            reason = plain.reason if plain is not None else "there is no call to run"
            return _Plan(replace(finding, verdict=Verdict("not run", reason)))
        if self.device == "numpy":
            reason = "there is no reference kernel"
        else:
            reason = f"{_library(plain.rule)} is not installed"
        told = replace(finding, verdict=Verdict("not run", reason))
        trials = tuple(_allowed(fixed(plain)))
        question = _QUESTIONS[CATALOGUE[finding.code].severity]
        again = "play" if question == "orders" else question
        experiments: list[Experiment] = [{"question": question, "steps": encoded(plain)}]
        experiments += [{"question": again, "steps": encoded(trial), "fix": True} for trial in trials]
        return _Plan(told, plain, trials, experiments, list(self._worlds(plain)))

    def _asked(self, group: list[_Plan]) -> dict[Bench, Iterator[Answer]]:
        """The first world of each is handed all its experiments at once; the answers, by world, as they come."""
        experiments: dict[Bench, list[Experiment]] = {}
        for plan in group:
            for bench in plan.worlds[:1]:
                experiments.setdefault(bench, []).extend(plan.experiments)
        return {bench: bench.ask_all(asked) for bench, asked in experiments.items()}

    def _judged(self, plan: _Plan, waiting: Mapping[Bench, Iterator[Answer]]) -> Finding:
        """The verdict of the first world that can run the witness."""
        finding = plan.finding
        for at, bench in enumerate(plan.worlds):
            answers = waiting[bench] if not at else bench.ask_all(plan.experiments)
            answer, *fixes = islice(answers, len(plan.experiments))
            finding = _judged(plan, bench, answer, fixes)
            if "failed" not in answer:
                return _in_graph(finding, plan, bench, fixes)
        return finding

    def answers(self, witness: Witness) -> Iterator[tuple[str, Answer]]:
        """What each world says to a call, under its name."""
        library = _WORLDS.get(witness.rule.partition(".")[0], ("",))[0]
        if library and self.device != "numpy" and importlib.util.find_spec(library) is None:
            yield library, {"failed": "it is not installed"}
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
            self._benches[world] = self._stack.enter_context(Bench(world, self.device, self.seconds))
        return self._benches[world]


@cache
def lasting() -> Session:
    """A session that lasts as long as the process, for a host that checks file by file."""
    session = Session()
    Finalize(None, session.close, exitpriority=10)  # unlike atexit in the processes of a pool too
    return session


def _judged(plan: _Plan, bench: Bench, answer: Answer, fixes: Sequence[Answer]) -> Finding:
    """The finding with what a world says of it, without the fix where that does not pass."""
    code, witness = plan.finding.code, plan.witness
    judge = of_orders if CATALOGUE[code].severity == "advice" else verdict
    found = judge(Run(plan.finding, witness, answer, fixes), bench.world if not bench.absent else "")
    if bench.name == "numpy" and not witness.rule.startswith("numpy."):
        found = _by_reference(found)
    if found.state != "confirmed":
        return replace(plan.finding, verdict=found)
    failed = any("raised" in each for each in fixes) or any(fails_with(trial, code) for trial in plan.trials)
    passes = bool(fixes) and not failed and all("gave" in each for each in fixes)
    told = replace(plan.finding, verdict=replace(found, fixed=passes))
    return replace(told, help=None, edits=()) if failed else told


def _in_graph(finding: Finding, plan: _Plan, bench: Bench, fixes: Sequence[Answer]) -> Finding:
    """The verdict of the same call on the tensors of a model, where numbers by themselves do not show it."""
    other = plan.finding.witness.in_graph if isinstance(plan.finding.witness, Witness) else None
    if finding.verdict is None or finding.verdict.state != "not run" or other is None:
        return finding
    plain = concrete(other, finding.code)
    if not isinstance(plain, Witness):
        return finding
    found = _judged(replace(plan, witness=plain), bench, bench.ask(encoded(plain)), fixes)
    return found if found.verdict is not None and found.verdict.state == "confirmed" else finding


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


def _library(rule: str) -> str:
    root = rule.partition(".")[0]
    return {"tf": "TensorFlow", "keras": "Keras", "torch": "PyTorch"}.get(root, root)
