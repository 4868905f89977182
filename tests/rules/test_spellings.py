"""The names under which a framework's modules offer the same thing lead to one rule."""

from __future__ import annotations

import importlib

import pytest

from shapelint.rules.names import canonical
from shapelint.rules.registry import find

SPELLINGS = [
    ("torch.autograd.function", "Function"),
    ("torch.autograd.variable", "Variable"),
    ("torch.nn.modules", "Conv2d"),
    ("torch.nn.modules.conv", "Conv2d"),
    ("torch.nn.parallel", "DataParallel"),
    ("torch.nn.parallel.data_parallel", "DataParallel"),
    ("torch.nn.utils.clip_grad", "clip_grad_norm_"),
    ("torch.nn.utils.spectral_norm", "spectral_norm"),
    ("torch.functional", "Tensor"),
    ("torch.utils.data.dataset", "TensorDataset"),
    ("torch.utils.data.dataloader", "DataLoader"),
    ("torch.utils.data.dataloader", "Dataset"),
    ("torch.utils.data.dataloader", "default_collate"),
    ("torch.utils.data.sampler", "SubsetRandomSampler"),
    ("einops.packing", "pack"),
    ("numpy.ma.core", "masked_where"),
    ("numpy.random.mtrand", "RandomState"),
    ("keras", "Loss"),
    ("keras", "Metric"),
    ("keras", "Initializer"),
    ("keras", "Regularizer"),
    ("keras.config", "floatx"),
    ("keras.utils", "clear_session"),
    ("keras.metrics", "huber"),
    ("keras.metrics", "kl_divergence"),
    ("keras.src.layers.preprocessing.image_preprocessing.resizing", "Resizing"),
    ("keras.src.layers.convolutional.conv2d", "Conv2D"),
    ("keras.src.losses.losses", "MeanSquaredError"),
    ("keras.src.metrics.accuracy_metrics", "BinaryAccuracy"),
    ("keras.src.models.sequential", "Sequential"),
    ("keras.src.models.model", "Model"),
    ("keras.src.utils.numerical_utils", "to_categorical"),
]


@pytest.mark.parametrize(("module", "name"), SPELLINGS)
def test_a_spelling_leads_to_the_rule_of_its_object(module: str, name: str) -> None:
    rule = find(canonical(f"{module}.{name}"))
    assert rule is not None
    home, _, last = rule.name.rpartition(".")
    theirs = {
        "keras.backend": "keras.config" if last == "floatx" else "keras.utils",
        "keras.layers": "keras.layers",
    }.get(home, home)
    assert getattr(importlib.import_module(theirs), last) is getattr(importlib.import_module(module), name)
