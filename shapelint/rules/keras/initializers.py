"""What weights begin with, what is asked of them, and activations by name: what a program's own layers call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from shapelint.rules.form import Rule, kind, op
from shapelint.rules.keras.ops_creation import constant as as_tensor
from shapelint.rules.keras.twins import tensor
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import require_at_least
from shapelint.rules.registry import find
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.operands import measured, size_in
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, DictValue, External, Instance, Tensor, Value, items_of
from shapelint.sizes import Shape

FILLED: Final = "#filled"  # slot of an initializer: the array that it takes for every weight


@kind("keras.initializers.Initializer")
def initializer(*args, **kwargs):
    """What makes the first values of a weight; a program derives its own from it.

    >>> keras.initializers.Initializer()
    'Initializer'
    """


@op("keras.initializers.Initializer.__call__")
def filled(self, shape, dtype=None, **kwargs):
    """Make the values for a weight of that shape.

    >>> keras.initializers.Zeros()((3, 4))
    (3, 4)
    """
    require_at_least(0, "shape", shape)
    sizes = items_of(shape)
    if sizes is None or FILLED in self.slots:
        return tensor(UNKNOWN_SHAPE)
    return tensor(Shape(tuple(map(size_in, sizes))))


_SCALED: Final = "seed=None, input_axes=None, output_axes=None"
_INITIALIZERS: Final = {
    ("Zeros", "zeros"): "*args, **kwargs",
    ("Ones", "ones"): "*args, **kwargs",
    ("RandomNormal", "random_normal"): "mean=0.0, stddev=0.05, seed=None",
    ("RandomUniform", "random_uniform"): "minval=-0.05, maxval=0.05, seed=None",
    ("TruncatedNormal", "truncated_normal"): "mean=0.0, stddev=0.05, seed=None",
    ("VarianceScaling", "variance_scaling"): "scale=1.0, mode='fan_in', distribution='truncated_normal', " + _SCALED,
    ("GlorotNormal", "glorot_normal"): _SCALED, ("GlorotUniform", "glorot_uniform"): _SCALED,
    ("HeNormal", "he_normal"): _SCALED, ("HeUniform", "he_uniform"): _SCALED,
    ("LecunNormal", "lecun_normal"): _SCALED, ("LecunUniform", "lecun_uniform"): _SCALED,
}  # fmt: skip
_TEXT: Final = """Make the first values of a weight.

    >>> keras.initializers.{name}()((3, 4))
    (3, 4)
    """


def _declare(names: tuple[str, ...], parameters: str) -> Rule:
    scope: dict[str, Callable[..., None]] = {}
    exec(f"def body({parameters}): ...", scope)  # our own declarations only, never a checked program's text
    scope["body"].__doc__ = _TEXT.format(name=names[0])
    return kind(tuple(f"keras.initializers.{name}" for name in names), bases=("keras.initializers.Initializer",))(
        scope["body"]
    )


for _names, _parameters in _INITIALIZERS.items():
    _declare(_names, _parameters)


@kind(("keras.initializers.Constant", "keras.initializers.constant"), bases=("keras.initializers.Initializer",))
def constant(value=0.0, *, layer, machine):
    """Make a weight of one number, or of an array that is there already.

    >>> keras.initializers.Constant(0.5)((3, 4))
    (3, 4)
    """
    if not isinstance(value, int | float):
        machine.put(layer, FILLED, value)


def _found(identifier: Value, name: str, machine: Machine) -> Value:
    """What a name or a description stands for; anything else is it already."""
    if isinstance(identifier, str | DictValue):
        return machine.make(name, {})
    return identifier


@op(("keras.initializers.get", "keras.initializations.get"))
def initializer_of(identifier, *, machine):
    """Give the initializer of a name, one that gives a tensor (nothing more is known of that one), or what is given.

    >>> keras.initializers.get("glorot_uniform")((3, 4))
    (3, 4)
    >>> keras.initializers.get(None)
    None
    >>> keras.initializers.get([3, 4])
    None
    """
    if isinstance(identifier, Tensor):
        return UNKNOWN
    return _found(identifier, "keras.initializers.Initializer", machine)


@op("keras.Variable")
def variable(
    initializer,
    shape=None,
    dtype=None,
    trainable=True,
    autocast=True,
    aggregation="none",
    synchronization="auto",
    name=None,
    layout=None,
    **kwargs,
):
    """Make a variable of an array, or of a shape and what fills it.

    >>> keras.Variable([3, 4])
    (3, 4)
    >>> keras.Variable(0.5)
    ()
    >>> keras.Variable("zeros", shape=(3, 4))
    (3, 4)
    """
    plain = initializer is not UNKNOWN and not isinstance(initializer, str | Instance)
    made = as_tensor(initializer, dtype) if plain and shape is None else tensor(UNKNOWN_SHAPE)
    sizes = items_of(shape)
    if isinstance(initializer, Tensor | int | float):  # `shape` is not asked
        made = as_tensor(initializer, dtype)
    elif sizes is not None:
        require_at_least(0, "shape", shape)
        made = tensor(Shape(tuple(map(size_in, sizes))))
    return Tensor(made.shape, "keras", made.dtype)


@kind("keras.regularizers.Regularizer")
def regularizer(*args, **kwargs):
    """What is added to the loss for a weight.

    >>> keras.regularizers.Regularizer()
    'Regularizer'
    """


@op("keras.regularizers.Regularizer.__call__")
def penalty(self, x):
    """Give the number that is added for a weight.

    >>> keras.regularizers.L2(0.1)([3, 4])
    ()
    """
    return tensor(Shape(()))


@op("keras.regularizers.get")
def regularizer_of(identifier, *, machine):
    """Give the regularizer of a name, or what is given.

    >>> keras.regularizers.get("l2")([3, 4])
    ()
    >>> keras.regularizers.get(None)
    None
    """
    return _found(identifier, "keras.regularizers.Regularizer", machine)


@kind("keras.constraints.Constraint")
def constraint(*args, **kwargs):
    """What a weight is held to.

    >>> keras.constraints.Constraint()
    'Constraint'
    """


@op("keras.constraints.Constraint.__call__")
def held(self, w):
    """Give the weight as it may be.

    >>> keras.constraints.NonNeg()([3, 4])
    (3, 4)
    """
    return tensor(measured(w), number_kind(w))


@op("keras.constraints.get")
def constraint_of(identifier, *, machine):
    """Give the constraint of a name, or what is given.

    >>> keras.constraints.get("non_neg")([3, 4])
    (3, 4)
    >>> keras.constraints.get(None)
    None
    """
    return _found(identifier, "keras.constraints.Constraint", machine)


@op(("keras.activations.get", "keras.activations.deserialize"))
def activation_of(identifier):
    """Give the function of a name, or what is given.

    >>> keras.activations.get("relu")([3, 4])
    (3, 4)
    >>> keras.activations.get(None)([3, 4])
    (3, 4)
    """
    if identifier is None:
        return find("keras.activations.linear")
    if not isinstance(identifier, str):
        return identifier
    return find(f"keras.activations.{identifier}") or External(f"keras.activations.{identifier}")


for _name, _old, _parameters, _base in (
    ("regularizers.L1", "l1", "l1=0.01", "Regularizer"),
    ("regularizers.L2", "l2", "l2=0.01", "Regularizer"),
    ("regularizers.L1L2", "l1_l2", "l1=0.0, l2=0.0", "Regularizer"),
    ("constraints.NonNeg", "non_neg", "*args, **kwargs", "Constraint"),
):
    _scope: dict[str, Callable[..., None]] = {}
    exec(f"def body({_parameters}): ...", _scope)  # our own declarations only, never a checked program's text
    _module = _name.partition(".")[0]
    _result = "()" if _base == "Regularizer" else "(3, 4)"
    _scope[
        "body"
    ].__doc__ = f"Look at a weight while it is trained.\n\n    >>> keras.{_name}()([3, 4])\n    {_result}\n    "
    kind((f"keras.{_name}", f"keras.{_module}.{_old}"), bases=(f"keras.{_module}.{_base}",))(_scope["body"])
