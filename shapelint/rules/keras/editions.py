"""Which Keras a file is written for, where it says something that only one of them has."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from shapelint.rules.machine import Machine
from shapelint.rules.names import KERAS_FOLDERS

# What only Keras 3 has.  Names as `Machine.spelled` gives them.
_KERAS_3: Final = re.compile(
    r"(?:tensorflow\.|tf\.)?keras\.(?:ops|random|KerasTensor|Variable|distribution|dtype_policies|tree)(?:\..*)?"
    r"|(?:.*\.)?PyDataset|keras_hub(?:\..*)?|.*\.StatelessScope"
)
# What Keras 3 has no longer, be it as a part of TensorFlow or by itself.
_KERAS_2: Final = re.compile(
    rf"(?:tensorflow\.|tf\.)?keras\.layers\.(?:{KERAS_FOLDERS}|experimental|CuDNN\w+|LocallyConnected\dD|Merge)(?:\..*)?"
    r"|(?:tensorflow\.|tf\.)?keras\.(?:engine|objectives|utils\.(?:np|vis|generic|data|conv|layer)_utils)(?:\..*)?"
    r"|keras\.preprocessing\.(?:text|image\.ImageDataGenerator).*"
    r"|keras\.(?:layers\.)?(?:convolutional|recurrent|regularizers\.(?:activity_\w+|l1l2))(?:\..*)?"
    r"|keras\.backend\.(?!backend|clear_session|epsilon|floatx|image_data_format|is_\w+|set_(?:epsilon|floatx|image_data"
    r"_format)|result_type|standardize_dtype|get_uid|name_scope|KerasTensor|Variable|config|common|torch|jax|numpy).+"
    r"|(?:tensorflow\.python\.keras|tensorflow\.contrib|tf\.contrib|tf_keras|qkeras|keras_contrib)(?:\..*)?"
    r"|(?:tensorflow_addons|(?:tensorflow\.|tf\.)?keras\.optimizers\.legacy)(?:\..*)?"
    r"|(?:tensorflow|tf)\.(?:Session|placeholder|ConfigProto|get_default_graph|global_variables_initializer|layers)(?:\..*)?"
    r"|\.(?:fit|predict|evaluate)_generator|\.predict_classes"
    r"|(?:fit|fit_generator)\((?:nb_epoch|samples_per_epoch)="
    r"|(?:Adam|SGD|RMSprop|Adagrad|Adadelta|Adamax|Nadam)\((?:lr|decay)="
    r"|\w+\((?:nb_filter|nb_row|border_mode|dim_ordering|W_regularizer|inner_activation)="
)

# What Keras 1 called so; Keras 2 took most of it as well, with a warning.
_KERAS_1: Final = re.compile(
    r"\w+\((?:nb_\w+|border_mode|dim_ordering|[WUb]_regularizer|inner_(?:activation|init)|forget_bias_init|subsample"
    r"|filter_length|samples_per_epoch|dot_axes|concat_axis)="
    r"|(?:Dense|LSTM|GRU|SimpleRNN|TimeDistributedDense|MaxoutDense|Highway)\(output_dim="
    r"|keras\.layers\.(?:core\.|merge\.)?(?:Merge|merge|TimeDistributedDense|MaxoutDense|Highway)|keras\.models\.Graph"
)


def edition(machine: Machine) -> int | None:
    """2 where the file under way can be for Keras 2 or 1 alone, 3 for Keras 3 alone; None where it says nothing."""
    return _edition(machine.spelled())


@lru_cache(maxsize=64)
def _edition(spelled: frozenset[str]) -> int | None:
    older, newer = (any(map(pattern.fullmatch, spelled)) for pattern in (_KERAS_2, _KERAS_3))
    return None if older == newer else 2 if older else 3


def may_be_keras_1(machine: Machine) -> bool:
    """Whether the file under way calls something as Keras 1 did."""
    return _may_be_keras_1(machine.spelled())


@lru_cache(maxsize=64)
def _may_be_keras_1(spelled: frozenset[str]) -> bool:
    return any(map(_KERAS_1.fullmatch, spelled))
