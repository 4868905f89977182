"""Graphs of TensorFlow 1: placeholders, variables by name, sessions."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.rules.tensorflow.feeding import fed, fetched
from shapelint.rules.tensorflow.tensors import constant, declared_shape, shape_argument, tensor
from shapelint.rules.values import Tensor

_GRAPHS = "tf.graphs"


def builds_graphs(machine: Machine) -> bool:
    """Whether the program certainly is one of TensorFlow 1: it has declared what will be fed."""
    return machine.settings.slots.get(_GRAPHS) is True


@op("tf.placeholder")
def placeholder(dtype, shape=None, name=None, *, machine):
    """Declare what will be fed; a leading None is the batch.

    >>> placeholder("float32", (None, 784))
    (None, 784)
    >>> placeholder("float32")
    (...,)
    """
    machine.put(machine.settings, _GRAPHS, True)
    return tensor(declared_shape(shape), dtype_kind(dtype))


@op("tf.placeholder_with_default")
def placeholder_with_default(input, shape, name=None):
    """Declare what may be fed, and what stands there otherwise.

    >>> placeholder_with_default([2, 3], (None, 3))
    (None, 3)
    """
    return tensor(declared_shape(shape), constant(input).dtype)


@op("tf.get_variable")
def get_variable(
    name,
    shape=None,
    dtype=None,
    initializer=None,
    regularizer=None,
    trainable=None,
    collections=None,
    caching_device=None,
    partitioner=None,
    validate_shape=True,
    use_resource=None,
    custom_getter=None,
    constraint=None,
    synchronization=None,
    aggregation=None,
):
    """Make a variable, or find the one of that name.

    >>> get_variable("weights", (3, 2))
    (3, 2)
    >>> get_variable("weights", initializer=tf.zeros((3, 2)))
    (3, 2)
    """
    if shape is None and isinstance(initializer, Tensor):
        return tensor(initializer.shape, initializer.dtype)
    return tensor(shape_argument(shape), dtype_kind(dtype, "float"))


@kind(("tf.Session", "tf.InteractiveSession", "tf.train.MonitoredSession"))
def session(target="", graph=None, config=None, *, layer):
    """Runs graphs of TensorFlow 1.

    >>> Session().run(constant(((1, 2), (3, 4))))
    (2, 2)
    """


@op("tf.Session.__enter__")
def session_entered(self):
    """The session itself.

    >>> Session().__enter__()
    'Session'
    """
    return self


@op("tf.Session.run")
def session_run(self, fetches, feed_dict=None, options=None, run_metadata=None, *, machine):
    """Work out tensors; each becomes an array, with the samples that are fed.

    >>> Session().run([constant((1, 2)), constant(3)])
    ((2,), ())
    """
    return fetched(fetches, fed(feed_dict), machine)
