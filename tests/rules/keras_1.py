"""The layers of Keras 1, and calls of today's layers written as Keras 1 spells them.

The signatures are those of Keras 1.2.2; where an argument has another name today, that name stands behind the old one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))

from example_draws import Call, last_name

from shapelint.rules.form import Rule

_FILTERS: Final = "init activation weights border_mode=padding"
_SEVERAL: Final = f"{_FILTERS} subsample=strides dim_ordering=data_format"
_REST: Final = "W_regularizer b_regularizer activity_regularizer W_constraint b_constraint bias=use_bias"
_POOL: Final = "pool_size strides border_mode=padding dim_ordering=data_format"
_STEPS: Final = "W_regularizer U_regularizer b_regularizer dropout_W=dropout dropout_U=recurrent_dropout"
_ALL: Final = "return_sequences go_backwards stateful unroll"

# Keras 1's name of a layer, today's, and the arguments of the constructor in Keras 1's order.
_LAYERS: Final = f"""
Dense Dense output_dim=units init activation weights {_REST}
Embedding Embedding input_dim output_dim init input_length W_regularizer W_constraint mask_zero
Dropout Dropout p=rate noise_shape seed
GaussianDropout GaussianDropout p=rate
GaussianNoise GaussianNoise sigma=stddev
SpatialDropout1D SpatialDropout1D p=rate
SpatialDropout2D SpatialDropout2D p=rate dim_ordering=data_format
SpatialDropout3D SpatialDropout3D p=rate dim_ordering=data_format
LeakyReLU LeakyReLU alpha=negative_slope
ELU ELU alpha
PReLU PReLU init weights shared_axes
BatchNormalization BatchNormalization epsilon mode axis momentum
Activation Activation activation
Reshape Reshape target_shape
Permute Permute dims
RepeatVector RepeatVector n
Masking Masking mask_value
Bidirectional Bidirectional layer merge_mode
Convolution1D Conv1D nb_filter=filters filter_length=kernel_size {_FILTERS} subsample_length=strides {_REST}
AtrousConvolution1D Conv1D nb_filter=filters filter_length=kernel_size {_FILTERS} subsample_length=strides
    atrous_rate=dilation_rate {_REST}
Convolution2D Conv2D nb_filter=filters nb_row nb_col {_SEVERAL} {_REST}
AtrousConvolution2D Conv2D nb_filter=filters nb_row nb_col {_FILTERS} subsample=strides atrous_rate=dilation_rate
    dim_ordering=data_format {_REST}
SeparableConvolution2D SeparableConv2D nb_filter=filters nb_row nb_col {_FILTERS} subsample=strides depth_multiplier
    dim_ordering=data_format
Convolution3D Conv3D nb_filter=filters kernel_dim1 kernel_dim2 kernel_dim3 {_SEVERAL} {_REST}
LocallyConnected1D LocallyConnected1D nb_filter=filters filter_length=kernel_size {_FILTERS} subsample_length=strides
LocallyConnected2D LocallyConnected2D nb_filter=filters nb_row nb_col {_SEVERAL} {_REST}
ConvLSTM2D ConvLSTM2D nb_filter=filters nb_row nb_col init inner_init forget_bias_init activation inner_activation
    dim_ordering=data_format border_mode=padding subsample=strides {_STEPS} {_ALL}
