"""Values that a program can change: lists, dicts, objects. They have identity."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Final

from shapelint.rules.values.kinds import Many, Value
from shapelint.rules.values.steps import Site
from shapelint.sizes import UNKNOWN

FIELDS: Final = "#fields"  # slot of an instance that is a named tuple: the names of its fields, in order
HOOKS: Final = "forward hooks"  # slot of a module: the `Hook`s around its call, a tuple; paths may doubt it
MAYBE: Final = "#maybe"  # slot of an instance: the names of attributes that it may or may not have
MOST: Final = "most"  # slot of a deque: how many items it keeps
OPAQUE: Final = "#opaque"  # slot of an instance: something may have changed what it is made of, or how that is kept


@dataclass(frozen=True, slots=True, eq=False)
class Hook:
    """A function that runs around the call of a module; keywords: whether it takes those of the call, too."""

    function: Value
    before: bool
    keywords: Value


stamps: Final = count(1)  # numbers that are given once, one to every state of an object


class Mutable:
    """Something a program can change; `slots` maps attribute names, keys or fixed words to values.

    born: its place in the order in which all of them are made; stamp: another number after every change, the old one
    where the change is taken back.
    """

    __slots__ = ("born", "slots", "stamp")
    births: ClassVar[int] = 0
    among: tuple[Mutable, ...] = ()  # where it stands for one of several: a change of it may be one of theirs

    def __init__(self, slots: dict[Any, Value] | None = None) -> None:
        self.slots: dict[Any, Value] = {} if slots is None else slots
        Mutable.births += 1
        self.born = Mutable.births
        self.stamp = next(stamps)


_ROOM: Final = 10_000_000  # for the births of what is made within `older`
_blocks: Final = count(1)


@contextmanager
def older() -> Iterator[tuple[int, int]]:
    """While what is made counts as older than all that was made before; gives the ends of the numbers for it."""
    low = -next(_blocks) * _ROOM
    births, Mutable.births = Mutable.births, low
    try:
        yield low, low + _ROOM
    finally:
        Mutable.births = births


class ListValue(Mutable):
    """A list (or set, deque): slot "items" is a tuple of the items, or a `Many`; `MOST` how many a deque may have.

    plain: whether it certainly is a list.
    """

    __slots__ = ("among", "plain")

    def __init__(self, items: tuple[Value, ...] | Many = (), *, plain: bool = False) -> None:
        super().__init__({"items": items})
        self.among = ()
        self.plain = plain

    @property
    def items(self) -> tuple[Value, ...] | Many:
        """The items, or what is known of them."""
        found: tuple[Value, ...] | Many = self.slots["items"]
        return found


class DictValue(Mutable):
    """A dict; slot `REST` holds the join of values under unknown keys, and is absent when all keys are known.

    factory: what makes the value of a key that is missing, None for any but a `defaultdict`; plain: whether it is
    certainly a dict, and no kind of its own.
    """

    __slots__ = ("_key", "among", "factory", "plain")

    def __init__(self, slots: dict[Any, Value] | None = None, factory: Value = None, *, plain: bool = False) -> None:
        super().__init__(slots)
        self.among = ()
        self.factory = factory
        self.plain = plain
        self._key: tuple[Value, int] | None = None

    @property
    def key(self) -> Value:
        """What every key is, where that was told and nothing has changed since."""
        return self._key[0] if self._key is not None and self._key[1] == self.stamp else UNKNOWN

    def with_keys(self, key: Value) -> DictValue:
        """The dict itself, of which every key is such a one."""
        self._key = (key, self.stamp)
        return self


class _Rest:
    __slots__ = ()

    def __repr__(self) -> str:
        return "<rest>"

    def __reduce__(self) -> str:
        return "REST"


REST = _Rest()


class Instance(Mutable):
    """An object of a user's class or of a framework's; `cls` is the engine's class value or a `Rule`."""

    __slots__ = ("among", "cls", "made")

    def __init__(self, cls: Value, made: Site | None = None, slots: dict[Any, Value] | None = None) -> None:
        super().__init__(slots)
        self.among = ()
        self.cls = cls
        self.made = made


SHAPED: Final = "#shape"  # slot of an object that has a shape and is no array: its shape
AS_ARRAY: Final = "#array"  # slot of an object that NumPy takes for an array: its shape
WHOLE: Final = "#whole"  # slot of such an object: whether it certainly holds whole numbers
