"""Activations: layers and functions that keep the shape of their input."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.families import shape_keeping_layer, unchanged
from shapelint.rules.values import Value, shape_of
from shapelint.sizes import Shape

# Layer, its signature, what it does, the arguments of the example.
_LAYERS: Final = (
    ("ReLU", "inplace=False", "What is positive, else 0.", ""),
    ("ReLU6", "inplace=False", "What is positive, at most 6.", ""),
    ("RReLU", "lower=1/8, upper=1/3, inplace=False", "ReLU with a random slope below 0.", ""),
    ("LeakyReLU", "negative_slope=0.01, inplace=False", "ReLU with a slope below 0.", "0.2"),
    ("ELU", "alpha=1.0, inplace=False", "ReLU with an exponential below 0.", ""),
    ("CELU", "alpha=1.0, inplace=False", "A differentiable ELU.", ""),
    ("SELU", "inplace=False", "An ELU that normalises itself.", ""),
    ("GELU", "approximate='none'", "The input by the normal distribution's cumulated density.", ""),
    ("SiLU", "inplace=False", "The input times its sigmoid.", ""),
    ("Mish", "inplace=False", "The input times the tanh of its softplus.", ""),
    ("Sigmoid", "*args, input, **kwargs", "Values between 0 and 1.", ""),
    ("Tanh", "*args, input, **kwargs", "Values between -1 and 1.", ""),
    ("LogSigmoid", "*args, input, **kwargs", "The logarithm of the sigmoid.", ""),
    ("Softsign", "*args, input, **kwargs", "The input over one plus its magnitude.", ""),
    ("Tanhshrink", "*args, input, **kwargs", "The input minus its tanh.", ""),
    ("Softplus", "beta=1.0, threshold=20.0", "A smooth ReLU.", ""),
    ("Softshrink", "lambd=0.5", "The input drawn towards 0.", ""),
    ("Hardshrink", "lambd=0.5", "The input, with what is near 0 made 0.", ""),
    (
        "Hardtanh",
        "min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None",
        "The input cut at both ends.",
        "",
    ),
    ("Hardsigmoid", "inplace=False", "A sigmoid made of straight lines.", ""),
    ("Hardswish", "inplace=False", "A SiLU made of straight lines.", ""),
    ("Threshold", "threshold, value, inplace=False", "The input, or `value` below the threshold.", "0.1, 20"),
    ("Dropout", "p=0.5, inplace=False", "Values made 0 by chance.", "0.2"),
    ("Dropout2d", "p=0.5, inplace=False", "Whole channels of height and width made 0 by chance.", ""),
    ("Dropout3d", "p=0.5, inplace=False", "Whole channels of three axes made 0 by chance.", ""),
    ("AlphaDropout", "p=0.5, inplace=False", "Dropout that keeps mean and variance.", ""),
    ("FeatureAlphaDropout", "p=0.5, inplace=False", "Alpha dropout of whole channels.", ""),
)
for _name, _signature, _sentence, _example in _LAYERS:
    shape_keeping_layer(_name, _signature, _sentence, _example)

# Function, its signature, what it does.
_FUNCTIONS: Final = (
    ("relu6", "input, inplace=False", "What is positive, at most 6."),
    ("hardtanh", "input, min_val=-1.0, max_val=1.0, inplace=False", "The input cut at both ends."),
    ("hardsigmoid", "input, inplace=False", "A sigmoid made of straight lines."),
    ("hardswish", "input, inplace=False", "A SiLU made of straight lines."),
    ("hardshrink", "input, lambd=0.5", "The input, with what is near 0 made 0."),
    ("softshrink", "input, lambd=0.5", "The input drawn towards 0."),
    ("silu", "input, inplace=False", "The input times its sigmoid."),
    ("mish", "input, inplace=False", "The input times the tanh of its softplus."),
    ("elu", "input, alpha=1.0, inplace=False", "ReLU with an exponential below 0."),
    ("celu", "input, alpha=1.0, inplace=False", "A differentiable ELU."),
    ("selu", "input, inplace=False", "An ELU that normalises itself."),
    ("gelu", "input, *, approximate='none'", "The input by the normal distribution's cumulated density."),
    ("rrelu", "input, lower=1/8, upper=1/3, training=False, inplace=False", "ReLU with a random slope below 0."),
    ("leaky_relu", "input, negative_slope=0.01, inplace=False", "ReLU with a slope below 0."),
    ("logsigmoid", "input", "The logarithm of the sigmoid."),
    ("softplus", "input, beta=1.0, threshold=20.0", "A smooth ReLU."),
    ("softsign", "input", "The input over one plus its magnitude."),
    ("tanhshrink", "input", "The input minus its tanh."),
    ("dropout", "input, p=0.5, training=True, inplace=False", "Values made 0 by chance."),
    ("dropout2d", "input, p=0.5, training=True, inplace=False", "Whole channels made 0 by chance."),
    ("dropout3d", "input, p=0.5, training=True, inplace=False", "Whole channels made 0 by chance."),
    ("alpha_dropout", "input, p=0.5, training=False, inplace=False", "Dropout that keeps mean and variance."),
    ("feature_alpha_dropout", "input, p=0.5, training=False, inplace=False", "Alpha dropout of whole channels."),
)
_ALSO: Final = {
    "dropout": ("torch.dropout",),
    "alpha_dropout": ("torch.alpha_dropout",),
    "elu": ("torch.nn.functional.elu_",),
    "selu": ("torch.selu", "torch.selu_"),
    "celu": ("torch.celu", "torch.celu_"),
    "leaky_relu": ("torch.nn.functional.leaky_relu_",),
    "hardtanh": ("torch.nn.functional.hardtanh_",),
    "rrelu": ("torch.rrelu", "torch.nn.functional.rrelu_"),
    "hardshrink": ("torch.hardshrink", "torch.Tensor.hardshrink"),
}
for _name, _signature, _sentence in _FUNCTIONS:
    declare(
        (f"torch.nn.functional.{_name}", *_ALSO.get(_name, ())),
        _signature,
        unchanged,
        f"{_sentence}\n\n>>> @([2, 3, 4, 5])\n(2, 3, 4, 5)",
    )


@op("torch.nn.functional.threshold")
def threshold_function(input, threshold, value, inplace=False):
    """The input, or `value` below the threshold.

    >>> threshold([2, 3], 0.1, 20)
    (2, 3)
    """
    return shape_of(input)


@layer("torch.nn.Dropout1d")
def dropout1d_layer(p=0.5, inplace=False, *, input):
    """Whole channels of length L made 0 by chance.

    >>> Dropout1d()([2, 3, 4])
    (2, 3, 4)
    >>> Dropout1d()([2, 3, 4, 5])
    SHP101
    """
    return _dropped1d(input)


@op("torch.nn.functional.dropout1d")
def dropout1d(input, p=0.5, training=True, inplace=False):
    """Whole channels of length L made 0 by chance.

    >>> dropout1d([2, 3, 4])
    (2, 3, 4)
    >>> dropout1d([2, 3, 4, 5])
    SHP101
    """
    return _dropped1d(input)


def _dropped1d(input: Value) -> Shape:
    shape = shape_of(input)
    if len(shape.dims) > 3 or (not shape.open and len(shape.dims) < 2):
        raise Mismatch("SHP101", "Dropout1d expects 2 or 3 axes, gets {found}", operand=culprit(input), found=shape)
    return shape
