"""`module._modules`: the dict in which a PyTorch module keeps its parts, and in which a program may change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.engine import dicts
from shapelint.rules.binding import Args
from shapelint.rules.torch.module_tree import children
from shapelint.rules.values import REST, UNKNOWN, DictValue, External, Instance, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run

NAME: Final = "_modules"
_CLASS: Final = f"torch.nn.Module.{NAME}"
_OWNER: Final = "#module"


def parts(owner: Instance) -> Instance:
    """The dict of a module: what is put into it is put into the module."""
    return Instance(External(_CLASS), None, {_OWNER: owner})


def _seen(run: Run, self: Instance) -> DictValue:
    """A dict of what the module holds now."""
    found = children(self.slots[_OWNER], run)
    return DictValue({REST: UNKNOWN} if found is None else dict(found))


def _reading(method: str) -> Callable[[Run, Args], Value]:
    def read(run: Run, args: Args) -> Value:
        self, *rest = args.positional
        return dicts.METHODS[method](run, _seen(run, self), Args(tuple(rest), args.keywords, args.open))

    return read


def _named(key: Value) -> Value:
    """The name under which a part stands; one that is its own key, `self._modules[block] = block`, has a name, too."""
    return f"<{key.born}>" if isinstance(key, Instance) and not key.among else key


def _get_item(run: Run, args: Args) -> Value:
    self, key = args.positional[0], _named(args.positional[1])
    held = _seen(run, self)
    return held.slots[key] if dicts.is_key(key) and key in held.slots else dicts.missing(run, held, key)


def _set_item(run: Run, args: Args) -> Value:
    self, key, value = args.positional
    owner, name = self.slots[_OWNER], _named(key)
    if not isinstance(name, str):
        for known in _seen(run, self).slots:
            run.heap.write(owner, known, UNKNOWN)
    run.call(run.get(owner, "add_module"), (name, value))
    return None


def _update(run: Run, args: Args) -> Value:
    self, *given = args.positional
    for name, value in dicts.make_dict(run, Args(tuple(given), args.keywords, args.open)).slots.items():
        _set_item(run, Args((self, name, value)))
    return None


def _take_out(run: Run, self: Instance, names: tuple[Value, ...]) -> None:
    from shapelint.engine.attributes import remove

    for name in map(_named, names):
        if isinstance(name, str):
            remove(run, self.slots[_OWNER], name)
        else:
            _set_item(run, Args((self, UNKNOWN, UNKNOWN)))


def _delete_item(run: Run, args: Args) -> Value:
    self, name = args.positional
    _take_out(run, self, (name,))
    return None


def _pop(run: Run, args: Args) -> Value:
    found = _reading("get")(run, args)
    _take_out(run, args.positional[0], args.positional[1:2])
    return found


def _pop_item(run: Run, args: Args) -> Value:
    pair = _reading("popitem")(run, args)
    _take_out(run, args.positional[0], (pair[0],) if isinstance(pair, tuple) else (UNKNOWN,))
    return pair


def _clear(run: Run, args: Args) -> Value:
    (self,) = args.positional
    _take_out(run, self, tuple(_seen(run, self).slots))
    return None


_METHODS: Final[dict[str, Callable[[Run, Args], Value]]] = {
    **{name: _reading(name) for name in ("get", "keys", "values", "items", "copy")},
    "__iter__": _reading("keys"),
    "__getitem__": _get_item,
    "__setitem__": _set_item,
    "__delitem__": _delete_item,
    "update": _update,
    "pop": _pop,
    "popitem": _pop_item,
    "clear": _clear,
}
FUNCTIONS: Final = {f"{_CLASS}.{name}": method for name, method in _METHODS.items()}
