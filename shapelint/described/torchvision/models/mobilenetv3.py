"""Inverted residuals that weigh their channels: Howard et al. 2019."""

from functools import partial

import torch
from torch import nn

from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ._utils import _make_divisible


class InvertedResidualConfig:
    def __init__(
        self,
        input_channels,
        kernel,
        expanded_channels,
        out_channels,
        use_se,
        activation,
        stride,
        dilation,
        width_mult,
    ):
        self.input_channels = self.adjust_channels(input_channels, width_mult)
        self.kernel = kernel
        self.expanded_channels = self.adjust_channels(expanded_channels, width_mult)
        self.out_channels = self.adjust_channels(out_channels, width_mult)
        self.use_se = use_se
        self.use_hs = activation == "HS"
        self.stride = stride
        self.dilation = dilation

    @staticmethod
    def adjust_channels(channels, width_mult):
        return _make_divisible(channels * width_mult, 8)


_SE_LAYER = partial(SqueezeExcitation, scale_activation=nn.Hardsigmoid)


class InvertedResidual(nn.Module):
    def __init__(self, cnf, norm_layer, se_layer=_SE_LAYER):
        super().__init__()
        narrow, wide = cnf.input_channels, cnf.expanded_channels
        activation = nn.Hardswish if cnf.use_hs else nn.ReLU
        stride = 1 if cnf.dilation > 1 else cnf.stride
        self.use_res_connect = cnf.stride == 1 and narrow == cnf.out_channels
        self.out_channels = cnf.out_channels
        parts = []
        if wide != narrow:
            parts.append(Conv2dNormActivation(narrow, wide, 1, norm_layer=norm_layer, activation_layer=activation))
        parts.append(
            Conv2dNormActivation(wide, wide, cnf.kernel, stride, None, wide, norm_layer, activation, cnf.dilation)
        )
        if cnf.use_se:
            parts.append(se_layer(wide, _make_divisible(wide // 4, 8)))
        parts.append(Conv2dNormActivation(wide, cnf.out_channels, 1, norm_layer=norm_layer, activation_layer=None))
        self.block = nn.Sequential(*parts)

    def forward(self, input):
        return self.block(input) + input if self.use_res_connect else self.block(input)


class MobileNetV3(nn.Module):
    def __init__(
        self,
        inverted_residual_setting,
        last_channel,
        num_classes=1000,
        block=None,
        norm_layer=None,
        dropout=0.2,
        **kwargs,
    ):
        super().__init__()
        block = block or InvertedResidual
        norm = norm_layer or partial(nn.BatchNorm2d, eps=0.001, momentum=0.01)
        first, last = inverted_residual_setting[0].input_channels, inverted_residual_setting[-1].out_channels
        stem = Conv2dNormActivation(3, first, stride=2, norm_layer=norm, activation_layer=nn.Hardswish)
        blocks = [block(cnf, norm) for cnf in inverted_residual_setting]
        top = Conv2dNormActivation(last, 6 * last, 1, norm_layer=norm, activation_layer=nn.Hardswish)
        self.features = nn.Sequential(stem, *blocks, top)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        hidden = [nn.Linear(6 * last, last_channel), nn.Hardswish(inplace=True), nn.Dropout(dropout, inplace=True)]
        self.classifier = nn.Sequential(*hidden, nn.Linear(last_channel, num_classes))

    def _forward_impl(self, x):
        pooled = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(pooled, 1))

    def forward(self, x):
        return self._forward_impl(x)


# Of each block: the kernel, the channels within it and after it, whether it weighs them, its activation, its stride.
_LARGE = (
    (3, 16, 16, False, "RE", 1),
    (3, 64, 24, False, "RE", 2),
    (3, 72, 24, False, "RE", 1),
    (5, 72, 40, True, "RE", 2),
    (5, 120, 40, True, "RE", 1),
    (5, 120, 40, True, "RE", 1),
    (3, 240, 80, False, "HS", 2),
    (3, 200, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 184, 80, False, "HS", 1),
    (3, 480, 112, True, "HS", 1),
    (3, 672, 112, True, "HS", 1),
)
_SMALL = (
    (3, 16, 16, True, "RE", 2),
    (3, 72, 24, False, "RE", 2),
    (3, 88, 24, False, "RE", 1),
    (5, 96, 40, True, "HS", 2),
    (5, 240, 40, True, "HS", 1),
    (5, 240, 40, True, "HS", 1),
    (5, 120, 48, True, "HS", 1),
    (5, 144, 48, True, "HS", 1),
)


def _network(blocks, wide, tail, last, width_mult=1.0, reduced_tail=False, dilated=False, **kwargs):
    """wide: the channels within the first block of the tail; tail: those after each of its three."""
    share, dilation = 2 if reduced_tail else 1, 2 if dilated else 1
    tail //= share
    blocks = [(*block, 1) for block in blocks]
    blocks += [(5, wide, tail, True, "HS", 2, dilation)] + 2 * [(5, 6 * tail, tail, True, "HS", 1, dilation)]
    setting, width = [], 16
    for kernel, expanded, channels, *rest in blocks:
        setting.append(InvertedResidualConfig(width, kernel, expanded, channels, *rest, width_mult))
        width = channels
    last = InvertedResidualConfig.adjust_channels(last // share, width_mult)
    return MobileNetV3(setting, last, **kwargs)


def mobilenet_v3_large(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(_LARGE, 672, 160, 1280, **kwargs)


def mobilenet_v3_small(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(_SMALL, 288, 96, 1024, **kwargs)
