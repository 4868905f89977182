"""The place where the layers stood before."""

from timm.layers import (
    DropPath,
    LayerScale,
    Mlp,
    drop_path,
    lecun_normal_,
    make_divisible,
    to_1tuple,
    to_2tuple,
    to_3tuple,
    to_4tuple,
    to_ntuple,
    trunc_normal_,
    trunc_normal_tf_,
    variance_scaling_,
)
