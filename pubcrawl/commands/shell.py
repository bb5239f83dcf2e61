"""`scrapy shell [URL|FILE]`."""

from argparse import Namespace
from typing import Any

from scrapy.commands import shell

from pubcrawl.commands.named import NamedPage, Unanswered, tell
from pubcrawl.errors import Exit


class _NoAnswer(Exception):
    """There is nothing to evaluate code on."""


class Command(NamedPage, shell.Command):
    """Scrapy's shell, which says why there is no response."""

    _code: str | None = None

    def update_vars(self, vars: dict[str, Any]) -> None:  # noqa: A002  named so upstream
        """Say that a page did not come; with `-c` end there.

        Raises:
            _NoAnswer: there is code, and nothing to evaluate it on.
        """
        if vars["request"] is not None and vars["response"] is None:
            if not any(vars["request"].url in line for line in Unanswered.told):
                tell(f"no answer from {vars['request'].url}")
            if self._code:
                raise _NoAnswer

    def run(self, args: list[str], opts: Namespace) -> None:
        """Open the shell; without an answer it ends with code 4."""
        self._code = opts.code
        try:
            super().run(args, opts)
        except _NoAnswer:
            self.exitcode = int(Exit.UNREACHABLE)
        except Exception:  # Scrapy raises what a download failed with, of whatever kind; only that was told
            if not Unanswered.told:
                raise
            self.exitcode = int(Exit.UNREACHABLE)
