"""What a witness may hold: the checked program's own text never decides what a worker looks up, opens or runs."""

from __future__ import annotations

import re
from typing import Final

from shapelint.rules.registry import find

MOST_TEXT: Final = 80
MOST_ELEMENTS: Final = 1 << 22  # of all arrays of a witness together
MOST_NUMBER: Final = 1 << 40  # as an argument
_TEXT: Final = (
    # padding, borders and layout
    "same valid causal full SAME VALID FULL constant reflect replicate circular symmetric edge wrap nearest zeros "
    "border constant_values reflection channels_last channels_first NHWC NCHW NWC NCW NDHWC NCDHW C F A K ij xy "
    # reductions and resampling
    "mean sum none batchmean sum_over_batch_size mean_with_sample_weight max min prod amax amin concat ave mul add "
    "linear bilinear bicubic trilinear area nearest-exact lanczos3 lanczos5 mitchellcubic gaussian "
    # activations and initialisers
    "relu relu6 gelu tanh sigmoid softmax elu selu silu swish softplus softsign hard_sigmoid leaky_relu mish "
    "exponential log_softmax glu celu ones zeros glorot_uniform glorot_normal he_normal he_uniform lecun_normal "
    "lecun_uniform orthogonal uniform normal identity random_normal random_uniform "
    # losses and optimisers
    "mse mae mape msle mean_squared_error mean_absolute_error mean_absolute_percentage_error "
    "mean_squared_logarithmic_error huber huber_loss log_cosh logcosh hinge squared_hinge categorical_hinge poisson "
    "kl_divergence kullback_leibler_divergence kld categorical_crossentropy binary_crossentropy "
    "sparse_categorical_crossentropy sgd adam rmsprop adagrad adamax nadam "
    # dtypes, norms and modes of single functions
    "float float16 float32 float64 bfloat16 int int8 int16 int32 int64 uint8 bool complex64 complex128 fro nuc int "
    "floor trunc left right lower upper raise clip euclidean reduced complete r raw count one_hot multi_hot tf_idf "
    "backward forward ortho average dot scaled_dot general bahdanau luong"
)
_WORDS: Final = frozenset(_TEXT.split())
# Equations and patterns: letters, digits, spaces, and `, -> ( ) . _ *`; no slash, so that none of them is a path.
_EQUATION: Final = re.compile(r"[A-Za-z0-9_ ,.()*]*(?:->[A-Za-z0-9_ ,.()*]*)?")
_OF_PATTERNS: Final = re.compile(
    r"(?:^|\.)(?:einsum|EinsumDense|rearrange|reduce|repeat|Rearrange|Reduce|EinMix|pack|unpack)$"
)
_DTYPE: Final = re.compile(
    r"(?:torch|numpy|tf)\.(?:float|float16|float32|float64|bfloat16|double|half|int|int8|int16|int32|int64|uint8|long|"
    r"short|bool|bool_|intp|complex64|complex128)"
)
# Rules of what reads, writes, loads or compiles: they are never run.
_EFFECTS: Final = re.compile(
    r"(?:^|[._])(?:load|loads|save|savez|savetxt|loadtxt|genfromtxt|fromfile|tofile|memmap|open_memmap|from_file|dump|"
    r"dumps|hub|compile|script|jit\.trace|get_file|load_model|save_model|save_weights|load_weights|load_data|download|"
    r"from_pretrained|set_num_threads|plot_model|frombuffer|fromregex|exec|eval|system|"
    r"read_(?!value)\w+|\w*from_directory|DataLoader|DistributedDataParallel|share_memory_?|\w+Session)\b"
    # of all that comes behind: what a whole library is set to, and data that lies in files
    r"|^(?:torch|tf|keras\.(?:backend|config)(?:\.common)?)\.(?:random\.)?(?:set|enable|disable|clear|reset)_(?!value|weights)\w+"
    r"|set_default_|manual_variable_initialization|random\.seed$|^sklearn\.datasets\."
)
_COMPILED: Final = "keras.Model.compile"


def text_allowed(text: str, rule: str) -> bool:
    """Whether a text may be handed to what stands under the name of a rule.

    >>> text_allowed("same", "keras.layers.Conv2D"), text_allowed("/etc/passwd", "keras.layers.Conv2D")
    (True, False)
    >>> text_allowed("bij,bjk->bik", "torch.einsum"), text_allowed("bij,bjk->bik", "torch.zeros")
    (True, False)
    """
    if len(text) > MOST_TEXT:
        return False
    return text in _WORDS or bool(_OF_PATTERNS.search(rule) and _EQUATION.fullmatch(text))


def name_allowed(name: str) -> bool:
    """Whether a name may be handed over as an argument: a dtype, or what a rule stands for.

    >>> name_allowed("torch.float32"), name_allowed("os.system"), name_allowed("torch.nn.ReLU")
    (True, False, True)
    """
    return name == "..." or bool(_DTYPE.fullmatch(name)) or rule_allowed(name)


def rule_allowed(name: str) -> bool:
    """Whether what stands under a name may be run: only what has a rule of ours, and touches nothing but numbers.

    >>> rule_allowed("torch.nn.Linear"), rule_allowed("torch.load"), rule_allowed("os.system")
    (True, False, False)
    """
    if name != _COMPILED and _EFFECTS.search(name):
        return False
    return find(name) is not None
