"""Questions about tensors that their shapes do not answer."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import op, prop
from shapelint.rules.machine import Machine
from shapelint.rules.shared.dtypes import dtype_in
from shapelint.rules.shared.families import declare, words
from shapelint.rules.shared.operands import require_number
from shapelint.rules.values import DEVICE, UNKNOWN, Tensor, Value

_ATTRIBUTES: Final = words(
    """layout grad_fn grad_dtype is_leaf requires_grad retains_grad output_nr volatile name is_cpu
    is_cuda is_ipu is_maia is_meta is_mkldnn is_mps is_mtia is_nested is_quantized is_sparse is_sparse_csr is_vulkan
    is_xla is_xpu itemsize nbytes"""
)
# Methods that are functions too, and those that are not.
_BOTH: Final = words("is_complex is_conj is_distributed is_floating_point is_inference is_neg is_signed get_device")
_METHODS: Final = words(
    """const_data_ptr data_ptr element_size is_pinned is_shared storage storage_offset storage_type
    untyped_storage"""
)


def _ask(name: str) -> None:
    def body(input: Value) -> Value:
        return UNKNOWN

    body.__doc__ = f"Something about the tensor that its shape does not tell.\n\n>>> [2, 3].{name}\nNone"
    prop(f"torch.Tensor.{name}")(body)


@prop("torch.Tensor.dtype")
def dtype(input):
    """The kind of number; nothing here depends on it exactly.

    >>> [2, 3].dtype
    None
    """
    return dtype_in(input)


@prop("torch.Tensor.device")
def device(input):
    """Where the tensor is.

    >>> [2, 3].device
    None
    """
    return DEVICE


@op("torch.device")
def named_device(type=None, index=None):
    """Where tensors may be.

    >>> torch.device("cpu")
    None
    """
    return DEVICE


for _name in _ATTRIBUTES:
    _ask(_name)
for _name in (*_BOTH, *_METHODS):
    declare(
        (f"torch.Tensor.{_name}", *((f"torch.{_name}",) if _name in _BOTH else ())),
        "input, *args, **kwargs",
        lambda: UNKNOWN,
        "Tell something about the tensor that its shape does not.\n\n>>> [2, 3].@()\nNone",
    )
for _name in words("is_set_to is_same_size"):
    declare(
        (f"torch.Tensor.{_name}", *(("torch.is_same_size",) if _name == "is_same_size" else ())),
        f"input, {'tensor' if _name == 'is_set_to' else 'other'}",
        lambda: UNKNOWN,
        "Tell something about two tensors.\n\n>>> [2, 3].@([3])\nNone",
    )
declare(
    "torch.Tensor.is_coalesced",
    "input",
    lambda: UNKNOWN,
    "Tell whether no two values of a sparse tensor have the same place.\n\n>>> [2, 3].to_sparse().@()\nNone",
)


def _called_later(input: Value, hook: Value, machine: Machine) -> Value:
    """It is called with the gradient, which has the shape of the tensor; by whom and how often is not known."""
    if isinstance(input, Tensor):
        machine.call(hook, (Tensor(input.shape, "torch", input.dtype),))
    machine.hand(hook)
    return UNKNOWN


for _name in ("register_hook", "register_post_accumulate_grad_hook"):
    declare(
        f"torch.Tensor.{_name}",
        "input, hook",
        _called_later,
        "Have a function called when the gradient is known.\n\n>>> [2, 3].requires_grad_().@(lambda grad: None)\nNone",
    )
declare(
    "torch.Tensor.retain_grad",
    "input",
    lambda: None,
    "Keep the gradient of what is computed.\n\n>>> [2, 3].requires_grad_().@()\nNone",
)


@op("torch.is_tensor")
def is_tensor(obj):
    """Tell whether something is a tensor.

    >>> is_tensor([2, 3])
    True
    >>> is_tensor([3].numpy())
    False
    >>> is_tensor(3)
    None
    """
    return obj.family == "torch" if isinstance(obj, Tensor) else UNKNOWN


@op("torch.is_storage")
def is_storage(obj):
    """Tell whether something is the memory of a tensor.

    >>> is_storage([2, 3])
    False
    >>> is_storage([2, 3].storage())
    None
    """
    return False if isinstance(obj, Tensor) else UNKNOWN


@op(("torch.is_nonzero", "torch.Tensor.is_nonzero"))
def is_nonzero(input):
    """Tell whether the one value is not 0.

    >>> is_nonzero([1])
    None
    >>> [1, 1].is_nonzero()
    None
    >>> is_nonzero([2])
    SHP709
    """
    require_number("is_nonzero", input)
    return UNKNOWN


@op("torch.result_type")
def result_type(*args, **kwargs):
    """Tell the kind of number of what both together give.

    >>> result_type([2, 3], 2)
    None
    """
    return UNKNOWN
