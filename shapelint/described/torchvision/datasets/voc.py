"""Pascal VOC: pictures with what is in them, or with the class of each pixel."""

import os

from PIL import Image

from .vision import VisionDataset, _unsaid


class _VOCBase(VisionDataset):
    def __init__(
        self,
        root,
        year="2012",
        image_set="train",
        download=False,
        transform=None,
        target_transform=None,
        transforms=None,
    ):
        super().__init__(root, transforms, transform, target_transform)
        self.year = year
        self.image_set = image_set
        self.images = [str(path) for path in os.scandir(root)]
        self.targets = [str(path) for path in self.images]

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        img, target = Image.open(self.images[index]).convert("RGB"), self._target(index)
        return (img, target) if self.transforms is None else self.transforms(img, target)


class VOCSegmentation(_VOCBase):
    @property
    def masks(self):
        return self.targets

    def _target(self, index):
        return Image.Image("P", Image.open(self.masks[index]).size)


class VOCDetection(_VOCBase):
    @property
    def annotations(self):
        return self.targets

    def _target(self, index):
        return {"annotation": _unsaid()}
