"""The parameters of transformers; a dot in a name is a layer within the layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from shapelint.rules.form import Weight
from shapelint.rules.torch.attention import attention_weights
from shapelint.rules.values import Value
from shapelint.rules.weights import patterned

_MOST: Final = 64  # layers of a model whose weights are told
_MIXING: Final = {
    "linear1.weight": "dim_feedforward d_model",
    "linear1.bias": "dim_feedforward if bias",
    "linear2.weight": "d_model dim_feedforward",
    "linear2.bias": "d_model if bias",
}
_NORM: Final = {"norm{}.weight": "d_model", "norm{}.bias": "d_model if bias"}


def encoder_weights(made: Mapping[str, Value]) -> dict[str, Weight]:
    """The weights of a layer that encodes."""
    return _layer_weights(made, ("self_attn",), 2)


def decoder_weights(made: Mapping[str, Value]) -> dict[str, Weight]:
    """The weights of a layer that decodes."""
    return _layer_weights(made, ("self_attn", "multihead_attn"), 3)


def _layer_weights(made: Mapping[str, Value], attentions: tuple[str, ...], norms: int) -> dict[str, Weight]:
    asked = {"embed_dim": made["d_model"], "bias": made["bias"], "add_bias_kv": False, "kdim": None, "vdim": None}
    own = {f"{name}.{key}": weight for name in attentions for key, weight in attention_weights(asked).items()}
    norm = {name.format(at): text for at in range(1, norms + 1) for name, text in _NORM.items()}
    return own | patterned(_MIXING | norm, made, {})


def model_weights(made: Mapping[str, Value]) -> dict[str, Weight] | None:
    """The weights of a whole transformer; None where its layers are not counted, or are the program's own."""
    counts = made["num_encoder_layers"], made["num_decoder_layers"]
    own = made["custom_encoder"] is not None or made["custom_decoder"] is not None
    if own or not all(isinstance(count, int) and count <= _MOST for count in counts):
        return None
    return dict(_stacked(made, counts))


def _stacked(made: Mapping[str, Value], counts: tuple[int, int]) -> Iterator[tuple[str, Weight]]:
    sides = (("encoder", encoder_weights(made), counts[0]), ("decoder", decoder_weights(made), counts[1]))
    for side, weights, count in sides:
        for at in range(count):
            yield from ((f"{side}.layers.{at}.{name}", weight) for name, weight in weights.items())
        yield from patterned(
            {f"{side}.norm.weight": "d_model", f"{side}.norm.bias": "d_model if bias"}, made, {}
        ).items()
