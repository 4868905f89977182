"""Keras has to be told its backend before it is first imported."""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "torch"
