"""Targets against the outputs of a model, by what its loss does with the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shapelint.rules.fixes import given
from shapelint.rules.form import Rule
from shapelint.rules.keras.batching import Batched
from shapelint.rules.keras.nested import tensors
from shapelint.rules.keras.per_output import per_output, shared_out
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.batch import BATCH, counts_batch
from shapelint.rules.values import External, Instance, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Clash, Shape, Size, broadcast, equal, less

# What a loss demands: "pairs" broadcasts its two sides, "same" wants them equal, "labels" wants one number for a class.
_DEMANDS: Final = {
    "mse": "pairs", "mae": "pairs", "mape": "pairs", "msle": "pairs",
    "mean_squared_error": "pairs", "mean_absolute_error": "pairs", "mean_absolute_percentage_error": "pairs",
    "mean_squared_logarithmic_error": "pairs", "huber": "pairs", "huber_loss": "pairs", "log_cosh": "pairs",
    "logcosh": "pairs", "hinge": "pairs", "squared_hinge": "pairs", "poisson": "pairs", "kl_divergence": "pairs",
    "kullback_leibler_divergence": "pairs", "kld": "pairs",
    "categorical_crossentropy": "same", "binary_crossentropy": "same",
    "sparse_categorical_crossentropy": "labels",
    "MeanSquaredError": "pairs", "MeanAbsoluteError": "pairs", "MeanAbsolutePercentageError": "pairs",
    "MeanSquaredLogarithmicError": "pairs", "Huber": "pairs", "LogCosh": "pairs", "Hinge": "pairs",
    "SquaredHinge": "pairs", "Poisson": "pairs", "KLDivergence": "pairs",
    "CategoricalCrossentropy": "same", "BinaryCrossentropy": "same", "SparseCategoricalCrossentropy": "labels",
}  # fmt: skip


def demand_of(name: str) -> str | None:
    """What the loss of that name demands; None for one that is not known."""
    return _DEMANDS.get(name)


def loss_name(loss: Value) -> str | None:
    """A loss by its name, however the program gave it; None for a loss of its own."""
    if isinstance(loss, str):
        return loss if loss in _DEMANDS else loss.lower()
    if isinstance(loss, Instance):
        loss = loss.cls
    if isinstance(loss, Rule):
        return loss.short
    return loss.name.rpartition(".")[2] if isinstance(loss, External) else None


@dataclass(frozen=True, slots=True)
class Side:
    """One output of a model, and the target, the loss and the weights of samples that belong to it."""

    output: Tensor
    target: Value
    loss: Value
    weight: Value = None


def sides_of(outputs: Value, targets: Value, weights: Value, loss: Value, machine: Machine) -> tuple[Side, ...]:
    """The outputs with what belongs to them, as far as that can be told apart."""
    given = per_output(targets, outputs, machine)
    if not given:
        _check_count(outputs, targets, loss)
    rest = per_output(weights, outputs, machine) or (None,) * len(given)
    losses = shared_out(loss, outputs, machine)
    return tuple(Side(*row) for row in zip(tensors(outputs), given, losses, rest, strict=False))


def _check_count(outputs: Value, targets: Value, loss: Value) -> None:
    """A row of targets must hold one for each output; some versions want none for an output without a loss.

    Raises Mismatch SHP706.
    """
    row = items_of(targets) if isinstance(targets, tuple | ListValue) else None
    wanted, losses = len(tensors(outputs)), (loss,) if isinstance(loss, str) else items_of(loss)
    if row is None or wanted < 2 or len(row) == wanted or not isinstance(outputs, tuple | ListValue):
        return
    every = losses is not None and all(isinstance(each, str) for each in losses)
    if every and all(isinstance(each, Tensor) and each.shape.rank for each in row):
        raise Mismatch(
            "SHP706",
            "the model gives {wanted} outputs, gets {given} targets",
            operand=row[0] if len(row) == 1 else None,
            wanted=wanted,
            given=len(row),
        )


def checked_targets(sides: tuple[Side, ...], batch: Batched, machine: Machine) -> bool:
    """Every target must fit its output; whether nothing was reported.

    Raises Mismatch SHP803, or reports SHP402 where the loss certainly broadcasts what does not belong together.
    """
    silent = True
    for side in sides:
        shape = side.output.shape
        exact = (_of_size(shape, batch.at_once), shape_of(batch.cut(side.target)))
        silent = check_target(_of_size(shape, BATCH), side.target, side.loss, machine, exact) and silent
    return silent


def ranked_alike(sides: tuple[Side, ...]) -> bool:
    """Whether losses that are known compare every target with its output axis by axis, and sample by sample."""
    return all(
        loss_name(side.loss) in _DEMANDS
        and bool(shape_of(side.target).rank)
        and bool(side.output.shape.rank)
        and not _stacks_batches(side.output.shape)
        and len({each.rank for each in levelled(shape_of(side.target), side.output.shape)}) == 1
        for side in sides
    )


def _of_size(output: Shape, samples: Size) -> Shape:
    """The output for a batch of another size: targets of all samples are cut into batches before they are compared."""
    if output.open or not output.dims:
        return output
    counted = output.substitute(dict.fromkeys(BATCH.symbols(), samples))  # on other axes, too
    return counted if _stacks_batches(output) else Shape((samples, *counted.dims[1:]))


def _stacks_batches(output: Shape) -> bool:
    """Whether the rows of an output are not the samples: several batches stand behind each other, say."""
    return not output.open and bool(output.dims) and counts_batch(output.dims[0]) and output.dims[0] != BATCH


def check_target(
    output: Shape, target: Value, loss: Value, machine: Machine, sides: tuple[Shape, Shape] | None = None
) -> bool:
    """One target against one output; whether nothing was reported.

    sides: the output and the target of one batch, where they are smaller than those that are told.
    Raises Mismatch SHP803, or reports SHP402.
    """
    name = loss_name(loss)
    demand = _DEMANDS.get(name) if name else None
    found = shape_of(target)
    if name is None or demand is None or found.open or output.open or not found.dims or not output.dims:
        return True
    problem = _CHECKS[demand](name, *(sides or (output, found)))
    if problem is None:
        return True
    code, text, help = problem
    help = None if _stacks_batches(output) else (_CHECKS[demand](name, output, found) or problem)[2]
    fix = given(target, _filled(found, output), text=help) if help and help.startswith("a target of") else help
    mismatch = Mismatch(
        code,
        text,
        operand=target if isinstance(target, Tensor) else None,
        help=fix,
        loss=name,
        output=str(output),
        target=str(found),
    )
    if code != "SHP402":
        raise mismatch
    machine.report(mismatch)
    return False


def _filled(found: Shape, output: Shape) -> Shape:
    """The output with the sizes of a target where it has none of its own: its samples, and sizes declared as None."""
    pairs = zip(output.dims, (*found.dims, *output.dims[len(found.dims) :]), strict=False)
    return Shape(tuple(size if isinstance(size, int) else other for size, other in pairs))


def checked_weights(sides: tuple[Side, ...], batch: Batched) -> None:
    """The weights of samples must go with the numbers that the loss gives for them, one for each row of a sample.

    Raises Mismatch SHP803.  Versions differ in whether one weight is enough for all rows of a sample.
    """
    for side in sides:
        name, weight = loss_name(side.loss), side.weight
        x, y = _of_size(side.output.shape, batch.at_once), shape_of(batch.cut(side.target))
        if name not in _DEMANDS or not isinstance(weight, Tensor) or not y.rank or not x.rank or undecided(y, x):
            continue
        numbers, found = levelled(y, x)[1].drop(-1), shape_of(batch.cut(weight))
        if found.rank == numbers.rank and isinstance(broadcast(found, numbers), Clash):
            raise Mismatch(
                "SHP803",
                "`{loss}` gives {numbers} numbers, the sample weights are {weights}",
                operand=weight,
                loss=name,
                numbers=str(_of_size(numbers, BATCH)),
                weights=str(weight.shape),
            )


Problem = tuple[str, str, str | None]


def levelled(target: Shape, output: Shape) -> tuple[Shape, Shape]:
    """Keras drops or adds a last axis of size 1 where the ranks differ by one."""
    if len(target.dims) == len(output.dims) + 1 and equal(target.dims[-1], 1) is True:
        if len(output.dims) == 1:
            return target, Shape((*output.dims, 1))
        return Shape(target.dims[:-1]), output
    if len(output.dims) == len(target.dims) + 1 and equal(output.dims[-1], 1) is True:
        if len(target.dims) == 1:
            return Shape((*target.dims, 1)), output
        return target, Shape(output.dims[:-1])
    return target, output


def undecided(target: Shape, output: Shape) -> bool:
    """Whether it is not certain that an axis is dropped or added."""
    longer = target if len(target.dims) > len(output.dims) else output
    return abs(len(target.dims) - len(output.dims)) == 1 and equal(longer.dims[-1], 1) is None


def _pairs(name: str, output: Shape, target: Shape) -> Problem | None:
    if undecided(target, output):
        return None
    y, x = levelled(target, output)
    help = f"a target of shape {output} belongs to this output"
    if isinstance(broadcast(y, x), Clash):
        return "SHP803", "`{loss}` cannot compare the output {output} with the target {target}", help
    if len(y.dims) != len(x.dims) or any(_stretched(a, b) for a, b in zip(y.dims[1:], x.dims[1:], strict=True)):
        return "SHP402", "`{loss}` compares the output {output} with the target {target} by broadcasting", help
    return None


def _stretched(a: Value, b: Value) -> bool:
    return (equal(a, 1) is True and less(1, b) is True) or (equal(b, 1) is True and less(1, a) is True)


def _same(name: str, output: Shape, target: Shape) -> Problem | None:
    if undecided(target, output):
        return None
    y, x = levelled(target, output)
    if len(y.dims) == len(x.dims) and all(
        equal(a, b) is not False for a, b in zip(y.dims[1:], x.dims[1:], strict=True)
    ):
        return None
    labels = len(target.dims) < len(output.dims) or equal(target.dims[-1], 1) is True
    if labels and "ategorical" in name:
        help = "sparse_categorical_crossentropy takes classes as numbers"
    elif labels and equal(output.dims[-1], 1) is False:
        help = f"an output of {Shape((*output.dims[:-1], 1))}, one unit"
    else:
        help = f"a target of shape {output} belongs to this output"
    return "SHP803", "`{loss}` wants a target like the output {output}, gets {target}", help


def _labels(name: str, output: Shape, target: Shape) -> Problem | None:
    if len(target.dims) == len(output.dims):
        one = equal(target.dims[-1], 1)
        if one is None:
            return None
        y = Shape(target.dims[:-1]) if one else target
    else:
        y = target
    wanted = Shape(output.dims[:-1])
    if len(y.dims) == len(wanted.dims) and all(
        equal(a, b) is not False for a, b in zip(y.dims[1:], wanted.dims[1:], strict=True)
    ):
        return None
    coded = len(y.dims) == len(output.dims) and equal(y.dims[-1], output.dims[-1]) is True
    help = "categorical_crossentropy takes one number per class" if coded else f"classes as numbers, {wanted}"
    return "SHP803", "`{loss}` wants one class for each output of {output}, gets {target}", help


_CHECKS: Final[dict[str, Callable[[str, Shape, Shape], Problem | None]]] = {
    "pairs": _pairs,
    "same": _same,
    "labels": _labels,
}
