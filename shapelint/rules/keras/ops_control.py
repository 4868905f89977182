"""`keras.ops`: functions that call the program's own functions, and questions about tensors."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.keras.nested import each
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.axes import check_axis
from shapelint.rules.shared.control import either, settled
from shapelint.rules.shared.dtypes import dtype_in, number_kind
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import is_int, measured
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Tensor, Value, items_of
from shapelint.sizes import Shape, Size, less


@op("keras.ops.cond")
def cond(pred, true_fn, false_fn, *, machine):
    """Run one function or another.

    >>> ops.cond(True, lambda: [2, 3], lambda: [2, 3])
    (2, 3)
    >>> ops.cond(True, lambda: [2, 3], lambda: [4, 3])
    (None, 3)
    """
    with machine.silent():  # only one of them is run
        return either(machine.call(true_fn), machine.call(false_fn))
    return UNKNOWN


@op("keras.ops.switch")
def switch(index, branches, *operands, machine):
    """Run one of several functions.

    >>> ops.switch(1, [lambda x: x, lambda x: x], [2, 3])
    (2, 3)
    """
    row = items_of(branches)
    if not row:
        return UNKNOWN
    with machine.silent():
        found = [machine.call(branch, operands) for branch in row]
        result = found[0]
        for other in found[1:]:
            result = either(result, other)
        return result
    return UNKNOWN


@op("keras.ops.while_loop")
def while_loop(cond, body, loop_vars, maximum_iterations=None, *, machine):
    """Run a function again and again on what it gives.

    >>> ops.while_loop(lambda i, x: ops.less(i, 3), lambda i, x: (ops.add(i, 1), x), (ints[()], [2, 3]), 9)
    ((), (2, 3))
    """
    row = items_of(loop_vars) if isinstance(loop_vars, tuple) else None
    if row is None:
        return UNKNOWN
    with machine.silent():
        return settled(row, machine.call(body, row))
    return UNKNOWN


@op("keras.ops.fori_loop")
def fori_loop(lower, upper, body_fun, init_val, *, machine):
    """Run a function on each number between two, and on what it gives.

    >>> ops.fori_loop(0, 3, lambda i, x: ops.add(x, 1), [2, 3])
    (2, 3)
    """
    with machine.silent():
        return settled(init_val, machine.call(body_fun, (tensor(Shape(()), "int"), init_val)))
    return UNKNOWN


def _first(value: Value) -> tuple[Value, Size]:
    """The first part of every tensor along its first axis, and how many parts there are."""
    sizes: list[Size] = []

    def part(leaf: Value) -> Value:
        shape = measured(leaf)
        check_axis(leaf, 0, least=0)
        sizes.append(shape.axis(0))
        return tensor(shape.drop(0), number_kind(leaf))

    return each(value, part), sizes[0] if sizes else UNKNOWN


def _along(value: Value, count: Size) -> Value:
    """Every tensor with a first axis of that size."""
    return each(value, lambda leaf: tensor(_lengthened(leaf, count), number_kind(leaf)))


def _lengthened(leaf: Value, count: Size) -> Shape:
    shape = measured(leaf)
    return UNKNOWN_SHAPE if shape.open or leaf is UNKNOWN else Shape((count, *shape.dims))


@op("keras.ops.scan")
def scan(f, init, xs=None, length=None, reverse=False, unroll=1, *, machine):
    """Run a function over the parts of a tensor, each time on what it gave before: the last of it, and all outputs.

    >>> ops.scan(lambda carry, x: (ops.add(carry, x), carry), [3], [5, 3])
    ((3,), (5, 3))
    >>> ops.scan(lambda carry, x: (ops.add(carry, x), carry), [], [1, 3])
    (None, (1,))
    >>> ops.scan(lambda carry, x: (ops.add(carry, x), carry), [], [5, 3])
    SHP303
    """
    if xs is None:
        return UNKNOWN
    part, count = _first(xs)
    result = machine.call(f, (init, part))
    if not isinstance(result, tuple) or len(result) != 2:
        return UNKNOWN
    carried = settled(init, result[0])
    if carried != init and less(1, count) is True:
        _check_stacked(result[1], machine.call(f, (result[0], part)))
    return carried, _along(result[1], count)


def _check_stacked(first: Value, second: Value) -> None:
    """What two turns of a scan give must be of one shape.  Raises Mismatch SHP303."""
    if not isinstance(second, tuple) or len(second) != 2 or not isinstance(first, Tensor):
        return
    shapes = measured(first), measured(second[1])
    if isinstance(second[1], Tensor) and differ(*shapes):
        raise Mismatch(
            "SHP303",
            "scan puts what each turn gives side by side: the first gives {a}, the second {b}",
            a=shapes[0],
            b=shapes[1],
        )


def mapped(function: Value, elements: Value, machine: Machine) -> Value:
    """What a function gives of every part along the first axis, put side by side."""
    part, count = _first(elements)
    return _along(machine.call(function, (part,)), count)


@op("keras.ops.map")
def map_over(f, xs, *, machine):
    """Run a function on every part of a tensor along its first axis.

    >>> ops.map(lambda x: ops.sum(x), [5, 3])
    (5,)
    >>> ops.map(lambda x: x[:2], [5, 3])
    (5, 2)
    >>> ops.map(lambda x: ops.matmul(x, [4, 2]), [5, 3])
    SHP302
    """
    return mapped(f, xs, machine)


@op("keras.ops.vectorized_map")
def vectorized_map(function, elements, *, machine):
    """Run a function on every part of a tensor along its first axis, all at once.

    >>> ops.vectorized_map(lambda x: ops.sum(x), [5, 3])
    (5,)
    """
    return mapped(function, elements, machine)


@op("keras.ops.associative_scan")
def associative_scan(f, elems, reverse=False, axis=0, *, machine):
    """Combine the parts of a tensor, each with all before it; the shape stays.

    >>> ops.associative_scan(lambda a, b: ops.add(a, b), [5, 3])
    (5, 3)
    """
    if not isinstance(elems, Tensor) or not is_int(axis):
        return UNKNOWN
    check_axis(elems, axis, least=0)
    return tensor(measured(elems), number_kind(elems))


@op("keras.ops.custom_gradient")
def custom_gradient(f):
    """Give a function a gradient of its own.

    >>> ops.custom_gradient(lambda x: x)
    None
    """
    return UNKNOWN


@op("keras.ops.is_tensor")
def is_tensor(x):
    """Whether it is a tensor.

    >>> ops.is_tensor([2, 3])
    True
    """
    return True if isinstance(x, Tensor) and x.family == "keras" else UNKNOWN


@op(("keras.ops.dtype", "keras.backend.dtype"))
def dtype(x):
    """The kind of number of a tensor; nothing here depends on it exactly.

    >>> dtype([2, 3])
    None
    """
    return dtype_in(x)
