"""`keras.backend`: values of variables, settings, and functions that call the program's own."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op
from shapelint.rules.keras.ops_control import mapped
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.shared.control import settled
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.elementwise import broadcasted
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import measured
from shapelint.rules.shared.reductions import reduced
from shapelint.rules.values import UNKNOWN, SomeNumber, Tensor, Value, items_of


def _same(x: Value) -> Value:
    return tensor(measured(x), number_kind(x))


_KEPT: Final = """Change the value of a variable; the shape stays.

    >>> K.@([2, 3], [2, 3])
    (2, 3)
    """
for _name, _parameters in (
    ("update", "x, new_x"),
    ("update_add", "x, increment"),
    ("update_sub", "x, decrement"),
):
    declare(f"keras.backend.{_name}", _parameters, _same, _KEPT)
declare(
    "keras.backend.moving_average_update",
    "x, value, momentum",
    _same,
    _KEPT.replace("[2, 3])\n", "[2, 3], 0.9)\n", 1),
)
declare("keras.backend.to_dense", "tensor", lambda tensor: _same(tensor), _KEPT.replace(", [2, 3])\n", ")\n", 1))
declare(
    "keras.backend.pattern_broadcast",
    "x, broadcastable",
    _same,
    _KEPT.replace("@([2, 3], [2, 3])", "@([2, 3], (False, False))"),
)


declare("keras.backend.print_tensor", "x, message='', summarize=3", _same, _KEPT.replace(", [2, 3])\n", ")\n", 1))


@op("keras.backend.binary_focal_crossentropy")
def binary_focal_crossentropy(target, output, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False):
    """Compare probabilities with the classes 0 and 1, element by element.

    >>> K.binary_focal_crossentropy([8, 3], [8, 3])
    (8, 3)
    """
    return tensor(broadcasted(target, output, what="binary_focal_crossentropy"))


@op("keras.backend.normalize_batch_in_training")
def normalize_batch_in_training(x, gamma, beta, reduction_axes, epsilon=0.001):
    """Bring the means and variances of a batch to 0 and 1: the batch, the means and the variances.

    >>> K.normalize_batch_in_training([8, 3], [3], [3], (0,))
    ((8, 3), (3,), (3,))
    """
    along = tensor(reduced(x, reduction_axes))
    return _same(x), along, along


@op("keras.backend.convert_to_numpy")
def convert_to_numpy(x):
    """Turn a tensor into an array.

    >>> K.convert_to_numpy([2, 3])
    (2, 3)
    """
    return Tensor(measured(x), "numpy", number_kind(x))


@op("keras.backend.batch_get_value")
def batch_get_value(tensors, *, machine):
    """Give the values of several variables as arrays.

    >>> K.batch_get_value([[2, 3], [4]])
    ((2, 3), (4,))
    """
    row = items_of(tensors)
    if row is None:
        return UNKNOWN
    return machine.list([Tensor(measured(each), "numpy", number_kind(each)) for each in row])


_NOTHING: Final = """Set something aside for later; there is no result.

    >>> K.@({})
    None
    """
for _name, _parameters, _given in (
    ("set_value", "x, value", "[2, 3], [2, 3]"),
    ("batch_set_value", "tuples", "(([2, 3], [2, 3]),)"),
    ("clear_session", "free_memory=True", ""),
    ("set_epsilon", "value", "1e-05"),
    ("set_floatx", "value", '"float32"'),
    ("set_learning_phase", "value", "1"),
    ("set_session", "session", "[]"),
    ("reset_uids", "", ""),
    ("manual_variable_initialization", "value", "True"),
):
    declare(f"keras.backend.{_name}", _parameters, lambda: None, _NOTHING.format(_given))


@op("keras.backend.map_fn")
def map_fn(fn, elems, name=None, dtype=None, *, machine):
    """Run a function on every part of a tensor along its first axis.

    >>> K.map_fn(lambda x: ops.sum(x), [5, 3])
    (5,)
    """
    return mapped(fn, elems, machine)


def _folded(fn: Value, elems: Value, initializer: Value, machine: Machine) -> Value:
    shape = measured(elems)
    part = tensor(shape.drop(0), number_kind(elems)) if shape.dims else UNKNOWN
    before = part if initializer is None else initializer
    return settled(before, machine.call(fn, (before, part)))


for _name in ("foldl", "foldr"):
    declare(
        f"keras.backend.{_name}",
        "fn, elems, initializer=None, name=None",
        _folded,
        """Run a function on what it gave before and the next part of a tensor: the last of it.

    >>> K.@(lambda a, x: a + x, [5, 3])
    (3,)
    """,
    )

_UNKNOWN: Final = """{}; nothing here depends on it.

    >>> K.@({})
    None
    """
for _name, _parameters, _given, _what in (
    ("floatx", "", "", "Give the name of Keras's own kind of number"),
    ("backend", "", "", "Give the name of the library that calculates"),
    ("get_uid", "prefix=''", "", "Give a number that no other layer has"),
    ("is_keras_tensor", "x", "[2, 3]", "Whether it came out of a layer"),
    ("is_sparse", "tensor", "[2, 3]", "Whether it holds only the elements that are not zero"),
    ("is_float_dtype", "dtype", '"float32"', "Whether it is a kind of number with a fraction"),
    ("is_int_dtype", "dtype", '"float32"', "Whether it is a kind of whole number"),
    ("standardize_dtype", "dtype", '"float32"', "Give the name of a kind of number"),
    ("learning_phase", "", "", "Whether the model learns"),
    ("get_session", "op_input_list=()", "", "Give the session that runs the graph"),
    ("is_placeholder", "x", "[2, 3]", "Whether it will be fed"),
    ("is_tensor", "x", "[2, 3]", "Whether it is a tensor"),
):
    declare(f"keras.backend.{_name}", _parameters, lambda: UNKNOWN, _UNKNOWN.format(_what, _given))


@op("keras.backend.gradients")
def gradients(loss, variables, *, machine):
    """Give how a loss changes with each variable, in the variable's shape.

    >>> K.gradients([2], [[2, 3], [4]])
    ((2, 3), (4,))
    """
    row = items_of(variables) if not isinstance(variables, Tensor) else (variables,)
    return UNKNOWN if row is None else machine.list([_same(each) for each in row])


@op(("keras.backend.epsilon", "keras.config.epsilon"))
def epsilon():
    """Give the smallest number that is added to others.

    >>> ops.full((2, 3), keras.config.epsilon())
    (2, 3)
    """
    return SomeNumber()


@op("keras.backend.rnn")
def rnn(
    step_function,
    inputs,
    initial_states,
    go_backwards=False,
    mask=None,
    constants=None,
    unroll=False,
    input_length=None,
    time_major=False,
    zero_output_for_mask=False,
    return_all_outputs=True,
    *,
    machine,
):
    """Run a function over the steps of a sequence: its last output, all outputs, and the states.

    >>> K.rnn(lambda x, states: (x, states), [2, 7, 5], ())
    ((2, 5), (2, 7, 5), ())
    """
    shape, states = measured(inputs), items_of(initial_states)
    if shape.open or len(shape.dims) < 2 or states is None or time_major is not False:
        return UNKNOWN
    more = () if constants is None else items_of(constants)
    if more is None:
        return UNKNOWN
    step = tensor(shape.drop(1), number_kind(inputs))
    found = items_of(machine.call(step_function, (step, machine.list((*states, *more)))))
    if not found or len(found) != 2 or not isinstance(found[0], Tensor) or found[0].shape.open:
        return UNKNOWN
    last, after = found
    steps = shape.dims[1] if return_all_outputs is True else 1 if return_all_outputs is False else UNKNOWN
    return last, tensor(last.shape.insert(1, steps), last.dtype), after
