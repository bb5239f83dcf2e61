"""What is counted of a run: its records, the cues of its pages, and records that should have been there."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple, Self

from pubcrawl.gate.report import REPORTED_COLUMNS, SiteReport
from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.stages.dates import judge_shift
from pubcrawl.text.address import is_profile
from pubcrawl.text.marker import MARKER
from pubcrawl.text.venues import is_venue


class Dated(NamedTuple):
    """The date of a record, how far to trust it, and what the page prints."""

    date: date
    precision: str | None
    printed: str | None

    @classmethod
    def of(cls, row: Publication) -> Self | None:
        """Return the date of a record, None where it has none."""
        return cls(row.published, row.published_precision, row.date_printed) if row.published else None

    def is_other(self, before: "Dated", shift: int) -> bool:
        """Say whether it is another date than before, on a site known to print its dates so many days early.

        It is not when the page prints what it printed, when one of the two tells less and they agree as far, or when
        they are no further apart than those days: whether the site still prints them early is asked elsewhere.
        """
        if self.printed and self.printed == before.printed:
            return False
        told = {self.precision, before.precision}
        digits = 1 if "year" in told else 2 if "month" in told else 3
        agree = self.date.timetuple()[:digits] == before.date.timetuple()[:digits]
        return not agree and abs(self.date - before.date) > timedelta(days=shift)


def measure(
    report: SiteReport, drafts: Iterable[Draft], *, shift: int = 0, dated: Mapping[str, Dated] | None = None
) -> SiteReport:
    """Return a site's report with what its records and their pages tell, in one pass.

    Args:
        report: of the run at the site.
        drafts: what the run read.
        shift: days by which the site is known to print its dates early, which a run that saw the whole of it tests.
        dated: the dates that readers have, by record key; None where nobody knows.
    """
    languages, page_languages, flags, dates = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    filled = Counter[str]()
    lengths: dict[str, list[int]] = {"title": [], "abstract": []}
    cues = defaultdict[str, Counter[str]](Counter)
    printed = []
    moved = set()
    for draft in drafts:
        publication = draft.publication
        languages[publication.language] += 1
        page_languages[publication.page_language or "und"] += 1
        flags.update(publication.flags)
        filled.update(name for name in REPORTED_COLUMNS if getattr(publication, name))
        for name, found in lengths.items():
            if text := getattr(publication, name):
                found.append(len(text))
        if publication.date_printed:
            printed.append(publication.date_printed)
        if publication.published:
            dates[publication.published.isoformat()] += 1
        before, now = (dated or {}).get(publication.id), Dated.of(publication)
        if before and now and now.is_other(before, shift):
            moved.add(publication.id)
        shown = {name: int(is_there(draft.raw)) for name, is_there in CUES.items()}
        cues[draft.raw.source_kind].update({"records": 1} | shown)  # `records` counts all of a kind
    total = languages.total()
    whole = report.complete and report.finish_reason == "finished" and not report.problems
    return replace(
        report,
        records=total,
        languages=_sorted(languages),
        page_languages=_sorted(page_languages),
        flags=_sorted(flags),
        fill={name: round(filled[name] / total, 4) if total else 0.0 for name in REPORTED_COLUMNS},
        lengths={name: float(median(found)) for name, found in lengths.items() if found},
        other_dates=dates.total() - max(dates.values(), default=0),
        newest=max(dates, default=None),
        date_shift=judge_shift(printed) if shift and whole else None,
        dated=None if dated is None else len(dated),
        dates_moved=None if dated is None else len(moved),
        cues={kind: dict(counts) for kind, counts in sorted(cues.items())},
    )


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))


CUES: dict[str, Callable[[RawPublication], bool]] = {
    "marker": lambda raw: raw.abstract is not None and MARKER.search(raw.abstract) is not None,
    "date": lambda raw: raw.date is not None,
    "status": lambda raw: raw.venue is not None and is_venue(raw.venue),
    "profile": lambda raw: any(is_profile(run.href) for run in raw.authors),
    "section": lambda raw: raw.section is not None,
}
"""Each cue by its name, and how to see it in what a page says."""


def rolled_back(there: Iterable[datetime | None], missing: Iterable[datetime | None]) -> int:
    """Return how many missing records appeared after every one that is still there; 0 if none is there.

    An old copy of a list lacks just these, and else nothing is missing in it. Each record is given by when it was
    first seen, None where nobody knows.
    """
    newest = max(filter(None, there), default=None)
    return 0 if newest is None else sum(seen > newest for seen in missing if seen)
