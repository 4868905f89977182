"""What someone else may have changed: nobody knows any more what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapelint.rules.values import OPAQUE, REST, UNKNOWN, DictValue, Instance, ListValue, Many, Value

if TYPE_CHECKING:
    from shapelint.engine.run import Run


def forget(run: Run, value: Value) -> None:
    """Someone else may have changed this container, or what an object is made of."""
    if isinstance(value, Instance):
        run.heap.write(value, OPAQUE, True)
    elif isinstance(value, ListValue):
        run.heap.write(value, "items", Many(UNKNOWN))
    elif isinstance(value, DictValue):
        for key in list(value.slots):
            run.heap.write(value, key, UNKNOWN)
        run.heap.write(value, REST, UNKNOWN)
