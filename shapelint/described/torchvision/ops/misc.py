"""Layers that several families of networks are made of."""

import torch
from torch import nn
from torch.nn.functional import interpolate


class FrozenBatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-05):
        super().__init__()
        self.eps = eps
        self.register_buffer("weight", torch.ones(num_features))
        self.register_buffer("bias", torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))

    def forward(self, x):
        scale = self.weight * (self.running_var + self.eps).rsqrt()
        shift = self.bias - self.running_mean * scale
        return x * scale.reshape(1, -1, 1, 1) + shift.reshape(1, -1, 1, 1)


class ConvNormActivation(nn.Sequential):
    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size=3,
        stride=1,
        padding=None,
        groups=1,
        norm_layer=nn.BatchNorm2d,
        activation_layer=nn.ReLU,
        dilation=1,
        inplace=True,
        bias=None,
        conv_layer=nn.Conv2d,
    ):
        if padding is None and isinstance(kernel_size, int) and isinstance(dilation, int):
            padding = (kernel_size - 1) // 2 * dilation
        elif padding is None:
            ones = (1,) * len(dilation if isinstance(kernel_size, int) else kernel_size)
            kernel_size = tuple(one * kernel_size for one in ones) if isinstance(kernel_size, int) else kernel_size
            dilation = tuple(one * dilation for one in ones) if isinstance(dilation, int) else dilation
            padding = tuple((kernel - 1) // 2 * step for kernel, step in zip(kernel_size, dilation, strict=True))
        biased = norm_layer is None if bias is None else bias
        parts = [conv_layer(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, biased)]
        if norm_layer is not None:
            parts.append(norm_layer(out_channels))
        if activation_layer is not None:
            parts.append(activation_layer() if inplace is None else activation_layer(inplace=inplace))
        super().__init__(*parts)
        self.out_channels = out_channels


class Conv2dNormActivation(ConvNormActivation):
    pass


class Conv3dNormActivation(ConvNormActivation):
    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size=3,
        stride=1,
        padding=None,
        groups=1,
        norm_layer=nn.BatchNorm3d,
        activation_layer=nn.ReLU,
        dilation=1,
        inplace=True,
        bias=None,
    ):
        options = {"dilation": dilation, "inplace": inplace, "bias": bias, "conv_layer": nn.Conv3d}
        sizes = (in_channels, out_channels, kernel_size, stride, padding, groups)
        super().__init__(*sizes, norm_layer, activation_layer, **options)


class SqueezeExcitation(nn.Module):
    def __init__(self, input_channels, squeeze_channels, activation=nn.ReLU, scale_activation=nn.Sigmoid):
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(input_channels, squeeze_channels, 1)
        self.fc2 = nn.Conv2d(squeeze_channels, input_channels, 1)
        self.activation = activation()
        self.scale_activation = scale_activation()

    def _scale(self, input):
        narrow = self.activation(self.fc1(self.avgpool(input)))
        return self.scale_activation(self.fc2(narrow))

    def forward(self, input):
        return input * self._scale(input)


class MLP(nn.Sequential):
    def __init__(
        self,
        in_channels,
        hidden_channels,
        norm_layer=None,
        activation_layer=nn.ReLU,
        inplace=None,
        bias=True,
        dropout=0.0,
    ):
        options = {} if inplace is None else {"inplace": inplace}
        *hidden, last = hidden_channels
        parts, width = [], in_channels
        for wide in hidden:
            parts.append(nn.Linear(width, wide, bias))
            if norm_layer is not None:
                parts.append(norm_layer(wide))
            parts += [activation_layer(**options), nn.Dropout(dropout, **options)]
            width = wide
        super().__init__(*parts, nn.Linear(width, last, bias), nn.Dropout(dropout, **options))


class Permute(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.dims = dims

    def forward(self, x):
        return x.permute(self.dims)
