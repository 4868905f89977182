"""Products of matrices and vectors that are added to something."""

from __future__ import annotations

import inspect
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.torch.matrix_batches import check_shape
from shapelint.rules.torch.old_orders import factors_before
from shapelint.rules.torch.stretching import stretched
from shapelint.rules.values import Value
from shapelint.sizes import Shape

_NUMBERS: Final = "*, beta=1, alpha=1, out=None"
# Name, operands and what they are, the axes of the product, what else it takes, examples.
_SUMS: Final = (
    (
        "addmm",
        "mat1: n k, mat2: k m -> n m",
        "out_dtype=None, ",
        "Add a product of matrices.",
        "[2, 3], [3, 4]",
        "[2, 3], [5, 4]",
        (2, 4),
    ),
    (
        "addmv",
        "mat: n k, vec: k -> n",
        "",
        "Add a product of a matrix with a vector.",
        "[4, 3], [3]",
        "[4, 3], [5]",
        (4,),
    ),
    (
        "addr",
        "vec1: n, vec2: m -> n m",
        "",
        "Add the products of all elements of two vectors.",
        "[2], [4]",
        "[2, 1], [4]",
        (2, 4),
    ),
    (
        "addbmm",
        "batch1: b n k, batch2: b k m -> n m",
        "",
        "Add the sum of a batch of products of matrices.",
        "[5, 2, 3], [5, 3, 4]",
        "[5, 2, 3], [5, 9, 4]",
        (2, 4),
    ),
    (
        "baddbmm",
        "batch1: b n k, batch2: b k m -> b n m",
        "out_dtype=None, ",
        "Add a batch of products of matrices.",
        "[5, 2, 3], [5, 3, 4]",
        "[5, 2, 3], [6, 3, 4]",
        (5, 2, 4),
    ),
)
_GROWS: Final = frozenset(["addbmm"])  # in place too


def _sum(name: str, pattern: str, more: str, does: str, fits: str, wrong: str, result: tuple[int, ...]) -> None:
    operands, _, axes = pattern.partition(" -> ")
    names = [operand.partition(":")[0] for operand in operands.split(", ")]
    sizes = axes.split()

    def body(*args: Value, **given: Value) -> None:
        stretched(args[0], tuple(given[axis] for axis in sizes))

    def in_place(*args: Value, **given: Value) -> None:
        check_shape(f"{name}_", args[0], Shape(tuple(given[axis] for axis in sizes)), "an input")

    def signature(more: str) -> inspect.Signature:
        text = f"lambda input, {', '.join(names)}, {more}{_NUMBERS}, {', '.join(sizes)}: None"
        return inspect.signature(eval(text))  # our own declarations only, never a checked program's text

    refused = "SHP101" if name == "addr" else "SHP302"
    larger = [*result[:-1], result[-1] + 1]
    body.__signature__, in_place.__signature__ = signature(more), signature("")  # type: ignore[attr-defined]
    body.__doc__ = f"""{does}

    >>> {name}({list(result)}, {fits})
    {result}
    >>> {list(result[-1:])}.{name}({fits}, beta=2)
    {result}
    >>> {name}(1, {list(result)}, -2, {fits})
    {result}
    >>> {name}({larger}, {fits})
    SHP301
    >>> {name}({list(result)}, {wrong})
    {refused}
    """
    in_place.__doc__ = f"""{does.removesuffix(".")}, in place.

    >>> {list(result)}.{name}_({fits})
    {result}
    >>> {list(result)}.{name}_(1, -2, {fits})
    {result}
    >>> {larger}.{name}_({fits})
    SHP302
    >>> {list(result)}.{name}_({wrong})
    {refused}
    """
    changed = (f"torch.Tensor.{name}_", *(("torch.addmv_",) if name == "addmv" else ()))
    op((f"torch.{name}", f"torch.Tensor.{name}", *(changed if name in _GROWS else ())), pattern, adapt=factors_before)(
        body
    )
    if name not in _GROWS:
        op(changed, pattern, adapt=factors_before)(in_place)


for _row in _SUMS:
    _sum(*_row)
