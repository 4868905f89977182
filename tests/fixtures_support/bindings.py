"""Which names a statement binds itself: targets, loop and `with` names, walrus names and parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Bound = tuple[int, str]  # line of the name (from 1), name

_TARGETS: dict[type[ast.stmt], tuple[str, ...]] = {
    ast.Assign: ("targets",),
    ast.AnnAssign: ("target",),
    ast.AugAssign: ("target",),
    ast.For: ("target",),
    ast.AsyncFor: ("target",),
}


def bound_names(stmt: ast.stmt) -> list[Bound]:
    """The names that `stmt` binds itself when it runs, not those of the statements inside it; without `self`, `cls`."""
    if isinstance(stmt, FunctionNode):
        return _parameters(stmt.args)
    names: list[Bound] = []
    for field in _TARGETS.get(type(stmt), ()):
        value = getattr(stmt, field)
        for target in value if isinstance(value, list) else [value]:
            names += _stored(target)
    if isinstance(stmt, ast.With | ast.AsyncWith):
        names += [name for item in stmt.items if item.optional_vars for name in _stored(item.optional_vars)]
    names += [
        (node.target.lineno, node.target.id)
        for root in own_expressions(stmt)
        for node in ast.walk(root)
        if isinstance(node, ast.NamedExpr)
    ]
    return names


def own_expressions(stmt: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement, without those of the statements inside it."""
    for child in ast.iter_child_nodes(stmt):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def last_own_line(stmt: ast.stmt) -> int:
    """The last line of a simple statement, or of the header of a compound one."""
    inner = [node.lineno for node in ast.iter_child_nodes(stmt) if isinstance(node, ast.stmt)]
    end = stmt.end_lineno or stmt.lineno
    return max(stmt.lineno, min(inner) - 1) if inner else end


def _stored(target: ast.expr) -> list[Bound]:
    return [
        (node.lineno, node.id)
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _parameters(args: ast.arguments) -> list[Bound]:
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    return [(arg.lineno, arg.arg) for arg in every if arg is not None and arg.arg not in ("self", "cls")]
