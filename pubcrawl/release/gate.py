"""The gate: whether a site's run is good enough to take the place of what is published. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from pubcrawl.report import Problem, SiteReport


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The gate's thresholds; `settings.py` gives each its value and its reason."""

    shrink: float
    quarantine: float
    min_records: int

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """Read the thresholds from the project's settings."""
        return cls(
            shrink=float(str(settings["PUBCRAWL_GATE_SHRINK"])),
            quarantine=float(str(settings["PUBCRAWL_GATE_QUARANTINE"])),
            min_records=int(str(settings["PUBCRAWL_GATE_MIN_RECORDS"])),
        )


def judge(report: SiteReport, published: int, thresholds: Thresholds) -> SiteReport:
    """Return the report with its verdict and the gate's own reasons.

    Args:
        report: what the run of one site did.
        published: how many records of the site the last release shows, removed ones aside.
        thresholds: see `settings.py`.
    """
    found = list(report.problems)
    if report.finish_reason != "finished" and not found:
        found.append(Problem(reason="incomplete", message=f"the crawl ended early: {report.finish_reason}"))
    refused = sum(report.quarantined.values())
    if not report.records and not found:
        found.append(Problem(reason="empty", message="the site was read, but not one record came of it"))
    elif refused > thresholds.quarantine * (report.records + refused):
        message = f"{refused} of {report.records + refused} records were refused"
        found.append(Problem(reason="quarantine", message=message))
    elif not found and _is_short(report, published, thresholds):
        message = f"{report.records} records where the last release has {published}"
        found.append(Problem(reason="shrunk", message=message))
    return replace(report, problems=tuple(found), verdict="block" if found else "pass")


def _is_short(report: SiteReport, published: int, thresholds: Thresholds) -> bool:
    known = report.complete and published >= thresholds.min_records
    return known and report.records < thresholds.shrink * published
