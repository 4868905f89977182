"""torchvision: what is not described is left out, and therefore unknown."""
