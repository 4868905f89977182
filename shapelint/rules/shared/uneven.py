"""Batches of which the last one is smaller: `batch_size=32` of 100 samples."""

from __future__ import annotations

from shapelint.sizes import Cases, Size, symbol


def uneven_batch(made: str, total: int, size: int) -> Size:
    """The size of a batch of so many samples in all: a symbol that is `size`, and what is left over at the end.

    made: what tells one row of batches from every other.
    """
    whole, last = divmod(total, size)
    return symbol(f"batch@{made}:{total}", last, size, show="batch", cases=Cases(size, last, whole + 1))
