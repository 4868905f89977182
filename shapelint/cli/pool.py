"""Checking many files in several processes, in the order given, without losing one when a process dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

from shapelint.api import Spent, check_file, internal_error
from shapelint.findings.finding import Finding

_Measured: TypeAlias = tuple[list[Finding], list[Spent]]

_CHUNK = 4  # files that a worker takes at once
_WORTH_A_PROCESS = 8  # starting a process costs about as much as checking this many files


def default_jobs(files: int) -> int:
    """As many processes as there are processors for us, but none for too little work."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(available, files // _WORTH_A_PROCESS))


def check_files(
    files: Sequence[str],
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    jobs: int,
    witnesses: bool = False,
    trust_comments: bool = False,
    spent: list[Spent] | None = None,
) -> Iterator[list[Finding]]:
    """The findings of each file, in the order of the files; spent: takes what the analyses took."""
    check = partial(check_file, select=select, ignore=ignore, witnesses=witnesses, trust_comments=trust_comments)
    for findings, took in _in_processes(partial(_measured, check), files, jobs):
        if spent is not None:
            spent += took
        yield findings


def _measured(check: partial[list[Finding]], file: str) -> _Measured:
    took: list[Spent] = []
    return check(file, told=took.append), took


def _in_processes(check: Callable[[str], _Measured], files: Sequence[str], jobs: int) -> Iterator[_Measured]:
    if jobs == 1:
        yield from map(check, files)
        return
    remaining = list(files)
    while remaining:
        done = 0
        try:
            with _processes(jobs) as pool:
                for measured in pool.map(check, remaining, chunksize=_CHUNK):
                    yield measured
                    done += 1
        except BrokenProcessPool:
            # One of the files that were being checked killed its process: those run alone, and only it is lost.
            suspects = remaining[done : done + jobs * _CHUNK]
            yield from (_alone(check, file) for file in suspects)
            done += len(suspects)
        remaining = remaining[done:]


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that drops what it has not begun once nobody waits for it, and leaves Ctrl-C to this process."""
    pool = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(check: Callable[[str], _Measured], file: str) -> _Measured:
    try:
        with _processes(1) as pool:
            return pool.submit(check, file).result()
    except BrokenProcessPool:
        return [internal_error(file, "the process that analysed it died")], []
