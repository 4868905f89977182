"""Transformers: layers, stacks of layers, and the whole model."""

from __future__ import annotations

from shapelint.rules.form import layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.attended import Attended, Heads, attended, check_mask, check_padding
from shapelint.rules.values import UNKNOWN, Instance, Value
from shapelint.sizes import Shape


@layer("torch.nn.TransformerEncoderLayer", call="src, src_mask=None, src_key_padding_mask=None, is_causal=False")
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
    >>> TransformerEncoderLayer(12, 5)
    SHP202
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 8])
    SHP201 axis `input` is 8, expected 12
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 12], [2, 2])
    SHP603
    >>> TransformerEncoderLayer(12, 3, 20)([5, 2, 1, 12])
    SHP101
    """
    heads = Heads("TransformerEncoderLayer", size_in(d_model), size_in(nhead), batch_first)
    return _self_attended(
        heads, src, src_mask, src_key_padding_mask, is_causal, ("src_mask", "src_key_padding_mask")
    ).shape


@encoder_layer.construction
def _encoder_heads(d_model, nhead):
    require_divides(size_in(nhead), size_in(d_model), "nhead", "d_model")


def _self_attended(
    heads: Heads, x: Value, mask: Value, padding: Value, is_causal: Value, names: tuple[str, str]
) -> Attended:
    found = attended(heads, x, x, x, same=True)
    if is_causal in (False, None):
        check_mask(heads, found, mask, names[0])
    check_padding(heads, found, padding, names[1])
    return found


@layer(
    "torch.nn.TransformerDecoderLayer",
    call="tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, "
    "tgt_is_causal=False, memory_is_causal=False",
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
    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 2, 8])
    SHP201
    >>> TransformerDecoderLayer(12, 3, 20)([2, 5, 12], [2, 7, 12])
    SHP603
    >>> TransformerDecoderLayer(12, 3, 20)([5, 2, 12], [7, 12])
    SHP101
    """
    heads = Heads("TransformerDecoderLayer", size_in(d_model), size_in(nhead), batch_first)
    own = ("tgt_mask", "tgt_key_padding_mask")
    shape = _self_attended(heads, tgt, tgt_mask, tgt_key_padding_mask, tgt_is_causal, own).shape
    found = attended(heads, tgt, memory, memory)
    if memory_is_causal in (False, None):
        check_mask(heads, found, memory_mask, "memory_mask")
    check_padding(heads, found, memory_key_padding_mask, "memory_key_padding_mask")
    return shape


@decoder_layer.construction
def _decoder_heads(d_model, nhead):
    require_divides(size_in(nhead), size_in(d_model), "nhead", "d_model")


@layer("torch.nn.TransformerEncoder", call="src, mask=None, src_key_padding_mask=None, is_causal=None")
def encoder(
    encoder_layer,
    num_layers,
    norm=None,
    enable_nested_tensor=True,
    mask_check=True,
    *,
    src,
    mask,
    src_key_padding_mask,
    is_causal,
    machine,
):
    """Run several copies of a layer one behind the other.

    >>> TransformerEncoder(TransformerEncoderLayer(12, 3, 20), 2)([5, 2, 12])
    (5, 2, 12)
    >>> TransformerEncoder(TransformerEncoderLayer(12, 3, 20), 2)([5, 2, 8])
    SHP201
    """
    keywords = {"src_mask": mask, "is_causal": is_causal, "src_key_padding_mask": src_key_padding_mask}
    return _normed(_repeated(encoder_layer, num_layers, src, (), keywords, machine), norm, machine)


@layer(
    "torch.nn.TransformerDecoder",
    call="tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, "
    "tgt_is_causal=None, memory_is_causal=False",
)
def decoder(
    decoder_layer,
    num_layers,
    norm=None,
    *,
    tgt,
    memory,
    tgt_mask,
    memory_mask,
    tgt_key_padding_mask,
    memory_key_padding_mask,
    tgt_is_causal,
    memory_is_causal,
    machine,
):
    """Run several copies of a layer one behind the other, each with the same memory.

    >>> TransformerDecoder(TransformerDecoderLayer(12, 3, 20), 2)([5, 2, 12], [7, 2, 12])
    (5, 2, 12)
    >>> TransformerDecoder(TransformerDecoderLayer(12, 3, 20), 2)([5, 2, 12], [7, 3, 12])
    SHP603
    """
    keywords = {
        "tgt_mask": tgt_mask,
        "memory_mask": memory_mask,
        "tgt_key_padding_mask": tgt_key_padding_mask,
        "memory_key_padding_mask": memory_key_padding_mask,
        "tgt_is_causal": tgt_is_causal,
        "memory_is_causal": memory_is_causal,
    }
    return _normed(_repeated(decoder_layer, num_layers, tgt, (memory,), keywords, machine), norm, machine)


def _repeated(
    layer: Value, count: Value, x: Value, more: tuple[Value, ...], keywords: dict[str, Value], machine: Machine
) -> Value:
    """What so many copies of a layer make of `x`; more than two do what the second does."""
    if not isinstance(layer, Instance):
        return UNKNOWN
    turns = 2 if not isinstance(count, int) else min(count, 2)
    for _ in range(turns):
        x = machine.call(layer, (x, *more), keywords)
    return x


def _normed(x: Value, norm: Value, machine: Machine) -> Value:
    return x if norm is None or x is UNKNOWN else machine.call(norm, (x,))


@layer(
    "torch.nn.Transformer",
    call="src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, "
    "tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, "
    "memory_is_causal=False",
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
):
    """Encode one sequence, and decode another with what that gave.

    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 12])
    (5, 2, 12)
    >>> Transformer(12, 3, 1, 1, 20, batch_first=True)([2, 7, 12], [2, 5, 12])
    (2, 5, 12)
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 2, 8])
    SHP201
    >>> Transformer(12, 3, 1, 1, 20)([7, 2, 12], [5, 3, 12])
    SHP603
    >>> Transformer(12, 5)
    SHP202
    """
    if custom_encoder is not None or custom_decoder is not None:
        return UNKNOWN
    heads = Heads("Transformer", size_in(d_model), size_in(nhead), batch_first)
    return attended(heads, tgt, src, src).shape


@transformer.construction
def _transformer_heads(d_model, nhead):
    require_divides(size_in(nhead), size_in(d_model), "nhead", "d_model")


@op("torch.nn.Transformer.generate_square_subsequent_mask")
def generate_square_subsequent_mask(sz, device=None, dtype=None):
    """Give the mask that hides from every place what comes after it.

    >>> Transformer.generate_square_subsequent_mask(5)
    (5, 5)
    """
    # A static method: asked of an instance, that instance stands first here.
    size = size_in(device if isinstance(sz, Instance) else sz)
    return Shape((size, size))
