"""Every threshold of the gate: where it comes from, and what happens just below, at and just above its value."""

from dataclasses import fields, replace
from typing import Any

import pytest

from pubcrawl import settings
from pubcrawl.errors import WrongOrder
from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.report import REPORTED_COLUMNS
from pubcrawl.gate.thresholds import ACCEPTABLE, PREFIX, Thresholds
from tests.gate.site_runs import LIMITS, USUAL, found, judged, usual

NOTHING: set[tuple[str, str]] = set()
ROLLED_BACK = {("rolled_back", "block")}
SHRUNK, GROWN = {("shrunk", "block")}, {("grown", "warn")}
UNCOVERED, BARE = {("uncovered", "warn")}, {("uncovered", "block")}
ODD, DRIFT = {("drift", "warn")}, {("drift", "block")}
STAMPED = {("same_date", "block")}
REDATED = {("dates_moved", "block")}
MIXED, VANISHED = {("language_mix", "warn")}, {("language_mix", "block"), ("language_mix", "warn")}
LAYOUT = {("layout_changed", "warn")}
REFUSED = {("quarantine", "block")}


def column(share: float) -> dict[str, Any]:
    return {"fill": USUAL.fill | {"url": share}}


def moved(dates: int, of: int = 1000) -> dict[str, Any]:
    return {"dated": of, "dates_moved": dates}


def title(length: float) -> dict[str, Any]:
    return {"lengths": USUAL.lengths | {"title": length}}


def dated(others: int) -> dict[str, Any]:
    return {"other_dates": others}


def french(count: int) -> dict[str, Any]:
    return {"languages": {"en": 1000 - count, "fr": count} if count else {"en": 1000}}


def flagged(count: int) -> dict[str, Any]:
    return {"flags": {"title_unsure": count}}


def marked(count: int) -> dict[str, Any]:
    return {"cues": {"listing": USUAL.cues["listing"] | {"marker": count}}}


def paths(count: int) -> dict[str, Any]:
    return {"skeletons": {"listing": USUAL.skeletons["listing"][:count]}}


def refused(count: int) -> dict[str, Any]:
    return {"records": 900, "in_quarantine": count}


def small(records: int) -> dict[str, Any]:
    return {"records": records, "pages": records // 9, "flags": {}, "languages": {"en": records}, "known": None}


AROUND = [
    ("shrink", {}, [({"records": 899}, SHRUNK), ({"records": 900}, NOTHING), ({"records": 901}, NOTHING)]),
    ("shrink", {}, [({"known": 899}, SHRUNK), ({"known": 900}, NOTHING), ({"known": 901}, NOTHING)]),
    ("grow", {}, [({"records": r, "pages": 200}, e) for r, e in ((1999, NOTHING), (2000, GROWN), (2001, GROWN))]),
    ("quarantine", {}, [(refused(99), NOTHING), (refused(100), NOTHING), (refused(101), REFUSED)]),
    ("noise", small(20), [(small(20) | column(s), e) for s, e in ((0.66, NOTHING), (0.65, BARE), (0.64, BARE))]),
    ("noise", {}, [({"rolled_back": n}, e) for n, e in ((4, NOTHING), (5, ROLLED_BACK), (6, ROLLED_BACK))]),
    ("gone", column(0.15), [(column(0.0149), BARE), (column(0.015), UNCOVERED), (column(0.0151), UNCOVERED)]),
    ("gone", french(100), [(french(9), MIXED), (french(10), NOTHING), (french(11), NOTHING)]),
    ("gone", marked(100), [(marked(9), LAYOUT), (marked(10), NOTHING), (marked(11), NOTHING)]),
    ("uncovered_warn", {}, [(column(0.8501), NOTHING), (column(0.85), UNCOVERED), (column(0.8499), UNCOVERED)]),
    ("uncovered_block", {}, [(column(0.7001), UNCOVERED), (column(0.7), BARE), (column(0.6999), BARE)]),
    ("typical_low", {}, [(title(56.1), NOTHING), (title(56), ODD), (title(55.9), ODD)]),
    ("typical_high", {}, [(title(119), NOTHING), (title(120), ODD), (title(121), ODD)]),
    ("typical_high", {}, [({"duplicates": d}, e) for d, e in ((499, NOTHING), (500, ODD), (501, ODD))]),
    ("length_low", {}, [(title(40.1), ODD), (title(40), DRIFT), (title(39.9), DRIFT)]),
    ("length_high", {}, [(title(159), ODD), (title(160), DRIFT), (title(161), DRIFT)]),
    ("same_date", {}, [(dated(401), NOTHING), (dated(400), NOTHING), (dated(399), STAMPED)]),
    ("dates_moved", {}, [(moved(499), NOTHING), (moved(500), REDATED), (moved(501), REDATED)]),
    ("noise", {}, [(moved(n, of=8), e) for n, e in ((4, NOTHING), (5, REDATED), (6, REDATED))]),
    ("language_warn", {}, [(french(499), NOTHING), (french(500), MIXED), (french(501), MIXED)]),
    ("language_main", french(299), [(french(0), MIXED)]),
    ("language_main", french(300), [(french(0), VANISHED)]),
    ("language_main", french(301), [(french(0), VANISHED)]),
    ("flag_times", flagged(30), [(flagged(89), NOTHING), (flagged(90), ODD), (flagged(91), ODD)]),
    ("flag_warn", {}, [(flagged(69), NOTHING), (flagged(70), ODD), (flagged(71), ODD)]),
    ("flag_block", {}, [(flagged(319), ODD), (flagged(320), DRIFT), (flagged(321), DRIFT)]),
    ("cue_drop", {}, [(marked(601), NOTHING), (marked(600), LAYOUT), (marked(599), LAYOUT)]),
    ("skeleton", {}, [(paths(81), NOTHING), (paths(80), NOTHING), (paths(79), LAYOUT)]),
    (
        "min_records",
        small(19),
        [(small(15) | {"in_quarantine": n}, e) for n, e in ((4, NOTHING), (5, REFUSED), (6, REFUSED))],
    ),
    ("min_records", small(19), [(small(9), NOTHING)]),
    ("min_records", small(20), [(small(9), SHRUNK)]),
    ("min_records", small(21), [(small(9), SHRUNK)]),
]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(before, now, expected, id=f"{name} {place}")
        for name, before, rows in AROUND
        for place, (now, expected) in enumerate(rows)
    ],
)
def test_a_threshold_decides_just_below_at_and_just_above_its_value(
    before: dict[str, Any], now: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    report = judged(replace(USUAL, **before | now), usual(**before))
    assert set(found(report)) == expected
    severities = {severity for _, severity in expected}
    assert report.verdict == ("block" if "block" in severities else "warn" if severities else "pass")


def test_every_threshold_has_rows_and_stands_in_no_other_place() -> None:
    names = {f.name for f in fields(Thresholds)}
    assert {name for name, _, _ in AROUND} == names - {"accept"}
    assert [name for name in vars(settings) if name.startswith(PREFIX)] == []


@pytest.mark.parametrize("name", [f.name for f in fields(Thresholds) if f.name != "accept"])
def test_every_threshold_has_a_setting(name: str) -> None:
    change: dict[str, Any] = {name: 7.5}
    assert Thresholds.from_settings({PREFIX + name.upper(): "7.5"}) == Thresholds(**change)


@pytest.mark.parametrize("given", [{}, vars(settings)], ids=["nothing", "the project's settings"])
def test_what_is_not_set_has_its_own_value(given: dict[str, object]) -> None:
    assert Thresholds.from_settings(given) == Thresholds()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("SHRNK", "SHRINK"),
        ("MINRECORDS", "MIN_RECORDS"),
        ("shrink", "SHRINK"),
        ("LANGUAGES_MAIN", "LANGUAGE_MAIN"),
    ],
)
def test_an_unknown_threshold_is_told_with_the_nearest_one(name: str, near: str) -> None:
    with pytest.raises(
        WrongOrder, match=f"there is no setting PUBCRAWL_GATE_{name}: did you mean PUBCRAWL_GATE_{near}\\?$"
    ):
        Thresholds.from_settings({f"PUBCRAWL_GATE_{name}": "1"})


