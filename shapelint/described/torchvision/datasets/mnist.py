"""MNIST and the sets that took its form: grey pictures of 28 x 28."""

import string

import torch
from PIL import Image

from .vision import VisionDataset, _unsaid


class MNIST(VisionDataset):
    classes = [
        "0 - zero",
        "1 - one",
        "2 - two",
        "3 - three",
        "4 - four",
        "5 - five",
        "6 - six",
        "7 - seven",
        "8 - eight",
        "9 - nine",
    ]

    def __init__(self, root, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        self.data, self.targets = self._load_data()

    def _load_data(self):
        return _read(60000 if self.train else 10000)

    @property
    def train_labels(self):
        return self.targets

    @property
    def test_labels(self):
        return self.targets

    @property
    def train_data(self):
        return self.data

    @property
    def test_data(self):
        return self.data

    @property
    def class_to_idx(self):
        return {name: at for at, name in enumerate(self.classes)}

    def __getitem__(self, index):
        img, target = self.data[index], int(self.targets[index])
        return self._transformed(Image.fromarray(img, mode="L"), target)

    def __len__(self):
        return len(self.data)


def _read(count):
    return torch.empty(count, 28, 28, dtype=torch.uint8), torch.empty((count,), dtype=torch.int64)


class FashionMNIST(MNIST):
    classes = [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ]


class KMNIST(MNIST):
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


_MERGED = set("cijklmopsuvwxyz")
_CHARACTERS = sorted(string.digits + string.ascii_letters)


class EMNIST(MNIST):
    splits = ("byclass", "bymerge", "balanced", "letters", "digits", "mnist")
    classes_split_dict = {
        "byclass": _CHARACTERS,
        "bymerge": [name for name in _CHARACTERS if name not in _MERGED],
        "balanced": [name for name in _CHARACTERS if name not in _MERGED],
        "letters": ["N/A", *string.ascii_lowercase],
        "digits": list(string.digits),
        "mnist": list(string.digits),
    }
    _counts = {
        "byclass": (697932, 116323),
        "bymerge": (697932, 116323),
        "balanced": (112800, 18800),
        "digits": (240000, 40000),
        "mnist": (60000, 10000),
    }

    def __init__(self, root, split, **kwargs):
        if split not in self.splits:
            raise ValueError("there is no such split")
        self.split = split
        super().__init__(root, **kwargs)
        self.classes = self.classes_split_dict[self.split]

    def _load_data(self):
        """Of the letters there have been more and less."""
        counts = self._counts.get(self.split)
        return _read(_unsaid() if counts is None else counts[0] if self.train else counts[1])


class QMNIST(MNIST):
    _counts = {"train": 60000, "test": 60000, "test10k": 10000, "test50k": 50000, "nist": 402953}

    def __init__(self, root, what=None, compat=True, train=True, **kwargs):
        self.what = ("train" if train else "test") if what is None else what
        if self.what not in self._counts:
            raise ValueError("there is no such part")
        self.compat = compat
        super().__init__(root, train, **kwargs)

    def _load_data(self):
        count = self._counts[self.what]
        return _read(count)[0], torch.empty(count, 8, dtype=torch.int64)

    def __getitem__(self, index):
        img, target = self.data[index], self.targets[index]
        if self.compat:
            target = int(target[0])
        return self._transformed(Image.fromarray(img, mode="L"), target)
