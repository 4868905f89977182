"""Networks of 3 x 3 convolutions alone: Simonyan and Zisserman 2014."""

import torch
from torch import nn

# Channels of each stage; a stage ends with pooling.
cfgs = {
    "A": [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
    "B": [64, 64, "M", 128, 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
    "D": [64, 64, "M", 128, 128, "M"] + 3 * [256] + ["M"] + 3 * [512] + ["M"] + 3 * [512] + ["M"],
    "E": [64, 64, "M", 128, 128, "M"] + 4 * [256] + ["M"] + 4 * [512] + ["M"] + 4 * [512] + ["M"],
}


class VGG(nn.Module):
    def __init__(self, features, num_classes=1000, init_weights=True, dropout=0.5):
        super().__init__()
        self.features = features
        self.avgpool = nn.AdaptiveAvgPool2d((7, 7))
        hidden = [nn.Linear(512 * 7 * 7, 4096), nn.ReLU(True), nn.Dropout(dropout)]
        hidden += [nn.Linear(4096, 4096), nn.ReLU(True), nn.Dropout(dropout)]
        self.classifier = nn.Sequential(*hidden, nn.Linear(4096, num_classes))

    def forward(self, x):
        pooled = self.avgpool(self.features(x))
        return self.classifier(torch.flatten(pooled, 1))


def make_layers(cfg, batch_norm=False):
    made, width = [], 3
    for entry in cfg:
        if entry == "M":
            made.append(nn.MaxPool2d(2, stride=2))
            continue
        made.append(nn.Conv2d(width, entry, 3, padding=1))
        if batch_norm:
            made.append(nn.BatchNorm2d(entry))
        made.append(nn.ReLU(inplace=True))
        width = entry
    return nn.Sequential(*made)


def vgg11(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["A"]), **kwargs)


def vgg11_bn(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["A"], batch_norm=True), **kwargs)


def vgg13(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["B"]), **kwargs)


def vgg13_bn(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["B"], batch_norm=True), **kwargs)


def vgg16(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["D"]), **kwargs)


def vgg16_bn(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["D"], batch_norm=True), **kwargs)


def vgg19(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["E"]), **kwargs)


def vgg19_bn(pretrained=False, progress=True, *, weights=None, **kwargs):
    return VGG(make_layers(cfgs["E"], batch_norm=True), **kwargs)
