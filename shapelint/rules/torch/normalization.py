"""Normalisation layers that do not look at the batch."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import require_at_least, require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.normed import check_channels, check_grouped, check_least_rank, check_normalized, check_rank
from shapelint.rules.values import Value, sizes_of
from shapelint.sizes import at_most, equal


@layer("torch.nn.GroupNorm", weights={"weight": "num_channels if affine", "bias": "num_channels if affine and bias"})
def group_norm(num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *, bias=True, input):
    """Normalise groups of channels (dim 1) of every sample.

    >>> GroupNorm(16, 1024)([2, 1024])
    (2, 1024)
    >>> GroupNorm(2, 6)([2, 6, 7, 8])
    (2, 6, 7, 8)
    >>> GroupNorm(3, 6, affine=False)([2, 9, 7])
    (2, 9, 7)
    >>> GroupNorm(16, 1024)([2, 10, 1024])
    SHP201 axis `num_channels` is 10, expected 1024
    >>> GroupNorm(4, 6)
    SHP202 num_channels is 6, which num_groups = 4 does not divide
    >>> GroupNorm(2, 6)([6])
    SHP101
    >>> GroupNorm(6, 6)([1, 6])
    SHP707
    """
    check_least_rank("GroupNorm", input, 2, "N C first")
    if affine is True:
        check_channels("GroupNorm", input, num_channels, first=False)
    return check_grouped("GroupNorm", input, num_groups)


@group_norm.construction
def _groups_divide(num_groups, num_channels, affine):
    if equal(size_in(num_groups), 0) is True:
        require_at_least(1, "num_groups", num_groups)
    if affine is True:
        require_at_least(0, "num_channels", num_channels)
    require_divides(num_groups, num_channels, "num_groups", "num_channels")


def _rows(bound: dict[str, Value]) -> dict[str, Value]:
    sizes = sizes_of(bound["normalized_shape"])
    return bound if sizes is None else bound | {"normalized_shape": sizes}


_SCALE = {"weight": "*normalized_shape if elementwise_affine"}


@layer(
    "torch.nn.LayerNorm", weights=_SCALE | {"bias": "*normalized_shape if elementwise_affine and bias"}, adjust=_rows
)
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
    >>> LayerNorm(())([5])
    SHP101
    >>> LayerNorm((3, 5)).weight
    (3, 5)
    >>> LayerNorm((3, 5), bias=False).bias
    None
    """
    return check_normalized("LayerNorm", input, normalized_shape)


@layer_norm.construction
def _can_be_made(normalized_shape, elementwise_affine):
    if elementwise_affine is True:
        require_at_least(0, "normalized_shape", normalized_shape)


@layer("torch.nn.RMSNorm", weights=_SCALE, adjust=_rows)
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


rms_norm.construction(_can_be_made)


@layer("torch.nn.LocalResponseNorm", least={"size": 1})
def local_response_norm(size, alpha=1e-4, beta=0.75, k=1.0, *, input):
    """Normalise every channel by its neighbours.

    >>> LocalResponseNorm(2)([2, 5, 7])
    (2, 5, 7)
    >>> LocalResponseNorm(2)([2, 5, 7, 8])
    (2, 5, 7, 8)
    >>> LocalResponseNorm(2)([2, 5])
    SHP101
    """
    return check_least_rank("LocalResponseNorm", input, 3, "N C first")


@layer("torch.nn.CrossMapLRN2d")
def cross_map_norm(size, alpha=1e-4, beta=0.75, k=1, *, input):
    """Normalise every channel of an image by its neighbours.

    >>> CrossMapLRN2d(5)([2, 6, 7, 8])
    (2, 6, 7, 8)
    >>> CrossMapLRN2d(2, alpha=0.5, k=2)([1, 3, 4, 4])
    (1, 3, 4, 4)
    >>> CrossMapLRN2d(5)([6, 7, 8])
    SHP101
    >>> CrossMapLRN2d(0)([2, 6, 7, 8])
    SHP707
    """
    if equal(size, 0) or at_most(size, -3):  # -1 and -2 are taken, whatever they mean
        require_at_least(1, "size", size)
    return check_rank("CrossMapLRN2d", input, (4,), "N C H W")
