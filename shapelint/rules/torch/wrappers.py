"""What stands around a module or a function and passes everything on."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.families import declare
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value, items_of


@kind("torch.nn.DataParallel", bases=("torch.nn.Module",), runs="forward")
def data_parallel(module, device_ids=None, output_device=None, dim=0, *, layer, machine):
    """Run a module on several devices.

    >>> nn.DataParallel(Linear(3, 4))([2, 3])
    (2, 4)
    >>> nn.DataParallel(Linear(3, 4)).module.weight
    (4, 3)
    """
    machine.put(layer, "module", module)


@kind("torch.nn.parallel.DistributedDataParallel", bases=("torch.nn.Module",), runs="forward")
def distributed_data_parallel(
    module,
    device_ids=None,
    output_device=None,
    dim=0,
    broadcast_buffers=None,
    init_sync=True,
    process_group=None,
    bucket_cap_mb=None,
    find_unused_parameters=False,
    check_reduction=False,
    gradient_as_bucket_view=False,
    static_graph=False,
    delay_all_reduce_named_params=None,
    param_to_hook_all_reduce=None,
    mixed_precision=None,
    device_mesh=None,
    skip_all_reduce_unused_params=False,
    bucket_cap_mb_list=None,
    batched_grad_copy=False,
    forward_sync_buffers=None,
    *,
    layer,
    machine,
):
    """Run a module in several processes; without any, as here, it refuses.

    >>> nn.parallel.DistributedDataParallel.__name__
    'DistributedDataParallel'
    """
    machine.put(layer, "module", module)


@op(("torch.nn.DataParallel.forward", "torch.nn.parallel.DistributedDataParallel.forward"))
def wrapped_forward(self, *inputs, machine, **kwargs):
    """Run the module within.

    >>> nn.DataParallel(Linear(3, 4)).forward([2, 3])
    (2, 4)
    """
    inner = self.slots.get("module", UNKNOWN) if isinstance(self, Instance) else UNKNOWN
    return machine.call(inner, inputs, kwargs)


@op("torch.utils.checkpoint.checkpoint")
def checkpoint(
    function,
    *args,
    use_reentrant=None,
    context_fn=None,
    determinism_check="default",
    debug=False,
    early_stop=True,
    machine,
    **kwargs,
):
    """Call a function, keeping less for the gradients.

    >>> torch.utils.checkpoint.checkpoint(Linear(3, 4), [2, 3], use_reentrant=False)
    (2, 4)
    """
    return machine.call(function, args, kwargs)


@op("torch.utils.checkpoint.checkpoint_sequential")
def checkpoint_sequential(functions, segments, input, use_reentrant=None, *, machine, **kwargs):
    """Call functions one after the other, keeping less for the gradients.

    >>> torch.utils.checkpoint.checkpoint_sequential(Sequential(Linear(3, 5), Linear(5, 4)), 2, [2, 3])
    (2, 4)
    >>> torch.utils.checkpoint.checkpoint_sequential(Sequential(Linear(3, 5), Linear(5, 4)), 3, [2, 3])
    SHP707
    """
    if machine.is_a(functions, "torch.nn.Module"):
        functions = machine.call(machine.get(functions, "children"))
    items = items_of(functions)
    if items is None:
        return UNKNOWN
    if isinstance(segments, int) and (segments == 0 or segments > len(items)):
        raise Mismatch("SHP707", "{segments} segments of {count} functions", segments=segments, count=len(items))
    for each in items:
        input = machine.call(each, (input,))
    return input


def _first(**given: Value) -> Value:
    """The module or function that is wrapped; UNKNOWN where it is still to be decorated."""
    inner = next(iter(given.values()))
    return UNKNOWN if inner is None else inner


_PASSING = (
    (
        "torch.compile",
        "model=None, *, fullgraph=False, dynamic=None, backend=None, mode=None, options=None, name=None, "
        "disable=False, recompile_limit=None, isolate_recompiles=False, shapes_spec=None",
        "Give the module as one that runs faster.\n\n>>> torch.compile.__name__\n'compile'",
    ),
    (
        "torch.jit.script",
        "obj, optimize=None, _frames_up=0, _rcb=None, example_inputs=None",
        "Give the module as compiled.\n\n>>> torch.jit.script(Linear(3, 4))([2, 3])\n(2, 4)",
    ),
)
for _names, _signature, _doc in _PASSING:
    declare(_names, _signature, _first, _doc)


@op("torch.jit.trace")
def trace(
    func,
    example_inputs=None,
    optimize=None,
    check_trace=True,
    check_inputs=None,
    check_tolerance=1e-05,
    strict=True,
    _force_outplace=False,
    _module_class=None,
    _compilation_unit=None,
    example_kwarg_inputs=None,
    _store_inputs=True,
    *,
    machine,
):
    """Give the module as compiled by a run.

    >>> torch.jit.trace(Linear(3, 4), [2, 3])([5, 3])
    (5, 4)
    >>> torch.jit.trace(Linear(3, 4), ([2, 3],))([5, 3])
    (5, 4)
    >>> torch.jit.trace(Linear(3, 4), [2, 4])([2, 3])
    SHP201
    """
    if isinstance(example_inputs, Tensor | tuple):
        machine.call(func, example_inputs if isinstance(example_inputs, tuple) else (example_inputs,))
    return func


@op("torch.nn.parallel.data_parallel")
def data_parallel_call(module, inputs, device_ids=None, output_device=None, dim=0, module_kwargs=None, *, machine):
    """Run a module on several devices, once.

    >>> nn.parallel.data_parallel.__name__
    'data_parallel'
    """
    if module_kwargs is not None or not isinstance(inputs, Tensor | tuple):
        return UNKNOWN
    return machine.call(module, inputs if isinstance(inputs, tuple) else (inputs,))
