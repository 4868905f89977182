"""STL-10: coloured pictures of 96 x 96, their channels first."""

import numpy as np
from PIL import Image

from .vision import VisionDataset, _unsaid


class STL10(VisionDataset):
    splits = ("train", "train+unlabeled", "unlabeled", "test")
    _counts = {"train": 5000, "train+unlabeled": 105000, "unlabeled": 100000, "test": 8000}

    def __init__(self, root, split="train", folds=None, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        if split not in self.splits:
            raise ValueError("there is no such split")
        self.split = split
        self.folds = folds
        count = self._counts[split] if folds is None or split in ("unlabeled", "test") else _unsaid()
        self.data = np.empty((count, 3, 96, 96), dtype=np.uint8)
        self.labels = np.empty((count,), dtype=np.int64)
        self.classes = ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"]

    def __getitem__(self, index):
        img, target = self.data[index], int(self.labels[index])
        return self._transformed(Image.fromarray(np.transpose(img, (1, 2, 0))), target)

    def __len__(self):
        return self.data.shape[0]
