"""A call as a person writes it on a command line, read as a witness: nothing of it is evaluated.

`torch.nn.GRU(96, 96)` is a name that has a rule, called with literals; shapes are rows of sizes, `1000 8 96`, of whole
numbers with `int` before them.  The tensors of these shapes are what a layer is called on, and what stands before the
other arguments of a function: `torch.flatten(1)` on `2 3 4` is `torch.flatten(x, 1)`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from shapelint.confirm.allowed import rule_allowed
from shapelint.findings.witness import Array, Ref, Row, Step, Term, Witness
from shapelint.rules.form import Rule
from shapelint.rules.names import canonical
from shapelint.rules.registry import find, find_any

_DTYPES = ("float", "int", "bool", "complex")


class NotUnderstoodError(ValueError):
    """What was written is no call of something that is known; the message says why."""


def read_call(text: str, shapes: Sequence[str]) -> Witness:
    """The witness of a call.  Raises NotUnderstoodError.

    >>> [step.form for step in read_call("torch.nn.GRU(96, 96)", ["1000 8 96"]).steps]
    ['use', 'call']
    >>> read_call("torch.flatten(1)", ["2 3 4"]).steps[0].args[1:]
    (1,)
    >>> read_call("os.system('true')", [])
    Traceback (most recent call last):
    shapelint.confirm.spoken.NotUnderstoodError: nothing is known of os.system
    """
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotUnderstoodError(f"{text!r} is no call") from None
    callee = node.func if isinstance(node, ast.Call) else node
    rule = _rule(callee)
    args = tuple(map(_literal, node.args)) if isinstance(node, ast.Call) else ()
    keywords = (
        tuple((each.arg or "", _literal(each.value)) for each in node.keywords) if isinstance(node, ast.Call) else ()
    )
    arrays = tuple(map(read_shape, shapes))
    if rule.kind != "layer":
        return Witness((Step("use", rule.name, (*arrays, *args), keywords),))
    made = Step("use", rule.name, args, keywords)
    return Witness((made, Step("call", rule.name, (Ref(0), *arrays)))) if arrays else Witness((made,))


def read_shape(text: str) -> Array:
    """A tensor of a shape.  Raises NotUnderstoodError.

    >>> read_shape("1000 8 96").numbers, read_shape("int 2,3").dtype
    ((1000, 8, 96), 'int')
    """
    words = text.strip(" ()[]").replace(",", " ").split()
    dtype = words.pop(0) if words and words[0] in _DTYPES else "float"
    if not all(word.isdecimal() and len(word) < 10 for word in words):
        raise NotUnderstoodError(f"{text!r} is no shape: sizes with spaces between them are one, 1000 8 96")
    return Array(tuple(map(int, words)), dtype)


def _rule(node: ast.expr) -> Rule:
    name = ast.unparse(node)
    parts = node
    while isinstance(parts, ast.Attribute):
        parts = parts.value
    found = (find(canonical(name)) or find_any(name)) if isinstance(parts, ast.Name) else None
    if found is None or not rule_allowed(found.name):
        raise NotUnderstoodError(f"nothing is known of {name}")
    if found.kind not in ("layer", "op"):
        raise NotUnderstoodError(f"{name} is neither a layer nor a function")
    return found


def _literal(node: ast.expr) -> Term:
    if isinstance(node, ast.Tuple | ast.List):
        return Row("tuple" if isinstance(node, ast.Tuple) else "list", tuple(map(_literal, node.elts)))
    try:
        value: Term = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        value = Ref(0)
    if not isinstance(value, int | float | str) and value is not None:
        raise NotUnderstoodError(f"{ast.unparse(node)} is no number, text, tuple or list of these")
    return value
