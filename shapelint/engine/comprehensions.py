"""Comprehensions, and going through an iterable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine.alternatives import content_of
from shapelint.engine.budget import UNROLL, UNROLL_LAYERS, UNROLL_PARTS
from shapelint.engine.conditions import decide
from shapelint.engine.dicts import kind_of_key, with_key
from shapelint.engine.enums import members
from shapelint.engine.joins import join_all, one_of
from shapelint.engine.lists import distinct, first_items
from shapelint.engine.mixups import require_rows
from shapelint.engine.objects import ClassValue, Frame
from shapelint.engine.octets import characters
from shapelint.engine.targets import assign
from shapelint.engine.together import hand_parts, holds_part
from shapelint.engine.turns import without
from shapelint.engine.uneven import in_turn
from shapelint.engine.vocabularies import are_gone_through
from shapelint.engine.walk import walk
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    Instance,
    ListValue,
    Many,
    Range,
    SomeBool,
    SomeBytes,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    Value,
    Version,
    items_of,
    number_within,
    progression,
    range_length,
    row_of,
    rows_of,
)
from shapelint.sizes import Size, counter, facts, moment
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def items_to_unroll(
    run: Run, value: Value, changed: Callable[[], bool] = lambda: False, turn: tuple[p.Node, ...] | None = None
) -> tuple[Value, ...] | None:
    """The items of an iterable, if it is known and short; an array without axes, which is none, is reported.

    changed: whether the program may change the items, which matters for each that is a layer or network; turn: what is
    evaluated for each.
    """
    value = content_of(value)
    require_rows(run, value)
    items = _iterated(run, value)
    if items is None or len(items) <= UNROLL:
        return items
    if turn is not None and are_gone_through(items, turn):
        return items
    if not any(map(holds_part, items)):
        return None
    if len(items) <= UNROLL_LAYERS or (len(items) <= UNROLL_PARTS and changed()):
        return items
    hand_parts(run, items)
    return None


def _iterated(run: Run, value: Value) -> tuple[Value, ...] | None:
    if isinstance(value, DictValue):
        return None if REST in value.slots else tuple(value.slots)
    if isinstance(value, str | bytes):
        return tuple(value)
    if isinstance(value, SomeText | SomeBytes):
        return items_of(characters(value))
    if isinstance(value, Tensor):
        return rows_of(value, UNROLL)
    if isinstance(value, ClassValue):
        return members(value)
    if isinstance(value, Instance):
        return items_of(run.call(run.get(value, "__iter__")))
    return items_of(value)


def summary(run: Run, value: Value) -> tuple[Value, Size]:
    """What one item of an iterable is, and how many there are, where items are not gone through one by one."""
    value = content_of(value)
    if isinstance(value, Range):
        return _counter(value), range_length(value)
    items = _iterated(run, value)
    if items is not None:
        numbers = progression(items)
        return one_of(items) if numbers is None else _counter(numbers), len(items)
    if isinstance(value, SomeText | SomeBytes):
        value = characters(value)
    if isinstance(value, DictValue):
        return value.key, UNKNOWN
    if isinstance(value, ListValue):
        value = value.items
    if isinstance(value, Instance):
        value = run.call(run.get(value, "__iter__"))
    if isinstance(value, Many):
        return one_of((value.each,)), value.length if value.whole is UNKNOWN else value.whole
    if isinstance(value, Tensor):
        return row_of(value), value.shape.axis(0) if value.shape.rank else UNKNOWN
    return (value if isinstance(value, Version) else UNKNOWN), UNKNOWN


def first_of(value: Value) -> Value:
    """The first item of an iterable whose items are not gone through, None where no more is known of it than of any."""
    if isinstance(value, Range):
        return value.start
    return value.first if isinstance(value, Many) else None


def _counter(value: Range) -> Value:
    """The variable of a long `range`: a symbol for one turn, which `forget_turn` takes out of what stays."""
    start, step = value.start, value.step
    if not isinstance(start, int) or not isinstance(step, int) or start < 0 or step < 1:
        return SomeInt()
    if step == 1:
        return counter("i", start, value.stop - 1)
    return start + step * counter("i", 0, (value.stop - 1 - start) // step)


def comprehend(run: Run, frame: Frame, node: p.Comp) -> Value:
    """The value of a comprehension; `frame` has a scope of its own for the targets."""
    collected, known = _Collected(), facts.mark()
    _go(run, frame, node, 0, collected, certain=True)
    facts.undo(known)  # there may have been no item
    if node.kind == "dict":
        made = DictValue(collected.pairs, plain=True)
        return made.with_keys(join_all(tuple(collected.keys))) if collected.keys else made
    found = collected.result()
    if node.kind == "generator":
        return found
    return ListValue(distinct(found)) if node.kind == "set" else ListValue(found, plain=True)


class _Collected:
    """What a comprehension has yielded so far: single items, or a summary once one turn stands for several."""

    def __init__(self) -> None:
        self.items: list[Value] = []
        self.pairs: dict[Value, Value] = {}
        self.keys: list[Value] = []  # what they are
        self.exact = True
        self.length: Size = UNKNOWN

    def result(self) -> tuple[Value, ...] | Many:
        """The items, or what is known of them."""
        if self.exact:
            return tuple(self.items)
        length = number_within(0, UNKNOWN) if self.length is UNKNOWN else self.length
        return Many(join_all(tuple(self.items)), length)


def _go(run: Run, frame: Frame, node: p.Comp, level: int, into: _Collected, certain: bool) -> None:
    from shapelint.engine.expressions import evaluate

    if level == len(node.generators):
        _collect(run, frame, node, into, certain)
        return
    generator = node.generators[level]
    iterable = evaluate(run, frame, generator.iter)
    with run.at(frame.scope, generator.iter.at):
        turn = tuple(part for part in (node.key, node.value, *generator.tests) if part is not None)
        items = items_to_unroll(run, iterable, turn=turn if len(node.generators) == 1 else None)
    since = moment() if items is None else None
    if items is not None:
        items, _ = in_turn(items)
    else:
        each, length = summary(run, iterable)
        length = _at_most(run, frame, generator.iter) if length is UNKNOWN else length
        into.exact = False
        into.length = length if len(node.generators) == 1 and not generator.tests else UNKNOWN
        items, certain = (each,), certain
    if len(items) > _FEW and _asks_for_none(node, level):
        if _first_for_all(run, frame, node, items, into, certain):
            return
        items = items[1:]
    for each in items:
        assign(run, frame, generator.target, each)
        passed = [decide(run, frame, test) for test in generator.tests]
        if any(outcome is False for outcome in passed):
            continue
        if not all(outcome is True for outcome in passed):
            into.exact, into.length = False, UNKNOWN
        _go(run, frame, node, level + 1, into, certain)
        if since is not None:
            into.items = [without(since, item) for item in into.items]
            into.pairs = {key: without(since, item) for key, item in into.pairs.items()}


def _asks_for_none(node: p.Comp, level: int) -> bool:
    """Whether what is made for each item has nothing of it: `[draw() for _ in range(40)]`."""
    generator = node.generators[level]
    if level + 1 < len(node.generators) or generator.tests or node.key is not None:
        return False
    target = generator.target
    return isinstance(target, p.Name) and not any(
        isinstance(each, p.Name) and each.id == target.id for each in walk(node.value)
    )


def _first_for_all(
    run: Run, frame: Frame, node: p.Comp, items: tuple[Value, ...], into: _Collected, certain: bool
) -> bool:
    """Make the first; whether it is taken for all of them, as what neither acts nor differs from time to time."""
    mark, since = run.heap.mark(), moment()
    assign(run, frame, node.generators[-1].target, items[-1])
    _collect(run, frame, node, into, certain)
    made = into.items[-1]
    acts = any(owner is not frame.scope for owner, _, _ in run.heap.delta(mark).values())
    if acts or not _is_fixed(made) or without(since, made) is not made:
        return False
    into.items.extend([made] * (len(items) - 1))
    return True


def _is_fixed(value: Value) -> bool:
    """Whether it is no object, and nothing of which another one may be another."""
    if isinstance(value, tuple):
        return all(map(_is_fixed, value))
    if isinstance(value, Tensor):
        return value.drawn is None and _is_fixed(value.content)
    return value is None or isinstance(value, bool | int | float | str | SomeBool | SomeInt | SomeNumber)


_FEW: Final = 3  # items that are made one by one


def _at_most(run: Run, frame: Frame, node: p.Expr) -> Size:
    """How many items there are of `words[:10]`, whatever words are: no more than so many."""
    from shapelint.engine.expressions import evaluate

    index = node.index if isinstance(node, p.Item) else None
    if not isinstance(index, p.Slice) or index.upper is None or index.lower is not None or index.step is not None:
        return UNKNOWN
    with run.silent():
        return first_items(UNKNOWN, evaluate(run, frame, index.upper))


def _collect(run: Run, frame: Frame, node: p.Comp, into: _Collected, certain: bool) -> None:
    from shapelint.engine.expressions import evaluate

    value = evaluate(run, frame, node.value)
    if node.key is None:
        into.items.append(value)
        return
    key = evaluate(run, frame, node.key)
    into.keys.append(kind_of_key(key))
    into.pairs = with_key(into.pairs, key if into.exact else UNKNOWN, value)
