"""Pictures of noise."""

import torch
from PIL import Image

from .vision import VisionDataset


class FakeData(VisionDataset):
    def __init__(
        self,
        size=1000,
        image_size=(3, 224, 224),
        num_classes=10,
        transform=None,
        target_transform=None,
        random_offset=0,
    ):
        super().__init__(transform=transform, target_transform=target_transform)
        self.size = size
        self.num_classes = num_classes
        self.image_size = image_size
        self.random_offset = random_offset

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError("there are not so many pictures")
        channels, height, width = self.image_size
        modes = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
        target = torch.randint(0, self.num_classes, size=(1,), dtype=torch.long)[0]
        img, target = self._transformed(Image.new(modes[channels], (width, height)), target)
        return img, target.item()

    def __len__(self):
        return self.size
