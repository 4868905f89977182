"""Small datasets of pictures, written as the library's own would stand on a disk, and what the library reads there.

`python -m tests.described.on_disk FOLDER` prints as JSON the sizes that each comes to, for a Python that has
torchvision.
"""

from __future__ import annotations

import bz2
import json
import pickle
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

COUNT: Final = 6  # pictures of each


class Case(NamedTuple):
    """A dataset, what else of it has a size that is the same however many pictures there are, and who writes it."""

    made: str
    sizes: Mapping[str, str]  # name -> expression
    write: Callable[[Path], object]

    def program(self, folder: str) -> str:
        """Lines that bind the sizes to ask for; a batch is called `x` and `y`."""
        asked = "".join(f"{name} = {expression}\n" for name, expression in self.sizes.items())
        return _START + f"ds = {self.made.replace('ROOT', repr(folder))}\n" + asked + _BATCHES


_START: Final = """\
import torch
from torch.utils.data import DataLoader
from torchvision import datasets
from torchvision.transforms import CenterCrop, Compose, PILToTensor, Resize, ToTensor
def count(several):
    return torch.empty(len(several))
"""
_BATCHES: Final = "image, target = ds[0]\nx, y = next(iter(DataLoader(ds, 4)))\n"


def _idx(path: Path, *sizes: int, kind: int = 8) -> None:
    """A file as MNIST has them: the kind of numbers (8: bytes, 12: whole ones), the sizes, the content."""
    length = {8: 1, 12: 4}[kind]
    for size in sizes:
        length *= size
    path.parent.mkdir(parents=True, exist_ok=True)
    header = bytes([0, 0, kind, len(sizes)]) + b"".join(size.to_bytes(4, "big") for size in sizes)
    path.write_bytes(header + bytes(length))


def _mnist(name: str, prefix: str, labels: str = "labels-idx1-ubyte") -> Callable[[Path], None]:
    def write(root: Path) -> None:
        for split in ("train", "t10k", "test"):
            _idx(root / name / "raw" / f"{prefix}{split}-images-idx3-ubyte", COUNT, 28, 28)
            _idx(root / name / "raw" / f"{prefix}{split}-{labels}", COUNT)

    return write


def _qmnist(root: Path) -> None:
    _idx(root / "QMNIST/raw/qmnist-train-images-idx3-ubyte", COUNT, 28, 28)
    _idx(root / "QMNIST/raw/qmnist-train-labels-idx2-int", COUNT, 8, kind=12)


def _cifar(folder: str, names: list[str], labels: str, classes: tuple[str, str, int]) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        import numpy

        (root / folder).mkdir(parents=True)
        for name in names:
            entry = {"data": numpy.zeros((COUNT, 3072), numpy.uint8), labels: [0] * COUNT}
            (root / folder / name).write_bytes(pickle.dumps(entry))
        file, key, count = classes
        (root / folder / file).write_bytes(pickle.dumps({key: [str(at) for at in range(count)]}))

    return write


def _stl10(root: Path) -> None:
    folder = root / "stl10_binary"
    folder.mkdir()
    for name in ("train_X.bin", "unlabeled_X.bin", "test_X.bin"):
        (folder / name).write_bytes(bytes(COUNT * 3 * 96 * 96))
    for name in ("train_y.bin", "test_y.bin"):
        (folder / name).write_bytes(bytes([1]) * COUNT)
    (folder / "class_names.txt").write_text("\n".join(map(str, range(10))))


def _usps(root: Path) -> None:
    line = "3 " + " ".join(f"{at}:0.5" for at in range(1, 257)) + "\n"
    (root / "usps.bz2").write_bytes(bz2.compress((line * COUNT).encode()))


def _semeion(root: Path) -> None:
    (root / "semeion.data").write_text((" ".join(["0.0"] * 256 + ["1"] + ["0"] * 9) + "\n") * COUNT)


def _picture(path: Path, width: int, height: int, mode: str = "RGB") -> None:
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, (width, height)).save(path)


def _folders(below: str, width: int, height: int, kind: str = "png", mode: str = "RGB") -> Callable[[Path], None]:
    def write(root: Path) -> None:
        for at in range(COUNT):
            _picture(root / below / f"class {at % 2}" / f"{at}.{kind}", width, height, mode)

    return write


def _omniglot(root: Path) -> None:
    for at in range(COUNT):
        _picture(root / f"omniglot-py/images_background/Latin/character {at % 2}/{at}.png", 105, 105, "1")


def _celeba(root: Path) -> None:
    for at in range(COUNT):
        _picture(root / f"celeba/img_align_celeba/{at}.jpg", 178, 218)
    for name, columns, header in (
        ("list_eval_partition", 1, ""),
        ("identity_CelebA", 1, ""),
        ("list_bbox_celeba", 4, "6\nnames\n"),
        ("list_landmarks_align_celeba", 10, "6\nnames\n"),
        ("list_attr_celeba", 40, "6\nnames\n"),
    ):
        rows = "".join(f"{at}.jpg {' '.join(['0'] * columns)}\n" for at in range(COUNT))
        (root / f"celeba/{name}.txt").write_text(header + rows)


def _voc(root: Path) -> None:
    base = root / "VOCdevkit/VOC2012"
    for at in range(COUNT):
        _picture(base / f"JPEGImages/{at}.jpg", 40 + at, 30)
        _picture(base / f"SegmentationClass/{at}.png", 40 + at, 30, "P")
    (base / "ImageSets/Segmentation").mkdir(parents=True)
    (base / "ImageSets/Segmentation/train.txt").write_text("\n".join(map(str, range(COUNT))))


