"""CelebA: faces of 178 x 218, and what is to be seen in them."""

import torch
from PIL import Image

from .vision import VisionDataset, _unsaid


class CelebA(VisionDataset):
    _counts = {"train": 162770, "valid": 19867, "test": 19962, "all": 202599}

    def __init__(
        self,
        root,
        split="train",
        target_type="attr",
        transform=None,
        target_transform=None,
        download=False,
    ):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.split = split
        self.target_type = target_type if isinstance(target_type, list) else [target_type]
        count = self._counts[split.lower()]
        self.filename = [str(_unsaid()) for _ in range(count)]
        self.identity = torch.empty(count, 1, dtype=torch.int64)
        self.bbox = torch.empty(count, 4, dtype=torch.int64)
        self.landmarks_align = torch.empty(count, 10, dtype=torch.int64)
        self.attr = torch.empty(count, 40, dtype=torch.int64)
        self.attr_names = _unsaid()

    def _target(self, kind, index):
        if kind == "attr":
            return self.attr[index, :]
        if kind == "identity":
            return self.identity[index, 0]
        if kind == "bbox":
            return self.bbox[index, :]
        if kind == "landmarks":
            return self.landmarks_align[index, :]
        raise ValueError("nothing of that name is known of a picture")

    def __getitem__(self, index):
        img = Image.new("RGB", (178, 218))
        if self.transform is not None:
            img = self.transform(img)
        targets = tuple(self._target(kind, index) for kind in self.target_type)
        if not targets:
            return img, None
        target = targets if len(targets) > 1 else targets[0]
        return img, target if self.target_transform is None else self.target_transform(target)

    def __len__(self):
        return len(self.attr)
