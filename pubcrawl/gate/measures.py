"""What is counted of a run: its records, the cues of its pages, and records that should have been there."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from pubcrawl.gate.report import REPORTED_COLUMNS
from pubcrawl.text.address import is_profile
from pubcrawl.text.marker import MARKER
from pubcrawl.text.venues import is_venue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pubcrawl.items import Publication, RawPublication
    from pubcrawl.release.stored import Row


def describe(publications: Iterable[Publication]) -> dict[str, Any]:
    """Return the parts of a report that the records themselves tell, in one pass."""
    total = 0
    filled = dict.fromkeys(REPORTED_COLUMNS, 0)
    languages, page_languages, flags, dates = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    lengths: dict[str, list[int]] = {"title": [], "abstract": []}
    for publication in publications:
        total += 1
        languages[publication.language] += 1
        page_languages[publication.page_language or "und"] += 1
        flags.update(publication.flags)
        for name in REPORTED_COLUMNS:
            filled[name] += bool(getattr(publication, name))
        for name, found in lengths.items():
            if text := getattr(publication, name):
                found.append(len(text))
        if publication.published:
            dates[publication.published.isoformat()] += 1
    return {
        "records": total,
        "languages": _sorted(languages),
        "page_languages": _sorted(page_languages),
        "flags": _sorted(flags),
        "fill": {name: round(count / total, 4) if total else 0.0 for name, count in filled.items()},
        "lengths": {name: float(median(found)) for name, found in lengths.items() if found},
        "other_dates": dates.total() - max(dates.values(), default=0),
        "newest": max(dates, default=None),
    }


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


def count_cues(raws: Iterable[RawPublication]) -> dict[str, dict[str, int]]:
    """Return records by page kind and cue; `records` beside the cues counts all of the kind."""
    found: dict[str, Counter[str]] = {}
    for raw in raws:
        counts = found.setdefault(raw.source_kind, Counter({"records": 0} | dict.fromkeys(CUES, 0)))
        counts["records"] += 1
        for name, is_there in CUES.items():
            counts[name] += is_there(raw)
    return {kind: dict(counts) for kind, counts in sorted(found.items())}


def lost_latest(there: Iterable[Row], missing: Iterable[Row]) -> int:
    """Return how many records are missing that appeared after every one that is still there; 0 if none is there.

    Args:
        there: records of the last release that a run has read again; taken as far as one is as late as the missing.
        missing: those that it looked for in vain.
    """
    lost = sorted(row.first_seen for row in missing if row.first_seen)
    newest = None
    for row in there:
        if not lost:
            return 0
        if row.first_seen and (newest is None or row.first_seen > newest):
            newest = row.first_seen
            lost = [seen for seen in lost if seen > newest]
    return 0 if newest is None else len(lost)
