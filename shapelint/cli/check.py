"""`shapelint check`: findings of files, folders and standard input."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from shapelint.api import Spent, check
from shapelint.cli import sources
from shapelint.cli.config import Config, ConfigError, load, trusts_comments
from shapelint.cli.confirming import confirming
from shapelint.cli.outcome import CLEAN, FAILED, FOUND, complain
from shapelint.cli.paths import STDIN, discover
from shapelint.cli.pool import check_files, default_jobs
from shapelint.cli.printers import print_statistics, printer
from shapelint.findings.catalogue import FAILURES
from shapelint.findings.finding import Finding
from shapelint.findings.select import UnknownCodeError, selection


def run(options: argparse.Namespace) -> int:
    """Check, print, and say how it went.  The command line wins over the configuration."""
    try:
        config = load(Path.cwd())
        options.select = config.select if options.select is None else options.select
        options.ignore = config.ignore if options.ignore is None else options.ignore
        options.confirm = _wants_a_run(options, config)
        options.trust_comments = trusts_comments(options, config)
        selection(options.select, options.ignore)
    except (ConfigError, UnknownCodeError) as error:
        complain(str(error))
        return FAILED
    found = discover(options.paths, config.exclude, options.force_exclude)
    for problem in found.problems:
        complain(problem)
    counts = _print(options, found.files)
    if found.problems or counts.keys() & FAILURES:
        return FAILED
    return FOUND if counts else CLEAN


def _print(options: argparse.Namespace, files: Sequence[str]) -> Counter[str]:
    """Print the findings; returns how many there are of each code."""
    output, counts, spent = printer(options), Counter[str](), list[Spent]()
    for findings in confirming(options, _results(options, files, spent)):
        counts.update(finding.code for finding in findings)
        output.show(findings)
    output.close(len(files))
    if options.statistics:
        print_statistics(counts, spent, options.format)
    return counts


def _wants_a_run(options: argparse.Namespace, config: Config) -> bool:
    """Whether findings are to be confirmed; an option that speaks of it asks for it."""
    if options.confirm is not None:
        return bool(options.confirm)
    return config.confirm or options.require_confirmed or options.show_refuted or bool(options.device)


def _results(options: argparse.Namespace, files: Sequence[str], spent: list[Spent]) -> Iterator[list[Finding]]:
    """The findings of each file, in the order of the files; what it took to find them is added to `spent`."""
    on_disk = [file for file in files if file != STDIN]
    jobs = options.jobs or default_jobs(len(on_disk))
    results = check_files(on_disk, options.select, options.ignore, jobs, options.confirm, options.trust_comments, spent)
    chosen = selection(options.select, options.ignore)
    for file in files:
        if file == STDIN:
            name = options.stdin_display_name
            text = sources.stdin()
            yield check(text, name, chosen, options.confirm, options.trust_comments, spent.append)
        else:
            yield next(results)
