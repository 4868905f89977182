"""What attention asks of queries, keys, values and masks."""

from __future__ import annotations

from dataclasses import dataclass

from shapelint.rules.fixes import Fix, changed
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.operands import culprit
from shapelint.rules.torch.normed import check_rank
from shapelint.rules.values import UNKNOWN, Tensor, Value
from shapelint.sizes import Shape, Size, equal


@dataclass(frozen=True, slots=True)
class Heads:
    """An attention layer: its name, the sizes that it was made for, and where its batch stands.

    extra: how many keys it adds of its own; batch_first: UNKNOWN where nobody knows.
    """

    name: str
    embed: Size
    heads: Size
    batch_first: Value = False
    key: Size | None = None
    value: Size | None = None
    extra: Size = 0


@dataclass(frozen=True, slots=True)
class Axes:
    """Batch and length of one operand; batch None without one."""

    batch: Size | None
    length: Size


@dataclass(frozen=True, slots=True)
class Attended:
    """The shape of the result, the axes of query and key, and whether there is a batch (None: not known)."""

    shape: Shape
    query: Axes
    key: Axes
    batched: bool | None


def attended(layer: Heads, query: Value, key: Value, value: Value, same: bool = False) -> Attended:
    """What multi-head attention makes of a query, and of keys with their values; same: whether all are one tensor.

    Raises Mismatch SHP101 for ranks, SHP201 for features, SHP603 where batches or lengths do not go together.
    """
    operands = (query, key, value)
    shapes = [check_rank(layer.name, each, (2, 3), "length and features, perhaps a batch") for each in operands]
    rank = next((shape.rank for shape in shapes if not shape.open), None)
    sizes = (layer.embed, layer.embed if layer.key is None else layer.key, layer.value)
    for at, (each, shape) in enumerate(zip(operands, shapes, strict=True)):
        if rank is not None and not shape.open and len(shape.dims) != rank:
            raise Mismatch(
                "SHP101",
                "{layer} gets a query of {shape}, and keys or values of {other}: all have a batch or none",
                operand=culprit(each),
                layer=layer.name,
                shape=shapes[0],
                other=shape,
            )
        size = sizes[at]
        name = "input" if same else ("query", "key", "value")[at]
        _check_features(layer, name, layer.embed if size is None else size, each, shape)
    axes = [_axes(shape, rank, layer.batch_first) for shape in shapes]
    if not same:
        _check_together(layer, (query, key, value), axes, shapes)
    dims = shapes[0].tail(rank)[:-1] if rank is not None else ()
    return Attended(Shape((*dims, layer.embed), rank is None), axes[0], axes[1], None if rank is None else rank == 3)


def _check_features(layer: Heads, name: str, expected: Size, operand: Value, shape: Shape) -> None:
    found = shape.axis(-1)
    if equal(expected, found) is False:
        raise Mismatch(
            "SHP201",
            "{layer} expects {expected} features in its {name}, gets {found}",
            operand=culprit(operand),
            layer=layer.name,
            axis=name,
            name=name,
            expected=expected,
            found=found,
        )


def _axes(shape: Shape, rank: int | None, batch_first: Value) -> Axes:
    if rank is None or not isinstance(batch_first, bool):
        return Axes(UNKNOWN, UNKNOWN)
    dims = shape.tail(rank)
    if rank == 2:
        return Axes(None, dims[0])
    return Axes(dims[0], dims[1]) if batch_first else Axes(dims[1], dims[0])


def _check_together(layer: Heads, operands: tuple[Value, ...], axes: list[Axes], shapes: list[Shape]) -> None:
    query, key, value = axes
    pairs = (
        ("batch", "query", query.batch, "key", key.batch, 1),
        ("batch", "key", key.batch, "value", value.batch, 2),
        ("length", "key", key.length, "value", value.length, 2),
    )
    for what, one, left, other, right, at in pairs:
        if left is not None and right is not None and equal(left, right) is False:
            first = shapes[at - 1] if one == "key" else shapes[0]
            raise Mismatch(
                "SHP603",
                "{layer}: the {what} of the {one} {shape} is {left}, that of the {other} {second} is {right}",
                operand=culprit(operands[at]),
                help=_order(layer, first, shapes[at]) if what == "batch" else None,
                layer=layer.name,
                what=what,
                one=one,
                shape=first,
                left=left,
                other=other,
                second=shapes[at],
                right=right,
            )


