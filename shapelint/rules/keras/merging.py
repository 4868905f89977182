"""Layers that merge several tensors number by number, or one behind the other."""

from __future__ import annotations

from typing import Final

from shapelint.rules.fixes import Fix, applied
from shapelint.rules.form import Rule, layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.shared.operands import culprit
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Many, Tensor, Value, items_of, shape_of
from shapelint.sizes import Clash, Shape, broadcast, equal

_DOC: Final = """{What} the inputs number by number; samples are broadcast against each other, the batch is not.

    >>> {example}([[2, 3], [2, 3]])
    (2, 3)
    >>> {example}([[2, 49], [2, 50, 49]])
    (2, 50, 49)
    >>> {example}([[2, 50], [2, 50, 49]])
    SHP301
    >>> {example}([[2, 3], [2, 4]])
    SHP301
    """
_VERBS: Final = {
    "Add": "Add up",
    "Subtract": "Subtract",
    "Multiply": "Multiply",
    "Average": "Average",
    "Maximum": "Take the largest of",
    "Minimum": "Take the smallest of",
}


def merged(inputs: Value, name: str) -> Shape:
    """The shape of a merge number by number.

    Raises Mismatch SHP301 where the samples do not broadcast, SHP706 where there is nothing to merge.
    """
    items = merge_items(inputs, name)
    if items is None:
        return UNKNOWN_SHAPE
    if name == "Subtract" and len(items) != 2:
        raise Mismatch("SHP706", "Subtract takes exactly 2 inputs, gets {count}", count=len(items))
    shapes = [shape_of(item) for item in items]
    if any(shape.open or not shape.dims for shape in shapes):
        return Shape(()) if all(shape == Shape(()) for shape in shapes) else UNKNOWN_SHAPE
    found = Shape(shapes[0].dims[1:])
    for item, shape in zip(items[1:], shapes[1:], strict=True):
        sample = Shape(shape.dims[1:])
        common = broadcast(found, sample)
        if isinstance(common, Clash):
            raise _unfit(items[0], item, common, name)
        found = common
    _check_batches(items, shapes, name)
    return Shape((shapes[0].dims[0], *found.dims))


def merge_items(inputs: Value, name: str) -> tuple[Value, ...] | None:
    """The tensors to be merged; None where they are not known.  Raises Mismatch SHP706 for a single tensor."""
    if isinstance(inputs, Tensor):
        raise Mismatch(
            "SHP706",
            "{name} takes a list of tensors, gets one of {shape}",
            operand=inputs,
            help="put the tensors into a list",
            name=name,
            shape=inputs.shape,
        )
    if isinstance(inputs, ListValue) and isinstance(inputs.items, Many):
        return None
    return items_of(inputs) if isinstance(inputs, tuple | ListValue) else None


def _check_batches(items: tuple[Value, ...], shapes: list[Shape], name: str) -> None:
    for item, shape in zip(items[1:], shapes[1:], strict=True):
        if equal(shapes[0].dims[0], shape.dims[0]) is False:
            raise Mismatch(
                "SHP301",
                "{name} gets batches of {first} and {other} samples",
                operand=culprit(item),
                name=name,
                first=shapes[0].dims[0],
                other=shape.dims[0],
            )


def _unfit(first: Value, other: Value, clash: Clash, name: str) -> Mismatch:
    return Mismatch(
        "SHP301",
        "{name} cannot broadcast the samples of {first} and {other}: {a} meets {b}",
        operand=culprit(other, first),
        help=_new_axis(first, other),
        name=name,
        first=str(shape_of(first)),
        other=str(shape_of(other)),
        a=clash.sizes[0],
        b=clash.sizes[1],
    )


def _new_axis(first: Value, other: Value) -> Fix | None:
    """The advice to give the smaller sample a last axis, where its sizes then agree."""
    operand, longer = sorted((first, other), key=lambda item: len(shape_of(item).dims))
    small, large = shape_of(operand), shape_of(longer)
    if len(large.dims) != len(small.dims) + 1:
        return None
    if all(equal(a, b) is True for a, b in zip(small.dims[1:], large.dims[1:], strict=False)):
        sample = Shape((*small.dims[1:], 1))
        return applied(operand, "keras.layers.Reshape", sample, text=f"Reshape({sample}) of the smaller one would fit")
    return None


def _declare_layer(name: str) -> Rule:
    def body(*, inputs):
        return merged(inputs, name)

    body.__doc__ = _DOC.format(What=_VERBS[name], example=f"{name}()")
    return layer(f"keras.layers.{name}", call="inputs")(body)


