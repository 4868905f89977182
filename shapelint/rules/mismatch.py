"""What a rule raises when a call cannot be right, and the requirements that raise it.

A requirement that is undecided is silent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shapelint.findings.finding import Fact
from shapelint.findings.report import render
from shapelint.rules.fixes import Fix
from shapelint.rules.form import Param
from shapelint.rules.values import (
    DictValue,
    Instance,
    ListValue,
    Many,
    Site,
    Tensor,
    Value,
    is_soft,
    items_of,
)
from shapelint.sizes import Dim, Size, at_most, divides, equal

# What returns a tensor and something beside it.
_RETURNED: Final = {
    "RNN": "output, h_n",
    "GRU": "output, h_n",
    "LSTM": "output, (h_n, c_n)",
    "MultiheadAttention": "attn_output, attn_weights",
    **dict.fromkeys(("max", "min", "median", "mode", "sort", "topk", "kthvalue"), "values, indices"),
}


class Mismatch(Exception):
    """A call that does not fit.

    code: the catalogue's; template: the sentence, with the facts' names in braces; operand: the value at fault, whose
    flow and source text are told behind the sentence; related: other places and what stands there; site: where the
    finding stands, if not at the call under way (an earlier step of the operand's flow, say); help: what would fit, as
    a `Fix` where it can be run; excess: how many axes the operand has too many, less than zero for too few; layer: the
    one that was called (set by the engine).
    A `warning` (the catalogue says which codes are) does not cost the result: a rule hands it to `machine.report`
    instead of raising it.
    """

    def __init__(
        self,
        code: str,
        template: str,
        *,
        operand: Value = None,
        help: str | Fix | None = None,
        related: tuple[tuple[Site, str], ...] = (),
        site: Site | None = None,
        excess: int | None = None,
        **facts: Value,
    ) -> None:
        super().__init__(code, template)
        self.code = code
        self.template = template
        self.operand = operand
        self.help = help.text if isinstance(help, Fix) else help
        self.fix = help if isinstance(help, Fix) else None
        self.related = related
        self.site = site
        self.excess = excess
        self.layer: Instance | None = None
        self.facts = facts

    def named_by(self, params: Iterable[Param]) -> None:
        """The fix calls its arguments what the rule that refuses the call calls them."""
        if self.fix is not None:
            self.fix = self.fix.within([param.name for param in params])

    @property
    def message(self) -> str:
        """The sentence."""
        return render(self.template, tuple(Fact(name, show(value)) for name, value in self.facts.items()))

    @property
    def brief(self) -> str:
        """The facts in a few words: "axis `in_features` is 6, expected 5"."""
        if {"axis", "found", "expected"} <= self.facts.keys():
            found, expected = show(self.facts["found"]), show(self.facts["expected"])
            return f"axis `{self.facts['axis']}` is {found}, expected {expected}"
        return self.message


_SHOWN: Final = 12  # items of a row that a message lists


def show(value: Value) -> str:
    """A fact as a reader wants it: tensors by their shape."""
    if isinstance(value, Tensor):
        return str(value.shape)
    if isinstance(value, tuple):
        inner = _listed(value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, ListValue | Many):
        items = items_of(value)
        return "[...]" if items is None else f"[{_listed(items)}]"
    if isinstance(value, DictValue):
        return "{...}" if value.slots else "{}"
    if isinstance(value, Instance):
        return str(getattr(value.cls, "short", None) or getattr(value.cls, "name", "an object"))
    return str(value)


def _listed(items: tuple[Value, ...]) -> str:
    """Items of a row, of a long one the first."""
    more = ", ..." if len(items) > _SHOWN else ""
    return ", ".join(show(item) for item in items[:_SHOWN]) + more


def excess(count: int, least: int, most: int | None = None) -> int:
    """How many axes are too many where there have to be from `least` to `most`; less than zero for too few.

    >>> excess(3, 2, 2), excess(1, 2), excess(4, 1, 3)
    (1, -1, 1)
    """
    return count - least if count < least else count - (count if most is None else most)


def tuple_for_tensor(sentence: str, value: Value, **facts: Value) -> Mismatch:
    """SHP708: a tuple or list stands for a tensor, such as the output and the state that a recurrent layer returns.

    sentence: a template that names `{row}`, which is told as "a tuple ((32, 8), (1, 32, 8))"; value: a tuple or
    `ListValue`.
    """
    items = items_of(value)
    maker = next((item.flow.what for item in items or () if isinstance(item, Tensor) and item.flow), "")
    returned = _RETURNED.get(maker)
    return Mismatch(
        "SHP708",
        sentence,
        help=f"{maker} returns `{returned}`" if returned else None,
        row=f"a {'tuple' if isinstance(value, tuple) else 'list'}" + (f" {show(items)}" if items else ""),
        **facts,
    )


def require_divides(divisor: Size, size: Size, divisor_name: str, size_name: str) -> None:
    """`size` must be a multiple of `divisor` (groups, heads).

    Raises Mismatch SHP202 where it certainly is not.
    """
    if not isinstance(divisor, int | Dim) or not isinstance(size, int | Dim):
        return
    if divides(divisor, size) is False:
        raise Mismatch(
            "SHP202",
            "{size_name} is {size}, which {divisor_name} = {divisor} does not divide",
            size_name=size_name,
            size=size,
            divisor_name=divisor_name,
            divisor=divisor,
        )


def require_equal(code: str, template: str, left: Size, right: Size, **facts: Value) -> None:
    """Two sizes must agree; the template may name `{left}` and `{right}`.

    Raises Mismatch where they certainly differ.
    """
    if equal(left, right) is False:
        raise Mismatch(code, template, left=left, right=right, **facts)


def require_window(extent: Size, size: Size, axis: str, *, operand: Value = None) -> None:
    """A window (kernel or pool, dilated) must fit into the padded `size` of an axis.

    Raises Mismatch SHP503 where it certainly does not.
    """
    if at_most(extent, size) is False:
        raise Mismatch(
            "SHP503",
            "a window of {extent} does not fit on axis `{name}`, which has {size} (padding included)",
            operand=operand,
            extent=extent,
            size=size,
            name=axis,
        )


def require_at_least(least: int, name: str, value: Value) -> None:
    """An argument, or each item of a row of them, must not be smaller than `least` (a size 0, a stride 1).

    Raises Mismatch SHP707 where one certainly is; what is no number is left alone.
    """
    for each in (value,) if isinstance(value, int | Dim) else items_of(value) or ():
        if isinstance(each, int | Dim) and not is_soft(each) and at_most(least, each) is False:
            raise Mismatch("SHP707", "{name} is {value}, expected at least {least}", name=name, value=each, least=least)
        if isinstance(each, tuple):
            require_at_least(least, name, each)
