"""Inverted residuals: Sandler et al. 2018."""

import torch
from torch import nn

from ..ops.misc import Conv2dNormActivation
from ._utils import _make_divisible

# Times that a block widens its channels, channels, blocks, stride of the first of them.
_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride, expand_ratio, norm_layer=None):
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        wide = round(inp * expand_ratio)
        self.stride = stride
        self.use_res_connect = stride == 1 and inp == oup
        self.out_channels = oup
        parts = []
        if expand_ratio != 1:
            parts.append(Conv2dNormActivation(inp, wide, 1, norm_layer=norm, activation_layer=nn.ReLU6))
        parts.append(Conv2dNormActivation(wide, wide, 3, stride, None, wide, norm, nn.ReLU6))
        self.conv = nn.Sequential(*parts, nn.Conv2d(wide, oup, 1, bias=False), norm(oup))

    def forward(self, x):
        return x + self.conv(x) if self.use_res_connect else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(
        self,
        num_classes=1000,
        width_mult=1.0,
        inverted_residual_setting=None,
        round_nearest=8,
        block=None,
        norm_layer=None,
        dropout=0.2,
    ):
        super().__init__()
        block = block or InvertedResidual
        norm = norm_layer or nn.BatchNorm2d
        width = _make_divisible(32 * width_mult, round_nearest)
        self.last_channel = _make_divisible(1280 * max(1.0, width_mult), round_nearest)
        parts = [Conv2dNormActivation(3, width, stride=2, norm_layer=norm, activation_layer=nn.ReLU6)]
        for expand_ratio, channels, blocks, stride in inverted_residual_setting or _STAGES:
            wide = _make_divisible(channels * width_mult, round_nearest)
            for at in range(blocks):
                parts.append(block(width, wide, 1 if at else stride, expand_ratio=expand_ratio, norm_layer=norm))
                width = wide
        parts.append(Conv2dNormActivation(width, self.last_channel, 1, norm_layer=norm, activation_layer=nn.ReLU6))
        self.features = nn.Sequential(*parts)
        self.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(self.last_channel, num_classes))

    def _forward_impl(self, x):
        pooled = nn.functional.adaptive_avg_pool2d(self.features(x), (1, 1))
        return self.classifier(torch.flatten(pooled, 1))

    def forward(self, x):
        return self._forward_impl(x)


def mobilenet_v2(pretrained=False, progress=True, *, weights=None, **kwargs):
    return MobileNetV2(**kwargs)
