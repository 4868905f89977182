"""What is told of a model is told of a run of it."""

import torch

from .model_statistics import ModelStatistics


def summary(model, input_size=None, input_data=None, batch_dim=None, cache_forward_pass=None, col_names=None,
            col_width=25, depth=3, device=None, dtypes=None, mode=None, row_settings=None, verbose=None,
            **kwargs):  # fmt: skip
    if input_data is None and input_size is not None:
        sizes = [input_size] if isinstance(input_size[0], int) else list(input_size)
        kinds = [torch.float] * len(sizes) if dtypes is None else dtypes
        input_data = [_made(size, batch_dim, kind) for size, kind in zip(sizes, kinds, strict=False)]
    if input_data is not None:
        was = model.training
        model.train(mode == "train")
        _run(model, input_data, kwargs)
        model.train(was)
    return ModelStatistics()


def _made(size, batch_dim, kind):
    x = torch.rand(*size).to(kind)
    return x if batch_dim is None else x.unsqueeze(batch_dim)


def _run(model, data, more):
    if isinstance(data, (list, tuple)):
        model(*data, **more)
    elif isinstance(data, dict):
        model(**data, **more)
    else:
        model(data, **more)
