"""Methods of dicts, of those that make what is missing, and of counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.enums import is_member
from shapelint.engine.joins import OBJECTS, join, join_all, one_of
from shapelint.engine.lists import is_plain
from shapelint.engine.modules import held
from shapelint.engine.objects import Either
from shapelint.rules.binding import Args
from shapelint.rules.registry import libraries
from shapelint.rules.values import (
    REST,
    UNKNOWN,
    DictValue,
    External,
    ListValue,
    Many,
    SomeInt,
    SomeNumber,
    SomeText,
    Tensor,
    TensorKey,
    Value,
    is_number,
    items_of,
)
from shapelint.sizes import Dim, Shape, minimum

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Slots = dict[Value, Value]


def with_unknown_key(slots: Slots, value: Value) -> Slots:
    """What a dict holds once a value stands under a key that nobody knows, which may be any key."""
    changed = {key: join(old, value) if may_replace(old, value) else old for key, old in slots.items()}
    return {**changed, REST: join(slots.get(REST, value), value)}


def with_key(slots: Slots, key: Value, value: Value) -> Slots:
    """What a dict holds once a value stands under a key."""
    if is_key(key):
        return {**slots, key: value}
    if isinstance(key, Tensor):
        return {**slots, TensorKey.of(key): value, REST: join(slots.get(REST, value), value)}
    changed = with_unknown_key(slots, value)
    return {**changed, key: value} if isinstance(key, External) else changed  # which the same name finds again


def may_replace(old: Value, value: Value) -> bool:
    """Whether a program that puts a value under some key may mean the one under which there is `old`.

    What is called is replaced by nothing unknown, and a value by one of its kind.
    """
    if isinstance(value, Either):
        return any(may_replace(old, option) for option in value.options)
    if isinstance(old, Either) and not any(isinstance(option, OBJECTS) for option in old.options):
        return any(may_replace(option, value) for option in old.options)
    if isinstance(old, (*OBJECTS, External)):
        return False
    texts = all(isinstance(each, str | SomeText) for each in (old, value))
    numbers = is_number(old) and is_number(value)
    return value is UNKNOWN or old is None or type(old) is type(value) or numbers or texts


def with_all(slots: Slots, more: Slots) -> Slots:
    """What a dict holds once all that another one holds is put into it."""
    for key, value in more.items():
        slots = with_unknown_key(slots, value) if key is REST else {**slots, key: value}
    return slots


def hold(run: Run, owner: DictValue, slots: Slots) -> None:
    """Let a dict hold what is new in these slots."""
    for key, value in slots.items():
        if key not in owner.slots or owner.slots[key] is not value:
            run.heap.write(owner, key, value)


def missing(run: Run, owner: DictValue, key: Value) -> Value:
    """What a dict gives for a key that it does not certainly have; `defaultdict` makes it."""
    known = tuple(owner.slots.values())
    if owner.factory is not None:
        made = run.call(owner.factory)
        if is_key(key) and REST not in owner.slots:
            run.heap.write(owner, key, made)
            return made
        hold(run, owner, {REST: join(owner.slots.get(REST, made), made)})
        known = tuple(owner.slots.values())
    if is_key(key):
        return one_of((owner.slots[REST],)) if REST in owner.slots else UNKNOWN
    return one_of(known, REST in owner.slots)


def is_key(key: Value) -> bool:
    """Whether a dict can hold the value under this key alone."""
    return (
        isinstance(key, str | int | bool | float | bytes)
        or key is None
        or (isinstance(key, tuple) and all(is_key(part) for part in key))
        or (isinstance(key, External) and key.name.partition(".")[0] in libraries())
        or is_member(key)
    )


def _get(run: Run, owner: DictValue, args: Args) -> Value:
    key, *default = args.positional
    fallback = default[0] if default else None
    if is_key(key):
        if held(run, owner, key):
            return owner.slots[key]
        return one_of((owner.slots[REST], fallback)) if REST in owner.slots else fallback
    return one_of((*owner.slots.values(), fallback))


def _known(owner: DictValue) -> bool:
    return REST not in owner.slots


def kind_of_key(key: Value) -> Value:
    """What is known of keys of which this is one: text, a number, or a tuple of such."""
    if isinstance(key, str | SomeText):
        return SomeText()
    if is_number(key):
        return SomeInt() if isinstance(key, int | Dim | SomeInt) else SomeNumber()
    if isinstance(key, Tensor) and key.family == "numpy" and key.shape == Shape(()):
        return Tensor(Shape(()), "numpy", key.dtype)
    return tuple(map(kind_of_key, key)) if type(key) is tuple else UNKNOWN


def _keys(run: Run, owner: DictValue, args: Args) -> Value:
    return tuple(owner.slots) if _known(owner) else Many(owner.key)


def _values(run: Run, owner: DictValue, args: Args) -> Value:
    return tuple(owner.slots.values()) if _known(owner) else Many(one_of(tuple(owner.slots.values())))


def _items(run: Run, owner: DictValue, args: Args) -> Value:
    if _known(owner):
        return tuple(owner.slots.items())
    return Many((owner.key, one_of(tuple(owner.slots.values()))))


def _update(run: Run, owner: DictValue, args: Args) -> Value:
    given = make_dict(run, args)
    hold(run, owner, with_all(owner.slots, given.slots))
    return None


def _pop_key(run: Run, owner: DictValue, args: Args) -> Value:
    value = _get(run, owner, args)
    forget_key(run, owner, args.positional[0])
    return value


def forget_key(run: Run, owner: DictValue, key: Value) -> None:
    """A key is taken out, or nobody knows which."""
    if is_key(key):
        run.heap.delete(owner, key)
        return
    for each in list(owner.slots):
        run.heap.doubt(owner, each)


def _pop_item(run: Run, owner: DictValue, args: Args) -> Value:
    if not _known(owner) or not owner.slots:
        return (UNKNOWN, one_of(tuple(owner.slots.values())))
    key = list(owner.slots)[0 if args.keywords.get("last", True) is False or False in args.positional else -1]
    value = owner.slots[key]
    run.heap.delete(owner, key)
    return (key, value)


def _set_default(run: Run, owner: DictValue, args: Args) -> Value:
    key, *default = args.positional
    made = default[0] if default else None
    if is_key(key):
        if held(run, owner, key):
            return owner.slots[key]
        if _known(owner):
            run.heap.write(owner, key, made)
            return made
        hold(run, owner, {REST: join(owner.slots[REST], made)})
        return one_of((owner.slots[REST],))
    hold(run, owner, {REST: join(owner.slots.get(REST, made), made)})
    return one_of(tuple(owner.slots.values()))


def _copy_dict(run: Run, owner: DictValue, args: Args) -> Value:
    return DictValue(dict(owner.slots), owner.factory)


def _clear(run: Run, owner: DictValue, args: Args) -> Value:
    for key in list(owner.slots):
        run.heap.delete(owner, key)
    return None


def _most_common(run: Run, owner: DictValue, args: Args) -> Value:
    """`Counter.most_common(n)`"""
    if not args.positional and args.keywords:
        args = Args((*args.keywords.values(),))
    most = args.positional[0] if args.positional else None
    counts = owner.slots
    if _known(owner) and all(isinstance(count, int) for count in counts.values()) and isinstance(most, int | None):
        return ListValue(tuple(Counter(counts).most_common(most)))
    length = minimum(len(counts), most) if _known(owner) and isinstance(most, int | Dim) else UNKNOWN
    return ListValue(Many((owner.key, SomeInt()), length))


def make_dict(run: Run, args: Args) -> DictValue:
    """`dict(one, key=two)`"""
    slots: dict[Value, Value] = {}
    for value in args.positional:
        pairs = None if isinstance(value, DictValue) else items_of(value)
        if isinstance(value, DictValue):
            slots = with_all(slots, value.slots)
        elif pairs is not None and all(isinstance(pair, tuple) and len(pair) == 2 for pair in pairs):
            for key, item in pairs:
                slots = with_key(slots, key, item)
        else:
            slots = with_all(slots, {REST: UNKNOWN})
    return DictValue(with_all(slots, {**({REST: UNKNOWN} if args.open else {}), **args.keywords}))


def default_dict(run: Run, args: Args) -> Value:
    """`collections.defaultdict`"""
    made = make_dict(run, Args(args.positional[1:], args.keywords, args.open))
    factory = args.positional[0] if args.positional else None
    return DictValue(made.slots, factory)


def counter(run: Run, args: Args) -> Value:
    """`collections.Counter` of a row of things, or of counts."""
    from shapelint.engine.iterating import sequence

    if args.open or args.keywords or len(args.positional) > 1:
        return DictValue({REST: SomeInt()})
    counted = args.positional[0] if args.positional else ()
    if isinstance(counted, DictValue):
        return DictValue(dict(counted.slots))
    items = tuple(counted) if isinstance(counted, str) else sequence(run, counted)
    if isinstance(items, tuple) and all(map(is_plain, items)):
        return DictValue(dict(Counter(items)))
    kinds = tuple(map(kind_of_key, (items.each,) if isinstance(items, Many) else items))
    return DictValue({REST: SomeInt()}).with_keys(join_all(kinds))


METHODS: Final[dict[str, Callable[[Run, Any, Args], Value]]] = {
    "get": _get,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "update": _update,
    "pop": _pop_key,
    "popitem": _pop_item,
    "setdefault": _set_default,
    "copy": _copy_dict,
    "clear": _clear,
    "most_common": _most_common,
}
