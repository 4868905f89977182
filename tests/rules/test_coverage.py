"""What of the frameworks' public names, and of what public model code calls, has a rule; the rest has a reason.

`python tests/rules/test_coverage.py` writes docs/coverage/.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parent))

from covering import (
    Area,
    Counted,
    Reason,
    counted,
    counted_methods,
    is_class,
    is_function,
    page,
    public,
    reason_of,
    reasons,
)

DOCS: Final = Path(__file__).parents[2] / "docs" / "coverage"


class Framework(NamedTuple):
    """What is measured of one framework."""

    title: str
    areas: tuple[Area, ...]
    vocabularies: tuple[Counted, ...]
    left_out: tuple[Reason, ...]


def _own(module: str) -> Callable[[object], bool]:
    """Functions of the module itself, not what it imports to write them."""
    return lambda value: (
        is_function(value) and str(getattr(value, "__module__", module)).startswith(("torch", "einops"))
    )


_TORCH_LEFT_OUT: Final = {
    "settings of the library, and questions about it": r"""
        torch\.(?:set|get|use|are|init|compiled|autocast|clear|default|manual|initial|seed|profiler|prepare)_?\w*
        | torch\.is_(?:\w+_enabled|(?:autocast|deterministic|anomaly|vulkan|warn|inference_mode)\w*)
        | torch\.npu\..*""",
    "kernels of one kind of hardware or library, called by the public functions": r"""
        torch\.(?:cudnn|miopen|mkldnn|fbgemm)_\w+
        | torch\.batch_norm_\w+ | torch\._amp_\w+""",
    "kernels behind recurrent layers": r"torch\.(?:lstm|gru|rnn_tanh|rnn_relu)(?:_cell)?",
    "indices of sparse layouts, as a copy: what compilers write": r"torch\.\w+_copy",
    "functions over the parameters of a whole model, or that change how weights are held": r"""
        torch\.nn\.utils\.(?:clip_grad\w*|clip_grads_with_norm_|get_total_norm|vector_to_parameters|skip_init
        |convert_conv\w*|fuse_\w+)""",
    "transforms of whole vectors and matrices": r"""
        torch\.distributions\.(?:Cat|Stack|CorrCholesky|CumulativeDistribution|LowerCholesky|PositiveDefinite)Transform""",
    "quantised numbers": r"""
        torch\.(?:quantize|quantized|fake_quantize|fused_moving_avg|choose_qparams|empty_quantized)\w*
        | torch\.(?:Tensor\.)?(?:q_\w+|int_repr|dequantize|qscheme) | torch\._make_per_\w+""",
    "the compiler's and the scripting language's own": r"""
        torch\.(?:sym_\w+|import_ir\w*|parse_\w+|merge_type\w*|unify_type\w*|fork|wait|cond|while_loop|thread_safe\w*)
        | torch\.classes\..* | torch\.futures\..*""",
    "sparse layouts": r"""
        torch\.(?:Tensor\.)?(?:\w*sparse\w*|\w*(?:crow|ccol|row|col)_indices\w*|coalesce|is_coalesced|smm|hsmm|dsmm|spmm|hspmm
        |sspaddmm|saddmm|values_copy|indices_copy|indices|values|dense_dim)""",
    "removed from the library: they only raise": r"""
        torch\.(?:Tensor\.)?(?:eig|symeig|solve|lstsq|matrix_rank|reinforce) | torch\.nn\.Container""",
    "files, and memory of other libraries": r"""
        torch\.(?:load|save|from_file|to_dlpack) | torch\.ByteStorage\..* | (?:torch\.Tensor\.)?record_stream""",
    "questions about types of numbers": r"torch\.(?:can_cast|promote_types|result_type|typename)",
    "gradients and transforms of whole functions": r"torch\.func\..* | torch\.vmap",
    "kernels that run on some GPUs only": r"torch\.nn\.functional\.(?:scaled_mm|grouped_mm|scaled_grouped_mm)",
    "nested tensors, and masks that are functions": r"""
        torch\.nested\..* | torch\.nn\.attention\.flex_attention\..* | torch\.Tensor\.to_padded_tensor""",
    "the library's own machinery: overriding, pipes of data, what its modules import": r"""
        torch\.nn\.functional\.(?:\w*torch_function\w*|assert_int_or_pair|boolean_dispatch)
        | torch\.classproperty | torch\.(?:Tensor\.)?slice_inverse | torch\._shape_as_tensor | torch\.native_norm
        | torch\.nn\.utils\.rnn\.(?:bind|copy_method_params|invert_permutation)
        | torch\.utils\.data\.(?:\w*DataPipe|DataChunk|functional_datapipe|\w*determin\w*|runtime_validation\w*)""",
    "bases that nobody makes": r"torch\.distributions\.(?:ExponentialFamily)",
    "methods of arrays that only turn them into bytes": r"tofile|tobytes",
    "no names of the library, or no functions: methods of a program's own, of other versions": r"""
        torch\.nn\.(?:Conv2DBatchNorm|deconv2DBatchNormRelu|Dense|relu|avg_pool|convert_sync_batchnorm|_get_activation_fn)
        | torch\.nn\.__dict__\.items | torch\.nn\.LayerNorm\.(?:__init__|forward) | torch\.functional\.F\..*
        | (?:torch\.Tensor\.)?index | compress | partition""",
}


@cache
def torch() -> Framework:
    """PyTorch and einops."""
    modules = ("linalg", "fft", "special", "nn.init", "nn.utils", "nn.utils.rnn")
    return Framework(
        "PyTorch and einops",
        (
            Area("`torch.nn` (classes)", public("torch.nn", is_class)),
            Area("`torch.nn.functional`", public("torch.nn.functional", _own("torch"))),
            Area("`torch`", public("torch", _own("torch"))),
            Area("`torch.Tensor` (methods and properties)", public("torch.Tensor", lambda value: True)),
            *(Area(f"`torch.{name}`", public(f"torch.{name}", _own("torch"))) for name in modules),
            Area("`einops`", public("einops", _own("einops"))),
            Area("`torch.distributions` (classes)", public("torch.distributions", is_class)),
            Area("`torch.utils.data` (classes)", public("torch.utils.data", is_class)),
            Area("`einops.layers.torch`", public("einops.layers.torch", is_class, ("Rearrange", "Reduce", "EinMix"))),
        ),
        (
            counted("functions and classes", "torch"),
            counted_methods("methods on tensors and arrays", "torch_methods", ("torch.Tensor", "numpy.ndarray")),
        ),
        reasons(_TORCH_LEFT_OUT),
    )


FRAMEWORKS: Final = {"torch": torch}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_is_left_out_has_a_reason(name: str) -> None:
    framework = FRAMEWORKS[name]()
    missing = [each for area in framework.areas for each in area.missing()]
    missing += [each for words in framework.vocabularies for each in words.missing]
    assert [each for each in missing if reason_of(each, framework.left_out) is None] == []


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_page_is_up_to_date(name: str) -> None:
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page(*FRAMEWORKS[name]())


def test_every_class_of_torch_nn_has_a_rule() -> None:
    assert Area("classes", public("torch.nn", is_class)).missing() == []


def test_what_public_code_calls_of_torch_has_rules() -> None:
    functions, methods = torch().vocabularies
    assert functions.share >= 0.99
    assert methods.share >= 0.97
    assert methods.share_of_names >= 0.97


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for name, framework in FRAMEWORKS.items():
        (DOCS / f"{name}.md").write_text(page(*framework()), encoding="utf-8")
