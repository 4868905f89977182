"""Orders of arguments of old versions, which PyTorch still takes."""

from __future__ import annotations

from shapelint.rules.form import Adapt
from shapelint.rules.values import Value
from shapelint.sizes import Dim


def number_second(name: str, count: int) -> Adapt:
    """A number in the second place of more than `count` arguments: the keyword `name` of today.

    `x.add(2, y)` is `x.add(y, alpha=2)`, `x.addcmul(0.5, a, b)` is `x.addcmul(a, b, value=0.5)`.
    """

    def adapt(args: tuple[Value, ...], keywords: dict[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
        if len(args) != count + 1:
            return args, keywords
        first, number, *rest = args
        return (first, *rest), {name: number, **keywords}

    return adapt


def factors_before(args: tuple[Value, ...], keywords: dict[str, Value]) -> tuple[tuple[Value, ...], dict[str, Value]]:
    """Factors in front of what they multiply: the keywords `beta` and `alpha` of today.

    `x.addmm(1, -2, a, b)` and `torch.addmm(1, x, -2, a, b)` are `torch.addmm(x, a, b, beta=1, alpha=-2)`; `alpha` may
    be left out.
    """
    places = [at for at, arg in enumerate(args) if isinstance(arg, int | float | Dim)]
    old = places in ([0], [1], [0, 2], [1, 2]) and len(args) == 3 + len(places)
    if not old:
        return args, keywords
    factors = dict(zip(("beta", "alpha"), (args[at] for at in places), strict=False))
    return tuple(arg for at, arg in enumerate(args) if at not in places), factors | keywords
