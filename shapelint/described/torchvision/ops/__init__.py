"""Of torchvision.ops, the layers that its networks are made of."""

from .misc import Conv2dNormActivation, SqueezeExcitation
from .stochastic_depth import StochasticDepth
