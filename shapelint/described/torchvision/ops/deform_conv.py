"""Convolutions whose windows are bent."""

from torch import nn


def deform_conv2d(input, offset, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), mask=None):
    assert input.dim() == 4
    channels, window = input.size(1), weight.size(2) * weight.size(3)
    out = nn.functional.conv2d(input, weight, bias, stride, padding, dilation, channels // weight.size(1))
    batch, _, height, width = out.shape
    assert offset.dim() == 4
    assert offset.shape == (batch, offset.size(1), height, width)
    groups = offset.unflatten(1, (-1, 2 * window)).size(1)
    input.unflatten(1, (groups, -1))
    if mask is not None:
        assert mask.shape == (batch, groups * window, height, width)
    return out


class DeformConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True):
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _pair(kernel_size)
        self.stride = _pair(stride)
        self.padding = _pair(padding)
        self.dilation = _pair(dilation)
        self.groups = groups
        like = nn.Conv2d(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias)
        self.weight, self.bias = like.weight, like.bias

    def forward(self, input, offset, mask=None):
        return deform_conv2d(input, offset, self.weight, self.bias, self.stride, self.padding, self.dilation, mask)


def _pair(size):
    return (size, size) if isinstance(size, int) else tuple(size)
