"""Generators of random numbers that carry their own state."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.tensorflow.tensors import shape_argument, tensor

_GENERATOR: Final = "tf.random.Generator"


@kind((_GENERATOR, "tf.random.experimental.Generator"))
def generator(copy_from=None, state=None, alg=None, *, layer):
    """Draws random numbers.

    >>> tf.random.Generator.from_seed(1).normal((2, 3))
    (2, 3)
    """


@op((f"{_GENERATOR}.from_seed", "tf.random.experimental.Generator.from_seed"))
def from_seed(seed, alg=None, *, machine):
    """A generator that begins in the same state on every run.

    >>> tf.random.Generator.from_seed(1).uniform((2, 3))
    (2, 3)
    """
    return machine.make(_GENERATOR, {})


@op(f"{_GENERATOR}.from_non_deterministic_state")
def from_any_state(alg=None, *, machine):
    """A generator that begins in another state on every run.

    >>> tf.random.Generator.from_non_deterministic_state().normal((2,))
    (2,)
    """
    return machine.make(_GENERATOR, {})


@op(("tf.random.get_global_generator", "tf.random.experimental.get_global_generator"))
def get_global_generator(*, machine):
    """The generator that all of a program can use.

    >>> tf.random.get_global_generator().normal((2,))
    (2,)
    """
    return machine.make(_GENERATOR, {})


_DRAWN: Final = """Draw numbers.

    >>> tf.random.Generator.from_seed(1).{}((2, 3))
    (2, 3)
    """
for _name, _parameters in (
    ("normal", "self, shape, mean=0.0, stddev=1.0, dtype='float32', name=None"),
    ("truncated_normal", "self, shape, mean=0.0, stddev=1.0, dtype='float32', name=None"),
    ("uniform", "self, shape, minval=0, maxval=None, dtype='float32', name=None"),
):
    declare(
        f"{_GENERATOR}.{_name}",
        _parameters,
        lambda shape, dtype: tensor(shape_argument(shape), dtype_kind(dtype)),
        _DRAWN.format(_name),
        least={"shape": 0},
    )
