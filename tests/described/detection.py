"""Programs of random calls of `torchvision.ops`, and what the library's own make of them.

`python -m tests.described.detection SEED…` prints as JSON the sizes of what each program comes to, for a Python that
has torchvision, an entry for each of its lines, null where the line is refused, and what layers of it are made of.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Any, Final, TypeAlias

Draw: TypeAlias = random.Random

START: Final = """\
import torch
from torch import nn
from torchvision import ops
from torchvision.ops import boxes as B
from torchvision.ops import feature_pyramid_network as pyramids
from torchvision.ops.misc import FrozenBatchNorm2d
def seen(x):
    return list(x.values())[-1] if isinstance(x, dict) else x
"""
LINES: Final = 60


def program(seed: int) -> list[str]:
    """The lines behind START, each of which binds one more name."""
    draw = random.Random(seed)
    return [f"out{at} = seen({draw.choice(_CALLS)(draw)})" for at in range(LINES)]


def _tensor(draw: Draw, *sizes: int, misfit: float = 0.12) -> str:
    """Random numbers of these sizes, or of slightly other ones."""
    found = list(sizes)
    if draw.random() < misfit:
        at = draw.randrange(len(found))
        changed = draw.choice(("other", "one", "fewer", "more"))
        if changed == "other":
            found[at] += draw.choice((-1, 1, 2))
        elif changed == "one":
            found[at] = 1
        elif changed == "more":
            found.insert(at, draw.randint(1, 3))
        elif len(found) > 1:
            del found[at]
    return f"torch.rand({', '.join(map(str, found))})"


def _boxes(draw: Draw, count: int, columns: int = 4) -> str:
    batch = (2,) if draw.random() < 0.08 else ()
    return _tensor(draw, *batch, count, columns)


def _pairwise(draw: Draw) -> str:
    name = draw.choice(("box_iou", "generalized_box_iou", "distance_box_iou", "complete_box_iou"))
    module = draw.choice(("ops", "B"))
    return f"{module}.{name}({_boxes(draw, draw.randint(1, 6))}, {_boxes(draw, draw.randint(1, 6))})"


def _paired(draw: Draw) -> str:
    name = draw.choice(("generalized_box_iou_loss", "distance_box_iou_loss", "complete_box_iou_loss"))
    count = draw.randint(2, 6)
    reduced = draw.choice(("", ", 'mean'", ", reduction='sum'"))
    return f"ops.{name}({_tensor(draw, count, 4)}, {_tensor(draw, count, 4)}{reduced})"


def _focal(draw: Draw) -> str:
    sizes = [draw.randint(1, 4) for _ in range(draw.randint(1, 3))]
    reduced = draw.choice(("", ", reduction='mean'", ", 0.25, 2, 'sum'"))
    return f"ops.sigmoid_focal_loss({_tensor(draw, *sizes)}, {_tensor(draw, *sizes)}{reduced})"


def _one(draw: Draw) -> str:
    boxes = _boxes(draw, draw.randint(1, 6))
    written = ("xyxy", "xywh", "cxcywh")
    return draw.choice(
        (
            f"ops.box_area({boxes})",
            f"ops.box_convert({boxes}, {draw.choice(written)!r}, out_fmt={draw.choice(written)!r})",
            f"ops.clip_boxes_to_image({boxes}, ({draw.choice(('', '', '', '3, '))}8, 9))",
            f"ops.masks_to_boxes({_tensor(draw, draw.randint(1, 4), 8, 9)} > 0)",
        )
    )


def _kept(draw: Draw) -> str:
    count = draw.randint(2, 6)
    boxes, scores, classes = _boxes(draw, count), _tensor(draw, count), _tensor(draw, count)
    return draw.choice(
        (
            f"ops.nms({boxes}, {scores}, 0.5)",
            f"B.batched_nms({boxes}, {scores}, {classes}, 0.5)",
            f"ops.remove_small_boxes({boxes}, 0.1)",
        )
    )


def _regions(draw: Draw) -> str:
    if draw.random() < 0.4:
        return _tensor(draw, draw.randint(1, 5), 5)
    return f"[{', '.join(_tensor(draw, draw.randint(1, 5), 4) for _ in range(2))}]"


def _size(draw: Draw) -> str:
    return draw.choice(("2", "3", "(2, 3)", "[3, 1]"))


def _cut(draw: Draw) -> str:
    maps, regions = f"{_tensor(draw, 2, 12, 9, 8, misfit=0.2)}", _regions(draw)
    name = draw.choice(("roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool"))
    layer = {"roi_align": "RoIAlign", "roi_pool": "RoIPool", "ps_roi_align": "PSRoIAlign", "ps_roi_pool": "PSRoIPool"}
    sampled = ", 2" if name.endswith("align") else ""
    return draw.choice(
        (
            f"ops.{name}({maps}, {regions}, {_size(draw)})",
            f"ops.{layer[name]}({_size(draw)}, 0.5{sampled})({maps}, {regions})",
        )
    )


def _pooled(draw: Draw) -> str:
    maps = f"{{'a': {_tensor(draw, 2, 6, 16, 16)}, 'b': {_tensor(draw, 2, 6, 8, 8)}}}"
    names = draw.choice(("['a', 'b']", "['b']", "['a']"))
    boxes = f"[{', '.join(_tensor(draw, draw.randint(1, 5), 4) for _ in range(2))}]"
    return f"ops.MultiScaleRoIAlign({names}, {_size(draw)}, 2)({maps}, {boxes}, [(32, 32), (32, 32)])"


def _pyramid(draw: Draw) -> str:
    extra = draw.choice(
        ("", ", pyramids.LastLevelMaxPool()", ", pyramids.LastLevelP6P7(5, 5)", ", None, nn.BatchNorm2d")
    )
    extra = draw.choice((extra, ", pyramids.LastLevelP6P7(4, 5)"))
    maps = f"{{'a': {_tensor(draw, 2, 3, 16, 15)}, 'b': {_tensor(draw, 2, 4, 8, 8)}}}"
    return f"ops.FeaturePyramidNetwork([3, 4], 5{extra})({maps})"


def _bent(draw: Draw) -> str:
    groups, bent, stride, padding = (draw.randint(1, 2) for _ in range(4))
    high, wide = ((size + 2 * padding - kernel) // stride + 1 for size, kernel in ((9, 3), (8, 2)))
    given = _tensor(draw, 2, 4, 9, 8, misfit=0.2)
    offset, mask = _tensor(draw, 2, 12 * bent, high, wide), _tensor(draw, 2, 6 * bent, high, wide)
    masked = draw.choice(("", f", mask={mask}"))
    if draw.random() < 0.5:
        made = f"ops.DeformConv2d(4, 6, (3, 2), {stride}, {padding}, groups={groups})"
        return f"{made}({given}, {offset}{masked})"
    weight = _tensor(draw, 6, 4 // groups, 3, 2)
    bias = draw.choice(("", f", {_tensor(draw, 6)}"))
    return f"ops.deform_conv2d({given}, {offset}, {weight}{bias}, stride={stride}, padding={padding}{masked})"


def _layer(draw: Draw) -> str:
    plane, space = _tensor(draw, 2, 3, 9, 8, misfit=0.3), _tensor(draw, 2, 3, 4, 9, 8, misfit=0.3)
    return draw.choice(
        (
            f"FrozenBatchNorm2d(3)({plane})",
            f"ops.DropBlock2d(0.1, 3)({plane})",
            f"ops.DropBlock3d(0.1, 3).eval()({space})",
            f"ops.drop_block2d({plane}, 0.1, 3, training={draw.random() < 0.5})",
            f"ops.drop_block3d({space}, 0.1, 3)",
            f"ops.stochastic_depth({plane}, 0.1, 'row')",
            f"ops.Conv2dNormActivation(3, 5, 3, {draw.randint(1, 2)})({plane})",
            f"ops.Conv3dNormActivation(3, 5, {draw.choice(('3', '(1, 3, 3)'))}, 2)({space})",
            f"ops.Permute([0, 2, 3, 1])({plane})",
            f"ops.MLP(8, [5, 7], nn.LayerNorm)({plane})",
            f"ops.SqueezeExcitation(3, 2)({plane})",
        )
    )


_CALLS: Final[tuple[Callable[[Draw], str], ...]] = (
    _pairwise,
    _paired,
    _focal,
    _one,
    _kept,
    _cut,
    _pooled,
    _pyramid,
    _bent,
    _layer,
)


LAYERS: Final = (
    "FrozenBatchNorm2d(7)",
    "ops.FeaturePyramidNetwork([3, 4], 5)",
    "ops.FeaturePyramidNetwork([3, 4], 5, pyramids.LastLevelP6P7(4, 5), nn.BatchNorm2d)",
    "ops.FeaturePyramidNetwork([3, 4], 5, pyramids.LastLevelMaxPool())",
    "ops.DeformConv2d(4, 6, (3, 2), groups=2)",
    "ops.DeformConv2d(4, 6, 3, bias=False)",
    "ops.Conv3dNormActivation(3, 5, (1, 3, 3), 2)",
    "ops.Conv2dNormActivation(3, 5, norm_layer=None, activation_layer=None)",
    "ops.MLP(8, [5, 7], nn.LayerNorm)",
    "ops.SqueezeExcitation(8, 2)",
)


def outcomes(lines: list[str], start: str = START) -> list[list[int] | None]:
    """The sizes of what each line makes; None where it is refused."""
    import torch

    torch.manual_seed(0)
    scope: dict[str, object] = {}
    exec(start, scope)
    found: list[list[int] | None] = []
    for line in lines:
        try:
            exec(line, scope)
            found.append(list(scope[line.split(" = ")[0]].shape))  # type: ignore[attr-defined]
        except Exception:
            found.append(None)
    return found


def parts(start: str = START) -> list[list[str]]:
    """What each layer is made of and keeps, by name."""
    scope: dict[str, object] = {}
    exec(start, scope)
    layers: list[Any] = [eval(layer, scope) for layer in LAYERS]
    return [
        [f"{name}: {type(part).__name__}" for name, part in layer.named_modules()]
        + [f"{name}: {list(value.shape)}" for name, value in layer.state_dict().items()]
        + [name for name, _ in layer.named_parameters()]
        for layer in layers
    ]


if __name__ == "__main__":
    print(json.dumps([[outcomes(program(int(seed))) for seed in sys.argv[1:]], parts()]))
