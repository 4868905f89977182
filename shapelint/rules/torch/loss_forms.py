"""The form of a loss: a layer and a function that do the same, and one number or one for each element."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Final

from shapelint.rules.shared.families import declare
from shapelint.rules.torch.families import as_function, as_layer, declare_layer
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape

Each = Callable[..., Shape]
LEGACY: Final = "size_average=None, reduce=None, reduction='mean'"
_NUMBERS: Final = (1, 2)  # "mean" and "sum" as the functions of `torch` itself take them; any other number is "none"


def declare_loss(
    layer: str | tuple[str, ...],
    function: str,
    inputs: str,
    options: str,
    each: Each,
    doc: str,
    *,
    more: str = "",
    keywords: bool = False,
) -> None:
    """Declare a loss as a layer, `torch.nn.MSELoss`, and as a function, `torch.nn.functional.mse_loss`.

    inputs: what is called; options: what the layer is made with, and the function takes behind the inputs; more:
    options of the function alone; keywords: whether the layer takes its options by keyword only.  each: gets by keyword
    those of both that it names, `loss` (the short name), `machine`, and `reduced` (whether one number is certainly made
    of it), and gives the shape of the single losses.  doc: the docstring, with examples `@(inputs; options)`.
    """
    names = (layer,) if isinstance(layer, str) else layer
    before, between = ("*, ", "") if keywords else ("", "" if "*" in options else "*, ")
    declare_layer(
        tuple(f"torch.nn.{name}" for name in names),
        f"{before}{options}, {between}{inputs}, machine",
        _reducing(each, names[0]),
        as_layer(doc, names[0]),
        call=inputs,
    )
    declare(
        f"torch.nn.functional.{function}",
        f"{inputs}, {options}{more}",
        _reducing(each, function),
        as_function(doc, function),
    )


def declare_plain_loss(function: str, signature: str, each: Each, doc: str) -> None:
    """Declare a loss of `torch` itself, whose `reduction` is a number; doc: with `@` for the name.

    Its schema says "mean" by default, but called from Python it is 0, "none".
    """
    declare(f"torch.{function}", signature, _reducing(each, function), doc)


def loss_value(each: Shape, reduction: Value, size_average: Value = None, reduce: Value = None) -> Shape:
    """The shape of a loss: one number, or one per element with `reduction="none"`."""
    if reduce is False:
        return each
    if reduce not in (None, True) or size_average not in (None, True, False):
        return UNKNOWN_SHAPE
    if size_average is not None or reduce is not None:
        return Shape(())
    if isinstance(reduction, str):
        return each if reduction == "none" else Shape(())
    if isinstance(reduction, int):
        return Shape(()) if reduction in _NUMBERS else each
    return UNKNOWN_SHAPE


def is_reduced(reduction: Value, size_average: Value = None, reduce: Value = None) -> bool:
    """Whether the arguments of a loss certainly make one number of it."""
    return loss_value(UNKNOWN_SHAPE, reduction, size_average, reduce) == Shape(())


def _reducing(each: Each, loss: str) -> Callable[..., Tensor]:
    wanted = inspect.signature(each).parameters

    def made(machine: Value, **given: Value) -> Tensor:
        how = (given["reduction"], given.get("size_average"), given.get("reduce"))
        known = {**given, "machine": machine, "loss": loss, "reduced": is_reduced(*how)}
        shape = each(**{name: known[name] for name in wanted if name in known})
        return Tensor(loss_value(shape, *how), "torch", "float")

    return made
