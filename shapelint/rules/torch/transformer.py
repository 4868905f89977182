"""Transformers: the layers, and the whole model."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import layer, op
from shapelint.rules.mismatch import require_at_least, require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.attended import Attended, Heads, attended, check_masks
from shapelint.rules.torch.transformer_weights import decoder_weights, encoder_weights, model_weights
from shapelint.rules.values import UNKNOWN, Instance, Value
from shapelint.sizes import Shape

_LEAST: Final = {"d_model": 1, "nhead": 1, "dim_feedforward": 0}


def _heads_divide(d_model, nhead):
    require_divides(size_in(nhead), size_in(d_model), "nhead", "d_model")


@layer(
    "torch.nn.TransformerEncoderLayer",
    call="src, src_mask=None, src_key_padding_mask=None, is_causal=False",
    weights=encoder_weights,
    least=_LEAST,
)
def encoder_layer(
    d_model,
    nhead,
    dim_feedforward=2048,
    dropout=0.1,
    activation=UNKNOWN,
    layer_norm_eps=1e-5,
    batch_first=False,
    norm_first=False,
    bias=True,
    device=None,
    dtype=None,
    *,
    src,
    src_mask,
    src_key_padding_mask,
    is_causal,
):
    """Let a sequence attend to itself, then mix its features.

    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12])
    (5, 2, 12)
    >>> TransformerEncoderLayer(12, 3, 20)([5, 12])
    (5, 12)
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12], [5, 5])
    (5, 2, 12)
    >>> TransformerEncoderLayer(12, 3, 20, batch_first=True)([2, 5, 12], src_key_padding_mask=bools[2, 5])
    (2, 5, 12)
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12], src_mask=[6, 5, 5])
    (5, 2, 12)
    >>> TransformerEncoderLayer(12, 5)
    SHP202
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12], is_causal=True)
    SHP706
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 8])
    SHP201 axis `input` is 8, expected 12
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12], [2, 2])
    SHP603
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 1, 12])
    SHP101
    """
    heads = Heads("TransformerEncoderLayer", size_in(d_model), size_in(nhead), batch_first)
    names = ("src_mask", "src_key_padding_mask")
    return _self_attended(heads, src, (src_mask, src_key_padding_mask), is_causal, names).shape


encoder_layer.construction(_heads_divide)


def _self_attended(
    heads: Heads, x: Value, masks: tuple[Value, Value], is_causal: Value, names: tuple[str, str]
) -> Attended:
    found = attended(heads, x, x, x, same=True)
    check_masks(heads, found, masks, is_causal, names)
    return found


@layer(
    "torch.nn.TransformerDecoderLayer",
    call="tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, "
    "tgt_is_causal=False, memory_is_causal=False",
    weights=decoder_weights,
    least=_LEAST,
)
def decoder_layer(
    d_model,
    nhead,
    dim_feedforward=2048,
    dropout=0.1,
    activation=UNKNOWN,
    layer_norm_eps=1e-5,
    batch_first=False,
    norm_first=False,
    bias=True,
    device=None,
    dtype=None,
    *,
    tgt,
    memory,
    tgt_mask,
    memory_mask,
    tgt_key_padding_mask,
    memory_key_padding_mask,
    tgt_is_causal,
    memory_is_causal,
):
    """Let a sequence attend to itself and to the memory of another, then mix its features.

    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 2, 12])
    (5, 2, 12)
    >>> TransformerDecoderLayer(12, 3, 20, batch_first=True)([2, 5, 12], [2, 7, 12])
    (2, 5, 12)
    >>> TransformerDecoderLayer(12, 3, 20)([5, 12], [7, 12], [5, 5], [5, 7])
    (5, 12)
    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 2, 12], memory_key_padding_mask=bools[2, 7])
    (5, 2, 12)
    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 2, 8])
    SHP201
    >>> TransformerDecoderLayer(12, 3, 20)([2, 5, 12], [2, 7, 12])
    SHP603
    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 12])
    SHP101
    """
    heads = Heads("TransformerDecoderLayer", size_in(d_model), size_in(nhead), batch_first)
    own = ("tgt_mask", "tgt_key_padding_mask")
    shape = _self_attended(heads, tgt, (tgt_mask, tgt_key_padding_mask), tgt_is_causal, own).shape
    found = attended(heads, tgt, memory, memory)
    masks = (memory_mask, memory_key_padding_mask)
    check_masks(heads, found, masks, memory_is_causal, ("memory_mask", "memory_key_padding_mask"))
    return shape


decoder_layer.construction(_heads_divide)


@layer(
    "torch.nn.Transformer",
    call="src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, "
    "tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, "
    "memory_is_causal=False",
    weights=model_weights,
    least=_LEAST,
)
def transformer(
    d_model=512,
    nhead=8,
    num_encoder_layers=6,
    num_decoder_layers=6,
    dim_feedforward=2048,
    dropout=0.1,
    activation=UNKNOWN,
    custom_encoder=None,
    custom_decoder=None,
    layer_norm_eps=1e-5,
    batch_first=False,
    norm_first=False,
    bias=True,
    device=None,
    dtype=None,
    *,
    src,
    tgt,
    src_mask,
    tgt_mask,
    memory_mask,
    src_key_padding_mask,
    tgt_key_padding_mask,
    memory_key_padding_mask,
    src_is_causal,
    tgt_is_causal,
    memory_is_causal,
):
    """Encode one sequence, and decode another with what that gave.

    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 12])
    (5, 2, 12)
    >>> Transformer(12, 3, 1, 1, 20, batch_first=True)([2, 7, 12], [2, 5, 12])
    (2, 5, 12)
    >>> Transformer(12, 3, 1, 1, 20)([7, 12], [5, 12], [7, 7], [5, 5], [5, 7])
    (5, 12)
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 12], None, None, None, bools[2, 7], bools[2, 5], bools[2, 7])
    (5, 2, 12)
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 8])
    SHP201
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 3, 12])
    SHP603
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 12], tgt_mask=[7, 7])
    SHP603
    >>> Transformer(12, 5)
    SHP202
    """
    if custom_encoder is not None or custom_decoder is not None:
        return UNKNOWN
    require_at_least(1, "num_encoder_layers", num_encoder_layers)
    require_at_least(1, "num_decoder_layers", num_decoder_layers)
    heads = Heads("Transformer", size_in(d_model), size_in(nhead), batch_first)
    found = attended(heads, tgt, src, src)
    encoding, decoding = (src_mask, src_key_padding_mask), (tgt_mask, tgt_key_padding_mask)
    _self_attended(heads, src, encoding, src_is_causal, ("src_mask", "src_key_padding_mask"))
    _self_attended(heads, tgt, decoding, tgt_is_causal, ("tgt_mask", "tgt_key_padding_mask"))
    remembered = (memory_mask, memory_key_padding_mask)
    check_masks(heads, found, remembered, memory_is_causal, ("memory_mask", "memory_key_padding_mask"))
    return found.shape


transformer.construction(_heads_divide)


@op("torch.nn.Transformer.generate_square_subsequent_mask", least={"sz": 0})
def generate_square_subsequent_mask(sz, device=None, dtype=None):
    """Give the mask that hides from every place what comes after it.

    >>> Transformer.generate_square_subsequent_mask(5)
    (5, 5)
    >>> Transformer.generate_square_subsequent_mask(-1)
    SHP707
    """
    # A static method: asked of an instance, that instance stands first here.
    size = size_in(device if isinstance(sz, Instance) else sz)
    return Shape((size, size))
