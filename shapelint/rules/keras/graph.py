"""The graph that calling layers on Keras tensors leaves behind, and going back through it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from shapelint.rules.keras.nested import each, tensors
from shapelint.rules.values import Flow, Instance, Tensor, Value


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One call of a layer: the layer, and the steps that its inputs had taken."""

    layer: Instance
    inputs: tuple[Flow, ...]
    args: tuple[Value, ...] = ()
    outputs: int = 1


def traced(layer: Instance, args: tuple[Value, ...], result: Value) -> Value:
    """The result of calling `layer`, whose tensors remember the call."""
    inputs = tuple(tensor.flow for tensor in tensors(args) if tensor.flow is not None)
    node = Node(layer, inputs, args, len(tensors(result)))
    return each(result, lambda value: _made_by(node, value) if isinstance(value, Tensor) else value)


def _made_by(node: Node, value: Tensor) -> Tensor:
    flow = value.flow or Flow("", value.shape, None, node.inputs)
    return replace(value, flow=replace(flow, maker=node))


def layers_between(inputs: Value, outputs: Value) -> tuple[Instance, ...] | None:
    """The layers of a functional model in the order of `model.layers`; None where the graph cannot be told.

    Keras orders layers by their distance from the outputs, the farthest first, and those at one distance as they are
    met when walking back.  What stands between layers without being one counts in some versions: then None.
    """
    starts = {id(node) for node in map(_node, tensors(inputs)) if node is not None}
    walk = _Walk(starts)
    for output in tensors(outputs):
        if output.flow is None or not walk.back(output.flow):
            return None
    for tensor in tensors(inputs):
        node = _node(tensor)
        if node is None or node.inputs:  # an intermediate tensor as an input: Keras puts a new layer in its place
            return None
        if id(node) not in walk.seen:
            walk.note(node, depth=0)
    return walk.layers()


def connected(inputs: Value, outputs: Value) -> bool:
    """Whether the outputs are seen to come from the inputs; not so where a layer between them failed."""
    starts = {id(node) for node in map(_node, tensors(inputs)) if node is not None}
    queue = [tensor.flow for tensor in tensors(outputs) if tensor.flow is not None]
    seen: set[int] = set()
    while queue and len(seen) < _MOST_STEPS:
        step = queue.pop()
        if id(step) in seen:
            continue
        seen.add(id(step))
        if id(step.maker) in starts:
            return True
        queue.extend(step.parents)
        if isinstance(step.maker, Node):
            queue.extend(step.maker.inputs)
    return False


_MOST_STEPS: Final = 20_000


def _node(tensor: Tensor) -> Node | None:
    maker = tensor.flow.maker if tensor.flow is not None else None
    return maker if isinstance(maker, Node) else None


class _Walk:
    """A walk from outputs to inputs, as `keras.src.ops.function.map_graph` does it."""

    def __init__(self, starts: set[int]) -> None:
        self.starts = starts
        self.seen: set[int] = set()
        self.nodes: list[Node] = []  # every node after those that it needs
        self.order: dict[int, int] = {}  # layer -> when it was met
        self.unused: list[Node] = []

    def back(self, flow: Flow) -> bool:
        """Go through everything that a tensor is made from; whether it is layers all the way."""
        node = flow.maker
        if not isinstance(node, Node):
            return False
        if id(node) in self.seen:
            return True
        self.order.setdefault(id(node.layer), len(self.order))
        self.seen.add(id(node))
        for parent in node.inputs if id(node) not in self.starts else ():
            if not self.back(parent):
                return False
        self.nodes.append(node)
        return True

    def note(self, node: Node, depth: int) -> None:
        """An input that leads nowhere still has its layer."""
        self.order[id(node.layer)] = -1
        self.unused.append(node)

    def layers(self) -> tuple[Instance, ...]:
        """The layers in Keras' order."""
        depths: dict[int, int] = {}
        of_layer: dict[int, tuple[int, Instance]] = {}
        for node in reversed(self.nodes):
            known, _ = of_layer.get(id(node.layer), (0, node.layer))
            depth = max(depths.get(id(node), 0), known)
            of_layer[id(node.layer)] = (depth, node.layer)
            for parent in node.inputs if id(node) not in self.starts else ():
                maker = parent.maker
                depths[id(maker)] = max(depth + 1, depths.get(id(maker), 0))
        for node in self.unused:
            of_layer.setdefault(id(node.layer), (0, node.layer))
        ranked = sorted(of_layer.values(), key=lambda pair: (-pair[0], self.order[id(pair[1])]))
        return tuple(layer for _, layer in ranked)
