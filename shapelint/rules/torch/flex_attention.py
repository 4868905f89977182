"""`torch.nn.attention`: attention with a function of one's own for scores or masks."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op
from shapelint.rules.mismatch import Mismatch, require_at_least, require_divides
from shapelint.rules.shared.operands import optional_size, size_in
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, Instance, Tensor, Value
from shapelint.sizes import Shape, Size, ceil_div, equal

_HOME: Final = "torch.nn.attention.flex_attention"
_SHAPE: Final = "shape"  # attribute of a BlockMask


@op("torch.nn.attention.sdpa_kernel")
def sdpa_kernel(backends, set_priority=False):
    """Choose which kernels may do attention, for a while.

    >>> torch.nn.attention.sdpa_kernel.__name__
    'sdpa_kernel'
    """
    return UNKNOWN


@op(f"{_HOME}.flex_attention")
def flex_attention(
    query,
    key,
    value,
    score_mod=None,
    block_mask=None,
    scale=None,
    enable_gqa=False,
    return_lse=False,
    kernel_options=None,
    *,
    return_aux=None,
):
    """Let every query attend to all keys, of `(batch, heads, length, features)`, with scores of one's own.

    PyTorch compiles something for every new shape: the examples are for our world alone.

    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 6, 7, 8], [N, 6, 7, 4])
    ('N', 6, 5, 4)
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 3, 7, 8], [N, 3, 7, 8], enable_gqa=True)
    ('N', 6, 5, 8)
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 6, 7, 8], [N, 6, 7, 8], return_lse=True)
    (('N', 6, 5, 8), ('N', 6, 5))
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 6, 7, 9], [N, 6, 7, 8])
    SHP603
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 3, 7, 8], [N, 3, 7, 8])
    SHP603
    >>> torch.nn.attention.flex_attention.flex_attention([N, 5, 8], [N, 7, 8], [N, 7, 8])
    SHP101
    """
    wanted = "batch, heads, length, features"
    q, k, v = (check_rank("flex_attention", each, (4,), wanted) for each in (query, key, value))
    _agree("features", q.axis(3), k.axis(3), key)
    if enable_gqa is True:
        require_divides(k.axis(1), q.axis(1), "the number of heads of keys", "that of queries")
    elif enable_gqa is False:
        _agree("heads", q.axis(1), k.axis(1), key)
    if block_mask is None:
        _agree("samples", q.axis(0), k.axis(0), key)
    _check_block_mask(block_mask, q, k)
    out = Shape((*q.dims[:-1], v.axis(3)), q.open)
    if return_lse is True:
        return out, Shape(q.dims[:-1], q.open)
    return out if return_lse is False and return_aux is None else UNKNOWN


def _agree(what: str, one: Size, other: Size, operand: Value) -> None:
    if equal(one, other) is False:
        raise Mismatch(
            "SHP603",
            "flex_attention: the query has {one} {what}, the key {other}",
            operand=operand if isinstance(operand, Tensor) else None,
            one=one,
            other=other,
            what=what,
        )


def _check_block_mask(mask: Value, query: Shape, key: Shape) -> None:
    sizes = mask.slots.get(_SHAPE) if isinstance(mask, Instance) else None
    if not isinstance(sizes, tuple) or len(sizes) != 4:
        return
    for what, mine, length in (("queries", sizes[2], query.axis(2)), ("keys", sizes[3], key.axis(2))):
        if equal(mine, length) is False:
            raise Mismatch(
                "SHP603",
                "the block mask is made for {mine} {what}, and there are {length}",
                mine=mine,
                what=what,
                length=length,
            )


@kind(f"{_HOME}.BlockMask")
def block_mask(
    seq_lengths,
    kv_num_blocks,
    kv_indices,
    full_kv_num_blocks,
    full_kv_indices,
    q_num_blocks,
    q_indices,
    full_q_num_blocks,
    full_q_indices,
    BLOCK_SIZE=(128, 128),
    mask_mod=None,
    *,
    dq_write_order=None,
    dq_write_order_full=None,
    dq_kv_order=None,
    dq_kv_order_spt=None,
    layer,
    machine,
):
    """Which blocks of keys every block of queries looks at.

    >>> mask = torch.nn.attention.flex_attention.create_block_mask(noop_mask, 2, 3, 300, 128, "cpu")
    >>> mask.shape
    (2, 3, 300, 128)
    >>> mask.kv_num_blocks
    (2, 3, 3)
    """


@op(f"{_HOME}.noop_mask")
def noop_mask(batch, head, token_q, token_kv):
    """Hide nothing.

    >>> torch.nn.attention.flex_attention.noop_mask.__name__
    'noop_mask'
    """
    return Tensor(Shape(()), "torch", "bool")


@op(f"{_HOME}.create_block_mask")
def create_block_mask(
    mask_mod,
    B,
    H,
    Q_LEN,
    KV_LEN,
    device=None,
    BLOCK_SIZE=128,
    _compile=False,
    separate_full_blocks=True,
    compute_dq_write_order=False,
    dq_kv_order=True,
    *,
    machine,
):
    """Tell which blocks a mask leaves.

    >>> mask = torch.nn.attention.flex_attention.create_block_mask(noop_mask, None, None, 5, 7, "cpu")
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 6, 7, 8], [N, 6, 7, 8], block_mask=mask)
    ('N', 6, 5, 8)
    >>> torch.nn.attention.flex_attention.flex_attention([N, 6, 5, 8], [N, 6, 8, 8], [N, 6, 8, 8], block_mask=mask)
    SHP603
    """
    sizes = _sizes(B, H, Q_LEN, KV_LEN)
    rows = ceil_div(sizes[2], 128) if BLOCK_SIZE == 128 else UNKNOWN
    counts = Tensor(Shape((*sizes[:2], rows)), "torch", "int")
    return machine.make(f"{_HOME}.BlockMask", {_SHAPE: sizes, "kv_num_blocks": counts})


def _sizes(B: Value, H: Value, Q_LEN: Value, KV_LEN: Value) -> tuple[Size, ...]:
    for name, size in (("B", B), ("H", H), ("Q_LEN", Q_LEN), ("KV_LEN", KV_LEN)):
        require_at_least(0, name, size)
    batch, heads = (optional_size(size) for size in (B, H))
    return 1 if batch is None else batch, 1 if heads is None else heads, size_in(Q_LEN), size_in(KV_LEN)


@op(f"{_HOME}.create_mask")
def create_mask(mod_fn, B, H, Q_LEN, KV_LEN, device=None):
    """Give a mask of queries against keys.

    >>> torch.nn.attention.flex_attention.create_mask(noop_mask, 2, 3, 5, 7, "cpu")
    (2, 3, 5, 7)
    >>> torch.nn.attention.flex_attention.create_mask(noop_mask, None, None, 5, 7, "cpu")
    (1, 1, 5, 7)
    """
    return Tensor(Shape(_sizes(B, H, Q_LEN, KV_LEN)), "torch", "bool")
