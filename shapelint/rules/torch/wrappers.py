"""What stands around a module or a function and passes everything on."""

from __future__ import annotations

from shapelint.rules.form import kind, op
from shapelint.rules.values import UNKNOWN, Instance, Value


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
def distributed_data_parallel(module, *args, layer, machine, **kwargs):
    """Run a module in several processes (which an example cannot show).

    >>> nn.parallel.DistributedDataParallel
    None
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


def _passing(names: tuple[str, ...], parameters: str, example: str) -> None:
    """A function that gives its first argument back, changed in nothing that shapes see."""
    first = parameters.partition(",")[0].partition("=")[0]
    namespace: dict[str, Value] = {"UNKNOWN": UNKNOWN}
    exec(f"def body({parameters}): return UNKNOWN if {first} is None else {first}", namespace)
    body = namespace["body"]
    body.__doc__ = f"Give the module or function back as one that does the same.\n\n{example}"
    op(names)(body)


_passing(
    ("torch.compile",),
    "model=None, *, fullgraph=False, dynamic=None, backend='inductor', mode=None, options=None, disable=False, recompile_limit=None, isolate_recompiles=None",
    ">>> torch.compile(Linear(3, 4)).weight\n(4, 3)",
)
