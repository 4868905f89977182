"""Activations: layers and functions that keep the shape of their input."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.shared.families import declare
from shapelint.rules.torch.families import shape_keeping_layer, unchanged
from shapelint.rules.values import shape_of

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
)
for _name, _signature, _sentence, _example in _LAYERS:
    shape_keeping_layer(_name, _signature, _sentence, _example)

# Function, its signature, what it does.
_FUNCTIONS: Final = (
    ("relu6", "input, inplace=False", "What is positive, at most 6."),
    ("hardtanh", "input, min_val=-1.0, max_val=1.0, inplace=False", "The input cut at both ends."),
    ("hardsigmoid", "input, inplace=False", "A sigmoid made of straight lines."),
    ("hardswish", "input, inplace=False", "A SiLU made of straight lines."),
    ("hardshrink", "input, lambd=0.5, *, out=None", "The input, with what is near 0 made 0."),
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
)
_ALSO: Final = {
    "elu": ("torch.nn.functional.elu_",),
    "selu": ("torch.selu", "torch.selu_", "torch.nn.functional.selu_"),
    "celu": ("torch.celu", "torch.celu_", "torch.nn.functional.celu_"),
    "leaky_relu": ("torch.nn.functional.leaky_relu_",),
    "hardtanh": ("torch.nn.functional.hardtanh_",),
    "rrelu": ("torch.rrelu", "torch.rrelu_", "torch.nn.functional.rrelu_"),
    "hardshrink": ("torch.hardshrink", "torch.Tensor.hardshrink"),
}
for _name, _signature, _sentence in _FUNCTIONS:
    declare(
        (f"torch.nn.functional.{_name}", *_ALSO.get(_name, ())),
        _signature,
        unchanged,
        f"{_sentence}\n\n>>> @([2, 3, 4, 5])\n(2, 3, 4, 5)",
    )


@op(("torch.nn.functional.threshold", "torch.nn.functional.threshold_", "torch.threshold", "torch.threshold_"))
def threshold_function(input, threshold, value, inplace=False):
    """The input, or `value` below the threshold.

    >>> threshold([2, 3], 0.1, 20)
    (2, 3)
    >>> torch.threshold_([2, 3], 0.1, 20)
    (2, 3)
    """
    return shape_of(input)
