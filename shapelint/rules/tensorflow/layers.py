"""`tf.layers` of TensorFlow 1: layers of Keras, made and called at once by a function."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from shapelint.rules.apply import call_layer, construct
from shapelint.rules.binding import Args
from shapelint.rules.form import REGISTRY, Rule
from shapelint.rules.keras import (
    activation,
    convolution,
    core,
    normalization,
    pooling,
    reshaping,
    separable,
    transposed,
)
from shapelint.rules.machine import Machine
from shapelint.rules.shared.families import declare
from shapelint.rules.values import UNKNOWN, Value

# They declare the layers that are called here.
_MODULES: Final = (activation, convolution, core, normalization, pooling, reshaping, separable, transposed)
_CALL: Final = "inputs, training=None, mask=None"
_KERNEL: Final = "kernel_initializer=None, bias_initializer=None, kernel_regularizer=None, bias_regularizer=None"
_CONSTRAINTS: Final = "kernel_constraint=None, bias_constraint=None"
_LAST: Final = f"activity_regularizer=None, {_CONSTRAINTS}, trainable=True, name=None, reuse=None"
_CONVOLUTION: Final = "filters, kernel_size, strides=1, padding='valid', data_format='channels_last'"
_POOLING: Final = "pool_size, strides, padding='valid', data_format='channels_last', name=None"


def called_at_once(rule: Rule, inputs: Value, arguments: dict[str, Value], machine: Machine) -> Value:
    """What a layer that is made with those of the arguments that it has gives for its inputs.

    Raises BadCall, or Mismatch where the arguments or the inputs do not fit.
    """
    if inputs is None:
        return UNKNOWN
    own = {param.name for param in rule.params}
    made = construct(rule, Args((), {name: value for name, value in arguments.items() if name in own}))
    return call_layer(rule, made, Args((inputs,), {}), None, machine)


def layer_of_keras(short: str, name: str) -> Rule:
    """The declaration of a layer of Keras for a function of TensorFlow's, by whose name it is told."""
    base = REGISTRY[f"keras.layers.{short}"]
    return replace(base, names=(name,), call=base.call or _CALL)


def _declare(name: str, short: str, parameters: str, doc: str) -> None:
    rule = layer_of_keras(short, f"tf.layers.{name}")

    def made(*, machine: Machine, **given: Value) -> Value:
        return called_at_once(rule, given.pop("inputs"), given, machine)

    declare(rule.name, f"inputs, {parameters}", made, doc)


_declare(
    "dense",
    "Dense",
    f"units, activation=None, use_bias=True, {_KERNEL}, {_LAST}",
    """Mix the last axis into so many units.

    >>> @([4, 5], 3)
    (4, 3)
    >>> @([4, 6, 5], 3)
    (4, 6, 3)
    >>> @([5], 3)
    SHP101
    """,
)
_declare(
    "flatten",
    "Flatten",
    "name=None, data_format='channels_last'",
    """Put everything but the batch into one axis.

    >>> @([4, 5, 6])
    (4, 30)
    """,
)
_declare(
    "dropout",
    "Dropout",
    "rate=0.5, noise_shape=None, seed=None, training=False, name=None",
    """Set elements to zero at random; the shape stays.

    >>> @([4, 5])
    (4, 5)
    """,
)
_declare(
    "batch_normalization",
    "BatchNormalization",
    "axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True, beta_initializer=None, gamma_initializer=None, "
    "moving_mean_initializer=None, moving_variance_initializer=None, beta_regularizer=None, gamma_regularizer=None, "
    "beta_constraint=None, gamma_constraint=None, training=False, trainable=True, name=None, reuse=None, renorm=False, "
    "renorm_clipping=None, renorm_momentum=0.99, fused=None, virtual_batch_size=None, adjustment=None",
    """Shift and scale by the mean and the variance of the batch; the shape stays.

    >>> @([4, 5])
    (4, 5)
    >>> @([4, 5, 5, 3], axis=1)
    (4, 5, 5, 3)
    >>> @([4, 5], axis=2)
    SHP502
    """,
)

_CONV: Final = """Slide filters over {count} spatial axes.

    >>> @([2, {sizes}, 3], 8, 3)
    (2, {valid}, 8)
    >>> @([2, {sizes}, 3], 8, 3, padding="same")
    (2, {sizes}, 8)
    >>> @([{sizes}, 3], 8, 3)
    SHP101
    """
_SEPARABLE: Final = """Slide a filter over every channel of its own, then mix the channels.

    >>> @([2, {sizes}, 3], 8, 3)
    (2, {valid}, 8)
    """
_TRANSPOSED: Final = """Turn a convolution round.

    >>> @([2, {sizes}, 3], 8, 3)
    (2, {back}, 8)
    >>> @([2, {sizes}, 3], 8, 3, 2, "same")
    (2, {twice}, 8)
    """
_POOL: Final = """Take the {what} of every window.

    >>> @([2, {sizes}, 3], 2, 2)
    (2, {halves}, 3)
    """


def _with_sizes(doc: str, count: int, **words: str) -> str:
    sizes = {"sizes": 10, "valid": 8, "halves": 5, "back": 12, "twice": 20}
    return doc.format(count=count, **words, **{name: ", ".join([str(n)] * count) for name, n in sizes.items()})


def _over_axes(count: int) -> None:
    """The layers that slide windows over so many axes."""
    last = f"activation=None, use_bias=True, {_KERNEL}, {_LAST}"
    conv = f"{_CONVOLUTION}, dilation_rate=1, {last}"
    _declare(f"conv{count}d", f"Conv{count}D", conv, _with_sizes(_CONV, count))
    if count > 1:
        back = f"{_CONVOLUTION}, {last}"
        _declare(f"conv{count}d_transpose", f"Conv{count}DTranspose", back, _with_sizes(_TRANSPOSED, count))
    if count < 3:
        filters = ", ".join(
            f"{part}_{kind}=None"
            for kind in ("initializer", "regularizer", "constraint")
            for part in ("depthwise", "pointwise", "bias")
        )
        apart = (
            f"{_CONVOLUTION}, dilation_rate=1, depth_multiplier=1, activation=None, use_bias=True, {filters}, "
            "activity_regularizer=None, trainable=True, name=None, reuse=None"
        )
        _declare(f"separable_conv{count}d", f"SeparableConv{count}D", apart, _with_sizes(_SEPARABLE, count))
    for kind, what in (("Max", "largest element"), ("Average", "mean")):
        doc = _with_sizes(_POOL, count, what=what)
        _declare(f"{kind.lower()}_pooling{count}d", f"{kind}Pooling{count}D", _POOLING, doc)


for _count in (1, 2, 3):
    _over_axes(_count)
