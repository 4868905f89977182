"""Normalisation of channels over the batch, or over each sample by itself: functions, whose weights are arguments."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_least_rank, check_several, check_weight, values_of_channel
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape, product


@op("torch.nn.functional.batch_norm")
def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    """Normalise every channel (dim 1) over the batch.

    >>> batch_norm([2, 5, 7], [5], [5])
    (2, 5, 7)
    >>> batch_norm([2, 5], None, None, [5], [5], True)
    (2, 5)
    >>> batch_norm([2, 5, 7, 8], [5], [5], weight=[5], bias=[5], training=True)
    (2, 5, 7, 8)
    >>> batch_norm([2, 7, 5], [5], [5])
    SHP201
    >>> batch_norm([1, 5], [5], [5], training=True)
    SHP707
    >>> batch_norm([2, 5], None, None)
    SHP706
    """
    return _batch_normed(input, running_mean, running_var, weight, bias, training)


def _batch_normed(input: Value, mean: Value, var: Value, weight: Value, bias: Value, training: Value) -> Shape:
    shape = check_least_rank("batch_norm", input, 2, "N C first")
    if training is True:
        check_several("batch_norm", input, values_of_channel(shape), "each channel")
    _check_statistics("batch_norm", mean, var, needed=training is False)
    given = {"weight": weight, "bias": bias, "running_mean": mean, "running_var": var}
    _check_channel_weights("batch_norm", shape, given)
    return shape


def _check_statistics(name: str, mean: Value, var: Value, *, needed: bool) -> None:
    """Running statistics are given both or not at all, and both where nothing is counted anew.

    Raises Mismatch SHP706.
    """
    missing = [each for each, value in (("running_mean", mean), ("running_var", var)) if value is None]
    given = [value for value in (mean, var) if value is not None]
    if missing and (needed or (len(missing) == 1 and isinstance(given[0], Tensor))):
        raise Mismatch("SHP706", "{name} needs {missing}", name=name, missing=" and ".join(missing))


def _check_channel_weights(name: str, shape: Shape, given: dict[str, Value]) -> None:
    channels = UNKNOWN if shape.open else shape.dims[1]
    for each, weight in given.items():
        check_weight(name, each, weight, Shape((channels,)), alike=False)


@op("torch.batch_norm")
def torch_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, cudnn_enabled):
    """Normalise every channel (dim 1) over the batch.

    >>> torch.batch_norm([2, 5, 7], [5], [5], [5], [5], False, 0.1, 1e-5, False)
    (2, 5, 7)
    >>> torch.batch_norm([2, 5, 7], None, None, None, None, True, 0.1, 1e-5, False)
    (2, 5, 7)
    >>> torch.batch_norm([2, 7, 5], [5], [5], [5], [5], False, 0.1, 1e-5, False)
    SHP201
    """
    return _batch_normed(input, running_mean, running_var, weight, bias, UNKNOWN if training is True else training)


@op("torch.native_batch_norm")
def native_batch_norm(input, weight, bias, running_mean, running_var, training, momentum, eps, *, out=None):
    """Normalise every channel (dim 1) over the batch, and give what the gradients need.

    PyTorch does not look at the weights here, and may crash: the examples are for our world alone.

    >>> torch.native_batch_norm([N, 5, 7], [5], [5], [5], [5], True, 0.1, 1e-5)
    (('N', 5, 7), (5,), (5,))
    >>> torch.native_batch_norm([N, 5, 7], [5], [5], [5], [5], False, 0.1, 1e-5)
    (('N', 5, 7), (0,), (0,))
    >>> torch.native_batch_norm([N], [5], [5], [5], [5], True, 0.1, 1e-5)
    SHP101
    """
    shape = check_least_rank("native_batch_norm", input, 2, "N C first")
    channels = Shape((shape.axis(1) if training is True else 0 if training is False else UNKNOWN,))
    return shape, channels, channels


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
    """Normalise every channel (dim 1) of every sample.

    >>> instance_norm([2, 5, 7])
    (2, 5, 7)
    >>> instance_norm([2, 5, 7, 8], weight=[5], bias=[5])
    (2, 5, 7, 8)
    >>> instance_norm([2, 5, 7], [5], [5], use_input_stats=False)
    (2, 5, 7)
    >>> instance_norm([2, 5, 7], weight=[4])
    SHP201
    >>> instance_norm([2, 5, 1])
    SHP707
    >>> instance_norm([2, 5, 7], use_input_stats=False)
    SHP706
    """
    shape = shape_of(input)
    if use_input_stats is True and not shape.open:
        check_several("instance_norm", input, product(shape.dims[2:]), "each channel of a sample")
    return _instance_normed(input, running_mean, running_var, weight, bias, use_input_stats)


def _instance_normed(input: Value, mean: Value, var: Value, weight: Value, bias: Value, anew: Value) -> Shape:
    shape = check_least_rank("instance_norm", input, 2, "N C first")
    _check_statistics("instance_norm", mean, var, needed=anew is False)
    given = {"weight": weight, "bias": bias, "running_mean": mean, "running_var": var}
    for name, value in given.items():
        _check_vector("instance_norm", name, value, scalar=anew is not True or not name.startswith("running"))
    _check_channel_weights("instance_norm", shape, given)
    return shape


def _check_vector(function: str, name: str, weight: Value, *, scalar: bool) -> None:
    """What is repeated for every sample has one axis; scalar: or none.

    Raises Mismatch SHP101 where it certainly has not.
    """
    shape = shape_of(weight)
    if weight is not None and (len(shape.dims) > 1 or (shape == Shape(()) and not scalar)):
        raise Mismatch(
            "SHP101",
            "{function} expects a {name} of one axis, gets {found}",
            operand=culprit(weight),
            function=function,
            name=name,
            found=shape,
        )


@op("torch.instance_norm")
def torch_instance_norm(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, cudnn_enabled):
    """Normalise every channel (dim 1) of every sample.

    >>> torch.instance_norm([2, 5, 7], None, None, None, None, True, 0.1, 1e-5, False)
    (2, 5, 7)
    >>> torch.instance_norm([2, 5, 7], [5], [5], [5], [5], False, 0.1, 1e-5, False)
    (2, 5, 7)
    >>> torch.instance_norm([2, 5, 7], [4], [4], None, None, True, 0.1, 1e-5, False)
    SHP201
    """
    return _instance_normed(input, running_mean, running_var, weight, bias, use_input_stats)
