"""The cues of a page, counted by page kind."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from pubcrawl.gate.measures import CUES, Dated, measure
from pubcrawl.gate.report import SiteReport
from pubcrawl.items import Draft, RawPublication, Span
from tests.gate.site_runs import publication, raw


def count_cues(said: Iterable[RawPublication]) -> dict[str, dict[str, int]]:
    """The cues that a run counts on pages that say so."""
    return measure(SiteReport(site="mila_fr"), (Draft(raw=r, publication=publication(0)) for r in said)).cues


ALL = {"marker": 1, "date": 1, "status": 1, "profile": 1, "section": 0}
CASES = [
    pytest.param(raw(0), ALL, id="all but a section"),
    pytest.param(raw(0, abstract=None), ALL | {"marker": 0}, id="no abstract"),
    pytest.param(raw(0, abstract="we see more of it"), ALL | {"marker": 0}, id="the words in prose"),
    pytest.param(raw(0, abstract="a... (see more)b"), ALL, id="marker in three dots"),
    pytest.param(raw(0, date=None), ALL | {"date": 0}, id="no date"),
    pytest.param(raw(0, venue=None), ALL | {"status": 0}, id="no venue"),
    pytest.param(raw(0, venue="Invented Conference"), ALL | {"status": 0}, id="no status"),
    pytest.param(raw(0, authors=()), ALL | {"profile": 0}, id="no authors"),
    pytest.param(raw(0, authors=(Span(text="Ada Invented"),)), ALL | {"profile": 0}, id="plain authors"),
    pytest.param(raw(0, section="Workshops"), ALL | {"section": 1}, id="section"),
]


@pytest.mark.parametrize(("said", "expected"), CASES)
def test_a_record_shows_its_cues(said: RawPublication, expected: dict[str, int]) -> None:
    assert list(expected) == list(CUES)
    assert count_cues([said]) == {"listing": {"records": 1} | expected}


def test_records_are_counted_by_the_kind_of_their_page() -> None:
    said = [raw(0), raw(1, date=None), raw(2, source_kind="profile"), raw(3, source_kind="profile")]
    assert count_cues(iter(said)) == {
        "listing": {"records": 2} | ALL | {"marker": 2, "date": 1, "status": 2, "profile": 2},
        "profile": {"records": 2} | {cue: 2 * n for cue, n in ALL.items()},
    }
    assert count_cues([]) == {}


DAY = {"published": date(2025, 6, 3), "published_precision": "day", "date_printed": "2025-06-02"}
MONTH = {"published": date(2025, 6, 1), "published_precision": "month", "date_printed": "2025-05-31"}
YEAR = {"published": date(2025, 1, 1), "published_precision": "year", "date_printed": "2024-12-31"}
OTHER = {"published": date(2026, 3, 9), "published_precision": "day", "date_printed": "2026-03-08"}
NONE = {"published": None, "published_precision": None, "date_printed": None}
MOVES = [
    pytest.param(DAY, DAY, 1, (1, 0), id="the same"),
    pytest.param(DAY, OTHER, 1, (1, 1), id="another date"),
    pytest.param(DAY | {"date_printed": None}, OTHER, 1, (1, 1), id="a release that kept no printed dates"),
    pytest.param({**DAY, "published": date(2025, 6, 2), "date_printed": None}, DAY, 1, (1, 0), id="of schema 1"),
    pytest.param(DAY, OTHER | {"date_printed": "2025-06-02"}, 1, (1, 0), id="we read what is printed otherwise"),
    pytest.param(DAY, DAY | {"published": date(2025, 6, 4), "date_printed": "2025-06-03"}, 1, (1, 0), id="mended"),
    pytest.param(DAY, DAY | {"published": date(2025, 6, 2), "date_printed": "2025-06-01"}, 1, (1, 0), id="early again"),
    pytest.param(DAY, DAY | {"published": date(2025, 6, 4), "date_printed": "2025-06-03"}, 0, (1, 1), id="no shift"),
    pytest.param(DAY, DAY | {"published": date(2025, 6, 5), "date_printed": "2025-06-04"}, 1, (1, 1), id="two days"),
    pytest.param(YEAR, DAY, 1, (1, 0), id="a day for a year"),
    pytest.param(MONTH, DAY, 1, (1, 0), id="a day for a month"),
    pytest.param(DAY, YEAR, 1, (1, 0), id="a year for a day"),
    pytest.param(YEAR, OTHER, 1, (1, 1), id="another year"),
    pytest.param(MONTH, OTHER, 1, (1, 1), id="another month"),
    pytest.param(
        YEAR, DAY | {"published": date(2025, 1, 2), "date_printed": "2025-01-01"}, 1, (1, 0), id="mended year"
    ),
    pytest.param(NONE, OTHER, 1, (0, 0), id="a first date"),
    pytest.param(OTHER, NONE, 1, (1, 0), id="a date that is gone"),
    pytest.param(DAY, None, 1, (1, 0), id="not read"),
]


@pytest.mark.parametrize(("before", "now", "shift", "expected"), MOVES)
def test_a_date_is_another_one_or_it_is_not(
    before: dict[str, Any], now: dict[str, Any] | None, shift: int, expected: tuple[int, int]
) -> None:
    readers_have = Dated.of(publication(0, **before))
    dated = {publication(0).id: readers_have} if readers_have else {}
    drafts = [Draft(raw=raw(0), publication=publication(0, **now))] if now else []
    report = measure(SiteReport(site="mila_fr"), drafts, shift=shift, dated=dated)
    assert (report.dated, report.dates_moved) == expected


def test_without_a_release_no_date_is_another_one() -> None:
    report = measure(SiteReport(site="mila_fr"), [Draft(raw=raw(0), publication=publication(0))])
    assert (report.dated, report.dates_moved) == (None, None)
