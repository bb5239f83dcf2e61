"""What a run says about itself: measures of its records, JSON there and back, and exit codes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import pytest

from pubcrawl.errors import Exit
from pubcrawl.gate.measures import measure
from pubcrawl.gate.report import EXIT_CODES, REPORTED_COLUMNS, Problem, RunReport, SiteReport, exit_code
from pubcrawl.items import Draft, Publication
from pubcrawl.storage.jsonl import RowError
from tests.gate.site_runs import SITE, USUAL, publication, raw
from tests.records import NOON

MEASURED = ("records", "languages", "page_languages", "flags", "fill", "lengths", "other_dates", "newest")


def describe(records: Iterable[Publication]) -> dict[str, Any]:
    """What the records tell of a run."""
    told = measure(SiteReport(site=SITE), (Draft(raw=raw(0), publication=p) for p in records))
    return {name: getattr(told, name) for name in MEASURED}


def test_the_records_tell_their_part_of_the_report() -> None:
    records = [
        publication(0, title="abc", abstract="é" * 10, language="fr", flags=("title_unsure",), published=date(2025, 1, 2)),
        publication(1, title="abcde", abstract=None, url=None, published=None),
        publication(2, title=None, page_language=None, flags=("title_missing", "title_unsure"), published=date(2024, 1, 1)),
    ]  # fmt: skip
    assert describe(iter(records)) == {
        "records": 3,
        "languages": {"en": 2, "fr": 1},
        "page_languages": {"fr": 2, "und": 1},
        "flags": {"title_unsure": 2, "title_missing": 1},
        "fill": dict.fromkeys(REPORTED_COLUMNS, 1.0) | dict.fromkeys(("title", "abstract", "published", "url"), 0.6667),
        "lengths": {"title": 4.0, "abstract": 505.0},
        "other_dates": 1,
        "newest": "2025-01-02",
    }


def test_no_records_tell_that_there_are_none() -> None:
    assert describe([]) == {
        "records": 0,
        "languages": {},
        "page_languages": {},
        "flags": {},
        "fill": dict.fromkeys(REPORTED_COLUMNS, 0.0),
        "lengths": {},
        "other_dates": 0,
        "newest": None,
    }


def test_a_report_comes_back_from_json_as_it_was() -> None:
    problem = Problem(reason="grown", message="more", severity="warn")
    told = replace(USUAL, **describe([publication(0)]), problems=(problem,), verdict="warn", accepted=("shrunk",))
    assert SiteReport.from_json(orjson.loads(orjson.dumps(told.to_json()))) == told


def test_a_report_of_another_version_is_read_as_far_as_it_is_known() -> None:
    old: dict[str, Any] = {"site": SITE, "records": 3, "problems": [{"reason": "shrunk", "message": "m"}]}
    expected = SiteReport(site=SITE, records=3, problems=(Problem(reason="shrunk", message="m"),))
    assert SiteReport.from_json(old) == expected
    assert SiteReport.from_json(old | {"of_a_later_version": [1]}) == expected


@pytest.mark.parametrize("row", [{}, {"records": 3}, {"site": None}, {"site": SITE, "records": "3"}])
def test_what_is_no_report_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(RowError):
        SiteReport.from_json(row)


def blocked(*reasons: str, severity: str = "block") -> SiteReport:
    problems = tuple(Problem(reason=r, message="m", severity=severity) for r in reasons)
    return SiteReport(site=SITE, problems=problems, verdict="block" if severity == "block" else "warn")


CODES = [
    pytest.param([], 0, id="no sites"),
    pytest.param([SiteReport(site=SITE)], 0, id="pass"),
    pytest.param([blocked("drift", severity="warn")], 0, id="warn"),
    pytest.param([blocked("shrunk")], 3, id="the gate's own"),
    pytest.param([blocked("quarantine", "unreachable")], 4, id="two reasons"),
    pytest.param([blocked("unreachable"), blocked("drift")], 5, id="two sites"),
    pytest.param([SiteReport(site=SITE), blocked("refused")], 4, id="one of two"),
    pytest.param([blocked("drift"), blocked("storage")], 6, id="storage before drift"),
    pytest.param([blocked("storage"), blocked("errors")], 1, id="a bug of ours before all"),
]


@pytest.mark.parametrize(("reports", "code"), CODES)
def test_the_worst_site_sets_the_exit_code(reports: list[SiteReport], code: int) -> None:
    assert exit_code(reports) == code


@pytest.mark.parametrize("reason", [*EXIT_CODES, "shrunk"])
def test_every_reason_has_its_exit_code(reason: str) -> None:
    assert exit_code([blocked(reason)]) == EXIT_CODES.get(reason, Exit.REFUSED) != 0


@pytest.mark.parametrize(("seconds", "ended"), [(0.0, NOON), (0.9, NOON), (1.6, NOON + timedelta(seconds=1))])
def test_a_run_is_told_to_end_no_later_than_it_did(seconds: float, ended: datetime) -> None:
    told = RunReport.of_failure("no space left", 6).timed(NOON, seconds)
    assert (told.started_at, told.ended_at, told.seconds) == (NOON, ended, seconds)
