"""Functional models: what they compute is known by the tensors that they begin and end with."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.keras.keys import check_input_keys, is_optional
from shapelint.rules.keras.nested import each, leaves, tensors
from shapelint.rules.keras.per_output import by_name, names_of
from shapelint.rules.keras.replay import REFUSED, replayed
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.values import UNKNOWN, DictValue, Flow, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import UNKNOWN_SHAPE, Dim, Shape, Size, Symbol, equal

INPUTS = "#inputs"  # slot of a model: its input tensors, nested as the program gave them
OUTPUTS = "#outputs"


def called_on(model: Instance, inputs: Value, machine: Machine) -> Value:
    """The outputs for other inputs than those the model was made with.

    Raises Mismatch SHP101 or SHP201 where an input does not fit.
    """
    declared = tensors(model.slots[INPUTS])
    check_count(model, inputs, machine)
    given = arranged(model.slots[INPUTS], inputs, machine)
    if given is None:
        return each(model.slots[OUTPUTS], _unknown_like)
    mismatch = next((found for pair in zip(declared, given, strict=True) if (found := _misfit(model, *pair))), None)
    if mismatch is not None:
        result = replayed(model, declared, refitted(declared, given), machine)
        if isinstance(result, str) and result == REFUSED:
            raise mismatch
        return result
    if not all(map(_of_the_declared_batch, declared, given)):
        result = replayed(model, declared, refitted(declared, tuple(map(_of_any_batch, declared, given))), machine)
        return UNKNOWN if isinstance(result, str) and result == REFUSED else result
    mapping = substitution(declared, given)
    parents = tuple(value.flow for value in given if isinstance(value, Tensor) and value.flow is not None)
    families = [value.family for value in given if isinstance(value, Tensor) and value.family != "numpy"]
    family = families[0] if families else "keras"
    name = model.cls.short if hasattr(model.cls, "short") else "model"

    def put_in(value: Value) -> Value:
        if not isinstance(value, Tensor):
            return UNKNOWN
        shape = value.shape.substitute(mapping)
        return Tensor(shape, family, value.dtype, flow=Flow(name, shape, machine.site, parents))

    return each(model.slots[OUTPUTS], put_in)


def _of_the_declared_batch(declared: Tensor, given: Value) -> bool:
    """Whether an input has the batch that a model was made with; one of any other size runs too."""
    batch = declared.shape.axis(0) if declared.shape.rank else UNKNOWN
    return not isinstance(batch, int) or equal(batch, _batch(given)) is True


def _of_any_batch(declared: Tensor, given: Value) -> Value:
    """The input, or what one of unknown shape must be like: as declared, but for the batch."""
    if not shape_of(given).open:
        return given
    return declared.reshaped(Shape((UNKNOWN, *declared.shape.dims[1:]), declared.shape.open))


def _batch(value: Value) -> Size:
    shape = shape_of(value)
    return shape.axis(0) if not shape.open and shape.dims else UNKNOWN


def check_count(model: Instance, inputs: Value, machine: Machine) -> None:
    """A model of several inputs must get as many tensors, one of a single input no row of them, a dict all names.

    Raises Mismatch SHP706.
    """
    check_input_keys(model, model.slots[INPUTS], inputs, machine)
    wanted = len(tensors(model.slots[INPUTS]))
    given = leaves(inputs)
    # A Sequential model takes the first of several; None stands for an optional input.
    if isinstance(inputs, DictValue):
        plain = len(given) < wanted  # of more, those of other names are left
    else:
        plain = all(item is not None for item in items_of(inputs) or ())
    if machine.is_a(model, "keras.Sequential") or any(map(is_optional, tensors(model.slots[INPUTS]))):
        return
    if plain and len(given) != wanted and all(isinstance(each, Tensor) and each.shape.rank for each in given):
        raise Mismatch(
            "SHP706",
            "the model takes {wanted}, gets {given}",
            operand=given[0] if len(given) == 1 else None,
            wanted=_counted(wanted, "input"),
            given=_counted(len(given), "tensor"),
        )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def arranged(declared: Value, inputs: Value, machine: Machine) -> tuple[Value, ...] | None:
    """The values for each of the declared inputs; None where they cannot be told apart."""
    wanted = tensors(declared)
    if isinstance(inputs, DictValue):
        found = by_name(inputs, names_of(declared, machine))
        return None if found is None or None in found else found
    given = leaves(inputs)
    if len(wanted) == 1 and len(given) != 1:
        return (inputs,) if shape_of(inputs) != UNKNOWN_SHAPE else None
    if len(given) != len(wanted) or any(value is UNKNOWN for value in given):
        return None
    return given


def substitution(declared: tuple[Tensor, ...], given: tuple[Value, ...]) -> Mapping[Symbol, Size]:
    """What stands for each axis of any size when the model gets these inputs."""
    mapping: dict[Symbol, Size] = {}
    for tensor, value in zip(declared, given, strict=True):
        shape = adjusted(shape_of(value), tensor.shape)
        for at, size in enumerate(tensor.shape.dims):
            found = size.as_symbol() if isinstance(size, Dim) else None
            if found is not None and mapping.get(found, UNKNOWN) is UNKNOWN:
                mapping[found] = UNKNOWN if shape.open else shape.axis(at)
    return mapping


def sized_alike(declared: tuple[Tensor, ...], given: tuple[Value, ...]) -> bool:
    """Whether no size differs from what was declared, so that the outputs are those of the model as it was made."""
    return not any(
        size_clash(tensor.shape, adjusted(shape_of(value), tensor.shape)) is not None
        for tensor, value in zip(declared, given, strict=True)
        if not tensor.shape.open and not shape_of(value).open
    )


def adjusted(shape: Shape, wanted: Shape) -> Shape:
    """A last axis of size 1 is added or dropped, as Keras does where the ranks differ by one."""
    if shape.open or wanted.open or abs(len(shape.dims) - len(wanted.dims)) != 1:
        return shape
    if len(shape.dims) > len(wanted.dims):
        return Shape(shape.dims[:-1]) if equal(shape.dims[-1], 1) is not False else shape
    return Shape((*shape.dims, 1)) if equal(wanted.dims[-1], 1) is not False else shape


def refitted(declared: tuple[Tensor, ...], given: tuple[Value, ...]) -> tuple[Value, ...]:
    """The inputs with the axes that were declared, as `adjusted` says."""
    return tuple(
        value.reshaped(adjusted(value.shape, tensor.shape)) if isinstance(value, Tensor) else value
        for tensor, value in zip(declared, given, strict=True)
    )


def _misfit(model: Instance, tensor: Tensor, value: Value) -> Mismatch | None:
    """What is wrong with an input; None where nothing is, or it is not known."""
    wanted, found = tensor.shape, shape_of(value)
    name = model.cls.short if hasattr(model.cls, "short") else "the model"
    if found.open or wanted.open:
        return None
    fitted = adjusted(found, wanted)
    if len(fitted.dims) != len(wanted.dims):
        return Mismatch(
            "SHP101",
            "{model} expects {wanted}, gets {found}",
            operand=value,
            model=name,
            wanted=str(wanted),
            found=str(found),
        )
    clash = size_clash(wanted, fitted)
    if clash is None:
        return None
    return Mismatch(
        "SHP201",
        "{model} expects {wanted}, gets {found}: {size} on axis {axis} where {expected} is wanted",
        operand=value,
        model=name,
        wanted=str(wanted),
        found=str(found),
        axis=clash[0],
        expected=clash[1],
        size=clash[2],
    )


def size_clash(wanted: Shape, found: Shape) -> tuple[int, Size, Size] | None:
    """An axis, and the sizes wanted and found there, that differ; the batch may be of any size."""
    for at, (want, size) in enumerate(zip(wanted.dims, found.dims, strict=False)):
        if at and equal(want, size) is False:
            return at, want, size
    return None


def looks_alike(wanted: Shape, found: Shape) -> bool:
    """Whether a model may let an input of that shape pass to its layers: it looks at no last axis of size 1."""
    return size_clash(_without_last_one(wanted), _without_last_one(found)) is None


def _without_last_one(shape: Shape) -> Shape:
    return shape.drop(-1) if shape.dims and equal(shape.dims[-1], 1) is not False else shape


def _unknown_like(value: Value) -> Value:
    """What is certain of an output whatever the inputs are: sizes that are numbers."""
    if not isinstance(value, Tensor):
        return UNKNOWN
    dims = tuple(size if isinstance(size, int) else UNKNOWN for size in value.shape.dims)
    return value.reshaped(Shape(dims, value.shape.open))
