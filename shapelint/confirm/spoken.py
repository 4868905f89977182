"""A call as a person writes it on a command line, read as a witness: nothing of it is evaluated.

`torch.nn.GRU(96, 96)` is a name that has a rule, called with literals; shapes are rows of sizes, `1000 8 96`, of whole
numbers with `int` before them.  A layer may stand in the call of another one, `Bidirectional(LSTM(3))`.  The tensors of
these shapes are what a layer is called on, and what stands before the other arguments of a function: `torch.flatten(1)`
on `2 3 4` is `torch.flatten(x, 1)`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from shapelint.confirm.allowed import name_allowed, rule_allowed
from shapelint.confirm.worlds import MODULES
from shapelint.findings.witness import Array, Public, Ref, Row, Step, Term, Witness
from shapelint.rules.form import Param, Rule
from shapelint.rules.names import canonical
from shapelint.rules.registry import find, find_any

# What takes its tensors in one list, by the name of the parameter.
_ROWS = frozenset({"tensors", "arrays", "xs", "tup", "values"})
_SETTINGS = frozenset({"training", "mask", "name"})
_MODELS = ("torch.nn.Sequential", "keras.Sequential")
_DTYPES = ("float", "int", "bool", "complex")


class NotUnderstoodError(ValueError):
    """What was written is no call of something that is known; the message says why, `name` what is not known."""

    def __init__(self, message: str, name: str = "") -> None:
        super().__init__(message)
        self.name = name


def read_call(text: str, shapes: Sequence[str]) -> Witness:
    """The witness of a call.  Raises NotUnderstoodError.

    >>> [step.form for step in read_call("torch.nn.GRU(96, 96)", ["1000 8 96"]).steps]
    ['use', 'call']
    >>> read_call("torch.flatten(1)", ["2 3 4"]).steps[0].args[1:]
    (1,)
    >>> [step.rule for step in read_call("keras.layers.TimeDistributed(keras.layers.Dense(3))", []).steps]
    ['keras.layers.Dense', 'keras.layers.TimeDistributed']
    >>> read_call("os.system('true')", [])
    Traceback (most recent call last):
    shapelint.confirm.spoken.NotUnderstoodError: nothing is known of os.system
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotUnderstoodError(f"{text!r} is no call") from None
    reader, arrays = _Reader(), tuple(map(read_shape, shapes))
    rule = _rule(node.func if isinstance(node, ast.Call) else node)
    args, keywords = reader.arguments(node) if isinstance(node, ast.Call) else ((), ())
    if rule.kind == "op":
        reader.steps.append(Step("use", rule.name, _placed(rule, args, arrays), keywords))
        return Witness(tuple(reader.steps))
    reader.steps.append(Step("use", rule.name, args, keywords))
    if arrays:
        made = Ref(len(reader.steps) - 1)
        reader.steps.append(Step("call", rule.name, (made, *_together(rule.call_params, arrays))))
    return Witness(tuple(reader.steps))


def _placed(rule: Rule, args: tuple[Term, ...], arrays: tuple[Array, ...]) -> tuple[Term, ...]:
    """Tensors before the other arguments, but behind an equation, and in a list where that is what is taken."""
    before = 1 if args and isinstance(args[0], str) and rule.short == "einsum" else 0
    return (*args[:before], *_together(rule.params[before:], arrays), *args[before:])


def _together(params: Sequence[Param], arrays: tuple[Array, ...]) -> tuple[Term, ...]:
    """The tensors as arguments: in one list where the first parameter is a row, or there is no other for more."""
    optional = [param for param in params if param.name not in _SETTINGS]
    alone = len(arrays) > 1 and len(optional) == 1 and optional[0].kind == "plain"
    if arrays and params and (params[0].name in _ROWS or alone):
        return (Row("list", arrays),)
    return arrays


def read_shape(text: str) -> Array:
    """A tensor of a shape.  Raises NotUnderstoodError.

    >>> read_shape("1000 8 96").numbers, read_shape("int 2,3").dtype
    ((1000, 8, 96), 'int')
    """
    words = text.strip(" ()[]").replace(",", " ").split()
    dtype = words.pop(0) if words and words[0] in _DTYPES else "float"
    if not all(word.isdecimal() and len(word) < 10 for word in words):
        raise NotUnderstoodError(f"{text!r} is no shape: one is whole numbers with spaces between them, 1000 8 96")
    return Array(tuple(map(int, words)), dtype)


class _Reader:
    """The steps that make what stands in a call: the layers that it is given."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def arguments(self, call: ast.Call) -> tuple[tuple[Term, ...], tuple[tuple[str, Term], ...]]:
        """Positional and keyword arguments.  Raises NotUnderstoodError."""
        if any(each.arg is None for each in call.keywords):
            raise NotUnderstoodError("** is not read")
        return tuple(map(self.value, call.args)), tuple(
            (str(each.arg), self.value(each.value)) for each in call.keywords
        )

    def value(self, node: ast.expr) -> Term:
        """A literal, a dtype, a function that has a rule, or a layer that is made in place."""
        if isinstance(node, ast.Tuple | ast.List):
            return Row("tuple" if isinstance(node, ast.Tuple) else "list", tuple(map(self.value, node.elts)))
        if isinstance(node, ast.Call):
            return self._made(node)
        if isinstance(node, ast.Attribute):
            name = canonical(_full(node))
            if name_allowed(name):
                return Public(name)
        try:
            value: Term = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            value = Ref(0)
        if not isinstance(value, int | float | str) and value is not None:
            raise NotUnderstoodError(f"{ast.unparse(node)} is no number, text, dtype, layer, tuple or list of these")
        return value

    def _made(self, node: ast.Call) -> Ref:
        rule = _rule(node.func)
        if rule.kind == "op":
            raise NotUnderstoodError(f"{rule.name}(...) is no layer, which alone can stand in a call")
        self.steps.append(Step("use", rule.name, *self.arguments(node)))
        return Ref(len(self.steps) - 1)


def _rule(node: ast.expr) -> Rule:
    name = ast.unparse(node)
    parts = node
    while isinstance(parts, ast.Attribute):
        parts = parts.value
    found = (find(canonical(_full(node))) or find_any(name)) if isinstance(parts, ast.Name) else None
    if found is None or not rule_allowed(found.name):
        raise NotUnderstoodError(f"nothing is known of {name}", name)
    if found.kind not in ("layer", "op") and found.name not in _MODELS:
        raise NotUnderstoodError(f"{name} is neither a layer nor a function")
    return found


def _full(node: ast.expr) -> str:
    """The name with what one imports for short: `F.relu` is `torch.nn.functional.relu`."""
    first, dot, rest = ast.unparse(node).partition(".")
    return MODULES.get(first, first) + dot + rest if dot else first
