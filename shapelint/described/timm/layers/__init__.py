"""What models of their own take from the library: small layers, and functions that make sizes."""

from .drop import DropPath, drop_path
from .layer_scale import LayerScale
from .mlp import Mlp
from .sizes import make_divisible, to_1tuple, to_2tuple, to_3tuple, to_4tuple, to_ntuple
from .weight_init import lecun_normal_, trunc_normal_, trunc_normal_tf_, variance_scaling_
