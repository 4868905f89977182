"""Variables: their values, and how these are changed."""

from __future__ import annotations

from typing import Final

from shapelint.rules.form import kind, op, prop
from shapelint.rules.mismatch import Mismatch
from shapelint.rules.shared.dtypes import number_kind
from shapelint.rules.shared.families import declare
from shapelint.rules.shared.matrices import differ
from shapelint.rules.shared.operands import culprit, measured
from shapelint.rules.tensorflow.tensors import tensor
from shapelint.rules.values import UNKNOWN, UNKNOWN_SHAPE, AsIs, Many, Tensor, Value


def _itself(variable: Value) -> Value:
    """The value of a variable."""
    return tensor(measured(variable), number_kind(variable), variable)


def _check_value(variable: Value, value: Value) -> None:
    """A variable keeps its shape.  Raises Mismatch SHP301."""
    if differ(measured(variable), measured(value)):
        raise Mismatch(
            "SHP301",
            "a variable of {shape} cannot take a value of {value}",
            operand=culprit(value),
            shape=measured(variable),
            value=measured(value),
        )


def _assignment(name: str) -> None:
    def body(self, value, use_locking=False, name=None, read_value=True):
        _check_value(self, value)
        return _itself(self) if read_value is True else UNKNOWN

    body.__doc__ = f"""Change a variable; its shape stays.

    >>> tf.Variable(tf.zeros((2, 3))).{name}([2, 3])
    (2, 3)
    >>> tf.Variable(tf.zeros((2, 3))).{name}([3])
    SHP301 a variable of (2, 3) cannot take a value of (3,)
    >>> tf.Variable(tf.zeros((2, 3))).{name}([2, 3], read_value=False)
    None
    """
    op((f"tf.Variable.{name}", f"tf.Tensor.{name}"))(body)


def _assigned(ref: Value, value: Value) -> Value:
    _check_value(ref, value)
    return _itself(ref)


_ASSIGNED: Final = """Change a variable, in TensorFlow 1.

    >>> @(get_variable("w", (3, 2)), [3, 2])
    (3, 2)
    >>> @(get_variable("w", (3, 2)), [3, 4])
    SHP301
    """
for _name in ("assign", "assign_add", "assign_sub"):
    _assignment(_name)
    _more = "validate_shape=None, " if _name == "assign" else ""
    declare(f"tf.{_name}", f"ref, value, {_more}use_locking=None, name=None", _assigned, _ASSIGNED)


def _read(name: str) -> None:
    def body(self):
        return _itself(self)

    body.__doc__ = f"""The value of a variable.

    >>> tf.Variable(tf.zeros((2, 3))).{name}()
    (2, 3)
    """
    op((f"tf.Variable.{name}", f"tf.Tensor.{name}"))(body)


for _name in ("value", "read_value"):
    _read(_name)


@op("tf.Tensor.initialized_value")
def initialized_value(self):
    """The initial value of a variable of TensorFlow 1.

    >>> get_variable("weights", (2, 3)).initialized_value()
    (2, 3)
    """
    return Tensor(self.shape, self.family, self.dtype)


@kind("tf.Module")
def module(name=None, *, layer):
    """Holds variables and other modules.

    >>> tf.Module("encoder")
    'Module'
    """


def _variables() -> AsIs:
    """Variables of any shape, however many there are."""
    return AsIs(Many(tensor(UNKNOWN_SHAPE)))


for _name in ("variables", "trainable_variables"):

    @prop(f"tf.Module.{_name}")
    def variables(self):
        """The variables that it and its modules hold.

        >>> tf.Module("encoder").variables
        (..., (...,))
        """
        return _variables()


for _name in ("trainable_variables", "global_variables", "all_variables"):
    declare(
        f"tf.{_name}",
        "scope=None",
        _variables,
        """The variables of the graph.

    >>> @()
    (..., (...,))
    """,
    )
