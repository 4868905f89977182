"""Functions that call the program's own functions: on a condition, in a loop, on every row."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.nested import each
from shapelint.rules.machine import Machine
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.control import either, settled
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured, require_number
from shapelint.rules.tensorflow.graphs import builds_graphs
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, ListValue, Tensor, Value, items_of
from shapelint.sizes import Shape, Size


@op(("tf.cond", "tf.smart_cond", "tf.__internal__.smart_cond.smart_cond"), legacy={"fn1": "true_fn", "fn2": "false_fn"})
def cond(pred, true_fn=None, false_fn=None, name=None, *, machine):
    """Run one function or another.

    >>> tf.cond(True, lambda: [2, 3], lambda: [4, 3])
    (2, 3)
    >>> tf.cond(bools[()], lambda: [2, 3], lambda: [4, 3])
    (None, 3)
    >>> tf.cond(bools[2], lambda: [2, 3], lambda: [2, 3])
    SHP709
    """
    require_number("cond()", pred)
    fixed = not isinstance(pred, Tensor) or pred.flow is None or pred.flow.what == "constant"
    if not fixed and builds_graphs(machine):  # both of them become part of the graph
        return either(machine.call(true_fn), machine.call(false_fn))
    with machine.silent():  # only one of them is run
        if isinstance(pred, bool):
            return machine.call(true_fn if pred else false_fn)
        return either(machine.call(true_fn), machine.call(false_fn))
    return UNKNOWN


@op("tf.while_loop")
def while_loop(
    cond,
    body,
    loop_vars,
    shape_invariants=None,
    parallel_iterations=10,
    back_prop=True,
    swap_memory=False,
    maximum_iterations=None,
    name=None,
    *,
    machine,
):
    """Run a function again and again on what it gives.

    >>> tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x), (ints[()], [2, 3]), maximum_iterations=3)
    ((), (2, 3))
    """
    row = items_of(loop_vars) if isinstance(loop_vars, tuple | ListValue) else None
    if row is None:
        return UNKNOWN
    traced = shape_invariants is None and builds_graphs(machine)  # becomes part of the graph, run or not
    with nullcontext() if traced else machine.silent():
        found = machine.call(body, row)
        after = items_of(found) if isinstance(found, ListValue) else found
        return settled(row, after)
    return UNKNOWN


def _first(value: Value) -> tuple[Value, Size]:
    """The first row of every tensor, and how many rows there are."""
    sizes: list[Size] = []

    def row(leaf: Value) -> Value:
        shape = measured(leaf)
        check_axis(leaf, 0, least=0)
        sizes.append(shape.axis(0))
        return tensor(shape.drop(0), number_kind(leaf), leaf)

    return each(value, row), sizes[0] if sizes else UNKNOWN


def _rows(value: Value, count: Size) -> Value:
    """Every tensor as one row of so many."""

    def lengthened(leaf: Value) -> Value:
        shape = measured(leaf)
        unknown = shape.open or leaf is UNKNOWN
        return tensor(UNKNOWN_SHAPE if unknown else Shape((count, *shape.dims)), number_kind(leaf), leaf)

    return each(value, lengthened)


_MAPPED: Final = (
    "fn, elems, dtype=None, parallel_iterations=None, back_prop=True, swap_memory=False, infer_shape=True, name=None, "
    "fn_output_signature=None"
)


def _mapped(fn: Value, elems: Value, machine: Machine) -> Value:
    row, count = _first(elems)
    return _rows(machine.call(fn, (row,)), count)


declare(
    ("tf.map_fn", "tf.vectorized_map"),
    _MAPPED,
    _mapped,
    """Run a function on every row of a tensor, and put what it gives side by side.

    >>> tf.map_fn(lambda x: tf.reduce_sum(x), [5, 3])
    (5,)
    >>> tf.map_fn(lambda x: x[:2], [5, 3])
    (5, 2)
    >>> tf.map_fn(lambda x: tf.expand_dims(x, 3), [5, 3])
    SHP502
    """,
)


def _carried(fn: Value, elems: Value, initializer: Value, machine: Machine) -> tuple[Value, Size]:
    """What a function leaves that gets what it gave before and the next row."""
    row, count = _first(elems)
    if initializer is None:
        return settled(row, machine.call(fn, (row, row))), count
    return settled(initializer, machine.call(fn, (initializer, row))), count


_SCAN: Final = """Run a function on what it gave before and the next row, and put all that it gives side by side.

    >>> tf.scan(lambda a, x: a + x, [5, 3])
    (5, 3)
    >>> tf.scan(lambda a, x: a + tf.reduce_sum(x), [5, 3], [])
    (5,)
    """
declare(
    "tf.scan",
    "fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, infer_shape=True, "
    "reverse=False, name=None",
    lambda fn, elems, initializer, machine: _rows(*_carried(fn, elems, initializer, machine)),
    _SCAN,
)
_FOLD: Final = """Run a function on what it gave before and the next row: the last of it.

    >>> @(lambda a, x: a + x, [5, 3])
    (3,)
    >>> @(lambda a, x: a + tf.reduce_sum(x), [5, 3], [])
    ()
    """
for _name in ("foldl", "foldr"):
    declare(
        f"tf.{_name}",
        "fn, elems, initializer=None, parallel_iterations=10, back_prop=True, swap_memory=False, name=None",
        lambda fn, elems, initializer, machine: _carried(fn, elems, initializer, machine)[0],
        _FOLD,
    )


@op("tf.tuple")
def tuple_of(tensors, control_inputs=None, name=None):
    """Work out several tensors together.

    >>> tf.tuple([[2], [3, 4]])
    ((2,), (3, 4))
    """
    return tensors


@op(("tf.Assert", "tf.debugging.Assert"))
def asserted(condition, data, summarize=None, name=None):
    """Go on only where a condition holds.

    >>> tf.Assert(bools[()], [[2]])
    None
    """
