"""Datasets of pictures as they are described, against those that torchvision reads from a disk.

SHAPELINT_TORCHVISION_PYTHON names a Python that has torchvision; without it the comparison is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from shapelint.api import check_source, shapes_of
from tests.described.on_disk import CASES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[int]]]:
    """The sizes of torchvision's own datasets, in the order of the cases."""
    python = os.environ.get("SHAPELINT_TORCHVISION_PYTHON")
    if not python:
        pytest.skip("SHAPELINT_TORCHVISION_PYTHON names no Python with torchvision")
    folder = tmp_path_factory.mktemp("datasets")
    command = [python, "-W", "ignore", "-m", "tests.described.on_disk", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", range(len(CASES)), ids=[case.made for case in CASES])
def test_what_a_dataset_holds_is_what_the_library_reads(case: int, library: list[dict[str, list[int]]]) -> None:
    """All sizes are known, but for the number of pictures."""
    text = CASES[case].program("data")
    assert check_source(text) == []
    known = {row.name: row.shape for row in shapes_of(text)}
    for name, real in library[case].items():
        said = known.get(name) or ()
        counted = name in CASES[case].sizes and name != "classes"
        assert len(said) == len(real), name
        assert [*said][counted or name in "xy" :] == real[counted or name in "xy" :], name


def shapes(text: str) -> dict[str, tuple[object, ...] | None]:
    assert check_source(text) == []
    return {row.name: row.shape for row in shapes_of(text)}


START = """
import torch
from torch import nn
from torch.utils.data import ConcatDataset, DataLoader, Subset, random_split
from torchvision import datasets, transforms
to_tensor = transforms.ToTensor()
"""


@pytest.mark.parametrize(
    ("made", "count"),
    [
        ("datasets.MNIST('d')", 60000),
        ("datasets.MNIST('d', train=False)", 10000),
        ("datasets.EMNIST('d', 'balanced', train=False)", 18800),
        ("datasets.EMNIST('d', split='letters')", None),
        ("datasets.QMNIST('d', what='test50k')", 50000),
        ("datasets.CIFAR10('d')", 50000),
        ("datasets.CIFAR100('d', False)", 10000),
        ("datasets.SVHN('d', split='extra')", 531131),
        ("datasets.STL10('d', split='train+unlabeled')", 105000),
        ("datasets.STL10('d', folds=3)", None),
        ("datasets.USPS('d', train=False)", 2007),
        ("datasets.Omniglot('d', background=False)", 13180),
        ("datasets.CelebA('d', split='valid')", 19867),
        ("datasets.FakeData(77)", 77),
        ("datasets.ImageFolder('d')", None),
        ("datasets.ImageNet('d', 'val')", None),
        ("Subset(datasets.MNIST('d'), range(500))", 500),
        ("random_split(datasets.MNIST('d'), [50000, 10000])[1]", 10000),
        ("ConcatDataset([datasets.MNIST('d'), datasets.MNIST('d', train=False)])", 70000),
    ],
)
def test_how_many_there_are(made: str, count: int | None) -> None:
    (found,) = shapes(START + f"x = torch.zeros(len({made}))\n")["x"] or ()
    assert found == count or (count is None and not isinstance(found, int))


LOADED = (
    START
    + """
train = datasets.MNIST("data", train=True, download=True, transform=transforms.Compose(
    [transforms.Resize((32, 32)), to_tensor, transforms.Normalize((0.5,), (0.5,))]))
for x, y in DataLoader(train, batch_size=64, shuffle=True):
    {}
"""
)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("nn.Linear(1024, 10)(x.flatten(1))", []),
        ("nn.Linear(784, 10)(x.flatten(1))", ["SHP201"]),
        ("nn.Conv2d(3, 8, 3)(x)", ["SHP201"]),
        ("nn.functional.cross_entropy(nn.Linear(1024, 10)(x.flatten(1)), y)", []),
        ("x.view(64, -1)", []),  # of 32 as well, with other columns
        ("x.view(64, 1024)", ["SHP501"]),  # the last batch has 32
    ],
)
def test_batches_of_pictures(line: str, found: list[str]) -> None:
    assert [finding.code for finding in check_source(LOADED.format(line))] == found


def test_pictures_without_a_transform_are_no_tensors() -> None:
    known = shapes(START + "for x, y in DataLoader(datasets.MNIST('d'), 100):\n    z = nn.Linear(3, 4)(x)\n")
    assert (known.get("x"), known["y"]) == (None, (100,))


def test_a_subclass_reads_in_its_own_way() -> None:
    known = shapes(
        START
        + """
class Pair(datasets.MNIST):
    def __getitem__(self, index):
        x, y = super().__getitem__(index)
        other, _ = super().__getitem__(0)
        return torch.stack([x, other]), y
class Folder(datasets.ImageFolder):
    def __getitem__(self, index):
        x, y = super().__getitem__(index)
        return x, y, self.imgs[index][0]
cut = transforms.Compose([transforms.RandomResizedCrop(24), to_tensor])
for a, b in DataLoader(Pair("d", transform=to_tensor), 100):
    pass
for c, d, path in DataLoader(Folder("d", cut), 100):
    pass
"""
    )
    assert (known["a"], known["b"]) == ((100, 2, 1, 28, 28), (100,))
    assert (known["c"] or ())[1:] == (3, 24, 24)


def test_classes() -> None:
    sizes = ("len(datasets.CIFAR100('d').classes)", "len(datasets.MNIST.classes)", "data.class_to_idx['cat']")
    text = START + f"data = datasets.CIFAR10('d')\nx = torch.zeros({', '.join(sizes)})\n"
    assert shapes(text)["x"] == (100, 10, 3)
