"""What is known of symbols at this point of the program, over and above what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from shapelint.sizes.atoms import Symbol
from shapelint.sizes.dim import Dim, Size

_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The range of a symbol, and an int that divides it."""

    low: int | None
    high: int | None
    multiple_of: int


@dataclass(slots=True, eq=False)
class State:
    """One state of the facts, and its fingerprint once that has been asked for."""

    fingerprint: Hashable | None = None


@dataclass(slots=True)
class Ledger:
    """Facts in the order in which they were learnt, so that they can be taken back.

    Attributes:
        ranges: symbols whose range is narrower than they say themselves.
        equal_to: symbols that are equal to an expression over other symbols.
        not_negative: polynomials that are at least 0.
        ruled_out: an entry for each fact that no numbers can fulfil.
        journal: for each fact learnt, what takes it back.
        states: those that the facts have been in since there were none; the last is theirs now.
    """

    ranges: dict[Symbol, Narrowed] = field(default_factory=dict)
    equal_to: dict[Symbol, Size] = field(default_factory=dict)
    not_negative: list[Dim] = field(default_factory=list)
    ruled_out: list[None] = field(default_factory=list)
    journal: list[Callable[[], object]] = field(default_factory=list)
    states: list[State] = field(default_factory=lambda: [State()])

    @property
    def state(self) -> State:
        """What stays the same object as long as the facts are the same."""
        return self.states[-1]

    def __bool__(self) -> bool:
        return bool(self.journal)

    def narrow(self, symbol: Symbol, narrowed: Narrowed) -> None:
        """Replace what is known of the range of a symbol."""
        self._change(_restoring(self.ranges, symbol))
        self.ranges[symbol] = narrowed

    def identify(self, symbol: Symbol, size: Size) -> None:
        """Hold a symbol equal to an expression in which it does not occur."""
        self._change(_restoring(self.equal_to, symbol))
        self.equal_to[symbol] = size

    def hold_not_negative(self, dim: Dim) -> None:
        """Hold a polynomial to be at least 0."""
        self._change(self.not_negative.pop)
        self.not_negative.append(dim)

    def rule_out(self) -> None:
        """Hold what is never so."""
        self._change(self.ruled_out.pop)
        self.ruled_out.append(None)

    @property
    def contradictory(self) -> bool:
        """Whether no numbers fulfil the facts, as far as one can see: the place in the program is never reached."""
        if self.ruled_out:
            return True
        ends = ((known.low, known.high) for known in self.ranges.values())
        return any(low is not None and high is not None and low > high for low, high in ends)

    def undo(self, mark: int) -> None:
        """Forget everything learnt since the journal had this length."""
        while len(self.journal) > mark:
            self.states.pop()
            self.journal.pop()()

    def _change(self, undoing: Callable[[], object]) -> None:
        self.states.append(State())
        self.journal.append(undoing)

    def fingerprint(self) -> Hashable:
        """What a memo has to remember besides its arguments, for its results may rest on the facts."""
        if self.state.fingerprint is None:
            self.state.fingerprint = self._fingerprint() if self.journal else ()
        return self.state.fingerprint

    def _fingerprint(self) -> Hashable:
        facts = frozenset(self.ranges.items()), frozenset(self.equal_to.items()), frozenset(self.not_negative)
        # Symbols are equal by name, but those of different programs may have different ranges.
        sizes = [*self.equal_to.values(), *self.not_negative]
        return (
            *facts,
            bool(self.ruled_out),
            frozenset([s.stated for size in sizes if isinstance(size, Dim) for s in size.symbols()]),
        )


def _restoring(held: dict[Symbol, _V], symbol: Symbol) -> Callable[[], object]:
    """What puts back the entry of a symbol as it is now."""
    if symbol not in held:
        return lambda: held.pop(symbol)
    before = held[symbol]
    return lambda: held.__setitem__(symbol, before)


current = Ledger()


def narrowed(symbol: Symbol) -> Narrowed:
    """What is known of a symbol here, its range tightened to multiples."""
    found = current.ranges.get(symbol)
    return found if found is not None else tightened(symbol.low, symbol.high, symbol.multiple_of)


def tightened(low: int | None, high: int | None, multiple_of: int) -> Narrowed:
    """A range whose ends are multiples."""
    if multiple_of > 1:
        low = None if low is None else -(-low // multiple_of) * multiple_of
        high = None if high is None else high // multiple_of * multiple_of
    return Narrowed(low, high, multiple_of)
