"""Refusals that a rule need not foresee: they do not speak of shapes, or other versions accept the call."""

from __future__ import annotations

import re
from typing import Final

_NUMPY: Final = {
    "the values of the data, or of a parameter of a distribution": r"""
        high\ <=?\ | low\ >=?\ high | \b[np]\ [<>] | expected\ non-negative\ integer | Seed\ must\ be
        | must\ be\ (?:greater\ than\ 0|a\ positive\ integer)\ unless | [Pp]robabilities\ do\ not\ sum
        | (?:lam|scale|sigma|df|a|b|nsample|ngood|nbad|kappa|mean|shape|left|mode)\ ?(?:[<>]|==)\ | ngood\ \+\ nbad
        | [Ss]ingular\ matrix | [Mm]atrix\ is\ not\ positive | did\ not\ converge | weights\ sum\ to\ zero
        | Integers\ to\ negative | must\ be\ monotonically | Geometric\ sequence""",
    "arguments about which elements count, or how": r"""
        so\ to\ use\ a\ where\ mask | ddof\ and\ correction | (?:Quantiles|Percentiles)\ must\ be | cannot\ be\ negative
        | must\ be\ one\ of | Invalid\ norm\ order | edge_order""",
    "only this version refuses: others make a row of objects or a copy, or take a number for an array of one axis": r"""
        inhomogeneous\ shape | Unable\ to\ avoid\ copy | AxisError:\ axis: | maximum\ number\ of\ dimension
        | nd(?:min|max)\ must | setting\ an\ array\ element\ with\ a\ sequence\.$""",
    "an array without axes, which our shapes do not tell from the number that a reduction gives": r"""
        non-broadcastable\ output\ operand\ with\ shape\ \(\)\ """,
}
_TABLES: Final = {"numpy": _NUMPY}
_PATTERNS: Final = {
    library: re.compile("|".join(f"(?:{pattern})" for pattern in table.values()), re.VERBOSE)
    for library, table in _TABLES.items()
}


def is_excused(name: str, message: str) -> bool:
    """Whether a rule of that name need not foresee the refusal."""
    pattern = _PATTERNS.get(name.partition(".")[0])
    return pattern is not None and pattern.search(message) is not None
