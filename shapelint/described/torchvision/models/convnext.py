"""Convolutions in the manner of transformers: Liu et al. 2022."""

from functools import partial

import torch
from torch import nn

from ..ops.misc import Conv2dNormActivation, Permute
from ..ops.stochastic_depth import StochasticDepth


class LayerNorm2d(nn.LayerNorm):
    def forward(self, x):
        last = x.permute(0, 2, 3, 1)
        normed = nn.functional.layer_norm(last, self.normalized_shape, self.weight, self.bias, self.eps)
        return normed.permute(0, 3, 1, 2)


class CNBlock(nn.Module):
    def __init__(self, dim, layer_scale, stochastic_depth_prob, norm_layer=None):
        super().__init__()
        norm = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        across = [nn.Conv2d(dim, dim, 7, padding=3, groups=dim), Permute([0, 2, 3, 1]), norm(dim)]
        within = [nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim)]
        self.block = nn.Sequential(*across, *within, Permute([0, 3, 1, 2]))
        self.layer_scale = nn.Parameter(torch.ones(dim, 1, 1) * layer_scale)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input):
        return input + self.stochastic_depth(self.layer_scale * self.block(input))


class CNBlockConfig:
    def __init__(self, input_channels, out_channels, num_layers):
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers


class ConvNeXt(nn.Module):
    def __init__(
        self,
        block_setting,
        stochastic_depth_prob=0.0,
        layer_scale=1e-6,
        num_classes=1000,
        block=None,
        norm_layer=None,
        **kwargs,
    ):
        super().__init__()
        block = block or CNBlock
        norm = norm_layer or partial(LayerNorm2d, eps=1e-6)
        width = block_setting[0].input_channels
        parts = [Conv2dNormActivation(3, width, 4, 4, 0, norm_layer=norm, activation_layer=None, bias=True)]
        every, before = sum(stage.num_layers for stage in block_setting), 0
        for stage in block_setting:
            width, blocks = stage.input_channels, []
            for _ in range(stage.num_layers):
                blocks.append(block(width, layer_scale, stochastic_depth_prob * before / (every - 1)))
                before += 1
            parts.append(nn.Sequential(*blocks))
            if stage.out_channels is not None:
                parts.append(nn.Sequential(norm(width), nn.Conv2d(width, stage.out_channels, 2, stride=2)))
                width = stage.out_channels
        self.features = nn.Sequential(*parts)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(norm(width), nn.Flatten(1), nn.Linear(width, num_classes))

    def _forward_impl(self, x):
        return self.classifier(self.avgpool(self.features(x)))

    def forward(self, x):
        return self._forward_impl(x)


def _network(width, blocks, stochastic_depth_prob, **kwargs):
    """width: of the first stage; each has twice as much as the one before."""
    widths = [width, 2 * width, 4 * width, 8 * width]
    depths = [3, 3, blocks, 3]
    setting = [CNBlockConfig(*each) for each in zip(widths, [*widths[1:], None], depths, strict=True)]
    return ConvNeXt(setting, **{"stochastic_depth_prob": stochastic_depth_prob, **kwargs})


def convnext_tiny(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(96, 9, **{"stochastic_depth_prob": 0.1, **kwargs})


def convnext_small(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(96, 27, **{"stochastic_depth_prob": 0.4, **kwargs})


def convnext_base(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(128, 27, **{"stochastic_depth_prob": 0.5, **kwargs})


def convnext_large(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(192, 27, **{"stochastic_depth_prob": 0.5, **kwargs})
