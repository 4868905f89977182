"""Running the code of rules: what it refuses is reported, and a fault of it costs no more than its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from shapelint.rules.binding import Args, BadCall
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, Instance, ListValue, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def guarded(run: Run, rule: Rule, args: Args, action: Callable[[], Value], layer: Instance | None = None) -> Value:
    """Run a rule: a Mismatch is reported, and whatever a rule does not understand is unknown.

    A rule is asked about every odd value that a program can hold; that one of them trips it must not cost the file,
    so its faults end here (and are let through in tests, by `strict`).  layer: the one that is called, if it is a call
    of a layer.
    """
    if _is_overridden(run, rule, args):
        return UNKNOWN
    return run.noted(rule, args, layer, lambda: _guarded(run, rule, action))


_OVERRIDES: Final = {
    "torch": ("__torch_function__", "__torch_dispatch__"),
    "numpy": ("__array_function__", "__array_ufunc__"),
}


def _is_overridden(run: Run, rule: Rule, args: Args) -> bool:
    """Whether an object of the program's own is among the operands that says itself what functions make of it.

    https://pytorch.org/docs/stable/notes/extending.html#extending-torch-with-a-tensor-like-type
    """
    names = _OVERRIDES.get(rule.family)
    if names is None or rule.kind not in ("op", "layer") or rule.name.startswith("torch.nn.Module."):
        return False
    for given in (*args.positional, *args.keywords.values()):
        row = given.items if isinstance(given, ListValue) else given
        value = row[0] if isinstance(row, tuple) and row else row
        if isinstance(value, Instance) and any(run.user_method(value, name) is not None for name in names):
            return True
    return False


def _guarded(run: Run, rule: Rule, action: Callable[[], Value]) -> Value:
    try:
        result = action()
        run.blame.fitted(run.sites)
        return result
    except Mismatch as mismatch:
        run.report(mismatch)
    except BadCall:
        pass
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, ZeroDivisionError, OverflowError) as fault:
        if run.strict:
            raise
        run.faults.append(f"{rule.name}: {type(fault).__name__}: {fault}")
    return UNKNOWN
