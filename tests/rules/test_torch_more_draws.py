"""Random calls of attention, einops, padding, resampling, transforms and data loading."""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("einops")
sys.path.insert(0, str(Path(__file__).parent))

from drawing import Draw, check, check_vague, nearly, sizes, stretchable

from shapelint.confirm.ours import Ours
from shapelint.rules.apply import Made, call_layer, call_op, construct
from shapelint.rules.binding import Args
from shapelint.rules.form import Rule
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.registry import everything
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, Instance, ListValue, Many, Range, Tensor
from shapelint.sizes import Shape, symbol

COUNT = 25
NAMES = ("a", "b", "c", "d", "e")


def _grouped(rng: Random, names: list[str]) -> list[list[str]]:
    """Names in groups of one to three."""
    groups: list[list[str]] = []
    rest = list(names)
    while rest:
        count = rng.choice((1, 1, 1, 2, 3))
        groups.append(rest[:count])
        rest = rest[count:]
    return groups


def _written(rng: Random, groups: list[list[str]]) -> str:
    words = [group[0] if len(group) == 1 else f"({' '.join(group)})" for group in groups]
    if rng.random() < 0.15:
        words.insert(rng.randint(0, len(words)), rng.choice(("1", "()")))
    return " ".join(words)


def _given(rng: Random, groups: list[list[str]], size: dict[str, int]) -> str:
    """Sizes for all names of a group but one, at times for one too few, one too many, or of a wrong value."""
    named = [name for group in groups for name in (group[1:] if rng.random() < 0.9 else group)]
    if named and rng.random() < 0.1:
        named.pop()
    return "".join(f", {name}={size[name] + (rng.random() < 0.1)}" for name in named)


def rearrange(rng: Random) -> tuple[str, str]:
    names = list(NAMES[: rng.randint(1, 5)])
    size = {name: rng.randint(1, 4) for name in names}
    left = _grouped(rng, names)
    dims = []
    for group in left:
        product = 1
        for name in group:
            product *= size[name]
        dims.append(product)
    order = rng.sample(names, len(names))
    if rng.random() < 0.1:
        order = order[1:]
    more = ["..."] if rng.random() < 0.3 else []
    extra = sizes(rng, most=2, least=1) if more else []
    before, after = _written(Random(3), left), _written(rng, _grouped(rng, order) if order else [])
    if more:
        dims, before, after = [*dims, *extra], f"{before} ...", rng.choice((f"{after} ...", f"... {after}", f"(...) {after}"))
    dims = nearly(rng, dims, 0.15) if rng.random() < 0.9 else [*dims, 2]
    name = rng.choice(("rearrange", "Rearrange"))
    if name == "rearrange":
        return "einops.rearrange", f"rearrange({dims}, '{before} -> {after}'{_given(rng, left, size)})"
    return "einops.layers.torch.Rearrange", f"Rearrange('{before} -> {after}'{_given(rng, left, size)})({dims})"


def reduce(rng: Random) -> tuple[str, str]:
    pattern, dims = rng.choice(
        (
            ("b c (h 2) (w 2) -> b c h w", [2, 3, 4, 6]),
            ("b c h w -> b c", [2, 3, 4, 6]),
            ("b c ... -> b c", [2, 3, 4, 6]),
            ("b c h w -> b c () 1", [2, 3, 4, 6]),
            ("b c (h 3) -> c h", [2, 3, 9]),
            ("b c -> b d", [2, 3]),
        )
    )
    return "einops.reduce", f"reduce({nearly(rng, dims)}, {pattern!r}, {rng.choice(('max', 'sum', 'mean'))!r})"


def repeat(rng: Random) -> tuple[str, str]:
    pattern = rng.choice(
        (
            "h w -> h w c",
            "h w -> (c h) w",
            "h w -> h (w 3)",
            "... -> c ...",
            "h w -> h w",
            "h w -> (h c) (w 2)",
            "h -> c h",
        )
    )
    given = rng.choice((", c=4", ", c=4", ""))
    return "einops.repeat", f"repeat({nearly(rng, [2, 5]) if rng.random() < 0.8 else sizes(rng)}, {pattern!r}{given})"


