"""Whole programs around data loading, einops and attention: what rules need an engine for."""

from __future__ import annotations

from textwrap import dedent

from tests.engine.programs import analysis_of

PRELUDE = """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset, random_split
from einops import rearrange
from einops.layers.torch import Rearrange
"""
PAIRS = """
class Pairs(Dataset):
    def __init__(self, count):
        self.images = torch.randn(count, 3, 8, 8)
        self.labels = torch.randint(0, 10, (count,))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.labels[index], {"weight": 0.5}
"""


def run(*parts: str) -> tuple[dict[str, list[object]], list[str]]:
    """The shapes of all names, and the codes that are found; faults of rules are let through."""
    found = analysis_of(PRELUDE + "".join(map(dedent, parts)))
    shapes: dict[str, list[object]] = {}
    for binding in found.bindings:
        shapes.setdefault(binding.name, []).append(binding.shape)
    return shapes, [report.code for report in found.reports]


def test_dataset_whose_samples_divide() -> None:
    shapes, codes = run(
        PAIRS,
        """
        for images, labels, more in DataLoader(Pairs(100), batch_size=10, shuffle=True):
            weight = more["weight"]
        """,
    )
    assert shapes["images"] == [(10, 3, 8, 8)]
    assert shapes["labels"] == shapes["weight"] == [(10,)]
    assert codes == []


def test_last_batch_is_smaller() -> None:
    shapes, codes = run(
        PAIRS,
        """
        loader = DataLoader(Pairs(100), batch_size=16)
        for step, (images, labels, _) in enumerate(loader):
            flat = images.view(images.size(0), -1)
            fixed = images.view(16, -1)
        whole = DataLoader(Pairs(100), 16, drop_last=True)
        first = next(iter(whole))[0]
        count, other = torch.zeros(len(loader)), torch.zeros(len(whole))
        """,
    )
    assert shapes["flat"] == [(16, 192), (4, 192)]
    assert shapes["first"] == [(16, 3, 8, 8)]
    assert shapes["count"] == [(7,)]
    assert shapes["other"] == [(6,)]
    assert codes == []


def test_wrong_layer_behind_a_loader() -> None:
    _, codes = run(
        PAIRS,
        """
        for images, labels, _ in DataLoader(Pairs(100), batch_size=16):
            nn.Linear(24, 10)(images.flatten(1))
        """,
    )
    assert codes == ["SHP201"]


def test_random_split_and_collate_fn() -> None:
    shapes, codes = run(
        PAIRS,
        """
        def joined(batch):
            images, labels, _ = zip(*batch)
            return torch.stack(images), torch.stack(labels)

        train, test = random_split(Pairs(100), [80, 20])
        for images, labels in DataLoader(train, batch_size=20, collate_fn=joined):
            pass
        for left, right, _ in DataLoader(test, 5):
            pass
        """,
    )
    assert shapes["left"] == [(5, 3, 8, 8)]
    assert shapes["images"][-1] == (20, 3, 8, 8)
    assert codes == []


def test_branches_in_a_dataset() -> None:
    """Samples of several shapes leave what they have in common."""
    shapes, codes = run(
        """
        class Views(Dataset):
            def __len__(self):
                return 8

            def __getitem__(self, index):
                if index == 0:
                    return torch.zeros(3, 4)
                return torch.zeros(3, 5)

        for x in DataLoader(Views(), batch_size=4):
            pass
        """
    )
    assert shapes["x"] == [(4, 3, None)]
    assert codes == []


def test_nothing_known_of_a_dataset() -> None:
    shapes, codes = run(
        """
        import torchvision
        for x, y in DataLoader(torchvision.datasets.MNIST("."), batch_size=4):
            z = nn.Linear(784, 10)(x.view(-1, 784))
        """
    )
    assert shapes["z"] == [None]
    assert codes == []


def test_stream() -> None:
    shapes, codes = run(
        """
        class Stream(IterableDataset):
            def __iter__(self):
                while True:
                    yield torch.zeros(3)

        for x in DataLoader(Stream(), batch_size=4, drop_last=True):
            pass
        """
    )
    assert shapes["x"] == [(4, 3)]
    assert codes == []


