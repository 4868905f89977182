"""Gradients that are taken of what a tape has noted."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.keras.nested import each
from shapelint.rules.shared.operands import measured
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN_SHAPE, Tensor, Value
from shapelint.sizes import Shape


@kind("tf.GradientTape")
def gradient_tape(persistent=False, watch_accessed_variables=True, *, layer):
    """Notes what is computed, so that gradients can be taken.

    >>> GradientTape()
    'GradientTape'
    """


def _like(source: Value) -> Value:
    return tensor(source.shape, source.dtype) if isinstance(source, Tensor) else source


@op("tf.GradientTape.gradient")
def gradient(self, target, sources, output_gradients=None, unconnected_gradients="none"):
    """Give the gradients: the shapes of the sources.

    >>> GradientTape().gradient(get_variable("loss", ()), get_variable("weights", (5, 3)))
    (5, 3)
    >>> GradientTape().gradient(get_variable("loss", ()), [get_variable("weights", (5, 3)), get_variable("bias", (3,))])
    ((5, 3), (3,))
    """
    return each(sources, _like)


@op("tf.GradientTape.jacobian")
def jacobian(self, target, sources, unconnected_gradients="none", parallel_iterations=None, experimental_use_pfor=True):
    """Give the gradient of every element of the target.

    >>> GradientTape().jacobian(get_variable("out", (4, 2)), get_variable("weights", (5, 3)))
    (4, 2, 5, 3)
    """
    out = measured(target)
    return each(sources, lambda source: tensor(_joined(out, measured(source))))


def _joined(first: Shape, last: Shape) -> Shape:
    return UNKNOWN_SHAPE if last.open else Shape((*first.dims, *last.dims), first.open)


@op("tf.GradientTape.batch_jacobian")
def batch_jacobian(
    self, target, source, unconnected_gradients="none", parallel_iterations=None, experimental_use_pfor=True
):
    """Give the gradient of every element of the target, sample by sample.

    >>> GradientTape().batch_jacobian(get_variable("out", (4, 2)), get_variable("in", (4, 3)))
    (4, 2, 3)
    """
    inner = measured(source)
    return tensor(UNKNOWN_SHAPE if inner.open or not inner.dims else _joined(measured(target), Shape(inner.dims[1:])))


@op("tf.gradients")
def gradients_of(
    ys, xs, grad_ys=None, name=None, gate_gradients=False, aggregation_method=None, stop_gradients=None,
    unconnected_gradients="none", *, machine,
):  # fmt: skip
    """Give the gradients of a graph: a list of the shapes of the sources.

    >>> symbol = [B]
    >>> tf.gradients(get_variable("loss", ()), [get_variable("weights", (5, 3)), get_variable("bias", (3,))])
    ((5, 3), (3,))
    >>> tf.gradients(get_variable("loss", ()), get_variable("weights", (5, 3)))
    ((5, 3),)
    """
    sources = machine.list((xs,)) if isinstance(xs, Tensor) else xs
    return each(sources, _like)
