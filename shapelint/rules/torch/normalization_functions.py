"""Normalisation functions, whose weights are arguments."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.torch.normed import check_channels, check_normalized, check_rank
from shapelint.rules.values import UNKNOWN, Value, shape_of


def _channels_of(*weights: Value) -> Value:
    """The number of channels by the first weight that is given."""
    given = next((weight for weight in weights if weight is not None), None)
    return UNKNOWN if given is None else shape_of(given).axis(0)


@op("torch.nn.functional.batch_norm")
def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """Normalise every channel (dim 1) over the batch.

    >>> batch_norm([2, 5, 7], [5], [5])
    (2, 5, 7)
    >>> batch_norm([2, 7, 5], [5], [5])
    SHP201
    """
    return check_channels("batch_norm", input, _channels_of(running_mean, running_var, weight, bias))


@op("torch.nn.functional.instance_norm")
def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-5,
):
    """Normalise every channel of every sample.

    >>> instance_norm([2, 5, 7])
    (2, 5, 7)
    """
    return shape_of(input)


@op("torch.nn.functional.group_norm")
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    """Normalise groups of channels (dim 1) of every sample.

    >>> group_norm([2, 6, 7], 3)
    (2, 6, 7)
    >>> group_norm([2, 6, 7], 4)
    SHP202
    >>> group_norm([2, 6, 7], 3, [7])
    SHP201
    """
    shape = shape_of(input)
    check_rank("group_norm", input, tuple(range(2, max(len(shape.dims), 2) + 1)), "N C first")
    if not shape.open:
        require_divides(num_groups, shape.axis(1), "num_groups", "dim 1 of the input")
    return check_channels("group_norm", input, _channels_of(weight, bias))


@op("torch.nn.functional.layer_norm")
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Normalise the last axes.

    >>> layer_norm([2, 3, 5], (3, 5))
    (2, 3, 5)
    >>> layer_norm([2, 3, 5], (3,))
    SHP201
    """
    return check_normalized("layer_norm", input, normalized_shape)


@op("torch.nn.functional.rms_norm")
def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Divide the last axes by their root mean square.

    >>> rms_norm([2, 3, 5], (5,))
    (2, 3, 5)
    >>> rms_norm([2, 3, 5], (3,))
    SHP201
    """
    return check_normalized("rms_norm", input, normalized_shape)


@op("torch.nn.functional.local_response_norm")
def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    """Normalise every channel by its neighbours.

    >>> local_response_norm([2, 5, 7], 2)
    (2, 5, 7)
    """
    return shape_of(input)


@op("torch.nn.functional.normalize")
def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    """Divide by the norm along an axis.

    >>> normalize([2, 3])
    (2, 3)
    >>> normalize([3], dim=0)
    (3,)
    >>> normalize([3])
    SHP502
    """
    check_axis(input, dim, name="dim")
    return shape_of(input)
