"""Transformer layers."""

from __future__ import annotations

from collections.abc import Mapping

from shapelint.rules.form import layer, op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import require_divides
from shapelint.rules.shared.operands import size_in
from shapelint.rules.torch.attending import check_mask, check_sequence, length_and_batch, require_batches
from shapelint.rules.values import UNKNOWN, Value
from shapelint.sizes import Shape, Size


def _attention(prefix: str, width: Size) -> dict[str, Shape]:
    return {
        f"{prefix}.in_proj_weight": Shape((3 * width, width)),
        f"{prefix}.in_proj_bias": Shape((3 * width,)),
        f"{prefix}.out_proj.weight": Shape((width, width)),
        f"{prefix}.out_proj.bias": Shape((width,)),
    }


def _block_weights(attentions: tuple[str, ...], made: Mapping[str, Value]) -> dict[str, Shape]:
    """The parameters of an encoder or decoder layer with these attentions."""
    width, inner = size_in(made["d_model"]), size_in(made["dim_feedforward"])
    found: dict[str, Shape] = {}
    for prefix in attentions:
        found |= _attention(prefix, width)
    found |= {"linear1.weight": Shape((inner, width)), "linear1.bias": Shape((inner,))}
    found |= {"linear2.weight": Shape((width, inner)), "linear2.bias": Shape((width,))}
    for index in range(len(attentions) + 1):
        found |= {f"norm{index + 1}.weight": Shape((width,)), f"norm{index + 1}.bias": Shape((width,))}
    if made["bias"] is False:
        return {name: shape for name, shape in found.items() if not name.endswith("bias")}
    return found


@layer(
    "torch.nn.TransformerEncoderLayer",
    call="src, src_mask=None, src_key_padding_mask=None, is_causal=False",
    weights=lambda made: _block_weights(("self_attn",), made),
)
def encoder_layer(
    d_model,
    nhead,
    dim_feedforward=2048,
    dropout=0.1,
    activation="relu",
    layer_norm_eps=1e-5,
    batch_first=False,
    norm_first=False,
    bias=True,
    device=None,
    dtype=None,
    *,
    src,
    src_mask,
):
    """Self-attention and a small network at every place: (length, batch, features) stays as it is.

    >>> TransformerEncoderLayer(8, 2)([5, 3, 8])
    (5, 3, 8)
    >>> TransformerEncoderLayer(8, 2, batch_first=True)([3, 5, 8])
    (3, 5, 8)
    >>> TransformerEncoderLayer(8, 2)([5, 3, 8], [5, 5])
    (5, 3, 8)
    >>> TransformerEncoderLayer(8, 2)([5, 3, 6])
    SHP201 axis `d_model` is 6, expected 8
    >>> TransformerEncoderLayer(8, 2)([5, 3, 8], [3, 3])
    SHP603
    >>> TransformerEncoderLayer(8, 3)
    SHP202
    """
    shape = check_sequence("TransformerEncoderLayer", "src", src, d_model, "d_model")
    length, _ = length_and_batch(shape, batch_first)
    check_mask("TransformerEncoderLayer", src_mask, length, length)
    return shape


@layer(
    "torch.nn.TransformerDecoderLayer",
    call=(
        "tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, "
        "tgt_is_causal=False, memory_is_causal=False"
    ),
    weights=lambda made: _block_weights(("self_attn", "multihead_attn"), made),
)
def decoder_layer(
    d_model,
    nhead,
    dim_feedforward=2048,
    dropout=0.1,
    activation="relu",
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
):
    """Attention to itself and to a memory, and a small network at every place.

    >>> TransformerDecoderLayer(8, 2)([5, 3, 8], [7, 3, 8])
    (5, 3, 8)
    >>> TransformerDecoderLayer(8, 2)([5, 3, 8], [7, 4, 8])
    SHP603
    >>> TransformerDecoderLayer(8, 2)([5, 3, 8], [7, 3, 6])
    SHP201
    """
    name = "TransformerDecoderLayer"
    shape = check_sequence(name, "tgt", tgt, d_model, "d_model")
    remembered = check_sequence(name, "memory", memory, d_model, "d_model")
    length, batch = length_and_batch(shape, batch_first)
    source, memory_batch = length_and_batch(remembered, batch_first)
    require_batches(name, ("tgt", "memory"), (batch, memory_batch), memory)
    check_mask(name, tgt_mask, length, length)
    check_mask(name, memory_mask, length, source)
    return shape


