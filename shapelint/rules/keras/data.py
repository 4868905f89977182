"""Arrays against the inputs of a model."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.apply import MADE
from shapelint.rules.fixes import Fix, changed
from shapelint.rules.keras.editions import edition, may_be_keras_1
from shapelint.rules.keras.functional import (
    INPUTS,
    adjusted,
    arranged,
    check_count,
    looks_alike,
    refitted,
    size_clash,
    sized_alike,
)
from shapelint.rules.keras.models import layers_of
from shapelint.rules.keras.nested import leaves, tensors
from shapelint.rules.keras.replay import REFUSED, replayed
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.edits import reshaped
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, equal


def checked_inputs(model: Instance, x: Value, batch_size: Value, machine: Machine) -> tuple[Value, ...] | None:
    """The arrays for each input; None where they cannot be told apart.

    Raises Mismatch SHP801 where an array lacks an axis, SHP802 where it has another size, SHP804 where the arrays hold
    different numbers of samples, SHP805 where the number of samples is fixed.
    """
    declared = tensors(model.slots[INPUTS])
    check_count(model, x, machine)
    given = arranged(model.slots[INPUTS], x, machine)
    if given is None:
        return None
    exact = may_be_keras_1(machine)  # which adds no axis to what has some already
    if exact or not _taken_by_layers(model, declared, given, machine):
        for at, (tensor, value) in enumerate(zip(declared, given, strict=True)):
            _check(tensor.shape, value, f" {at + 1}" if len(declared) > 1 else "", exact=exact)
    _check_equal_counts(given, "inputs")
    _check_fixed_batch(model, declared, given, batch_size, machine)
    return given


def _taken_by_layers(model: Instance, declared: tuple[Tensor, ...], given: tuple[Value, ...], machine: Machine) -> bool:
    """Whether the layers may take other sizes than the model was made for.

    A `Sequential` of Keras 3 does not look at sizes itself: only what its layers refuse is refused, and a convolution
    takes pictures of any size.
    """
    if sized_alike(declared, given):
        return False
    passes = all(looks_alike(tensor.shape, shape_of(value)) for tensor, value in zip(declared, given, strict=True))
    if not passes and (edition(machine) == 2 or not machine.is_a(model, "keras.Sequential")):
        return False
    return replayed(model, declared, refitted(declared, given), machine) is not REFUSED


def checked_samples(x: Value, y: Value, weights: Value = None, *, at_once: bool = False) -> None:
    """Inputs, targets and the weights of samples must be as many.

    at_once: whether they go to the loss as they are, which compares all samples with one target.
    Raises Mismatch SHP804, or SHP801 where one has no axis that samples could stand on.
    """
    for what, more in (("inputs and targets", y), ("inputs and sample weights", weights)):
        arrays = [value for value in (*leaves(x), *leaves(more)) if isinstance(value, Tensor)]
        if at_once:
            arrays = [value for value in arrays if equal(shape_of(value).axis(0), 1) is False]
        for value in arrays:
            if value.shape.rank == 0:
                raise Mismatch("SHP801", "one of the {what} is one number, without samples", operand=value, what=what)
        _check_equal_counts(arrays, what)


def _check(wanted: Shape, value: Value, number: str, *, exact: bool) -> None:
    found = shape_of(value)
    if found.open or wanted.open or isinstance(value, int | float):  # numbers in a list: no array yet
        return
    fitted = found if exact and len(found.dims) > 1 else adjusted(found, wanted)
    facts = {"operand": value, "number": number, "wanted": str(wanted), "found": str(found)}
    if len(fitted.dims) < len(wanted.dims):
        raise _lacking(wanted, found, facts)
    if len(fitted.dims) > len(wanted.dims):
        raise Mismatch("SHP802", "input{number} wants {wanted}, the array is {found}: it has an axis too many", **facts)
    clash = size_clash(wanted, fitted)
    if clash is not None and len(found.dims) < len(wanted.dims) and _agree(found.dims, wanted.dims[1:]):
        raise _lacking(wanted, found, facts)
    if clash is not None:
        raise Mismatch(
            "SHP802",
            "input{number} wants {wanted}, the array is {found}: {size} on axis {axis} where {expected} is wanted",
            axis=clash[0],
            expected=clash[1],
            size=clash[2],
            **facts,
        )


def _lacking(wanted: Shape, found: Shape, facts: Mapping[str, Value]) -> Mismatch:
    """Which axes an array of too low a rank lacks."""
    missing = len(wanted.dims) - len(found.dims)
    if _agree(found.dims, wanted.dims[1:]):
        return Mismatch(
            "SHP801",
            "input{number} wants {wanted}, the array is {found}: it lacks the batch axis",
            help=_as(facts, Shape((1, *found.dims)), "is a batch of one sample"),
            **facts,
        )
    if missing == 1 and len(found.dims) > 1 and _agree(found.dims[1:], wanted.dims[1:-1]):
        return Mismatch(
            "SHP801",
            "input{number} wants {wanted}, the array is {found}: it lacks the channel axis",
            help=_as(facts, Shape((*found.dims, 1)), "has one") if wanted.dims[-1] == 1 else None,
            **facts,
        )
    if missing == 2 and _agree(found.dims, wanted.dims[1:-1]):
        return Mismatch(
            "SHP801",
            "input{number} wants {wanted}, the array is {found}: it lacks the batch axis and the channel axis",
            help=_as(facts, Shape((1, *found.dims, wanted.dims[-1])), "is a batch of one sample"),
            **facts,
        )
    return Mismatch(
        "SHP801",
        "input{number} wants {wanted}, the array is {found}: it lacks {missing} of its axes, the batch included",
        missing=missing,
        **facts,
    )


def _as(facts: Mapping[str, Value], shape: Shape, what: str) -> Fix | str:
    """The edit; of several inputs others may lack the same, and one edit alone would not do."""
    text = f"{shape} {what}"
    return text if facts["number"] else reshaped(facts["operand"], shape, text=text)


def _agree(found: tuple[Size, ...], wanted: tuple[Size, ...]) -> bool:
    return len(found) == len(wanted) and all(equal(a, b) is not False for a, b in zip(found, wanted, strict=True))


def _check_equal_counts(arrays: list[Value] | tuple[Value, ...], what: str) -> None:
    counts = [(value, shape.dims[0]) for value in arrays if not (shape := shape_of(value)).open and shape.dims]
    for value, count in counts[1:]:
        if equal(counts[0][1], count) is False:
            raise Mismatch(
                "SHP804",
                "the {what} hold {first} and {other} samples",
                operand=value,
                what=what,
                first=counts[0][1],
                other=count,
            )


def _check_fixed_batch(
    model: Instance, declared: tuple[Tensor, ...], given: tuple[Value, ...], batch_size: Value, machine: Machine
) -> None:
    """A model made with `batch_shape` gets batches of that size, except that some versions let others pass."""
    fixed, found = declared[0].shape.axis(0), shape_of(given[0])
    samples = found.dims[0] if found.dims and not found.open else UNKNOWN
    if not isinstance(fixed, int) or not isinstance(samples, int):
        return
    size = min(batch_size if isinstance(batch_size, int) else 32, samples)
    told = is_int(batch_size) or _is_stateful(model, machine)
    if told and (size != fixed or (samples % fixed and _is_stateful(model, machine))):
        machine.report(
            Mismatch(
                "SHP805",
                "the model takes batches of {fixed}, gets {size} of {samples} samples at a time",
                operand=given[0],
                help=_other_batch(fixed, whole=samples % fixed == 0),
                fixed=fixed,
                size=size,
                samples=samples,
            )
        )


def _other_batch(fixed: int, *, whole: bool) -> Fix | str:
    """whole: whether the samples make whole batches of that size."""
    rest = "or leave the batch out of the input's shape"
    if not whole:
        return f"a multiple of {fixed} samples, {rest}"
    return changed("batch_size", fixed, text=f"batch_size={fixed}, {rest}")


def _is_stateful(model: Instance, machine: Machine) -> bool:
    for layer in layers_of(model, machine) or ():
        made = layer.slots.get(MADE)
        if made is not None and made.args.get("stateful") is True:
            return True
    return False
