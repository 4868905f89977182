"""Windows for signals: one row of numbers."""

from __future__ import annotations

from typing import Final

from shapelint.rules.shared.families import declare
from shapelint.rules.shared.operands import size_in
from shapelint.rules.values import Tensor, Value
from shapelint.sizes import Shape

_MADE: Final = "dtype=None, layout=None, device=None, requires_grad=False"
_PLAIN: Final = (
    ("hann_window", ""),
    ("hamming_window", ", alpha=0.54, beta=0.46"),
    ("blackman_window", ""),
    ("bartlett_window", ""),
    ("kaiser_window", ", beta=12.0"),
)
# Window, options before `sym`.
_SIGNAL: Final = (
    ("bartlett", ""),
    ("blackman", ""),
    ("cosine", ""),
    ("exponential", "center=None, tau=1.0, "),
    ("gaussian", "std=1.0, "),
    ("general_hamming", "alpha=0.54, "),
    ("hamming", ""),
    ("hann", ""),
    ("kaiser", "beta=12.0, "),
    ("nuttall", ""),
)


def _row(length: Value) -> Tensor:
    return Tensor(Shape((size_in(length),)), "torch", "float")


def _declare_signal_window(name: str, options: str, given: str = "") -> None:
    declare(
        f"torch.signal.windows.{name}",
        f"M, *, {options}sym=True, {_MADE}",
        lambda M: _row(M),
        f"""Give a window of a length.

>>> torch.signal.windows.@(10{given})
(10,)
>>> torch.signal.windows.@(7{given}, sym=False)
(7,)
>>> torch.signal.windows.@(-1{given})
SHP707
""",
        least={"M": 0},
    )


for _name, _more in _PLAIN:
    declare(
        f"torch.{_name}",
        f"window_length, periodic=True{_more}, *, {_MADE.replace('device=None', 'device=None, pin_memory=False')}",
        lambda window_length: _row(window_length),
        """Give a window of a length.

>>> @(400)
(400,)
>>> @(7, False)
(7,)
>>> @(-1)
SHP707
""",
        least={"window_length": 0},
    )
for _name, _more in _SIGNAL:
    _declare_signal_window(_name, _more)
_declare_signal_window("general_cosine", "a, ", ", a=(0.5, 0.25)")
