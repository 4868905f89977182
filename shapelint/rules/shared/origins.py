"""Where a value comes from: the layers and products behind it, and what was only done to its single numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from shapelint.rules.values import Flow, Normalized, Tensor, Value

_PRODUCTS: Final = frozenset(
    {"__matmul__", "matmul", "dot", "mm", "linear", "Linear", "LazyLinear", "Bilinear", "Dense", "addmm", "einsum"}
)
_CONVOLUTIONS: Final = frozenset(
    {f"{before}Conv{after}{count}d" for before in ("", "Lazy") for after in ("", "Transpose") for count in "123"}
    | {f"conv{after}{count}d" for after in ("", "_transpose") for count in "123"}
)
_LAYERS: Final = frozenset({"Linear", "LazyLinear", "linear", "Bilinear", "Dense"}) | _CONVOLUTIONS
_POINTWISE: Final = frozenset(
    {"__add__", "add", "bias_add", "__sub__", "__mul__", "__truediv__", "maximum", "minimum", "where", "clip", "clamp",
     "exp", "log", "tanh", "relu", "sigmoid", "softmax", "log_softmax", "logsigmoid", "softplus", "gelu", "elu", "silu",
     "leaky_relu", "logistic", "identity", "dropout", "ReLU", "LeakyReLU", "GELU", "ELU", "SiLU", "Sigmoid", "Tanh",
     "Softplus", "Softmax", "LogSoftmax", "LogSigmoid", "Dropout", "BatchNorm1d", "BatchNorm2d", "LayerNorm"}
)  # fmt: skip
CASTS: Final = frozenset(
    {"float", "double", "half", "long", "int", "bool", "to", "type", "type_as", "astype", "cast", "cpu", "cuda",
     "numpy", "detach", "clone", "contiguous"}
)  # fmt: skip
_DECISIONS: Final = frozenset(
    {"round", "sign", "argmax", "max", "topk", "__gt__", "__ge__", "__lt__", "__le__", "gt", "ge", "lt", "le"}
)
_MOST_STEPS: Final = 40


def steps(flow: Flow) -> Iterator[Flow]:
    """A step and its main ancestors, the newest first."""
    return islice(flow.steps(_MOST_STEPS), _MOST_STEPS)


def products(flow: Flow) -> int:
    """How many matrix products lie behind a value, where nothing but pointwise steps lies between them."""
    count = 0
    for step in steps(flow):
        if step.what in _PRODUCTS:
            count += 1
        elif step.what not in _POINTWISE | CASTS:
            break
    return count


def layer_behind(flow: Flow, *, through: frozenset[str] = frozenset()) -> Flow | None:
    """The layer that a value comes out of, through pointwise steps and those of `through` alone."""
    for step in steps(flow):
        if step.what in _LAYERS:
            return step
        if step.what not in _POINTWISE | CASTS | through:
            return None
    return None


def decided(flow: Flow) -> bool:
    """Whether a value is what a layer's output was decided to be: rounded, compared with a number, the best class."""
    return layer_behind(flow, through=_DECISIONS) is not None


def is_learnt(flow: Flow) -> bool:
    """Whether any layer or product lies behind a value."""
    return any(step.what in _PRODUCTS | _LAYERS for step in flow.ancestors())


def has_new_axis(value: Value) -> bool:
    """Whether the step that a value comes from put an axis there, as `unsqueeze`, `[:, None]` and `view` may do."""
    if not isinstance(value, Tensor) or value.flow is None or not value.flow.parents:
        return False
    before, after = value.flow.parents[0].shape, value.flow.shape
    return before.open or after.open or len(before.dims) < len(after.dims)


def softmax_behind(value: Value) -> tuple[int, Flow] | None:
    """The axis along which a value was made chances, and the step that did it, through pointwise steps alone."""
    if not isinstance(value, Tensor) or value.flow is None:
        return None
    if isinstance(value.role, Normalized):
        return value.role.axis, value.flow
    for step in steps(value.flow):
        if isinstance(step.role, Normalized):
            return (step.role.axis, step) if step.shape.rank == value.shape.rank else None
        if step.what not in _POINTWISE | CASTS:
            return None
    return None


def one_hot_behind(value: Value) -> bool:
    """Whether a value is a table of ones and zeros made by `one_hot`, be it of another kind of number."""
    if not isinstance(value, Tensor) or value.flow is None:
        return False
    found = next((step for step in steps(value.flow) if step.what not in CASTS), None)
    return found is not None and found.what == "one_hot"


def same_step(a: Flow, b: Flow) -> bool:
    """Whether two steps are one, be it under two names."""
    return a is b or (a.site is not None and a.site == b.site and a.what == b.what and a.shape == b.shape)


def comes_from(value: Flow, origin: Flow) -> bool:
    """Whether a value was computed from another."""
    return any(same_step(step, origin) for step in value.ancestors())
