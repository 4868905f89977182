"""Methods of lists, dicts, tuples and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from shapelint.engine.enums import is_member
from shapelint.engine.joins import MOST_TEXT, join, join_all, row_and
from shapelint.engine.modules import held
from shapelint.engine.nesting import too_deep
from shapelint.rules.binding import Args
from shapelint.rules.values import REST, UNKNOWN, DictValue, ListValue, Many, Value, kept, number_within
from shapelint.sizes import Shape, product

if TYPE_CHECKING:
    from shapelint.engine.run import Run

Impl = Callable[["Run", Any, Args], Value]


def _append(run: Run, owner: ListValue, args: Args) -> Value:
    _extend_by(run, owner, (kept(args.positional[0]),))
    return None


def _extend(run: Run, owner: ListValue, args: Args) -> Value:
    from shapelint.engine.builtins import sequence

    _extend_by(run, owner, sequence(run, args.positional[0]))
    return None


def _extend_by(run: Run, owner: ListValue, more: tuple[Value, ...] | Many) -> None:
    if isinstance(more, tuple) and (any(item is owner for item in more) or too_deep(more)):
        more = Many(UNKNOWN, len(more))
    run.heap.write(owner, "items", row_and(owner.items, more))


def _add(run: Run, owner: ListValue, args: Args) -> Value:
    from shapelint.engine.comprehensions import distinct

    run.heap.write(owner, "items", distinct(row_and(owner.items, (kept(args.positional[0]),))))
    return None


def _insert(run: Run, owner: ListValue, args: Args) -> Value:
    index, value = args.positional
    items = owner.items
    if isinstance(items, tuple) and isinstance(index, int):
        at = slice(index, index)
        changed = list(items)
        changed[at] = [value]
        run.heap.write(owner, "items", tuple(changed))
    else:
        run.heap.write(owner, "items", Many(UNKNOWN))
    return None


def _pop(run: Run, owner: ListValue, args: Args) -> Value:
    items = owner.items
    index = args.positional[0] if args.positional else -1
    if isinstance(items, tuple) and isinstance(index, int) and -len(items) <= index < len(items):
        index %= len(items)
        run.heap.write(owner, "items", items[:index] + items[index + 1 :])
        return items[index]
    each = items.each if isinstance(items, Many) else join_all(items)
    run.heap.write(owner, "items", Many(each))
    return each


def _shuffle(run: Run, owner: ListValue, args: Args) -> Value:
    """`reverse`, `sort`: which item stands where is no longer known, unless all are alike."""
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


def _copy_list(run: Run, owner: ListValue, args: Args) -> Value:
    return ListValue(owner.items)


def _get(run: Run, owner: DictValue, args: Args) -> Value:
    key, *default = args.positional
    fallback = default[0] if default else None
    if isinstance(key, str | int | float | bool) or key is None or is_member(key):
        if held(run, owner, key):
            return owner.slots[key]
        return join(owner.slots[REST], fallback) if REST in owner.slots else fallback
    return join_all((*owner.slots.values(), fallback))


def _known(owner: DictValue) -> bool:
    return REST not in owner.slots


def _keys(run: Run, owner: DictValue, args: Args) -> Value:
    return tuple(owner.slots) if _known(owner) else Many(UNKNOWN)


def _values(run: Run, owner: DictValue, args: Args) -> Value:
    return tuple(owner.slots.values()) if _known(owner) else Many(join_all(tuple(owner.slots.values())))


def _items(run: Run, owner: DictValue, args: Args) -> Value:
    if _known(owner):
        return tuple(owner.slots.items())
    return Many((UNKNOWN, join_all(tuple(owner.slots.values()))))


def _update(run: Run, owner: DictValue, args: Args) -> Value:
    from shapelint.engine.builtins import BUILTINS

    given = run.call(BUILTINS["dict"], args.positional, args.keywords)
    for key, value in given.slots.items():
        run.heap.write(owner, key, value)
    return None


def _pop_key(run: Run, owner: DictValue, args: Args) -> Value:
    value = _get(run, owner, args)
    if isinstance(args.positional[0], str | int):
        run.heap.delete(owner, args.positional[0])
    return value


def _set_default(run: Run, owner: DictValue, args: Args) -> Value:
    value = _get(run, owner, args)
    if isinstance(args.positional[0], str | int) and _known(owner):
        run.heap.write(owner, args.positional[0], value)
    return value


def _copy_dict(run: Run, owner: DictValue, args: Args) -> Value:
    return DictValue(dict(owner.slots))


def _numel(run: Run, owner: tuple[Value, ...] | Shape, args: Args) -> Value:
    """`x.shape.numel()`, and `num_elements()` of TensorFlow."""
    return owner.numel() if isinstance(owner, Shape) else product(owner)


def _as_list(run: Run, owner: tuple[Value, ...], args: Args) -> Value:
    return ListValue(owner)


def _count(run: Run, owner: Value, args: Args) -> Value:
    return number_within(0, UNKNOWN)


def _text(name: str) -> Impl:
    def go(run: Run, owner: str, args: Args) -> Value:
        if args.open or not all(
            isinstance(value, str | int | float) for value in (*args.positional, *args.keywords.values())
        ):
            return number_within(UNKNOWN, UNKNOWN) if name in _COUNTS else UNKNOWN
        given = (*args.positional, *args.keywords.values())
        growth = max((value if isinstance(value, int) else len(str(value)) for value in given), default=0)
        if name in _GROWING and (len(owner) + 1) * (growth + 1) > MOST_TEXT:
            return UNKNOWN
        found = getattr(owner, name)(*args.positional, **args.keywords)
        return ListValue(tuple(found)) if isinstance(found, list) else found

    return go


def _join_text(run: Run, owner: str, args: Args) -> Value:
    from shapelint.rules.values import items_of

    items = items_of(args.positional[0])
    if items is None or not all(isinstance(item, str) for item in items):
        return UNKNOWN
    return owner.join(items) if sum(len(item) + len(owner) for item in items) < MOST_TEXT else UNKNOWN


_GROWING: Final = ("replace", "format", "zfill")
_COUNTS: Final = ("find", "index", "count")
_TEXT: Final = (
    "lower", "upper", "strip", "lstrip", "rstrip", "split", "rsplit", "replace", "startswith", "endswith", "format",
    "capitalize", "title", "find", "index", "count", "isdigit", "removeprefix", "removesuffix", "zfill", "splitlines",
)  # fmt: skip

METHODS: Final[dict[tuple[type, str], Impl]] = {
    (ListValue, "append"): _append,
    (ListValue, "add"): _add,
    (ListValue, "extend"): _extend,
    (ListValue, "insert"): _insert,
    (ListValue, "pop"): _pop,
    (ListValue, "reverse"): _reverse,
    (ListValue, "sort"): _shuffle,
    (ListValue, "clear"): _clear,
    (ListValue, "copy"): _copy_list,
    (DictValue, "get"): _get,
    (DictValue, "keys"): _keys,
    (DictValue, "values"): _values,
    (DictValue, "items"): _items,
    (DictValue, "update"): _update,
    (DictValue, "pop"): _pop_key,
    (DictValue, "setdefault"): _set_default,
    (DictValue, "copy"): _copy_dict,
    (tuple, "numel"): _numel,
    (tuple, "num_elements"): _numel,
    (tuple, "as_list"): _as_list,
    (tuple, "count"): _count,
    (tuple, "index"): _count,
    (ListValue, "count"): _count,
    (ListValue, "index"): _count,
    (Shape, "numel"): _numel,
    (str, "join"): _join_text,
    **{(str, name): _text(name) for name in _TEXT},
}
