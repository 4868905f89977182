"""Random calls of PyTorch's layers and functions."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parent))

from drawing import Draw, check, check_vague, nearly, sizes, stretchable

COUNT = 40


def linear(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=0)
    width = dims[-1] if dims and rng.random() < 0.7 else rng.randint(1, 6)
    return "torch.nn.Linear", f"Linear({width}, {rng.randint(1, 6)})({dims})"


def conv(rng: Random) -> tuple[str, str]:
    rank = rng.randint(1, 3)
    groups = rng.choice((1, 1, 2, 3))
    inner, outer = groups * rng.randint(1, 3), groups * rng.randint(1, 3)
    if rng.random() < 0.1:
        outer += 1
    kernel, stride, dilation = rng.randint(1, 4), rng.randint(1, 3), rng.randint(1, 2)
    padding = rng.choice((0, 1, 2, "'valid'"))
    dims = [rng.randint(1, 3)] * rng.randint(0, 1) + [inner] + [rng.randint(1, 9) for _ in range(rank)]
    name = rng.choice((f"Conv{rank}d", f"LazyConv{rank}d"))
    first = "" if name.startswith("Lazy") else f"{inner}, "
    groups = 1 if name.startswith("Lazy") else groups
    made = f"{name}({first}{outer}, {kernel}, {stride}, {padding}, {dilation}, {groups})"
    return f"torch.nn.{name}", f"{made}({nearly(rng, dims, 0.15) if first else dims})"


def conv_transpose(rng: Random) -> tuple[str, str]:
    rank = rng.randint(1, 3)
    stride = rng.randint(1, 3)
    more = rng.randrange(stride)
    dims = [rng.randint(1, 3)] * rng.randint(0, 1) + [rng.randint(1, 4)] + [rng.randint(3, 6) for _ in range(rank)]
    made = f"ConvTranspose{rank}d({dims[-rank - 1]}, 5, {rng.randint(2, 4)}, {stride}, {rng.randint(0, 1)}, {more})"
    return f"torch.nn.ConvTranspose{rank}d", f"{made}({dims})"


def pool(rng: Random) -> tuple[str, str]:
    rank = rng.randint(1, 3)
    kernel = rng.randint(1, 4)
    dims = [2] * rng.randint(0, 1) + [3] + [rng.randint(1, 9) for _ in range(rank)]
    stride, padding, ceil = rng.choice((None, 1, 2, 3)), rng.randint(0, kernel // 2), rng.random() < 0.4
    if rank == 3 or rng.random() < 0.5:  # AvgPool3d does not count the padding
        dilation = rng.randint(1, 2)
        call = f"MaxPool{rank}d({kernel}, {stride}, {padding}, {dilation}, ceil_mode={ceil})({dims})"
        return f"torch.nn.MaxPool{rank}d", call
    return f"torch.nn.AvgPool{rank}d", f"AvgPool{rank}d({kernel}, {stride}, {padding}, {ceil})({dims})"


def norm(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=2, most=5)
    dims[1] = rng.choice((2, 4, 6))
    width = rng.choice((dims[1], dims[1], dims[-1]))
    name = rng.choice(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "GroupNorm", "LayerNorm", "InstanceNorm2d"))
    if name == "GroupNorm":
        return "torch.nn.GroupNorm", f"GroupNorm({rng.choice((1, 2, 3))}, {width})({dims})"
    if name == "LayerNorm":
        return "torch.nn.LayerNorm", f"LayerNorm({tuple(nearly(rng, dims[-rng.randint(1, 2) :]))})({dims})"
    evaluated = ".eval()" if not name.startswith("Instance") else ""  # training refuses one value per channel
    if not evaluated:
        dims = [*dims[:-1], dims[-1] + 1]
    return f"torch.nn.{name}", f"{name}({width}, affine=True){evaluated}({dims})"


def recurrent(rng: Random) -> tuple[str, str]:
    name = rng.choice(("RNN", "GRU", "LSTM"))
    layers, both, first = rng.randint(1, 3), rng.random() < 0.5, rng.random() < 0.5
    projected = rng.choice((0, 0, 2)) if name == "LSTM" else 0
    batched = rng.random() < 0.8
    dims = nearly(rng, [7, 3, 5] if batched else [7, 5], 0.1)
    batch = [dims[0 if first else 1]] if batched else []
    state = nearly(rng, [layers * (2 if both else 1), *batch, projected or 4], 0.2)
    cell = nearly(rng, [layers * (2 if both else 1), *batch, 4], 0.1)
    given = rng.choice(("", f", ({state}, {cell})" if name == "LSTM" else f", {state}"))
    more = f", proj_size={projected}" if projected else ""
    made = f"{name}(5, 4, {layers}, bidirectional={both}, batch_first={first}{more})"
    return f"torch.nn.{name}", f"{made}({dims}{given})"


def cell(rng: Random) -> tuple[str, str]:
    name = rng.choice(("RNNCell", "GRUCell"))
    dims = [3] * rng.randint(0, 1) + [5]
    given = rng.choice(("", f", {nearly(rng, [*dims[:-1], 4])}"))
    return f"torch.nn.{name}", f"{name}(5, 4)({nearly(rng, dims, 0.2)}{given})"


def attention(rng: Random) -> tuple[str, str]:
    first = rng.random() < 0.5
    batch, length, source = 3, 5, 7
    q = [batch, length, 8] if first else [length, batch, 8]
    k = [batch, source, 8] if first else [source, batch, 8]
    mask = rng.choice(("", f", attn_mask={nearly(rng, [length, source])}"))
    call = f"({nearly(rng, q, 0.1)}, {nearly(rng, k, 0.1)}, {nearly(rng, k, 0.1)}{mask})"
    return "torch.nn.MultiheadAttention", f"MultiheadAttention(8, 2, batch_first={first}){call}"


def cross_entropy(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=2, most=4)
    target = nearly(rng, dims[:1] + dims[2:], 0.3)
    if rng.random() < 0.2:
        target = [*target, 1]
    kind = f"ints{target}"
    if rng.random() < 0.2:
        kind = str(nearly(rng, dims, 0.3))
    reduction = rng.choice(("mean", "sum", "none"))
    return "torch.nn.CrossEntropyLoss", f"CrossEntropyLoss(reduction={reduction!r})({dims}, {kind})"


def elementwise(rng: Random) -> tuple[str, str]:
    dims = sizes(rng)
    name, sign = rng.choice((("torch.add", "+"), ("torch.mul", "*"), ("torch.div", "/"), ("torch.lt", "<")))
    left, right = stretchable(rng, dims), stretchable(rng, dims)
    return name, f"{left} {sign} {right}"


def in_place(rng: Random) -> tuple[str, str]:
    dims = sizes(rng)
    return "torch.Tensor.mul_", f"{nearly(rng, dims)}.mul_({stretchable(rng, dims)})"


def where(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    mask = stretchable(rng, dims) or [1]
    return "torch.where", f"where(bools{mask}, {stretchable(rng, dims)}, {stretchable(rng, dims)})"


def reduction(rng: Random) -> tuple[str, str]:
    name = rng.choice(("sum", "mean", "amax", "all", "argmax", "max", "std", "cumsum", "softmax", "median", "sort"))
    axis = rng.randint(-4, 3)
    keep = rng.random() < 0.5 and name not in ("cumsum", "softmax", "sort")
    return f"torch.{name}", f"{name}({sizes(rng)}, {axis}{', keepdim=True' if keep else ''})"


def reductions(rng: Random) -> tuple[str, str]:
    axes = tuple(rng.sample(range(-3, 3), rng.randint(1, 2)))
    dims = sizes(rng, least=1)
    places = {axis % len(dims) for axis in axes if -len(dims) <= axis < len(dims)}
    if len(places) < len(axes):  # an axis named twice: refused by PyTorch, nothing we speak of
        axes = axes[:1]
    return "torch.sum", f"sum({dims}, {axes}, {rng.random() < 0.5})"


def reshape(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, most=4)
    target = nearly(rng, rng.sample(dims, len(dims)), 0.3)
    if target and rng.random() < 0.5:
        target[rng.randrange(len(target))] = -1
    if len(target) > 1 and rng.random() < 0.4 and -1 not in target[:2]:
        target = [target[0] * target[1], *target[2:]]
    return "torch.reshape", f"reshape({dims}, {tuple(target)})"


def axes_moved(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    a, b = rng.randint(-4, 3), rng.randint(-4, 3)
    name = rng.choice(("transpose", "flatten", "squeeze", "unsqueeze", "permute", "movedim", "flip"))
    if name == "flatten" and (len(dims) < 2 or a % len(dims) > b % len(dims)):
        a, b = 0, -1
    if name == "permute":
        order = list(range(len(dims)))
        rng.shuffle(order)
        return "torch.permute", f"permute({dims}, {tuple(nearly(rng, order, 0.2))})"
    args = {"squeeze": f"{a}", "unsqueeze": f"{a}", "flip": f"({a},)"}.get(name, f"{a}, {b}")
    return f"torch.{name}", f"{name}({dims}, {args})"


def expand(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    target = [rng.choice((size, size, -1, 4)) for size in dims]
    if rng.random() < 0.3:
        target = [rng.randint(1, 3), *target]
    return "torch.Tensor.expand", f"{dims}.expand({', '.join(map(str, target))})"


def repeat(rng: Random) -> tuple[str, str]:
    dims = sizes(rng)
    counts = [rng.randint(0, 3) for _ in range(rng.randint(1, 4))]
    name = rng.choice(("repeat", "tile"))
    return f"torch.Tensor.{name}", f"{dims}.{name}({', '.join(map(str, counts))})"


def cat(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    axis = rng.randint(-len(dims) - 1, len(dims))
    parts = [nearly(rng, dims, 0.2) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.2:
        parts.append([0])
    name = rng.choice(("cat", "cat", "stack", "hstack", "vstack", "dstack"))
    if name in ("cat", "stack"):
        return f"torch.{name}", f"{name}({parts}, {axis})"
    return f"torch.{name}", f"{name}({[part for part in parts if part != [0]]})"


def parts(rng: Random) -> tuple[str, str]:
    dims = [rng.randint(1, 12), *sizes(rng, most=2)]
    axis = rng.randint(-len(dims), len(dims) - 1)
    name = rng.choice(("chunk", "split", "unbind", "tensor_split", "sections"))
    if name == "unbind":
        return "torch.unbind", f"unbind({dims}, {axis})"
    if name == "sections":
        cut = rng.randint(0, dims[axis])
        given = tuple(nearly(rng, [cut, dims[axis] - cut], 0.3))
        return "torch.split", f"split({dims}, {given}, {axis})"
    return f"torch.{name}", f"{name}({dims}, {rng.randint(1, 5)}, {axis})"


def _index(rng: Random, size: int) -> str:
    kind = rng.random()
    if kind < 0.3:
        return str(rng.randint(-size, size))
    if kind < 0.7:
        ends = [rng.choice(("", str(rng.randint(-size - 1, size + 1)))) for _ in range(2)]
        return f"{ends[0]}:{ends[1]}" + rng.choice(("", ":2"))
    if kind < 0.8:
        return "None"
    return f"ints{[rng.randint(1, 3) for _ in range(rng.randint(1, 2))]}"


def index(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    items = [_index(rng, size) for size in dims[: rng.randint(1, len(dims))]]
    if rng.random() < 0.3:
        items.insert(rng.randint(0, len(items)), "...")
    return "torch.Tensor.__getitem__", f"{dims}[{', '.join(items)}]"


def put(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1, most=3)
    return "torch.Tensor.__setitem__", f"{dims}.__setitem__(0, {stretchable(rng, [1, *dims[1:]])})"


def gather(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1, most=3)
    axis = rng.randint(-len(dims), len(dims) - 1)
    places = [rng.randint(1, size + (rng.random() < 0.1)) for size in dims]
    name = rng.choice(("gather", "index_select", "take_along_dim"))
    if name == "index_select":
        return "torch.index_select", f"index_select({dims}, {axis}, ints[{rng.randint(1, 5)}])"
    if name == "take_along_dim":
        places = list(dims)
        places[axis] = rng.randint(1, 5)
        return "torch.take_along_dim", f"take_along_dim({dims}, ints{places}, {axis})"
    return "torch.gather", f"gather({dims}, {axis}, ints{places if rng.random() < 0.9 else [*places, 1]})"


def topk(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    return "torch.topk", f"topk({dims}, {rng.randint(1, 5)}, {rng.randint(-len(dims), len(dims) - 1)})"


def matmul(rng: Random) -> tuple[str, str]:
    batch = sizes(rng, most=2)
    n, k, m = (rng.randint(1, 5) for _ in range(3))
    left = rng.choice(([k], [*stretchable(rng, batch), n, k]))
    right = rng.choice(([k], [*stretchable(rng, batch), k, m]))
    return "torch.matmul", f"matmul({nearly(rng, left, 0.15)}, {nearly(rng, right, 0.15)})"


def exact_products(rng: Random) -> tuple[str, str]:
    name, left, right = rng.choice(
        (
            ("mm", [2, 3], [3, 4]),
            ("bmm", [5, 2, 3], [5, 3, 4]),
            ("mv", [2, 3], [3]),
            ("dot", [3], [3]),
            ("inner", [2, 3], [4, 3]),
            ("outer", [2], [3]),
        )
    )
    return f"torch.{name}", f"{name}({nearly(rng, left)}, {nearly(rng, right)})"


def einsum(rng: Random) -> tuple[str, str]:
    sides = {letter: rng.randint(1, 5) for letter in "abcd"}
    first, second = ("".join(rng.sample("abcd", rng.randint(1, 3))) for _ in range(2))
    known = sorted(set(first + second))
    output = "".join(rng.sample(known, rng.randint(0, len(known))))
    shapes = [nearly(rng, [sides[letter] for letter in side], 0.15) for side in (first, second)]
    arrow = rng.choice((f"->{output}", ""))
    return "torch.einsum", f"einsum('{first},{second}{arrow}', {shapes[0]}, {shapes[1]})"


def tensordot(rng: Random) -> tuple[str, str]:
    shared = sizes(rng, most=2)
    left, right = [*sizes(rng, most=2), *shared], [*nearly(rng, shared, 0.2), *sizes(rng, most=2)]
    return "torch.tensordot", f"tensordot({left}, {right}, {len(shared)})"


def windows_of_axis(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1, most=3)
    call = f"unfold({rng.randint(-len(dims), len(dims) - 1)}, {rng.randint(1, 4)}, {rng.randint(1, 3)})"
    return "torch.Tensor.unfold", f"{dims}.{call}"


def diagonal(rng: Random) -> tuple[str, str]:
    name = rng.choice(("diag", "diagonal", "tril", "diff", "rot90", "repeat_interleave"))
    dims = sizes(rng, least=2, most=2)
    args = {"diagonal": str(rng.randint(-1, 1)), "diff": "1", "repeat_interleave": f"3, {rng.randint(-2, 1)}"}.get(name)
    return f"torch.{name}", f"{name}({dims}{f', {args}' if args else ''})"


def comparison_loss(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1, most=3)
    name = rng.choice(("MSELoss", "L1Loss", "BCEWithLogitsLoss", "SmoothL1Loss"))
    other = nearly(rng, dims) if name.startswith("BCE") else stretchable(rng, dims)
    return f"torch.nn.{name}", f"{name}(reduction='none')({dims}, {other})"


def counted(rng: Random) -> tuple[str, str]:
    low, high, step = rng.randint(-5, 5), rng.randint(-5, 12), rng.choice((1, 2, 3))
    if low > high:
        low, high, step = low, high, -step
    return "torch.arange", f"torch.arange({low}, {high}, {step})"


def pad(rng: Random) -> tuple[str, str]:
    dims = sizes(rng, least=1)
    amounts = tuple(rng.randint(-1, 3) for _ in range(2 * rng.randint(1, 3)))
    return "torch.nn.functional.pad", f"pad({dims}, {amounts})"


def resized(rng: Random) -> tuple[str, str]:
    rank = rng.randint(1, 3)
    dims = [2, 3, *(rng.randint(1, 6) for _ in range(rank))]
    size = rng.choice((5, tuple(rng.randint(1, 7) for _ in range(rank))))
    how = rng.choice((f"size={size}", "scale_factor=2", "scale_factor=3"))
    mode = rng.choice(("nearest", {1: "linear", 2: "bilinear", 3: "trilinear"}[rank]))
    return "torch.nn.functional.interpolate", f"interpolate({dims}, {how}, mode={mode!r})"


def blocks(rng: Random) -> tuple[str, str]:
    dims = [*[2] * rng.randint(0, 1), 3, rng.randint(1, 8), rng.randint(1, 8)]
    args = f"{rng.randint(1, 3)}, {rng.randint(1, 2)}, {rng.randint(0, 1)}, {rng.randint(1, 2)}"
    return "torch.nn.Unfold", f"Unfold({args})({dims})"


def shuffled_pixels(rng: Random) -> tuple[str, str]:
    factor = rng.choice((1, 2, 3))
    dims = [2, factor**2 * rng.randint(1, 2), 2, 3]
    return "torch.nn.PixelShuffle", f"PixelShuffle({factor})({nearly(rng, dims)})"


def conv_function(rng: Random) -> tuple[str, str]:
    kernel = nearly(rng, [6, 2, rng.randint(1, 4), rng.randint(1, 4)], 0.1)
    dims = nearly(rng, [*[2] * rng.randint(0, 1), 4, rng.randint(1, 8), rng.randint(1, 8)], 0.1)
    bias = rng.choice(("None", "[6]", "[5]", "[6]"))
    return "torch.nn.functional.conv2d", f"conv2d({dims}, {kernel}, {bias}, {rng.randint(1, 2)}, 0, 1, 2)"


DRAWS: tuple[Draw, ...] = (
    linear, conv, conv_transpose, pool, norm, recurrent, cell, attention, cross_entropy, elementwise, in_place, where,
    reduction, reductions, reshape, axes_moved, expand, repeat, cat, parts, index, put, gather, topk, matmul,
    exact_products, einsum, tensordot, windows_of_axis, diagonal, comparison_loss, counted,
    pad, resized, blocks, shuffled_pixels, conv_function,
)  # fmt: skip


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_draws(draw: Draw) -> None:
    check(draw, COUNT, seed=20)


@pytest.mark.parametrize("draw", DRAWS, ids=lambda draw: draw.__name__)
def test_vague_draws(draw: Draw) -> None:
    check_vague(draw, COUNT, seed=21)
