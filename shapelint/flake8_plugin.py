"""The flake8 plugin.

flake8 imports it for every project and runs it on every file, so that until a file of model code is met it loads
nothing: no analysis, no libcst, no numpy.
"""

from __future__ import annotations

from shapelint import TYPE_CHECKING, __version__

if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterator
    from typing import ClassVar

    from flake8.options.manager import OptionManager


class Plugin:
    """Yields what `shapelint check` finds; `# noqa`, selection and output are flake8's business.

    flake8 takes a plugin that asks for `tree` for one that wants each parsable file once; the tree itself is not used.
    Advice (SHP9xx) is held back here and not by flake8's default ignores, which a user's own `ignore` replaces.
    """

    name = "shapelint"
    version = __version__
    advice: ClassVar[bool] = False
    trust_comments: ClassVar[bool] = False
    confirm: ClassVar[bool] = False

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines

    @classmethod
    def add_options(cls, manager: OptionManager) -> None:
        """Register the plugin's options."""
        manager.add_option(
            "--shapelint-advice",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="Also report shapelint's advice (SHP9xx).",
        )
        manager.add_option(
            "--shapelint-confirm",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="Put each finding to the installed framework, and leave out what it refutes (slow).",
        )
        manager.add_option(
            "--shapelint-trust-comments",
            action="store_true",
            default=False,
            parse_from_config=True,
            help="Let comments such as # (B, T, C) count where nothing else is known of a tensor.",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take the options; flake8 calls this again in every worker process."""
        cls.advice = options.shapelint_advice
        cls.trust_comments = options.shapelint_trust_comments
        cls.confirm = options.shapelint_confirm

    def run(self) -> Iterator[tuple[int, int, str, type[Plugin]]]:
        """Line (from 1), column (from 0), message and plugin of every finding.  Raises nothing."""
        from shapelint.source.sniff import wanted

        text = "".join(self._lines)
        if not wanted(text.encode("utf-8", "surrogatepass")):
            return
        from shapelint.api import inspect
        from shapelint.findings.select import selection

        chosen = selection(("SHP", "SHP9") if self.advice else None)
        findings = inspect(text, self._filename, chosen, self.trust_comments, self.confirm)
        if self.confirm and findings:
            from shapelint.confirm.session import lasting

            findings = [each for each in lasting().confirmed(findings) if not each.refuted]
        for finding in findings:
            yield finding.place.line, finding.place.col, finding.line, type(self)
