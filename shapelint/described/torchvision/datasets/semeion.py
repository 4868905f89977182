"""SEMEION: 1593 grey digits of 16 x 16."""

import numpy as np
from PIL import Image

from .vision import VisionDataset


class SEMEION(VisionDataset):
    def __init__(self, root, transform=None, target_transform=None, download=True):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.data = np.empty((1593, 16, 16), dtype=np.uint8)
        self.labels = np.empty((1593,), dtype=np.int64)

    def __getitem__(self, index):
        return self._transformed(Image.fromarray(self.data[index], mode="L"), int(self.labels[index]))

    def __len__(self):
        return len(self.data)
