"""Evaluating an example in a world: Python's own syntax, on whatever that world's values are."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from shapelint.rules.binding import BadCall
from shapelint.sizes import facts

Env = dict[str, Any]


class World(Protocol):
    """What an example needs of a world."""

    def tensor(self, sizes: tuple[Any, ...], dtype: str) -> Any:
        """A tensor of that shape; dtype is "float", "int", "bool" or "complex"."""

    def lookup(self, name: str) -> Any:
        """What a name stands for."""

    def symbol(self, name: str) -> Any:
        """A size that has only a name."""

    def call(self, callee: Any, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """`callee(*args, **keywords)`."""

    def get(self, owner: Any, name: str) -> Any:
        """`owner.name`."""

    def item(self, owner: Any, index: Any) -> Any:
        """`owner[index]`."""

    def set_item(self, owner: Any, index: Any, value: Any) -> None:
        """`owner[index] = value`."""

    def slice(self, lower: Any, upper: Any, step: Any) -> Any:
        """`slice(lower, upper, step)`."""

    def binary(self, op: str, left: Any, right: Any) -> Any:
        """An operator, by its method: `__add__`."""

    def unary(self, op: str, value: Any) -> Any:
        """`-value`, `~value`."""

    def sequence(self, items: list[Any]) -> Any:
        """A list."""

    def mapping(self, items: dict[Any, Any]) -> Any:
        """A dict."""


_KINDS: Final = {"ints": "int", "bools": "bool", "complexes": "complex", "floats": "float"}
_OPERATORS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "__add__",
    ast.Sub: "__sub__",
    ast.Mult: "__mul__",
    ast.Div: "__truediv__",
    ast.FloorDiv: "__floordiv__",
    ast.Mod: "__mod__",
    ast.Pow: "__pow__",
    ast.MatMult: "__matmul__",
    ast.BitAnd: "__and__",
    ast.BitOr: "__or__",
    ast.BitXor: "__xor__",
    ast.Lt: "__lt__",
    ast.LtE: "__le__",
    ast.Gt: "__gt__",
    ast.GtE: "__ge__",
    ast.Eq: "__eq__",
    ast.NotEq: "__ne__",
}
_UNARY: Final[dict[type[ast.AST], str]] = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


def run(world: World, setup: tuple[str, ...], source: str) -> Any:
    """The value of an expression after some statements; what rules learn of symbols meanwhile is forgotten."""
    env: Env = {}
    known = facts.mark()
    try:
        for statement in setup:
            _execute(world, env, ast.parse(statement).body[0])
        return evaluate(world, env, ast.parse(source, mode="eval").body)
    finally:
        facts.undo(known)


def _execute(world: World, env: Env, node: ast.stmt) -> None:
    if isinstance(node, ast.Expr):
        evaluate(world, env, node.value)
        return
    if not isinstance(node, ast.Assign):
        raise SyntaxError(f"an example is an expression or an assignment, not {ast.unparse(node)}")
    value = evaluate(world, env, node.value)
    target = node.targets[0]
    if isinstance(target, ast.Name):
        env[target.id] = value
    elif isinstance(target, ast.Subscript):
        owner = evaluate(world, env, target.value)
        world.set_item(owner, evaluate(world, env, target.slice), value)
    else:
        raise SyntaxError(f"an example does not assign to {ast.unparse(target)}")


def evaluate(world: World, env: Env, node: ast.expr) -> Any:
    """The value of a node."""
    handler = _EVALUATE.get(type(node))
    if handler is None:
        raise SyntaxError(f"an example cannot hold {ast.unparse(node)}")
    return handler(world, env, node)


def _name(world: World, env: Env, node: ast.Name) -> Any:
    return env[node.id] if node.id in env else world.lookup(node.id)


def _list(world: World, env: Env, node: ast.List) -> Any:
    if all(_is_size(entry) for entry in node.elts):
        return world.tensor(_sizes(world, env, node.elts), "float")
    return world.sequence([evaluate(world, env, entry) for entry in node.elts])


def _is_size(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value is None or type(node.value) is int
    if isinstance(node, ast.BinOp):
        return _is_size(node.left) and _is_size(node.right)
    return isinstance(node, ast.Name) and node.id.isupper()


def _sizes(world: World, env: Env, nodes: list[ast.expr]) -> tuple[Any, ...]:
    names = {found.id for node in nodes for found in ast.walk(node) if isinstance(found, ast.Name)}
    inner = {name: world.symbol(name) for name in names} | env
    return tuple(evaluate(world, inner, node) for node in nodes)


def _subscript(world: World, env: Env, node: ast.Subscript) -> Any:
    if isinstance(node.value, ast.Name) and node.value.id in _KINDS:
        nodes = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return world.tensor(_sizes(world, env, nodes), _KINDS[node.value.id])
    return world.item(evaluate(world, env, node.value), evaluate(world, env, node.slice))


def _call(world: World, env: Env, node: ast.Call) -> Any:
    callee = evaluate(world, env, node.func)
    args: list[Any] = []
    for entry in node.args:
        if isinstance(entry, ast.Starred):
            args.extend(evaluate(world, env, entry.value))
        else:
            args.append(evaluate(world, env, entry))
    keywords = {keyword.arg: evaluate(world, env, keyword.value) for keyword in node.keywords if keyword.arg}
    return world.call(callee, tuple(args), keywords)


def _lambda(world: World, env: Env, node: ast.Lambda) -> Any:
    names = [arg.arg for arg in node.args.args]

    def function(*args: Any) -> Any:
        if len(args) != len(names):
            raise BadCall(f"takes {len(names)} positional arguments, got {len(args)}")
        return evaluate(world, {**env, **dict(zip(names, args, strict=True))}, node.body)

    return function


def _slice(world: World, env: Env, node: ast.Slice) -> Any:
    ends = [None if end is None else evaluate(world, env, end) for end in (node.lower, node.upper, node.step)]
    return world.slice(*ends)


def _binary(world: World, env: Env, node: ast.BinOp) -> Any:
    left, right = evaluate(world, env, node.left), evaluate(world, env, node.right)
    return world.binary(_OPERATORS[type(node.op)], left, right)


def _compare(world: World, env: Env, node: ast.Compare) -> Any:
    left, right = evaluate(world, env, node.left), evaluate(world, env, node.comparators[0])
    return world.binary(_OPERATORS[type(node.ops[0])], left, right)


def _dict(world: World, env: Env, node: ast.Dict) -> Any:
    pairs = zip(node.keys, node.values, strict=True)
    return world.mapping({evaluate(world, env, key): evaluate(world, env, value) for key, value in pairs if key})


_EVALUATE: Final[dict[type[ast.expr], Callable[[World, Env, Any], Any]]] = {
    ast.Constant: lambda world, env, node: node.value,
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: lambda world, env, node: tuple(evaluate(world, env, entry) for entry in node.elts),
    ast.Subscript: _subscript,
    ast.Attribute: lambda world, env, node: world.get(evaluate(world, env, node.value), node.attr),
    ast.Call: _call,
    ast.Lambda: _lambda,
    ast.Slice: _slice,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.UnaryOp: lambda world, env, node: world.unary(_UNARY[type(node.op)], evaluate(world, env, node.operand)),
    ast.Dict: _dict,
}
