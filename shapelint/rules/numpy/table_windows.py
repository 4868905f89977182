"""Windows of rows of tables of pandas: rolling, growing and fading ones."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.numpy.table_picks import owner_of
from shapelint.rules.numpy.tables import BOTH, OWNER, alike
from shapelint.rules.values import UNKNOWN

_ROLLING: Final = "pandas.Rolling"
_CHANGING: Final = ("on", "axis", "step")


def _windows(name: str, argument: str) -> None:
    def body(self, *args, machine, **kwargs):
        whole = all(kwargs.get(each) is None for each in _CHANGING)
        return machine.make(_ROLLING, {OWNER: self}) if whole and len(args) < 3 else UNKNOWN

    body.__doc__ = f"""Windows of rows, to be reduced.

    >>> DataFrame([9, 3]).{name}({argument}).mean().values
    (9, 3)
    """
    op(tuple(f"{owner}.{name}" for owner in BOTH))(body)


for _name, _argument in (("rolling", "4"), ("expanding", ""), ("ewm", "span=3")):
    _windows(_name, _argument)


@kind(_ROLLING)
def windows_of_rows(*args, layer, **kwargs):
    """Windows of rows.

    >>> Series([9]).rolling(4).sum().values
    (9,)
    """


def _of_windows(name: str) -> None:
    def body(self, *args, machine, **kwargs):
        owner = owner_of(self)
        return UNKNOWN if owner is None else alike(owner, machine, sure=True)

    body.__doc__ = f"""A number for every window, at the row where it ends.

    >>> DataFrame([9, 3]).rolling(2).{name}().values
    (9, 3)
    """
    op(f"{_ROLLING}.{name}")(body)


for _name in ("max", "mean", "median", "min", "std", "sum", "var", "skew", "kurt", "count"):
    _of_windows(_name)


@op(f"{_ROLLING}.apply")
def applied(self, func, *args, machine, **kwargs):
    """What a function makes of every window: a number.

    >>> Series([9]).rolling(2).apply(np.sum).values
    (9,)
    """
    machine.hand(func)
    owner = owner_of(self)
    return UNKNOWN if owner is None else alike(owner, machine, sure=True)


@op(f"{_ROLLING}.quantile")
def quantile(self, q, *args, machine, **kwargs):
    """The number below which such a share of every window lies.

    >>> Series([9]).rolling(2).quantile(0.5).values
    (9,)
    """
    owner = owner_of(self)
    return UNKNOWN if owner is None else alike(owner, machine, sure=True)