def _order(layer: Heads, first: Shape, second: Shape) -> Fix | None:
    """Which order of the axes makes two shapes agree on the batch."""
    if first.open or second.open:
        return None
    if layer.batch_first is False and equal(first.dims[0], second.dims[0]) is True:
        return changed("batch_first", True, text="batch_first=True takes (batch, length, features)")
    if layer.batch_first is True and equal(first.dims[1], second.dims[1]) is True:
        return changed("batch_first", False, text="without batch_first it takes (length, batch, features)")
    return None


def check_causal(layer: Heads, mask: Value, is_causal: Value) -> None:
    """That a mask is causal is said of one that is there.

    Raises Mismatch SHP706 where none is.
    """
    if is_causal is True and mask is None:
        raise Mismatch(
            "SHP706",
            "{layer} takes is_causal as a hint about attn_mask, and needs that too",
            help="nn.Transformer.generate_square_subsequent_mask(length)",
            layer=layer.name,
        )


def check_masks(
    layer: Heads, found: Attended, masks: tuple[Value, Value], is_causal: Value, names: tuple[str, str]
) -> None:
    """A mask of queries against keys, and one of keys; a mask that is said to be causal goes unread without the other.

    Raises Mismatch SHP101, SHP603 or SHP706.
    """
    check_causal(layer, masks[0], is_causal)
    if is_causal in (False, None) or (is_causal is True and isinstance(masks[1], Tensor)):
        check_mask(layer, found, masks[0], names[0])
    check_padding(layer, found, masks[1], names[1])


def check_mask(layer: Heads, found: Attended, mask: Value, name: str = "attn_mask") -> None:
    """A mask of queries against keys: `(L, S)`, or one per head of every sample.

    Raises Mismatch SHP101 or SHP603.
    """
    if mask is None:
        return
    shape = check_rank(f"{layer.name}'s {name}", mask, (2, 3), "queries and keys, perhaps one for each head")
    wanted: tuple[Size, ...] = (found.query.length, found.key.length)
    if len(shape.dims) == 3:
        batch = found.query.batch
        wanted = (layer.heads if batch is None else batch * layer.heads, *wanted)
    _check_sizes(layer, name, mask, shape, wanted)


def check_padding(layer: Heads, found: Attended, mask: Value, name: str = "key_padding_mask") -> None:
    """A mask of keys: `(N, S)`, or `(S,)` without a batch.

    Raises Mismatch SHP101 or SHP603.
    """
    if mask is None or found.batched is None:
        return
    wanted = (found.key.length,) if found.key.batch is None else (found.key.batch, found.key.length)
    shape = check_rank(f"{layer.name}'s {name}", mask, (len(wanted),), "batch and keys" if found.batched else "keys")
    _check_sizes(layer, name, mask, shape, wanted)


def _check_sizes(layer: Heads, name: str, mask: Value, shape: Shape, wanted: tuple[Size, ...]) -> None:
    if any(equal(a, b) is False for a, b in zip(shape.tail(len(wanted)), wanted, strict=True)):
        raise Mismatch(
            "SHP603",
            "{layer} needs {name} of {wanted}, gets {shape}",
            operand=culprit(mask),
            layer=layer.name,
            name=name,
            wanted=wanted,
            shape=shape,
        )


def weights_of(layer: Heads, found: Attended, average: Value) -> Shape:
    """The shape of the attention weights: per sample (and head, unless averaged) every query against every key."""
    if found.batched is None or not isinstance(average, bool):
        return Shape((found.query.length, found.key.length + layer.extra), open=True)
    pair = (found.query.length, found.key.length + layer.extra)
    heads = () if average else (layer.heads,)
    batch = () if found.query.batch is None else (found.query.batch,)
    return Shape((*batch, *heads, *pair))
