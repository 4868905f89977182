"""Arguments that are one number for all axes, or one number per axis."""

from __future__ import annotations

from shapelint.rules.form import Adjust, op
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import per_axis, size_in
from shapelint.rules.values import UNKNOWN, Value, is_soft, items_of
from shapelint.sizes import Dim, Size


def spread(count: int, *names: str) -> Adjust:
    """Keep a number as `count` of them, as PyTorch does.

    A row stays as it is, of whatever length; so do text (`padding="same"`) and None.
    """

    def adjust(bound: dict[str, Value]) -> dict[str, Value]:
        kept = {
            name: _repeated(bound[name], count)
            for name in names
            if bound[name] is not UNKNOWN and bound[name] is not None and not isinstance(bound[name], str)
        }
        return bound | kept

    return adjust


def _repeated(value: Value, count: int) -> tuple[Size, ...]:
    items = items_of(value)
    return per_axis(value, count) if items is None else tuple(map(size_in, items))


def numbers(name: str, value: Value, count: int, *, least: int | None = None, single: bool = True) -> tuple[Size, ...]:
    """One number per axis from an argument that is one for all, or a row of `count`; `single`: or a row of one.

    Raises Mismatch SHP706 for a row of another length, SHP707 for a number smaller than `least`.
    """
    items = None if isinstance(value, int | Dim) and not is_soft(value) else items_of(value)
    if items is not None and len(items) != count and not (single and len(items) == 1):
        raise Mismatch(
            "SHP706",
            "{name} is {value}, expected {wanted}",
            name=name,
            value=tuple(map(size_in, items)),
            wanted="one number" if count == 1 else f"one number or {count}",
        )
    if least is not None:
        require_at_least(least, name, value)
    return per_axis(value, count)


def _ntuple(name: str, count: int) -> None:
    def body(x):
        items = items_of(x)
        return items if items is not None else UNKNOWN if x is UNKNOWN or is_soft(x) else (x,) * count

    body.__doc__ = f"""A number as {count} of them, a row as it is.

    >>> torch.nn.modules.utils.{name}(3)
    {(3,) * count}
    >>> torch.nn.modules.utils.{name}((1, 2))
    (1, 2)
    """
    op(f"torch.nn.modules.utils.{name}")(body)


for _name, _count in (("_single", 1), ("_pair", 2), ("_triple", 3), ("_quadruple", 4)):
    _ntuple(_name, _count)
