"""What the networks of torchvision share."""

from collections import OrderedDict

from torch import nn


def _make_divisible(v, divisor, min_value=None):
    """The nearest multiple of a number, but not below the least nor below nine tenths of the size."""
    least = divisor if min_value is None else min_value
    nearest = max(least, int(v + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * v else nearest


class IntermediateLayerGetter(nn.ModuleDict):
    """The first parts of a network, up to the last of those whose outputs are wanted."""

    def __init__(self, model, return_layers):
        kept, wanted = OrderedDict(), set(return_layers)
        for name, part in model.named_children():
            if wanted:
                kept[name] = part
                wanted.discard(name)
        super().__init__(kept)
        self.return_layers = return_layers

    def forward(self, x):
        found = OrderedDict()
        for name, part in self.items():
            x = part(x)
            if name in self.return_layers:
                found[self.return_layers[name]] = x
        return found
