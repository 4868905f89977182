"""Arguments, and what must hold for every command: exit codes, broken pipes, no traceback."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from shapelint import __version__
from shapelint.cli.outcome import FAILED, FOUND, complain

_INTERRUPTED = 130

_EPILOG = "exit codes: 0 nothing found, 1 something found, 2 could not do its job (a missing or unreadable file)"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        _accept_anything(stream)
    try:
        # Each command is a module with a `run`, imported only when asked for: `--version` loads no analysis.
        code: int = importlib.import_module(f"shapelint.cli.{options.command}").run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`head`) has gone.  Python would complain once more while it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # the promise of every front door: a line, never a traceback
        if os.environ.get("SHAPELINT_DEBUG"):
            raise
        complain(f"internal error: {type(error).__name__}: {error}; please report it with this command line")
        return FAILED
    return code


def _accept_anything(stream: TextIO) -> None:
    """File names and source lines may hold what the terminal's encoding lacks."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _codes(text: str) -> list[str]:
    return [part for part in text.replace(",", " ").split() if part]


def _jobs(text: str) -> int:
    if text == "auto":
        return 0
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is neither a number of processes nor 'auto'")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="shapelint", description="Find tensor shape errors without running the code.", epilog=_EPILOG
    )
    parser.add_argument("--version", action="version", version=f"shapelint {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _check(commands.add_parser("check", help="report what does not fit", epilog=_EPILOG))
    _shapes(commands.add_parser("shapes", help="show the shape of every tensor in a file"))
    _explain(commands.add_parser("explain", help="explain a code or a layer"))
    _run(commands.add_parser("run", help="show what a layer or function does to shapes, in every world at hand"))
    commands.add_parser("rules", help="list the codes, and the layers and functions that are known")
    return parser


def _trust_comments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--trust-comments",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="let comments such as # (B, T, C) count where nothing else is known of a tensor",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    parser.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text")
    parser.add_argument("--select", type=_codes, metavar="CODES", help="report only these codes (or prefixes: SHP2)")
    parser.add_argument("--ignore", type=_codes, metavar="CODES", help="leave out these codes (or prefixes)")
    parser.add_argument("--jobs", type=_jobs, default=0, metavar="N", help="processes (default: as many as pay off)")
    parser.add_argument("--stdin-display-name", default="stdin", metavar="NAME", help="what to call standard input")
    parser.add_argument(
        "--pretty",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="text as blocks with source and flow (default: on a terminal)",
    )
    parser.add_argument(
        "--statistics",
        action="store_true",
        help="count the findings of each code; tell what each file took and what was left out of it",
    )
    _trust_comments(parser)
    parser.add_argument(
        "--force-exclude", action="store_true", help="apply the configured `exclude` to files named here as well"
    )
    parser.add_argument(
        "--confirm",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="put each finding to the real layers and functions, in a process of their own (never the checked code)",
    )
    parser.add_argument(
        "--device",
        choices=("cuda", "mps", "xpu", "cpu", "numpy"),
        default="",
        help="where --confirm runs PyTorch; numpy: only the reference kernels that need no framework",
    )
    parser.add_argument("--show-refuted", action="store_true", help="keep the findings that a run refuted")
    parser.add_argument("--require-confirmed", action="store_true", help="report only findings that a run confirmed")


def _shapes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    _trust_comments(parser)
    parser.add_argument("--contexts", action="store_true", help="one row per context instead of all contexts joined")
    parser.add_argument("--stdin-display-name", default="stdin", metavar="NAME", help="what to call standard input")


def _run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("call", metavar="CALL", help="a known name, called with literals: 'torch.nn.GRU(96, 96)'")
    parser.add_argument("shapes", nargs="*", metavar="SHAPE", help="of its inputs: '1000 8 96', 'int 32 20'")
    parser.add_argument("--device", choices=("cuda", "mps", "xpu", "cpu", "numpy"), default="")


def _explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("subject", metavar="CODE|LAYER", help="SHP201, wrong-features, torch.nn.Conv2d, Conv2d")
