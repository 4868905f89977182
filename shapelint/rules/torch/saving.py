"""What is put into files, and taken from them again."""

from __future__ import annotations

from shapelint.rules.form import op


@op("torch.save")
def save(
    obj,
    f,
    pickle_module=None,
    pickle_protocol=2,
    _use_new_zipfile_serialization=True,
    _disable_byteorder_record=False,
    *,
    machine,
):
    """Put something into a file.

    >>> torch.save([2, 3], "/dev/null")
    None
    """
    machine.keep(f, obj)


@op("torch.load")
def load(f, map_location=None, pickle_module=None, *, weights_only=None, mmap=None, machine, **pickle_load_args):
    """Take from a file what the program has put there.

    >>> torch.load.__name__
    'load'
    """
    return machine.kept(f)
