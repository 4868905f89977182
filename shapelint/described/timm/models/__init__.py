"""Models, of which the layers and the decorator are told."""

from .registry import register_model
