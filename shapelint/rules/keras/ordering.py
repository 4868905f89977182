"""Where the channels of an image stand."""

from __future__ import annotations

from typing import Final, Literal

from shapelint.rules.machine import Machine
from shapelint.rules.shared.operands import is_int
from shapelint.rules.values import UNKNOWN, Value, items_of, shape_of

IMAGE_DATA_FORMAT: Final = "keras.data_format"  # what `data_format=None` means: see `apply`
UNSAID: Final = (
    "#unsaid"  # of a layer of Keras 1: by default the channels stand in front on one machine, last on another
)
_FORMATS: Final = {"channels_first": True, "th": True, "channels_last": False, "tf": False}
_CHANNELS: Final = (1, 3)


def channels_first(
    data_format: Value, machine: Machine, inputs: Value = UNKNOWN, kernel_size: Value = UNKNOWN
) -> bool | None:
    """Whether the channels stand before the other axes of a sample; None where that is not known.

    inputs, kernel_size: of a layer of Keras 1, whose program may show by its images where their channels stand.
    """
    if data_format in (None, "default", UNSAID):
        set_before = machine.settings.slots.get(IMAGE_DATA_FORMAT)
        if set_before is None and data_format == UNSAID:
            set_before = _seen(inputs, kernel_size)
            if set_before is not None:
                machine.put(machine.settings, IMAGE_DATA_FORMAT, set_before)
        data_format = set_before or (None if data_format == UNSAID else "channels_last")
    return _FORMATS.get(data_format) if isinstance(data_format, str) else None


def _seen(inputs: Value, kernel_size: Value) -> Literal["channels_first", "channels_last"] | None:
    """The order in which an image has 1 or 3 channels, where the other one would make it as narrow as that.

    A kernel of one row or column may be made for such a narrow image: nothing is said then.
    """
    shape, kernel = shape_of(inputs), items_of(kernel_size)
    if shape.open or len(shape.dims) < 4 or not kernel or not all(map(is_int, kernel)):
        return None
    front, back = shape.dims[1] in _CHANNELS, shape.dims[-1] in _CHANNELS
    if front and not back and kernel[0] > 1:
        return "channels_first"
    return "channels_last" if back and not front and kernel[-1] > 1 else None
