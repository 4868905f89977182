"""The calls of rules that are under way, and those that were: kept only where findings are to have witnesses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from shapelint.engine.witnessing import Act, RuleCall, witness_of, witness_of_act, witness_of_order
from shapelint.findings.catalogue import CATALOGUE
from shapelint.findings.witness import Unfit, Witness
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import ListValue, Site, Tensor, Value
from shapelint.sizes import Shape

_DECLARED: Final = "SHP204"  # of what a run with numbers for sizes would not show


@dataclass(slots=True)
class Journal:
    """What a witness is written from."""

    calls: list[RuleCall] = field(default_factory=list)  # under way
    called: dict[Site, RuleCall] = field(default_factory=dict)  # the last at each place
    gave: dict[int, tuple[RuleCall, Value]] = field(default_factory=dict)  # rows, by identity, for they may be unpacked

    @contextmanager
    def during(self, call: RuleCall, sites: Sequence[Site]) -> Iterator[None]:
        """While a rule is run for the call at the innermost site."""
        self.calls.append(call)
        if sites:
            self.called[sites[-1]] = call
        try:
            yield
        finally:
            self.calls.pop()

    def ended(self, result: Value) -> None:
        """The rule that is under way gave this."""
        if isinstance(result, ListValue | tuple | Shape):
            self.gave[id(result)] = self.calls[-1], result

    def witness(self, mismatch: Mismatch, act: Act | None, depth: int) -> Witness | Unfit:
        """The call of a rule under way, or the earlier one that is blamed or gave what is unpacked.

        depth: how many sites there are around it.  Advice on the order of two calls is about both.
        """
        if act is not None:
            return witness_of_act(act, self.gave.get(id(act.value), (None, None))[0], mismatch.fix)
        under_way = self.calls[-1] if self.calls and self.calls[-1].depth == depth else None
        if mismatch.site is None and under_way is None:
            return witness_of(self._maker(mismatch.operand))
        if mismatch.site is None:
            found = witness_of(under_way, mismatch.fix, declared=mismatch.code == _DECLARED)
            return found if CATALOGUE[mismatch.code].severity != "warning" else _also_in_graph(found, under_way)
        blamed = self.called.get(mismatch.site)
        if blamed is not None and under_way is not None and CATALOGUE[mismatch.code].severity == "advice":
            return witness_of_order(blamed, under_way, mismatch.site)
        return witness_of(blamed or under_way, mismatch.fix)

    def _maker(self, operand: Value) -> RuleCall | None:
        """The call that gave what an author writes something else of."""
        flow = operand.flow if isinstance(operand, Tensor) else None
        return self.called.get(flow.site) if flow is not None and flow.site is not None else None


def _also_in_graph(found: Witness | Unfit, call: RuleCall | None) -> Witness | Unfit:
    """With the same call on the tensors of a model, where it is made on such."""
    other = witness_of(call, declared=True)
    if not isinstance(found, Witness) or not isinstance(other, Witness) or other.steps == found.steps:
        return found
    return replace(found, in_graph=other)
