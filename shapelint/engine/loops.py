"""Loops: a known short iterable is gone through item by item, any other runs to a fixed point.

A loop of known length that only lets lists grow by the same amount every turn leaves lists of known length.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from shapelint.engine.alternatives import content_of
from shapelint.engine.assuming import assume
from shapelint.engine.budget import UNROLL
from shapelint.engine.comprehensions import first_of, items_to_unroll, summary
from shapelint.engine.conditions import decide
from shapelint.engine.counted_loops import goal, reach
from shapelint.engine.doubt import of_some_turns, settle_suspects
from shapelint.engine.ending import leaves_at_last, until_break
from shapelint.engine.functions import aside, leave, leaves
from shapelint.engine.growing import Growth, grows_on
from shapelint.engine.heap import Delta, Mark
from shapelint.engine.joins import ABSENT, join, join_all, one_of, same, vague
from shapelint.engine.lengthening import lengthen, longer_since
from shapelint.engine.objects import Frame, Place
from shapelint.engine.targets import assign
from shapelint.engine.together import hand_parts, holds_part, passing, taken_together, too_costly
from shapelint.engine.trials import undone
from shapelint.engine.turns import forget_turn, without
from shapelint.engine.uneven import in_cases, in_turn, last_turn
from shapelint.engine.walk import assigned_names, walk
from shapelint.engine.yielding import one_turn, yield_in_turns
from shapelint.rules.values import ListValue, Many, Range, Value, is_soft
from shapelint.sizes import Dim, Size, at_most, facts, moment
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Turn = Callable[[], bool]
_TURNS: Final = 6  # turns until a fixed point is forced
_PART: Final = 4  # the share of the steps left that a loop may take before less may be known for it


def execute_for(run: Run, frame: Frame, node: p.For) -> bool:
    """`for`."""
    from shapelint.engine.expressions import evaluate
    from shapelint.engine.statements import execute_block

    begin = moment()
    iterable = evaluate(run, frame, node.iter)
    mark, known = run.heap.mark(), facts.mark()
    frame.loops.append(mark)
    if isinstance(iterable, Many) and _takes_more(node):
        iterable = Many(iterable.each)
    with run.at(frame.scope, node.iter.at):
        items = items_to_unroll(run, iterable, partial(_changes_items, node), node.body)
    if items is not None:
        turning = frame.turning
        live = _unrolled(run, frame, node, items, content_of(iterable), begin)
        frame.turning = turning
        if not turning:
            settle_suspects(run, frame)
    else:
        iterable = until_break(run, frame, node, content_of(iterable))
        since = moment()
        each, length = summary(run, iterable)
        with of_some_turns(run, frame, node.iter):
            live = _repeat(run, frame, node, each, length, since, first_of(iterable))
        live = live and not leaves_at_last(run, frame, node, iterable, partial(_turn, run, frame, node.body))
    frame.loops.pop()
    if items is None or leaves(frame, "break", len(frame.loops) + 1):
        facts.undo(known)  # not every turn need have been taken
    with aside(frame, "break", len(frame.loops) + 1):
        live = live and execute_block(run, frame, node.orelse)
    return leave(run, frame, "break", len(frame.loops) + 1, mark, live)


def _changes_items(node: p.For) -> bool:
    """Whether the body sets attributes, or hands an item to a function that may."""
    names = {each.id for each in walk(node.target) if isinstance(each, p.Name)}
    return any(
        any(isinstance(part, p.Attr) for target in each.targets for part in walk(target))
        if isinstance(each, p.Assign | p.Delete)
        else isinstance(each, p.Call) and _is_given(each, names)
        for statement in node.body
        for each in walk(statement)
    )


_LOOKING: Final = frozenset({"isinstance", "hasattr", "getattr", "type", "print", "len", "str", "id"})


def _is_given(call: p.Call, names: set[str]) -> bool:
    """Whether a call is given one of these variables, by what does more than to look at it."""
    looks = isinstance(call.func, p.Name) and call.func.id in _LOOKING
    return not looks and any(isinstance(arg.value, p.Name) and arg.value.id in names for arg in call.args)


def _takes_more(node: p.For) -> bool:
    """Whether the body takes items of the iterator that the loop goes through: `next(lines)`."""
    return isinstance(node.iter, p.Name) and any(
        isinstance(each, p.Call)
        and any(isinstance(arg.value, p.Name) and arg.value.id == node.iter.id for arg in each.args)
        for statement in node.body
        for each in walk(statement)
    )


def _unrolled(run: Run, frame: Frame, node: p.For, items: tuple[Value, ...], iterable: Value, since: int) -> bool:
    """A loop whose items are gone through one by one; since: the moment before they were made."""

    def turn(each: Value) -> bool:
        assign(run, frame, node.target, each)
        return _turn(run, frame, node.body)

    frame.turning += tuple(assigned_names(node))
    items, cases = in_turn(items)
    others, tried = items if cases is None else items[:-1], False
    place, before = (frame.scope.file, node.at), run.steps
    for count, each in enumerate(others, 1):
        begin, left = run.steps, others[count:]
        if not turn(each):
            return False
        taken = begin - run.steps
        if not tried and too_costly(taken, len(left), run.turned[place]):
            moment_before = moment()
            rest = _any_of(run, left, iterable)
            turns = partial(_repeat, run, frame, node, rest, len(left), moment_before)
            mean = (before - run.steps) // count
            at_any_price = mean * len(left) > (run.steps - run.floor) // (_PART if count > 1 else 1)
            if holds_part(each) and rest is not each and not at_any_price:
                continue
            tried = True
            hand_parts(run, left)
            if taken_together(run, frame, turns, (lambda size: True) if at_any_price else passing(each, rest, since)):
                if leaves_at_last(run, frame, node, items, partial(_turn, run, frame, node.body)):
                    return False
                break
    if not run.described(place[0]):  # where each network goes through its own parts
        run.turned[place] += before - run.steps
    return cases is None or last_turn(run, lambda: turn(items[-1]), cases)


def _any_of(run: Run, left: tuple[Value, ...], iterable: Value) -> Value:
    """What stands for any of the items that are left of an iterable."""
    first = left[0]
    if isinstance(iterable, Range) and isinstance(first, int):
        return summary(run, Range(first, iterable.stop, iterable.step))[0]
    return one_of(left)


def _turn(run: Run, frame: Frame, body: p.Block) -> bool:
    """One turn of a body; whether the next one may follow."""
    from shapelint.engine.statements import execute_block

    left, known = frame.left_turn, facts.mark()
    live = execute_block(run, frame, body)
    frame.left_turn = left
    if leaves(frame, "continue", len(frame.loops)):
        facts.undo(known)
    return leave(run, frame, "continue", len(frame.loops), frame.loops[-1], live)


def _repeat(run: Run, frame: Frame, node: p.For, each: Value, length: Size, since: int, first: Value = None) -> bool:
    """A loop whose items are not gone through one by one.

    since: the moment before its item was made; first: the first item, where more is known of it.
    """
    counts: set[Size] = set()

    def turn(item: Value = each) -> bool:
        before = run.heap.mark()
        with one_turn(run, frame, counts):
            assign(run, frame, node.target, item)
            live = _turn(run, frame, node.body)
        forget_turn(run, since, before)
        frame.yields[:] = [without(since, value) for value in frame.yields]
        return live

    def of_batch(batch: Value) -> bool:
        assign(run, frame, node.target, batch)
        return _turn(run, frame, node.body)

    uneven = in_cases(run, frame, node.at, each, of_batch)
    try:
        begin = partial(turn, first) if first is not None else None
        return _all_turns(run, frame, turn, length, (frame.scope.file, node.at), begin)
    finally:
        run.record_new(uneven)
        yield_in_turns(run, frame, length, counts)


def _all_turns(run: Run, frame: Frame, turn: Turn, length: Size, place: Place, begin: Turn | None) -> bool:
    """Run turns until they stand for all; whether what follows the loop is reached.

    begin: the turn with the first item, where more is known of that one.
    """
    start = run.heap.mark()
    with run.forked(), run.captured() as found:
        live = turn()
    if found and begin is not None and not _met_at_first(run, frame, start, begin):
        found = []  # it needs what an earlier turn has left behind
    for report in found:
        run.record_report(report)
    longer = longer_since(run, start)
    if not live:
        run.heap.undo(start)  # every path of a turn leaves: what follows is reached by `break`, or with no item at all
        return True
    if is_soft(length) or at_most(1, length) is not True:
        _widen(run, run.heap.take(start), start, forced=False)  # there may be no item at all
    elif _grow(run, turn, length):
        return True
    _fixed_point(run, turn, place)
    lengthen(run, frame, turn, length, longer)
    return True


def _met_at_first(run: Run, frame: Frame, start: Mark, begin: Turn) -> bool:
    """Whether the turn with the first item meets anything to tell; what it does is taken back."""
    after, attempts = run.heap.take(start), run.attempts
    with undone(run, frame), run.captured():
        begin()
    run.heap.apply(after)
    return run.attempts != attempts


def _grow(run: Run, turn: Turn, length: Size) -> bool:
    """Try another turn: if it changes nothing but lists, which it lets grow, the rest of the turns is known."""
    if not isinstance(length, int | Dim):
        return False
    second = run.heap.mark()
    with run.silent(), run.forked():
        live = turn()
    growth = _growth(run, second) if live else None
    run.heap.undo(second)
    if growth is None or (growth and not grows_on(run, turn, growth)):
        return False
    for owner, added, items in growth:
        run.heap.write(owner, "items", Many(join_all(items), (length - 1) * added + len(items)))
    return True


def _growth(run: Run, mark: Mark) -> Growth | None:
    """The lists that a turn made longer, by how much, and what they held; None if anything else changed."""
    found = []
    for owner, slot, now in run.heap.delta(mark).values():
        old = run.heap.before(mark, owner, slot)
        if same(old, now):
            continue
        if not (isinstance(owner, ListValue) and isinstance(old, tuple) and isinstance(now, tuple)):
            return None
        added = len(now) - len(old)
        if added <= 0 or not same(now[: len(old)], old) or not same(join(now[-1], old[-1] if old else ABSENT), now[-1]):
            return None
        found.append((owner, added, old))
    return found


def _fixed_point(run: Run, turn: Turn, place: Place) -> None:
    """Run turns from the join of all states so far until nothing changes; then force what still does to unknown."""
    known = facts.mark()
    for count in range(_TURNS):
        state = run.heap.mark()
        with run.silent(), run.forked():
            live = turn()
        delta = run.heap.take(state)
        facts.undo(known)
        forced = count >= _TURNS - 2
        if not live or not _widen(run, delta, state, forced=forced):
            break
        if forced:
            run.gaps.loops.add(place)


def _widen(run: Run, delta: Delta, mark: Mark, *, forced: bool) -> bool:
    """Join what a turn changed since `mark` into the present state; whether that changed anything."""
    changed = False
    for owner, slot, now in delta.values():
        old = owner.slots.get(slot, ABSENT)
        joined = join(old, now, mark[1])
        if same(old, joined):
            continue
        changed = True
        run.heap.write(owner, slot, vague(joined) if forced else joined)
        if old is ABSENT:
            run.heap.doubt(owner, slot)
    return changed


def execute_while(run: Run, frame: Frame, node: p.While) -> bool:
    """`while`."""
    from shapelint.engine.statements import execute_block

    mark, known = run.heap.mark(), facts.mark()
    counting = goal(run, frame, node)
    frame.loops.append(mark)
    falls_through = True
    costly = False
    for count in range(1, UNROLL + 2):
        before = run.steps
        decided = decide(run, frame, node.test)
        if decided is False:
            break
        endless = decided is True and isinstance(node.test, p.Const)
        falls_through = not endless
        if decided is None or endless or costly or count > UNROLL:
            _while_unknown(run, frame, node)
            break
        if not _turn(run, frame, node.body):
            falls_through = False
            break
        costly = too_costly(before - run.steps, UNROLL - count)
    frame.loops.pop()
    facts.undo(known)
    if falls_through:
        assume(run, frame, node.test, False)
        if counting is not None:
            reach(run, frame, counting)
        with aside(frame, "break", len(frame.loops) + 1):
            falls_through = execute_block(run, frame, node.orelse)
    return leave(run, frame, "break", len(frame.loops) + 1, mark, falls_through)


def _while_unknown(run: Run, frame: Frame, node: p.While) -> None:
    """A `while` of which nobody knows how often it turns."""

    def turn() -> bool:
        return _turn(run, frame, node.body)

    state = run.heap.mark()
    with run.forked():
        live = turn()
    if live:
        delta = run.heap.take(state)
        _widen(run, delta, state, forced=False)
        _fixed_point(run, turn, (frame.scope.file, node.at))
    else:
        run.heap.undo(state)
