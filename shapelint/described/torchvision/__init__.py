"""torchvision: its classification networks are described, all else is left out, and therefore unknown."""
