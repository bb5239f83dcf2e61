"""What a run says about itself: one report a site, and the verdict over all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pubcrawl.items import Publication

FILLED = ("title", "abstract", "authors", "published", "venue", "status", "url")
"""Columns whose fill rate the report shows."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A named reason why a site's run is not what it should be, with its message."""

    reason: str
    message: str


@dataclass(frozen=True, kw_only=True)
class SiteReport:
    """What one site's run did.

    Attributes:
        site: name of the site.
        pages: pages read.
        records: records spooled.
        duplicates: records dropped because the run had them already.
        quarantined: refused records by reason.
        languages: records by language.
        fill: share of records with a value, by column.
        flags: records by flag.
        newest: newest date among the records, ISO.
        seconds: duration by the monotonic clock.
        complete: True when the whole site was asked for, not a first few pages.
        finish_reason: how the crawl ended, in Scrapy's words.
        problems: named reasons against publishing, none when all is well.
        verdict: `pass`, `warn` or `block`, set by the gate.
    """

    site: str
    pages: int = 0
    records: int = 0
    duplicates: int = 0
    quarantined: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    fill: dict[str, float] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    newest: str | None = None
    seconds: float = 0.0
    complete: bool = True
    finish_reason: str = "finished"
    problems: tuple[Problem, ...] = ()
    verdict: str = "pass"

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)


def describe(publications: Sequence[Publication]) -> dict[str, Any]:
    """Return the parts of a report that the records themselves tell."""
    total = len(publications)
    dates = [p.published for p in publications if p.published]
    return {
        "records": total,
        "languages": _counted(p.language for p in publications),
        "flags": _counted(f for p in publications for f in p.flags),
        "fill": {
            name: round(sum(bool(getattr(p, name)) for p in publications) / total, 4) if total else 0.0
            for name in FILLED
        },
        "newest": max(dates).isoformat() if dates else None,
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda kv: (-kv[1], kv[0])))


EXIT_CODES: dict[str, int] = {
    "errors": 1,
    "storage": 6,
    "drift": 5,
    "not_a_page": 5,
    "unreachable": 4,
    "refused": 4,
    "challenge": 4,
    "maintenance": 4,
    "soft_404": 4,
    "other_site": 4,
}
"""Exit code by reason; any other reason is the gate's own and ends in 3."""

GATE_REFUSED = 3
_WORST_FIRST = (1, 6, 5, 4, 3)


def exit_code(reports: Sequence[SiteReport]) -> int:
    """Return the worst exit code of the sites: 0 when every one of them was published."""
    codes = {EXIT_CODES.get(p.reason, GATE_REFUSED) for r in reports if r.verdict == "block" for p in r.problems}
    return next((c for c in _WORST_FIRST if c in codes), 0)
