"""Functions of the program that are run on a condition, in Python, or with gradients of their own."""

from __future__ import annotations

from functools import reduce

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.control import either
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import require_scalar
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, Instance, ListValue, Tensor, Value, items_of


def _one_of(functions: list[Value], machine: Machine) -> Value:
    """What one of several functions gives, whichever it is."""
    if UNKNOWN in functions or not functions:
        return UNKNOWN
    with machine.silent():  # only one of them is run
        return reduce(either, [machine.call(function) for function in functions])
    return UNKNOWN


def _seconds(pairs: Value) -> list[Value]:
    """The functions of pairs of something and a function, or of a row of functions alone."""
    if isinstance(pairs, DictValue):
        return list(pairs.slots.values())
    rows = items_of(pairs)
    if rows is None:
        return [UNKNOWN]
    inner = [items_of(row) if isinstance(row, tuple | ListValue) else None for row in rows]
    return [row if items is None else items[-1] for row, items in zip(rows, inner, strict=True)]


@op("tf.case")
def case(pred_fn_pairs, default=None, exclusive=False, strict=False, name="case", *, machine):
    """Run the function beside the first condition that holds.

    >>> tf.case(((bools[()], lambda: [2, 3]),), lambda: [4, 3])
    (None, 3)
    >>> tf.case(((bools[()], lambda: [2, 3]),), lambda: [2, 3])
    (2, 3)
    """
    return _one_of(_seconds(pred_fn_pairs) + ([] if default is None else [default]), machine)


@op("tf.switch_case")
def switch_case(branch_index, branch_fns, default=None, name="switch_case", *, machine):
    """Run the function of that number.

    >>> tf.switch_case(ints[()], (lambda: [2, 3], lambda: [4, 3]))
    (None, 3)
    >>> tf.switch_case(ints[2], (lambda: [2, 3], lambda: [4, 3]))
    SHP101
    """
    require_scalar("switch_case", "branch_index", branch_index)
    return _one_of(_seconds(branch_fns) + ([] if default is None else [default]), machine)


def _in_python(Tout: Value, machine: Machine) -> Value:
    """Tensors of these types: what Python makes of their shapes no graph knows."""
    types = items_of(Tout) if isinstance(Tout, tuple | ListValue) else None
    if types is None:
        return UNKNOWN if Tout is UNKNOWN else tensor(UNKNOWN_SHAPE, dtype_kind(Tout))
    return machine.list([tensor(UNKNOWN_SHAPE, dtype_kind(each)) for each in types])


for _name, _parameters in (
    ("py_function", "func=None, inp=None, Tout=None, name=None"),
    ("numpy_function", "func=None, inp=None, Tout=None, stateful=True, name=None"),
    ("py_func", "func=None, inp=None, Tout=None, stateful=True, name=None"),
):
    declare(
        f"tf.{_name}",
        _parameters,
        _in_python,
        """Run a function of Python's on what tensors hold.

    >>> @(lambda x: x, [[2, 3]], tf.float32)
    (...,)
    """,
    )

_FUNCTION = "#function"


@kind("tf.custom_gradient", runs="call")
def custom_gradient(f=None, *, layer, machine):
    """A function that gives a result and the function of its gradient; calling it gives the result.

    >>> tf.custom_gradient(lambda x: (x, lambda up: up))([2, 3])
    (2, 3)
    """
    machine.put(layer, _FUNCTION, f)


@op("tf.custom_gradient.call")
def custom_gradient_called(self, *args, machine, **kwargs):
    """The result alone.

    >>> tf.custom_gradient(lambda x: (x, lambda up: up))([2, 3])
    (2, 3)
    """
    function = self.slots.get(_FUNCTION, UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    found = machine.call(function, args, kwargs)
    return found[0] if isinstance(found, tuple) and len(found) == 2 else UNKNOWN


@op("tf.is_tensor")
def is_tensor(x):
    """Whether it is a tensor.

    >>> is_tensor([2])
    True
    """
    return True if isinstance(x, Tensor) and x.family != "numpy" else UNKNOWN
