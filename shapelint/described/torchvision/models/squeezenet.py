"""Networks of few weights: Iandola et al. 2016."""

import torch
from torch import nn


class Fire(nn.Module):
    """Narrow to few channels, and widen them again in two ways."""

    def __init__(self, inplanes, squeeze_planes, expand1x1_planes, expand3x3_planes):
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = nn.Conv2d(inplanes, squeeze_planes, 1)
        self.squeeze_activation = nn.ReLU(inplace=True)
        self.expand1x1 = nn.Conv2d(squeeze_planes, expand1x1_planes, 1)
        self.expand1x1_activation = nn.ReLU(inplace=True)
        self.expand3x3 = nn.Conv2d(squeeze_planes, expand3x3_planes, 3, padding=1)
        self.expand3x3_activation = nn.ReLU(inplace=True)

    def forward(self, x):
        narrow = self.squeeze_activation(self.squeeze(x))
        points = self.expand1x1_activation(self.expand1x1(narrow))
        patches = self.expand3x3_activation(self.expand3x3(narrow))
        return torch.cat((points, patches), dim=1)


# Each stage ends with pooling but the last: the channels between the two halves of a Fire, and those of either half.
_STAGES = {
    "1_0": (96, 7, [[(16, 64), (16, 64), (32, 128)], [(32, 128), (48, 192), (48, 192), (64, 256)], [(64, 256)]]),
    "1_1": (64, 3, [[(16, 64), (16, 64)], [(32, 128), (32, 128)], [(48, 192), (48, 192), (64, 256), (64, 256)]]),
}


class SqueezeNet(nn.Module):
    def __init__(self, version="1_0", num_classes=1000, dropout=0.5):
        super().__init__()
        self.num_classes = num_classes
        width, kernel, stages = _STAGES[version]
        parts = [nn.Conv2d(3, width, kernel, stride=2), nn.ReLU(inplace=True)]
        for stage in stages:
            parts.append(nn.MaxPool2d(3, stride=2, ceil_mode=True))
            for narrow, half in stage:
                parts.append(Fire(width, narrow, half, half))
                width = 2 * half
        self.features = nn.Sequential(*parts)
        last = nn.Conv2d(512, num_classes, 1)
        self.classifier = nn.Sequential(nn.Dropout(dropout), last, nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((1, 1)))

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


def squeezenet1_0(pretrained=False, progress=True, *, weights=None, **kwargs):
    return SqueezeNet("1_0", **kwargs)


def squeezenet1_1(pretrained=False, progress=True, *, weights=None, **kwargs):
    return SqueezeNet("1_1", **kwargs)
