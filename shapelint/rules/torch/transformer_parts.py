"""The encoder and the decoder within a whole transformer, which programs also call by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shapelint.rules.apply import MADE, Made
from shapelint.rules.form import prop
from shapelint.rules.machine import Machine
from shapelint.rules.registry import find
from shapelint.rules.values import UNKNOWN, Instance, Value

_LAYER: Final = (
    "d_model", "nhead", "dim_feedforward", "dropout", "activation", "layer_norm_eps", "batch_first", "norm_first",
    "bias",
)  # fmt: skip


@prop("torch.nn.Transformer.encoder")
def encoder(self, *, machine):
    """The stack that reads.

    >>> Transformer(12, 3, 1, 1, 20).encoder([7, 2, 12])
    (7, 2, 12)
    """
    return _stack(self, "Encoder", machine)


@prop("torch.nn.Transformer.decoder")
def decoder(self, *, machine):
    """The stack that writes.

    >>> Transformer(12, 3, 1, 1, 20).decoder([5, 2, 12], [7, 2, 12])
    (5, 2, 12)
    """
    return _stack(self, "Decoder", machine)


def _stack(transformer: Value, kind: str, machine: Machine) -> Value:
    made = transformer.slots.get(MADE) if isinstance(transformer, Instance) else None
    if not isinstance(made, Made) or made.args[f"custom_{kind.lower()}"] is not None:
        return UNKNOWN
    args: Mapping[str, Value] = made.args
    layer = machine.call(find(f"torch.nn.Transformer{kind}Layer"), (), {name: args[name] for name in _LAYER})
    norm = machine.call(find("torch.nn.LayerNorm"), (args["d_model"],))
    return machine.call(find(f"torch.nn.Transformer{kind}"), (layer, args[f"num_{kind.lower()}_layers"], norm))