UpSampling1D UpSampling1D length=size
UpSampling2D UpSampling2D size dim_ordering=data_format
UpSampling3D UpSampling3D size dim_ordering=data_format
ZeroPadding1D ZeroPadding1D padding
ZeroPadding2D ZeroPadding2D padding dim_ordering=data_format
ZeroPadding3D ZeroPadding3D padding dim_ordering=data_format
Cropping1D Cropping1D cropping
Cropping2D Cropping2D cropping dim_ordering=data_format
Cropping3D Cropping3D cropping dim_ordering=data_format
MaxPooling1D MaxPooling1D pool_length=pool_size stride=strides border_mode=padding
AveragePooling1D AveragePooling1D pool_length=pool_size stride=strides border_mode=padding
MaxPooling2D MaxPooling2D {_POOL}
AveragePooling2D AveragePooling2D {_POOL}
MaxPooling3D MaxPooling3D {_POOL}
AveragePooling3D AveragePooling3D {_POOL}
GlobalMaxPooling2D GlobalMaxPooling2D dim_ordering=data_format
GlobalAveragePooling2D GlobalAveragePooling2D dim_ordering=data_format
GlobalMaxPooling3D GlobalMaxPooling3D dim_ordering=data_format
GlobalAveragePooling3D GlobalAveragePooling3D dim_ordering=data_format
SimpleRNN SimpleRNN output_dim=units init inner_init activation {_STEPS} {_ALL}
GRU GRU output_dim=units init inner_init activation inner_activation {_STEPS} {_ALL}
LSTM LSTM output_dim=units init inner_init forget_bias_init activation inner_activation {_STEPS} {_ALL}
"""
_ROWS: Final = ("nb_row", "nb_col"), ("kernel_dim1", "kernel_dim2", "kernel_dim3")
_FORMATS: Final = {"channels_last": "tf", "channels_first": "th", None: "default"}
MERGES: Final = {
    "add": "sum",
    "multiply": "mul",
    "average": "ave",
    "maximum": "max",
    "concatenate": "concat",
    "dot": "dot",
}
_MERGE_AXES: Final = {"axis": "concat_axis", "axes": "dot_axes"}


class NoSpelling(Exception):
    """Keras 1 cannot say it."""


def _old_layers() -> dict[str, tuple[str, Mapping[str, str]]]:
    """Keras 1's name -> today's name, and the old arguments in order with today's names."""
    found = {}
    for line in _LAYERS.replace("\n    ", " ").strip().splitlines():
        old, today, *arguments = line.split()
        pairs = (argument.partition("=") for argument in arguments)
        found[old] = today, {name: new or name for name, _, new in pairs}
    return found


LAYERS: Final = _old_layers()


def spelled(rule: Rule, old: str, call: Call, positional: int) -> None:
    """Write every call of today's layer, within `call`, as Keras 1 does: so many arguments by place, others by name.

    Raises NoSpelling where Keras 1 has no such argument.
    """
    for node in call.calls():
        arguments = _renamed(rule, LAYERS[old][1], _given(rule, node))
        names = list(LAYERS[old][1])[:positional]
        by_place = [name for at, name in enumerate(names) if all(each in arguments for each in names[: at + 1])]
        node.func = ast.Name(old, ast.Load())
        node.args = [arguments.pop(name) for name in by_place]
        node.keywords = [ast.keyword(name, value) for name, value in arguments.items()]


def _given(rule: Rule, node: ast.Call) -> dict[str, ast.expr]:
    """The arguments by today's names."""
    names = [param.name for param in rule.params]
    if len(node.args) > len(names) or any(isinstance(arg, ast.Starred) for arg in node.args):
        raise NoSpelling
    return dict(zip(names, node.args, strict=False)) | {str(each.arg): each.value for each in node.keywords}


def _renamed(rule: Rule, arguments: Mapping[str, str], given: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
    today = {new: old for old, new in arguments.items()}
    renamed: dict[str, ast.expr] = {}
    for name, value in given.items():
        rows = next((rows for rows in _ROWS if name == "kernel_size" and rows[0] in arguments), None)
        if rows is not None:
            renamed |= zip(rows, _each(value, len(rows)), strict=True)
        elif name not in today:
            raise NoSpelling(name)
        else:
            renamed[today[name]] = _ordering(value) if name == "data_format" else value
    if "nb_row" in arguments or "kernel_dim1" in arguments:
        renamed.setdefault("dim_ordering", ast.Constant("tf"))  # without it, one Keras 1 takes it for "th"
    return renamed


def _each(value: ast.expr, count: int) -> list[ast.expr]:
    """A number for each axis."""
    if isinstance(value, ast.Tuple) and len(value.elts) == count:
        return value.elts
    if isinstance(value, ast.Constant):
        return [value] * count
    raise NoSpelling


def _ordering(value: ast.expr) -> ast.Constant:
    if isinstance(value, ast.Constant) and value.value in _FORMATS:
        return ast.Constant(_FORMATS[value.value])  # type: ignore[index]
    raise NoSpelling


def merge_spelled(call: Call) -> None:
    """Write `add([a, b])`, `concatenate([a, b], axis=1)` as a call of `merge`.  Raises NoSpelling."""
    for node in call.calls():
        mode = MERGES.get(last_name(node.func))
        names = ("inputs", "axis" if mode == "concat" else "axes")
        given = dict(zip(names, node.args, strict=False)) | {str(each.arg): each.value for each in node.keywords}
        if mode is None or not given.keys() <= {"inputs", *_MERGE_AXES}:
            raise NoSpelling
        node.func = ast.Name("merge", ast.Load())
        node.args = [given.pop("inputs")]
        node.keywords = [ast.keyword("mode", ast.Constant(mode))]
        node.keywords += [ast.keyword(_MERGE_AXES[name], value) for name, value in given.items()]
