"""Networks grown in depth and width at once: Tan and Le 2019, and their second version of 2021."""

import copy
import math
from functools import partial

import torch
from torch import nn

from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ..ops.stochastic_depth import StochasticDepth
from ._utils import _make_divisible


class _MBConvConfig:
    """The blocks of a stage: the first changes size and channels, the others keep them."""

    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block):
        self.expand_ratio = expand_ratio
        self.kernel = kernel
        self.stride = stride
        self.input_channels = input_channels
        self.out_channels = out_channels
        self.num_layers = num_layers
        self.block = block

    @staticmethod
    def adjust_channels(channels, width_mult, min_value=None):
        return _make_divisible(channels * width_mult, 8, min_value)


class MBConvConfig(_MBConvConfig):
    def __init__(
        self,
        expand_ratio,
        kernel,
        stride,
        input_channels,
        out_channels,
        num_layers,
        width_mult=1.0,
        depth_mult=1.0,
        block=None,
    ):
        narrow = self.adjust_channels(input_channels, width_mult)
        wide = self.adjust_channels(out_channels, width_mult)
        depth = self.adjust_depth(num_layers, depth_mult)
        super().__init__(expand_ratio, kernel, stride, narrow, wide, depth, block or MBConv)

    @staticmethod
    def adjust_depth(num_layers, depth_mult):
        return math.ceil(num_layers * depth_mult)


class FusedMBConvConfig(_MBConvConfig):
    def __init__(self, expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block=None):
        block = block or FusedMBConv
        super().__init__(expand_ratio, kernel, stride, input_channels, out_channels, num_layers, block)


class _Residual(nn.Module):
    def __init__(self, cnf, stochastic_depth_prob, parts):
        super().__init__()
        self.use_res_connect = cnf.stride == 1 and cnf.input_channels == cnf.out_channels
        self.out_channels = cnf.out_channels
        self.block = nn.Sequential(*parts)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")

    def forward(self, input):
        made = self.block(input)
        return self.stochastic_depth(made) + input if self.use_res_connect else made


class MBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer, se_layer=SqueezeExcitation):
        narrow = cnf.input_channels
        wide = cnf.adjust_channels(narrow, cnf.expand_ratio)
        parts = []
        if wide != narrow:
            parts.append(Conv2dNormActivation(narrow, wide, 1, norm_layer=norm_layer, activation_layer=nn.SiLU))
        parts.append(Conv2dNormActivation(wide, wide, cnf.kernel, cnf.stride, None, wide, norm_layer, nn.SiLU))
        parts.append(se_layer(wide, max(1, narrow // 4), activation=partial(nn.SiLU, inplace=True)))
        parts.append(Conv2dNormActivation(wide, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        super().__init__(cnf, stochastic_depth_prob, parts)


class FusedMBConv(_Residual):
    def __init__(self, cnf, stochastic_depth_prob, norm_layer):
        narrow, last = cnf.input_channels, cnf.out_channels
        wide = cnf.adjust_channels(narrow, cnf.expand_ratio)
        first = last if wide == narrow else wide
        parts = [Conv2dNormActivation(narrow, first, cnf.kernel, cnf.stride, None, 1, norm_layer, nn.SiLU)]
        if wide != narrow:
            parts.append(Conv2dNormActivation(wide, last, 1, norm_layer=norm_layer, activation_layer=None))
        super().__init__(cnf, stochastic_depth_prob, parts)


class EfficientNet(nn.Module):
    def __init__(
        self,
        inverted_residual_setting,
        dropout,
        stochastic_depth_prob=0.2,
        num_classes=1000,
        norm_layer=None,
        last_channel=None,
    ):
        super().__init__()
        norm = norm_layer or nn.BatchNorm2d
        first, last = inverted_residual_setting[0].input_channels, inverted_residual_setting[-1].out_channels
        parts = [Conv2dNormActivation(3, first, stride=2, norm_layer=norm, activation_layer=nn.SiLU)]
        every, before = sum(stage.num_layers for stage in inverted_residual_setting), 0
        for stage in inverted_residual_setting:
            blocks = [stage.block(stage, stochastic_depth_prob * before / every, norm)]
            later = copy.copy(stage)
            later.input_channels, later.stride = stage.out_channels, 1
            for at in range(1, stage.num_layers):  # but for its chance, a block is as the one before
                blocks.append(stage.block(later, 0.0, norm) if at == 1 else copy.deepcopy(blocks[-1]))
                blocks[-1].stochastic_depth.p = stochastic_depth_prob * (before + at) / every
            parts.append(nn.Sequential(*blocks))
            before += stage.num_layers
        wide = 4 * last if last_channel is None else last_channel
        parts.append(Conv2dNormActivation(last, wide, 1, norm_layer=norm, activation_layer=nn.SiLU))
        self.features = nn.Sequential(*parts)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Sequential(nn.Dropout(dropout, inplace=True), nn.Linear(wide, num_classes))

    def _forward_impl(self, x):
        pooled = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(pooled, 1))

    def forward(self, x):
        return self._forward_impl(x)


# Of each stage: times that its channels are widened, kernel, stride, channels before and after, blocks.
_FIRST = (
    (1, 3, 1, 32, 16, 1),
    (6, 3, 2, 16, 24, 2),
    (6, 5, 2, 24, 40, 2),
    (6, 3, 2, 40, 80, 3),
    (6, 5, 1, 80, 112, 3),
    (6, 5, 2, 112, 192, 4),
    (6, 3, 1, 192, 320, 1),
)
_SMALL = (
    ((1, 3, 1, 24, 24, 2), (4, 3, 2, 24, 48, 4), (4, 3, 2, 48, 64, 4)),
    ((4, 3, 2, 64, 128, 6), (6, 3, 1, 128, 160, 9), (6, 3, 2, 160, 256, 15)),
)
_MEDIUM = (
    ((1, 3, 1, 24, 24, 3), (4, 3, 2, 24, 48, 5), (4, 3, 2, 48, 80, 5)),
    ((4, 3, 2, 80, 160, 7), (6, 3, 1, 160, 176, 14), (6, 3, 2, 176, 304, 18), (6, 3, 1, 304, 512, 5)),
)
_LARGE = (
    ((1, 3, 1, 32, 32, 4), (4, 3, 2, 32, 64, 7), (4, 3, 2, 64, 96, 7)),
    ((4, 3, 2, 96, 192, 10), (6, 3, 1, 192, 224, 19), (6, 3, 2, 224, 384, 25), (6, 3, 1, 384, 640, 7)),
)
_SLOW_NORM = partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)


def _first(width, depth, dropout, norm_layer=None, **kwargs):
    setting = [MBConvConfig(*stage, width, depth) for stage in _FIRST]
    return EfficientNet(setting, **{"dropout": dropout, "norm_layer": norm_layer, **kwargs})


def _second(stages, dropout, **kwargs):
    fused, rest = stages
    setting = [FusedMBConvConfig(*stage) for stage in fused] + [MBConvConfig(*stage) for stage in rest]
    norm = partial(nn.BatchNorm2d, eps=1e-03)
    return EfficientNet(setting, **{"dropout": dropout, "norm_layer": norm, "last_channel": 1280, **kwargs})


def efficientnet_b0(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.0, 1.0, **{"dropout": 0.2, **kwargs})


def efficientnet_b1(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.0, 1.1, **{"dropout": 0.2, **kwargs})


def efficientnet_b2(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.1, 1.2, **{"dropout": 0.3, **kwargs})


def efficientnet_b3(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.2, 1.4, **{"dropout": 0.3, **kwargs})


def efficientnet_b4(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.4, 1.8, **{"dropout": 0.4, **kwargs})


def efficientnet_b5(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.6, 2.2, **{"dropout": 0.4, "norm_layer": _SLOW_NORM, **kwargs})


def efficientnet_b6(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(1.8, 2.6, **{"dropout": 0.5, "norm_layer": _SLOW_NORM, **kwargs})


def efficientnet_b7(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _first(2.0, 3.1, **{"dropout": 0.5, "norm_layer": _SLOW_NORM, **kwargs})


def efficientnet_v2_s(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _second(_SMALL, **{"dropout": 0.2, **kwargs})


def efficientnet_v2_m(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _second(_MEDIUM, **{"dropout": 0.3, **kwargs})


def efficientnet_v2_l(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _second(_LARGE, **{"dropout": 0.4, **kwargs})
