"""Prints the summary of a run for people: tables of the sites, where the files are, and the verdict last."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pubcrawl.gate.advice import advice
from pubcrawl.gate.report import REPORTED_COLUMNS, RunReport
from pubcrawl.text.display import escaped

_WIDTH = 120


def print_summary(report: RunReport, console: Console | None = None) -> None:
    """Print the summary of a run; a pipe or a file gets lines of 120 columns."""
    console = console or Console()
    if not console.is_terminal:
        console = Console(file=console.file, width=_WIDTH)
    console.print(summary(report), crop=False)


def summary(report: RunReport) -> RenderableType:
    """Return the summary of a run."""
    parts: list[RenderableType] = [_counts(report), Text(), _fill(report), Text()] if report.sites else []
    for site in report.sites:
        for problem in site.problems:
            parts.append(_line(f"{site.site}: {problem.reason}: {escaped(problem.message)}"))
            parts.append(_line(f"  next: {advice(problem.reason)}", style="dim"))
    parts += [_line(f"{name:<12}{path}") for name, path in report.files.items()]
    verdict = _line(report.verdict_line, style="bold green" if report.code == 0 else "bold red")
    return Group(*parts, Text(), verdict)


def _line(text: str, style: str = "") -> Text:
    """Return a text that stays on one line, however narrow the terminal: people and programs search for it."""
    return Text(text, style=style, no_wrap=True, overflow="ignore")


def _counts(report: RunReport) -> Table:
    """Return the table of what each site gave, and what became of it."""
    table = _table(("site", "verdict"), ("pages", "records", "quarantined", "seconds"), "languages")
    for site in report.sites:
        top = sorted(site.quarantined, key=lambda r: -site.quarantined[r])[:3]
        table.add_row(
            site.site,
            "kept last" if site.verdict == "block" else "published" if report.published else "no news",
            str(site.pages),
            str(site.records),
            f"{site.in_quarantine} ({', '.join(top)})" if site.in_quarantine else "0",
            f"{site.seconds:.1f}",
            ", ".join(f"{name} {n}" for name, n in site.languages.items()),
        )
    return table


def _fill(report: RunReport) -> Table:
    """Return the table of how many of a site's records have a value, by column."""
    table = _table(("filled",), REPORTED_COLUMNS)
    for site in report.sites:
        table.add_row(site.site, *(f"{site.fill.get(name, 0):.0%}" for name in REPORTED_COLUMNS))
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
