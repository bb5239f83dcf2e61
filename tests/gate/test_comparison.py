"""What changed between a run and those before it: one reason a measure, and when nothing is compared."""

from dataclasses import replace
from typing import Any

import pytest

from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.report import exit_code
from tests.gate.site_runs import USUAL, found, judged, usual

MEASURED: list[tuple[dict[str, Any], list[tuple[str, str]], int, str]] = [
    ({"records": 500, "pages": 50}, [("shrunk", "block")], 3, "500 records, usually 1,000"),
    ({"known": 400}, [("shrunk", "block")], 3, "1,000 records, but only 400 of the 1,000 published"),
    ({"records": 2500, "pages": 250}, [("grown", "warn")], 0, "2,500 records, usually 1,000"),
    ({"pages": 300}, [("drift", "warn")], 0, "3.3 records a page, usually 10.0"),
    ({"fill": USUAL.fill | {"abstract": 0.8}}, [("uncovered", "warn")], 0, "80% of the records have abstract, usually 90%"),
    ({"fill": USUAL.fill | {"abstract": 0.0}}, [("uncovered", "block")], 3, "0% of the records have abstract, usually 90%"),
    ({"fill": {}}, [("uncovered", "block")] * 7, 3, "0% of the records have title, usually 90%"),
    ({"flags": {"latex_unrepaired": 100}}, [("drift", "warn")], 0, "10% of the records are flagged latex_unrepaired, usually 0%"),
    ({"flags": {"abstract_truncated": 400}}, [("drift", "block")], 5, "40% of the records are flagged abstract_truncated, usually 0%"),
    ({"lengths": {"title": 50.0}}, [("drift", "warn")], 0, "the median title has 50 characters, usually 80"),
    ({"lengths": {"abstract": 140.0}}, [("drift", "block")], 5, "the median abstract has 140 characters, usually 1000"),
    ({"languages": {"en": 400, "fr": 600}}, [("language_mix", "warn")] * 2, 0, "40% of the records are in en, usually 70%"),
    ({"languages": {"fr": 1000}}, [("language_mix", "block"), ("language_mix", "warn")], 3, "0% of the records are in en, usually 70%"),
    ({"page_languages": {"en": 1000}}, [("language_mix", "block"), ("language_mix", "warn")], 3,
     "0% of the records stand on pages that declare fr, usually 100%"),
    ({"cues": {"listing": {"records": 1000, "profile": 900}}}, [("layout_changed", "warn")], 0,
     "0% of the records on listing pages show a marker, usually 80%"),
    ({"skeletons": {"listing": ("html/body/div",)}}, [("layout_changed", "warn")], 0,
     "listing pages share 0% of their tag paths with those before"),
    ({"skeletons": {"listing": ("html/body/div",)}, "fill": USUAL.fill | {"abstract": 0.8}},
     [("drift", "block"), ("uncovered", "warn")], 5, "listing pages share 0% of their tag paths with those before"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected", "code", "message"), MEASURED)
def test_what_changed_against_the_runs_before_is_named(
    changes: dict[str, Any], expected: list[tuple[str, str]], code: int, message: str
) -> None:
    report = judged(replace(USUAL, **changes))
    assert (found(report), exit_code([report])) == (expected, code)
    assert report.verdict == expected[0][1]
    assert report.problems[0].message == message


@pytest.mark.parametrize("changes", [changes for changes, *_ in MEASURED])
def test_a_limited_run_a_small_site_and_a_first_run_are_not_compared(changes: dict[str, Any]) -> None:
    report = replace(USUAL, **changes)
    assert judged(replace(report, complete=False)).verdict == "pass"
    assert judged(report, usual(records=19)).verdict == "pass"
    assert judged(report, Baseline()).verdict == "pass"


def test_a_layout_that_was_seen_before_is_no_news() -> None:
    new = replace(USUAL, skeletons={"listing": ("html/body/div",)})
    baseline = Baseline(reports=(new, *usual(runs=4).reports), published=1000)
    assert found(judged(new, baseline)) == []
    assert found(judged(USUAL, baseline)) == []


def test_a_page_kind_that_was_not_asked_for_is_not_missed() -> None:
    kinds = USUAL.cues | {"profile": {"records": 500, "marker": 400}}
    assert found(judged(USUAL, usual(cues=kinds, skeletons=USUAL.skeletons | {"profile": ("html",)}))) == []


def test_runs_that_did_not_know_a_measure_say_nothing_about_it() -> None:
    old = replace(USUAL, page_languages={}, lengths={}, cues={}, skeletons={}, known=None)
    baseline = Baseline(reports=(old, old, old, USUAL, USUAL), published=1000)
    assert found(judged(USUAL, baseline)) == []
    report = judged(replace(USUAL, page_languages={"en": 1000}, lengths={"title": 30.0}), baseline)
    assert {("language_mix", "block"), ("drift", "block")} <= set(found(report))


def test_several_good_runs_are_judged_by_their_median() -> None:
    runs = tuple(replace(USUAL, fill=USUAL.fill | {"url": share}) for share in (0.9, 0.9, 0.5, 0.9, 0.0))
    baseline = Baseline(reports=runs, published=1000)
    assert found(judged(replace(USUAL, fill=USUAL.fill | {"url": 0.6}), baseline)) == [("uncovered", "block")]