def test_datasets_put_together() -> None:
    shapes, codes = run(
        PAIRS,
        """
        from torch.utils.data import ConcatDataset, StackDataset, Subset
        data = ConcatDataset([Pairs(60), Pairs(40)])
        whole = torch.zeros(len(data))
        for images, labels, more in DataLoader(data, batch_size=10, shuffle=True):
            weight = more["weight"]
        train, test = random_split(Pairs(100), [0.7, 0.3])
        share = torch.zeros(len(train))
        for part, _, _ in DataLoader(Subset(Pairs(100), range(32)), batch_size=8):
            pass
        stacked = StackDataset(Pairs(10), TensorDataset(torch.zeros(10, 5)))
        for (image, label, _), (row,) in DataLoader(stacked, batch_size=5):
            pass
        """,
    )
    assert shapes["whole"] == [(100,)]
    assert shapes["images"][-1] == (10, 3, 8, 8)
    assert shapes["share"] == [(70,)]
    assert shapes["part"] == [(8, 3, 8, 8)]
    assert shapes["image"] == [(5, 3, 8, 8)]
    assert shapes["row"] == [(5, 5)]
    assert codes == []


def test_samplers() -> None:
    shapes, codes = run(
        PAIRS,
        """
        from torch.utils.data import BatchSampler, SequentialSampler, WeightedRandomSampler
        loader = DataLoader(Pairs(100), batch_size=16, sampler=WeightedRandomSampler(torch.ones(100), 64))
        count, samples = torch.zeros(len(loader)), torch.zeros(len(loader.dataset))
        first, _, _ = next(iter(loader))
        batches = BatchSampler(SequentialSampler(Pairs(100)), batch_size=8, drop_last=True)
        for images, _, _ in DataLoader(Pairs(100), batch_sampler=batches):
            pass
        """,
    )
    assert shapes["count"] == [(4,)]
    assert shapes["samples"] == [(100,)]
    assert shapes["first"] == [(16, 3, 8, 8)]
    assert shapes["images"][-1] == (8, 3, 8, 8)
    assert codes == []


def test_sampler_that_a_program_writes() -> None:
    """What yields lists of indices is followed as far as their lengths are alike."""
    shapes, codes = run(
        PAIRS,
        """
        from torch.utils.data import Sampler

        class Buckets(Sampler):
            def __iter__(self):
                yield [0, 1, 2]

            def __len__(self):
                return 7

        loader = DataLoader(Pairs(100), batch_sampler=Buckets())
        count = torch.zeros(len(loader))
        for images, _, _ in loader:
            fixed = images.view(4, -1)
        if loader.sampler is None:
            torch.zeros(2) + torch.zeros(3)
        """,
    )
    assert shapes["count"] == [(7,)]
    assert shapes["images"][-1] == (3, 3, 8, 8)
    assert codes == []


def test_loader_that_contradicts_itself() -> None:
    _, codes = run(
        PAIRS,
        """
        DataLoader(Pairs(10), batch_size=2, shuffle=True, sampler=range(4))
        """,
    )
    assert codes == ["SHP706"]


def test_parts_that_are_not_the_whole() -> None:
    _, codes = run(PAIRS, "random_split(Pairs(10), [7, 2])")
    assert codes == ["SHP501"]


def test_split_of_a_dataset_nobody_has_counted() -> None:
    _, codes = run(
        """
        import torchvision
        data = torchvision.datasets.MNIST(".")
        size = int(0.8 * len(data))
        train, test = random_split(data, [size, len(data) - size])
        other, rest = random_split(data, [50000, 10000])
        """
    )
    assert codes == []


def test_streams() -> None:
    shapes, codes = run(
        """
        from torch.utils.data import ChainDataset

        class Stream(IterableDataset):
            def __iter__(self):
                while True:
                    yield {"x": torch.zeros(3), "y": 1}

        for batch in DataLoader(Stream() + Stream(), batch_size=6, drop_last=True):
            x, y = batch["x"], batch["y"]
        for sample in DataLoader(Stream(), batch_size=None):
            one = sample["x"]
        """
    )
    assert shapes["x"] == [(6, 3)]
    assert shapes["y"] == [(6,)]
    assert shapes["one"] == [(3,)]
    assert codes == []


def test_tensors_of_different_length() -> None:
    _, codes = run("TensorDataset(torch.zeros(10, 3), torch.zeros(9))")
    assert codes == ["SHP804"]


def test_einops_with_sizes_nobody_knows() -> None:
    shapes, codes = run(
        """
        import settings
        x = torch.zeros(2, 12, 5)
        y = rearrange(x, "b (h w) c -> b h w c", **settings.sizes())
        z = rearrange(x, "b (h w) c -> b h w c", h=settings.height)
        u = rearrange(x, settings.pattern)
        """
    )
    assert shapes["y"] == [(2, None, None, 5)]
    assert shapes["z"] == [(2, None, None, 5)]
    assert shapes["u"] == [None]
    assert codes == []


