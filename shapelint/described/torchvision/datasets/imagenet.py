"""ImageNet: a folder for each of a thousand classes, of which there may be less on a disk."""

from .folder import ImageFolder
from .vision import _unsaid


class ImageNet(ImageFolder):
    def __init__(self, root, split="train", **kwargs):
        super().__init__(root, **kwargs)
        self.root = root
        self.split = split
        self.wnids = self.classes
        self.wnid_to_idx = self.class_to_idx
        self.classes = _unsaid()
        self.class_to_idx = _unsaid()