@pytest.mark.parametrize("value", ["many", "", "nan", "inf", "-0.1", None])
def test_a_threshold_that_is_no_number_is_an_order_that_cannot_be_carried_out(value: object) -> None:
    with pytest.raises(WrongOrder, match=r"PUBCRAWL_GATE_SHRINK is .*: it must be a number of 0 or more"):
        Thresholds.from_settings({"PUBCRAWL_GATE_SHRINK": value})


def test_a_threshold_of_the_command_line_counts() -> None:
    changed = Thresholds.from_settings({**vars(settings), "PUBCRAWL_GATE_SHRINK": "0.5"})
    assert changed == replace(LIMITS, shrink=0.5)
    assert judged(replace(USUAL, records=500, pages=50), limits=changed).verdict == "pass"


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("", ()),
        ("shrunk", ("shrunk",)),
        ("shrunk,drift", ("drift", "shrunk")),
        (" uncovered  drift ", ("drift", "uncovered")),
    ],
)
def test_accepted_reasons_are_named(value: str, accepted: tuple[str, ...]) -> None:
    limits = Thresholds.from_settings({"PUBCRAWL_GATE_ACCEPT": value})
    assert limits.accept == frozenset(accepted)


@pytest.mark.parametrize("reason", ["empty", "errors", "incomplete", "quarantine", "everything"])
def test_only_what_rests_on_earlier_runs_can_be_accepted(reason: str) -> None:
    assert reason not in ACCEPTABLE
    with pytest.raises(WrongOrder, match=f"PUBCRAWL_GATE_ACCEPT cannot name {reason}: it takes cut_short, "):
        Thresholds.from_settings({"PUBCRAWL_GATE_ACCEPT": reason})


def test_columns_of_a_report_are_those_the_gate_compares() -> None:
    for name in REPORTED_COLUMNS:
        report = judged(replace(USUAL, fill=USUAL.fill | {name: 0.0}))
        assert found(report) == [("uncovered", "block")]
        assert name in report.problems[0].message


def test_without_good_runs_the_last_release_says_what_is_usual() -> None:
    baseline = Baseline(published=1000)
    assert found(judged(replace(USUAL, records=899), baseline)) == [("shrunk", "block")]
    assert found(judged(replace(USUAL, records=900), baseline)) == []
