"""Losses of boxes by how far they lie over each other."""


def _reduced(loss, reduction):
    if reduction == "mean":
        return loss.mean()
    return loss.sum() if reduction == "sum" else loss


def generalized_box_iou_loss(boxes1, boxes2, reduction="none", eps=1e-07):
    assert boxes1.size(-1) == 4
    assert boxes2.size(-1) == 4
    left = boxes1[..., 0] / 2
    loss = left - boxes2[..., 0]
    left[loss > 0] = 0
    return _reduced(loss, reduction)
