"""Leaving out whole blocks while a network is trained."""

from torch import nn


def stochastic_depth(input, p, mode, training=True):
    return nn.functional.dropout(input, p, training)


class StochasticDepth(nn.Module):
    """Zeros in place of some samples, or of all: the shape stays."""

    def __init__(self, p, mode):
        super().__init__()
        self.p = p
        self.mode = mode

    def forward(self, input):
        return stochastic_depth(input, self.p, self.mode, self.training)
