"""Arrays that stand in files."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.numpy.arrays import array, shape_argument
from shapelint.rules.shared.dtypes import dtype_kind
from shapelint.sizes import UNKNOWN, Shape


@op("numpy.fromfile", least={"offset": 0})
def fromfile(file, dtype=None, count=-1, sep="", offset=0, *, like=None):
    """Read a vector out of a file, of which nobody knows how much there is.

    >>> fromfile("/dev/null")
    (None,)
    """
    return array(Shape((UNKNOWN,)), dtype_kind(dtype, "float"))


@op("numpy.memmap", least={"offset": 0, "shape": 0})
def memmap(filename, dtype="uint8", mode="r+", offset=0, shape=None, order="C"):
    """Use what a file holds as an array: in the given shape, else all of it as a vector.

    >>> memmap("/dev/zero", mode="r", shape=(2, 3))
    (2, 3)
    >>> memmap("/dev/zero", mode="r", shape=4)
    (4,)
    """
    return array(Shape((UNKNOWN,)) if shape is None else shape_argument(shape), dtype_kind(dtype, "int"))
