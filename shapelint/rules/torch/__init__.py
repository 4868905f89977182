"""PyTorch, einops and torch.utils.data."""
