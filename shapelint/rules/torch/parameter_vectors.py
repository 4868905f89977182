"""torch.nn.utils: all parameters at once: as a vector, cut to a norm, fused with a normalisation."""

from __future__ import annotations

from shapelint.rules.apply import MADE, Made
from shapelint.rules.form import op
from shapelint.rules.machine import Machine
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_least_rank
from shapelint.rules.torch.parametrizations import weight_shape
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value, items_of, shape_of
from shapelint.sizes import Shape, Size, equal, maximum, minimum


@op("torch.nn.utils.parameters_to_vector")
def parameters_to_vector(parameters):
    """Give all parameters as one vector.

    >>> torch.nn.utils.parameters_to_vector([[3, 4], [5]])
    (17,)
    >>> torch.nn.utils.parameters_to_vector(())
    SHP706
    """
    items = items_of(parameters)
    if items is None:
        return Shape((UNKNOWN,))
    if not items:
        raise Mismatch("SHP706", "parameters_to_vector needs a parameter")
    total: Size = 0
    for item in items:
        total = total + shape_of(item).numel()
    return Shape((total,))


@op("torch.nn.utils.vector_to_parameters")
def vector_to_parameters(vec, parameters):
    """Put the pieces of a vector into parameters.

    >>> torch.nn.utils.vector_to_parameters([17], ([3, 4], [5]))
    None
    >>> torch.nn.utils.vector_to_parameters([16], ([3, 4], [5]))
    SHP501
    """
    vector, items = check_least_rank("vector_to_parameters", vec, 1, "a vector"), items_of(parameters)
    rows, width = vector.axis(0), Shape(vector.dims[1:]).numel()
    at: Size = 0
    for item in () if vector.open else items or ():
        size = shape_of(item).numel()
        given = minimum(size, maximum(rows - at, 0)) * width
        if equal(given, size) is False:
            raise Mismatch(
                "SHP501",
                "a parameter of {size} values gets {given} from the vector {vector}",
                operand=culprit(vec),
                size=size,
                given=given,
                vector=vector,
            )
        at = at + size


def _norms(parameters: Value) -> Tensor:
    return Tensor(Shape(()), "torch", "float")


@op("torch.nn.utils.clip_grad_norm_", legacy={"tensors": "parameters"})
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Make all gradients together no longer than this; give how long they were.

    >>> torch.nn.utils.clip_grad_norm_(Linear(3, 4).parameters(), 1.0)
    ()
    """
    return _norms(parameters)


@op("torch.nn.utils.get_total_norm")
def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Give how long all tensors together are.

    >>> torch.nn.utils.get_total_norm(([3, 4], [5]))
    ()
    """
    return _norms(tensors)


@op("torch.nn.utils.clip_grads_with_norm_")
def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Make all gradients together no longer than this.

    >>> torch.nn.utils.clip_grads_with_norm_(Linear(3, 4).parameters(), 1.0, [])
    None
    """
    return


@op("torch.nn.utils.clip_grad_value_")
def clip_grad_value_(parameters, clip_value, foreach=None):
    """Cut the gradients at both ends.

    >>> torch.nn.utils.clip_grad_value_.__name__
    'clip_grad_value_'
    """
    return


@op("torch.nn.utils.fuse_conv_bn_eval")
def fuse_conv_bn_eval(conv, bn, transpose=False, *, machine):
    """Give the convolution with the normalisation behind it made part of it.

    >>> torch.nn.utils.fuse_conv_bn_eval(nn.Conv2d(3, 4, 3).eval(), nn.BatchNorm2d(4).eval())([2, 3, 5, 5])
    (2, 4, 3, 3)
    >>> torch.nn.utils.fuse_conv_bn_eval(nn.Conv2d(3, 4, 3).eval(), nn.BatchNorm2d(5).eval())
    SHP201
    """
    filters = weight_shape(conv, "weight", machine)
    axis = 1 if transpose is True else 0 if transpose is False else None
    made = UNKNOWN if axis is None or filters.open else filters.axis(axis)
    counted = _features(bn, machine)
    if equal(made, counted) is False and equal(made, 1) is False and equal(counted, 1) is False:
        raise _unequal("the convolution", made, counted)
    if equal(made, 1) is True:
        return _widened(conv, counted)
    return conv if equal(made, counted) is True or equal(counted, 1) is True else UNKNOWN


def _widened(conv: Value, channels: Size) -> Value:
    """A copy of the convolution whose only filter has become several."""
    made = conv.slots.get(MADE) if isinstance(conv, Instance) else None
    if not isinstance(made, Made) or "out_channels" not in made.args:
        return UNKNOWN
    slots = {**conv.slots, MADE: Made({**made.args, "out_channels": channels})}
    return Instance(conv.cls, conv.made, slots)


def _features(bn: Value, machine: Machine) -> Size:
    return weight_shape(bn, "running_mean", machine).axis(-1) if isinstance(bn, Instance) else UNKNOWN


def _unequal(what: str, made: Size, counted: Size) -> Mismatch:
    return Mismatch(
        "SHP201",
        "{what} gives {made} channels, and the normalisation takes {counted}",
        what=what,
        made=made,
        counted=counted,
    )


@op("torch.nn.utils.fuse_linear_bn_eval")
def fuse_linear_bn_eval(linear, bn, *, machine):
    """Give the linear layer with the normalisation behind it made part of it.

    >>> torch.nn.utils.fuse_linear_bn_eval(nn.Linear(3, 4).eval(), nn.BatchNorm1d(4).eval())([2, 3])
    (2, 4)
    >>> torch.nn.utils.fuse_linear_bn_eval(nn.Linear(3, 4).eval(), nn.BatchNorm1d(5).eval())
    SHP201
    """
    made, counted = weight_shape(linear, "weight", machine).axis(-2), _features(bn, machine)
    if equal(made, counted) is False and equal(counted, 1) is False:
        raise _unequal("the layer", made, counted)
    return linear


@op("torch.nn.utils.skip_init")
def skip_init(module_cls, *args, machine, **kwargs):
    """Make a module without filling its parameters.

    >>> torch.nn.utils.skip_init(nn.Linear, 3, 4)([2, 3])
    (2, 4)
    """
    return machine.call(module_cls, args, kwargs)
