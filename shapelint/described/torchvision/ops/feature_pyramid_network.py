"""Maps of one width, each with what the coarser ones know."""

from collections import OrderedDict

from torch import nn

from .misc import Conv2dNormActivation


class ExtraFPNBlock(nn.Module):
    def forward(self, results, x, names):
        pass


class FeaturePyramidNetwork(nn.Module):
    def __init__(self, in_channels_list, out_channels, extra_blocks=None, norm_layer=None):
        super().__init__()
        options = {"norm_layer": norm_layer, "activation_layer": None}
        self.inner_blocks = nn.ModuleList(
            Conv2dNormActivation(width, out_channels, kernel_size=1, padding=0, **options) for width in in_channels_list
        )
        self.layer_blocks = nn.ModuleList(
            Conv2dNormActivation(out_channels, out_channels, kernel_size=3, **options) for _ in in_channels_list
        )
        self.extra_blocks = extra_blocks

    def get_result_from_inner_blocks(self, x, idx):
        return self.inner_blocks[idx](x) if idx < len(self.inner_blocks) else x

    def get_result_from_layer_blocks(self, x, idx):
        return self.layer_blocks[idx](x) if idx < len(self.layer_blocks) else x

    def forward(self, x):
        names, maps = list(x), list(x.values())
        coarse = self.get_result_from_inner_blocks(maps[-1], -1)
        results = [self.get_result_from_layer_blocks(coarse, -1)]
        for at in reversed(range(len(maps) - 1)):
            fine = self.get_result_from_inner_blocks(maps[at], at)
            coarse = fine + nn.functional.interpolate(coarse, size=fine.shape[-2:], mode="nearest")
            results.insert(0, self.get_result_from_layer_blocks(coarse, at))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results, strict=False))


class LastLevelMaxPool(ExtraFPNBlock):
    def forward(self, x, y, names):
        return [*x, nn.functional.max_pool2d(x[-1], kernel_size=1, stride=2)], [*names, "pool"]


class LastLevelP6P7(ExtraFPNBlock):
    """Two levels more, from the last of the results or, where these are of another width, of the maps."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.p6 = nn.Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = nn.Conv2d(out_channels, out_channels, 3, 2, 1)
        self.use_P5 = in_channels == out_channels

    def forward(self, p, c, names):
        sixth = self.p6(p[-1] if self.use_P5 else c[-1])
        return [*p, sixth, self.p7(nn.functional.relu(sixth))], [*names, "p6", "p7"]
