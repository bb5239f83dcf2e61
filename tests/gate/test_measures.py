"""The cues of a page, counted by page kind."""

from collections.abc import Iterable

import pytest

from pubcrawl.gate.measures import CUES, measure
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
