"""Copies: each gives in new memory what the function without `_copy` in its name gives as a view."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import Rule, op
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.reshaping import reshaped
from shapelint.rules.torch.conversions import view_as_complex, view_as_real
from shapelint.rules.torch.diagonals import diagonal
from shapelint.rules.torch.families import unchanged
from shapelint.rules.torch.reordering import narrow, permute, select, sliced, t, transpose
from shapelint.rules.torch.stretching import broadcast_to
from shapelint.rules.torch.strided import as_strided, unfold
from shapelint.rules.torch.views import squeeze, unsqueeze
from shapelint.rules.values import UNKNOWN_SHAPE, External, Value, shape_of
from shapelint.sizes import Shape

# Name, its parameters, the rule that knows the shape, arguments and shape of an example, arguments and code of another.
_COPIES: Final = (
    ("permute", "input, dims", permute, "[2, 3, 4], (2, 0, 1)", "(4, 2, 3)", "[2, 3, 4], (0, 1)", "SHP504"),
    ("transpose", "input, dim0, dim1", transpose, "[2, 3, 4], 0, -1", "(4, 3, 2)", "[2, 3], 0, 2", "SHP502"),
    ("t", "input", t, "[2, 3]", "(3, 2)", "[2, 3, 4]", "SHP101"),
    ("expand", "input, size, *, implicit=False", broadcast_to, "[2, 1], (-1, 5)", "(2, 5)", "[2, 3], (2, 5)", "SHP301"),
    ("squeeze", "input, dim=None", squeeze, "[1, 2, 1, 3], (0, -2)", "(2, 3)", "[2, 3], 2", "SHP502"),
    ("unsqueeze", "input, dim", unsqueeze, "[2, 3], -1", "(2, 3, 1)", "[2, 3], 3", "SHP502"),
    ("select", "input, dim, index", select, "[2, 5, 4], 1, 0", "(2, 4)", "[2, 5], 1, 5", "SHP506"),
    ("narrow", "input, dim, start, length", narrow, "[2, 5], 1, 1, 3", "(2, 3)", "[2, 5], 1, 3, 3", "SHP506"),
    ("diagonal", "input, offset=0, dim1=0, dim2=1", diagonal, "[2, 3, 4], 1, 1, 2", "(2, 3)", "[3]", "SHP502"),
    ("unfold", "input, dimension, size, step", unfold, "[2, 7], 1, 3, 2", "(2, 3, 3)", "[2, 7], 0, 3, 1", "SHP503"),
    ("view_as_real", "input", view_as_real, "complexes[2, 3]", "(2, 3, 2)", "", ""),
    ("view_as_complex", "input", view_as_complex, "[2, 3, 2]", "(2, 3)", "[2, 3]", "SHP201"),
)


def _copying(name: str, parameters: str, rule: Rule, given: str, shape: str, refused: str, code: str) -> None:
    count = sum(param.kind == "plain" for param in rule.params)

    def copied(**arguments: Value) -> Shape:
        return measured(rule.body(*list(arguments.values())[:count]))

    more = f"\n>>> @({refused})\n{code}" if refused else ""
    star = "" if "*" in parameters else ", *"
    doc = f"Give a copy of what `{name}` sees.\n\n>>> @({given})\n{shape}{more}"
    method = ("torch.Tensor.narrow_copy",) if name == "narrow" else ()
    declare((f"torch.{name}_copy", *method), f"{parameters}{star}, out=None", copied, doc, least=rule.least)


for _row in _COPIES:
    _copying(*_row)
declare(
    words("torch.alias_copy torch.detach_copy"),
    "input, *, out=None",
    unchanged,
    "Copy.\n\n>>> @([2, 3])\n(2, 3)",
)


@op("torch.view_copy")
def view_copy(input, size=None, dtype=None, *, out=None):
    """Give a copy in another shape; one size may be -1.

    >>> view_copy([2, 3, 4], (6, -1))
    (6, 4)
    >>> view_copy([2, 3, 4], (5, -1))
    SHP501
    """
    return UNKNOWN_SHAPE if size is None or isinstance(size, External) else reshaped(input, size)


@op("torch.as_strided_copy", least={"size": 0, "stride": 0, "storage_offset": 0})
def as_strided_copy(input, size, stride, storage_offset=None, *, out=None):
    """Give a copy of what `as_strided` sees.

    >>> as_strided_copy([3, 3], (2, 2), (1, 2))
    (2, 2)
    >>> as_strided_copy([3, 3], (2, 2), (1,))
    SHP501
    """
    return shape_of(as_strided.body(input, size, stride))


@op("torch.slice_copy", least={"step": 1})
def slice_copy(input, dim=0, start=None, end=None, step=1, *, out=None):
    """Give a copy of a slice of an axis.

    >>> slice_copy([5, 3], 0, 1, -1)
    (3, 3)
    >>> slice_copy([5, 3], step=2)
    (3, 3)
    >>> slice_copy([5, 3], 2)
    SHP502
    >>> slice_copy([5, 3], 0, 0, 3, 0)
    SHP707
    """
    return shape_of(sliced(input, dim, start, end, step))
