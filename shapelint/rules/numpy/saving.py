"""Arrays that a program puts into files, and takes from them again."""

from __future__ import annotations

from shapelint.rules.form import op
from shapelint.rules.values import DictValue, Value


@op("numpy.save")
def save(file, arr, allow_pickle=True, *, machine):
    """Put an array into a file.

    >>> np.save.__name__
    'save'
    """
    machine.keep(_ending(file, ".npy"), arr)


@op(("numpy.savez", "numpy.savez_compressed"))
def savez(file, *args, allow_pickle=True, machine, **kwds):
    """Put several arrays into a file, by name or counted.

    >>> np.savez.__name__
    'savez'
    """
    counted = {f"arr_{at}": value for at, value in enumerate(args)}
    machine.keep(_ending(file, ".npz"), DictValue({**counted, **kwds}))


@op("numpy.load")
def load(
    file, mmap_mode=None, allow_pickle=False, fix_imports=True, encoding="ASCII", *, max_header_size=10000, machine
):
    """Take from a file what the program has put there.

    >>> np.load.__name__
    'load'
    """
    return machine.kept(file)


def _ending(file: Value, suffix: str) -> Value:
    """The name under which a file is written; the ending is added where it is missing."""
    return file if not isinstance(file, str) or file.endswith(suffix) else file + suffix
