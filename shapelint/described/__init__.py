"""What other libraries make, said with the layers of PyTorch: programs that are read, and never imported."""
