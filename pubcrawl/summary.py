"""The summary at the end of a run, for people: one verdict line, a table of the sites, and where the files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from pubcrawl.report import FILLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from pubcrawl.verdict import RunReport

ADVICE: dict[str, str] = {
    "drift": "the page layout changed: run `pubcrawl extract` on the page named above, mend the reader, run again",
    "not_a_page": "look at the address named above in a browser; run again when it shows a page",
    "unreachable": "the site did not answer: nothing to mend here, the next run tries again",
    "refused": "the site asks us to stay away: read its robots.txt and write to its owners before the next run",
    "challenge": "the site takes us for a robot of the wrong kind: write to its owners; do not work around it",
    "maintenance": "the site is being worked on: the next run tries again",
    "soft_404": "the listing has moved: find its new address and change the spider",
    "other_site": "another site answers at this address: check it before the next run",
    "empty": "look at the site in a browser; if it lists publications, its layout changed",
    "shrunk": "look at the site in a browser; if the loss is real, run with --full -s PUBCRAWL_GATE_ACCEPT=shrunk",
    "grown": "look for entries listed twice or that are no publications",
    "uncovered": "run `pubcrawl extract` on a page and compare with what it shows",
    "language_mix": "check that the site answers in its own language",
    "layout_changed": "published; look at a page before the next run",
    "quarantine": "read the quarantine file: it holds each record with its reasons",
    "incomplete": "run again; a limit in settings.py ended the crawl if it happens twice",
    "trap": "the pager goes in circles: look at the pages named above",
    "errors": "this is a bug of ours: the log holds the traceback",
    "storage": "free space or mend permissions on the export folder, then run again",
}
"""What to do next, by reason."""


_WIDTH = 120


def print_summary(report: RunReport, console: Console | None = None) -> None:
    """Print the summary of a run; a pipe or a file gets lines of 120 columns."""
    console = console or Console()
    if not console.is_terminal:
        console = Console(file=console.file, width=_WIDTH)
    console.print(summary(report))


def summary(report: RunReport) -> RenderableType:
    """Return the summary of a run."""
    verdict = Text(report.verdict_line, style="bold green" if report.code == 0 else "bold red")
    parts: list[RenderableType] = [verdict]
    if report.sites:
        parts += [Text(), _counts(report), Text(), _fill(report), Text()]
    for site in report.sites:
        for problem in site.problems:
            parts.append(Text(f"{site.site}: {problem.reason}: {problem.message}"))
            parts.append(Text(f"  next: {ADVICE.get(problem.reason, 'read the log')}", style="dim"))
    parts += [Text(f"{name:<12}{path}") for name, path in report.files.items()]
    return Group(*parts)


def _counts(report: RunReport) -> Table:
    """What each site gave and what became of it."""
    table = _table(("site", "verdict"), ("pages", "records", "quarantined", "seconds"), "languages")
    for site in report.sites:
        refused = sum(site.quarantined.values())
        top = sorted(site.quarantined, key=lambda r: -site.quarantined[r])[:3]
        table.add_row(
            site.site,
            "kept last" if site.verdict == "block" else "published" if report.published else "no news",
            str(site.pages),
            str(site.records),
            f"{refused} ({', '.join(top)})" if refused else "0",
            f"{site.seconds:.1f}",
            ", ".join(f"{name} {n}" for name, n in site.languages.items()),
        )
    return table


def _fill(report: RunReport) -> Table:
    """How many of a site's records have a value, by column."""
    table = _table(("filled",), FILLED)
    for site in report.sites:
        table.add_row(site.site, *(f"{site.fill.get(name, 0):.0%}" for name in FILLED))
    return table


def _table(left: Sequence[str], right: Sequence[str], *more: str) -> Table:
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for name in left:
        table.add_column(name, no_wrap=True)
    for name in right:
        table.add_column(name, justify="right")
    for name in more:
        table.add_column(name, overflow="fold")
    return table
