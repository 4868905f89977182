"""The world of the reference kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shapelint.confirm.kernels.graphs import applied, nodes
from shapelint.confirm.kernels.models import Model, Modules
from shapelint.confirm.kernels.registry import Layer, has_kernel, is_maker, kernel_of
from shapelint.confirm.play import AbsentError, FrameworkStage
from shapelint.findings.witness import Witness


class KernelStage(FrameworkStage):
    """NumPy itself, and our kernels for what other libraries name."""

    def use(self, rule: str, args: list[Any], keywords: Mapping[str, Any]) -> Any:
        """NumPy's own function, an operator, or a kernel."""
        kernel = kernel_of(rule)
        if kernel is not None:
            on_graph = nodes([args, dict(keywords)]) and not is_maker(rule)
            result = applied(kernel, tuple(args), keywords) if on_graph else kernel(*args, **keywords)
            self.callee = result if isinstance(result, Layer | Model | Modules) else self.callee
            return result
        if not rule.startswith("numpy.") and not has_kernel(rule):
            raise AbsentError(rule)
        return super().use(rule, args, keywords)


def covered(witness: Witness) -> bool:
    """Whether there is a kernel for every step of a witness."""
    return all(step.form == "call" or step.rule.startswith("numpy.") or has_kernel(step.rule) for step in witness.steps)
