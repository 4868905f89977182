"""Modules of networks that are to be quantised: they do what they stand for."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, layer
from shapelint.rules.shared import products
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.joining import concatenated
from shapelint.rules.values import Value

_FUNCTIONS: Final = "torch.nn.quantized.FloatFunctional"


def _stub(name: str, does: str) -> None:
    @layer(f"torch.ao.quantization.{name}", call="input: object")
    def body(qconfig=None, *, input):
        return input

    body.body.__doc__ = f"""{does}

    >>> {name}()([2, 3])
    (2, 3)
    """


_stub("QuantStub", "Where numbers are going to be quantised.")
_stub("DeQuantStub", "Where numbers are going to be floats again.")


@kind(_FUNCTIONS, bases=("torch.nn.Module",))
def float_functional():
    """Functions as a module, so that what they give can be observed.

    >>> torch.nn.quantized.FloatFunctional().add([2, 3], [3])
    (2, 3)
    """


def _joined(x: Value, dim: Value) -> Value:
    return concatenated(x, dim)


for _name, _made, _parameters, _example, _result in (
    ("add", broadcasted, "x, y", "[2, 3], [3]", (2, 3)),
    ("add_relu", broadcasted, "x, y", "[2, 3], [3]", (2, 3)),
    ("mul", broadcasted, "x, y", "[2, 3], [3]", (2, 3)),
    ("matmul", products.matmul, "x, y", "[2, 3], [3, 4]", (2, 4)),
    ("add_scalar", broadcasted, "x, y", "[2, 3], 0.5", (2, 3)),
    ("mul_scalar", broadcasted, "x, y", "[2, 3], 0.5", (2, 3)),
):
    declare(
        f"{_FUNCTIONS}.{_name}",
        f"self, {_parameters}",
        lambda x, y, made=_made: made(x, y),
        f"Do as the function.\n\n>>> torch.nn.quantized.FloatFunctional().@({_example})\n{_result}",
    )
declare(
    f"{_FUNCTIONS}.cat",
    "self, x, dim=0",
    _joined,
    "Do as the function.\n\n>>> torch.nn.quantized.FloatFunctional().@(([2, 3], [4, 3]))\n(6, 3)",
)
