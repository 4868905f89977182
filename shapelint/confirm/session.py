"""A confirming run: every finding's witness is put to the framework that it is about."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Final

from shapelint.confirm.bench import Bench
from shapelint.confirm.concrete import concrete
from shapelint.confirm.fixes import fixed
from shapelint.confirm.judge import Answer, verdict
from shapelint.confirm.wire import NotAllowedError, encoded
from shapelint.findings.catalogue import FAILURES
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
        answer = self.ask(plain)
        fix = self.ask(trial) if (trial := _trial(plain, finding.help)) is not None else {}
        found = self._verdict(finding, plain, answer, fix)
        help = None if found.state == "confirmed" and "raised" in fix else finding.help
        return replace(finding, verdict=found, help=help)

    def _verdict(self, finding: Finding, witness: Witness, answer: Answer, fix: Answer) -> Verdict:
        bench = self.bench(witness.rule)
        world = bench.world if bench is not None and not bench.absent else ""
        found = verdict(finding.code, witness, answer, world, fix.get("value"))
        if found.state == "confirmed" and finding.code == "SHP402" and witness.rule.startswith("keras.Model."):
            facts = {fact.name: fact.value for fact in finding.facts}
            sides = f": {show(facts.get('output'))} against {show(facts.get('target'))}"
            found = replace(found, text=found.text + sides)
        return found

    def ask(self, witness: Witness) -> Answer:
        """What the world says to a witness; "failed" where it is not asked."""
        bench = self.bench(witness.rule)
        if bench is None:
            return {"failed": f"{_library(witness.rule)} is not installed"}
        try:
            return bench.ask(encoded(witness))
        except NotAllowedError as reason:
            return {"failed": f"the call holds {reason}"}

    def bench(self, rule: str) -> Bench | None:
        """The worker for what stands under a name; None where its library is not installed."""
        library, world = _WORLDS.get(rule.partition(".")[0], ("", ""))
        if self.device == "numpy" and world != "numpy":
            return None
        if not library or importlib.util.find_spec(library) is None:
            return None
        if world not in self._benches:
            device = self.device if world == "torch" else ""
            self._benches[world] = self._stack.enter_context(Bench(world, device, self.seconds))
        return self._benches[world]


def _trial(witness: Witness, help: str | None) -> Witness | None:
    return fixed(witness, help) if help else None


def _library(rule: str) -> str:
    root = rule.partition(".")[0]
    return {"tf": "TensorFlow", "keras": "Keras", "torch": "PyTorch"}.get(root, root)
