"""Pillow: what a picture is like is described, all else is left out, and therefore unknown."""
