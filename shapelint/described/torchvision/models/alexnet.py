"""AlexNet in one column: Krizhevsky 2014."""

import torch
from torch import nn


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        pixels = [nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(True), nn.MaxPool2d(3, 2)]
        edges = [nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(True), nn.MaxPool2d(3, 2)]
        parts = []
        for narrow, wide in ((192, 384), (384, 256), (256, 256)):
            parts += [nn.Conv2d(narrow, wide, 3, padding=1), nn.ReLU(True)]
        self.features = nn.Sequential(*pixels, *edges, *parts, nn.MaxPool2d(3, 2))
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        hidden = [nn.Dropout(dropout), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(True)]
        hidden += [nn.Dropout(dropout), nn.Linear(4096, 4096), nn.ReLU(True)]
        self.classifier = nn.Sequential(*hidden, nn.Linear(4096, num_classes))

    def forward(self, x):
        pooled = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(pooled, 1))


def alexnet(pretrained=False, progress=True, *, weights=None, **kwargs):
    return AlexNet(**kwargs)
