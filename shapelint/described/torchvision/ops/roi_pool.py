"""Regions of maps, brought to one size by the largest of their points."""

from torch import nn

from ._regions import _cut


def roi_pool(input, boxes, output_size, spatial_scale=1.0):
    return _cut(input, boxes, output_size)


class RoIPool(nn.Module):
    def __init__(self, output_size, spatial_scale):
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale

    def forward(self, input, rois):
        return roi_pool(input, rois, self.output_size)
