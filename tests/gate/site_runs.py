"""Runs of an invented site for the tests of the gate: records, what their pages say, and reports."""

import functools
from dataclasses import replace
from datetime import date
from typing import Any

from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.gate import judge
from pubcrawl.gate.report import REPORTED_COLUMNS, SiteReport
from pubcrawl.gate.thresholds import Thresholds
from pubcrawl.items import Author, Publication, RawPublication, Span
from tests import records

SITE = "mila_fr"
LIMITS = Thresholds()

_PATHS = tuple(f"html/body/main/{i:02}" for i in range(100))

USUAL = SiteReport(
    site=SITE,
    pages=100,
    records=1000,
    languages={"en": 700, "fr": 300},
    page_languages={"fr": 1000},
    fill=dict.fromkeys(REPORTED_COLUMNS, 0.9),
    flags={"title_unsure": 20},
    lengths={"title": 80.0, "abstract": 1000.0},
    other_dates=800,
    cues={"listing": {"records": 1000, "marker": 800, "profile": 900}},
    skeletons={"listing": _PATHS},
    known=1000,
    usual=1000,
)
"""A good run of a middling site."""


def usual(*, runs: int = 5, **changes: Any) -> Baseline:  # noqa: ANN401  fields of the value
    report = replace(USUAL, **changes)
    return Baseline(reports=(report,) * runs, published=report.records)


def judged(report: SiteReport, baseline: Baseline | None = None, limits: Thresholds = LIMITS) -> SiteReport:
    return judge(report, baseline if baseline is not None else usual(), limits)


def found(report: SiteReport) -> list[tuple[str, str]]:
    return [(p.reason, p.severity) for p in report.problems]


def publication(number: int, **changes: Any) -> Publication:  # noqa: ANN401  fields of the value
    """A record that leaves nothing to wish for; titles of 80 characters, abstracts of 1,000."""
    return replace(_publication(number), **changes)


@functools.cache
def _publication(number: int) -> Publication:
    return records.publication(
        f"{SITE}:{number:06}",
        title=f"{number:06} ".ljust(80, "t"),
        abstract=f"{number:06} ".ljust(1000, "a"),
        authors=(Author(name="Ada Invented"),),
        published=date(2026, 1, 1 + number % 28),
        published_precision="day",
        venue="Invented Conference",
        status="poster",
        url="https://work.test/",
        language="en",
        language_basis="abstract",
        page_language="fr",
    )


def raw(number: int, **changes: Any) -> RawPublication:  # noqa: ANN401  fields of the value
    """What the page says of `publication(number)`."""
    said: dict[str, Any] = {
        "site": SITE,
        "page_language": "fr",
        "position": number,
        "authors": (Span(text="Ada Invented", href="https://mila.test/fr/annuaire/ada-invented"),),
        "abstract": "a" * 140 + "… (voir plus)" + "a" * 860,
        "date": "2026-01-01",
        "venue": "Invented Conference (Poster)",
    }
    return records.draft(**said | changes).raw
