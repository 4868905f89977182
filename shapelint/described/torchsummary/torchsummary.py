"""Of a model the sizes that its layers give."""

import torch


def summary(model, input_size, batch_size=-1, device="cuda"):
    sizes = [input_size] if isinstance(input_size, tuple) else input_size
    model(*[torch.rand(2, *size) for size in sizes])
