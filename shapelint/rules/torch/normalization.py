"""Normalisation layers."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.normed import check_channels, check_normalized, check_rank
from shapelint.rules.values import Value, shape_of, sizes_of
from shapelint.sizes import Shape


def _channel_weights(made: Mapping[str, Value]) -> dict[str, Shape]:
    """The parameters of a layer with one weight per channel, and its running statistics."""
    shape = Shape((size_in(made["num_features"] if "num_features" in made else made["num_channels"]),))
    weights = {} if made["affine"] is False else {"weight": shape, "bias": shape}
    if made["bias"] is False:
        weights.pop("bias", None)
    if made.get("track_running_stats", False) is not False:
        weights |= {"running_mean": shape, "running_var": shape, "num_batches_tracked": Shape(())}
    return weights


@layer("torch.nn.BatchNorm1d", weights=_channel_weights)
def batch_norm1d(
    num_features,
    eps=1e-5,
    momentum=0.1,
    affine=True,
    track_running_stats=True,
    device=None,
    dtype=None,
    bias=True,
    *,
    input,
):
    """Normalise every channel (dim 1) over the batch.

    >>> BatchNorm1d(5)([2, 5])
    (2, 5)
    >>> BatchNorm1d(5)([2, 5, 7])
    (2, 5, 7)
    >>> BatchNorm1d(5)([2, 7, 5])
    SHP201 axis `num_channels` is 7, expected 5
    >>> BatchNorm1d(5)([2, 5, 7, 7])
    SHP101
    >>> BatchNorm1d(5).running_mean
    (5,)
    """
    shape = check_rank("BatchNorm1d", input, (2, 3), "N C or N C L")
    return check_channels("BatchNorm1d", input, num_features, shape=shape)


@layer("torch.nn.BatchNorm2d", weights=_channel_weights)
def batch_norm2d(
    num_features,
    eps=1e-5,
    momentum=0.1,
    affine=True,
    track_running_stats=True,
    device=None,
    dtype=None,
    bias=True,
    *,
    input,
):
    """Normalise every channel (dim 1) over the batch and the last two axes.

    >>> BatchNorm2d(5)([2, 5, 7, 8])
    (2, 5, 7, 8)
    >>> BatchNorm2d(5)([2, 7, 8, 5])
    SHP201 axis `num_channels` is 7, expected 5
    >>> BatchNorm2d(5)([5, 7, 8])
    SHP101
    """
    shape = check_rank("BatchNorm2d", input, (4,), "N C H W")
    return check_channels("BatchNorm2d", input, num_features, shape=shape)


@layer("torch.nn.BatchNorm3d", weights=_channel_weights)
def batch_norm3d(
    num_features,
    eps=1e-5,
    momentum=0.1,
    affine=True,
    track_running_stats=True,
    device=None,
    dtype=None,
    bias=True,
    *,
    input,
):
    """Normalise every channel (dim 1) over the batch and the last three axes.

    >>> BatchNorm3d(5)([2, 5, 7, 8, 9])
    (2, 5, 7, 8, 9)
    >>> BatchNorm3d(5)([2, 5, 7, 8])
    SHP101
    """
    shape = check_rank("BatchNorm3d", input, (5,), "N C D H W")
    return check_channels("BatchNorm3d", input, num_features, shape=shape)


@layer("torch.nn.SyncBatchNorm", weights=_channel_weights)
def sync_batch_norm(
    num_features,
    eps=1e-5,
    momentum=0.1,
    affine=True,
    track_running_stats=True,
    process_group=None,
    device=None,
    dtype=None,
    bias=True,
    *,
    input,
):
    """Normalise every channel (dim 1) over the batch of all processes.

    >>> SyncBatchNorm(5).weight
    (5,)
    """
    return check_channels("SyncBatchNorm", input, num_features)


def _lazy(name: str, ranks: tuple[int, ...], example: str) -> None:
    def lazy(
        eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, bias=True, *, input
    ):
        return check_rank(name, input, ranks, "N C first")

    sizes = example.strip("[]")
    lazy.__doc__ = f"""A {name.removeprefix("Lazy")} that takes its channels from the first input.

    >>> {name}()({example})
    ({sizes})
    >>> {name}()([5])
    SHP101
    """
    layer(f"torch.nn.{name}")(lazy)


_lazy("LazyBatchNorm1d", (2, 3), "[2, 5, 7]")
_lazy("LazyBatchNorm2d", (4,), "[2, 5, 7, 8]")
_lazy("LazyBatchNorm3d", (5,), "[2, 5, 7, 8, 9]")


def _instance_norm(count: int, example: str, wrong: str) -> None:
    name = f"InstanceNorm{count}d"

    def instance_norm(
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=False,
        track_running_stats=False,
        device=None,
        dtype=None,
        bias=True,
        *,
        input,
    ):
        shape = check_rank(name, input, (count + 1, count + 2), f"C or N C, and {count} more")
        if affine is True and not shape.open:
            check_channels(name, input, num_features, axis=len(shape.dims) - count - 1)
        return shape

    instance_norm.__doc__ = f"""Normalise every channel of every sample; only with `affine` is their number checked.

    >>> {name}(5)([{example}])
    ({example})
    >>> {name}(5)([{example[3:]}])
    ({example[3:]})
    >>> {name}(5, affine=True)([{wrong}])
    SHP201
    >>> {name}(5)([2])
    SHP101
    """
    layer(f"torch.nn.{name}", weights=_channel_weights)(instance_norm)


_instance_norm(1, "2, 5, 7", "2, 7, 5")
_instance_norm(2, "2, 5, 7, 8", "2, 7, 8, 5")
_instance_norm(3, "2, 5, 7, 8, 9", "2, 7, 8, 9, 5")


@layer("torch.nn.GroupNorm", weights=_channel_weights)
def group_norm(num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, bias=True, *, input):
    """Normalise groups of channels (dim 1) of every sample.

    >>> GroupNorm(16, 1024)([2, 1024])
    (2, 1024)
    >>> GroupNorm(2, 6)([2, 6, 7, 8])
    (2, 6, 7, 8)
    >>> GroupNorm(16, 1024)([2, 10, 1024])
    SHP201 axis `num_channels` is 10, expected 1024
    >>> GroupNorm(4, 6)
    SHP202 num_channels is 6, which num_groups = 4 does not divide
    >>> GroupNorm(2, 6)([6])
    SHP101
    """
    shape = shape_of(input)
    check_rank("GroupNorm", input, tuple(range(2, max(len(shape.dims), 2) + 1)), "N C first")
    if affine is True:
        check_channels("GroupNorm", input, num_channels)
    elif not shape.open:
        require_divides(num_groups, shape.axis(1), "num_groups", "dim 1 of the input")
    return shape


@group_norm.construction
def _groups_divide(num_groups, num_channels):
    require_divides(num_groups, num_channels, "num_groups", "num_channels")


def _rows(bound: dict[str, Value]) -> dict[str, Value]:
    sizes = sizes_of(bound["normalized_shape"])
    return bound if sizes is None else bound | {"normalized_shape": sizes}


def _normalized_weights(made: Mapping[str, Value]) -> dict[str, Shape]:
    sizes = sizes_of(made["normalized_shape"])
    shape = Shape((), open=True) if sizes is None else Shape(sizes)
    if made["elementwise_affine"] is False:
        return {}
    return {"weight": shape} | ({} if made.get("bias", False) is False else {"bias": shape})


@layer("torch.nn.LayerNorm", weights=_normalized_weights, adjust=_rows)
def layer_norm(normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None, *, input):
    """Normalise the last axes, which have the sizes of `normalized_shape`.

    >>> LayerNorm(5)([2, 3, 5])
    (2, 3, 5)
    >>> LayerNorm((3, 5))([2, 3, 5])
    (2, 3, 5)
    >>> LayerNorm(5)([2, 5, 3])
    SHP201 axis `normalized_shape` is 3, expected 5
    >>> LayerNorm((3, 5))([5])
    SHP101
    >>> LayerNorm((3, 5)).weight
    (3, 5)
    """
    return check_normalized("LayerNorm", input, normalized_shape)


@layer("torch.nn.RMSNorm", weights=_normalized_weights, adjust=_rows)
def rms_norm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None, *, input):
    """Divide the last axes by their root mean square.

    >>> RMSNorm(5)([2, 3, 5])
    (2, 3, 5)
    >>> RMSNorm(5)([2, 6])
    SHP201 axis `normalized_shape` is 6, expected 5
    >>> RMSNorm(5).weight
    (5,)
    """
    return check_normalized("RMSNorm", input, normalized_shape)


@layer("torch.nn.LocalResponseNorm", "N C *rest -> N C *rest", code="SHP101")
def local_response_norm(size, alpha=1e-4, beta=0.75, k=1.0):
    """Normalise every channel by its neighbours.

    >>> LocalResponseNorm(2)([2, 5, 7])
    (2, 5, 7)
    """