def test_einops_without_a_size() -> None:
    _, codes = run(
        """
        x = torch.zeros(2, 12, 5)
        y = rearrange(x, "b (h w) c -> b h w c")
        """
    )
    assert codes == ["SHP706"]


def test_heads() -> None:
    shapes, codes = run(
        """
        class Attention(nn.Module):
            def __init__(self, dim, heads, size):
                super().__init__()
                self.heads = heads
                self.qkv = nn.Linear(dim, heads * size * 3)
                self.join = nn.Sequential(Rearrange("b h n d -> b n (h d)"), nn.Linear(heads * size, dim))

            def forward(self, x):
                q, k, v = (rearrange(t, "b n (h d) -> b h n d", h=self.heads) for t in self.qkv(x).chunk(3, dim=-1))
                out = nn.functional.scaled_dot_product_attention(q, k, v)
                return self.join(out)

        y = Attention(32, 4, 8)(torch.zeros(2, 5, 32))
        """
    )
    assert shapes["y"] == [(2, 5, 32)]
    assert (2, 4, 5, 8) in shapes["out"]
    assert codes == []


def test_layers_of_a_transformer_agree() -> None:
    shapes, codes = run(
        """
        encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 3)
        memory = encoder(torch.zeros(2, 7, 16))
        decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(16, 4, 32, batch_first=True), 3)
        out = decoder(torch.zeros(2, 5, 16), memory)
        bad = encoder(torch.zeros(2, 7, 12))
        """
    )
    assert shapes["memory"] == [(2, 7, 16)]
    assert shapes["out"] == [(2, 5, 16)]
    assert codes == ["SHP201"]


def test_distribution_of_actions() -> None:
    shapes, codes = run(
        """
        from torch.distributions import Categorical
        chances = torch.softmax(torch.zeros(6, 2), dim=-1)
        policy = Categorical(chances)
        action = policy.sample()
        score = policy.log_prob(action)
        """
    )
    assert shapes["action"] == shapes["score"] == [(6,)]
    assert codes == []


def test_gradient_penalty() -> None:
    shapes, codes = run(
        """
        critic = nn.Sequential(nn.Flatten(), nn.Linear(192, 1))
        mixed = torch.rand(16, 3, 8, 8, requires_grad=True)
        score = critic(mixed)
        gradients = torch.autograd.grad(
            outputs=score, inputs=mixed, grad_outputs=torch.ones_like(score), create_graph=True, retain_graph=True
        )[0]
        penalty = ((gradients.view(16, -1).norm(2, dim=1) - 1) ** 2).mean()
        penalty.backward()
        """
    )
    assert shapes["gradients"] == [(16, 3, 8, 8)]
    assert shapes["penalty"] == [()]
    assert codes == []


def test_backward_of_a_loss_for_every_sample() -> None:
    _, codes = run(
        """
        loss = nn.CrossEntropyLoss(reduction="none")(nn.Linear(8, 10)(torch.rand(16, 8)), torch.zeros(16).long())
        loss.backward()
        """
    )
    assert codes == ["SHP709"]


def test_functions_of_functions() -> None:
    shapes, codes = run(
        """
        from torch.func import functional_call, grad, jacrev, vmap

        model = nn.Linear(8, 3)

        def loss(params, x, y):
            return ((functional_call(model, params, (x,)) - y) ** 2).sum()

        params = dict(model.named_parameters())
        each = vmap(grad(loss), in_dims=(None, 0, 0))(params, torch.rand(16, 8), torch.rand(16, 3))
        weights = each["weight"]
        slopes = vmap(jacrev(torch.sin))(torch.rand(16, 5))
        wrong = vmap(model)(torch.rand(16, 7))
        """
    )
    assert shapes["weights"] == [(16, 3, 8)]
    assert shapes["slopes"] == [(16, 5, 5)]
    assert codes == ["SHP201"]


def test_modules_to_be_quantised() -> None:
    shapes, codes = run(
        """
        from torch.ao.quantization import DeQuantStub, QuantStub

        class Block(nn.Module):
            def __init__(self):
                super().__init__()
                self.quant, self.dequant = QuantStub(), DeQuantStub()
                self.conv = nn.Conv2d(3, 3, 3, padding=1)
                self.sum = nn.quantized.FloatFunctional()

            def forward(self, x):
                x = self.quant(x)
                return self.dequant(self.sum.add(x, self.conv(x)))

        y = Block()(torch.rand(2, 3, 8, 8))
        """
    )
    assert shapes["y"] == [(2, 3, 8, 8)]
    assert codes == []
