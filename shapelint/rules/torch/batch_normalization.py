"""Normalisation of channels over the batch, or over each sample by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch, require_at_least
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.families import declare_layer
from shapelint.rules.torch.lazy import lazily, settle, unsettled
from shapelint.rules.torch.normed import (
    check_channels,
    check_least_rank,
    check_rank,
    check_several,
    values_of_channel,
)
from shapelint.rules.torch.parametrizations import changed
from shapelint.rules.torch.training_mode import parts, training
from shapelint.rules.values import UNKNOWN, Instance, Value
from shapelint.sizes import Shape, Size, equal, product

_BATCH: Final = (
    "num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, "
    "bias=True, input, layer"
)
_INSTANCE: Final = _BATCH.replace("affine=True, track_running_stats=True", "affine=False, track_running_stats=False")
_LAZY: Final = _BATCH.removeprefix("num_features, ") + ", machine"
_AXES: Final = {1: "L", 2: "H W", 3: "D H W"}
_SIZES: Final = {1: "7", 2: "7, 8", 3: "7, 8, 9"}
_TOGETHER: Final = "#together"  # slot of a layer that counts over all processes
_BatchBody = Callable[..., Shape]


_WEIGHTS: Final = {
    "weight": "num_features if affine",
    "bias": "num_features if affine and bias",
    "running_mean": "num_features if track_running_stats",
    "running_var": "num_features if track_running_stats",
    "num_batches_tracked": " if track_running_stats",
}


def _counted(affine: Value, track_running_stats: Value) -> bool:
    """Whether the layer holds something for each channel, so that their number counts."""
    return affine is True or track_running_stats is True


def _can_be_made(num_features, affine, track_running_stats):
    if _counted(affine, track_running_stats):
        require_at_least(0, "num_features", num_features)


def _check_measured(
    name: str, input: Value, layer: Instance, track_running_stats: Value, count: Size, where: str
) -> None:
    """What a layer that keeps no statistics, or is in training, measures: several values, not one."""
    if track_running_stats is False:
        check_several(name, input, count, where)
    elif training.body(layer) is True:
        check_several(f"{name} in training", input, count, where)


def _batch_normed(name: str, count: int) -> _BatchBody:
    ranks = (2, 3) if count == 1 else (count + 2,)
    wanted = "N C or N C L" if count == 1 else f"N C {_AXES[count]}"

    def body(
        *,
        input: Value,
        layer: Instance,
        num_features: Value = None,
        affine: Value,
        track_running_stats: Value,
        **more: Value,
    ) -> Shape:
        together = _TOGETHER in layer.slots
        shape = check_least_rank(name, input, 2, "N C first") if together else check_rank(name, input, ranks, wanted)
        if num_features is not None and _counted(affine, track_running_stats):
            check_channels(name, input, num_features, shape=shape)
        values = UNKNOWN if together else values_of_channel(shape)
        _check_measured(name, input, layer, track_running_stats, values, "each channel")
        if num_features is None and _counted(affine, track_running_stats):
            settle(layer, more["machine"], input, shape.axis(1), "channels")
        return shape

    return body


for _count in (1, 2, 3):
    _batched = f"2, 5, {_SIZES[_count]}"
    declare_layer(
        f"torch.nn.BatchNorm{_count}d",
        _BATCH,
        _batch_normed(f"BatchNorm{_count}d", _count),
        f"""Normalise every channel (dim 1) over the batch and the axes behind it.

        >>> BatchNorm{_count}d(5)([{_batched}])
        ({_batched})
        >>> BatchNorm{_count}d(5, affine=False)([{_batched}])
        ({_batched})
        >>> BatchNorm{_count}d(5, affine=False, track_running_stats=False)([2, 4, {_SIZES[_count]}])
        (2, 4, {_SIZES[_count]})
        >>> BatchNorm{_count}d(5)([2, {_SIZES[_count]}, 5])
        SHP201 axis `num_channels` is 7, expected 5
        >>> BatchNorm{_count}d(5)([5])
        SHP101
        >>> BatchNorm{_count}d(5, track_running_stats=False)([1, 5{", 1" * _count}])
        SHP707
        >>> BatchNorm{_count}d(5)([1, 5{", 1" * _count}])
        SHP707
        >>> BatchNorm{_count}d(5).eval()([1, 5{", 1" * _count}])
        (1, 5{", 1" * _count})
        >>> BatchNorm{_count}d(-5)
        SHP707
        >>> BatchNorm{_count}d(5).running_mean
        (5,)
        >>> BatchNorm{_count}d(5, affine=False).weight
        None
        """,
        weights=_WEIGHTS,
    ).construction(_can_be_made)
    declare_layer(
        f"torch.nn.LazyBatchNorm{_count}d",
        _LAZY,
        _batch_normed(f"LazyBatchNorm{_count}d", _count),
        f"""A BatchNorm{_count}d that takes its channels from the first input.

        >>> LazyBatchNorm{_count}d()([{_batched}])
        ({_batched})
        >>> norm = LazyBatchNorm{_count}d()
        >>> first = norm([{_batched}])
        >>> norm.running_var
        (5,)
        >>> norm([2, 4, {_SIZES[_count]}])
        SHP203
        >>> LazyBatchNorm{_count}d()([5])
        SHP101
        """,
        weights=lazily(_WEIGHTS, "num_features"),
        adjust=unsettled,
    )


def _instance_normed(name: str, count: int) -> _BatchBody:
    def body(
        *,
        input: Value,
        layer: Instance,
        num_features: Value = None,
        affine: Value,
        track_running_stats: Value,
        **more: Value,
    ) -> Shape:
        shape = check_rank(name, input, (count + 1, count + 2), f"C {_AXES[count]} or N C {_AXES[count]}")
        channels = shape.axis(len(shape.dims) - count - 1)
        if num_features is not None and not shape.open and _counted(affine, track_running_stats):
            check_channels(name, input, num_features, axis=len(shape.dims) - count - 1)
        if num_features is None and _counted(affine, track_running_stats):
            # Whether there is a batch or not, dim 1 of the first input is what is taken.
            settle(layer, more["machine"], input, channels, "channels", taken=shape.axis(1))
        values = UNKNOWN if shape.open else product(shape.dims[-count:])
        _check_measured(name, input, layer, track_running_stats, values, "each channel of a sample")
        return shape

    return body


for _count in (1, 2, 3):
    _batched = f"2, 5, {_SIZES[_count]}"
    declare_layer(
        f"torch.nn.InstanceNorm{_count}d",
        _INSTANCE,
        _instance_normed(f"InstanceNorm{_count}d", _count),
        f"""Normalise every channel of every sample; their number counts only where something is kept for each.

        >>> InstanceNorm{_count}d(5)([{_batched}])
        ({_batched})
        >>> InstanceNorm{_count}d(5)([4, {_SIZES[_count]}])
        (4, {_SIZES[_count]})
        >>> InstanceNorm{_count}d(5, affine=True, track_running_stats=True)([{_batched}])
        ({_batched})
        >>> InstanceNorm{_count}d(5, affine=True)([2, {_SIZES[_count]}, 5])
        SHP201 axis `num_channels` is 7, expected 5
        >>> InstanceNorm{_count}d(5)([2, 5{", 1" * _count}])
        SHP707
        >>> InstanceNorm{_count}d(5)([2])
        SHP101
        >>> InstanceNorm{_count}d(5, affine=True).bias
        (5,)
        >>> InstanceNorm{_count}d(5).weight
        None
        """,
        weights=_WEIGHTS,
    ).construction(_can_be_made)
    declare_layer(
        f"torch.nn.LazyInstanceNorm{_count}d",
        _LAZY,
        _instance_normed(f"LazyInstanceNorm{_count}d", _count),
        f"""An InstanceNorm{_count}d that takes its channels from the first input.

        >>> LazyInstanceNorm{_count}d()([{_batched}])
        ({_batched})
        >>> LazyInstanceNorm{_count}d(affine=False, track_running_stats=False)([5, {_SIZES[_count]}])
        (5, {_SIZES[_count]})
        >>> norm = LazyInstanceNorm{_count}d()
        >>> first = norm([{_batched}])
        >>> norm.weight
        (5,)
        >>> norm([2, 4, {_SIZES[_count]}])
        SHP203
        >>> LazyInstanceNorm{_count}d()([5])
        SHP101
        """,
        weights=lazily(_WEIGHTS, "num_features"),
        adjust=unsettled,
    )


@layer("torch.nn.SyncBatchNorm", weights=_WEIGHTS)
def sync_batch_norm(
    num_features,
    eps=1e-5,
    momentum=0.1,
    affine=True,
    track_running_stats=True,
    process_group=None,
    device=None,
    dtype=None,
    *,
    bias=True,
    input,
):
    """Normalise every channel (dim 1) over the batch of all processes.

    >>> SyncBatchNorm(5)([2, 5, 7])
    (2, 5, 7)
    >>> SyncBatchNorm(5).weight
    (5,)
    >>> SyncBatchNorm(5)([2, 7, 5])
    SHP201
    >>> SyncBatchNorm(5)([5])
    SHP101
    """
    shape = check_least_rank("SyncBatchNorm", input, 2, "N C first")
    if equal(shape.axis(1), 0) is True:
        raise Mismatch("SHP707", "SyncBatchNorm gets {found}, without channels", operand=culprit(input), found=shape)
    if _counted(affine, track_running_stats):
        check_channels("SyncBatchNorm", input, num_features)
    return shape


sync_batch_norm.construction(_can_be_made)


@op("torch.nn.SyncBatchNorm.convert_sync_batchnorm")
def convert_sync_batchnorm(module, process_group=None, *, machine):
    """Give the module with its batch normalisations counting over all processes.

    >>> torch.nn.SyncBatchNorm.convert_sync_batchnorm(nn.Linear(3, 4))([2, 3])
    (2, 4)
    >>> torch.nn.SyncBatchNorm.convert_sync_batchnorm(Sequential(BatchNorm1d(3))).eval()([1, 3])
    (1, 3)
    """
    _count_together(module, machine)
    return changed(module, machine)


def _count_together(module: Value, machine: Machine) -> None:
    if isinstance(module, Instance) and _TOGETHER not in module.slots:
        machine.put(module, _TOGETHER, True)
        for part in parts(module, machine):
            _count_together(part, machine)
