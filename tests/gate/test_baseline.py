"""What is usual for a site, read from the history of runs."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from pubcrawl.gate.baseline import KEPT, Baseline, baseline
from pubcrawl.gate.report import RunReport, SiteReport
from tests.gate.site_runs import LIMITS, SITE, USUAL, found, judged


def line(*reports: SiteReport) -> bytes:
    run = RunReport(run_id="1", code=0, verdict_line="", release=None, published=True, sites=reports, files={})
    return run.to_json_line() + b"\n"


def sized(records: int, **changes: Any) -> SiteReport:  # noqa: ANN401  fields of the value
    return replace(USUAL, records=records, **changes)


OTHER = SiteReport(site="amii", records=7)

HISTORIES = [
    pytest.param([], [], id="first run"),
    pytest.param([line(sized(1)), line(sized(2, verdict="warn"))], [1, 2], id="pass and warn are good"),
    pytest.param([line(sized(1)), line(sized(2, verdict="block"))], [1], id="a blocked run is not"),
    pytest.param([line(sized(1)), line(sized(2, complete=False))], [1], id="a limited run is not"),
    pytest.param([line(OTHER), line(OTHER, sized(1)), line(sized(2), OTHER)], [1, 2], id="other sites aside"),
    pytest.param([line(sized(n)) for n in range(1, 9)], [4, 5, 6, 7, 8], id="the last five"),
    pytest.param([line(sized(1)), line(sized(2))[:-30]], [1], id="torn last line"),
    pytest.param([line(sized(1)), line(sized(2))[:-30] + line(sized(3)), line(sized(4))], [1, 4], id="torn, then written on"),
    pytest.param([b"\n", b"[]\n", b"{}\n", b"null\n", b'{"sites":[{}]}\n', line(sized(1))], [1], id="no runs"),
    pytest.param([line(sized(1)).replace(b'"records":1,', b'"records":"x",'), line(sized(2))], [2], id="wrong type"),
    pytest.param([line(sized(1)), line(sized(2, accepted=("shrunk",))), line(sized(3))], [2, 3], id="anew after accepting"),
    pytest.param(
        [line(sized(1)), line(sized(2, accepted=("shrunk",), verdict="block"))], [1], id="accepted one thing, blocked for another"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "records"), HISTORIES)
def test_a_baseline_is_the_last_good_runs_of_the_site(lines: list[bytes], records: list[int]) -> None:
    usual = baseline(iter(lines), SITE, published=9)
    assert [r.records for r in usual.reports] == records
    assert usual.published == 9
    assert len(usual.reports) <= KEPT


def test_a_line_of_an_older_version_still_counts_for_what_it_knows() -> None:
    new = ("lengths", "page_languages", "cues", "skeletons", "known", "accepted")
    row = orjson.loads(line(USUAL))
    row["sites"] = [{k: v for k, v in row["sites"][0].items() if k not in new} | {"of_a_later_version": 1}]
    usual = baseline([orjson.dumps(row)] * 5, SITE, published=1000)
    assert [r.records for r in usual.reports] == [1000] * 5
    assert found(judged(USUAL, usual)) == []
    assert found(judged(replace(USUAL, lengths={"title": 1.0}, page_languages={"en": 1000}), usual)) == []
    assert found(judged(replace(USUAL, records=800), usual)) == [("shrunk", "block")]


def test_the_median_bears_two_odd_runs_and_leaves_out_those_that_do_not_know() -> None:
    usual = Baseline(reports=tuple(sized(n) for n in (1000, 1010, 3000, 990, 1)), published=5)
    assert usual.records == 1000
    assert usual.median(lambda r: None if r.records > 999 else r.records) == 495.5
    assert usual.median(lambda _: None) is None
    assert Baseline(published=5).records == 5


def test_a_slow_decline_is_seen_although_each_step_is_small() -> None:
    lines, records = [line(USUAL)] * 5, 1000
    verdicts = []
    for _ in range(3):
        records = round(records * 0.95)
        report = judged(sized(records, known=None), baseline(lines, SITE, published=records))
        verdicts.append(report.verdict)
        lines.append(line(report))
    assert verdicts == ["pass", "pass", "block"]


def test_a_change_that_was_accepted_once_is_usual_from_then_on() -> None:
    lines, half = [line(USUAL)] * 5, sized(500, pages=50, known=500)
    before = baseline(lines, SITE, published=1000)
    assert judged(half, before).verdict == "block"
    told = judged(half, before, replace(LIMITS, accept=frozenset(("shrunk",))))
    assert (told.verdict, told.accepted, found(told)) == ("warn", ("shrunk",), [("shrunk", "warn")])
    after = baseline([*lines, line(told)], SITE, published=1000)
    assert (judged(half, after).verdict, found(judged(half, after))) == ("pass", [])
