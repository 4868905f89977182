"""The signatures that a framework publishes of what Python cannot look into.

PyTorch ships stubs of its functions and of the methods of tensors, and keeps a schema of every operator; `typing` keeps
the overloads that are written out in Python.
"""

from __future__ import annotations

import ast
import inspect
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from shapelint.confirm.worlds import resolve

Overload = tuple[inspect.Parameter, ...]
_STUBS: Final = {
    "torch": (("_VariableFunctions.pyi", ""), ("__init__.pyi", "")),
    "torch.Tensor": (("__init__.pyi", "TensorBase"),),
    "torch.nn.functional": (("_nn.pyi", ""), ("_VariableFunctions.pyi", "")),
}
_SCHEMAS: Final = {
    "torch.linalg": "linalg_",
    "torch.fft": "fft_",
    "torch.special": "special_",
    "torch.nn.functional": "",
}
_VARIABLE: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_OPTIONS: Final = ("dtype", "layout", "device", "pin_memory")  # together they are a tensor's options: all or none


def overloads(name: str) -> tuple[Overload, ...]:
    """All signatures under a canonical name, a method's with the object; none where nothing is published."""
    readable = tuple(filter(_says_something, map(_signature, _written_out(resolve(name)))))
    if readable:
        return readable
    home, _, short = name.rpartition(".")
    published = (*_from_stubs(home, short), *(_from_schemas(home, short)))
    return tuple(each for each in published if not _is_old(each, published) and not _names_axes(each))


def _written_out(found: Any) -> tuple[Any, ...]:
    """What is written in Python: overloads, both functions of which a flag chooses one, and the function itself."""
    called = found.__init__ if inspect.isclass(found) else found
    if not inspect.isfunction(called):
        return (called,)
    inner = inspect.getclosurevars(called).nonlocals
    return (*typing.get_overloads(called), *(inner[name] for name in ("if_true", "if_false") if name in inner), called)


def _signature(called: Any) -> Overload | None:
    try:
        return tuple(inspect.signature(called).parameters.values())
    except (TypeError, ValueError):
        return None


def _says_something(overload: Overload | None) -> bool:
    """Whether it is more than `(self, *args, **kwargs)`."""
    if overload is None:
        return False
    return not overload or any(param.kind not in _VARIABLE and param.name != "self" for param in overload)


def _from_stubs(home: str, short: str) -> tuple[Overload, ...]:
    for file, cls in _STUBS.get(home, ()):
        if found := _stub(file, cls).get(short):
            return tuple(found)
    return ()


@cache
def _stub(file: str, cls: str) -> dict[str, list[Overload]]:
    torch = resolve("torch")
    body = ast.parse((Path(torch.__file__).parent / "_C" / file).read_text(encoding="utf-8")).body
    if cls:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == cls)
    found: dict[str, list[Overload]] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(tuple(_written(node.args, bool(cls))))
    return found


def _written(args: ast.arguments, method: bool) -> Iterator[inspect.Parameter]:
    plain = [*args.posonlyargs, *args.args]
    for arg, value in zip(plain, [None] * (len(plain) - len(args.defaults)) + args.defaults, strict=True):
        yield _param(arg, "POSITIONAL_ONLY" if arg in args.posonlyargs else "POSITIONAL_OR_KEYWORD", value, method)
    if args.vararg:
        yield inspect.Parameter(args.vararg.arg, inspect.Parameter.VAR_POSITIONAL)
    for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield _param(arg, "KEYWORD_ONLY", value, method)


def _param(arg: ast.arg, kind: str, value: ast.expr | None, method: bool) -> inspect.Parameter:
    return inspect.Parameter(
        "input" if arg.arg == "self" and not method else arg.arg,
        inspect._ParameterKind[kind],
        default=inspect.Parameter.empty if value is None else _value(value),
        annotation="" if arg.annotation is None else ast.unparse(arg.annotation),
    )


def _value(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return ...


@cache
def _from_schemas(home: str, short: str) -> tuple[Overload, ...]:
    """An operator's overloads; those that write into `out` say the same again."""
    if home not in _SCHEMAS or _from_stubs(home, short):
        return ()
    torch: Any = resolve("torch._C")
    schemas = torch._jit_get_schemas_for_operator(f"aten::{_SCHEMAS[home]}{short}")
    writes = any(_is_out(argument) for schema in schemas for argument in schema.arguments)
    return tuple(tuple(_read(schema, writes)) for schema in schemas if not any(map(_is_out, schema.arguments)))


def _is_out(argument: Any) -> bool:
    return bool(argument.is_out)


def _read(schema: Any, writes: bool) -> Iterator[inspect.Parameter]:
    names = [argument.name for argument in schema.arguments]
    for argument in schema.arguments:
        name = "input" if argument.name == "self" else argument.name
        default = argument.default_value if argument.has_default_value() else inspect.Parameter.empty
        kind = "KEYWORD_ONLY" if argument.kwarg_only else "POSITIONAL_OR_KEYWORD"
        yield inspect.Parameter(name, inspect._ParameterKind[kind], default=default, annotation=str(argument.type))
    if writes:
        yield inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None)
    if set(_OPTIONS) <= set(names):
        yield inspect.Parameter("requires_grad", inspect.Parameter.KEYWORD_ONLY, default=False)


def _is_old(overload: Overload, others: tuple[Overload, ...]) -> bool:
    """Whether it is kept for old programs only: an argument stands by position that elsewhere is a keyword."""
    named = {param.name for other in others for param in other if param.kind is inspect.Parameter.KEYWORD_ONLY}
    placed = [param for param in overload if param.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    return any(param.name in named and param.default is inspect.Parameter.empty for param in placed)


def _names_axes(overload: Overload) -> bool:
    """Whether it is one for tensors whose axes have names."""
    return any(param.name == "names" or "EllipsisType" in str(param.annotation) for param in overload)
