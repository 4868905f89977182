"""Blocks of four branches: Szegedy et al. 2014."""

from collections import namedtuple

import torch
from torch import nn

GoogLeNetOutputs = namedtuple("GoogLeNetOutputs", ["logits", "aux_logits2", "aux_logits1"])
_GoogLeNetOutputs = GoogLeNetOutputs


class BasicConv2d(nn.Module):
    def __init__(self, in_channels, out_channels, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=False, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return nn.functional.relu(self.bn(self.conv(x)))


class Inception(nn.Module):
    def __init__(
        self,
        in_channels,
        ch1x1,
        ch3x3red,
        ch3x3,
        ch5x5red,
        ch5x5,
        pool_proj,
        conv_block=None,
    ):
        super().__init__()
        conv = conv_block or BasicConv2d
        self.branch1 = conv(in_channels, ch1x1, kernel_size=1)
        self.branch2 = self._after_one(conv, in_channels, ch3x3red, ch3x3)
        self.branch3 = self._after_one(conv, in_channels, ch5x5red, ch5x5)
        pool = nn.MaxPool2d(3, stride=1, padding=1, ceil_mode=True)
        self.branch4 = nn.Sequential(pool, conv(in_channels, pool_proj, kernel_size=1))

    @staticmethod
    def _after_one(conv, width, narrow, wide):
        """What the paper calls 5 x 5 is 3 x 3 as well."""
        return nn.Sequential(conv(width, narrow, kernel_size=1), conv(narrow, wide, kernel_size=3, padding=1))

    def _forward(self, x):
        return [self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)]

    def forward(self, x):
        return torch.cat(self._forward(x), dim=1)


class InceptionAux(nn.Module):
    def __init__(self, in_channels, num_classes, conv_block=None, dropout=0.7):
        super().__init__()
        self.conv = (conv_block or BasicConv2d)(in_channels, 128, kernel_size=1)
        self.fc1 = nn.Linear(2048, 1024)
        self.fc2 = nn.Linear(1024, num_classes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        pooled = self.conv(nn.functional.adaptive_avg_pool2d(x, (4, 4)))
        hidden = nn.functional.relu(self.fc1(torch.flatten(pooled, 1)))
        return self.fc2(self.dropout(hidden))


class GoogLeNet(nn.Module):
    def __init__(
        self,
        num_classes=1000,
        aux_logits=True,
        transform_input=False,
        init_weights=None,
        blocks=None,
        dropout=0.2,
        dropout_aux=0.7,
    ):
        super().__init__()
        conv, mixed, side = blocks or (BasicConv2d, Inception, InceptionAux)
        self.aux_logits = aux_logits
        self.transform_input = transform_input
        self.conv1 = conv(3, 64, kernel_size=7, stride=2, padding=3)
        self.maxpool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.conv2 = conv(64, 64, kernel_size=1)
        self.conv3 = conv(64, 192, kernel_size=3, padding=1)
        self.maxpool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception3a = mixed(192, 64, 96, 128, 16, 32, 32)
        self.inception3b = mixed(256, 128, 128, 192, 32, 96, 64)
        self.maxpool3 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.inception4a = mixed(480, 192, 96, 208, 16, 48, 64)
        self.inception4b = mixed(512, 160, 112, 224, 24, 64, 64)
        self.inception4c = mixed(512, 128, 128, 256, 24, 64, 64)
        self.inception4d = mixed(512, 112, 144, 288, 32, 64, 64)
        self.inception4e = mixed(528, 256, 160, 320, 32, 128, 128)
        self.maxpool4 = nn.MaxPool2d(2, stride=2, ceil_mode=True)
        self.inception5a = mixed(832, 256, 160, 320, 32, 128, 128)
        self.inception5b = mixed(832, 384, 192, 384, 48, 128, 128)
        self.aux1 = side(512, num_classes, dropout=dropout_aux) if aux_logits else None
        self.aux2 = side(528, num_classes, dropout=dropout_aux) if aux_logits else None
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(1024, num_classes)

    def _transform_input(self, x):
        """Other means of the three colours; what there is of others is left out."""
        return x[:, :3] if self.transform_input else x

    def _forward(self, x):
        x = self.maxpool1(self.conv1(self._transform_input(x)))
        x = self.maxpool2(self.conv3(self.conv2(x)))
        x = self.maxpool3(self.inception3b(self.inception3a(x)))
        x = self.inception4a(x)
        first = self.aux1(x) if self.aux1 is not None and self.training else None
        x = self.inception4d(self.inception4c(self.inception4b(x)))
        second = self.aux2(x) if self.aux2 is not None and self.training else None
        x = self.maxpool4(self.inception4e(x))
        x = self.avgpool(self.inception5b(self.inception5a(x)))
        return self.fc(self.dropout(torch.flatten(x, 1))), second, first

    def forward(self, x):
        logits, second, first = self._forward(x)
        return GoogLeNetOutputs(logits, second, first) if self.training and self.aux_logits else logits


def googlenet(pretrained=False, progress=True, *, weights=None, **kwargs):
    trained = bool(pretrained) or weights is not None
    return GoogLeNet(**{"aux_logits": not trained, "transform_input": trained, **kwargs})