def einsum(rng: Random) -> tuple[str, str]:
    left, right, pattern = rng.choice(
        (
            ([2, 3], [3, 4], "batch inner, inner out -> batch out"),
            ([2, 3, 4], [4, 5], "... i, i o -> ... o"),
            ([2, 3, 4], [2, 5, 4], "b q d, b k d -> b q k"),
            ([2, 3], [2, 3], "a b, a b ->"),
        )
    )
    return "einops.einsum", f"einsum({nearly(rng, left)}, {nearly(rng, right)}, {pattern!r})"


def pack(rng: Random) -> tuple[str, str]:
    pattern, kinds = rng.choice((("b * d", ([2, 4], [2, 3, 4], [2, 3, 5, 4])), ("*", ([3], [2, 3], []))))
    chosen = [nearly(rng, rng.choice(kinds), 0.1) for _ in range(rng.randint(1, 3))]
    return "einops.pack", f"pack([{', '.join(map(str, chosen))}], {pattern!r})[0]"


def unpack(rng: Random) -> tuple[str, str]:
    shapes = rng.choice((((), (3,)), ((2,), (-1,)), ((2, 2),), ((-1, 2), (1,))))
    return "einops.unpack", f"unpack({nearly(rng, [2, rng.choice((4, 5)), 3], 0.2)}, {shapes}, 'b * d')"


def pad(rng: Random) -> tuple[str, str]:
    count = rng.randint(1, 3)
    dims = [rng.randint(1, 5) for _ in range(rng.randint(max(count - 1, 1), 5))]
    mode = rng.choice(("constant", "constant", "reflect", "replicate", "circular"))
    pads = tuple(rng.randint(0 if mode != "constant" else -1, 3) for _ in range(2 * count - (rng.random() < 0.05)))
    if mode != "constant":
        dims = [rng.randint(2, 5) for _ in range(count + rng.randint(1, 2))]
    if rng.random() < 0.5:
        return "torch.nn.functional.pad", f"pad({dims}, {pads}, mode={mode!r})"
    stem = {"reflect": "ReflectionPad", "replicate": "ReplicationPad", "circular": "CircularPad"}.get(mode, "ZeroPad")
    given = rng.choice((rng.randint(0, 2), tuple(rng.randint(0, 2) for _ in range(2 * count))))
    return f"torch.nn.{stem}{count}d", f"{stem}{count}d({given})({dims})"


def interpolate(rng: Random) -> tuple[str, str]:
    rank = rng.randint(1, 3)
    dims = [2, 3, *(rng.randint(2, 7) for _ in range(rank))][rng.choice((0, 0, 0, 0, 1)) :]
    mode = rng.choice(("nearest", "linear", "bilinear", "trilinear", "area", "bicubic", "nearest-exact"))
    many = rng.randint(1, 3)
    how = rng.choice(
        (
            f"size={rng.randint(1, 9)}",
            f"size={tuple(rng.randint(1, 9) for _ in range(many))}",
            f"scale_factor={rng.choice((2, 0.5, 1.5, 3, 0.75, 1.3))}",
            f"scale_factor={tuple(rng.choice((2.0, 0.5)) for _ in range(many))}",
        )
    )
    if rng.random() < 0.5:
        return "torch.nn.functional.interpolate", f"interpolate({dims}, {how}, mode={mode!r})"
    return "torch.nn.Upsample", f"Upsample({how}, mode={mode!r})({dims})"


def pixels(rng: Random) -> tuple[str, str]:
    name = rng.choice(("PixelShuffle", "PixelUnshuffle", "ChannelShuffle"))
    dims = [rng.choice((4, 8, 9, 12, 6)) for _ in range(rng.randint(2, 5))]
    return f"torch.nn.{name}", f"{name}({rng.randint(2, 3)})({dims})"


