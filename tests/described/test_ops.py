"""`torchvision.ops` as it is described: what the linter says of random calls, against torchvision itself.

SHAPELINT_TORCHVISION_PYTHON names a Python that has torchvision; without it the comparisons are skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path

import pytest

from shapelint.api import check_source, shapes_of
from tests.described import telling
from tests.described.detection import LAYERS, START, outcomes, parts, program

ROOT = Path(__file__).parents[2]
DESCRIBED = START.replace("from torchvision", "from shapelint.described.torchvision")
SEEDS = tuple(range(int(os.environ.get("SHAPELINT_DETECTIONS", "6"))))


@cache
def library() -> tuple[list[list[list[int] | None]], list[list[str]]]:
    """The sizes that torchvision comes to, for each line of each program, and what its layers are made of."""
    python = os.environ.get("SHAPELINT_TORCHVISION_PYTHON")
    if not python:
        pytest.skip("SHAPELINT_TORCHVISION_PYTHON names no Python with torchvision")
    command = [python, "-W", "ignore", "-m", "tests.described.detection", *map(str, SEEDS)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=600)
    outcomes, parts = json.loads(done.stdout)
    return outcomes, parts


def real() -> list[list[list[int] | None]]:
    return library()[0]


@cache
def told(seed: int) -> tuple[dict[int, tuple[object, ...] | None], dict[int, str]]:
    """What the linter says of the shape that each line comes to, and what it refuses."""
    return telling.told(START, program(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_are_those_of_the_library(seed: int) -> None:
    shapes, _ = told(seed)
    for at, (line, made) in enumerate(zip(program(seed), real()[seed], strict=True)):
        shape = shapes[at]
        if made is not None and shape is not None:
            assert list(shape) == telling.agreed(shape, made), line


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_are_those_of_the_description(seed: int) -> None:
    shapes, findings = told(seed)
    for at, (line, made) in enumerate(zip(program(seed), outcomes(program(seed), DESCRIBED), strict=True)):
        assert (at in findings) == (made is None), f"{line}: {findings.get(at)}"
        if made is not None:
            shape = shapes[at]
            assert shape is not None, line
            assert list(shape) == telling.agreed(shape, made), line


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_library_refuses_is_found_and_nothing_else(seed: int) -> None:
    _, findings = told(seed)
    for at, (line, made) in enumerate(zip(program(seed), real()[seed], strict=True)):
        assert (at in findings) == (made is None), f"{line}: {findings.get(at)}"


def test_all_but_the_number_of_boxes_that_are_kept_is_known() -> None:
    for seed in SEEDS:
        for at, (line, made) in enumerate(zip(program(seed), real()[seed], strict=True)):
            counted = "nms" not in line and "remove_small" not in line
            shape = told(seed)[0][at]
            assert made is None or (shape is not None and isinstance(shape[0] if shape else 0, int) == counted), line


@pytest.mark.parametrize("at", range(len(LAYERS)), ids=LAYERS)
def test_layers_are_made_of_what_the_library_s_are(at: int) -> None:
    assert parts(DESCRIBED)[at] == library()[1][at]


def test_what_a_detector_does_with_boxes() -> None:
    text = """
import torch, torchvision
import torchvision.ops.misc as misc
from torch import nn
from torchvision.models import resnet50
from torchvision.ops import MultiScaleRoIAlign, batched_nms, box_iou, clip_boxes_to_image, remove_small_boxes
from torchvision.ops.boxes import box_area, box_convert
from torchvision.ops.roi_align import RoIAlign
def kept(boxes, scores, labels, size):
    best = batched_nms(boxes, scores, labels, 0.5)[:100]
    boxes, scores, labels = boxes[best], scores[best], labels[best]
    boxes = clip_boxes_to_image(boxes, size)
    large = remove_small_boxes(boxes, 0.01)
    return boxes[large], scores[large], labels[large]
def closest(truth, anchors, written):
    best, which = box_iou(box_convert(truth, written, "xyxy"), anchors).max(0)
    return truth[which] * best[:, None]
anchors = torch.rand(50, 4)
boxes, scores, labels = kept(anchors, torch.rand(50), torch.randint(0, 5, (50,)), (300, 400))
truth = closest(torch.rand(7, 4), anchors, "cxcywh")
areas = box_area(anchors)
same = boxes * scores[:, None]
maps = torchvision.ops.FeaturePyramidNetwork([10, 20], 5)(
    {"a": torch.rand(1, 10, 64, 64), "b": torch.rand(1, 20, 32, 32)}
)
regions = MultiScaleRoIAlign(["a", "b"], output_size=7, sampling_ratio=2)(maps, [anchors], [(512, 512)])
heads = nn.Linear(5 * 7 * 7, 10)(regions.flatten(1))
of_boxes = torchvision.ops.roi_align(maps["b"], [boxes], 3)
cut = RoIAlign((2, 3), 0.5, 2)(maps["a"], [anchors])
frozen = resnet50(norm_layer=misc.FrozenBatchNorm2d)(torch.rand(2, 3, 64, 64))
larger = misc.interpolate(torch.rand(1, 3, 8, 8), scale_factor=2)
"""
    assert check_source(text) == []
    known = {row.name: row.shape for row in shapes_of(text)}
    assert known["boxes"] == known["same"] == ("n", 4)
    assert {name: known[name] for name in ("truth", "areas", "regions", "heads", "cut", "frozen", "larger")} == {
        "truth": (50, 4),
        "areas": (50,),
        "regions": (50, 5, 7, 7),
        "heads": (50, 10),
        "cut": (50, 5, 2, 3),
        "frozen": (2, 1000),
        "larger": (1, 3, 16, 16),
    }
    assert known["of_boxes"] == ("n", 5, 3, 3)


def test_what_the_library_may_take_is_not_told() -> None:
    """Of many boxes `batched_nms` takes one class after the other."""
    text = """
import sys
import torch
from torchvision.ops import batched_nms, box_convert, nms, roi_align
n = int(sys.argv[1])
a = batched_nms(torch.rand(5000, 4), torch.rand(6000), torch.zeros(4000), 0.5)
b = batched_nms(torch.rand(n, 4), torch.rand(n), torch.zeros(n, 1), 0.5)
c = batched_nms(torch.rand(0, 9), torch.rand(3), torch.zeros(2), 0.5)
d = nms(torch.rand(n, 4), torch.rand(6), 0.5)
e = box_convert(torch.rand(3, 5), sys.argv[2], sys.argv[3])
def f(boxes, scores, maps):
    return boxes[nms(boxes, scores, 0.5)], roi_align(maps, boxes, 3)
"""
    assert check_source(text) == []