def _fer2013(root: Path) -> None:
    (root / "fer2013").mkdir()
    rows = f"0,{' '.join(['7'] * 48 * 48)}\n" * COUNT
    (root / "fer2013/train.csv").write_text("emotion,pixels\n" + rows)


def _food101(root: Path) -> None:
    for at in range(COUNT):
        _picture(root / f"food-101/images/pie/{at}.jpg", 20 + at, 30)
    (root / "food-101/meta").mkdir()
    (root / "food-101/meta/train.json").write_text(json.dumps({"pie": [f"pie/{at}" for at in range(COUNT)]}))


_TENSOR: Final = "transform=ToTensor()"
_FITTED: Final = "transform=Compose([Resize(16), CenterCrop((12, 14)), ToTensor()])"
_DATA: Final = {"data": "ds.data", "targets": "ds.targets", "classes": "count(ds.classes)"}
_LABELLED: Final = {"data": "ds.data", "targets": "ds.labels"}
_BATCHES_OF_10: Final = [f"data_batch_{at}" for at in range(1, 6)]
_OF_100: Final = ("train", "test")
CASES: Final = (
    Case(f"datasets.MNIST(ROOT, {_TENSOR})", _DATA, _mnist("MNIST", "")),
    Case(f"datasets.FashionMNIST(ROOT, {_TENSOR})", _DATA, _mnist("FashionMNIST", "")),
    Case(f"datasets.KMNIST(ROOT, train=False, {_TENSOR})", _DATA, _mnist("KMNIST", "")),
    *(
        Case(f"datasets.EMNIST(ROOT, {split!r}, {_TENSOR})", _DATA, _mnist("EMNIST", f"emnist-{split}-"))
        for split in ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    ),
    Case(f"datasets.QMNIST(ROOT, {_TENSOR})", _DATA, _qmnist),
    Case(f"datasets.QMNIST(ROOT, compat=False, {_TENSOR})", _DATA, _qmnist),
    Case(
        f"datasets.CIFAR10(ROOT, {_TENSOR})",
        {**_DATA, "targets": "torch.tensor(ds.targets)"},
        _cifar("cifar-10-batches-py", [*_BATCHES_OF_10, "test_batch"], "labels", ("batches.meta", "label_names", 10)),
    ),
    Case(
        f"datasets.CIFAR100(ROOT, train=False, {_TENSOR})",
        {**_DATA, "targets": "torch.tensor(ds.targets)"},
        _cifar("cifar-100-python", [*_OF_100], "fine_labels", ("meta", "fine_label_names", 100)),
    ),
    *(
        Case(f"datasets.STL10(ROOT, {split!r}, {_TENSOR})", {**_LABELLED, "classes": "count(ds.classes)"}, _stl10)
        for split in ("train", "train+unlabeled", "unlabeled", "test")
    ),
    Case(f"datasets.USPS(ROOT, {_TENSOR})", {"data": "ds.data"}, _usps),
    Case(f"datasets.SEMEION(ROOT, {_TENSOR})", _LABELLED, _semeion),
    Case(f"datasets.Omniglot(ROOT, {_TENSOR})", {}, _omniglot),
    Case(f"datasets.FER2013(ROOT, {_TENSOR})", {}, _fer2013),
    Case(f"datasets.ImageFolder(ROOT, {_FITTED})", {}, _folders(".", 20, 30)),
    Case(f"datasets.EuroSAT(ROOT, {_TENSOR})", {}, _folders("eurosat/2750", 64, 64, "jpg")),
    Case(f"datasets.Food101(ROOT, {_FITTED})", {}, _food101),
    Case(f"datasets.CelebA(ROOT, {_TENSOR})", {"attr": "ds.attr", "bbox": "ds.bbox"}, _celeba),
    Case(f"datasets.CelebA(ROOT, target_type='landmarks', {_TENSOR})", {"named": "ds.identity"}, _celeba),
    Case(f"datasets.CelebA(ROOT, target_type='identity', {_TENSOR})", {}, _celeba),
    Case(f"datasets.VOCSegmentation(ROOT, {_FITTED}, target_{_FITTED.replace('ToT', 'PILToT')})", {}, _voc),
    Case(f"datasets.FakeData({COUNT}, (1, 7, 9), {_TENSOR})", {}, lambda root: None),
    Case(f"datasets.FakeData({COUNT}, {_FITTED}, target_transform=lambda y: y + 1)", {}, lambda root: None),
)


def sizes(case: Case, folder: Path) -> dict[str, list[int]]:
    """The sizes that the library comes to; of what is no tensor, none."""
    import torch

    torch.manual_seed(0)
    random.seed(0)
    case.write(folder)
    scope: dict[str, Any] = {}
    exec(case.program(str(folder)), scope)
    return {name: list(getattr(scope[name], "shape", ())) for name in (*case.sizes, "image", "target", "x", "y")}


def main(folder: str) -> None:
    """Print the sizes of all; what stands in the files is not what it should be, so nobody compares their sums."""
    from torchvision import datasets

    for name in ("cifar", "celeba", "fer2013", "omniglot", "semeion", "stl10"):
        getattr(datasets, name).check_integrity = lambda path, md5=None: True
    found = []
    for at, case in enumerate(CASES):
        root = Path(folder) / str(at)
        root.mkdir()
        found.append(sizes(case, root))
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
