"""Is a file worth reading?  A test of its bytes, so that a file without model code costs microseconds."""

from __future__ import annotations

import re

# A name that begins with one of these (torchvision, keras_cv, tensorflow_probability, ...) counts as well.
_FRAMEWORKS = rb"(?:torch|keras|tensorflow|tf_keras|qkeras|lasagne|nolearn|numpy|einops)"

# `from torch`, `import os, torch`, and calls: `import_module("torch")`, `__import__("torch")`, `importorskip("torch")`.
# The names before it in `import a, b as c, torch` must each end in a comma: so the search stays linear.
_IMPORT = re.compile(
    rb"\b(?:from[ \t\\\r\n]+"
    rb"|import[ \t\\\r\n]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t\\\r\n]*)*"
    rb"|_*import\w*[ \t]*\([ \t]*[\"'])" + _FRAMEWORKS
)

_SKIP_FILE = re.compile(rb"(?:^|[\r\n])[ \t]*#[ \t]*shapelint:[ \t]*skip-file\b")


def names_framework(data: bytes) -> bool:
    """Whether the bytes hold an import of torch, keras, tensorflow, numpy or another package of model code.

    Any bytes will do; encodings that are not a superset of ASCII (UTF-16) answer False, as Python cannot read them.
    """
    return _IMPORT.search(data) is not None


def wanted(data: bytes) -> bool:
    """Whether to read the file: it names a framework, and no comment line says `# shapelint: skip-file`."""
    return names_framework(data) and _SKIP_FILE.search(data) is None
