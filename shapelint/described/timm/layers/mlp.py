"""Two linear layers with an activation between them."""

import torch.nn as nn

from .sizes import to_2tuple


class Mlp(nn.Module):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.GELU, norm_layer=None,
                 bias=True, drop=0.0, use_conv=False, device=None, dtype=None):  # fmt: skip
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        biases, drops = to_2tuple(bias), to_2tuple(drop)
        self.fc1 = _linear(use_conv, in_features, hidden_features, biases[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drops[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden_features)
        self.fc2 = _linear(use_conv, hidden_features, out_features, biases[1])
        self.drop2 = nn.Dropout(drops[1])

    def forward(self, x):
        x = self.norm(self.drop1(self.act(self.fc1(x))))
        return self.drop2(self.fc2(x))


def _linear(use_conv, width, wanted, bias):
    return nn.Conv2d(width, wanted, kernel_size=1, bias=bias) if use_conv else nn.Linear(width, wanted, bias=bias)
