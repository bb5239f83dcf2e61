"""The gate's verdicts: a test a reason, the ways a site goes wrong, and that more good records never hurt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubcrawl.gate.baseline import Baseline
from pubcrawl.gate.measures import measure
from pubcrawl.gate.report import Problem, SiteReport, exit_code
from pubcrawl.items import Draft, Publication, RawPublication
from tests.gate.site_runs import LIMITS, SITE, USUAL, found, judged, publication, raw, usual

SAID = [
    ("errors", 1),
    ("storage", 6),
    ("drift", 5),
    ("not_a_page", 5),
    ("unreachable", 4),
    ("cut_short", 4),
    ("refused", 4),
    ("challenge", 4),
    ("maintenance", 4),
    ("soft_404", 4),
    ("other_site", 4),
    ("empty", 3),
    ("trap", 3),
]


@pytest.mark.parametrize(("reason", "code"), SAID)
@pytest.mark.parametrize("complete", [True, False])
def test_what_the_crawl_noted_blocks_under_its_own_name_and_code(reason: str, code: int, *, complete: bool) -> None:
    noted = Problem(reason=reason, message="as noted")
    limits = replace(LIMITS, accept=frozenset(("drift", "shrunk")))
    stopped = replace(USUAL, records=0, problems=(noted,), complete=complete, finish_reason="shutdown")
    report = judged(stopped, limits=limits)
    assert (report.verdict, report.problems, exit_code([report])) == ("block", (noted,), code)


FAULTS: list[tuple[dict[str, Any], list[tuple[str, str]], str]] = [
    ({"records": 0}, [("empty", "block")], "the site was read, but not one record came of it"),
    ({"records": 0, "in_quarantine": 40}, [("empty", "block")], "the site was read, but all of its 40 records were refused"),
    ({"finish_reason": "closespider_timeout"}, [("incomplete", "block")], "the crawl ended early: closespider_timeout"),
    ({"records": 0, "finish_reason": "shutdown"}, [("incomplete", "block")], "the crawl ended early: shutdown"),
    ({"records": 800, "in_quarantine": 200, "quarantined": {"x": 200, "y": 200}}, [("quarantine", "block")], "200 of 1,000 records were refused"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected", "message"), FAULTS)
@pytest.mark.parametrize("baseline", [usual(), Baseline()], ids=["usual", "first run"])
@pytest.mark.parametrize("complete", [True, False])
def test_a_run_that_is_wrong_in_itself_blocks_whatever_was_before(
    changes: dict[str, Any], expected: list[tuple[str, str]], message: str, baseline: Baseline, *, complete: bool
) -> None:
    report = judged(replace(USUAL, **changes, complete=complete), baseline)
    assert (report.verdict, found(report), exit_code([report])) == ("block", expected, 3)
    assert report.problems[0].message == message


@pytest.mark.parametrize(
    ("unclosed", "baseline", "cut_short"),
    [
        pytest.param(0, usual(), False, id="none"),
        pytest.param(1, usual(), True, id="one"),
        pytest.param(100, usual(), True, id="all, and none before"),
        pytest.param(1, Baseline(), True, id="one of a first run"),
        pytest.param(100, Baseline(), False, id="all of a first run: the site leaves end tags out"),
        pytest.param(100, usual(unclosed=100), False, id="all, as ever"),
        pytest.param(99, usual(unclosed=100), True, id="all but one, which tells that the site does not"),
        pytest.param(100, usual(unclosed=1), True, id="all, and one before"),
    ],
)
@pytest.mark.parametrize("complete", [True, False])
def test_pages_that_lack_the_end_others_have_were_cut(
    unclosed: int,
    baseline: Baseline,
    *,
    cut_short: bool,
    complete: bool,
) -> None:
    report = judged(replace(USUAL, unclosed=unclosed, complete=complete), baseline)
    assert found(report) == ([("cut_short", "block")] if cut_short else [])
    assert exit_code([report]) == (4 if cut_short else 0)


@pytest.mark.parametrize(
    ("other_charset", "baseline", "mojibake"),
    [(1, usual(), True), (100, usual(), True), (100, Baseline(), False), (100, usual(other_charset=100), False)],
    ids=["one", "all, and none before", "all of a first run", "all, as ever"],
)
def test_pages_in_another_charset_than_others_are_garbled(
    other_charset: int, baseline: Baseline, *, mojibake: bool
) -> None:
    report = judged(replace(USUAL, other_charset=other_charset), baseline)
    assert found(report) == ([("mojibake", "block")] if mojibake else [])
    assert exit_code([report]) == (3 if mojibake else 0)


def test_a_usual_run_passes() -> None:
    assert judged(USUAL) == USUAL


@pytest.mark.parametrize(
    ("baseline", "records"),
    [
        (Baseline(), 0),
        (Baseline(published=7), 7),
        (Baseline(reports=(USUAL, replace(USUAL, records=901)), published=7), 950),
    ],
)
def test_the_report_says_how_many_records_are_usual(baseline: Baseline, records: int) -> None:
    assert judged(USUAL, baseline).usual == records


def test_a_warning_of_a_blocked_site_does_not_set_the_exit_code() -> None:
    report = judged(replace(USUAL, records=500, pages=300))
    assert found(report) == [("shrunk", "block"), ("drift", "warn")]
    assert exit_code([report]) == 3


def test_accepting_one_reason_lets_no_other_pass() -> None:
    wrong = replace(USUAL, records=500, pages=50, fill={})
    report = judged(wrong, limits=replace(LIMITS, accept=frozenset(("shrunk",))))
    assert (report.verdict, report.accepted) == ("block", ("shrunk",))
    assert found(report) == [("uncovered", "block")] * 7 + [("shrunk", "warn")]
    assert exit_code([report]) == 3


def test_accepting_what_did_not_happen_changes_nothing() -> None:
    limits = replace(LIMITS, accept=frozenset(("drift", "language_mix", "shrunk", "uncovered")))
    assert judged(USUAL, limits=limits) == USUAL
    warned = judged(replace(USUAL, pages=300), limits=limits)
    assert (found(warned), warned.accepted) == ([("drift", "warn")], ())


Site = tuple[Sequence[Publication], Sequence[RawPublication]]


def site(count: int = 60, said: dict[str, Any] | None = None, **changes: Any) -> Site:  # noqa: ANN401  fields of the records
    """A site of which two records in five are French, each record and what its page says changed alike."""
    languages = [{"language": "fr"} if n % 5 < 2 else {} for n in range(count)]
    made = [publication(n, **language | changes) for n, language in enumerate(languages)]
    return made, [raw(n, **said or {}) for n in range(count)]


def run(read: Site) -> SiteReport:
    publications, raws = read
    told = SiteReport(site=SITE, pages=max(1, len(publications) // 12), known=len(publications))
    return measure(told, (Draft(raw=r, publication=p) for r, p in zip(raws, publications, strict=False)))


def half_gone(change: Callable[[int], Any]) -> Site:
    """The site with every other record changed."""
    publications, raws = site()
    return [change(n) if n % 2 else p for n, p in enumerate(publications)], raws


GOES_WRONG = [
    pytest.param(site(30), "block", "shrunk", 3, id="half list"),
    pytest.param(site(abstract=None), "block", "uncovered", 3, id="abstracts gone"),
    pytest.param(site(language="en"), "block", "language_mix", 3, id="French turned English"),
    pytest.param(site(page_language="en"), "block", "language_mix", 3, id="English site in the place of the French"),
    pytest.param(site(title="a title of forty characters, cut shor..."), "block", "drift", 5, id="titles truncated"),
    pytest.param(site(title="t" * 55), "warn", "drift", 0, id="titles shorter by a third"),
    pytest.param(site(said={"abstract": "a" * 1000}), "warn", "layout_changed", 0, id="markers gone"),
    pytest.param(
        (half_gone(lambda n: publication(n, authors=()))[0], site(said={"abstract": "a" * 1000})[1]),
        "block",
        "drift",
        5,
        id="markers gone, and authors with them",
    ),
    pytest.param(site(abstract="a" * 140, flags=("abstract_truncated",)), "block", "drift", 5, id="abstracts folded"),
    pytest.param(
        half_gone(lambda n: publication(n, url=None)), "block", "uncovered", 3, id="links on half of the cards"
    ),
    pytest.param(site(published=date(2026, 4, 19)), "block", "same_date", 3, id="one date for all"),
    pytest.param(site(language="und"), "block", "language_mix", 3, id="no language recognised"),
]


@pytest.mark.parametrize(("read", "verdict", "reason", "code"), GOES_WRONG)
def test_a_site_that_goes_wrong_is_told_from_one_that_goes_on(read: Site, verdict: str, reason: str, code: int) -> None:
    baseline = Baseline(reports=(run(site()),) * 5, published=60)
    assert judged(run(site()), baseline).verdict == "pass"
    assert judged(run(site(64)), baseline).verdict == "pass"
    report = judged(run(read), baseline)
    assert (report.verdict, report.problems[0].reason, exit_code([report])) == (verdict, reason, code)


DEFECTS: dict[str, dict[str, Any]] = {
    "no title": {"title": None},
    "short title": {"title": "t" * 30},
    "long title": {"title": "t" * 200},
    "no abstract": {"abstract": None},
    "short abstract": {"abstract": "a" * 300},
    "no link": {"url": None},
    "no language": {"language": "und"},
    "English page": {"page_language": "en"},
    "doubt": {"flags": ("title_unsure",)},
}


@settings(deadline=None, derandomize=True, database=None, max_examples=500)
@given(
    defects=st.lists(st.sampled_from(sorted(DEFECTS)), max_size=12),
    english=st.integers(8, 60),
    french=st.integers(0, 20),
    unmarked=st.integers(0, 12),
    refused=st.integers(0, 6),
    more_english=st.integers(0, 200),
    more_french=st.integers(0, 200),
)
def test_more_good_records_never_turn_a_run_that_passes_into_one_that_is_blocked(
    *,
    defects: list[str],
    english: int,
    french: int,
    unmarked: int,
    refused: int,
    more_english: int,
    more_french: int,
) -> None:
    baseline = Baseline(reports=(run(site(30)),) * 5, published=30)

    def verdict(english: int, french: int) -> str:
        languages: list[dict[str, str]] = (
            [{}] * len(defects) + [{"language": "en"}] * english + [{"language": "fr"}] * french
        )
        given = defects + [""] * (english + french)
        told = enumerate(zip(given, languages, strict=True))
        made = [publication(n, **DEFECTS.get(defect, {}) | language) for n, (defect, language) in told]
        said = [raw(0, abstract=None)] * unmarked + [raw(0)] * (len(made) - unmarked)
        return judged(replace(run((made, said)), in_quarantine=refused), baseline).verdict

    if verdict(english, french) != "block":
        assert verdict(english + more_english, french + more_french) != "block"


OTHER_DATES: dict[str, Any] = {"dated": 1000, "dates_moved": 600}


@pytest.mark.parametrize("complete", [True, False], ids=["whole", "first pages"])
def test_other_dates_are_seen_however_much_was_read(*, complete: bool) -> None:
    report = judged(replace(USUAL, complete=complete, **OTHER_DATES))
    assert (found(report), exit_code([report])) == ([("dates_moved", "block")], 3)
    accepting = replace(LIMITS, accept=frozenset({"dates_moved"}))
    report = judged(replace(USUAL, complete=complete, **OTHER_DATES), limits=accepting)
    assert (found(report), report.accepted, exit_code([report])) == ([("dates_moved", "warn")], ("dates_moved",), 0)


def test_one_date_for_all_has_one_reason() -> None:
    assert found(judged(replace(USUAL, other_dates=0, **OTHER_DATES))) == [("same_date", "block")]


def test_a_small_site_may_date_all_it_has_anew() -> None:
    small: dict[str, Any] = {"records": 19, "known": 19, "dated": 19, "dates_moved": 19}
    assert found(judged(replace(USUAL, **small), usual(records=19))) == []
