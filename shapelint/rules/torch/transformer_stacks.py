"""Stacks of transformer layers, each layer a copy of one."""

from __future__ import annotations

from shapelint.rules.form import layer
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import require_at_least
from shapelint.rules.values import UNKNOWN, Instance, Value


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
    >>> TransformerEncoder(TransformerEncoderLayer(12, 3, 20), 2, nn.LayerNorm(12))([5, 2, 12], [5, 5])
    (5, 2, 12)
    >>> TransformerEncoder(TransformerEncoderLayer(12, 3, 20), 2)([5, 2, 8])
    SHP201
    >>> TransformerEncoder(TransformerEncoderLayer(12, 3, 20), 0)([5, 2, 12])
    SHP707
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
    >>> TransformerDecoder(TransformerDecoderLayer(12, 3, 20), 2)([5, 2, 12], [7, 2, 12], [5, 5], [5, 7])
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
    require_at_least(1, "num_layers", count)
    if not isinstance(layer, Instance):
        return UNKNOWN
    turns = 2 if not isinstance(count, int) else min(count, 2)
    for _ in range(turns):
        x = machine.call(layer, (x, *more), keywords)
    return x


def _normed(x: Value, norm: Value, machine: Machine) -> Value:
    return x if norm is None or x is UNKNOWN else machine.call(norm, (x,))
