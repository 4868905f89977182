"""Omniglot: grey characters of 105 x 105, twenty of each."""

import torch
from PIL import Image

from .vision import VisionDataset, _unsaid


class Omniglot(VisionDataset):
    def __init__(self, root, background=True, transform=None, target_transform=None, download=False, loader=None):
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.background = background
        characters = 964 if background else 659
        self._classes = torch.randint(characters, (20 * characters,)).tolist()
        self.loader = loader

    def __len__(self):
        return len(self._classes)

    def __getitem__(self, index):
        image = Image.new("L", (105, 105)) if self.loader is None else self.loader(_unsaid())
        return self._transformed(image, self._classes[index])
