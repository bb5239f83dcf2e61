"""Prints the summary of a run for people: tables of the sites, where the files are, and the verdict last."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pubcrawl.gate.advice import advice
from pubcrawl.gate.report import REPORTED_COLUMNS, RunReport, SiteReport
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
    parts: list[RenderableType] = [_counts(report), Text()] if report.sites else []
    if any(site.fill for site in report.sites):
        parts += [_fill(report), Text()]
    parts += _problems(report)
    parts += [_line(f"{name:<12}{path}") for name, path in report.files.items()]
    verdict = _line(report.verdict_line, style="bold green" if report.code == 0 else "bold red")
    return Group(*parts, Text(), verdict)


def _problems(report: RunReport) -> Iterator[RenderableType]:
    """Give what is wrong or doubted, each with what to do where no other line says so; the verdict's own comes last."""
    told = {problem.reason for site in report.sites if site.verdict == "block" for problem in site.problems[:1]}
    for site in report.sites:
        for problem in site.problems:
            yield _line(f"{site.site}: {problem.reason}: {escaped(problem.message)}")
            if problem.reason not in told:
                told.add(problem.reason)
                yield _line(f"  next: {advice(problem.reason)}", style="dim")


def _line(text: str, style: str = "") -> Text:
    """Return a text that stays on one line, however narrow the terminal: people and programs search for it."""
    return Text(text, style=style, no_wrap=True, overflow="ignore")


def _counts(report: RunReport) -> Table:
    """Return the table of what readers see of each site, and what this run read there."""
    table = _table(("site", "verdict"), ("records", "read now", "pages", "quarantined", "seconds"), "languages read")
    for site in report.sites:
        top = sorted(site.quarantined, key=lambda r: -site.quarantined[r])[:3]
        table.add_row(
            site.site,
            _became(report, site),
            f"{report.records.get(site.site, 0):,}",
            f"{site.records:,}",
            f"{site.pages:,}",
            f"{site.in_quarantine} ({', '.join(top)})" if site.in_quarantine else "0",
            f"{site.seconds:.1f}",
            ", ".join(f"{name} {n}" for name, n in site.languages.items()),
        )
    return table


def _became(report: RunReport, site: SiteReport) -> str:
    if site.verdict == "block":
        return "kept last" if report.records.get(site.site) else "refused"
    return "published" if report.published else "no news" if report.code < _SIGNALLED else "stopped"


_SIGNALLED = 128


def _fill(report: RunReport) -> Table:
    """Return the table of how many of the records read have a value, by column; a site that gave none has no row."""
    table = _table(("filled",), REPORTED_COLUMNS)
    for site in filter(lambda site: site.records, report.sites):
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
