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
    listed,
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


_KERAS_LEFT_OUT: Final = {
    "settings of the library, and questions about it": r"""
        tf\.(?:en|dis)able_\w+ | tf\.random\.experimental\.set_global_generator | keras\.ops\.name_scope
        | keras\.backend\.(?:name_scope|experimental\.\w+) | tf\.backend_config\.\w+ | tf\.__version__\..*""",
    "models and layers as text or configuration": r"""
        keras\.layers\.(?:de)?serialize | keras\.Model\.from_config | keras\.api_export\.\w+ | keras\.engine\.saving\..*
        | (?:keras\.ops\.operation_utils|keras\.engine)\.get_source_inputs""",
    "functions of whole functions": r"keras\.ops\.(?:vectorize|jvp) | tf\.wrap_function",
    "columns of features, in Keras 2 alone": r"""
        keras\.layers\.(?:DenseFeatures|RandomFourierFeatures) | keras\.experimental\.\w+""",
    "optimizers, devices and distribution": r"""
        tf\.optimizers\.\w+ | keras\.dtensor\..* | keras\.__internal__\..* | tf\.colocate_with | tf\.xla\..*
        | tf\.compiler\..* | tf\.shared_resources""",
    "initial values, which are called on shapes that the variable already has": r"""
        tf\.(?:glorot_\w+|random_uniform_initializer|TruncatedNormal|Zeros|Ones|Constant)
        | keras\.initializations\.\w+""",
    "text, bytes and files": r"""
        tf\.(?:image\.(?:extract_jpeg_shape|adjust_jpeg_quality)|fingerprint|encode_base64|parse_tensor|WholeFileReader|HashTable
        |TextFileInitializer|edit_distance|bitcast)""",
    "logs and graphs as messages": r"""
        tf\.(?:Summary(?:\.\w+)?|HistogramProto|RunMetadata|IntGauge|OpStats|RegisterStatistics|Counter|graph_util\..*
        |convert_variables_to_constants\w*|type_spec_from_value)""",
    "sparse tensors": r"tf\.sparse_\w+ | keras\.backend\.ctc_label_dense_to_sparse",
    "rare: counted once or a few times in all": r"""
        tf\.(?:image\.non_max_suppression_padded|layers\.conv2d_transpose|nn\.rnn_cell\.GRUCell|nn\.convolution
        |distributions\.\w+|random\.(?:stateless_shuffle|split)|Dimension|unknown_shape)
        | keras\.backend\.(?:categorical_focal_crossentropy|local_conv\dd|separable_conv1d|get_keras_mask)
        | keras\.ops\.nancum(?:sum|prod)""",
    "no names of the libraries, or no functions: what repositories define for themselves": r"""
        keras\.layers\.(?:Conv\dD\(\w+\)|append) | keras\.ops\.(?:__dict__\.items|clip_by_value|backend\.shape)
        | keras\.backend\.(?:T|tf|pool|control_flow_ops|theano_backend|cntk_backend)\..* | keras\.backend\._\w+
        | keras\.engine\.slice_X | tf\.(?:_Linear|conv_output_length|smart_cond|bias_add|Tensor) | index | tofile""",
}


@cache
def keras() -> Framework:
    """Keras, TensorFlow, and NumPy as programs use it beside them."""
    return Framework(
        "Keras, TensorFlow and NumPy",
        (
            Area("`keras.layers` (classes)", public("keras.layers", is_class)),
            Area("`keras.layers` (functions)", public("keras.layers", is_function)),
            Area("`keras.ops`", public("keras.ops", is_function)),
            Area("`keras.ops.image`", public("keras.ops.image", is_function)),
            Area("`keras.random`", public("keras.random", is_function)),
            Area("`keras.backend` of Keras 2", tuple(f"keras.backend.{name}" for name in listed("keras_backend"))),
        ),
        (
            counted("functions and classes", "keras"),
            counted_methods(
                "methods on tensors and arrays", "keras_methods", ("tf.Tensor", "numpy.ndarray", "torch.Tensor")
            ),
        ),
        reasons(_KERAS_LEFT_OUT),
    )


FRAMEWORKS: Final = {"torch": torch, "keras": keras}


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


def test_what_keras_offers_has_rules() -> None:
    classes, _, ops, *_, backend = keras().areas
    assert classes.missing() == []
    assert len(ops.missing()) <= 0.05 * len(ops.names)
    assert len(backend.missing()) <= 0.05 * len(backend.names)


def test_what_public_code_calls_of_keras_has_rules() -> None:
    functions, methods = keras().vocabularies
    assert functions.share >= 0.99
    assert methods.share >= 0.99


if __name__ == "__main__":
    DOCS.mkdir(exist_ok=True)
    for name, framework in FRAMEWORKS.items():
        (DOCS / f"{name}.md").write_text(page(*framework()), encoding="utf-8")
