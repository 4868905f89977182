"""COCO: pictures with what is said of them."""

from PIL import Image

from .vision import VisionDataset, _unsaid


class CocoDetection(VisionDataset):
    def __init__(self, root, annFile, transform=None, target_transform=None, transforms=None):
        super().__init__(root, transforms, transform, target_transform)
        self.coco = _unsaid()
        self.ids = _unsaid()

    def _load_image(self, id):
        return Image.open(id).convert("RGB")

    def _load_target(self, id):
        return _unsaid()

    def __getitem__(self, index):
        img, target = self._load_image(self.ids[index]), self._load_target(self.ids[index])
        return (img, target) if self.transforms is None else self.transforms(img, target)

    def __len__(self):
        return len(self.ids)


class CocoCaptions(CocoDetection):
    pass
