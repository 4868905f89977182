"""Of torchvision.ops, the layers that its networks are made of."""

from .misc import MLP, Conv2dNormActivation, Permute, SqueezeExcitation
from .stochastic_depth import StochasticDepth
