"""Models of Keras: a graph between its inputs and its outputs, or a row of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from shapelint.confirm.kernels.graphs import Node, above, applied, nodes
from shapelint.confirm.kernels.registry import Array, Layer, maker, op

_DECLARED: Final = ("#batch_input_shape", "#input_shape", "#input_dim", "#batch_shape")


@maker("keras.layers.Input")
def declared(
    shape: Sequence[int | None] | None = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: Any = None,
    ragged: Any = None,
    batch_shape: Sequence[int | None] | None = None,
    name: str | None = None,
) -> Node:
    """An input of a model; `shape` is that of one sample."""
    for sizes in (shape, batch_shape):
        if sizes is not None and not isinstance(sizes, tuple | list):
            raise ValueError(f"a row of sizes is wanted, got {sizes!r}")
    if (shape is None) == (batch_shape is None):
        raise ValueError("either `shape` or `batch_shape` is wanted")
    return Node(tuple(batch_shape) if batch_shape is not None else (batch_size, *(shape or ())))


class Model:
    """Arrays for its inputs to arrays for its outputs; `loss` is what it is compiled with."""

    loss: Any = None
    exact = True  # whether the sizes of arrays have to be those of its inputs, whatever its layers take

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs = nodes(inputs)
        self.outputs = outputs

    def __call__(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Of arrays, or of the tensors of a larger model."""
        given = list(inputs) if isinstance(inputs, tuple | list) else [inputs]
        if nodes(given):
            return applied(self, (inputs,), {})
        if len(given) != len(self.inputs):
            raise ValueError(f"the model has {len(self.inputs)} inputs, gets {len(given)} arrays")
        known = {
            id(node): _as_declared(array, node, self.exact) for node, array in zip(self.inputs, given, strict=True)
        }
        if isinstance(self.outputs, Node):
            return self.outputs.value(known)
        return [node.value(known) for node in nodes(self.outputs)]

    def layers(self) -> list[Any]:
        """What its outputs are worked out by, each once, what is farthest from them first."""
        depths: dict[int, int] = {}
        found: dict[int, Any] = {}
        for node in above(self.outputs):  # each behind what it is given to
            if node.function is None:
                continue
            key = id(node.function)
            found.setdefault(key, node.function)
            depth = depths.setdefault(key, 0)
            for each in nodes([node.args, node.keywords]):
                if each.function is not None:
                    below = id(each.function)
                    depths[below] = max(depths.get(below, 0), depth + 1)
        order = list(found.values())  # of equals, the first to be made comes first
        order.reverse()
        return sorted(order, key=lambda each: -depths[id(each)])

    def arrays(self) -> dict[str, Array]:
        """Its parameters, under `#0`, `#1` …."""
        rows = [array for each in self.layers() for array in parameters(each).values()]
        return {f"#{at}": array for at, array in enumerate(rows)}


def parameters(part: Any) -> Mapping[str, Array]:
    """The parameters of a layer or model."""
    if isinstance(part, Layer):
        return part.weights.arrays
    return part.arrays() if isinstance(part, Model | Modules) else {}


class Modules:
    """Modules of PyTorch in a row, each called on what the one before gives."""

    def __init__(self, modules: tuple[Any, ...]) -> None:
        self.modules = modules

    def __call__(self, x: Any) -> Any:
        """What the last one gives."""
        for each in self.modules:
            x = each(x)
        return x

    def arrays(self) -> dict[str, Array]:
        """The parameters, by the number of the module."""
        rows = ((at, parameters(each)) for at, each in enumerate(self.modules))
        return {f"{at}.{name}": array for at, found in rows for name, array in found.items()}


@op("torch.nn.Sequential")
def in_a_row(*modules: Any) -> Modules:
    """Modules one after the other."""
    return Modules(modules)


def _as_declared(array: Array, node: Node, exact: bool) -> Array:
    """An array for an input, which may have an axis of one number too many or too few; the batch is not compared."""
    wanted = node.shape
    if array.ndim == len(wanted) + 1 and array.shape[-1] == 1:
        array = array[..., 0]
    elif array.ndim == len(wanted) - 1 and wanted[-1] == 1:
        array = array[..., None]
    sizes = zip(array.shape[1:], wanted[1:], strict=False) if exact else ()
    if array.ndim != len(wanted) or any(want not in (None, size) for size, want in sizes):
        shown = ", ".join("?" if size is None else str(size) for size in wanted)
        raise ValueError(f"the input is declared as ({shown}), the array is {array.shape}")
    return array


@maker("keras.Model")
def functional(inputs: Any, outputs: Any, name: str | None = None) -> Model:
    """A model by its inputs and outputs."""
    return Model(inputs, outputs)


class Sequential(Model):
    """A row of layers, each called on what the one before gives; with an input it is put together at once."""

    exact = False

    def __init__(self, layers: Sequence[Any] = ()) -> None:
        super().__init__([], [])
        self.row: list[Any] = []
        self.end: Node | None = None
        for each in layers:
            self.add(each)

    def add(self, layer: Any) -> None:
        """Put a layer behind the others."""
        if isinstance(layer, Node):
            self.inputs, self.end = [layer], layer
            return
        if not self.row and self.end is None:
            declared_by = _first_input(layer)
            if declared_by is not None:
                self.add(declared_by)
        self.row.append(layer)
        if self.end is not None:
            self.outputs = self.end = _single(layer(self.end))

    def layers(self) -> list[Any]:
        """The layers."""
        return self.row

    def __call__(self, inputs: Any, *_: Any, **__: Any) -> Any:
        """Of an array, or of a tensor of a larger model."""
        if self.end is not None:
            return super().__call__(inputs)
        for each in self.row:
            inputs = each(inputs)
        return inputs


def _first_input(layer: Any) -> Node | None:
    """The input that a first layer declares, or the model that stands first."""
    if isinstance(layer, Model) and layer.inputs:
        return Node(layer.inputs[0].shape)
    made = layer.made if isinstance(layer, Layer) else {}
    found = next((name for name in _DECLARED if made.get(name) is not None), None)
    if found is None:
        return None
    sizes = made[found]
    sizes = (sizes,) if isinstance(sizes, int) else tuple(sizes)
    return Node(sizes if "batch" in found else (None, *sizes))


def _single(result: Any) -> Node:
    if not isinstance(result, Node):
        raise ValueError("a layer of a row gives one tensor")
    return result


@maker("keras.Sequential")
def sequential(layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> Sequential:
    """A model by its row of layers."""
    return Sequential(layers or ())


@maker("keras.Sequential.add")
def added(self: Sequential, layer: Any, rebuild: bool = True) -> None:
    """Put a layer behind the others."""
    self.add(layer)


@op("keras.layers.Layer.get_weights")
def weights_of(self: Any) -> list[Array]:
    """The parameters, in their order."""
    return [np.asarray(array) for array in parameters(self).values()]
