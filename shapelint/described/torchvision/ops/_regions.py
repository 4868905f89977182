"""Regions of interest: how they and the sizes of what is cut out are given."""

import torch


def _pair(size):
    return (size, size) if isinstance(size, int) else (size[0], size[1])


def _rois(boxes):
    """All boxes in one tensor, each behind the number of its picture."""
    if not isinstance(boxes, (list, tuple)):
        assert boxes.size(1) == 5
        return boxes
    together = torch.cat([_of_picture(each) for each in boxes])
    return torch.cat((together[:, :1], together), dim=1)


def _of_picture(boxes):
    assert boxes.size(1) == 4
    return boxes


def _cut(input, boxes, output_size):
    assert input.dim() in (4, 5)
    rois = _rois(boxes)
    return input.new_empty(rois.size(0), input.size(1), *_pair(output_size))


def _cut_by_position(input, boxes, output_size):
    """Each place of a region has channels of its own."""
    by_place = input.unflatten(1, (-1, *_pair(output_size)))
    return _cut(input, boxes, output_size)[:, : by_place.size(1)]
