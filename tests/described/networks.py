"""What a ready-made network is like in PyTorch, be it the library's own or as it is described here.

`python -m tests.described.networks` prints the facts of the library's own as JSON, for a Python that has it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from types import ModuleType
from typing import Final, NamedTuple, TypeAlias

Facts: TypeAlias = "dict[str, object]"


class Case(NamedTuple):
    """A network, what it is made with, and the pictures that it is given."""

    name: str
    given: Mapping[str, object] = {}
    sizes: tuple[tuple[int, int], ...] = ((64, 64), (75, 97))
    training: bool = False

    @property
    def call(self) -> str:
        """How a program makes it."""
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.given.items())})" + (
            ".train()" if self.training else ".eval()"
        )


CASES: Final = (
    *map(Case, ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")),
    *map(Case, ("resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2")),
    Case("resnet18", {"num_classes": 7}),
    Case("resnet50", {"replace_stride_with_dilation": (False, True, True)}),
    Case("resnet50", {"groups": 2, "width_per_group": 32, "zero_init_residual": True}),
    *map(Case, ("vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "alexnet")),
    Case("vgg16", {"num_classes": 7, "dropout": 0.1}),
    Case("alexnet", {"num_classes": 7}),
    *map(Case, ("densenet121", "densenet161", "densenet169", "densenet201")),
    Case("densenet121", {"drop_rate": 0.1, "num_classes": 7}),
    *map(Case, ("squeezenet1_0", "squeezenet1_1", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large")),
    Case("squeezenet1_1", {"num_classes": 7}),
    Case("mobilenet_v2", {"num_classes": 7, "width_mult": 0.75}),
    Case("mobilenet_v3_small", {"num_classes": 7, "width_mult": 0.75}),
    Case("mobilenet_v3_small", {"dilated": True}),
    Case("mobilenet_v3_large", {"reduced_tail": True}),
    *map(Case, [f"efficientnet_{size}" for size in (*(f"b{at}" for at in range(8)), "v2_s", "v2_m", "v2_l")]),
    Case("efficientnet_b0", {"num_classes": 7, "dropout": 0.1, "stochastic_depth_prob": 0.1}),
    Case("googlenet"),
    Case("inception_v3", {}, ((299, 299), (120, 130))),
    Case("googlenet", {"num_classes": 7, "aux_logits": False}),
    Case("inception_v3", {"num_classes": 7, "aux_logits": False}, ((299, 299),)),
    Case("inception_v3", {"weights": "DEFAULT"}, ((299, 299),)),
    *(Case(name, {"pretrained": True}) for name in ("googlenet", "resnet18", "efficientnet_b0")),
    *(Case(name, {"weights": "DEFAULT"}) for name in ("googlenet", "vgg11", "mobilenet_v2")),
    Case("googlenet", {}, ((224, 224),), training=True),
    Case("inception_v3", {}, ((299, 299),), training=True),
    Case("inception_v3", {"pretrained": True}, ((299, 299),), training=True),
    Case("inception_v3", {"aux_logits": False}, ((299, 299),), training=True),
    Case("googlenet", {"pretrained": True}, ((224, 224),), training=True),
    Case("googlenet", {"weights": "DEFAULT", "aux_logits": True}, ((224, 224),), training=True),
    Case("resnet18", training=True),
    *(Case(f"vit_{size}", {}, ((224, 224),)) for size in ("b_16", "b_32", "l_16", "l_32", "h_14")),
    Case("vit_b_16", {"image_size": 64, "num_classes": 7, "representation_size": 9}, ((64, 64),)),
    Case("vit_b_16", {"pretrained": True}, ((224, 224),)),
    *map(Case, ("convnext_tiny", "convnext_small", "convnext_base", "convnext_large")),
    *map(Case, ("shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0")),
)


def facts(models: ModuleType, case: Case, device: str = "meta") -> Facts:
    """The sizes of all that a network holds, the order of its parts, and what they and it make of pictures."""
    import torch

    torch.manual_seed(0)
    with torch.device(device):
        network = getattr(models, case.name)(**case.given).train(case.training)
        outputs: dict[str, object] = {}
        for height, width in case.sizes:
            hooks = [
                part.register_forward_hook(partial(_note, outputs, f"{name} of {height} x {width}"))
                for name, part in network.named_children()
            ]
            with torch.no_grad():
                _note(outputs, f"{height} x {width}", network, (), network(torch.zeros(2, 3, height, width)))
            for hook in hooks:
                hook.remove()
    return {
        "state": {name: list(value.shape) for name, value in network.state_dict().items()},
        "parts": [f"{name}: {type(part).__name__}" for name, part in network.named_modules()],
        "outputs": outputs,
        "attributes": sorted(_plain_attributes(network)),
    }


def _note(outputs: dict[str, object], name: str, part: object, given: object, made: object) -> None:
    """The shape of what a part has made, or those of the fields of a named tuple."""
    fields = getattr(made, "_fields", ())
    shapes = {field: list(getattr(made, field).shape) for field in fields}
    outputs[name] = shapes or list(made.shape)  # type: ignore[attr-defined]


def _plain_attributes(network: object) -> Iterator[str]:
    """The numbers and switches that a network keeps."""
    for name, value in vars(network).items():
        if isinstance(value, int | float) and not name.startswith("_"):
            yield f"{name} = {value}"


def main(device: str = "meta") -> None:
    """Print the facts of all networks of torchvision; what it loads of weights is no matter."""
    import torch
    from torchvision import models

    models.WeightsEnum.get_state_dict = lambda self, *args, **options: {}
    torch.nn.Module.load_state_dict = lambda self, *args, **options: None  # type: ignore[assignment,method-assign]
    print(json.dumps([facts(models, case, device) for case in CASES]))


if __name__ == "__main__":
    main(*sys.argv[1:])
