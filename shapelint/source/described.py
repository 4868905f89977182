"""Libraries whose classes are described by programs of our own, for a whole network is no single rule.

`shapelint/described/torchvision/models/resnet.py` stands for `torchvision.models.resnet`: it says with PyTorch's layers
what is made there, and is read as a file of the project would be, when a program first uses a name of it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "described"


@lru_cache(maxsize=1024)
def library(file: str | Path) -> str:
    """The module of a library that a file describes; "" for a file of anyone else."""
    path = Path(file)
    if not path.is_relative_to(FOLDER) or path.parent == FOLDER:
        return ""
    parts = path.relative_to(FOLDER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
