"""What a worker may not do, whatever it is asked: start programs, speak to others, touch files of somebody else.

`allowed.py` keeps all of that away from it; this is the second door, at which Python itself watches (`sys.audit`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

_REFUSED: Final = (
    "subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty os.startfile pty.spawn "
    "socket.connect socket.bind socket.getaddrinfo socket.sendto urllib.Request webbrowser.open "
    "os.remove os.rename os.rmdir os.link os.symlink os.chmod os.chown os.truncate os.putenv os.kill "
    "shutil.rmtree shutil.move shutil.copyfile pickle.find_class"
)
_SYSTEM: Final = ("/proc", "/sys", "/dev")  # where a driver is asked about


class ForbiddenError(PermissionError):
    """Something that no experiment may do."""


def guard() -> None:
    """From now on this process can only compute: it reads what is installed, and writes in its own folder alone."""
    sys.dont_write_bytecode = True
    sys.addaudithook(_hook(frozenset(_REFUSED.split()), tuple(_roots())))


def is_forbidden(error: BaseException) -> bool:
    """Whether an exception, or what it was made of, is of our making."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        if isinstance(each, ForbiddenError):
            return True
        seen.add(id(each))
        each = each.__cause__ or each.__context__
    return False


def _roots() -> Iterator[str]:
    """The folders that may be read."""
    package = str(Path(__file__).resolve().parents[2])
    for folder in (sys.prefix, sys.base_prefix, sys.exec_prefix, package, *sys.path):
        yield os.path.realpath(folder)
    yield from _SYSTEM


def _hook(refused: frozenset[str], roots: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    home = os.path.realpath(os.getcwd())

    def check(event: str, arguments: tuple[Any, ...]) -> None:
        if event in refused:
            raise ForbiddenError(f"{event} is not allowed here")
        if event == "open" and not isinstance(arguments[0], int):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            writes = bool((arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC))
            places = (home, os.devnull) if writes else (home, *roots)
            if not any(path == place or path.startswith(place.rstrip(os.sep) + os.sep) for place in places):
                raise ForbiddenError("a file of somebody else is not opened here")

    return check
