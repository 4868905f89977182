"""Transformers over patches of a picture: Dosovitskiy et al. 2020."""

from collections import OrderedDict
from functools import partial
from typing import NamedTuple

import torch
from torch import nn

from ..ops.misc import MLP, Conv2dNormActivation

_NORM = partial(nn.LayerNorm, eps=1e-6)


class ConvStemConfig(NamedTuple):
    out_channels: int
    kernel_size: int
    stride: int
    norm_layer: type = nn.BatchNorm2d
    activation_layer: type = nn.ReLU


class MLPBlock(MLP):
    def __init__(self, in_dim, mlp_dim, dropout):
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, dropout=dropout)


class EncoderBlock(nn.Module):
    def __init__(self, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer=_NORM):
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input):
        x = self.ln_1(input)
        x = input + self.dropout(self.self_attention(x, x, x, need_weights=False)[0])
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    def __init__(
        self,
        seq_length,
        num_layers,
        num_heads,
        hidden_dim,
        mlp_dim,
        dropout,
        attention_dropout,
        norm_layer=_NORM,
    ):
        super().__init__()
        self.pos_embedding = nn.Parameter(torch.empty(1, seq_length, hidden_dim))
        self.dropout = nn.Dropout(dropout)
        kind = num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer
        self.layers = nn.Sequential(
            OrderedDict((f"encoder_layer_{at}", EncoderBlock(*kind)) for at in range(num_layers))
        )
        self.ln = norm_layer(hidden_dim)

    def forward(self, input):
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(nn.Module):
    def __init__(
        self,
        image_size,
        patch_size,
        num_layers,
        num_heads,
        hidden_dim,
        mlp_dim,
        dropout=0.0,
        attention_dropout=0.0,
        num_classes=1000,
        representation_size=None,
        norm_layer=_NORM,
        conv_stem_configs=None,
    ):
        super().__init__()
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        self.conv_proj = self._stem(conv_stem_configs)
        self.class_token = nn.Parameter(torch.zeros(1, 1, hidden_dim))
        self.seq_length = (image_size // patch_size) ** 2 + 1
        kind = num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer
        self.encoder = Encoder(self.seq_length, *kind)
        heads = OrderedDict()
        if representation_size is not None:
            heads["pre_logits"] = nn.Linear(hidden_dim, representation_size)
            heads["act"] = nn.Tanh()
        heads["head"] = nn.Linear(hidden_dim if representation_size is None else representation_size, num_classes)
        self.heads = nn.Sequential(heads)

    def _stem(self, configs):
        if configs is None:
            return nn.Conv2d(3, self.hidden_dim, self.patch_size, stride=self.patch_size)
        stem, width = nn.Sequential(), 3
        for at, (wide, kernel, stride, norm, activation) in enumerate(configs):
            layer = Conv2dNormActivation(width, wide, kernel, stride, norm_layer=norm, activation_layer=activation)
            stem.add_module(f"conv_bn_relu_{at}", layer)
            width = wide
        stem.add_module("conv_last", nn.Conv2d(width, self.hidden_dim, 1))
        return stem

    def _process_input(self, x):
        return self.conv_proj(x).flatten(2).permute(0, 2, 1)

    def forward(self, x):
        patches = self._process_input(x)
        first = self.class_token.expand(patches.shape[0], -1, -1)
        seen = self.encoder(torch.cat([first, patches], dim=1))
        return self.heads(seen[:, 0])


def _network(patch, depth, heads, width, mlp, weights, **kwargs):
    """The size of the pictures hangs on which weights are loaded."""
    size = 224 if weights is None else weights.meta["min_size"][0]
    return VisionTransformer(**{"image_size": size, **kwargs}, **_shape(patch, depth, heads, width, mlp))


def _shape(patch, depth, heads, width, mlp):
    return {
        "patch_size": patch,
        "num_layers": depth,
        "num_heads": heads,
        "hidden_dim": width,
        "mlp_dim": mlp,
    }


def vit_b_16(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(16, 12, 12, 768, 3072, weights, **kwargs)


def vit_b_32(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(32, 12, 12, 768, 3072, weights, **kwargs)


def vit_l_16(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(16, 24, 16, 1024, 4096, weights, **kwargs)


def vit_l_32(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(32, 24, 16, 1024, 4096, weights, **kwargs)


def vit_h_14(pretrained=False, progress=True, *, weights=None, **kwargs):
    return _network(14, 32, 16, 1280, 5120, weights, **kwargs)
