"""`tf.contrib.layers`, which is TF-Slim: layers by function, whose defaults `arg_scope` may set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.axes import check_axis, check_rank
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.tensorflow.layers import called_at_once, layer_of_keras
from shapelint.rules.tensorflow.scoped_defaults import with_defaults
from shapelint.rules.tensorflow.sliding import channels_first
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Value, items_of
from shapelint.sizes import Shape

_TAIL: Final = "outputs_collections=None, scope=None"
_LAST: Final = (
    "activation_fn=None, normalizer_fn=None, normalizer_params=None, weights_initializer=None, "
    "{more}weights_regularizer=None, biases_initializer=None, biases_regularizer=None, reuse=None, "
    "variables_collections=None, outputs_collections=None, trainable=True, scope=None"
)
# What slim calls the arguments of Keras's layers, and its defaults of those that decide about a shape.
_KERAS: Final = {
    "num_outputs": ("units", "filters"),
    "kernel_size": ("kernel_size", "pool_size"),
    "stride": ("strides",),
    "padding": ("padding",),
    "rate": ("dilation_rate",),
    "depth_multiplier": ("depth_multiplier",),
}
_LEAST: Final = {"units": 0, "filters": 0, "pool_size": -(1 << 30)}  # where slim asks for less than Keras


def _names(name: str) -> tuple[str, ...]:
    return f"tf.contrib.layers.{name}", f"tf.contrib.slim.{name}"


def _declare(
    name: str, short: str, parameters: str, doc: str, rank: int | None = None, unmixed: str | None = None
) -> None:
    """A layer that is Keras's `short`.

    rank: of its inputs, where that is fixed; unmixed: Keras's layer where None is asked for as the number of outputs.
    """
    full = _names(name)
    mixing = layer_of_keras(short, full[0])
    mixing = replace(mixing, least={name: _LEAST.get(name, least) for name, least in mixing.least.items()})
    alone = layer_of_keras(unmixed, full[0]) if unmixed is not None else mixing

    def made(*, machine: Machine, **given: Value) -> Value:
        if rank is not None:
            check_rank(given["inputs"], name, rank, rank, "batch … channels")
        own = {keyword: given[mine] for mine, keywords in _KERAS.items() for keyword in keywords if mine in given}
        rule = alone if given.get("num_outputs", UNKNOWN) is None else mixing
        return called_at_once(rule, given["inputs"], own | _format(given), machine)

    declare(full, f"inputs, {parameters}", made, doc, around=with_defaults)


def _format(given: Mapping[str, Value]) -> dict[str, Value]:
    if "data_format" not in given:
        return {}
    first = channels_first(given["data_format"])
    return {"data_format": UNKNOWN if first is None else "channels_first" if first else "channels_last"}


_DENSE: Final = """Mix the last axis into so many units.

    >>> @([4, 5], 3)
    (4, 3)
    >>> @([5], 3)
    SHP101
    """
for _name in ("fully_connected", "linear", "relu", "relu6"):
    _declare(_name, "Dense", f"num_outputs, {_LAST.format(more='')}", _DENSE)
_declare(
    "flatten",
    "Flatten",
    _TAIL,
    """Put everything but the batch into one axis.

    >>> @([4, 5, 6])
    (4, 30)
    """,
)
_CONV: Final = """Slide filters over {count} spatial axes.

    >>> @([2, {sizes}, 3], 8, 3)
    (2, {sizes}, 8)
    >>> @([2, {sizes}, 3], 8, 3, padding="VALID")
    (2, {valid}, 8)
    >>> @([2, {sizes}, 3], 8, 3, stride=2)
    (2, {halves}, 8)
    >>> @([{sizes}, 3], 8, 3)
    SHP101
    """
_BACK: Final = """Turn a convolution round.

    >>> @([2, {sizes}, 3], 8, 3, 2)
    (2, {twice}, 8)
    """
_POOL: Final = """Take the {what} of every window.

    >>> @([2, {sizes}, 3], 2)
    (2, {halves}, 3)
    >>> @([2, {sizes}, 3], 3, 2, "SAME")
    (2, {halves}, 3)
    """


def _with_sizes(doc: str, count: int, what: str = "") -> str:
    sizes = {"sizes": 10, "valid": 8, "halves": 5, "twice": 20}
    return doc.format(count=count, what=what, **{name: ", ".join([str(n)] * count) for name, n in sizes.items()})


def _over_axes(count: int) -> None:
    form = "NHWC" if count == 2 else "NDHWC"
    last = _LAST.format(more="")
    window = "num_outputs, kernel_size, stride=1, padding='SAME'"
    conv = f"{window}, data_format=None, rate=1, {last}"
    _declare(f"conv{count}d", f"Conv{count}D", conv, _with_sizes(_CONV, count), count + 2)
    if count == 1:
        return
    back = f"{window}, data_format='{form}', {last}"
    _declare(f"conv{count}d_transpose", f"Conv{count}DTranspose", back, _with_sizes(_BACK, count), count + 2)
    for kind, what in (("max", "largest element"), ("avg", "mean")):
        short = "Max" if kind == "max" else "Average"
        pool = f"kernel_size, stride=2, padding='VALID', data_format='{form}', {_TAIL}"
        _declare(f"{kind}_pool{count}d", f"{short}Pooling{count}D", pool, _with_sizes(_POOL, count, what), count + 2)


for _count in (1, 2, 3):
    _over_axes(_count)


_declare(
    "separable_conv2d",
    "SeparableConv2D",
    "num_outputs, kernel_size, depth_multiplier=1, stride=1, padding='SAME', data_format='NHWC', rate=1, "
    + _LAST.format(more="pointwise_initializer=None, "),
    """Slide a filter over every channel of its own, then mix the channels, if so many are asked for.

    >>> @([2, 10, 10, 3], 8, 3)
    (2, 10, 10, 8)
    >>> @([2, 10, 10, 3], None, 3, 2)
    (2, 10, 10, 6)
    """,
    4,
    unmixed="DepthwiseConv2D",
)
_SAME: Final = """Leave the shape as it is.

    >>> @([4, 5, 5, 6])
    (4, 5, 5, 6)
    """


def _keeping(name: str, parameters: str, least: int) -> None:
    """A layer that keeps the shape of what has at least so many axes."""
    declare(_names(name), f"inputs, {parameters}", lambda inputs: check_rank(inputs, name, least), _SAME,
            around=with_defaults)  # fmt: skip


_MORE: Final = "activation_fn=None, *args, **kwargs"
_keeping("dropout", f"keep_prob=0.5, noise_shape=None, is_training=True, {_TAIL}, seed=None", 0)
_keeping("batch_norm", f"decay=0.999, center=True, scale=False, epsilon=0.001, {_MORE}", 1)
_keeping("layer_norm", f"center=True, scale=True, {_MORE}", 2)
_keeping("instance_norm", f"center=True, scale=True, epsilon=1e-06, {_MORE}", 2)
_keeping("bias_add", _MORE, 2)
_keeping("softmax", "scope=None", 2)


@op(_names("one_hot_encoding"), least={"num_classes": 0})
def one_hot_encoding(labels, num_classes, on_value=1.0, off_value=0.0, outputs_collections=None, scope=None):
    """Turn every label into a row of numbers, one of which is on.

    >>> one_hot_encoding(ints[5], 10)
    (5, 10)
    """
    shape = measured(labels)
    return Shape((*shape.dims, size_in(num_classes)), shape.open)


@op(_names("repeat"))
def repeat(inputs, repetitions, layer, *args, machine, **kwargs):
    """Call a layer so many times, each time on what it gave before.

    >>> repeat([2, 5], 3, fully_connected, 4)
    (2, 4)
    """
    if not isinstance(repetitions, int) or repetitions > 64:
        return UNKNOWN
    for _ in range(repetitions):
        inputs = machine.call(layer, (inputs, *args), {**kwargs, "scope": UNKNOWN})
    return inputs


@op(_names("stack"))
def stack(inputs, layer, stack_args, *, machine, **kwargs):
    """Call a layer once for each of some arguments, each time on what it gave before.

    >>> stack([2, 5], fully_connected, (4, 7))
    (2, 7)
    """
    rows = items_of(stack_args)
    for row in rows or ():
        args = items_of(row)
        inputs = machine.call(layer, (inputs, *((row,) if args is None else args)), {**kwargs, "scope": UNKNOWN})
    return UNKNOWN if rows is None else inputs


@op(_names("maxout"), least={"num_units": 1})
def maxout(inputs, num_units, axis=-1, scope=None):
    """Take the largest of every group of channels.

    >>> maxout([2, 5, 6], 3)
    (2, 5, 3)
    >>> maxout([2, 5, 6], 4)
    SHP202
    """
    shape, count = measured(inputs), size_in(num_units)
    if check_axis(inputs, axis, least=0) is None:
        return UNKNOWN_SHAPE
    require_divides(count, shape.axis(axis), "num_units", "the number of channels")
    return shape.replace(axis, count)
