"""Canonical names: one name for every spelling under which a library offers the same thing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

KERAS_FOLDERS: Final = (
    "core|convolutional|convolutional_recurrent|recurrent|recurrent_v2|pooling|merge|merging|normalization|embeddings|"
    "embedding|wrappers|noise|local|advanced_activations|attention|reshaping|regularization|activation|activations|"
    "rnn|preprocessing|dense_attention|einsum_dense|cudnn_recurrent|normalization_v2|base_layer|layer|input_layer"
)

# Functions of `tf.losses` and `tf.metrics` that TensorFlow 1, which has others there, does not have.
_ONLY_IN_TENSORFLOW_2: Final = (
    "(?:binary|categorical|sparse_categorical)_(?:crossentropy|accuracy)|(?:binary|categorical)_focal_crossentropy|"
    "categorical_hinge|cosine_similarity|(?:squared_)?hinge|huber|kl_divergence|kullback_leibler_divergence|log_?cosh|"
    "kld|map?e|msl?e|mean_absolute_percentage_error|mean_squared_logarithmic_error|poisson|"
    "(?:sparse_)?top_k_categorical_accuracy"
)

_REWRITES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^np(?=\.|$)", "numpy"),
        (
            r"^(?:(?:tensorflow|tf)\.compat\.v[12]\.keras|tensorflow\.(?:python\.)?keras|tf\.keras|tf_keras|keras\.src)(?=\.|$)",
            "keras",
        ),
        (r"^(?:tensorflow|tf)\.compat\.v[12](?=\.|$)", "tf"),
        (r"^tensorflow(?=\.|$)", "tf"),
        (r"^tf\.layers\.(?=[A-Z])", "keras.layers."),
        (r"^tf\.(losses|metrics|initializers|optimizers)\.(?=[A-Z])", r"keras.\1."),
        (rf"^tf\.(losses|metrics)\.(?=(?:{_ONLY_IN_TENSORFLOW_2})$)", r"keras.\1."),
        (r"^tf_slim(?=\.|$)|^tf\.contrib\.slim\.python\.slim(?=\.|$)", "tf.contrib.slim"),
        (r"^keras\.api(?:\._v\d\.keras)?(?=\.|$)", "keras"),
        (r"^keras\.layers\.experimental(?:\.preprocessing)?\.(?=[A-Z])", "keras.layers."),
        (rf"^keras\.layers\.(?:{KERAS_FOLDERS})\.(?:[a-z_0-9]+\.){{0,2}}(?=[A-Za-z]\w*$)", "keras.layers."),
        (
            r"^keras\.(losses|metrics|initializers|regularizers|constraints|callbacks|activations)\.[a-z_]+\.(?=\w+$)",
            r"keras.\1.",
        ),
        (
            r"^keras\.engine\.(?:topology|base_layer|input_layer|training|sequential|functional)\.(?=(?:Layer|Input|InputLayer|InputSpec)$)",
            "keras.layers.",
        ),
        (r"^keras\.engine\.(?=Layer$|Input$|InputLayer$|InputSpec$|Merge$)", "keras.layers."),
        (r"^keras\.engine\.(?:\w+\.)?(?=Model$|Sequential$)", "keras."),
        (r"^keras\.models\.(?:model\.|sequential\.|functional\.)?(?=Model$|Sequential$|Functional$)", "keras."),
        (r"^keras\.layers\.(?=Input$|InputLayer$)", "keras.layers."),
        (r"^keras\.Input(?=$)", "keras.layers.Input"),
        (r"^keras\.Layer(?=$|\.)", "keras.layers.Layer"),
        (
            r"^keras\.utils\.(?:(?:np|generic|data|image|sequence|numerical|torch)_utils|(?:image|timeseries)_dataset_utils)\.",
            "keras.utils.",
        ),
        (r"^keras\.backend\.(?:tensorflow|theano|cntk)_backend(?=\.|$)", "keras.backend"),
        (r"^keras\.(?:ops\.random|random\.random)\.", "keras.random."),
        (r"^keras\.ops\.(?=(?:resize|extract_patches)$)", "keras.ops.image."),
        (r"^keras\.ops\.(?:nn|numpy|linalg)\.", "keras.ops."),
        (r"^keras\.layers\.SyncBatchNormalization$", "keras.layers.BatchNormalization"),
        (
            r"^keras\.(?:objectives|metrics)\.(?=(?:[a-z_]+_(?:error|crossentropy|divergence)|(?:\w+_)?hinge|huber|log_cosh|poisson)$)",
            "keras.losses.",
        ),
        (r"^keras\.(?=Initializer$)", "keras.initializers."),
        (r"^keras\.(?=Loss$)", "keras.losses."),
        (r"^keras\.(?=Metric$)", "keras.metrics."),
        (r"^keras\.(?=Regularizer$)", "keras.regularizers."),
        (r"^keras\.config\.(?=(?:backend|floatx|epsilon|image_data_format|set_\w+)$)", "keras.backend."),
        (r"^keras\.utils\.(?=(?:clear_session|is_keras_tensor|standardize_dtype)$)", "keras.backend."),
        (r"^qkeras\.[a-z_0-9]+\.(?=Q[A-Z])", "qkeras."),
        (r"^nolearn\.lasagne\.base\.", "nolearn.lasagne."),
        (r"^lasagne\.layers\.[a-z]+\.(?=[A-Z])", "lasagne.layers."),
        (r"^torch\.(?:\w+\.)+(?=Tensor$)", "torch."),
        (
            r"^torch\.utils\.data\.(?:dataset|dataloader|sampler|distributed)\.(?=(?:(?:Iterable)?Dataset|\w*Sampler|DataLoader|default_\w+)$)",
            "torch.utils.data.",
        ),
        (r"^torch\.autograd\.(?:function|variable)\.(?=(?:Function|Variable)$)", "torch.autograd."),
        (r"^torch\.nn\.modules\.(?:[a-z_]+\.)?(?=[A-Z])", "torch.nn."),
        (r"^torch\.nn\.parallel\.(?:data_parallel\.)?(?=DataParallel$)", "torch.nn."),
        (
            r"^torch\.nn\.utils\.(?:clip_grad|convert_parameters|fusion|init|spectral_norm|weight_norm)\.(?=[a-z]\w*$)",
            "torch.nn.utils.",
        ),
        (r"^torch\.nn\.parameter\.", "torch.nn."),
        (r"^torch\.cuda\.(?=(?:[A-Z][a-zA-Z0-9]*)?Tensor$)", "torch."),
        (r"^torch\.nn\.(?=_(?:single|pair|triple|quadruple)$)", "torch.nn.modules.utils."),
        (r"^torch\.functional\.F(?=\.|$)", "torch.nn.functional"),
        (r"^torch\.functional\.(?=\w)", "torch."),
        (r"^torch\._C\._nn\.", "torch.nn.functional."),
        (r"^torch\.ao\.nn\.quantized\.(?:modules\.functional_modules\.)?(?=[A-Z])", "torch.nn.quantized."),
        (r"^torch\.quantization(?=\.|$)", "torch.ao.quantization"),
        (r"^torch\.ao\.quantization\.stubs\.", "torch.ao.quantization."),
        (r"^functorch\.(?=(?:vmap|grad|grad_and_value|jacrev|jacfwd|hessian|vjp|jvp)$)", "torch.func."),
        (r"^einops\.layers\.(?=[A-Z])", "einops.layers.torch."),
        (r"^numpy\.core\.(?:numeric|fromnumeric|multiarray)\.", "numpy."),
        (r"^einops\.(?:einops|packing)\.", "einops."),
        (r"^numpy\.random\.mtrand\.", "numpy.random."),
        (r"^numpy\.ma\.(?:core|extras)\.", "numpy.ma."),
        (
            r"^numpy\.ma\.(?=(?:all|any|arange|argmax|argmin|argsort|average|clip|concatenate|corrcoef|cov|cumprod|cumsum|diag|"
            r"diff|dot|empty|empty_like|exp|expand_dims|hstack|log|log10|log2|max|mean|median|min|ones|ones_like|outer|power|prod|"
            r"ptp|ravel|repeat|reshape|sort|sqrt|squeeze|stack|std|sum|swapaxes|take|transpose|var|vstack|where|zeros|"
            r"zeros_like)$)",
            "numpy.",
        ),
    )
)


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The name under which the registry knows `name`.

    >>> canonical("tensorflow.keras.layers.Dense"), canonical("keras.layers.core.Dense"), canonical("tensorflow.matmul")
    ('keras.layers.Dense', 'keras.layers.Dense', 'tf.matmul')
    """
    for pattern, to in _REWRITES:
        name = pattern.sub(to, name)
    return name
