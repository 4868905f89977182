"""USPS: grey digits of 16 x 16."""

import numpy as np
import torch
from PIL import Image

from .vision import VisionDataset


class USPS(VisionDataset):
    def __init__(self, root, train=True, transform=None, target_transform=None, download=False):
        super().__init__(root, transform=transform, target_transform=target_transform)
        count = 7291 if train else 2007
        self.data = np.empty((count, 16, 16), dtype=np.uint8)
        self.targets = torch.randint(10, (count,)).tolist()

    def __getitem__(self, index):
        return self._transformed(Image.fromarray(self.data[index], mode="L"), int(self.targets[index]))

    def __len__(self):
        return len(self.data)
