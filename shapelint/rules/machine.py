"""What a rule may ask of whoever runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import DictValue, ListValue, Site, Tensor, Value


class Machine(Protocol):
    """The engine, as a rule sees it (`machine` in a rule's parameters)."""

    @property
    def site(self) -> Site | None:
        """The call under way."""

    @property
    def settings(self) -> DictValue:
        """What the program has set for a whole library (`keras.data_format`), to be written with `put`."""

    def spelled(self) -> frozenset[str]:
        """What the file of the call under way speaks of: `keras.ops`, `.fit`, `fit(epochs=`."""

    @property
    def entered(self) -> Sequence[Value]:
        """What the `with` statements around the call have entered, of classes with `scope`; the outermost first."""

    @property
    def alone(self) -> bool:
        """Whether a function is looked at by itself: nobody knows what its callers have entered."""

    def arrays(self) -> Iterable[Tensor]:
        """The arrays that variables in sight of the call under way hold."""

    def call(self, callee: Value, args: Iterable[Value] = (), kwargs: Mapping[str, Value] | None = None) -> Value:
        """Call any value: a function of the program, a layer, a model."""

    def hand(self, value: Value) -> None:
        """Note that someone else may call a function of the program, with whatever arguments."""

    def get(self, owner: Value, name: str) -> Value:
        """Read an attribute; UNKNOWN where there is none."""

    def item(self, owner: Value, index: Value) -> Value:
        """Read `owner[index]`."""

    def put(self, owner: Value, key: Value, value: Value) -> None:
        """Set an attribute or a slot of something mutable."""

    def keep(self, path: Value, value: Value) -> None:
        """Put something into a file."""

    def kept(self, path: Value) -> Value:
        """What the program itself has put into a file; UNKNOWN where nothing."""

    def become(self, value: Value) -> None:
        """Say what the tensor whose method is called is from now on, where the call changes it in place."""

    def is_a(self, value: Value, name: str) -> bool:
        """Whether `value` is an instance of the framework's class with that canonical name."""

    def user_method(self, owner: Value, name: str) -> Value | None:
        """The bound method if the program itself defines it for `owner` (an instance or a class), else None."""

    def setting(self, name: str, value: Value) -> AbstractContextManager[None]:
        """While a setting has another value."""

    def takes(self, callee: Value, name: str, *, named: bool = False) -> bool | None:
        """Whether a function of the program has a parameter for this keyword; None where it is no such function.

        named: whether it must be called so, `**kwargs` not counting.
        """

    def make(self, name: str, slots: Mapping[Value, Value]) -> Value:
        """A new instance of a framework's class, with these slots and no constructor run."""

    def list(self, items: Iterable[Value]) -> ListValue:
        """A new list."""

    def in_batches(self, batch: Value, action: Callable[[Value], Value]) -> Value:
        """What `action` gives for a batch; where the last batch is smaller, it is tried with either, too."""

    def silent(self) -> AbstractContextManager[None]:
        """While what is run is no call of the program's, so that nothing in it is reported."""

    def report(self, mismatch: Mismatch) -> None:
        """Report something and go on: for silent mistakes, and for one of several."""
