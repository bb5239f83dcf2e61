"""What is usual for a site: its last good runs, and what the last release shows of it. Pure."""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from statistics import median

import orjson

from pubcrawl.gate.report import SiteReport

KEPT = 5
"""Good runs a baseline rests on: the median of five bears two odd ones and follows a real change after three."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What is usual for a site.

    Attributes:
        reports: its last good runs, oldest first.
        published: how many records of the site the last release shows, removed ones aside.
    """

    reports: tuple[SiteReport, ...] = ()
    published: int = 0

    @property
    def records(self) -> float:
        """The usual number of records: what the release shows when no good run is on file."""
        usual = self.median(lambda r: r.records)
        return self.published if usual is None else usual

    def median(self, measure: Callable[[SiteReport], float | None]) -> float | None:
        """Return the median of a measure over the runs that know it, None when none does."""
        known = [value for report in self.reports if (value := measure(report)) is not None]
        return float(median(known)) if known else None


def baseline(lines: Iterable[bytes], site: str, *, published: int = 0) -> Baseline:
    """Return what is usual for a site, from the lines of `runs.jsonl`, oldest first; see `Baseline`.

    A good run was complete and not blocked. A run whose change someone accepted starts the baseline anew, so that
    nobody has to accept it twice. A line that cannot be read, such as one torn by a power cut, tells nothing.
    """
    good: deque[SiteReport] = deque(maxlen=KEPT)
    for line in lines:
        report = _report(line, site)
        if report is None or not report.complete or report.verdict not in ("pass", "warn"):
            continue
        if report.accepted:
            good.clear()
        good.append(report)
    return Baseline(reports=tuple(good), published=published)


def told_as_printed(report: SiteReport, before: Collection[str]) -> bool:
    """Say whether a site's dates are to be read as printed: as its whole list told, else as it was `before`."""
    if report.date_shift in ("confirmed", "contradicted"):
        return report.date_shift == "contradicted"
    return report.site in before


def sites_as_printed(lines: Iterable[bytes]) -> frozenset[str]:
    """Return the sites whose dates are to be read as printed, by what the runs told that were published."""
    found: set[str] = set()
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            for row in orjson.loads(line)["sites"]:
                report = SiteReport.from_json(row)
                if report.verdict != "block":
                    (found.add if told_as_printed(report, found) else found.discard)(report.site)
    return frozenset(found)


def _report(line: bytes, site: str) -> SiteReport | None:
    try:
        row = next((row for row in orjson.loads(line)["sites"] if row["site"] == site), None)
        return SiteReport.from_json(row) if row else None
    except (ValueError, KeyError, TypeError):
        return None
