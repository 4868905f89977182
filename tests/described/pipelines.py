"""Programs of random transforms of pictures, and what the library's own make of them.

`python -m tests.described.pipelines SEED…` prints as JSON the sizes of what each program comes to, for a Python that
has torchvision: an entry for each of its lines, null where the line is refused.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from typing import Final, TypeAlias

Draw: TypeAlias = random.Random

START: Final = """\
import torch
import numpy as np
from PIL import Image, ImageOps
from torchvision import transforms as T
from torchvision.transforms import functional as F
from torchvision.transforms import v2
from torchvision.utils import make_grid
def seen(x):
    if isinstance(x, tuple):
        x = x[-1]
    if isinstance(x, Image.Image):
        return torch.empty(len(x.getbands()), x.height, x.width)
    return x
"""
LINES: Final = 50


def program(seed: int) -> list[str]:
    """The lines behind START, each of which binds one more name."""
    draw = random.Random(seed)
    return [f"out{at} = {_line(draw)}" for at in range(LINES)]


def _line(draw: Draw) -> str:
    if draw.random() < 0.15:
        return f"np.array({_picture(draw)}.{draw.choice(_METHODS)(draw)})"
    if draw.random() < 0.1:
        return f"make_grid({_tensor(draw)}, nrow={draw.randint(1, 5)}, padding={draw.randint(0, 3)})"
    given = draw.choice((_picture, _picture, _tensor))(draw)
    if draw.random() < 0.3:
        return f"seen({draw.choice(_FUNCTIONS)(draw, given)})"
    return f"seen({_pipeline(draw, draw.choice(('T', 'T', 'v2')))}({given}))"


def _picture(draw: Draw) -> str:
    mode = draw.choice(("L", "RGB", "RGB", "RGB", "RGBA", "LA", "1", "I", "F", "P"))
    return f"Image.new({mode!r}, ({draw.randint(8, 40)}, {draw.randint(8, 40)}))"


def _tensor(draw: Draw) -> str:
    batch = draw.choice(("", "", f"{draw.randint(1, 9)}, ", "2, 3, "))
    return f"torch.rand({batch}{draw.choice((1, 3, 3, 3, 4))}, {draw.randint(8, 40)}, {draw.randint(8, 40)})"


def _pipeline(draw: Draw, version: str) -> str:
    steps = [draw.choice(_STEPS)(draw) for _ in range(draw.randint(1, 4))]
    if version == "v2":
        steps += draw.choice(([], ["{}.ToImage()"], ["{}.ToImage()", "{}.ToDtype(torch.float32, scale=True)"]))
    elif draw.random() < 0.6:
        steps.append(draw.choice(("{}.ToTensor()", "{}.PILToTensor()")))
    if draw.random() < 0.5:
        steps.append(draw.choice(_LATER)(draw))
    if draw.random() < 0.15:
        steps = [f"{{}}.{draw.choice(_CHOOSING)}([{', '.join(steps)}])"]
    return f"{version}.Compose([{', '.join(steps)}])".replace("{}", version)


def _pair(draw: Draw, low: int = 4, high: int = 30) -> str:
    size = draw.choice((f"{draw.randint(low, high)}", f"({draw.randint(low, high)}, {draw.randint(low, high)})"))
    return draw.choice((size, size, f"[{draw.randint(low, high)}]"))


def _padding(draw: Draw) -> str:
    return draw.choice(("2", "(1, 2)", "(1, 2, 3, 4)", "[3]"))


def _plain(*texts: str) -> Callable[[Draw], str]:
    return lambda draw: draw.choice(texts)


_STEPS: Final[tuple[Callable[[Draw], str], ...]] = (
    lambda draw: f"{{}}.Resize({_pair(draw)})",
    lambda draw: f"{{}}.Resize({draw.randint(4, 20)}, max_size={draw.randint(21, 40)})",
    lambda draw: f"{{}}.CenterCrop({_pair(draw, 4, 50)})",
    lambda draw: f"{{}}.RandomCrop({_pair(draw)}, padding={draw.choice(('None', _padding(draw)))})",
    lambda draw: f"{{}}.RandomCrop({_pair(draw, 20, 50)}, pad_if_needed=True)",
    lambda draw: f"{{}}.RandomResizedCrop({_pair(draw)})",
    lambda draw: f"{{}}.{draw.choice(('FiveCrop', 'TenCrop'))}({_pair(draw, 4, 12)})",
    lambda draw: f"{{}}.Pad({_padding(draw)}, padding_mode={draw.choice(('constant', 'edge', 'reflect'))!r})",
    lambda draw: f"{{}}.RandomRotation({draw.randint(0, 90)}, expand={draw.random() < 0.3})",
    _plain("{}.Grayscale()", "{}.Grayscale(3)", "{}.RandomGrayscale(0.5)", "{}.ColorJitter(0.1, 0.1, 0.1, 0.1)"),
    _plain("{}.RandomHorizontalFlip()", "{}.RandomVerticalFlip(0.9)", "{}.RandomPerspective(p=1.0)"),
    _plain("{}.RandomAffine(10, (0.1, 0.1))", "{}.GaussianBlur(3)", "{}.ElasticTransform()"),
    _plain("{}.RandomInvert(1.0)", "{}.RandomAutocontrast()", "{}.RandomEqualize()", "{}.RandomSolarize(128)"),
    _plain("{}.RandAugment()", "{}.AutoAugment()", "{}.TrivialAugmentWide()", "{}.AugMix()"),
    _plain("{}.Lambda(lambda x: x)", "{}.ToPILImage()", "{}.RandomPosterize(4)", "{}.RandomAdjustSharpness(2)"),
)
_LATER: Final = (
    _plain("{}.Normalize((0.5,), (0.5,))", "{}.Normalize([0.4, 0.5, 0.6], [0.2, 0.2, 0.2])", "{}.Normalize(0.5, 0.5)"),
    _plain("{}.RandomErasing(1.0)", "{}.ConvertImageDtype(torch.float64)", "{}.RandomErasing()"),
    lambda draw: f"{{}}.Resize({_pair(draw)})",
    lambda draw: f"{{}}.CenterCrop({_pair(draw)})",
)
_CHOOSING: Final = ("RandomApply", "RandomChoice", "RandomOrder")
_FUNCTIONS: Final[tuple[Callable[[Draw, str], str], ...]] = (
    lambda draw, given: f"F.resize({given}, {_pair(draw)})",
    lambda draw, given: f"F.crop({given}, 1, 2, {draw.randint(3, 50)}, {draw.randint(3, 50)})",
    lambda draw, given: f"F.resized_crop({given}, 1, 2, 5, 7, {_pair(draw)})",
    lambda draw, given: f"F.center_crop({given}, {_pair(draw)})",
    lambda draw, given: f"F.pad({given}, {_padding(draw)})",
    lambda draw, given: f"F.rotate({given}, 30, expand={draw.random() < 0.5})",
    lambda draw, given: f"F.{draw.choice(('hflip', 'vflip', 'to_tensor', 'pil_to_tensor', 'to_pil_image'))}({given})",
    lambda draw, given: f"F.adjust_{draw.choice(('brightness', 'contrast', 'saturation', 'gamma'))}({given}, 1.5)",
    lambda draw, given: f"F.five_crop({given}, {_pair(draw, 4, 12)})",
    lambda draw, given: f"F.normalize({given}, [0.1, 0.2, 0.3], [0.1, 0.2, 0.3])",
    lambda draw, given: f"F.to_tensor(np.array({given}))",
    lambda draw, given: f"F.to_pil_image(np.array({given}))",
    lambda draw, given: f"torch.empty(F.get_dimensions({given}))",
    lambda draw, given: f"ImageOps.{draw.choice(('mirror', 'grayscale', 'autocontrast', 'invert'))}({given})",
    lambda draw, given: (
        f"ImageOps.{draw.choice(('fit', 'pad'))}({given}, ({draw.randint(4, 40)}, {draw.randint(4, 40)}))"
    ),
    lambda draw, given: f"ImageOps.expand({given}, {draw.choice(('2', '(1, 2)', '(1, 2, 3, 4)'))})",
    lambda draw, given: f"v2.functional.horizontal_flip({given})",
    lambda draw, given: f"v2.functional.to_image({given})",
    lambda draw, given: f"v2.functional.rgb_to_grayscale({given}, {draw.choice((1, 3))})",
    lambda draw, given: f"v2.functional.normalize({given}, [0.1, 0.2, 0.3], [0.1, 0.2, 0.3])",
    lambda draw, given: f"torch.empty(v2.functional.get_size({given}))",
)
_METHODS: Final[tuple[Callable[[Draw], str], ...]] = (
    lambda draw: f"convert({draw.choice(('L', 'RGB', 'RGBA', '1', 'F'))!r})",
    lambda draw: f"resize(({draw.randint(3, 40)}, {draw.randint(3, 40)}))",
    lambda draw: f"crop(({draw.randint(0, 5)}, {draw.randint(0, 5)}, {draw.randint(6, 50)}, {draw.randint(6, 50)}))",
    lambda draw: f"rotate({draw.choice((0, 30, 90, 180))}, expand={draw.random() < 0.5})",
    lambda draw: (
        f"transpose(Image.{draw.choice(('FLIP_LEFT_RIGHT', 'ROTATE_90', 'TRANSPOSE', 'Transpose.ROTATE_270'))})"
    ),
    _plain("copy()", "split()[0]", "getchannel(0)", "quantize()", "point(lambda x: x)", "reduce(2)"),
)


def outcomes(lines: list[str]) -> list[list[int] | None]:
    """The sizes of what each line makes; None where it is refused."""
    import torch

    torch.manual_seed(0)
    random.seed(0)
    scope: dict[str, object] = {}
    exec(START, scope)
    found: list[list[int] | None] = []
    for line in lines:
        try:
            exec(line, scope)
            found.append([int(size) for size in scope[line.split(" = ")[0]].shape])  # type: ignore[attr-defined]
        except Exception:
            found.append(None)
    return found


if __name__ == "__main__":
    print(json.dumps([outcomes(program(int(seed))) for seed in sys.argv[1:]]))
