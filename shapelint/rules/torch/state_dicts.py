"""`state_dict` and `load_state_dict`: what one module has kept, taken over by another."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.torch.module_state import state
from shapelint.rules.values import OPAQUE, REST, UNKNOWN, DictValue, Instance, Tensor, Value
from shapelint.sizes import Shape, equal

_COUNTER: Final = "num_batches_tracked"  # older states lack it, and none is asked for
_MOST_TOLD: Final = 3


@op("torch.nn.Module.state_dict")
def state_dict(self, *args, destination=None, prefix="", keep_vars=False, machine):
    """Give everything that is kept, by name.

    >>> Linear(3, 4).state_dict()
    {'weight': (4, 3), 'bias': (4,)}
    >>> Sequential(Linear(3, 4, bias=False), BatchNorm1d(4, affine=False)).state_dict()["1.running_mean"]
    (4,)
    """
    known = isinstance(self, Instance) and not args and destination is None and isinstance(prefix, str)
    found = state(self, machine, prefix) if known else None
    return UNKNOWN if found is None else DictValue(dict(found))


@op("torch.nn.Module.load_state_dict")
def load_state_dict(self, state_dict, strict=True, assign=False, *, machine):
    """Take over what another module has kept.

    >>> Linear(3, 4).load_state_dict(Linear(3, 4).state_dict())
    None
    >>> Linear(3, 4).load_state_dict(Linear(3, 5).state_dict())
    SHP201 axis `weight` is (5, 3), expected (4, 3)
    >>> Linear(3, 4).load_state_dict(Linear(3, 5).state_dict(), strict=False)
    SHP201
    >>> Linear(3, 4).load_state_dict(Linear(3, 4, bias=False).state_dict())
    SHP706
    >>> Linear(3, 4, bias=False).load_state_dict(Linear(3, 4).state_dict())
    SHP706
    >>> Linear(3, 4).load_state_dict(Linear(3, 4, bias=False).state_dict(), strict=False)
    None
    """
    own = state(self, machine) if isinstance(self, Instance) else None
    if own is None or not isinstance(state_dict, DictValue):
        return UNKNOWN
    given = {name: value for name, value in state_dict.slots.items() if name is not REST}
    for name, value in given.items():
        _check_shape(name, own.get(name), value)
    if strict is True:
        missing = [] if REST in state_dict.slots else [name for name in own if name not in given]
        surplus = [name for name in given if isinstance(name, str) and name not in own]
        _check_names([name for name in missing if not name.endswith(_COUNTER)], surplus)
    return UNKNOWN


def _check_shape(name: Value, own: Value, given: Value) -> None:
    if not isinstance(own, Tensor) or not isinstance(given, Tensor):
        return
    expected, found = own.shape, given.shape
    if expected == Shape(()) and len(found.dims) == 1:  # numbers were rows of one long ago
        return
    if _differ(expected, found):
        raise Mismatch(
            "SHP201",
            "the state has {found} for `{axis}`, and the module {expected}",
            axis=name,
            expected=expected,
            found=found,
        )


def _differ(expected: Shape, found: Shape) -> bool:
    if expected.open or found.open:
        return False
    if len(expected.dims) != len(found.dims):
        return True
    return any(equal(a, b) is False for a, b in zip(expected.dims, found.dims, strict=True))


def _check_names(missing: list[str], surplus: list[str]) -> None:
    told = [f"lacks {_told(missing)}"] if missing else []
    told += [f"has {_told(surplus)}, which the module does not know"] if surplus else []
    if told:
        raise Mismatch(
            "SHP706", "the state {told}", help="strict=False leaves aside what has no partner", told=" and ".join(told)
        )


def _told(names: list[str]) -> str:
    more = len(names) - _MOST_TOLD
    return ", ".join(f"`{name}`" for name in names[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")


def _hooked(self: Value, machine: Machine) -> Value:
    """Let a function change what is saved or loaded: nothing is known of that any more."""
    machine.put(self, OPAQUE, True)
    return UNKNOWN


for _name, _more in (
    ("_register_load_state_dict_pre_hook", ", with_module=False"),
    ("register_load_state_dict_pre_hook", ""),
    ("register_load_state_dict_post_hook", ""),
    ("_register_state_dict_hook", ""),
    ("register_state_dict_post_hook", ""),
    ("register_state_dict_pre_hook", ""),
):
    declare(
        f"torch.nn.Module.{_name}",
        f"self, hook{_more}",
        _hooked,
        f"""Let a function change what is saved or loaded: nothing is known of that any more.

        >>> nn.Module.{_name}.__name__
        '{_name}'
        """,
    )
