"""The graph that calling layers on Keras tensors leaves behind, and going back through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import is_
from typing import Final

from shapelint.rules.keras.nested import each, leaves, tensors
from shapelint.rules.shared.batch import counts_batch
from shapelint.rules.values import UNKNOWN, Flow, Instance, Tensor, Value


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One call of a layer: the layer, and the steps that its inputs had taken."""

    layer: Instance
    inputs: tuple[Flow, ...]
    args: tuple[Value, ...] = ()
    outputs: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether everything that went in is known to be a tensor or none."""
        return not any(leaf is UNKNOWN for leaf in leaves(self.args))


@dataclass(frozen=True, slots=True, eq=False)
class Unseen:
    """What makes a tensor of layers that are not told apart."""


def traced(layer: Instance, args: tuple[Value, ...], result: Value) -> Value:
    """The result of calling `layer`, whose tensors remember the call."""
    inputs = tuple(tensor.flow for tensor in tensors(args) if tensor.flow is not None)
    node = Node(layer, inputs, args, len(tensors(result)))
    return each(result, lambda value: _made_by(node, value) if isinstance(value, Tensor) else value)


def _made_by(node: Node, value: Tensor) -> Tensor:
    flow = value.flow or Flow("", value.shape, None, node.inputs)
    return replace(value, flow=replace(flow, maker=node))


@dataclass(frozen=True, slots=True)
class Between:
    """The layers of a functional model, in the order of `model.layers` where that is certain (`ordered`).

    operations: whether anything stands between them without being one, which Keras 2 counts as a layer, and Keras 3
    does not.
    """

    layers: tuple[Instance, ...]
    operations: bool
    ordered: bool


def layers_between(inputs: Value, outputs: Value) -> Between | None:
    """The layers of a functional model; None where the graph cannot be told.

    Keras orders layers by their distance from the outputs, the farthest first, and those at one distance as they are
    met when walking back.
    """
    starts = {id(node) for node in map(node_of, tensors(inputs)) if node is not None}
    walk = _Walk(starts)
    for output in tensors(outputs):
        if output.flow is None or not walk.back(output.flow):
            return None
    for tensor in tensors(inputs):
        node = node_of(tensor)
        if node is None or node.inputs:  # an intermediate tensor as an input: Keras puts a new layer in its place
            return None
        if id(node) not in walk.seen:
            walk.note(node)
    orders = [walk.layers(step) for step in (0, 1, 2)]  # whatever number of operations a step stands for
    same = all(_same(orders[0], order) for order in orders)
    return Between(orders[0], walk.operations, same)


def _same(left: tuple[Instance, ...], right: tuple[Instance, ...]) -> bool:
    return len(left) == len(right) and all(map(is_, left, right))


def connected(inputs: Value, outputs: Value) -> bool:
    """Whether the outputs are seen to come from the inputs; not so where a layer between them failed."""
    starts = {id(node) for node in map(node_of, tensors(inputs)) if node is not None}
    return any(id(step.maker) in starts for step in _behind(outputs))


def symbolic(value: Value) -> bool:
    """Whether tensors are seen to come from an `Input`, so that they hold no numbers yet."""
    return any(isinstance(step.maker, Node) and not step.maker.args for step in _behind(value))


def _behind(value: Value) -> Iterator[Flow]:
    """Every step of the tensors in a value, and every one before it."""
    queue = [tensor.flow for tensor in tensors(value) if tensor.flow is not None]
    seen: set[int] = set()
    while queue and len(seen) < _MOST_STEPS:
        step = queue.pop()
        if id(step) in seen:
            continue
        seen.add(id(step))
        yield step
        queue.extend(step.parents)
        if isinstance(step.maker, Node):
            queue.extend(step.maker.inputs)


_MOST_STEPS: Final = 20_000


def node_of(tensor: Tensor) -> Node | None:
    """The call of a layer that a tensor comes from; None where it comes from anything else."""
    maker = tensor.flow.maker if tensor.flow is not None else None
    return maker if isinstance(maker, Node) else None


@dataclass(frozen=True, slots=True, eq=False)
class _Operation:
    """A step that is no call of a layer."""

    inputs: tuple[Flow, ...]


class _Walk:
    """A walk from outputs to inputs, as `keras.src.ops.function.map_graph` does it."""

    def __init__(self, starts: set[int]) -> None:
        self.starts = starts
        self.seen: set[int] = set()
        self.nodes: list[Node | _Operation] = []  # every node after those that it needs
        self.order: dict[int, int] = {}  # layer -> when it was met
        self.unused: list[Node] = []
        self.steps: dict[int, _Operation] = {}  # by the step

    @property
    def operations(self) -> bool:
        """Whether there is anything but layers."""
        return bool(self.steps)

    def back(self, flow: Flow) -> bool:
        """Go through everything that a tensor is made from; whether it is known all the way."""
        node = self._of(flow)
        if node is None or (isinstance(node, Node) and not node.is_whole):
            return False
        if id(node) in self.seen:
            return True
        if isinstance(node, Node):
            self.order.setdefault(id(node.layer), len(self.order))
        self.seen.add(id(node))
        for parent in self._before(node):
            if not self.back(parent):
                return False
        self.nodes.append(node)
        return True

    def _of(self, flow: Flow) -> Node | _Operation | None:
        if flow.maker is not None:
            return flow.maker if isinstance(flow.maker, Node) else None
        if not flow.parents and (flow.shape.open or any(map(counts_batch, flow.shape.dims))):
            return None  # what it is made from was lost on the way
        return self.steps.setdefault(id(flow), _Operation(flow.parents))

    def _before(self, node: Node | _Operation) -> tuple[Flow, ...]:
        return node.inputs if id(node) not in self.starts else ()

    def note(self, node: Node) -> None:
        """An input that leads nowhere still has its layer."""
        self.order[id(node.layer)] = -1
        self.unused.append(node)

    def layers(self, step: int) -> tuple[Instance, ...]:
        """The layers in Keras' order; step: how far apart an operation moves what stands around it."""
        depths: dict[int, int] = {}
        of_layer: dict[int, tuple[int, Instance]] = {}
        for node in reversed(self.nodes):
            depth = depths.get(id(node), 0)
            if isinstance(node, Node):
                known, _ = of_layer.get(id(node.layer), (0, node.layer))
                depth = max(depth, known)
                of_layer[id(node.layer)] = (depth, node.layer)
            behind = depth + (1 if isinstance(node, Node) else step)
            for parent in map(self._of, self._before(node)):
                depths[id(parent)] = max(behind, depths.get(id(parent), 0))
        for node in self.unused:
            of_layer.setdefault(id(node.layer), (0, node.layer))
        ranked = sorted(of_layer.values(), key=lambda pair: (-pair[0], self.order[id(pair[1])]))
        return tuple(layer for _, layer in ranked)
