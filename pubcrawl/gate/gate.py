"""The gate: whether a site's run is good enough to take the place of what is published. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.comparison import compare, compare_dates
from pubcrawl.gate.report import Problem, SiteReport
from pubcrawl.gate.thresholds import Thresholds


def judge(report: SiteReport, baseline: Baseline, thresholds: Thresholds) -> SiteReport:
    """Return the report with its verdict and the gate's own reasons, those that block first.

    What the crawl noted and what the run is in itself come first; only a run without fault there is compared with
    the runs before it, and only when the site is large enough to have shares; one that did not see the whole of it, by
    its dates alone. The baseline of a first run is empty.
    """
    found = [*report.problems, *_faults(report, thresholds), *_odd(report, baseline)]
    if not found and baseline.records >= thresholds.min_records:
        found = compare(report, baseline, thresholds) if report.complete else [*compare_dates(report, thresholds)]
    found += (*report.warnings, *_contradicted(report))
    blocking = {p.reason for p in found if p.severity == "block"}
    accepted = blocking & thresholds.accept if not report.problems else frozenset()
    found = [replace(p, severity="warn") if p.reason in accepted else p for p in found]
    found.sort(key=lambda p: p.severity != "block")
    return replace(
        report,
        problems=tuple(found),
        verdict=found[0].severity if found else "pass",
        usual=round(baseline.records),
        accepted=tuple(sorted(accepted)),
    )


def _faults(report: SiteReport, thresholds: Thresholds) -> Iterator[Problem]:
    """What is wrong with a run in itself."""
    refused = report.in_quarantine
    seen = report.records + refused
    if report.finish_reason != "finished" and not report.problems:
        yield Problem(reason="incomplete", message=f"the crawl ended early: {report.finish_reason}")
    elif not report.records and not report.problems:
        what = f"all of its {refused:,} records were refused" if refused else "not one record came of it"
        yield Problem(reason="empty", message=f"the site was read, but {what}")
    if report.records and seen >= thresholds.min_records and refused > thresholds.quarantine * seen:
        yield Problem(reason="quarantine", message=f"{refused:,} of {seen:,} records were refused")


def _odd(report: SiteReport, baseline: Baseline) -> Iterator[Problem]:
    """What is wrong with pages that are not as the site's pages are, in this run or before."""
    for reason, count, words in _ODD:
        odd = count(report)
        if odd and any(count(run) < run.pages for run in (report, *baseline.reports)):
            yield Problem(reason=reason, message=f"{odd:,} of {report.pages:,} pages {words}")


def _contradicted(report: SiteReport) -> Iterator[Problem]:
    """What a whole list says against what is known of its site."""
    if report.date_shift == "contradicted":
        message = "its dates are no longer printed a day early; they were read as printed"
        yield Problem(reason="date_shift", message=message, severity="warn")


_ODD: tuple[tuple[str, Callable[[SiteReport], int], str], ...] = (
    ("cut_short", lambda r: r.unclosed, "end before their HTML does"),
    ("mojibake", lambda r: r.other_charset, "are not in UTF-8, as the pages of the site are"),
)
"""Some sites leave end tags out, and some are in another charset: only what is not a habit is wrong."""
