"""Programs that take a network of torchvision: what is known of it, and where a finding stands."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from shapelint.api import check_file, check_source, shapes_of
from shapelint.source.described import FOLDER, library
from shapelint.source.project import Project
from shapelint.source.read import read

PICTURES = "x = torch.zeros(4, 3, 64, 64)\n"


def shapes(text: str) -> dict[str, object]:
    program = "import torch\nfrom torch import nn\n" + PICTURES + dedent(text)
    assert check_source(program) == []
    return {row.name: row.shape for row in shapes_of(program)}


@pytest.mark.parametrize(
    "lines",
    [
        "import torchvision\nnet = torchvision.models.resnet18(pretrained=True)",
        "import torchvision\nnet = torchvision.models.resnet.resnet18()",
        "import torchvision.models as models\nnet = models.resnet18(True)",
        "import torchvision.models\nnet = torchvision.models.resnet18(progress=False)",
        "from torchvision import models\nnet = models.resnet18(weights='DEFAULT')",
        "from torchvision import models\nnet = getattr(models, 'resnet18')(weights=None)",
        "from torchvision.models import resnet18, ResNet18_Weights\nnet = resnet18(weights=ResNet18_Weights.DEFAULT)",
        "from torchvision.models.resnet import BasicBlock, ResNet\nnet = ResNet(BasicBlock, [2, 2, 2, 2])",
        "from torchvision.models import *\nnet = resnet18()",
    ],
)
def test_however_it_is_imported(lines: str) -> None:
    assert shapes(lines + "\ny = net(x)")["y"] == (4, 1000)


def test_a_new_head() -> None:
    known = shapes(
        """
        from torchvision import models
        net = models.resnet50(pretrained=True)
        for weight in net.parameters():
            weight.requires_grad = False
        width = torch.zeros(net.fc.in_features)
        net.fc = nn.Sequential(nn.Linear(net.fc.in_features, 256), nn.ReLU(), nn.Linear(256, 5))
        y = net(x)
        body = nn.Sequential(*list(net.children())[:-2])
        maps = body(x)
        net.fc = nn.Identity()
        features = net(x)
        stem = net.maxpool(net.relu(net.bn1(net.conv1(x))))
        first = net.layer1(stem)
        """
    )
    expected = {
        "width": (2048,),
        "y": (4, 5),
        "maps": (4, 2048, 2, 2),
        "features": (4, 2048),
        "stem": (4, 64, 16, 16),
        "first": (4, 256, 16, 16),
    }
    assert {name: known[name] for name in expected} == expected


def test_a_network_of_one_s_own_beside_it() -> None:
    known = shapes(
        """
        import torchvision
        class Segmenter(nn.Module):
            def __init__(self, classes):
                super().__init__()
                resnet = torchvision.models.resnet34()
                self.stem = nn.Sequential(resnet.conv1, resnet.bn1, resnet.relu, resnet.maxpool)
                self.stages = nn.ModuleList([resnet.layer1, resnet.layer2, resnet.layer3, resnet.layer4])
                self.sides = nn.ModuleList([nn.Conv2d(width, 32, 1) for width in (64, 128, 256, 512)])
                self.out = nn.Conv2d(32, classes, 1)
            def forward(self, x):
                size = x.shape[-2:]
                x, total = self.stem(x), 0
                for stage, side in zip(self.stages, self.sides):
                    x = stage(x)
                    total = total + nn.functional.interpolate(side(x), size=size)
                return self.out(total)
        y = Segmenter(7)(x)
        """
    )
    assert known["y"] == (4, 7, 64, 64)


def test_a_class_that_extends_one() -> None:
    known = shapes(
        """
        from torchvision.models.resnet import Bottleneck, ResNet
        class Features(ResNet):
            def __init__(self):
                super().__init__(Bottleneck, [3, 4, 6, 3])
                del self.fc
            def forward(self, x):
                x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
                return self.layer2(self.layer1(x))
        y = Features()(x)
        """
    )
    assert known["y"] == (4, 512, 8, 8)


def test_pictures_that_are_read_have_the_channels_that_are_asked_for() -> None:
    known = shapes(
        """
        import numpy as np
        from PIL import Image, ImageOps
        from torchvision import transforms
        from torchvision.io import ImageReadMode, read_image
        from torchvision.transforms.functional import resize
        a = resize(read_image("picture.png", ImageReadMode.RGB), (7, 9))
        b = read_image("picture.png")
        with Image.open("picture.png") as picture:
            c = np.array(picture.convert("RGB").resize((30, 20)))
            d = transforms.ToTensor()(ImageOps.exif_transpose(picture).convert("L"))
        e = np.asarray(Image.fromarray(c).convert("L"))
        """
    )
    expected = {"a": (3, 7, 9), "b": (None, None, None), "c": (20, 30, 3), "d": (1, None, None), "e": (20, 30)}
    assert {name: known[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("T.Compose([three])", ["SHP301"]),
        ("torch.nn.Sequential(three)", ["SHP301"]),
        ("T.RandomApply([three], p=0.1)", []),
        ("T.RandomChoice([three, T.Grayscale()])", []),
        ("T.RandomOrder([three, T.Grayscale()])", []),
        ("T.ToPILImage()", []),
    ],
)
def test_what_need_not_happen_is_not_told(made: str, found: list[str]) -> None:
    text = (
        "import torch\nfrom torchvision import transforms as T\n"
        "three = T.Normalize((0.1, 0.2, 0.3), (0.1, 0.2, 0.3))\n"
        f"y = {made}(torch.rand(1, 8, 9))\n"
    )
    assert [finding.code for finding in check_source(text)] == found
    assert check_source(text.replace("torchvision import transforms as", "torchvision.transforms import v2 as")) == []


def test_what_is_not_described_is_unknown() -> None:
    known = shapes(
        """
        import torchvision
        from torchvision import datasets, models, tv_tensors, transforms
        from torchvision.models import segmentation, swin_t, Swin_T_Weights
        from torchvision.models.resnet import model_urls
        from torchvision.models.nowhere import nothing
        y = swin_t(weights=Swin_T_Weights.DEFAULT)(x)
        z = segmentation.fcn_resnet50()(x)
        v = models.video.r3d_18()(x)
        t = tv_tensors.Image(x)
        u = torchvision.transforms.functional.nothing(x, (3, 3))
        s = datasets.Kinetics("data", 3)[0][0]
        w = torchvision.models.raft_large()(x)
        """
    )
    assert set(known) <= {"x"}


def test_a_head_that_does_not_fit_is_told_at_the_call() -> None:
    text = dedent(
        """
        import torch
        from torchvision import models
        net = models.resnet50(weights=None)
        net.fc = torch.nn.Linear(512, 10)
        y = net(torch.zeros(4, 3, 64, 64))
        """
    )
    (finding,) = check_source(text, "net.py")
    assert (finding.code, finding.place.line) == ("SHP201", 6)
    assert "Linear expects 512 features, gets 2048: its input is (4, 2048)" in finding.message
    assert {(place.place.file, place.place.line) for place in finding.related} == {("net.py", 5)}


def test_nobody_is_sent_to_a_description() -> None:
    text = "import torch, torchvision\ny = torchvision.models.resnet18()(torch.zeros(4, 1, 64, 64))\n"
    (finding,) = check_source(text, "net.py")
    assert (finding.code, finding.place.file, finding.place.line) == ("SHP201", "net.py", 2)
    assert finding.related == ()
    assert {step.place.file for step in finding.flow} == {"net.py"}


def test_a_call_through_another_file_is_told_at_that_file(tmp_path: Path) -> None:
    (tmp_path / "nets.py").write_text(
        "from torch import nn\nfrom torchvision import models\n"
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.body = models.resnet18()\n"
        "    def forward(self, x):\n"
        "        return self.body(x)\n"
    )
    main = tmp_path / "main.py"
    main.write_text("import torch\nfrom nets import Net\ny = Net()(torch.zeros(4, 1, 64, 64))\n")
    (finding,) = check_file(main)
    assert (finding.place.file, finding.place.line) == (str(main), 3)
    assert [(Path(each.place.file).name, each.place.line) for each in finding.related] == [("nets.py", 8)]


def test_a_file_of_the_project_comes_first(tmp_path: Path) -> None:
    (tmp_path / "torchvision.py").write_text("import torch\ndef resnet18():\n    return torch.nn.Linear(64, 5)\n")
    main = tmp_path / "main.py"
    main.write_text(
        "import torch\nimport torchvision\nfrom torchvision import models\nx = torch.zeros(4, 3, 64, 64)\n"
        "y = torchvision.resnet18()(x)\nz = models.resnet18()(x)\n"
    )
    rows = shapes_of(main.read_bytes(), str(main))
    assert {row.name: row.shape for row in rows} == {"x": (4, 3, 64, 64), "y": (4, 3, 64, 5)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from torchvision import transforms\nfrom PIL import Image", set()),
        (
            "import torchvision.transforms as T\nt = T.ToTensor()",
            {"torchvision.transforms", "torchvision.transforms._conversion"},
        ),
        ("from torchvision.models import resnet18\n", set()),
        ("from torchvision import models\nm = models.resnet18", {"torchvision.models", "torchvision.models.resnet"}),
        ("import torchvision\nheld = {}\nheld['x']", set()),
    ],
)
def test_only_what_is_used_is_read(text: str, wanted: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from shapelint.engine import analyse
    from shapelint.engine.shelf import SHELF

    seen: set[str] = set()
    original = Project._read

    def noted(self: Project, path: Path) -> object:
        seen.add(library(path))
        return original(self, path)

    monkeypatch.setattr(Project, "_read", noted)
    source = read("import torch\n" + text, "program.py")
    with SHELF.closed():
        analyse(source.program, modules=Project(source.program, Path("program.py")))
    assert seen - {"torchvision"} == wanted - {"torchvision"}


def test_what_a_description_is_called() -> None:
    assert library(FOLDER / "torchvision/models/resnet.py") == "torchvision.models.resnet"
    assert library(FOLDER / "torchvision/models/__init__.py") == "torchvision.models"
    assert library(FOLDER / "__init__.py") == ""
    assert library("torchvision/models/resnet.py") == ""
