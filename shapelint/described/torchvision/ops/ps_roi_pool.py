"""Regions of maps whose channels stand for places, by the mean of their points."""

from torch import nn

from ._regions import _cut_by_position


def ps_roi_pool(input, boxes, output_size, spatial_scale=1.0):
    return _cut_by_position(input, boxes, output_size)


class PSRoIPool(nn.Module):
    def __init__(self, output_size, spatial_scale):
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale

    def forward(self, input, rois):
        return ps_roi_pool(input, rois, self.output_size)
