"""What is counted of a run: its records, the cues of its pages, and records that should have been there."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from pubcrawl.gate.report import REPORTED_COLUMNS, SiteReport
from pubcrawl.items import Draft, Publication, RawPublication
from pubcrawl.stages.dates import judge_shift
from pubcrawl.text.address import is_profile
from pubcrawl.text.marker import MARKER
from pubcrawl.text.venues import is_venue


def measure(report: SiteReport, drafts: Iterable[Draft], *, shifted: bool = False) -> SiteReport:
    """Return a site's report with what its records and their pages tell, in one pass.

    `shifted` says that the site is known to print its dates early, which a run that saw the whole of it tests.
    """
    languages, page_languages, flags, dates = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    filled = Counter[str]()
    lengths: dict[str, list[int]] = {"title": [], "abstract": []}
    cues = defaultdict[str, Counter[str]](Counter)
    printed = []
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
        date_shift=judge_shift(printed) if shifted and whole else None,
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


def dates_against(
    pairs: Iterable[tuple[Publication, Publication | None]], shifts: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Return by site how many records readers have a date of, and how many of these came with another one.

    A date is no other one when the page prints what it printed, when one of the two tells less and they agree as far,
    or when they are no further apart than the days by which the site is known to print its dates early: whether it
    still does is asked elsewhere.

    Args:
        pairs: each record as readers have it, and as the run read it, None for one that it did not read.
        shifts: those days, by site; records of other sites are left out.
    """
    found: dict[str, tuple[int, int]] = dict.fromkeys(shifts, (0, 0))
    for before, now in pairs:
        if before.published and before.site in found:
            dated, moved = found[before.site]
            is_other = now is not None and _is_other_date(before, now, timedelta(days=shifts[before.site]))
            found[before.site] = dated + 1, moved + is_other
    return found


def _is_other_date(before: Publication, now: Publication, shift: timedelta) -> bool:
    was, is_now = before.published, now.published
    if not was or not is_now or (before.date_printed and before.date_printed == now.date_printed):
        return False
    told = {before.published_precision, now.published_precision}
    digits = 1 if "year" in told else 2 if "month" in told else 3
    agree = was.timetuple()[:digits] == is_now.timetuple()[:digits]
    return not agree and abs(is_now - was) > shift


def rolled_back(there: Iterable[datetime | None], missing: Iterable[datetime | None]) -> int:
    """Return how many missing records appeared after every one that is still there; 0 if none is there.

    An old copy of a list lacks just these, and else nothing is missing in it. Each record is given by when it was
    first seen, None where nobody knows.
    """
    newest = max(filter(None, there), default=None)
    return 0 if newest is None else sum(seen > newest for seen in missing if seen)
