"""shapelint: finds tensor shape errors in PyTorch, Keras, TensorFlow and NumPy code without running it."""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know the name; importing `typing` would cost more than the rest of the plugin
if TYPE_CHECKING:
    from shapelint.api import check_file, check_source, shapes_of
    from shapelint.findings.finding import Finding

__version__ = "0.1.0"
__all__ = ["Finding", "__version__", "check_file", "check_source", "shapes_of"]


def __getattr__(name: str) -> object:
    """Load the API when it is first used: flake8 imports this package for every project, model code or not."""
    if name == "Finding":
        from shapelint.findings.finding import Finding

        return Finding
    if name in __all__:
        from shapelint import api

        return getattr(api, name)
    raise AttributeError(f"module 'shapelint' has no attribute {name!r}")
