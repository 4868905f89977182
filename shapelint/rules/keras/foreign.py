"""Layers around the modules and functions of other libraries, and what a layer says of its inputs."""

from __future__ import annotations

from shapelint.rules.form import kind, layer
from shapelint.rules.keras.twins import as_keras
from shapelint.rules.machine import Machine
from shapelint.rules.values import UNKNOWN, items_of


@layer("keras.layers.TorchModuleWrapper", call="*args, training=None, **kwargs")
def torch_module(module, name=None, output_shape=None, *, args, machine: Machine):
    """Call a module of PyTorch.

    >>> x = [B, 7]
    >>> TorchModuleWrapper(lambda x: x)(x)
    ("B", 7)
    """
    return as_keras(machine.call(module, args))


@layer("keras.layers.JaxLayer", call="inputs, training=False")
def jax_layer(call_fn, init_fn=None, params=None, state=None, seed=None, native_serialization_platforms=None):
    """Call a function of JAX, whose result is not known here.

    >>> x = [B, 7]
    >>> JaxLayer(lambda params, x: x)(x)
    None
    """
    return UNKNOWN


@layer("keras.layers.FlaxLayer", call="inputs, training=False")
def flax_layer(module, method=None, variables=None):
    """Call a module of Flax, whose result is not known here.

    >>> x = [B, 7]
    >>> FlaxLayer("module")(x)
    None
    """
    return UNKNOWN


@layer("keras.layers.TFSMLayer", call="inputs, training=False, **kwargs")
def saved_model(filepath, call_endpoint="serve", call_training_endpoint=None, trainable=True, name=None, dtype=None):
    """Call a model that TensorFlow has saved, whose result is not known here.

    >>> x = [B, 7]
    >>> TFSMLayer("folder")(x)
    None
    """
    return UNKNOWN


@kind(("keras.layers.InputSpec", "keras.InputSpec"))
def input_spec(
    dtype=None,
    shape=None,
    ndim=None,
    max_ndim=None,
    min_ndim=None,
    axes=None,
    allow_last_axis_squeeze=False,
    name=None,
    optional=False,
    *,
    layer,
    machine,
):
    """What a layer asks of an input.

    >>> InputSpec(shape=(2, 3)).ndim
    2
    >>> InputSpec(min_ndim=2).min_ndim
    2
    """
    sizes = None if shape is None else items_of(shape)
    rank = ndim if shape is None else UNKNOWN if sizes is None else len(sizes)
    told = {"shape": shape, "ndim": rank, "max_ndim": max_ndim, "min_ndim": min_ndim, "axes": axes}
    for key, value in told.items():
        machine.put(layer, key, value)