def as_layer(name: str, inputs: Value, machine: Machine, **arguments: Value) -> Value:
    """What the function form of a merging layer does: make the layer, and call it."""
    from shapelint.rules.registry import find

    return machine.call(machine.call(find(f"keras.layers.{name}"), (), arguments), (inputs,))


def _declare_function(name: str) -> Rule:
    def body(inputs, *, machine: Machine, **kwargs):
        merged(inputs, name)
        return as_layer(name, inputs, machine)

    body.__doc__ = _DOC.format(What=_VERBS[name], example=name.lower())
    return op(f"keras.layers.{name.lower()}")(body)


LAYERS: Final = tuple(map(_declare_layer, _VERBS))
FUNCTIONS: Final = tuple(map(_declare_function, _VERBS))


@layer("keras.layers.Concatenate", call="inputs", legacy={"concat_axis": "axis"})
def concatenate_layer(axis=-1, *, inputs):
    """Put the inputs one behind the other.

    >>> Concatenate()([[2, 3, 4], [2, 3, 5]])
    (2, 3, 9)
    >>> Concatenate(axis=1)([[2, 3, 4], [2, 5, 4]])
    (2, 8, 4)
    >>> Concatenate()([[2, 3, 4], [2, 5, 4]])
    SHP303
    >>> Concatenate()([[2, 3], [2, 3, 4]])
    SHP303
    >>> Concatenate(axis=2)([[2, 3], [2, 3]])
    SHP502
    """
    items = merge_items(inputs, "Concatenate")
    return UNKNOWN if items is None else concatenated(items, axis)


@op("keras.layers.concatenate")
def concatenate(inputs, axis=-1, *, machine: Machine, **kwargs):
    """Put the inputs one behind the other.

    >>> concatenate([[2, 3, 4], [2, 3, 5]])
    (2, 3, 9)
    >>> concatenate([[2, 3, 4], [2, 5, 4]])
    SHP303
    """
    return as_layer("Concatenate", inputs, machine, axis=axis)


def _plain_axes(axes: Value) -> Value:
    """`[(2,), (2,)]` of Keras 1 as `(2, 2)`."""
    items = items_of(axes)
    if items is None:
        return axes
    inner = [items_of(item) for item in items]
    if all(each is not None and len(each) == 1 for each in inner):
        items = tuple(each[0] for each in inner if each is not None)
    return items


_MODES: Final[dict[str, str]] = {"sum": "Add", "mul": "Multiply", "ave": "Average", "max": "Maximum"}


@op("keras.layers.merge")
def merge(
    inputs,
    mode="sum",
    concat_axis=-1,
    dot_axes=-1,
    output_shape=None,
    output_mask=None,
    arguments=None,
    name=None,
    *,
    machine,
):
    """Merge tensors in one of many ways, as Keras 1 does.

    >>> merge([[2, 3, 4], [2, 3, 5]], mode="concat")
    (2, 3, 9)
    >>> merge([[2, 3], [2, 3]])
    (2, 3)
    >>> merge([[2, 49], [2, 50, 49]], mode="mul")
    SHP301
    """
    return merged_by(inputs, mode, concat_axis, dot_axes, machine)


def merged_by(inputs: Value, mode: Value, concat_axis: Value, dot_axes: Value, machine: Machine) -> Value:
    """What a mode of Keras 1 does.  Raises Mismatch SHP301 where inputs differ that it wants to be alike."""
    if mode == "concat":
        return as_layer("Concatenate", inputs, machine, axis=concat_axis)
    if mode in ("dot", "cos"):
        return as_layer("Dot", inputs, machine, axes=_plain_axes(dot_axes))
    if isinstance(mode, str) and mode in _MODES:
        _check_alike(merge_items(inputs, "merge") or (), mode)
        return as_layer(_MODES[mode], inputs, machine)
    return machine.call(mode, (inputs,)) if not isinstance(mode, str) else UNKNOWN


def _check_alike(items: tuple[Value, ...], mode: str) -> None:
    """Keras 1 stretches nothing."""
    for item in items[1:]:
        first, shape = shape_of(items[0]), shape_of(item)
        pairs = zip(first.dims, shape.dims, strict=False)
        if not (first.open or shape.open) and (
            len(first.dims) != len(shape.dims) or any(equal(one, other) is False for one, other in pairs)
        ):
            raise Mismatch(
                "SHP301",
                "`merge` in mode {mode} takes inputs of one shape, gets {first} and {shape}",
                operand=culprit(item, items[0]),
                mode=mode,
                first=str(first),
                shape=str(shape),
            )
