"""Whose tensor a variable holds of which nobody knows more than that it has a shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from shapelint.engine.objects import Frame, Function, Scope
from shapelint.engine.trials import again
from shapelint.engine.walk import assigned_names, walk
from shapelint.rules.apply import tensor_parameter
from shapelint.rules.form import Rule
from shapelint.rules.registry import find
from shapelint.rules.values import CLASSES, External
from shapelint.source import program as p

if TYPE_CHECKING:
    from shapelint.engine.run import Run

_ANNOTATED: Final = {"torch.Tensor": "torch", "numpy.ndarray": "numpy"}
_FRAMEWORKS: Final = frozenset(("torch", "tf", "keras", "jax", "flax"))
_TABLES: Final = frozenset(("pandas", "polars", "xarray", "scipy", "cupy"))  # what has a shape and is no array
_TOLD_APART: Final = ("torch", "numpy", "tf")  # by what is asked of their tensors


def family_in(run: Run, frame: Frame, name: str) -> str | None:
    """Whose tensor a variable holds that nobody knows and that is asked for its shape; None where it may be anything.

    It is PyTorch's in a method of a `torch.nn.Module`.  Elsewhere a parameter is what it is annotated as, or else what
    the function does with it says: `x.unsqueeze(0)`, `F.relu(x)` and `x @ torch.eye(3)` are for a tensor of PyTorch,
    `x.astype(float)` is for an array; where that says nothing, it is of the only library that the file imports.
    """
    if in_torch_module(frame):
        return "torch"
    function = frame.function
    param = None if function is None else next((each for each in function.node.params if each.name == name), None)
    if function is None or param is None or param.kind.endswith("star"):
        return None
    if name in assigned_names(function.node.body):
        return None
    return _annotated(run, function, param.annotation) if param.annotation else _treated(run, function, name)


def family_of(frame: Frame) -> str | None:
    """What an unknown value with a shape is: a tensor of the one framework that the module has imported."""
    if in_torch_module(frame):
        return "torch"
    return "torch" if _imported(frame.scope) & _FRAMEWORKS == {"torch"} else None


def in_torch_module(frame: Frame) -> bool:
    """Whether a method of a `torch.nn.Module` runs: what has a shape there is a tensor."""
    owner = frame.function.owner if frame.function is not None else None
    return owner is not None and any(
        isinstance(cls, Rule) and "torch.nn.Module" in (*cls.names, *cls.bases) for cls in owner.order
    )


def _annotated(run: Run, function: Function, hint: p.Expr) -> str | None:
    if not isinstance(hint, p.Name | p.Attr):
        return None
    kind = again(run, Frame(function.scope), hint)
    return _ANNOTATED.get(kind.name) if isinstance(kind, Rule | External) else None


def _imported(scope: Scope) -> set[str]:
    """The roots of the names of the libraries that a file has imported."""
    held = scope.module.slots.values()
    return {value.name.partition(".")[0] for value in held if isinstance(value, External | Rule)}


def _treated(run: Run, function: Function, name: str) -> str | None:
    """The one family that what a function does with a parameter speaks of, or else the file."""
    libraries = _imported(function.scope)
    if libraries & _TABLES:
        return None
    found = {family for each in walk(function.node.body) for family in _spoken_of(run, function, name, each)}
    found = found or libraries & {*_FRAMEWORKS, *_TOLD_APART}
    return found.pop() if len(found) == 1 and found <= CLASSES.keys() else None


def _spoken_of(run: Run, function: Function, name: str, node: p.Node) -> Iterator[str]:
    """The family that one step speaks of, if it is one with the parameter."""
    if isinstance(node, p.Attr) and _is(node.value, name):
        having = [family for family in _TOLD_APART if find(f"{CLASSES[family][0]}.{node.name}") is not None]
        if len(having) == 1:
            yield having[0]
    elif isinstance(node, p.Call) and node.args and not node.args[0].star and _is(node.args[0].value, name):
        callee = _callee(run, function, node)
        if callee is not None and tensor_parameter(callee) is not None:
            yield callee.family
    elif isinstance(node, p.Binary) and (_is(node.left, name) or _is(node.right, name)):
        for side in (node.left, node.right):
            made = _callee(run, function, side) if isinstance(side, p.Call) else None
            if made is not None and made.family != "numpy":  # an array goes with numbers of any kind
                yield made.family


def _callee(run: Run, function: Function, node: p.Call) -> Rule | None:
    """The function of a framework that is called, if it is one that a name says."""
    if not isinstance(node.func, p.Name | p.Attr):
        return None
    found = again(run, Frame(function.scope), node.func)
    return found if isinstance(found, Rule) and found.kind == "op" else None


def _is(node: p.Expr, name: str) -> bool:
    return isinstance(node, p.Name) and node.id == name
