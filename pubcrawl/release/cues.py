"""How often the cues that extraction leans on are there, by page kind."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pubcrawl.pages.cues import is_profile, is_venue
from pubcrawl.stages.marker import MARKER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pubcrawl.items import RawPublication

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
