"""How what PyTorch's functions give lies in memory, where that is certain on every device."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import MEMORY
from shapelint.rules.shared.families import words

# New tensors with the last axis running fastest, whatever the operands are.
_PACKED: Final = words("""
    torch.zeros torch.ones torch.empty torch.full torch.eye torch.rand torch.randn torch.randint torch.outer
    torch.Tensor.new_zeros torch.Tensor.new_ones torch.Tensor.new_empty torch.Tensor.new_full
    torch.matmul torch.mm torch.bmm torch.addmm torch.baddbmm torch.nn.Linear torch.nn.functional.linear
    torch.nn.Embedding torch.nn.functional.embedding torch.nn.functional.one_hot
    torch.split_copy torch.split_with_sizes_copy torch.unbind_copy torch.view_copy torch.permute_copy
    torch.transpose_copy torch.t_copy torch.expand_copy torch.squeeze_copy torch.unsqueeze_copy torch.select_copy
    torch.narrow_copy torch.slice_copy torch.diagonal_copy torch.unfold_copy torch.as_strided_copy torch.alias_copy
""")
# So where all tensors among their arguments lie so.
_ORDINARY: Final = words("""
    torch.cat torch.stack torch.hstack torch.vstack torch.dstack torch.column_stack
    torch.sum torch.mean torch.amax torch.amin torch.std torch.var torch.prod torch.cumsum torch.cumprod
    torch.gather torch.index_select torch.take_along_dim torch.roll torch.flip torch.tril torch.triu
    torch.Tensor.repeat torch.tile torch.repeat_interleave torch.topk
    torch.softmax torch.nn.functional.softmax torch.log_softmax torch.nn.functional.log_softmax
    torch.nn.Softmax torch.nn.LogSoftmax
    torch.nn.LayerNorm torch.nn.functional.layer_norm torch.nn.GroupNorm torch.nn.RMSNorm
    torch.nn.BatchNorm1d torch.nn.BatchNorm2d torch.nn.BatchNorm3d
    torch.nn.Conv1d torch.nn.Conv2d torch.nn.Conv3d
    torch.nn.ConvTranspose1d torch.nn.ConvTranspose2d torch.nn.ConvTranspose3d
    torch.nn.MaxPool1d torch.nn.MaxPool2d torch.nn.MaxPool3d torch.nn.AvgPool1d torch.nn.AvgPool2d torch.nn.AvgPool3d
    torch.nn.AdaptiveAvgPool1d torch.nn.AdaptiveAvgPool2d torch.nn.AdaptiveMaxPool1d torch.nn.AdaptiveMaxPool2d
    torch.nn.functional.max_pool1d torch.nn.functional.max_pool2d torch.nn.functional.avg_pool1d
    torch.nn.functional.avg_pool2d torch.nn.functional.adaptive_avg_pool1d torch.nn.functional.adaptive_avg_pool2d
    torch.nn.Upsample torch.nn.functional.interpolate
""")
# As the operands do: element by element.
_POINTWISE: Final = words("""
    torch.add torch.sub torch.subtract torch.mul torch.multiply torch.div torch.divide torch.true_divide torch.pow
    torch.maximum torch.minimum torch.rsub torch.clamp torch.neg torch.abs torch.exp torch.log torch.sqrt torch.rsqrt
    torch.square torch.reciprocal torch.sin torch.cos torch.tanh torch.sigmoid torch.relu torch.erf torch.round
    torch.floor torch.ceil torch.sign torch.where torch.masked_fill torch.Tensor.masked_fill_
    torch.eq torch.ne torch.lt torch.le torch.gt torch.ge torch.logical_and torch.logical_or torch.logical_not
    torch.Tensor.add_ torch.Tensor.sub_ torch.Tensor.mul_ torch.Tensor.div_
    torch.zeros_like torch.ones_like torch.empty_like torch.full_like torch.rand_like torch.randn_like
    torch.nn.functional.relu torch.nn.functional.leaky_relu torch.nn.functional.elu torch.nn.functional.gelu
    torch.nn.functional.silu torch.nn.functional.softplus torch.nn.functional.dropout
    torch.nn.ReLU torch.nn.ReLU6 torch.nn.LeakyReLU torch.nn.ELU torch.nn.SELU torch.nn.GELU torch.nn.SiLU
    torch.nn.Tanh torch.nn.Sigmoid torch.nn.Hardtanh torch.nn.Hardswish torch.nn.Mish torch.nn.Softplus
    torch.nn.Dropout torch.nn.Dropout2d
""")
MEMORY.update(dict.fromkeys(_PACKED, "packed"))
MEMORY.update(dict.fromkeys(_ORDINARY, "ordinary"))
MEMORY.update(dict.fromkeys(_POINTWISE, "pointwise"))
