"""What runs a model once to write it down: as a graph, or in a format of its own."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.machine import Machine
from shapelint.rules.values import REST, DictValue, ListValue, Tensor, Value, items_of

_WRITER: Final = "torch.utils.tensorboard.SummaryWriter"


@kind(_WRITER)
def summary_writer(
    log_dir=None, comment="", purge_step=None, max_queue=10, flush_secs=120, filename_suffix="", *, layer
):
    """What keeps a record of a training.

    >>> SummaryWriter.__name__
    'SummaryWriter'
    """


@op(f"{_WRITER}.add_graph")
def add_graph(self, model, input_to_model=None, verbose=False, use_strict_trace=True, *, machine):
    """Write down how the model works, by a run of it.

    >>> SummaryWriter().add_graph(Linear(3, 4), [2, 3])
    >>> SummaryWriter().add_graph(Linear(3, 4), [2, 4])
    SHP201
    """
    _run(model, input_to_model, {}, machine)


@op("torch.onnx.export")
def export(
    model,
    args=(),
    f=None,
    *,
    kwargs=None,
    verbose=None,
    input_names=None,
    output_names=None,
    opset_version=None,
    dynamo=True,
    external_data=True,
    dynamic_shapes=None,
    custom_translation_table=None,
    report=False,
    optimize=True,
    verify=False,
    profile=False,
    dump_exported_program=False,
    artifacts_dir=".",
    export_params=True,
    keep_initializers_as_inputs=False,
    dynamic_axes=None,
    training=None,
    operator_export_type=None,
    do_constant_folding=True,
    custom_opsets=None,
    export_modules_as_functions=False,
    autograd_inlining=True,
    machine,
):
    """Write the model down, by a run of it.

    >>> torch.onnx.export.__name__
    'export'
    """
    if kwargs is None:
        _run(model, args, {}, machine)
    elif isinstance(kwargs, DictValue) and REST not in kwargs.slots:
        _run(model, args, kwargs.slots, machine)


def _run(model: Value, inputs: Value, named: dict[Value, Value], machine: Machine) -> None:
    """Run a model as it is after training."""
    several = items_of(inputs) if isinstance(inputs, tuple | ListValue) else None
    given = (inputs,) if isinstance(inputs, Tensor) else several
    if given is None or any(isinstance(each, DictValue) for each in given):
        return
    was = machine.get(model, "training")
    machine.call(machine.get(model, "eval"))
    machine.call(model, given, {name: value for name, value in named.items() if isinstance(name, str)})
    machine.call(machine.get(model, "train"), (was,))
