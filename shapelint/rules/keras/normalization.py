"""Normalisation: every shape stays as it is."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.operands import axes_in, culprit, is_int
from shapelint.rules.values import UNKNOWN, Tensor, Value, shape_of
from shapelint.sizes import Shape, Size, less


def _named_axes(x: Value, axis: Value) -> Value:
    """The sizes of the axes that have weights of their own.  Raises Mismatch SHP502."""
    axes = axes_in(axis)
    if axes is None:
        return UNKNOWN
    places = [check_axis(x, each, least=0) for each in axes]
    if None not in places and len(set(places)) < len(places):
        raise Mismatch("SHP502", "{axes} names an axis of {shape} twice", axes=axes, shape=shape_of(x))
    if list(axes) != sorted(axes):  # some versions sort them first
        return UNKNOWN
    return tuple(shape_of(x).axis(each) for each in axes)


def _one_axis(x: Value, axis: Value) -> Size:
    sizes = _named_axes(x, axis)
    return sizes[0] if isinstance(sizes, tuple) and len(sizes) == 1 else UNKNOWN


@layer(
    "keras.layers.BatchNormalization",
    "*axes",
    weights={
        "gamma": "size if scale",
        "beta": "size if center",
        "moving_mean": "size",
        "moving_variance": "size",
        "moving_stddev": "size if renorm",
        "renorm_mean": "size if renorm",
        "renorm_stddev": "size if renorm",
    },
    call="inputs, training=None, mask=None",
)
def batch_normalization(
    axis=-1,
    momentum=0.99,
    epsilon=0.001,
    center=True,
    scale=True,
    beta_initializer="zeros",
    gamma_initializer="ones",
    moving_mean_initializer="zeros",
    moving_variance_initializer="ones",
    beta_regularizer=None,
    gamma_regularizer=None,
    beta_constraint=None,
    gamma_constraint=None,
    renorm=False,
    renorm_clipping=None,
    renorm_momentum=0.99,
    synchronized=False,
    *,
    inputs,
    axes,
):
    """Centre and scale every channel by the samples of the batch.

    >>> BatchNormalization()([2, 5, 4])
    (2, 5, 4)
    >>> BatchNormalization(axis=4)([2, 5, 4])
    SHP502
    """
    axes["size"] = _one_axis(inputs, axis)
    return shape_of(inputs)


@layer(
    "keras.layers.LayerNormalization",
    "*axes",
    weights={"gamma": "*sizes if scale", "beta": "*sizes if center"},
)
def layer_normalization(
    axis=-1,
    epsilon=0.001,
    center=True,
    scale=True,
    beta_initializer="zeros",
    gamma_initializer="ones",
    beta_regularizer=None,
    gamma_regularizer=None,
    beta_constraint=None,
    gamma_constraint=None,
    *,
    inputs,
    axes,
):
    """Centre and scale every sample.

    >>> LayerNormalization()([2, 5, 4])
    (2, 5, 4)
    >>> LayerNormalization(axis=(1, 2))([2, 5, 4])
    (2, 5, 4)
    >>> LayerNormalization(axis=3)([2, 5, 4])
    SHP502
    """
    axes["sizes"] = _named_axes(inputs, axis)
    return shape_of(inputs)


@layer(
    "keras.layers.GroupNormalization",
    "*axes",
    weights={"gamma": "size if scale", "beta": "size if center"},
)
def group_normalization(
    groups=32,
    axis=-1,
    epsilon=0.001,
    center=True,
    scale=True,
    beta_initializer="zeros",
    gamma_initializer="ones",
    beta_regularizer=None,
    gamma_regularizer=None,
    beta_constraint=None,
    gamma_constraint=None,
    *,
    inputs,
    axes,
):
    """Centre and scale groups of channels of every sample.

    >>> GroupNormalization(2)([2, 5, 4])
    (2, 5, 4)
    >>> GroupNormalization(3)([2, 5, 4])
    SHP202
    >>> GroupNormalization()([2, 5, 4])
    SHP202
    >>> GroupNormalization(2, axis=1)([2, 4, 5])
    (2, 4, 5)
    >>> GroupNormalization(2)([4])
    SHP101
    """
    shape = shape_of(inputs)
    if not shape.open and len(shape.dims) < 2:
        raise Mismatch(
            "SHP101",
            "GroupNormalization expects at least 2 axes, gets {found}",
            operand=culprit(inputs),
            found=str(shape),
        )
    size = axes["size"] = _one_axis(inputs, axis)
    if not (is_int(groups) and groups == -1):
        if less(size, groups) is True if not isinstance(groups, str) else False:
            raise Mismatch(
                "SHP202",
                "{groups} groups are more than the {size} channels",
                operand=inputs if isinstance(inputs, Tensor) else None,
                groups=groups,
                size=size,
            )
        require_divides(groups, size, "groups", "the number of channels")
    return shape_of(inputs)


@group_normalization.construction
def check_groups(groups):
    """At least one group, or -1: as many as there are channels.  Raises Mismatch SHP707."""
    if not is_int(groups) or groups != -1:
        require_at_least(1, "groups", groups)


@layer("keras.layers.UnitNormalization", "*axes")
def unit_normalization(axis=-1, *, inputs):
    """Scale every sample to length one.

    >>> UnitNormalization()([2, 5])
    (2, 5)
    >>> UnitNormalization(axis=(1, 2))([2, 5, 3])
    (2, 5, 3)
    >>> UnitNormalization(axis=2)([2, 5])
    SHP502
    """
    for each in axes_in(axis) or ():
        check_axis(inputs, each)
    shape = shape_of(inputs)
    return Shape((1,)) if shape == Shape(()) else shape  # a number counts as one of a row


@layer("keras.layers.RMSNormalization", "*axes", weights={"scale": "*sizes"})
def rms_normalization(axis=-1, epsilon=1e-06, *, inputs, axes):
    """Scale every sample by the root of its mean square.

    >>> RMSNormalization()([2, 5])
    (2, 5)
    >>> RMSNormalization(axis=2)([2, 5])
    SHP502
    """
    axes["sizes"] = _named_axes(inputs, axis)
    return shape_of(inputs)


@layer("keras.layers.SpectralNormalization", call="inputs, training=False", least={"power_iterations": 1})
def spectral_normalization(layer, power_iterations=1, *, inputs, machine):
    """Run a layer with its kernel scaled.

    >>> SpectralNormalization(Dense(3))([2, 5])
    (2, 3)
    """
    return machine.call(layer, (inputs,))
