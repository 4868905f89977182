"""Regions cut out of the map that suits their size."""

from torch import nn

from ._regions import _pair
from .roi_align import roi_align


class MultiScaleRoIAlign(nn.Module):
    def __init__(self, featmap_names, output_size, sampling_ratio, *, canonical_scale=224, canonical_level=4):
        super().__init__()
        self.featmap_names = featmap_names
        self.output_size = _pair(output_size)
        self.sampling_ratio = sampling_ratio
        self.canonical_scale = canonical_scale
        self.canonical_level = canonical_level
        self.scales = None
        self.map_levels = None

    def forward(self, x, boxes, image_shapes):
        maps = [each for name, each in x.items() if name in self.featmap_names]
        regions = roi_align(maps[0], list(boxes), self.output_size)
        for each in maps[1:]:
            regions[:] = roi_align(each, list(boxes), self.output_size)
        return regions
