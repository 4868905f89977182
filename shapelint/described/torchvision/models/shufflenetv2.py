"""Blocks of two halves, mixed after each: Ma et al. 2018."""

import torch
from torch import nn


def channel_shuffle(x, groups):
    batch, channels, height, width = x.size()
    apart = x.view(batch, groups, channels // groups, height, width)
    return apart.transpose(1, 2).reshape(batch, channels, height, width)


class InvertedResidual(nn.Module):
    def __init__(self, inp, oup, stride):
        super().__init__()
        self.stride = stride
        half = oup // 2
        aside = []
        if stride > 1:
            aside += [self.depthwise_conv(inp, inp, 3, stride, 1), nn.BatchNorm2d(inp)]
            aside += [nn.Conv2d(inp, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True)]
        self.branch1 = nn.Sequential(*aside)
        before = [nn.Conv2d(inp if stride > 1 else half, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(True)]
        across = [self.depthwise_conv(half, half, 3, stride, 1), nn.BatchNorm2d(half)]
        after = [nn.Conv2d(half, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True)]
        self.branch2 = nn.Sequential(*before, *across, *after)

    @staticmethod
    def depthwise_conv(i, o, kernel_size, stride=1, padding=0, bias=False):
        return nn.Conv2d(i, o, kernel_size, stride, padding, groups=i, bias=bias)

    def forward(self, x):
        if self.stride == 1:
            kept, changed = x.chunk(2, dim=1)
            return channel_shuffle(torch.cat((kept, self.branch2(changed)), dim=1), 2)
        return channel_shuffle(torch.cat((self.branch1(x), self.branch2(x)), dim=1), 2)


class ShuffleNetV2(nn.Module):
    def __init__(self, stages_repeats, stages_out_channels, num_classes=1000, inverted_residual=InvertedResidual):
        super().__init__()
        self._stage_out_channels = stages_out_channels
        width, *stages, last = stages_out_channels
        self.conv1 = nn.Sequential(nn.Conv2d(3, width, 3, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True))
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        for at, (blocks, wide) in enumerate(zip(stages_repeats, stages, strict=True), 2):
            rest = [inverted_residual(wide, wide, 1) for _ in range(blocks - 1)]
            setattr(self, f"stage{at}", nn.Sequential(inverted_residual(width, wide, 2), *rest))
            width = wide
        self.conv5 = nn.Sequential(nn.Conv2d(width, last, 1, bias=False), nn.BatchNorm2d(last), nn.ReLU(True))
        self.fc = nn.Linear(last, num_classes)

    def _forward_impl(self, x):
        x = self.stage2(self.maxpool(self.conv1(x)))
        x = self.conv5(self.stage4(self.stage3(x)))
        return self.fc(x.mean([2, 3]))

    def forward(self, x):
        return self._forward_impl(x)


def shufflenet_v2_x0_5(pretrained=False, progress=True, *, weights=None, **kwargs):
    return ShuffleNetV2([4, 8, 4], [24, 48, 96, 192, 1024], **kwargs)


def shufflenet_v2_x1_0(pretrained=False, progress=True, *, weights=None, **kwargs):
    return ShuffleNetV2([4, 8, 4], [24, 116, 232, 464, 1024], **kwargs)


def shufflenet_v2_x1_5(pretrained=False, progress=True, *, weights=None, **kwargs):
    return ShuffleNetV2([4, 8, 4], [24, 176, 352, 704, 1024], **kwargs)


def shufflenet_v2_x2_0(pretrained=False, progress=True, *, weights=None, **kwargs):
    return ShuffleNetV2([4, 8, 4], [24, 244, 488, 976, 2048], **kwargs)
