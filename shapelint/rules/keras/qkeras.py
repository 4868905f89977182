"""QKeras: quantised layers have the shapes of the layers that they quantise."""

from __future__ import annotations

from types import FunctionType
from typing import Final

from shapelint.rules.form import REGISTRY, Rule, layer
from shapelint.rules.keras import convolution, core, normalization, pooling, recurrent, separable, transposed

# They declare the layers that are quantised here.
_MODULES: Final = (convolution, core, normalization, pooling, recurrent, separable, transposed)
_LAYERS: Final = {
    "QDense": ("Dense", "(7)([2, 5])", "(2, 7)"),
    "QConv1D": ("Conv1D", "(8, 3)([2, 10, 4])", "(2, 8, 8)"),
    "QConv2D": ("Conv2D", "(16, (3, 3), kernel_quantizer='quantized_bits(6,0,1)')([2, 9, 9, 3])", "(2, 7, 7, 16)"),
    "QConv2DTranspose": ("Conv2DTranspose", "(8, 3, strides=2)([2, 9, 9, 3])", "(2, 19, 19, 8)"),
    "QConv2DBatchnorm": ("Conv2D", "(8, 3)([2, 9, 9, 3])", "(2, 7, 7, 8)"),
    "QDepthwiseConv2D": ("DepthwiseConv2D", "(3)([2, 9, 9, 3])", "(2, 7, 7, 3)"),
    "QSeparableConv1D": ("SeparableConv1D", "(8, 3)([2, 9, 3])", "(2, 7, 8)"),
    "QSeparableConv2D": ("SeparableConv2D", "(8, 3)([2, 9, 9, 3])", "(2, 7, 7, 8)"),
    "QAveragePooling2D": ("AveragePooling2D", "(2)([2, 9, 9, 3])", "(2, 4, 4, 3)"),
    "QGlobalAveragePooling2D": ("GlobalAveragePooling2D", "()([2, 9, 9, 3])", "(2, 3)"),
    "QBatchNormalization": ("BatchNormalization", "()([2, 5])", "(2, 5)"),
    "QSimpleRNN": ("SimpleRNN", "(3)([2, 7, 5])", "(2, 3)"),
    "QLSTM": ("LSTM", "(3)([2, 7, 5])", "(2, 3)"),
    "QGRU": ("GRU", "(3)([2, 7, 5])", "(2, 3)"),
}
_DOC: Final = """Do what `{base}` does, with numbers of few bits.

    >>> {name}{call}
    {after}
    """


def _declare(name: str, base: Rule, doc: str) -> Rule:
    made = base.body
    assert isinstance(made, FunctionType)
    body = FunctionType(made.__code__, made.__globals__, made.__name__, made.__defaults__, made.__closure__)
    body.__kwdefaults__, body.__doc__ = made.__kwdefaults__, doc
    return layer(
        f"qkeras.{name}",
        base.pattern,
        call=base.call,
        weights=base.weights,
        legacy=base.legacy,
        adjust=base.adjust,
    )(body)


LAYERS: Final = tuple(
    _declare(name, REGISTRY[f"keras.layers.{base}"], _DOC.format(base=base, name=name, call=call, after=after))
    for name, (base, call, after) in _LAYERS.items()
)


@layer("qkeras.QActivation", "*axes -> *axes")
def quantised_activation(activation):
    """Apply a quantised function to every number.

    >>> QActivation("quantized_relu(6)")([2, 3])
    (2, 3)
    """


@layer("qkeras.QAdaptiveActivation", "*axes -> *axes")
def adaptive_activation(activation, total_bits=8):
    """Apply a quantised function whose range is learnt.

    >>> QAdaptiveActivation("quantized_relu", 8)([2, 3])
    (2, 3)
    """
