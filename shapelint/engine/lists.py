"""Methods of lists, sets and deques; all three are `ListValue`s."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from shapelint.engine.joins import ABSENT, join, join_all, one_of, row_and
from shapelint.engine.nesting import too_deep
from shapelint.engine.objects import ClassValue
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.values import MOST, UNKNOWN, ListValue, Many, SliceOf, Value, is_soft, kept, number_within
from shapelint.sizes import Dim, Size, at_most, minimum, slice_size

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Items = tuple[Value, ...] | Many
_PLAIN: Final = (int, float, str, bytes, type(None), Rule, ClassValue)


def distinct(items: Items) -> Items:
    """The items of a set: each once, where they can be told apart; numbers in the order in which Python goes through
    them, texts, whose order is another in each run, as they come.
    """
    if _are_plain(items):
        once = tuple(dict.fromkeys(items))
        return tuple(set(once)) if all(map(_is_counted, once)) else once
    each = items.each if isinstance(items, Many) else join_all(items)
    return Many(each, number_within(0, UNKNOWN))


def _are_plain(items: Items) -> TypeGuard[tuple[Value, ...]]:
    return isinstance(items, tuple) and all(map(is_plain, items))


def is_plain(item: Value) -> bool:
    """Whether a value, or each in a tuple, can be told apart from others."""
    return all(map(is_plain, item)) if type(item) is tuple else isinstance(item, _PLAIN)


def _is_counted(item: Value) -> bool:
    """Whether it is a number, or a row of numbers, which stands at one place in a set in every run."""
    return all(map(_is_counted, item)) if type(item) is tuple else isinstance(item, int | float)


def first_items(length: Size, most: Value) -> Size:
    """How many of so many items `[:most]` leaves; of a number that nobody knows it leaves no more than that."""
    if most is None:
        return length
    if not isinstance(most, int | Dim) or is_soft(most):
        return UNKNOWN
    if length is UNKNOWN and at_most(0, most) is True:
        found: Size = number_within(0, most)
        return found
    return slice_size(length, None, most)


def last_items(length: Size, most: Value) -> Size:
    """How many of so many items `[-most:]` leaves."""
    if not isinstance(most, int | Dim) or is_soft(most):
        return UNKNOWN
    if length is UNKNOWN and at_most(1, most) is True:
        found: Size = number_within(0, most)
        return found
    return slice_size(length, -most, None)


def put_items(run: Run, owner: ListValue, items: Items, *, right: bool = True) -> None:
    """Let a list hold these items; of a deque with an end what is too much falls out at the left (or right) end."""
    most = owner.slots.get(MOST)
    if isinstance(items, tuple) and too_deep(items):
        items = Many(UNKNOWN, len(items))
    if isinstance(most, int):
        if isinstance(items, Many):
            items = Many(items.each, minimum(items.length, most))
        elif len(items) > most:
            items = items[len(items) - most :] if right else items[:most]
    elif most is not None and items:
        each, length = (items.each, items.length) if isinstance(items, Many) else (join_all(items), len(items))
        items = Many(each, number_within(0, length))
    run.heap.write(owner, "items", items)


def remove_at(run: Run, owner: ListValue, index: Value) -> Value:
    """Take the item at an index out of a list; gives what was there."""
    items = owner.items
    if isinstance(items, Many):
        run.heap.write(owner, "items", Many(items.each))
        return one_of((items.each,))
    if isinstance(index, int) and -len(items) <= index < len(items):
        index %= len(items)
        run.heap.write(owner, "items", items[:index] + items[index + 1 :])
        return items[index]
    run.heap.write(owner, "items", _one_less(items))
    return one_of(items)


def set_slice(run: Run, owner: ListValue, part: SliceOf, items: Items) -> None:
    """`owner[lower:upper] = items`"""
    ends, old = (part.lower, part.upper, part.step), owner.items
    known = all(end is None or isinstance(end, int) for end in ends) and part.step != 0
    if known and isinstance(old, tuple) and isinstance(items, tuple):
        changed = list(old)
        try:
            changed[slice(*ends)] = items
        except ValueError:  # of a stepped slice as many are put in as are taken out
            return
        run.heap.write(owner, "items", tuple(changed))
    else:
        each = join(_any(old), _any(items))
        run.heap.write(owner, "items", Many(each, number_within(0, UNKNOWN)))


def _any(items: Items) -> Value:
    return items.each if isinstance(items, Many) else reduce(join, items, ABSENT)


def _one_less(items: Items) -> Items:
    if isinstance(items, Many):
        return Many(items.each)
    return (join_all(items),) * (len(items) - 1) if items else ()


def _append(run: Run, owner: ListValue, args: Args) -> Value:
    put_items(run, owner, _with(owner, (kept(args.positional[0]),)))
    return None


def _extend(run: Run, owner: ListValue, args: Args) -> Value:
    put_items(run, owner, _with(owner, _sequence(run, args.positional[0])))
    return None


def _with(owner: ListValue, more: Items) -> Items:
    if isinstance(more, tuple) and any(item is owner for item in more):
        more = Many(UNKNOWN, len(more))
    return row_and(owner.items, more)


def _sequence(run: Run, value: Value) -> Items:
    from shapelint.engine.iterating import sequence

    return sequence(run, value)


def _append_left(run: Run, owner: ListValue, args: Args) -> Value:
    put_items(run, owner, row_and((kept(args.positional[0]),), owner.items), right=False)
    return None


def _extend_left(run: Run, owner: ListValue, args: Args) -> Value:
    more = _sequence(run, args.positional[0])
    put_items(run, owner, row_and(more[::-1] if isinstance(more, tuple) else more, owner.items), right=False)
    return None


def _insert(run: Run, owner: ListValue, args: Args) -> Value:
    index, value = args.positional
    items = owner.items
    if isinstance(items, tuple) and isinstance(index, int):
        changed = list(items)
        changed.insert(index, kept(value))
        put_items(run, owner, tuple(changed))
    else:
        run.heap.write(owner, "items", Many(UNKNOWN))
    return None


def _pop(run: Run, owner: ListValue, args: Args) -> Value:
    return remove_at(run, owner, args.positional[0] if args.positional else -1)


def _pop_left(run: Run, owner: ListValue, args: Args) -> Value:
    return remove_at(run, owner, 0)


def _remove(run: Run, owner: ListValue, args: Args) -> Value:
    """`remove`: the item is there, or Python raises."""
    items, (item,) = owner.items, args.positional
    if _are_plain(items) and is_plain(item) and item in items:
        remove_at(run, owner, items.index(item))
    else:
        run.heap.write(owner, "items", _one_less(items))
    return None


def _discard(run: Run, owner: ListValue, args: Args) -> Value:
    items, (item,) = owner.items, args.positional
    if _are_plain(items) and is_plain(item):
        run.heap.write(owner, "items", tuple(each for each in items if each != item))
    else:
        run.heap.write(owner, "items", _some(items))
    return None


def _some(items: Items) -> Many:
    each = items.each if isinstance(items, Many) else join_all(items)
    return Many(each, number_within(0, len(items) if isinstance(items, tuple) else UNKNOWN))


def _shuffle(run: Run, owner: ListValue, args: Args) -> Value:
    """`sort`, `rotate`: which item stands where is no longer known, unless all are alike."""
    items = owner.items
    if isinstance(items, tuple) and items:
        run.heap.write(owner, "items", (join_all(items),) * len(items))
    return None


def _reverse(run: Run, owner: ListValue, args: Args) -> Value:
    items = owner.items
    if isinstance(items, tuple):
        run.heap.write(owner, "items", items[::-1])
    return None


def _clear(run: Run, owner: ListValue, args: Args) -> Value:
    run.heap.write(owner, "items", ())
    return None


def _copy(run: Run, owner: ListValue, args: Args) -> Value:
    return ListValue(owner.items)


def _add(run: Run, owner: ListValue, args: Args) -> Value:
    run.heap.write(owner, "items", distinct(row_and(owner.items, (kept(args.positional[0]),))))
    return None


def union(left: Items, right: Items) -> Items:
    """The items of two sets together."""
    return distinct(row_and(left, right))


def difference(left: Items, right: Items) -> Items:
    """The items of one set that are not in another."""
    if _are_plain(left) and _are_plain(right):
        return distinct(tuple(item for item in left if item not in right))
    return _some(left)


def intersection(left: Items, right: Items) -> Items:
    """The items of one set that are in another, too."""
    if _are_plain(left) and _are_plain(right):
        return distinct(tuple(item for item in left if item in right))
    return _some(left)


def symmetric_difference(left: Items, right: Items) -> Items:
    """The items that only one of two sets has."""
    return union(difference(left, right), difference(right, left))


SETS: Final = {"|": union, "&": intersection, "-": difference, "^": symmetric_difference}


def _combined(action: Callable[[Items, Items], Items], changes: bool) -> Callable[[Run, ListValue, Args], Value]:
    """A method of sets, given one or more others."""

    def go(run: Run, owner: ListValue, args: Args) -> Value:
        items = owner.items
        for other in args.positional:
            items = action(items, _sequence(run, other))
        if not changes:
            return ListValue(items)
        run.heap.write(owner, "items", items)
        return None

    return go


def index(run: Run, owner: ListValue | tuple[Value, ...], args: Args) -> Value:
    """Where the first item stands that is equal, known as far as it is known which are."""
    outcomes = _equal(owner, args)
    first = next((at for at, outcome in enumerate(outcomes) if outcome is not False), None)
    return first if first is not None and outcomes[first] is True else number_within(0, UNKNOWN)


def count(run: Run, owner: ListValue | tuple[Value, ...], args: Args) -> Value:
    """How many items are equal."""
    outcomes = _equal(owner, args)
    return sum(map(bool, outcomes)) if outcomes and None not in outcomes else number_within(0, UNKNOWN)


def _equal(owner: ListValue | tuple[Value, ...], args: Args) -> list[bool | None]:
    """Of each item whether it is equal to the argument; nothing where the items are not known one by one."""
    from shapelint.engine.conditions import same_value

    items = owner.items if isinstance(owner, ListValue) else owner
    if not isinstance(items, tuple) or len(args.positional) != 1 or args.open or args.keywords:
        return []
    return [same_value(item, args.positional[0]) for item in items]


METHODS: Final[dict[str, Callable[[Run, Any, Args], Value]]] = {
    "append": _append,
    "add": _add,
    "extend": _extend,
    "appendleft": _append_left,
    "extendleft": _extend_left,
    "insert": _insert,
    "pop": _pop,
    "popleft": _pop_left,
    "remove": _remove,
    "discard": _discard,
    "reverse": _reverse,
    "sort": _shuffle,
    "rotate": _shuffle,
    "clear": _clear,
    "copy": _copy,
    "count": count,
    "index": index,
    "union": _combined(union, False),
    "intersection": _combined(intersection, False),
    "difference": _combined(difference, False),
    "symmetric_difference": _combined(symmetric_difference, False),
    "update": _combined(union, True),
    "intersection_update": _combined(intersection, True),
    "difference_update": _combined(difference, True),
    "symmetric_difference_update": _combined(symmetric_difference, True),
}