def unfold(rng: Random) -> tuple[str, str]:
    dims = [2] * rng.randint(0, 1) + [3, rng.randint(2, 7), rng.randint(2, 7)][rng.choice((0, 0, 0, 1)) :]
    kernel = rng.choice((1, 2, 3, (2, 3)))
    more = f"{rng.randint(1, 2)}, {rng.randint(0, 1)}, {rng.randint(1, 2)}"
    return "torch.nn.Unfold", f"Unfold({kernel}, {more})({dims})"


def fold(rng: Random) -> tuple[str, str]:
    height, width, kernel, stride = rng.randint(3, 6), rng.randint(3, 6), rng.randint(1, 3), rng.randint(1, 2)
    places = ((height - kernel) // stride + 1) * ((width - kernel) // stride + 1)
    dims = nearly(rng, [2] * rng.randint(0, 1) + [2 * kernel * kernel, places], 0.3)
    return "torch.nn.Fold", f"Fold(({height}, {width}), {kernel}, stride={stride})({dims})"


def grid_sample(rng: Random) -> tuple[str, str]:
    rank = rng.choice((2, 2, 3))
    image = [2, 3, *(rng.randint(2, 5) for _ in range(rank))]
    grid = nearly(rng, [2, *(rng.randint(1, 5) for _ in range(rank)), rank], 0.3)
    if rng.random() < 0.1:
        grid = grid[1:]
    return "torch.nn.functional.grid_sample", f"grid_sample({image}, {grid}, align_corners=False)"


def affine_grid(rng: Random) -> tuple[str, str]:
    rank = rng.choice((2, 3))
    size = (2, 3, *(rng.randint(2, 5) for _ in range(rank)))
    theta = nearly(rng, [2, rank, rank + 1], 0.2)
    theta[0] = 2
    return "torch.nn.functional.affine_grid", f"affine_grid({theta}, {size}, align_corners=False)"


def multihead(rng: Random) -> tuple[str, str]:
    first, batched = rng.random() < 0.5, rng.random() < 0.8
    widths = rng.choice(((12, 12), (12, 12), (8, 6)))
    batch = [2] if batched else []

    def operand(length: int, width: int) -> list[int]:
        dims = [*batch, length, width] if first else [length, *batch, width]
        return nearly(rng, dims, 0.1)

    heads = rng.choice((1, 3, 4, 5))
    made = f"kdim={widths[0]}, vdim={widths[1]}, batch_first={first}, add_zero_attn={rng.random() < 0.3}"
    made += f", add_bias_kv={rng.random() < 0.3}"
    mask = rng.choice(("", f", attn_mask={nearly(rng, rng.choice(([5, 7], [2 * heads, 5, 7])), 0.2)}"))
    padding = rng.choice(("", f", key_padding_mask={nearly(rng, [*batch, 7], 0.2)}"))
    more = f", need_weights={rng.random() < 0.7}, average_attn_weights={rng.random() < 0.5}"
    call = f"({operand(5, 12)}, {operand(7, widths[0])}, {operand(7, widths[1])}{mask}{padding}{more})"
    return "torch.nn.MultiheadAttention", f"MultiheadAttention(12, {heads}, {made}){call}"


def dot_product(rng: Random) -> tuple[str, str]:
    lead = sizes(rng, most=2)
    grouped = bool(lead) and rng.random() < 0.3
    keys = [*lead[:-1], rng.choice((1, 2, lead[-1]))] if grouped else stretchable(rng, lead)
    # Keys and values are equally long: on some paths PyTorch 2.13 does not check, and reads beyond the end.
    mask = rng.choice(("", f", {nearly(rng, [5, 7], 0.3)}"))
    key = [*keys, 7, rng.choice((4, 4, 4, 3))]
    call = f"{[*lead, 5, 4]}, {key}, {[*keys, 7, 4]}{mask}"
    gqa = ", enable_gqa=True" if grouped else ""
    return "torch.nn.functional.scaled_dot_product_attention", f"scaled_dot_product_attention({call}{gqa})"


def encoder(rng: Random) -> tuple[str, str]:
    first = rng.random() < 0.5
    dims = nearly(rng, [2, 5, 8] if first else [5, 2, 8], 0.2)[rng.choice((0, 0, 0, 1)) :]
    mask = rng.choice(("", f", {nearly(rng, [5, 5], 0.3)}"))
    made = f"TransformerEncoderLayer(8, {rng.choice((1, 2, 3))}, 4, batch_first={first})"
    if rng.random() < 0.5:
        return "torch.nn.TransformerEncoderLayer", f"{made}({dims}{mask})"
    return (
        "torch.nn.TransformerEncoder",
        f"TransformerEncoder({made}, 2, nn.LayerNorm({rng.choice((8, 8, 5))}))({dims}{mask})",
    )


def decoder(rng: Random) -> tuple[str, str]:
    first = rng.random() < 0.5
    dims, memory = (
        nearly(rng, [2, 5, 8] if first else [5, 2, 8], 0.2),
        nearly(rng, [2, 7, 8] if first else [7, 2, 8], 0.2),
    )
    made = f"TransformerDecoderLayer(8, 2, 4, batch_first={first})"
    if rng.random() < 0.3:
        return "torch.nn.Transformer", f"Transformer(8, 2, 1, 1, 4, batch_first={first})({memory}, {dims})"
    return "torch.nn.TransformerDecoderLayer", f"{made}({dims}, {memory})"


def fft(rng: Random) -> tuple[str, str]:
    name = rng.choice(("fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fft2", "rfft2", "fftn", "rfftn", "fftshift"))
    dims = [rng.randint(2, 6) for _ in range(rng.randint(1, 3))]
    operand = f"complexes{dims}" if name in ("irfft", "hfft") else str(dims)
    if name == "fftshift":
        return "torch.fft.fftshift", f"torch.fft.fftshift({operand}, {rng.randint(-3, 2)})"
    if name[-1] in "2n":
        axes = tuple(rng.sample((-1, -2, -3), 2))
        s = rng.choice(("None", (4, 5), (4, 5), (4,)))
        return f"torch.fft.{name}", f"torch.fft.{name}({operand}, {s}, {axes})"
    return f"torch.fft.{name}", f"torch.fft.{name}({operand}, {rng.choice(('None', 4, 7))}, {rng.randint(-3, 2)})"


def stft(rng: Random) -> tuple[str, str]:
    dims = [2] * rng.randint(0, 2) + [rng.randint(6, 40)]
    n_fft, window = rng.choice((4, 5, 8)), rng.choice((4, 5, 8))
    center = rng.random() < 0.5
    more = f"{n_fft}, {rng.randint(1, 4)}, window=torch.hann_window({window}), center={center}"
    return "torch.stft", f"stft({dims}, {more}, return_complex={rng.random() < 0.5})"


def decomposition(rng: Random) -> tuple[str, str]:
    name = rng.choice(
        ("torch.svd", "torch.qr", "torch.linalg.svdvals", "torch.linalg.slogdet", "torch.linalg.matrix_norm")
    )
    dims = sizes(rng, least=1)
    if rng.random() < 0.5 and dims:
        dims = [*dims, dims[-1]]
    return name, f"{name}({dims})"


def loader(rng: Random) -> tuple[str, str]:
    rows = rng.randint(1, 9)
    tensors = [[nearly(rng, [rows, *sizes(rng, most=2)], 0.05)] for _ in range(rng.randint(1, 2))]
    dataset = f"TensorDataset({', '.join(str(each[0]) for each in tensors)})"
    size = rng.choice([each for each in range(1, rows + 1) if rows % each == 0])
    drop = rng.random() < 0.5
    if drop:
        size = rng.randint(1, rows)
    return "torch.utils.data.DataLoader", f"DataLoader({dataset}, {size}, drop_last={drop}).__iter__()"


def packed(rng: Random) -> tuple[str, str]:
    rest = sizes(rng, most=2)
    each = [[rng.randint(1, 5), *nearly(rng, rest, 0.1)] for _ in range(rng.randint(1, 3))]
    sequences = f"[{', '.join(map(str, each))}]"
    call = f"torch.nn.utils.rnn.pack_sequence({sequences}, enforce_sorted=False)"
    return "torch.nn.utils.rnn.unpack_sequence", f"torch.nn.utils.rnn.unpack_sequence({call})"


DRAWS: list[Draw] = [
    rearrange, reduce, repeat, einsum, pack, unpack, pad, interpolate, pixels, unfold, fold, grid_sample, affine_grid,
    multihead, dot_product, encoder, decoder, fft, stft, decomposition, loader, packed,
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_agrees(draw: Draw) -> None:
    check(draw, COUNT, seed=7)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_half_known(draw: Draw) -> None:
    check_vague(draw, COUNT, seed=11)


N = symbol("N")
ROOTS = ("einops.", "torch.fft.", "torch.special.", "torch.utils.data.", "torch.nn.utils.", "torch.linalg.")
FUNCTIONS = ("pad", "interpolate", "grid_sample", "affine_grid", "unfold", "fold", "scaled_dot_product_attention")
LAYERS = ("Pad1d", "Pad2d", "Pad3d", "Upsample", "Shuffle", "Unshuffle", "Fold", "fold", "Attention", "coderLayer")
RULES = [
    rule
    for rule in everything()
    if (rule.kind == "op" and (rule.name.startswith(ROOTS) or rule.short in FUNCTIONS) and rule.family == "torch")
    or (rule.kind == "layer" and rule.family == "torch" and rule.name.endswith(LAYERS))
]
ODD: list[Any] = [
    UNKNOWN, None, True, 0, 1, -1, 7, 2.5, "text", "b c -> c b", "b *", N, N - 1, (), (2, 3), (N, UNKNOWN), (1, "x"),
    Range(0, N, 1), UNKNOWN_SHAPE, ListValue(()), ListValue((1, 2)), ListValue(Many(UNKNOWN)),
    Many(Tensor(Shape((3,))), N), Tensor(UNKNOWN_SHAPE), Tensor(Shape(()), "torch", "int", 3),
    Tensor(Shape((N, 3)), "torch", "float"), Tensor(Shape((2, UNKNOWN)), "numpy"), Tensor(Shape((3,), True)),
    Tensor(Shape((2, 3, N, 5)), "torch", "float"), ListValue((Tensor(Shape((2, 3))), UNKNOWN)),
]  # fmt: skip


def _arguments(params: Any, pick: Callable[[], Any]) -> Args:
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for param in params:
        if param.kind == "star":
            positional.extend(pick() for _ in range(2))
        elif param.kind == "keyword":
            keywords[param.name] = pick()
        elif param.kind != "double_star":
            positional.append(pick())
    return Args(tuple(positional), keywords)


def _asked(rule: Rule, pick: Callable[[], Any]) -> None:
    world = Ours(rule)
    if rule.kind == "op":
        call_op(rule, _arguments(rule.params, pick), world)
        return
    instance = Instance(rule, None, {})
    made = construct(rule, _arguments(rule.params, pick))
    instance.slots["#made"] = Made(made)
    call_layer(rule, made, _arguments(rule.call_params, pick), instance, world)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_odd_arguments(rule: Rule) -> None:
    """Whatever a program hands to a rule, it knows, it refuses, or it does not know."""
    draw = random.Random(rule.name)
    for _ in range(40):
        with contextlib.suppress(Mismatch):
            _asked(rule, lambda: draw.choice(ODD))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_is_known(rule: Rule) -> None:
    _asked(rule, lambda: UNKNOWN)
