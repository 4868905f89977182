"""Parts that models of images are built from."""