def _stack(block: Value, args: tuple[Value, ...], norm: Value, kind: str, machine: Machine) -> Value:
    """Several copies of a layer that keeps the shape, then perhaps a normalisation."""
    if not machine.is_a(block, kind):
        return UNKNOWN
    result = machine.call(block, args)
    return result if norm is None else machine.call(norm, (result,))


@layer("torch.nn.TransformerEncoder", call="src, mask=None, src_key_padding_mask=None, is_causal=None")
def encoder(
    encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True, *, src, mask, machine
):
    """Several encoder layers, one after the other.

    >>> TransformerEncoder(TransformerEncoderLayer(8, 2), 3)([5, 4, 8])
    (5, 4, 8)
    >>> TransformerEncoder(TransformerEncoderLayer(8, 2), 3)([5, 4, 6])
    SHP201
    """
    return _stack(encoder_layer, (src, mask), norm, "torch.nn.TransformerEncoderLayer", machine)


@layer(
    "torch.nn.TransformerDecoder",
    call=(
        "tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None, "
        "tgt_is_causal=None, memory_is_causal=False"
    ),
)
def decoder(decoder_layer, num_layers, norm=None, *, tgt, memory, tgt_mask, memory_mask, machine):
    """Several decoder layers, one after the other.

    >>> TransformerDecoder(TransformerDecoderLayer(8, 2), 3)([5, 4, 8], [7, 4, 8])
    (5, 4, 8)
    >>> TransformerDecoder(TransformerDecoderLayer(8, 2), 3)([5, 4, 8], [7, 3, 8])
    SHP603
    """
    given = (tgt, memory, tgt_mask, memory_mask)
    return _stack(decoder_layer, given, norm, "torch.nn.TransformerDecoderLayer", machine)


@layer(
    "torch.nn.Transformer",
    call=(
        "src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, "
        "tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, "
        "memory_is_causal=False"
    ),
)
def transformer(
    d_model=512,
    nhead=8,
    num_encoder_layers=6,
    num_decoder_layers=6,
    dim_feedforward=2048,
    dropout=0.1,
    activation="relu",
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
    """An encoder of the source and a decoder of the target.

    >>> Transformer(8, 2, 1, 1)([7, 3, 8], [5, 3, 8])
    (5, 3, 8)
    >>> Transformer(8, 2, 1, 1)([7, 4, 8], [5, 3, 8])
    SHP603
    >>> Transformer(8, 2, 1, 1)([7, 3, 6], [5, 3, 8])
    SHP201
    >>> Transformer(8, 3)
    SHP202
    """
    if custom_encoder is not None or custom_decoder is not None:
        return UNKNOWN
    source = check_sequence("Transformer", "src", src, d_model, "d_model")
    target = check_sequence("Transformer", "tgt", tgt, d_model, "d_model")
    batches = length_and_batch(source, batch_first)[1], length_and_batch(target, batch_first)[1]
    require_batches("Transformer", ("src", "tgt"), batches, tgt)
    return target


@encoder_layer.construction
@decoder_layer.construction
@transformer.construction
def _heads_divide(d_model, nhead):
    require_divides(nhead, d_model, "nhead", "d_model")


@op("torch.nn.Transformer.generate_square_subsequent_mask")
def generate_square_subsequent_mask(sz, device=None, dtype=None):
    """A mask that lets every place see those before it.

    >>> Transformer.generate_square_subsequent_mask(5)
    (5, 5)
    """
    return Shape((size_in(sz), size_in(sz)))
