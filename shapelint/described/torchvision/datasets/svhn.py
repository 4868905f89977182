"""House numbers: coloured pictures of 32 x 32, their channels first."""

import numpy as np
from PIL import Image

from .vision import VisionDataset


class SVHN(VisionDataset):
    _counts = {"train": 73257, "test": 26032, "extra": 531131}

    def __init__(self, root, split="train", transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        if split not in self._counts:
            raise ValueError("there is no such split")
        self.split = split
        self.data = np.empty((self._counts[split], 3, 32, 32), dtype=np.uint8)
        self.labels = np.empty((self._counts[split],), dtype=np.int64)

    def __getitem__(self, index):
        img, target = self.data[index], int(self.labels[index])
        return self._transformed(Image.fromarray(np.transpose(img, (1, 2, 0))), target)

    def __len__(self):
        return len(self.data)
