"""Layers that map the last axis, look things up, or run a function of the program's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shapelint.rules.form import Weight, layer
from shapelint.rules.keras.arguments import DENSE
from shapelint.rules.keras.batch_lost import check_batch_kept
from shapelint.rules.keras.declared import differs
from shapelint.rules.keras.editions import edition
from shapelint.rules.keras.graph import symbolic
from shapelint.rules.keras.nested import tensors
from shapelint.rules.keras.variables import Variable, check_fill
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.einstein import einsum
from shapelint.rules.shared.operands import culprit, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, ListValue, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal


@layer(
    "keras.layers.Dense",
    "batch *inner features -> batch *inner units",
    weights={"kernel": "features units", "bias": "units if use_bias"},
    legacy=DENSE,
    least={"units": 1},
)
def dense(
    units,
    activation=None,
    use_bias=True,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    activity_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    lora_rank=None,
    lora_alpha=None,
    quantization_config=None,
):
    """Mix the last axis.

    >>> Dense(7)([2, 3, 5])
    (2, 3, 7)
    >>> Dense(7)([5])
    SHP101
    >>> Dense(0)
    SHP707
    """


@layer(
    "keras.layers.Embedding",
    "*more -> *more output_dim",
    weights={"embeddings": "input_dim output_dim"},
    dtype="float",
    least={"input_dim": 1, "output_dim": 1},
)
def embedding(
    input_dim,
    output_dim,
    embeddings_initializer="uniform",
    embeddings_regularizer=None,
    embeddings_constraint=None,
    mask_zero=False,
    weights=None,
    lora_rank=None,
    lora_alpha=None,
    quantization_config=None,
):
    """Put a vector in the place of every number.

    >>> Embedding(10, 4)(ints[2, 7])
    (2, 7, 4)
    >>> Embedding(10, 4)(ints[2, 3, 7])
    (2, 3, 7, 4)
    >>> Embedding(0, 4)
    SHP707
    >>> Embedding(10, 4, weights=[10, 4])(ints[2, 7])
    (2, 7, 4)
    >>> Embedding(10, 4, weights=[12, 4])
    SHP713 axis `0` is 12, expected 10
    """


@embedding.construction
def _check_filled(weights, input_dim, output_dim):
    """What the table begins with has a row for each number.  Raises Mismatch SHP713."""
    row = (weights,) if isinstance(weights, Tensor) else items_of(weights)
    if row is not None and len(row) == 1:
        check_fill((Variable("embeddings", Shape((size_in(input_dim), size_in(output_dim)))),), ListValue(row))


def _both_ways(made: Mapping[str, Value]) -> Mapping[str, Weight]:
    rows, columns, tied = size_in(made["input_dim"]), size_in(made["output_dim"]), made["tie_weights"]
    return {
        "embeddings": Weight(Shape((rows, columns))),
        "reverse_embeddings": Weight(Shape((columns, rows)), not tied if isinstance(tied, bool) else None),
    }


@layer(
    "keras.layers.ReversibleEmbedding",
    call="inputs, reverse=False",
    weights=_both_ways,
    dtype="float",
    least={"input_dim": 1, "output_dim": 1},
)
def reversible_embedding(
    input_dim,
    output_dim,
    tie_weights=True,
    embeddings_initializer="uniform",
    embeddings_regularizer=None,
    embeddings_constraint=None,
    mask_zero=False,
    reverse_dtype=None,
    logit_soft_cap=None,
    *,
    inputs,
    reverse,
):
    """Put a vector in the place of every number, or scores of all numbers in the place of a vector.

    >>> ReversibleEmbedding(10, 4)(ints[2, 7])
    (2, 7, 4)
    >>> ReversibleEmbedding(10, 4)([2, 7, 4], reverse=True)
    (2, 7, 10)
    >>> ReversibleEmbedding(10, 4)([2, 7, 5], reverse=True)
    SHP201
    """
    shape = shape_of(inputs)
    if reverse is False:
        return Shape((*shape.dims, size_in(output_dim)), shape.open)
    if reverse is not True or not shape.dims:
        return UNKNOWN_SHAPE
    if equal(shape.dims[-1], size_in(output_dim)) is False:
        raise Mismatch(
            "SHP201",
            "ReversibleEmbedding expects {expected} features, gets {found}",
            operand=culprit(inputs),
            expected=output_dim,
            found=shape.dims[-1],
        )
    return Shape((*shape.dims[:-1], size_in(input_dim)), shape.open)


@layer(
    "keras.layers.EinsumDense",
    call="inputs, training=None",
    weights={"kernel": "*kernel_shape", "bias": "*bias_shape if bias_axes"},
    least={"output_shape": 0},
)
def einsum_dense(
    equation,
    output_shape,
    activation=None,
    bias_axes=None,
    kernel_initializer="glorot_uniform",
    bias_initializer="zeros",
    kernel_regularizer=None,
    bias_regularizer=None,
    kernel_constraint=None,
    bias_constraint=None,
    lora_rank=None,
    lora_alpha=None,
    gptq_unpacked_column_size=None,
    quantization_config=None,
    *,
    inputs,
    axes,
):
    """Contract the input with a kernel, as the equation says.

    >>> EinsumDense("abc,cd->abd", output_shape=(None, 64))([2, 32, 128])
    (2, 32, 64)
    >>> EinsumDense("abc,cde->abde", output_shape=(None, 4, 8), bias_axes="de")([2, 32, 128])
    (2, 32, 4, 8)
    """
    if not isinstance(equation, str) or equation.count(",") != 1 or "->" not in equation:
        return Shape((), open=True)
    terms, _, output = equation.replace(" ", "").partition("->")
    term, _, kernel = terms.partition(",")
    if "..." in equation:
        return _ellipsis_dense(equation.replace(" ", ""), output_shape, shape_of(inputs))
    sizes = _new_sizes(term, output, output_shape)
    weights = Shape(tuple(sizes.get(letter, _axis(term, letter, inputs)) for letter in kernel))
    made = einsum(equation, (inputs, weights))
    axes["kernel_shape"] = weights.dims
    axes["bias_shape"] = _bias(output, bias_axes, made)
    return made


def _bias(output: str, bias_axes: Value, made: Shape) -> tuple[Size, ...]:
    """The bias has the axes named and, in the place of those between and behind them, axes of size 1."""
    if not isinstance(bias_axes, str) or not bias_axes or len(made.dims) != len(output):
        return ()
    first = min(output.index(letter) for letter in bias_axes if letter in output)
    pairs = zip(output[first:], made.dims[first:], strict=True)
    return tuple(size if letter in bias_axes else 1 for letter, size in pairs)


def _new_sizes(term: str, output: str, output_shape: Value) -> dict[str, Size]:
    """The letters that only the kernel brings: their sizes are the last of `output_shape`."""
    sizes = items_of(output_shape)
    told = (output_shape,) if sizes is None else sizes
    letters = output[len(output) - len(told) :] if len(told) <= len(output) else ""
    return {letter: size_in(size) for letter, size in zip(letters, told, strict=False) if letter not in term}


def _axis(term: str, letter: str, inputs: Value) -> Size:
    shape = shape_of(inputs)
    return shape.dims[term.index(letter)] if letter in term and len(shape.dims) == len(term) else UNKNOWN


def _ellipsis_dense(equation: str, output_shape: Value, shape: Shape) -> Shape:
    """`...x,xy->...y`: the last axis is mixed."""
    sizes = items_of(output_shape)
    told = (output_shape,) if sizes is None else sizes
    if equation.partition(",")[0].startswith("...") and len(equation.partition(",")[0]) == 4 and len(told) == 1:
        return Shape((*shape.dims[:-1], size_in(told[0])), shape.open)
    return Shape((), open=True)


@layer("keras.layers.Masking", "*axes -> *axes")
def masking(mask_value=0.0):
    """Mark the steps to be left out.

    >>> Masking()([2, 7, 3])
    (2, 7, 3)
    """


@layer("keras.layers.Lambda", call="inputs, mask=None, training=None")
def run_function(function, output_shape=None, mask=None, arguments=None, *, inputs, machine: Machine):
    """Run a function of the program's own as a layer.

    >>> Lambda(lambda x: x * 2)([2, 3])
    (2, 3)
    """
    given = arguments.slots.items() if isinstance(arguments, DictValue) else ()
    result = machine.call(function, (inputs,), {key: value for key, value in given if isinstance(key, str)})
    if isinstance(result, Tensor):
        check_batch_kept(inputs, result, machine)
        return _sharpened(result, inputs, output_shape, machine)
    return _as_told(inputs, output_shape) if result is UNKNOWN else result


def _as_told(inputs: Value, output_shape: Value) -> Value:
    """What the program says of the result, where following the function did not tell."""
    sizes = items_of(output_shape)
    if not sizes or not all(isinstance(size, int) for size in sizes):
        return UNKNOWN
    given = tensors(inputs)
    batch = given[0].shape.axis(0) if given and given[0].shape.dims and not given[0].shape.open else UNKNOWN
    return Tensor(Shape((batch, *sizes)), "keras", "float")


def _sharpened(result: Tensor, inputs: Value, output_shape: Value, machine: Machine) -> Tensor:
    """Sizes that the function leaves open, as `output_shape` says them.

    Where it says otherwise Keras 3 believes it of symbolic inputs: then the size is not known.
    """
    told = _as_told(inputs, output_shape)
    if not isinstance(told, Tensor):
        return result
    if result.shape.open:
        return Tensor(told.shape, result.family, result.dtype, flow=result.flow)
    if differs(result.shape, told.shape):
        believed = symbolic(inputs) and edition(machine) != 2
        return replace(result, shape=result.shape.join(told.shape), content=None) if believed else result
    dims = tuple(b if isinstance(b, int) else a for a, b in zip(told.shape.dims, result.shape.dims, strict=True))
    return Tensor(Shape(dims), result.family, result.dtype, flow=result.flow)
