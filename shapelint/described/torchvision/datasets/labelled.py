"""Datasets of pictures with a class each, as they stand in the files that belong to them."""

import torch
from PIL import Image

from .folder import ImageFolder, default_loader
from .vision import VisionDataset, _unsaid


class _Labelled(VisionDataset):
    def __init__(self, root, transform, target_transform, count, loader=default_loader):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self._labels = torch.empty((count,), dtype=torch.int64).tolist()
        self.loader = loader
        self.classes = _unsaid()
        self.class_to_idx = _unsaid()

    def _picture(self):
        return self.loader(_unsaid())

    def __len__(self):
        return len(self._labels)

    def __getitem__(self, idx):
        return self._transformed(self._picture(), self._labels[idx])


def _count(split, **counts):
    if split not in counts:
        raise ValueError("there is no such split")
    return counts[split]


class Food101(_Labelled):
    def __init__(
        self,
        root,
        split="train",
        transform=None,
        target_transform=None,
        download=False,
        loader=default_loader,
    ):
        super().__init__(root, transform, target_transform, _count(split, train=75750, test=25250), loader)


class Flowers102(_Labelled):
    def __init__(
        self,
        root,
        split="train",
        transform=None,
        target_transform=None,
        download=False,
        loader=default_loader,
    ):
        count = _count(split, train=1020, val=1020, test=6149)
        super().__init__(root, transform, target_transform, count, loader)


class StanfordCars(_Labelled):
    def __init__(
        self,
        root,
        split="train",
        transform=None,
        target_transform=None,
        download=False,
        loader=default_loader,
    ):
        super().__init__(root, transform, target_transform, _count(split, train=8144, test=8041), loader)


class DTD(_Labelled):
    def __init__(
        self,
        root,
        split="train",
        partition=1,
        transform=None,
        target_transform=None,
        download=False,
        loader=default_loader,
    ):
        super().__init__(root, transform, target_transform, _count(split, train=1880, val=1880, test=1880), loader)


class GTSRB(_Labelled):
    def __init__(self, root, split="train", transform=None, target_transform=None, download=False):
        super().__init__(root, transform, target_transform, _count(split, train=26640, test=12630))


class Imagenette(_Labelled):
    def __init__(
        self,
        root,
        split="train",
        size="full",
        download=False,
        transform=None,
        target_transform=None,
        loader=default_loader,
    ):
        super().__init__(root, transform, target_transform, _unsaid(), loader)


class Caltech256(_Labelled):
    def __init__(self, root, transform=None, target_transform=None, download=False):
        super().__init__(root, transform, target_transform, _unsaid())


class OxfordIIITPet(_Labelled):
    def __init__(
        self,
        root,
        split="trainval",
        target_types="category",
        transforms=None,
        transform=None,
        target_transform=None,
        download=False,
    ):
        super().__init__(root, transform, target_transform, _count(split, trainval=3680, test=3669))
        self._kinds = target_types
        if transforms is not None:
            self.transforms = transforms

    def __getitem__(self, idx):
        img, target = self._picture(), self._labels[idx] if self._kinds == "category" else _unsaid()
        return (img, target) if self.transforms is None else self.transforms(img, target)


class FER2013(_Labelled):
    """Grey pictures; which of them have a class hangs on the file."""

    def __init__(self, root, split="train", transform=None, target_transform=None):
        super().__init__(root, transform, target_transform, _count(split, train=28709, test=7178))
        self._split = split

    def _picture(self):
        return Image.new("L", (48, 48))

    def __getitem__(self, idx):
        return self._transformed(self._picture(), self._labels[idx] if self._split == "train" else _unsaid())


class PCAM(_Labelled):
    def __init__(self, root, split="train", transform=None, target_transform=None, download=False):
        count = _count(split, train=262144, test=32768, val=32768)
        super().__init__(root, transform, target_transform, count)

    def _picture(self):
        return Image.new("RGB", (96, 96))


class EuroSAT(ImageFolder):
    def __init__(self, root, transform=None, target_transform=None, download=False, loader=default_loader):
        super().__init__(root, transform, target_transform, loader)

    def __getitem__(self, index):
        path, target = self.samples[index]
        img = Image.new("RGB", (64, 64)) if self.loader is default_loader else self.loader(path)
        return self._transformed(img, target)
