"""Datasets of pictures: how many there are, how large and of which channels, and what comes with each."""

from .celeba import CelebA
from .cifar import CIFAR10, CIFAR100
from .coco import CocoCaptions, CocoDetection
from .fakedata import FakeData
from .folder import DatasetFolder, ImageFolder
from .imagenet import ImageNet
from .labelled import (
    DTD,
    FER2013,
    GTSRB,
    PCAM,
    Caltech256,
    EuroSAT,
    Flowers102,
    Food101,
    Imagenette,
    OxfordIIITPet,
    StanfordCars,
)
from .mnist import EMNIST, KMNIST, MNIST, QMNIST, FashionMNIST
from .omniglot import Omniglot
from .semeion import SEMEION
from .stl10 import STL10
from .svhn import SVHN
from .usps import USPS
from .vision import VisionDataset
from .voc import VOCDetection, VOCSegmentation
